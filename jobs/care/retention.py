"""What is older than it need be kept: conversations as the owner wishes, papers made for our people after a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from fsm.storage import erasure, files, people
from fsm.storage import tables as t
from fsm.storage.erasure import Eraser

_MONTH = timedelta(days=30.44)
DAY = timedelta(days=1)
PAPERS_KEPT = 30 * DAY
"""How long reports, exports and tables are kept that were made for our people or sent in by them."""

AT_ONCE = 50
"""How many people are erased in one transaction; between two of them others get to write."""


def oldest_kept(months: int, now: datetime) -> datetime | None:
    """The moment before which nothing is kept; None when everything is."""
    return now - months * _MONTH if months > 0 else None


def due(connection: Connection, workspace_id: int, before: datetime, limit: int = AT_ONCE) -> list[int]:
    """The leads with whom nothing has happened since `before`, the oldest first."""
    leads = t.leads.c
    alive = leads.stage.not_in((people.MERGED, people.ERASED))
    query = select(leads.id).where(leads.workspace_id == workspace_id, alive, leads.updated_at < before)
    return list(connection.execute(query.order_by(leads.updated_at).limit(limit)).scalars())


def erase(
    connection: Connection, workspace_id: int, before: datetime, now: datetime, also: Sequence[Eraser] = ()
) -> int:
    """Erase up to `AT_ONCE` of those leads, and files older than `before`; how many leads there were."""
    found = due(connection, workspace_id, before)
    for lead_id in found:
        erasure.forget(connection, lead_id, now, also)
    with erasure.overwriting(connection):
        files.erase_before(connection, before)
    return len(found)


def erase_papers(connection: Connection, now: datetime) -> int:
    """Erase papers older than `PAPERS_KEPT`; how many there were."""
    with erasure.overwriting(connection):
        return files.erase_papers(connection, now - PAPERS_KEPT)
