"""/settings: everything the owner has told, on one screen, each with a button that asks it again."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from bot.admin.acts import Act, Answer, Awaited, Command, Form, Key, Part, Press, Screen, show
from bot.admin.setup_demo import play
from bot.admin.setup_steps import house_of, keep
from bot.wording import LANGUAGES
from handoff import house
from handoff.deal import PIPELINE
from handoff.hours import read_hours
from handoff.house import House
from handoff.reps import Role

_MOST_MINUTES = 1_440
_MOST_STAGES = 8
_LONGEST_STAGE = 24
_LONGEST_HOURS = 120
_NAMES_SHOWN = 30
_STAGES_SHOWN = 60


def settings(act: Act) -> Answer:
    """What is set, and a button for each."""
    told = house_of(act)
    text = "\n".join(_lines(act, told))
    steps = (("business", "trade"), ("city", "spoken"), ("offer", "quiet"), ("reps", "channels"))
    rows = [tuple(Key(act.words(f"settings.{name}"), "setup", f"{name}.s") for name in row) for row in steps]
    rows += [
        (
            Key(act.words("settings.minutes"), "settings_ask", "minutes"),
            Key(act.words("settings.hours"), "settings_ask", "hours"),
        ),
        (
            Key(act.words("settings.pipeline"), "settings_ask", "pipeline"),
            Key(act.words("settings.well", sign="✅" if told.all_is_well else "▫️"), "settings_well"),
        ),
        (Key(act.words("settings.demo"), "settings_demo"), Key(act.words("settings.language"), "language")),
    ]
    return show(text, *rows)


def _lines(act: Act, told: House) -> list[str]:
    """Each value in a few words; what is not set says so."""
    none, words, terms = act.words("settings.none"), act.words, act.tools.cards.terms
    here = act.at.astimezone(ZoneInfo(told.zone or terms.zone))
    trade = words(f"trade.{told.trade}") if told.trade else f"🧩 {act.tools.packs.current.name}"
    quiet = words("setup.quiet.none") if told.quiet in ("", "-") else _safe(told.quiet)
    reps = act.tools.settings.reps.chat or told.reps_chat
    minutes = {
        "claim": str(told.claim_minutes or terms.claim_minutes),
        "answer": str(told.answer_minutes or terms.answer_minutes),
    }
    return [
        f"🏪 <b>{_safe(told.business) or none}</b>",
        _safe(trade),
        f"📍 {_safe(told.city) or none}, {here:%H:%M} · 🌙 {quiet}",
        f"🗣 {', '.join(words(f'tongue.{code}') for code in told.spoken or LANGUAGES)}",
        f"💰 {_safe(told.offer) or none}",
        f"👥 {words('settings.to_group' if reps else 'settings.to_members')}",
        f"⏱ {words('settings.terms', **minutes)}",
        f"🕘 {_safe(told.hours) or words('people.always')}",
        f"🏁 {_safe(' → '.join(stage_name(act, stage) for stage in told.pipeline or PIPELINE), _STAGES_SHOWN)}",
    ]


def _safe(text: str, most: int = _NAMES_SHOWN) -> str:
    line = " ".join(text.split())
    return html.escape(line if len(line) <= most else line[: most - 1] + "…", quote=False)


def stage_name(act: Act, stage: str) -> str:
    """A stage of the deal as people call it, not escaped."""
    return act.words(f"deal.{stage}") if stage in PIPELINE else stage


# --- what is typed


class Typed(NamedTuple):
    """A value that is typed: `read` gives the house's values of it, or raises ValueError; "-" brings the usual back."""

    names: tuple[str, ...]
    read: Callable[[str], dict[str, object]]


def _minutes(text: str) -> dict[str, object]:
    found = [int(each) for each in re.findall(r"\d{1,5}", text)]
    if len(found) != 2 or not all(0 < each <= _MOST_MINUTES for each in found):  # noqa: PLR2004 (to claim, to answer)
        raise ValueError(text)
    return {"claim_minutes": found[0], "answer_minutes": found[1]}


def _hours(text: str) -> dict[str, object]:
    hours = " ".join(text.split())[:_LONGEST_HOURS]
    read_hours(hours)
    return {"hours": hours}


def _pipeline(text: str) -> dict[str, object]:
    stages = [" ".join(part.split()) for part in re.split(r"[,\n;>→]", text)]
    stages = list(dict.fromkeys(stage for stage in stages if stage))
    if not 2 <= len(stages) <= _MOST_STAGES or any(len(stage) > _LONGEST_STAGE for stage in stages):  # noqa: PLR2004 (a beginning and an end)
        raise ValueError(text)
    return {"pipeline": tuple(stages)}


TYPED = {
    "minutes": Typed(("claim_minutes", "answer_minutes"), _minutes),
    "hours": Typed(("hours",), _hours),
    "pipeline": Typed(("pipeline",), _pipeline),
}


def ask(act: Act) -> Answer:
    """Ask for a value that is typed."""
    if act.args not in TYPED:
        return Answer(notice=act.words("admin.old"))
    keys = ((Key(act.words("settings.usual"), "settings_usual", act.args), Key(act.words("setup.back"), "settings")),)
    screen = Screen(act.words(f"settings.ask.{act.args}"), keys)
    return Answer((screen,), awaits=Awaited("settings", {"what": act.args}))


def take(act: Act) -> Answer:
    """The typed value."""
    what = str(act.data.get("what", ""))
    known = TYPED.get(what)
    if known is None:
        return show(act.words("admin.old"))
    try:
        values = known.read(act.args)
    except ValueError:
        return Answer((Screen(act.words(f"settings.bad.{what}")),), awaits=Awaited("settings", {"what": what}))
    for name, value in values.items():
        keep(act, name, value)
    return _kept(act)


def usual(act: Act) -> Answer:
    """Back to what is usual."""
    known = TYPED.get(act.args)
    if known is None:
        return Answer(notice=act.words("admin.old"))
    for name in known.names:
        house.drop(act.connection, act.member.workspace_id, name)
    return _kept(act)


def _kept(act: Act) -> Answer:
    """The settings anew; the running parts take them over with the next batch."""
    answer = settings(act)
    text = f"✅ {act.words('setup.kept')}\n{answer.screens[0].text}"
    return Answer(
        (msgspec.structs.replace(answer.screens[0], text=text),), notice=act.words("setup.kept"), people_changed=True
    )


def well(act: Act) -> Answer:
    """Whether the bot says once a day that all is well."""
    keep(act, "all_is_well", not house_of(act).all_is_well)
    return settings(act)


def demo(act: Act) -> Answer:
    """Play the example once more."""
    return play(act)


PART = Part(
    commands=(Command("settings", Role.ADMIN, settings),),
    presses=(
        Press("settings", Role.ADMIN, settings),
        Press("settings_ask", Role.ADMIN, ask),
        Press("settings_usual", Role.ADMIN, usual),
        Press("settings_well", Role.ADMIN, well),
        Press("settings_demo", Role.ADMIN, demo),
    ),
    forms=(Form("settings", Role.ADMIN, take),),
)
