"""Screens that keep themselves up to date: which message shows how far which work is. They outlive a restart."""

from __future__ import annotations

from datetime import datetime, tzinfo

import msgspec
from sqlalchemy import Connection, delete, select

from bot.admin.acts import Act, Answer, Key, Screen
from fsm.storage.inserting import insert_for
from handoff.tables import settings

OUTREACH, SCRAPE = "outreach", "scrape"
_PREFIX = "shown."


class Shown(msgspec.Struct, frozen=True):
    """A message that shows a piece of work: what, whose, where, the letter's number, in which language."""

    what: str
    workspace_id: int
    number: int
    chat: str
    letter: int
    language: str


def showing(  # noqa: PLR0913 (a screen of a piece of work)
    act: Act, what: str, number: int, text: str, rows: tuple[tuple[Key, ...], ...], *, notice: str = ""
) -> Answer:
    """The screen of a piece of work, which from now on changes with it; an earlier one of it stays as it is."""
    letter = act.tools.ids()
    shown = Shown(what, act.member.workspace_id, number, act.inbound.chat, letter, act.words.language)
    row = {
        "workspace_id": act.member.workspace_id,
        "name": _name(what, number),
        "value": msgspec.json.encode(shown).decode(),
        "set_by": act.member.external_id,
        "at": act.at,
    }
    changed = {name: row[name] for name in ("value", "set_by", "at")}
    key = [settings.c.workspace_id, settings.c.name]
    filing = insert_for(act.connection, settings).values(row)
    act.connection.execute(filing.on_conflict_do_update(index_elements=key, set_=changed))
    return Answer((Screen(text, rows, number=letter),), notice=notice)


def all_shown(connection: Connection) -> list[Shown]:
    """Every screen that is to be kept up to date."""
    query = select(settings.c.value).where(settings.c.name.startswith(_PREFIX, autoescape=True))
    return [msgspec.json.decode(value, type=Shown) for value in connection.execute(query).scalars()]


def forget(connection: Connection, shown: Shown) -> None:
    """It will not change any more."""
    here = settings.c.workspace_id == shown.workspace_id, settings.c.name == _name(shown.what, shown.number)
    connection.execute(delete(settings).where(*here, settings.c.value == msgspec.json.encode(shown).decode()))


def _name(what: str, number: int) -> str:
    return f"{_PREFIX}{what}.{number}"


def bar(done: int, total: int, cells: int = 10) -> str:
    """How far something is, as a bar."""
    full = cells * done // total if total else 0
    return "▓" * full + "░" * (cells - full)


def moment(at: datetime, zone: tzinfo, now: datetime) -> str:
    """A moment as a person says it: the time, and the day unless it is today."""
    there, today = at.astimezone(zone), now.astimezone(zone)
    return f"{there:%H:%M}" if there.date() == today.date() else f"{there:%d.%m %H:%M}"
