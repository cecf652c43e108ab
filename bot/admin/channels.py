"""/channels: each network with how it is and what it did today, and what to do to have more of them."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.admin.acts import Act, Answer, Command, Key, Part, Press, show
from bot.admin.setup_steps import house_of
from bot.admin.whatsapp import standing
from bot.place import DEMO
from fsm.storage import tables as t
from handoff.card import CHANNELS as NAMED
from handoff.reps import Role

_LISTED = ("telegram", "whatsapp", "email", "web")
_LONGEST_WHY = 90


def channels(act: Act) -> Answer:
    """All networks, a line each, trouble in words."""
    counted, unwell = _today(act), act.tools.unwell()
    there = [name for name in (*_LISTED, *sorted(set(act.tools.channels) - {*_LISTED, DEMO})) if name in NAMED]
    lines = [act.words("channels.title")]
    for name in dict.fromkeys(there):
        if name not in act.tools.channels:
            continue
        came, went = counted.get(name, (0, 0))
        lines.append(
            act.words(
                "channels.line",
                sign="⚠️" if name in unwell else "✅",
                name=act.words(f"channel.{name}"),
                came=str(came),
                went=str(went),
            )
        )
        if name in unwell:
            lines.append(f"   {why_not(act, name, unwell[name])}")
    lines += _warnings(act)
    missing = [name for name in ("whatsapp", "email") if name not in act.tools.channels]
    if missing:
        lines.append(act.words("channels.missing", names=", ".join(act.words(f"channel.{name}") for name in missing)))
    keys = (
        Key("WhatsApp", "whatsapp", "s"),
        Key(act.words("channel.email"), "channel_mail", "s"),
        Key(act.words("channel.web"), "channel_site", "s"),
    )
    return show(
        "\n".join(lines),
        keys,
        (Key(act.words("channels.again"), "channels"), Key(act.words("setup.settings"), "settings")),
    )


def _today(act: Act) -> Mapping[str, tuple[int, int]]:
    """How many messages came and went today, by network."""
    zone = ZoneInfo(act.tools.cards.terms.zone)
    since = datetime.combine(act.at.astimezone(zone).date(), time(), zone)
    lines = t.messages.c
    # Numbers grow with time, so only the end of the table is read, up to the last line of yesterday.
    earlier = select(lines.id).where(lines.at < since).order_by(lines.id.desc()).limit(1).scalar_subquery()
    query = select(lines.channel, lines.author, func.count()).where(
        lines.workspace_id == act.member.workspace_id, lines.id > func.coalesce(earlier, 0), lines.at >= since
    )
    found: dict[str, tuple[int, int]] = {}
    for channel, author, number in act.connection.execute(query.group_by(lines.channel, lines.author)):
        came, went = found.get(channel, (0, 0))
        found[channel] = (came + number, went) if author == "lead" else (came, went + number)
    return found


def why_not(act: Act, name: str, why: str) -> str:
    """Why a network does not work, in the member's language where there are words for it."""
    health: Any = getattr(act.tools.channels[name], "health", None)
    key, detail = getattr(health, "key", ""), getattr(health, "detail", "")
    if key:
        return act.words(key, detail=html.escape(detail[:_LONGEST_WHY], quote=False))
    return html.escape(why[:_LONGEST_WHY], quote=False)


def _warnings(act: Act) -> list[str]:
    """What may soon hold WhatsApp back, before it does."""
    channel: Any = act.tools.channels.get("whatsapp")
    if channel is None:
        return []
    return [line for line in standing(act, channel)[1:] if line.startswith("⚠️")][:2]


def site(act: Act) -> Answer:
    """The line that puts the chat on a website."""
    host = _host(act) or act.words("channels.site.host")
    language = act.member.language or act.tools.place.language
    code = html.escape(f'<script async src="https://{host}/widget.js" data-lang="{language}"></script>')
    origins = act.tools.settings.webchat.origins
    allowed = (
        act.words("channels.site.for", sites=html.escape(", ".join(origins)[:120]))
        if origins
        else act.words("channels.site.nobody")
    )
    return show("\n".join((act.words("channels.site"), f"<code>{code}</code>", allowed)), _back(act))


def _host(act: Act) -> str:
    """The name under which this machine is reached from outside, as far as the settings tell."""
    telegram = act.tools.settings.telegram
    address = telegram.webhook_url if telegram is not None else ""
    return urlsplit(address).netloc if address.startswith("https://") else ""


def _back(act: Act) -> tuple[Key, ...]:
    if act.args == "w" and house_of(act).set_up != "done":
        return (Key(act.words("setup.back"), "setup", "channels"),)
    return (Key(act.words("setup.back"), "channels"),)


PART = Part(
    commands=(Command("channels", Role.ADMIN, channels),),
    presses=(
        Press("channels", Role.ADMIN, channels),
        Press("channel_site", Role.ADMIN, site),
    ),
)
