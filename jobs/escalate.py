"""Hand-offs whose deadline has passed: each becomes an event of its lead, once."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from fsm.storage import tables as t

_AT_A_TIME = 500


class Overdue(NamedTuple):
    """A hand-off that is due: its lead, its number, and the deadline that has passed."""

    workspace_id: int
    lead_id: int
    handoff_id: int
    due_at: datetime


def overdue(connection: Connection, now: datetime) -> list[Overdue]:
    """The hand-offs whose deadline has passed at `now`, the longest overdue first."""
    handoffs = t.handoffs.c
    query = select(handoffs.workspace_id, handoffs.lead_id, handoffs.id, handoffs.due_at)
    query = query.where(handoffs.due_at.is_not(None), handoffs.due_at <= now).order_by(handoffs.due_at)
    return [Overdue(*row) for row in connection.execute(query.limit(_AT_A_TIME))]
