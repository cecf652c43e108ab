"""Changing a draft from the phone: a question's words, answers and place, other texts, the weights, new questions."""

from __future__ import annotations

import re

import msgspec

from bot.admin import scripts_text as st
from bot.admin.acts import Act, Answer, Awaited, Form, Key, Part, Press, Screen, show
from bot.admin.scripts_diff import short
from bot.admin.scripts_shown import Opened, draft_screen, opened, save, tongue
from handoff.reps import Role
from scoring.rules import DEFAULTS, WHOLE

_WORDING = 200
_NUMBER = re.compile(r"\d{1,3}")
_LABELS = 8
_LONGEST_LABEL = 40


def question(act: Act, note: str = "") -> Answer:
    """One question: every wording, its answers, and what can be changed."""
    open_ = opened(act)
    found = st.question_of(open_.values, act.args) if open_ else None
    if open_ is None or found is None:
        return Answer(notice=act.words("admin.old"))
    words, name = act.words, act.args
    language = tongue(act, open_.values)
    number = str(1 + [st.name_of(each) for each in st.questions(open_.values)].index(name))
    lines = [words("scripts.question", number=number)]
    lines += [
        f"• {short(each, _WORDING)}" for each in st.wordings(st.text_at(open_.values, f"q.{name}") or {}, language)
    ]
    labels = [f"[{short(st.label(each, language) or each_name, 24)}]" for each_name, each in st.choices(found).items()]
    lines += [" ".join(labels)] if labels else []
    lines.append(words("scripts.required" if found.get("required") else "scripts.optional"))
    rows = [
        tuple(Key(f"✏️ {each.upper()}", "script_type", f"q.{name}.{each}") for each in st.languages(open_.values)[:4]),
        tuple(Key(f"🔘 {each.upper()}", "script_labels", f"{name}.{each}") for each in st.languages(open_.values)[:4]),
        (Key("⬆️", "script_move", f"{name}.u"), Key("⬇️", "script_move", f"{name}.d")),
        (
            Key(words("scripts.free" if found.get("required") else "scripts.need"), "script_need", name),
            Key(words("scripts.drop"), "script_drop", name),
        ),
        (Key(words("scripts.back"), "script_draft"),),
    ]
    return show("\n".join([*lines, words("scripts.question_hint"), *([note] if note else [])]), *rows)


def other(act: Act) -> Answer:
    """The texts that are no questions."""
    open_ = opened(act)
    if open_ is None:
        return Answer(notice=act.words("scripts.no_draft"))
    keys = [Key(act.words(f"scripts.place.{place}"), "script_text", place) for place in st.PLACES]
    rows = [tuple(keys[at : at + 2]) for at in range(0, len(keys), 2)]
    return show(act.words("scripts.other_title"), *rows, (Key(act.words("scripts.back"), "script_draft"),))


def text(act: Act, note: str = "") -> Answer:
    """One of those texts in every language."""
    open_ = opened(act)
    if open_ is None or act.args not in st.PLACES:
        return Answer(notice=act.words("admin.old"))
    found = st.text_at(open_.values, act.args) or {}
    lines = [f"<b>{act.words(f'scripts.place.{act.args}')}</b>"]
    for language in st.languages(open_.values):
        said = st.wordings(found, language)
        lines.append(f"{language.upper()}: {short(said, _WORDING) if said else act.words('scripts.nothing')}")
    keys = tuple(
        Key(f"✏️ {each.upper()}", "script_type", f"{act.args}.{each}") for each in st.languages(open_.values)[:4]
    )
    return show("\n".join([*lines, *([note] if note else [])]), keys, (Key(act.words("scripts.back"), "script_other"),))


def ask_text(act: Act) -> Answer:
    """Ask for the words of a place in a language."""
    place, _, language = act.args.rpartition(".")
    open_ = opened(act)
    found = st.text_at(open_.values, place) if open_ else None
    if open_ is None or found is None or language not in st.languages(open_.values):
        return Answer(notice=act.words("admin.old"))
    now = "\n".join(f"<code>{short(each, 1000)}</code>" for each in st.wordings(found, language))
    asked = act.words("scripts.ask_text", language=language.upper(), now=now or act.words("scripts.nothing"))
    return Answer((Screen(asked, anew=True),), awaits=Awaited("script_text", {"place": place, "language": language}))


def put_text(act: Act) -> Answer:
    """The typed words."""
    place, language = str(act.data.get("place", "")), str(act.data.get("language", ""))
    open_ = opened(act)
    lines = st.typed(act.args)
    if open_ is None or language not in st.languages(open_.values):
        return show(act.words("scripts.no_draft"))
    if not lines:
        again = Awaited("script_text", {"place": place, "language": language})
        return Answer((Screen(act.words("scripts.text_bad")),), awaits=again)
    if not st.put_text(open_.values, place, language, lines):
        return show(act.words("admin.old"))
    save(act, open_)
    note = _kept(act, open_)
    return _at(act, place[2:], note) if place.startswith("q.") else text(_with(act, place), note)


def _kept(act: Act, open_: Opened) -> str:
    """That it is kept, and which languages still lack something."""
    lacking = sorted({hole.language.upper() for hole in st.holes(open_.values)})
    return act.words("scripts.kept_lacks", languages=", ".join(lacking)) if lacking else act.words("scripts.kept")


def _with(act: Act, args: str) -> Act:
    return msgspec.structs.replace(act, args=args)


def _at(act: Act, name: str, note: str) -> Answer:
    return question(_with(act, name), note)


def ask_labels(act: Act) -> Answer:
    """Ask for the answers' labels in a language."""
    name, _, language = act.args.rpartition(".")
    open_ = opened(act)
    found = st.question_of(open_.values, name) if open_ else None
    if open_ is None or found is None or language not in st.languages(open_.values):
        return Answer(notice=act.words("admin.old"))
    now = "\n".join(f"<code>{short(st.label(each, language) or '—')}</code>" for each in st.choices(found).values())
    leading = language == st.languages(open_.values)[0]
    key = "scripts.ask_labels" if leading else "scripts.ask_labels_same"
    asked = act.words(key, language=language.upper(), now=now or act.words("scripts.nothing"))
    return Answer((Screen(asked, anew=True),), awaits=Awaited("script_labels", {"name": name, "language": language}))


def put_labels(act: Act) -> Answer:
    """The typed labels, a line each; "-" takes all answers away."""
    name, language = str(act.data.get("name", "")), str(act.data.get("language", ""))
    open_ = opened(act)
    found = st.question_of(open_.values, name) if open_ else None
    if open_ is None or found is None:
        return show(act.words("scripts.no_draft"))
    lines = [line.strip()[:_LONGEST_LABEL] for line in act.args.splitlines() if line.strip()][: _LABELS + 1]
    if lines in (["-"], ["—"]):
        found.pop("choices", None)
        found["kind"] = "text" if found.get("kind") == "choice" else found.get("kind", "known")
    elif len(lines) > _LABELS or not st.put_choices(open_.values, found, language, lines):
        again = Awaited("script_labels", {"name": name, "language": language})
        return Answer((Screen(act.words("scripts.labels_bad")),), awaits=again)
    save(act, open_)
    return _at(act, name, _kept(act, open_))


def move(act: Act) -> Answer:
    """A question earlier or later."""
    name, _, way = act.args.rpartition(".")
    open_ = opened(act)
    if open_ is None or way not in ("u", "d") or not st.move(open_.values, name, -1 if way == "u" else 1):
        return Answer(notice=act.words("scripts.no_further"))
    save(act, open_)
    return _at(act, name, act.words("scripts.kept"))


def need(act: Act) -> Answer:
    """Whether a question must be answered before a rep is called."""
    open_ = opened(act)
    found = st.question_of(open_.values, act.args) if open_ else None
    if open_ is None or found is None:
        return Answer(notice=act.words("admin.old"))
    found["required"] = not found.get("required")
    save(act, open_)
    return question(act, act.words("scripts.kept"))


def drop(act: Act) -> Answer:
    """Take a question away, asked once more."""
    name, _, sure = act.args.rpartition(".") if act.args.endswith(".yes") else (act.args, "", "")
    open_ = opened(act)
    if open_ is None or st.question_of(open_.values, name) is None:
        return Answer(notice=act.words("admin.old"))
    if not sure:
        keys = (
            Key(act.words("scripts.drop_yes"), "script_drop", f"{name}.yes"),
            Key(act.words("scripts.back"), "script_q", name),
        )
        return show(act.words("scripts.drop_sure"), keys)
    if not st.remove(open_.values, name):
        return Answer(notice=act.words("scripts.last_question"))
    save(act, open_)
    return draft_screen(act, act.words("scripts.kept"))


def ask_new(act: Act) -> Answer:
    """Ask for a new question."""
    open_ = opened(act)
    if open_ is None:
        return Answer(notice=act.words("scripts.no_draft"))
    language = next(iter(st.languages(open_.values)), "").upper()
    return Answer((Screen(act.words("scripts.ask_new", language=language), anew=True),), awaits=Awaited("script_new"))


def put_new(act: Act) -> Answer:
    """The typed question."""
    open_ = opened(act)
    if open_ is None:
        return show(act.words("scripts.no_draft"))
    name = st.add(open_.values, act.args)
    if not name:
        return Answer((Screen(act.words("scripts.new_bad")),), awaits=Awaited("script_new"))
    save(act, open_)
    return _at(act, name, _kept(act, open_))


def _factors(open_: Opened) -> tuple[tuple[str, int], ...]:
    scoring = open_.values.get("scoring")
    model = scoring.get("model", "criteria") if isinstance(scoring, dict) else scoring
    return DEFAULTS["seven_factor" if model == "seven_factor" else "criteria"][0]


def ask_weights(act: Act) -> Answer:
    """Ask for the weights of the score."""
    open_ = opened(act)
    if open_ is None:
        return Answer(notice=act.words("scripts.no_draft"))
    factors = _factors(open_)
    now = "\n".join(
        f"{act.words(f'factor.{name}')}: {value}" for name, value in st.weights(open_.values, factors).items()
    )
    return Answer((Screen(act.words("scripts.ask_weights", now=now), anew=True),), awaits=Awaited("script_weights"))


def put_weights(act: Act) -> Answer:
    """The typed weights, in the order they were shown."""
    open_ = opened(act)
    if open_ is None:
        return show(act.words("scripts.no_draft"))
    names = [name for name, _ in _factors(open_)]
    found = [int(each) for each in _NUMBER.findall(act.args)]
    if len(found) != len(names) or sum(found) != WHOLE:
        told = act.words("scripts.weights_bad", number=str(len(names)), total=str(sum(found)))
        return Answer((Screen(told),), awaits=Awaited("script_weights"))
    st.put_weights(open_.values, dict(zip(names, found, strict=True)))
    save(act, open_)
    return draft_screen(act, act.words("scripts.kept"))


PART = Part(
    presses=(
        Press("script_q", Role.ADMIN, question),
        Press("script_other", Role.ADMIN, other),
        Press("script_text", Role.ADMIN, text),
        Press("script_type", Role.ADMIN, ask_text),
        Press("script_labels", Role.ADMIN, ask_labels),
        Press("script_move", Role.ADMIN, move),
        Press("script_need", Role.ADMIN, need),
        Press("script_drop", Role.ADMIN, drop),
        Press("script_add", Role.ADMIN, ask_new),
        Press("script_weights", Role.ADMIN, ask_weights),
    ),
    forms=(
        Form("script_text", Role.ADMIN, put_text),
        Form("script_labels", Role.ADMIN, put_labels),
        Form("script_new", Role.ADMIN, put_new),
        Form("script_weights", Role.ADMIN, put_weights),
    ),
)
