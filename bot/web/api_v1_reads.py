"""Queries of /api/v1: lists with filters, the conversation, the trail, and where a lead stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, func, or_, select

from bot.web.api_leads import OURS, line_of
from bot.web.api_shapes import LeadLine
from bot.web.api_v1_shapes import Audit, Conversation, Entry, Leads, Line, Paging, Wish
from fsm.facts import EMAIL, NAME, NEED, PHONE
from fsm.lead import Lead
from fsm.storage import people, road
from fsm.storage import tables as t
from fsm.storage.tables import DEFAULT_WORKSPACE
from handoff.tables import rep_words

_LOOKED_THROUGH = 1_000
"""Leads that one request may open for filters that only their documents can answer."""

_DIGITS = 4
_decode = msgspec.json.Decoder(Lead).decode
_l = t.leads.c


def leads(connection: Connection, wish: Wish) -> Leads:
    """A page of leads, newest first."""
    inside = _inside(wish)
    at_most = _LOOKED_THROUGH if inside is not None else wish.limit + 1
    rows = connection.execute(_narrowed(wish).order_by(_l.id.desc()).limit(at_most)).all()
    found: list[LeadLine] = []
    for number, row in enumerate(rows, 1):
        if inside is None or inside(_decode(row.state)):
            found.append(line_of(row))
        if len(found) == wish.limit:
            return Leads(tuple(found), str(row.id) if number < len(rows) or len(rows) == at_most else "")
    return Leads(tuple(found), str(rows[-1].id) if len(rows) == at_most else "")


def _narrowed(wish: Wish) -> Select[Any]:
    query: Select[Any] = select(t.leads).where(OURS)
    for cursor in (wish.cursor, wish.before):
        if cursor is not None:
            query = query.where(_l.id < _place(cursor))
    conditions: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
        (wish.stage, lambda value: _l.stage == value),
        (wish.band, lambda value: _l.band == value.value),
        (wish.score_min, lambda value: _l.score >= value),
        (wish.min_score, lambda value: _l.score >= value),
        (wish.score_max, lambda value: _l.score <= value),
        (wish.since, lambda value: _l.created_at >= value),
        (wish.until, lambda value: _l.created_at < value),
        (wish.channel, _on_channel),
        (wish.rep, _of_rep),
    )
    for value, condition in conditions:
        if value is not None:
            query = query.where(condition(value))
    return query


def _on_channel(name: str) -> Any:
    here = select(t.identities.c.lead_id).where(t.identities.c.channel == name)
    return _l.id.in_(here.where(t.identities.c.workspace_id == DEFAULT_WORKSPACE))


def _of_rep(rep: str) -> Any:
    handoffs = t.handoffs.c
    here = select(handoffs.lead_id).where(or_(handoffs.rep_id == rep, handoffs.rep_name == rep))
    return _l.id.in_(here.where(handoffs.workspace_id == DEFAULT_WORKSPACE))


def _inside(wish: Wish) -> Callable[[Lead], bool] | None:
    """What only the lead's own document can answer; None when nothing of that is asked."""
    if wish.source is None and wish.q is None and wish.deal is None:
        return None

    def fits(lead: Lead) -> bool:
        source = wish.source is None or wish.source in (lead.source, *lead.touches)
        deal = wish.deal is None or (lead.deal is not None and lead.deal.stage == wish.deal)
        return source and deal and (wish.q is None or _matches(lead, wish.q))

    return fits


def _matches(lead: Lead, wanted: str) -> bool:
    told = [str(lead.facts[name].value) for name in (NAME, NEED, EMAIL) if name in lead.facts]
    if any(wanted.casefold() in text.casefold() for text in (lead.display_name, lead.last_words, *told)):
        return True
    digits = "".join(filter(str.isdigit, wanted))
    return PHONE in lead.facts and len(digits) >= _DIGITS and digits in str(lead.facts[PHONE].value)


def standing(connection: Connection, lead_id: int) -> tuple[Lead, LeadLine] | None:
    """The lead, or the one it is part of now, and its line; None when there is none."""
    whole = people.current(connection, [lead_id])[lead_id]
    row: Row[Any] | None = connection.execute(select(t.leads).where(OURS, _l.id == whole)).first()
    return None if row is None else (road.decode_lead(row.state, row.id), line_of(row))


def conversation(connection: Connection, lead_id: int, page: Paging) -> Conversation:
    """What was said, oldest first."""
    lines = t.messages.c
    query = select(t.messages).where(lines.lead_id == lead_id, lines.id > _place(page.cursor))
    rows = connection.execute(query.order_by(lines.id).limit(page.limit + 1)).all()
    shown = tuple(
        Line(
            id=str(row.id),
            author=row.author,
            by=_by(row.extras),
            channel=row.channel,
            text=row.text,
            at=row.at,
            delivered_at=row.delivered_at,
            read_at=row.read_at,
        )
        for row in rows[: page.limit]
    )
    return Conversation(shown, str(shown[-1].id) if len(rows) > page.limit else "")


def _place(cursor: str | None) -> int:
    return min(int(cursor or 0), 2**63 - 1)


def _entry(row: Row[Any]) -> Entry:
    values = {name: getattr(row, name) for name in Entry.__struct_fields__}
    return Entry(**values | {"id": str(row.id)})


def _by(extras: str | None) -> str:
    told = json.loads(extras) if extras else {}
    return str(told.get("by", "")) if isinstance(told, dict) else ""


def audit(connection: Connection, lead_id: int, page: Paging) -> Audit:
    """What changed, oldest first."""
    events = t.events.c
    query = select(t.events).where(events.lead_id == lead_id, events.id > _place(page.cursor))
    rows = connection.execute(query.order_by(events.id).limit(page.limit + 1)).all()
    shown = tuple(_entry(row) for row in rows[: page.limit])
    return Audit(shown, str(shown[-1].id) if len(rows) > page.limit else "")


def last_change(connection: Connection, lead_id: int) -> int:
    """The number of the newest line of a lead's trail, 0 for none."""
    query = select(func.max(t.events.c.id)).where(t.events.c.lead_id == lead_id)
    return int(connection.execute(query).scalar() or 0)


def first_change(
    connection: Connection, lead_id: int, after: int, kinds: tuple[str, ...], by: str = ""
) -> Entry | None:
    """The first line of the trail after a number that is of one of these kinds, and by somebody where that counts."""
    events = t.events.c
    query = select(t.events).where(events.lead_id == lead_id, events.id > after, events.kind.in_(kinds))
    query = query.where(events.by == by) if by else query
    row = connection.execute(query.order_by(events.id).limit(1)).first()
    return None if row is None else _entry(row)


def filed(connection: Connection, source: str, name: str) -> tuple[int, bool, bytes] | None:
    """A filing of this name: its lead, whether its turn was taken, and what it says."""
    inbox = t.inbox.c
    here = inbox.workspace_id == DEFAULT_WORKSPACE, inbox.source == source, inbox.external_id == name
    row = connection.execute(select(inbox.lead_id, inbox.handled_at, inbox.body).where(*here)).first()
    return None if row is None else (row.lead_id, row.handled_at is not None, bytes(row.body))


def message_of(connection: Connection, lead_id: int, name: str) -> int:
    """The number of the words that a request of this name brought to a lead; 0 while there are none."""
    words = rep_words.c
    query = select(words.message_id).where(words.lead_id == lead_id, words.channel == "api", words.network_id == name)
    return int(connection.execute(query).scalar() or 0)
