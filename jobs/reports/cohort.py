"""The leads of a period, read in pieces by the index of their birthday: what a report needs of each, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, func, or_, select

from fsm.lead import Band
from fsm.storage import tables as t
from fsm.storage.people import ERASED, MERGED
from handoff.states import State
from jobs.reports.figures import Funnel

_PIECE = 250
"""Leads at a time: on PostgreSQL everybody else waits while one piece is counted."""

_DEAD = (MERGED, ERASED)
GOOD = (Band.QUALIFIED.value, Band.HOT.value)

alive = t.leads.c.stage.not_in(_DEAD)


class Told(msgspec.Struct, frozen=True):
    """What a report reads of a lead's document."""

    channel: str = ""
    source: str = ""
    script: str = ""
    script_version: int = 0
    asked: dict[str, int] = {}
    open_question: str = ""
    facts: dict[str, msgspec.Raw] = {}
    last_said_at: datetime | None = None


class Handed(msgspec.Struct, frozen=True):
    """The lead's last offer to the reps."""

    state: str
    hot: bool
    rep: str
    verdict: str
    offered_at: datetime
    claimed_at: datetime | None
    answered_at: datetime | None
    amount: float | None


class Lead(msgspec.Struct, frozen=True):
    """One lead of a cohort; `replied_at` is our first message to them."""

    id: int
    at: datetime
    stage: str
    band: str
    language: str
    told: Told
    handed: Handed | None
    replied_at: datetime | None

    def count(self, funnel: Funnel) -> None:
        """Count this lead in."""
        handed = self.handed
        won = handed is not None and handed.state == State.WON
        funnel.new += 1
        funnel.qualified += self.band in GOOD
        funnel.hot += self.band == Band.HOT
        funnel.taken += handed is not None and handed.claimed_at is not None
        funnel.won += won
        funnel.lost += handed is not None and handed.state == State.LOST
        if won and handed is not None and handed.amount:
            funnel.revenue += handed.amount


_told = msgspec.json.Decoder(Told).decode
_COLUMNS = [t.leads.c[name] for name in ("id", "created_at", "stage", "band", "language", "state")]


def cohort(connection: Connection, workspace_id: int, since: datetime, until: datetime) -> Iterator[Lead]:
    """Those born in [since, until), oldest first; people who were merged or erased are nobody's figures."""
    born, number = t.leads.c.created_at, t.leads.c.id
    ours = (t.leads.c.workspace_id == workspace_id) & alive & (born < until)
    query = select(*_COLUMNS).order_by(born, number).limit(_PIECE)
    after: tuple[datetime, int] | None = None
    while True:
        start = born >= (after[0] if after else since)
        past = start if after is None else start & or_(born > after[0], and_(born == after[0], number > after[1]))
        rows = connection.execute(query.where(ours & past)).all()
        yield from _leads(connection, rows)
        if len(rows) < _PIECE:
            return
        after = (rows[-1].created_at, rows[-1].id)


def _leads(connection: Connection, rows: Sequence[Any]) -> Iterator[Lead]:
    ids = [row.id for row in rows]
    handed = _handed(connection, ids)
    replied = _replied(connection, ids)
    for row in rows:
        yield Lead(
            row.id,
            row.created_at,
            row.stage,
            row.band or "",
            row.language,
            _told(row.state),
            handed.get(row.id),
            replied.get(row.id),
        )


def _handed(connection: Connection, ids: Sequence[int]) -> dict[int, Handed]:
    h = t.handoffs.c
    columns = (h.lead_id, h.state, h.hot, h.rep_name, h.verdict, h.offered_at, h.claimed_at, h.answered_at, h.amount)
    query = select(*columns).where(h.lead_id.in_(ids)).order_by(h.id)
    return {row[0]: Handed(*row[1:]) for row in connection.execute(query)}


def _replied(connection: Connection, ids: Sequence[int]) -> dict[int, datetime]:
    """When we first said something to each: one look into the index a lead, however long the conversation is."""
    m = t.messages.c
    ours = (m.lead_id == t.leads.c.id) & m.author.in_(("bot", "rep"))
    first = select(m.at).where(ours).order_by(m.id).limit(1).correlate(t.leads).scalar_subquery()
    query = select(t.leads.c.id, first).where(t.leads.c.id.in_(ids))
    return {row[0]: row[1] for row in connection.execute(query) if row[1] is not None}


def funnel(connection: Connection, workspace_id: int, since: datetime, until: datetime) -> Funnel:
    """A cohort's funnel by counting in the database alone."""
    leads, h = t.leads.c, t.handoffs.c
    ours = (leads.workspace_id == workspace_id) & alive & (leads.created_at >= since) & (leads.created_at < until)
    counted = select(leads.band, func.count()).where(ours).group_by(leads.band)
    bands: dict[str | None, int] = {row[0]: row[1] for row in connection.execute(counted)}
    newest = select(func.max(h.id)).where(h.lead_id == leads.id).correlate(t.leads).scalar_subquery()
    offers = select(h.state, h.claimed_at.is_not(None), func.count(), func.sum(h.amount)).select_from(
        t.leads.join(t.handoffs, h.id == newest)
    )
    made = Funnel(
        new=sum(bands.values()),
        qualified=sum(bands.get(band, 0) for band in GOOD),
        hot=bands.get(Band.HOT.value, 0),
    )
    for state, taken, number, amount in connection.execute(
        offers.where(ours).group_by(h.state, h.claimed_at.is_not(None))
    ):
        made.taken += number if taken else 0
        made.won += number if state == State.WON else 0
        made.lost += number if state == State.LOST else 0
        made.revenue += (amount or 0.0) if state == State.WON else 0.0
    return made
