"""The lives of the program: when each began, was last known alive, last heard its network, and how it ended.

A row that never ended is a process that was killed, or the power went. A restored backup is a life of its own kind: it
says up to when the database knows what happened.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

import fsm.storage.tables as t
from fsm.storage.base import BigId, Moment, metadata
from fsm.storage.mail import NEW

_KEPT = timedelta(days=90)

lives = Table(
    "lives",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("alive_at", Moment, nullable=False),
    Column("heard_at", Moment),
    Column("ended_at", Moment),
    Column("clean", Boolean, nullable=False),
    Column("restored_at", Moment),
    Column("told_at", Moment),
)
_l = lives.c


class Left(msgspec.Struct, frozen=True):
    """What a new life finds: its own row, how the last one ended, and what was under way then.

    `crashed` counts ends without a goodbye nobody was told of. `unsent` are the channels of the letters that may or may
    not have left. `newest` is the highest row of the inbox.
    """

    id: int
    crashed: int
    heard_at: datetime | None
    waiting: int
    newest: int
    unsent: tuple[str, ...]


class Restored(msgspec.Struct, frozen=True):
    """A backup that was put in place: the database knows what happened until `until`, and nothing from then to `at`."""

    until: datetime
    at: datetime


def open_numbers(connection: Connection) -> list[int]:
    """The numbers of processes whose life is not over, as far as the database knows."""
    return sorted(connection.execute(select(_l.number).where(_l.ended_at.is_(None)).distinct()).scalars())


def begin(connection: Connection, number: int, dead: Collection[int], now: datetime, *, known: bool) -> Left:
    """Begin a life. `dead` are processes that are gone; with `known` people were told of their end already."""
    over = _l.ended_at.is_(None) & _l.number.in_([number, *dead])
    ending = update(lives).where(over).values(ended_at=_l.alive_at, clean=False)
    connection.execute(ending.values(told_at=now) if known else ending)
    heard = connection.execute(select(func.max(_l.heard_at))).scalar()
    connection.execute(delete(lives).where(_l.ended_at < now - _KEPT))
    row = {"workspace_id": t.DEFAULT_WORKSPACE, "number": number, "began_at": now, "alive_at": now, "clean": False}
    made = connection.execute(insert(lives).values(row).returning(_l.id)).scalar_one()
    waits = t.inbox.c.handled_at.is_(None), t.inbox.c.lead_id.is_not(None)
    letters = select(t.outbox.c.channel).where(t.outbox.c.state == NEW, t.outbox.c.owner.in_([number, *dead]))
    return Left(
        id=int(made),
        crashed=connection.execute(select(func.count()).where(*_CRASHED)).scalar_one(),
        heard_at=heard,
        waiting=connection.execute(select(func.count()).select_from(t.inbox).where(*waits)).scalar_one(),
        newest=connection.execute(select(func.max(t.inbox.c.id))).scalar() or 0,
        unsent=tuple(connection.execute(letters).scalars()),
    )


_CRASHED = (_l.told_at.is_(None), _l.ended_at.is_not(None), _l.clean.is_(False))


def beat(connection: Connection, life: int, now: datetime, *, hears: bool) -> None:
    """Still alive, and perhaps hearing."""
    connection.execute(update(lives).where(_l.id == life).values(alive_at=now, **({"heard_at": now} if hears else {})))


def end(connection: Connection, life: int, now: datetime, *, hears: bool) -> None:
    """An orderly end."""
    beat(connection, life, now, hears=hears)
    connection.execute(update(lives).where(_l.id == life).values(ended_at=now, clean=True))


def untold(connection: Connection) -> bool:
    """Whether there are ends without a goodbye, or a restored backup, that nobody was told of."""
    news = _l.ended_at.is_not(None) & (_l.clean.is_(False) | _l.restored_at.is_not(None))
    return connection.execute(select(_l.id).where(_l.told_at.is_(None), news).limit(1)).first() is not None


def claim_crashes(connection: Connection, now: datetime, pause: timedelta) -> tuple[int, datetime] | None:
    """Who calls this tells of the ends nobody was told of: how many, and when the last was; None within `pause`."""
    last_told = connection.execute(select(func.max(_l.told_at)).where(_l.clean.is_(False))).scalar()
    if last_told is not None and now - pause < last_told <= now:
        return None
    found = connection.execute(update(lives).where(*_CRASHED).values(told_at=now).returning(_l.ended_at)).scalars()
    ends = list(found)
    return (len(ends), max(ends)) if ends else None


def claim_restored(connection: Connection, now: datetime) -> Restored | None:
    """Who calls this tells that a backup was put in place; None when there is nothing (more) to tell."""
    here = _l.restored_at.is_not(None), _l.told_at.is_(None)
    telling = update(lives).where(*here).values(told_at=now).returning(_l.alive_at, _l.restored_at)
    found = [Restored(row[0], row[1]) for row in connection.execute(telling)]
    return max(found, key=lambda each: each.at, default=None)


def restored(connection: Connection, taken_at: datetime, now: datetime) -> datetime:
    """Note in a restored backup that it is one; gives until when it knows what happened.

    `taken_at` is believed where no life says better. Nobody crashed: what the copy shows as alive ran on elsewhere.
    """
    until = connection.execute(select(func.max(_l.alive_at))).scalar() or taken_at
    connection.execute(update(lives).where(_l.ended_at.is_(None)).values(ended_at=_l.alive_at, clean=True))
    row = {"workspace_id": t.DEFAULT_WORKSPACE, "number": 0, "began_at": until, "alive_at": until, "clean": True}
    connection.execute(insert(lives).values(row | {"heard_at": now, "ended_at": now, "restored_at": now}))
    return until
