"""What the owner should know in the morning: what waits for a person, and how the past day was."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, Float, cast, func, select

from fsm.advice import MODEL
from fsm.storage import mail, people
from fsm.storage import tables as t
from fsm.storage.effect_tables import effects
from fsm.storage.effects import PARKED
from jobs.outreach.outcomes import in_doubt

_RECENT = timedelta(days=7)


class Waiting(msgspec.Struct, frozen=True):
    """How many things need a person: letters, words that could not be handled, slow work, outreach in doubt."""

    letters: int = 0
    words: int = 0
    work: int = 0
    outreach: int = 0

    def __bool__(self) -> bool:
        return any((self.letters, self.words, self.work, self.outreach))


class Day(msgspec.Struct, frozen=True):
    """The past 24 hours: leads that came, the hot of them, letters sent, answers of models and their dollars."""

    new: int
    hot: int
    sent: int
    asked: int = 0
    spent: float = 0.0


def waiting(connection: Connection, workspace_id: int, now: datetime) -> Waiting:
    """What waits now; words that could not be handled are those of the past week."""
    outbox, inbox, work = t.outbox.c, t.inbox.c, effects.c
    halted = outbox.workspace_id == workspace_id, mail.IS_TROUBLED
    poison = inbox.workspace_id == workspace_id, inbox.error.is_not(None), inbox.handled_at >= now - _RECENT
    given_up = work.workspace_id == workspace_id, work.state == PARKED

    def count(table: object, *where: object) -> int:
        query = select(func.count()).select_from(table).where(*where)  # type: ignore[arg-type]
        return int(connection.execute(query).scalar_one())

    return Waiting(
        letters=count(t.outbox, *halted),
        words=count(t.inbox, *poison),
        work=count(effects, *given_up),
        outreach=in_doubt(connection, workspace_id),
    )


def day(connection: Connection, workspace_id: int, now: datetime) -> Day:
    """How the past 24 hours were."""
    since = now - timedelta(days=1)
    leads, outbox = t.leads.c, t.outbox.c
    alive = leads.workspace_id == workspace_id, leads.stage.not_in((people.MERGED, people.ERASED))
    came = select(func.count()).select_from(t.leads).where(*alive, leads.created_at >= since)
    left = select(func.count()).select_from(t.outbox)
    left = left.where(outbox.workspace_id == workspace_id, outbox.sent_at >= since)
    new, hot = (int(connection.execute(query).scalar_one()) for query in (came, came.where(leads.band == "hot")))
    events = t.events.c
    cost = select(func.count(), func.coalesce(func.sum(cast(events.after, Float)), 0.0))
    cost = cost.where(events.workspace_id == workspace_id, events.kind == MODEL, events.at >= since)
    asked, spent = connection.execute(cost).one()
    return Day(new, hot, int(connection.execute(left).scalar_one()), int(asked), float(spent))
