"""The draft of a script as it is shown and kept: its overview, its questions in a few lines, saving a change."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bot.admin import scripts_text as st
from bot.admin.acts import Act, Answer, Key, show
from bot.admin.scripts_diff import short
from bot.admin.scripts_kept import Draft, body_of, keep, kept, live
from bot.packs import key_of
from fsm.script import ScriptError

PAGE = 8
_NUMBERS_IN_ROW = 4
_LINE = 60


class Opened(NamedTuple):
    """The draft and its values."""

    draft: Draft
    values: st.Values


def opened(act: Act) -> Opened | None:
    """The draft as it stands; None when there is none."""
    draft = kept(act.connection, act.member.workspace_id, Draft)
    return None if draft is None else Opened(draft, st.values_of(draft.body))


def begin(act: Act, base: str) -> Opened | None:
    """The draft, begun from a version when there is none yet; None for a version that is not there."""
    if (found := opened(act)) is not None:
        return found
    body = body_of(act.connection, act.member.workspace_id, base)
    if body is None:
        return None
    draft = Draft(body, base, act.member.name)
    keep(act.connection, act.member.workspace_id, draft, act.member.external_id, act.at)
    return Opened(draft, st.values_of(body))


def save(act: Act, open_: Opened) -> None:
    """Keep the changed values."""
    draft = Draft(st.body_of(open_.values), open_.draft.base, act.member.name)
    keep(act.connection, act.member.workspace_id, draft, act.member.external_id, act.at)


def take_text(act: Act, body: str) -> str:
    """Make a whole text the draft; a sentence when it cannot be read at all."""
    try:
        values = st.values_of(body)
    except ScriptError as refused:
        return act.words("scripts.unreadable", why=html.escape(str(refused.problems[0])[:200]))
    if not st.questions(values) or not st.languages(values):
        return act.words("scripts.no_script")
    base = live(act.connection, act.member.workspace_id, act.tools.packs)
    draft = Draft(body, base, act.member.name)
    keep(act.connection, act.member.workspace_id, draft, act.member.external_id, act.at)
    return ""


def tongue(act: Act, values: st.Values) -> str:
    """The script's language that this member reads best."""
    spoken = st.languages(values)
    mine = act.member.language or act.tools.place.language
    return mine if mine in spoken else next(iter(spoken), mine)


def title(published: str) -> str:
    """A version's name for people."""
    name, number = key_of(published)
    return f"{html.escape(name)} v{number}"


def questions_shown(values: st.Values, language: str, page: int) -> list[str]:
    """A page of questions, a line each."""
    found = list(enumerate(st.questions(values), 1))[page * PAGE : (page + 1) * PAGE]
    return [f"{number}. {_line(question, language)}" for number, question in found]


def _line(question: st.Values, language: str) -> str:
    ask = question.get("ask")
    said = st.wordings(ask, language) if isinstance(ask, dict) else []
    sign = " ❗" if question.get("required") else ""
    buttons = f" [{len(st.choices(question))}]" if st.choices(question) else ""
    return f"{short(said[0] if said else st.name_of(question), _LINE)}{buttons}{sign}"


def paged(args: str, values: st.Values) -> int:
    """The page a button names, within what there is."""
    last = max(0, (len(st.questions(values)) - 1) // PAGE)
    return min(int(args), last) if args.isdecimal() and len(args) < 3 else 0  # noqa: PLR2004 (two digits)


def turning(action: str, prefix: str, page: int, values: st.Values) -> tuple[Key, ...]:
    """Buttons to the pages before and after."""
    keys = [Key("◀️", action, f"{prefix}{page - 1}")] if page else []
    if (page + 1) * PAGE < len(st.questions(values)):
        keys.append(Key("▶️", action, f"{prefix}{page + 1}"))
    return tuple(keys)


def draft_screen(act: Act, note: str = "", page: int = 0) -> Answer:
    """The draft: its questions, and everything that can be done with it."""
    open_ = opened(act)
    if open_ is None:
        return Answer(notice=act.words("scripts.no_draft"))
    values, words = open_.values, act.words
    head = words("scripts.draft", base=title(open_.draft.base))
    lines = [head, *questions_shown(values, tongue(act, values), page)]
    found = list(enumerate(st.questions(values), 1))[page * PAGE : (page + 1) * PAGE]
    numbers = [Key(str(number), "script_q", st.name_of(question)) for number, question in found]
    rows = [tuple(numbers[at : at + _NUMBERS_IN_ROW]) for at in range(0, len(numbers), _NUMBERS_IN_ROW)]
    rows += [row] if (row := turning("script_draft", "", page, values)) else []
    rows += [
        (Key(words("scripts.add"), "script_add"), Key(words("scripts.other"), "script_other")),
        (Key(words("scripts.weights"), "script_weights"), Key(words("scripts.file"), "script_get", "draft")),
        (Key(words("scripts.diff"), "script_diff"), Key(words("scripts.check"), "script_check")),
        (Key(words("scripts.replay"), "script_replay", "100"), Key(words("scripts.publish"), "script_publish")),
        (Key(words("scripts.throw"), "script_throw"), Key(words("scripts.all"), "scripts")),
    ]
    return show("\n".join([*lines, *([f"\n{note}"] if note else [])]), *rows)


def several(lines: Sequence[str], most: int, more: Callable[[int], str]) -> str:
    """So many lines, and how many there are beyond."""
    rest = len(lines) - most
    return "\n".join([*lines[:most], *([more(rest)] if rest > 0 else [])])
