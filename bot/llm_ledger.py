"""The table of what models cost: one sum for each day and one for each lead and day, changed by single statements.

All processes and restarts share it. Money is whole billionths of a dollar, so that sums are exact.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Integer,
    Table,
    and_,
    delete,
    select,
    update,
)

from fsm.storage import tables as t
from fsm.storage.base import BigId, metadata
from fsm.storage.inserting import insert_for

ALL = 0
"""Where the sum of a whole day stands; leads are numbered from 1."""

_KEPT = timedelta(days=1)
"""Sums by lead outlive their day by one: a process may still be in it, by its clock or with a call over midnight."""

# Not `lead_id`: that a lead is forgotten, or joined with another one, must not give back what was spent.
model_spend = Table(
    "model_spend",
    metadata,
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("about", BigId, primary_key=True, autoincrement=False),
    Column("nano_usd", BigInteger, nullable=False),
)
_c = model_spend.c


class Sums(msgspec.Struct, frozen=True):
    """Billionths of a dollar spent and reserved on a day: in all, and for one lead."""

    day: int
    lead: int


class Passed(Exception):
    """A cap would be passed; the caller's transaction must be rolled back. `sums` is how it stands without the call."""

    def __init__(self, sums: Sums) -> None:
        super().__init__("a cap on spending would be passed")
        self.sums = sums


def sums(connection: Connection, day: date, lead: int) -> Sums:
    """How a day and a lead stand."""
    query = select(_c.about, _c.nano_usd).where(_c.workspace_id == t.DEFAULT_WORKSPACE, _c.day == day)
    found = {row.about: row.nano_usd for row in connection.execute(query.where(_c.about.in_((ALL, lead))))}
    return Sums(found.get(ALL, 0), found.get(lead, 0))


def set_aside(connection: Connection, day: date, lead: int, nano: int, caps: Sums) -> Sums:
    """Add so much to both sums. Raises Passed when one of them would be above its cap then.

    The row that all share comes last, so that it is held for a moment only and always after that of the lead.
    """
    of_lead = _added(connection, day, lead, nano, caps.lead)
    of_day = None if of_lead is None else _added(connection, day, ALL, nano, caps.day)
    if of_lead is None or of_day is None:
        undone = 0 if of_lead is None else nano  # this transaction sees its own addition
        found = sums(connection, day, lead)
        raise Passed(Sums(found.day, found.lead - undone))
    if of_day == nano:
        _tidy(connection, day)
    return Sums(of_day, of_lead)


def correct(connection: Connection, day: date, lead: int, nano: int) -> Sums:
    """Change both sums of a day by so much, whatever the caps say: for what a call really cost."""
    for about in (lead, ALL):
        connection.execute(update(model_spend).where(_row(day, about)).values(nano_usd=_c.nano_usd + nano))
    return sums(connection, day, lead)


def _row(day: date, about: int) -> ColumnElement[bool]:
    return and_(_c.workspace_id == t.DEFAULT_WORKSPACE, _c.day == day, _c.about == about)


def _added(connection: Connection, day: date, about: int, nano: int, cap: int) -> int | None:
    """The new sum; None when it would be above the cap, and then nothing is changed."""
    if nano > cap:
        return None
    row = {"workspace_id": t.DEFAULT_WORKSPACE, "day": day, "about": about, "nano_usd": nano}
    added = insert_for(connection, model_spend).values(row)
    grown = _c.nano_usd + nano
    key = ("workspace_id", "day", "about")
    added = added.on_conflict_do_update(index_elements=key, set_={"nano_usd": grown}, where=grown <= cap)
    return connection.execute(added.returning(_c.nano_usd)).scalar()


def _tidy(connection: Connection, day: date) -> None:
    """With the first call of a day: sums by lead of days long gone; those of whole days stay."""
    old = and_(_c.workspace_id == t.DEFAULT_WORKSPACE, _c.day < day - _KEPT, _c.about != ALL)
    connection.execute(delete(model_spend).where(old))
