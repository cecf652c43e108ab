"""The set-up: what a new owner is asked, step by step. It can be left and gone on with; /settings asks a step again.

How far it went is the house's `set_up`: the name of the step it stands at, "done" at its end.
"""

from __future__ import annotations

import html

import msgspec

from bot.admin.acts import Act, Answer, Awaited, Command, Form, Key, Part, Press, Screen
from bot.admin.setup_demo import forget_example, play
from bot.admin.setup_reps import CHANNELS, REPS, found, refuse, take
from bot.admin.setup_shop import BUSINESS, CITY, LANGUAGE, OFFER, OWN, QUIET, SPOKEN, TRADE, ZONE
from bot.admin.setup_steps import SETTINGS, WIZARD, Step, Where, house_of, keep, publish_script
from bot.admin.setup_talk import LOOK
from fsm.script import ScriptError
from handoff.reps import Role

DONE = "done"
STEPS: tuple[Step, ...] = (LANGUAGE, BUSINESS, TRADE, CITY, SPOKEN, OFFER, LOOK, REPS, CHANNELS, QUIET)
"""What is asked, in order; the example comes behind them."""

BESIDE: tuple[Step, ...] = (OWN, ZONE)
"""Steps that only some need, each on its way from one step to the next."""

BY_NAME = {step.name: step for step in (*STEPS, *BESIDE)}
_ORDER = [step.name for step in STEPS]
_AFTER = {OWN.name: CITY.name, ZONE.name: SPOKEN.name}
_BEFORE = {OWN.name: TRADE.name, ZONE.name: CITY.name}


def is_open(act: Act) -> bool:
    """Whether this member is to be shown the set-up: they may do it, and it is not at its end."""
    return act.member.may(Role.OWNER) and house_of(act).set_up != DONE


def begin(act: Act) -> Answer:
    """/setup, and /start of an owner: go on where it was left, or anew once it is done."""
    at = house_of(act).set_up
    if at == "demo":
        return example(act)
    step = BY_NAME.get(at, LANGUAGE)
    return _anew(show(act, step, WIZARD))


def _anew(answer: Answer) -> Answer:
    screens = tuple(msgspec.structs.replace(screen, anew=True) for screen in answer.screens)
    return msgspec.structs.replace(answer, screens=screens)


def show(act: Act, step: Step, where: Where, note: str = "") -> Answer:
    """A step as a screen; a typed answer is awaited where the step takes one."""
    if where == WIZARD:
        keep(act, "set_up", step.name)
    shown = step.show(act, where)
    parts = [note, _progress(act, step) if where == WIZARD else "", shown.text]
    rows = [*shown.rows, _ways(act, step, where)]
    screen = Screen("\n".join(part for part in parts if part), tuple(row for row in rows if row))
    awaits = Awaited("setup", {"step": step.name, "where": where}) if step.typed else None
    return Answer((screen,), awaits=awaits, people_changed=True)


def _progress(act: Act, step: Step) -> str:
    name = _BEFORE.get(step.name, step.name)
    return act.words("setup.progress", number=str(_ORDER.index(name) + 1), total=str(len(STEPS)))


def _ways(act: Act, step: Step, where: Where) -> tuple[Key, ...]:
    """Back and on: to the step before and over this one, or to the settings."""
    if where == SETTINGS:
        return (Key(act.words("setup.back"), "settings"),)
    before = _BEFORE.get(step.name) or (_ORDER[max(_ORDER.index(step.name) - 1, 0)])
    if step is LANGUAGE:
        return (Key(act.words("setup.later"), "setup_later"),)
    back = (Key(act.words("setup.back"), "setup", before),)
    return (*back, Key(act.words("setup.skip"), "setup_skip", step.name)) if step.skips else back


def press(act: Act) -> Answer:
    """A button that opens a step: "name" in the set-up, "name.s" from the settings."""
    name, _, where = act.args.partition(".")
    step = BY_NAME.get(name)
    if step is None:
        return Answer(notice=act.words("admin.old"))
    return show(act, step, SETTINGS if where == SETTINGS else WIZARD)


def chosen(act: Act) -> Answer:
    """A button that answers a step: "step.where.value"."""
    name, _, rest = act.args.partition(".")
    where, _, value = rest.partition(".")
    step = BY_NAME.get(name)
    if step is None or where not in (WIZARD, SETTINGS):
        return Answer(notice=act.words("admin.old"))
    return _taken(act, step, WIZARD if where == WIZARD else SETTINGS, value, typed=False)


def typed(act: Act) -> Answer:
    """The typed answer to a step."""
    step = BY_NAME.get(str(act.data.get("step", "")))
    if step is None or not step.typed:
        return Answer((Screen(act.words("admin.unknown")),))
    where = SETTINGS if act.data.get("where") == SETTINGS else WIZARD
    return _taken(act, step, where, act.args, typed=True)


def _taken(act: Act, step: Step, where: Where, value: str, *, typed: bool) -> Answer:
    """Take an answer over and go on; what cannot be taken is asked again with the reason."""
    took = step.take(act, value, typed=typed)
    if took.act is not None:
        act = took.act
    if took.problem:
        return show(act, step, where, note=f"⚠️ {took.problem}")
    if took.stays:
        return show(act, step, where)
    if took.beside:
        return show(act, BY_NAME[took.beside], where)
    return forward(act, step, where, note=took.note)


def forward(act: Act, step: Step, where: Where, note: str = "") -> Answer:
    """What follows a step: the next one, the example at the end, or the settings it was changed from."""
    if where == SETTINGS:
        return _changed(act, step, note)
    after = _AFTER.get(step.name) or next(iter(_ORDER[_ORDER.index(step.name) + 1 :]), "")
    if after == LOOK.name and (refused := _published(act)):
        note = f"⚠️ {refused}"
    return show(act, BY_NAME[after], where, note) if after else example(act, note)


def _changed(act: Act, step: Step, note: str) -> Answer:
    from bot.admin.settings import settings

    if step.scripted and (refused := _published(act)):
        note = f"⚠️ {refused}"
    answer = settings(msgspec.structs.replace(act, args=""))
    text = f"{note or '✅ ' + act.words('setup.kept')}\n{answer.screens[0].text}"
    screen = msgspec.structs.replace(answer.screens[0], text=text)
    return Answer((screen,), notice=act.words("setup.kept"), people_changed=True)


def _published(act: Act) -> str:
    """Make the script anew from what was told and publish it; a sentence why not, if not."""
    try:
        return "" if publish_script(act) else act.words("setup.script.by_hand")
    except ScriptError as refused:
        return html.escape(str(refused).splitlines()[0][:200], quote=False)


def skip(act: Act) -> Answer:
    """Leave a step as it is."""
    step = BY_NAME.get(act.args)
    if step is None or not step.skips:
        return Answer(notice=act.words("admin.old"))
    return forward(act, step, WIZARD)


def example(act: Act, note: str = "") -> Answer:
    """The last step: an example plays through, if they like."""
    keep(act, "set_up", "demo")
    text = "\n\n".join(part for part in (note, act.words("setup.demo.offer")) if part)
    rows = (
        (Key(act.words("setup.demo.play"), "setup_play"),),
        (Key(act.words("setup.back"), "setup", STEPS[-1].name), Key(act.words("setup.demo.without"), "setup_done")),
    )
    return Answer((Screen(text, rows),), people_changed=True)


def played(act: Act) -> Answer:
    """Play the example; when it is over the set-up is."""
    keep(act, "set_up", DONE)
    return play(act)


def later(act: Act) -> Answer:
    """Not now: /setup begins it whenever they like."""
    from bot.admin.basics import help_

    keep(act, "set_up", DONE)
    return msgspec.structs.replace(help_(act), people_changed=True)


def done(act: Act) -> Answer:
    """The end of the set-up."""
    keep(act, "set_up", DONE)
    return Answer((Screen(ending(act), ending_keys(act)),), people_changed=True)


def ending(act: Act) -> str:
    """What to do next, with the link people write to."""
    link = act.tools.door.partition("?")[0]
    return act.words("setup.done", link=html.escape(link or act.words("setup.no_link")))


def ending_keys(act: Act) -> tuple[tuple[Key, ...], ...]:
    return ((Key(act.words("setup.colleagues"), "reps"), Key(act.words("setup.settings"), "settings")),)


PART = Part(
    commands=(Command("setup", Role.ADMIN, begin),),
    presses=(
        Press("setup", Role.ADMIN, press),
        Press("setup_set", Role.ADMIN, chosen),
        Press("setup_skip", Role.ADMIN, skip),
        Press("setup_play", Role.ADMIN, played),
        Press("setup_done", Role.ADMIN, done),
        Press("setup_later", Role.ADMIN, later),
        Press("setup_erase", Role.ADMIN, forget_example),
        Press("group_found", Role.ADMIN, found),
        Press("group_take", Role.ADMIN, lambda act: _group_taken(act)),  # noqa: PLW0108 (defined below)
        Press("group_leave", Role.ADMIN, refuse),
    ),
    forms=(Form("setup", Role.ADMIN, typed),),
)


def _group_taken(act: Act) -> Answer:
    """Cards go to this group from now on; in the set-up the next step follows."""
    answer = take(act)
    if not answer.screens or house_of(act).set_up != REPS.name:
        return answer
    after = show(act, CHANNELS, WIZARD)
    return msgspec.structs.replace(after, screens=(*answer.screens, *_anew(after).screens), notice=answer.notice)
