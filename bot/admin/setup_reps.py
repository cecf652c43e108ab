"""Where cards go, and what else people may write by: the steps about the reps' place and the other channels."""

from __future__ import annotations

import html
import re

from bot.admin.acts import Act, Answer, Key, Screen
from bot.admin.setup_steps import SETTINGS, Shown, Step, Took, Where, house_of, keep, option
from fsm.storage.effects import file_effect
from handoff import house

GROUP = "setup.group"
"""The kind of slow work that looks at a group: {"chat", "number", "private", "language"}."""

_RIGHTS = "manage_topics+delete_messages+pin_messages"
_CHAT = re.compile(r"-?\d{1,20}")


def _reps(act: Act, where: Where) -> Shown:
    chat = act.tools.settings.reps.chat or house_of(act).reps_chat
    now = act.words("setup.reps.group_now" if chat else "setup.reps.alone_now")
    alone = option(act.words("setup.reps.alone"), "reps", where, "alone")
    kept = option(act.words("setup.reps.keep"), "reps", where, "keep")
    rows: list[tuple[Key, ...]] = [(alone, kept) if chat else (alone,)]
    link = group_link(act)
    if link:
        rows.append((Key(act.words("setup.reps.group"), url=link),))
    text = "\n".join((act.words("setup.reps"), now if where == SETTINGS or chat else "")).strip()
    return Shown(text, tuple(rows))


def group_link(act: Act) -> str:
    """The link that adds the bot to a group of theirs with the rights it needs; "" while its name is not known."""
    bot, _, _ = act.tools.door.partition("?")
    return f"{bot}?startgroup=here&admin={_RIGHTS}" if bot else ""


def _take_reps(act: Act, value: str, *, typed: bool) -> Took:
    if typed or value not in ("alone", "keep"):
        return Took(stays=True)
    if value == "alone":
        if act.tools.settings.reps.chat:
            return Took(problem=act.words("setup.reps.fixed"))
        house.drop(act.connection, act.member.workspace_id, "reps_chat")
    return Took()


REPS = Step("reps", _reps, _take_reps)


# --- a group the bot was added to


def found(act: Act) -> Answer:
    """The bot is in a new group, or looks at one again: the one who added it is asked whether cards go there."""
    chat = act.args
    if not _CHAT.fullmatch(chat) or not act.member.chat:
        return Answer(notice=act.words("admin.old"))
    if act.tools.settings.reps.chat:
        return Answer()
    asked, _, number = house_of(act).group.partition("|")
    screens: tuple[Screen, ...] = ()
    if asked != chat or not number.isdecimal():
        number = str(act.tools.ids())
        screens = (Screen(act.words("setup.group.looking"), to=act.member, number=int(number)),)
    keep(act, "group", f"{chat}|{number}")
    body = {"chat": chat, "number": int(number), "private": act.member.chat, "language": act.member.language}
    file_effect(
        act.connection,
        workspace_id=act.member.workspace_id,
        kind=GROUP,
        key=f"group:{act.inbound.event_id}",
        body=body,
        due_at=act.at,
        now=act.at,
    )
    return Answer(screens, notice=act.words("setup.group.checking") if act.inbound.callback else "")


def take(act: Act) -> Answer:
    """Yes: cards go to this group."""
    if not _CHAT.fullmatch(act.args) or house_of(act).group.partition("|")[0] != act.args:
        return Answer(notice=act.words("admin.old"))
    keep(act, "reps_chat", act.args)
    house.drop(act.connection, act.member.workspace_id, "group")
    return Answer((Screen(act.words("setup.group.taken")),), notice=act.words("handoff.noted"), people_changed=True)


def refuse(act: Act) -> Answer:
    """No: this group has nothing to do with leads."""
    house.drop(act.connection, act.member.workspace_id, "group")
    return Answer((Screen(act.words("setup.group.refused")),))


# --- other channels


def _channels(act: Act, where: Where) -> Shown:
    """Telegram works already; the others can be connected now or any time later."""
    back = "s" if where == SETTINGS else "w"
    keys = (
        Key(f"{_mark(act, 'whatsapp')} WhatsApp", "whatsapp", back),
        Key(f"{_mark(act, 'email')} {act.words('channel.email')}", "channel_mail", back),
        Key(f"🌐 {act.words('channel.web')}", "channel_site", back),
    )
    return Shown(act.words("setup.channels"), (keys, (option(act.words("setup.onward"), "channels", where, "ok"),)))


def _mark(act: Act, name: str) -> str:
    if name not in act.tools.channels:
        return "▫️"
    return "⚠️" if name in act.tools.unwell() else "✅"


def _take_channels(_act: Act, value: str, *, typed: bool) -> Took:
    return Took(stays=typed or value != "ok")


CHANNELS = Step("channels", _channels, _take_channels)


def group_words(title: str) -> str:
    """A group's title as safe text."""
    return html.escape(" ".join(title.split())[:40], quote=False)
