"""Whether WhatsApp may write to people first: the owner's switch in the chat, off until pressed, with what it risks."""

from __future__ import annotations

from bot.admin.acts import Act, Answer, Key, Part, Press, show
from handoff import connections
from handoff.reps import Role


def key(act: Act) -> tuple[Key, ...]:
    """The way to the switch, with how it stands."""
    stands = "on" if is_on(act) else "off"
    return (Key(act.words(f"whatsapp.first.key_{stands}"), "wa_first"),)


def is_on(act: Act) -> bool:
    """Whether campaigns and reminders may write first, by the chat or by the settings of the program."""
    return _by_file(act) or connections.writes_first(act.connection, act.member.workspace_id)


def _by_file(act: Act) -> bool:
    given = act.tools.settings
    told = given.waha is not None and given.waha.first_messages and given.outreach.whatsapp
    return told and connections.FIRST not in given.in_chat


def page(act: Act) -> Answer:
    """What it means, and the switch."""
    back = (Key(act.words("setup.back"), "whatsapp"),)
    if _by_file(act):
        return show(f"{act.words('whatsapp.first.is_on')}\n{act.words('connect.in_env')}", back)
    text, turn = ("is_on", "off") if is_on(act) else ("about", "on")
    press = Key(act.words(f"whatsapp.first.{turn}"), "wa_first_set", turn)
    return show(act.words(f"whatsapp.first.{text}"), (press,), back)


def switch(act: Act) -> Answer:
    """Press of the switch."""
    who = act.member
    if act.args not in ("on", "off"):
        return Answer(notice=act.words("admin.old"))
    connections.let_write_first(act.connection, who.workspace_id, may=act.args == "on", by=who.external_id, at=act.at)
    return page(act)


PART = Part(presses=(Press("wa_first", Role.ADMIN, page), Press("wa_first_set", Role.OWNER, switch)))
