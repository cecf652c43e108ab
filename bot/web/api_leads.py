"""Leads as other programs see them: plain queries over committed rows."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Row, Select, func, select

from bot import inbox
from bot.web.api_shapes import FactOut, LeadFull, LeadLine, LeadList, LineOut, PartOut, Query, Stats, Taken
from channels.contract import Inbound
from fsm.facts import NAME
from fsm.lead import Lead
from fsm.storage import people
from fsm.storage import tables as t
from fsm.storage.people import ERASED, MERGED
from fsm.storage.tables import DEFAULT_WORKSPACE

_decode = msgspec.json.Decoder(Lead).decode
_LONGEST_TRANSCRIPT = 500
OURS = (t.leads.c.workspace_id == DEFAULT_WORKSPACE) & t.leads.c.stage.not_in((MERGED, ERASED))


def listed(connection: Connection, wish: Query) -> LeadList:
    """A page of leads, the newest first."""
    query: Select[tuple[object, ...]] = select(t.leads).where(OURS)
    if wish.before is not None:
        query = query.where(t.leads.c.id < wish.before)
    if wish.stage:
        query = query.where(t.leads.c.stage == wish.stage)
    if wish.band:
        query = query.where(t.leads.c.band == wish.band)
    if wish.min_score is not None:
        query = query.where(t.leads.c.score >= wish.min_score)
    rows = connection.execute(query.order_by(t.leads.c.id.desc()).limit(wish.limit + 1)).all()
    shown = rows[: wish.limit]
    return LeadList(tuple(line_of(row) for row in shown), str(shown[-1].id) if len(rows) > wish.limit else "")


def one(connection: Connection, lead_id: int) -> LeadFull | None:
    """A lead with its facts, reasons and conversation."""
    whole = people.current(connection, [lead_id])[lead_id]  # a lead that is part of another now is asked for as well
    row = connection.execute(select(t.leads).where(OURS, t.leads.c.id == whole)).first()
    if row is None:
        return None
    lead = _decode(row.state)
    lines = select(t.messages).where(t.messages.c.lead_id == whole).order_by(t.messages.c.id.desc())
    said = connection.execute(lines.limit(_LONGEST_TRANSCRIPT)).all()
    facts = (FactOut(name, fact.value, fact.words, fact.reader) for name, fact in lead.facts.items())
    parts = lead.worth.parts if lead.worth else ()
    return LeadFull(
        line_of(row),
        tuple(facts),
        tuple(PartOut(part.factor, part.points, part.of, part.note, part.words) for part in parts),
        tuple(LineOut(line.author, line.channel, line.text, line.at) for line in reversed(said)),
    )


def stats(connection: Connection, now: datetime) -> Stats:
    """Counts over all leads."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    groups = select(
        t.leads.c.stage, t.leads.c.band, func.count(), func.sum(t.leads.c.score), func.count(t.leads.c.score)
    )
    by_stage: Counter[str] = Counter()
    by_band: Counter[str] = Counter()
    points = judged = 0
    for stage, band, count, score, scored in connection.execute(
        groups.where(OURS).group_by(t.leads.c.stage, t.leads.c.band)
    ):
        by_stage[stage] += count
        by_band[band or "unjudged"] += count
        points, judged = points + int(score or 0), judged + scored
    today = connection.execute(select(func.count()).select_from(t.leads).where(OURS, t.leads.c.created_at >= midnight))
    average = round(points / judged, 1) if judged else 0.0
    return Stats(by_stage.total(), int(today.scalar() or 0), dict(by_stage), dict(by_band), average)


def taken(connection: Connection, source: str, event_id: str) -> Taken | None:
    """What came of a message handed in: the same whatever was said later; None for one we never got."""
    heard = (t.inbox.c.source == source) & (t.inbox.c.external_id == event_id)
    lead_id = connection.execute(
        select(t.inbox.c.lead_id).where(t.inbox.c.workspace_id == DEFAULT_WORKSPACE, heard)
    ).scalar()
    if lead_id is None:
        return None
    lead_id = people.current(connection, [lead_id])[lead_id] or lead_id
    theirs = t.messages.c.lead_id == lead_id
    mine = theirs & (t.messages.c.network_id == event_id)
    here = connection.execute(select(t.messages.c.id).where(mine)).scalar()
    if here is None:  # it waits, or it could not be handled and a person will
        return Taken("accepted", lead_id, "", 0, "")
    later = theirs & (t.messages.c.author == "lead") & (t.messages.c.id > here)
    end = connection.execute(select(func.min(t.messages.c.id)).where(later)).scalar() or 2**62
    answers = select(t.messages.c.text).where(theirs, t.messages.c.author == "bot", t.messages.c.id.between(here, end))
    reply = "\n\n".join(connection.execute(answers.order_by(t.messages.c.id)).scalars())
    judged = select(t.scores.c.score, t.scores.c.band).where(t.scores.c.lead_id == lead_id, t.scores.c.id < end)
    worth = connection.execute(judged.order_by(t.scores.c.id.desc()).limit(1)).first()
    return Taken("accepted", lead_id, worth.band if worth else "", worth.score if worth else 0, reply)


def is_same(connection: Connection, message: Inbound) -> bool:
    """Whether what stands under this name is this message; what was erased since is not compared."""
    heard = (t.inbox.c.source == message.channel) & (t.inbox.c.external_id == message.event_id)
    body = connection.execute(select(t.inbox.c.body).where(t.inbox.c.workspace_id == DEFAULT_WORKSPACE, heard)).scalar()
    try:
        kept = inbox.decode(body) if body else None
    except msgspec.MsgspecError:
        return True
    if not isinstance(kept, inbox.Heard):
        return True
    one, other = kept.inbound, message
    return (one.chat, one.text, one.claims) == (other.chat, other.text, other.claims)


def line_of(row: Row[tuple[object, ...]]) -> LeadLine:
    """A row of `leads` as lists show it."""
    lead = _decode(row.state)
    name = lead.facts.get(NAME)
    return LeadLine(
        lead_id=row.id,
        stage=row.stage,
        quality=row.band or "",
        score=row.score or 0,
        language=row.language,
        channel=lead.channel,
        source=lead.source,
        name=str(name.value) if name else lead.display_name,
        deal=lead.deal.stage if lead.deal else "",
        handoff=lead.handoff.state if lead.handoff else "",
        rep=lead.handoff.rep_name if lead.handoff else "",
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
