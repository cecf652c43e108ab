"""/whatsapp: how the number is, and linking the phone by a QR code or by a code to type."""

from __future__ import annotations

import html
from typing import Any

from bot.admin import whatsapp_first
from bot.admin.acts import Act, Answer, Awaited, Command, Form, Key, Part, Press, Screen, show
from bot.admin.connect import in_private, is_connected
from bot.admin.connect_whatsapp import keys as connection_keys
from bot.admin.setup_steps import house_of
from bot.whatsapp_desk import LINK, PAIR
from fsm.storage.effects import file_effect
from handoff.reps import Role

_SHORTEST, _LONGEST = 10, 15
_MOST_SENTENCES = 4


def whatsapp(act: Act) -> Answer:
    """How WhatsApp is; while the phone is not linked its code comes at once, unless this is only looked at."""
    channel: Any = act.tools.channels.get("whatsapp")
    if channel is None:
        text = "connect.taking_up" if is_connected(act, "whatsapp") else "whatsapp.none"
        return show(act.words(text), *connection_keys(act), _back(act))
    if not act.inbound.callback and not channel.health.ok:
        return link(act)
    keys = (Key(act.words("whatsapp.show_qr"), "whatsapp_link"), Key(act.words("whatsapp.by_number"), "whatsapp_pair"))
    rows = (*(() if channel.health.ok else (keys,)), whatsapp_first.key(act), *connection_keys(act), _back(act))
    return show("\n".join(standing(act, channel)), *rows)


def standing(act: Act, channel: Any) -> list[str]:
    """How the channel is and how its number stands, in sentences: trouble first, then the figures."""
    health = channel.health
    first = act.words(health.key, **({"detail": html.escape(health.detail)} if "unknown" in health.key else {}))
    lines = [f"{'✅' if health.ok else '⚠️'} {first}"]
    told = sorted(channel.report(), key=lambda sentence: not sentence.bad)
    return lines + [
        f"{'⚠️' if each.bad else '·'} {act.words(each.key, **each.values)}" for each in told[:_MOST_SENTENCES]
    ]


def _back(act: Act) -> tuple[Key, ...]:
    done = house_of(act).set_up == "done"
    if act.args == "s" or done:
        return (Key(act.words("setup.back"), "channels"),)
    return (Key(act.words("setup.back"), "setup", "channels"),)


def link(act: Act) -> Answer:
    """Show the QR code."""
    return _begin(act, LINK, {}, act.words("whatsapp.looking"))


def _begin(act: Act, kind: str, more: dict[str, object], text: str) -> Answer:
    number = act.tools.ids()
    body = {"chat": act.inbound.chat, "number": number, "language": act.member.language} | more
    file_effect(
        act.connection,
        workspace_id=act.member.workspace_id,
        kind=kind,
        key=f"{kind}:{act.inbound.event_id}",
        body=body,
        due_at=act.at,
        now=act.at,
    )
    return Answer((Screen(text, anew=True, number=number),))


def ask_phone(act: Act) -> Answer:
    """Ask for the number to pair."""
    return Answer((Screen(act.words("whatsapp.pair.ask"), anew=True),), awaits=Awaited("whatsapp_pair"))


def pair(act: Act) -> Answer:
    """The typed number: ask WhatsApp for a code to type on it."""
    digits = "".join(sign for sign in act.args if sign.isdecimal() and sign.isascii())
    local = len(digits) == 11 and digits.startswith("8")  # noqa: PLR2004 (8 701 ... is how people write +7 701 ...)
    digits = f"7{digits[1:]}" if local else digits
    if not _SHORTEST <= len(digits) <= _LONGEST:
        return Answer((Screen(act.words("whatsapp.pair.bad")),), awaits=Awaited("whatsapp_pair"))
    return _begin(act, PAIR, {"phone": digits}, act.words("whatsapp.looking"))


PART = Part(
    commands=(Command("whatsapp", Role.ADMIN, in_private(whatsapp)),),
    presses=(
        Press("whatsapp", Role.ADMIN, in_private(whatsapp)),
        Press("whatsapp_link", Role.ADMIN, in_private(link)),
        Press("whatsapp_pair", Role.ADMIN, in_private(ask_phone)),
    ),
    forms=(Form("whatsapp_pair", Role.ADMIN, pair),),
)
