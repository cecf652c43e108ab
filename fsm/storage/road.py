"""The named queries of the road: who is this, what waits, and writing what a batch of turns decided.

Every function works on sets, so a batch costs about as many statements as one turn would. On PostgreSQL leads are
locked in id order before anything is inserted; otherwise two processes with the same repeated delivery can deadlock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, bindparam, func, select, update

from fsm.lead import Lead
from fsm.storage import tables as t
from fsm.storage.direct import OfMany
from fsm.storage.inserting import insert_for
from fsm.storage.store_rows import Adding, Changing, Work, write

Row = dict[str, Any]
Address = tuple[int, str, str]
"""Whose: workspace, channel, and the sender's id there."""

_decode_lead = msgspec.json.Decoder(Lead).decode
_encode = msgspec.json.Encoder().encode

_FIND = select(t.identities.c.workspace_id, t.identities.c.channel, t.identities.c.external_id, t.identities.c.lead_id)
_FIND = _FIND.where(
    t.identities.c.workspace_id == bindparam("workspace_id"), t.identities.c.channel == bindparam("channel")
)
_FIND_OF = OfMany(_FIND, t.identities.c.external_id)
_ADDRESS = ("workspace_id", "channel", "external_id")
_LAST_LEAD = select(func.max(t.leads.c.id))
_NEXT = "SELECT nextval(pg_get_serial_sequence('leads', 'id')) FROM generate_series(1, $1::integer)"
_LEADS = OfMany(
    select(t.leads.c.id, t.leads.c.state, t.leads.c.version, t.leads.c.stage).order_by(t.leads.c.id),
    t.leads.c.id,
    locking=True,
)
_WAITING = OfMany(
    select(t.inbox.c.id, t.inbox.c.lead_id, t.inbox.c.body, t.inbox.c.received_at, t.inbox.c.due_at)
    .where(t.inbox.c.handled_at.is_(None))
    .order_by(t.inbox.c.id),
    t.inbox.c.lead_id,
)
_LEAD_CHANGES = ("state", "stage", "score", "band", "language", "version", "updated_at", "nudge_at")
_SAVE_LEAD = Changing(t.leads, _LEAD_CHANGES)
_HANDLED = Changing(t.inbox, ("handled_at", "error"))
_HANDOFF_CHANGES = (
    "state",
    "rep_id",
    "rep_name",
    "verdict",
    "claimed_at",
    "answered_at",
    "closed_at",
    "outcome",
    "amount",
    "reason",
    "due_at",
    "card_chat",
)
_UPDATE_HANDOFF = (
    update(t.handoffs)
    .where(t.handoffs.c.id == bindparam("_id"))
    .values({name: bindparam(name) for name in _HANDOFF_CHANGES})
)
_BUTTONS = select(t.buttons.c.token, t.buttons.c.lead_id, t.buttons.c.handoff_id, t.buttons.c.action).where(
    t.buttons.c.token.in_(bindparam("tokens", expanding=True)),
    t.buttons.c.workspace_id == bindparam("workspace_id"),
)


class Stored(msgspec.Struct):
    """A lead as the database holds it; `version` guards against a second writer."""

    lead: Lead
    version: int


class Waiting(msgspec.Struct, frozen=True):
    """Something heard that no turn has handled yet; its number is below zero while it is not in the inbox."""

    id: int
    lead_id: int
    body: bytes
    received_at: datetime
    due_at: datetime


def find_leads(connection: Connection, addresses: Collection[Address]) -> dict[Address, int]:
    """The lead behind each address; unknown addresses are left out."""
    found: dict[Address, int] = {}
    # Channel by channel: for a list of whole addresses SQLite would read everybody there is (measured).
    for (workspace_id, channel), same in groupby(sorted(addresses), key=itemgetter(0, 1)):
        ids = [external_id for _, _, external_id in same]
        rows = _FIND_OF.rows(connection, ids, workspace_id=workspace_id, channel=channel)
        found |= {(row[0], row[1], row[2]): row[3] for row in rows}
    return found


def create_leads(
    connection: Connection, newcomers: Mapping[Address, tuple[Lead, Row]], at: datetime
) -> dict[Address, int]:
    """Make a lead for each address; `newcomers` gives its first state and the rest of its identity row.

    Gives the lead of each. Where another process made the same person a moment earlier, that one stays and ours is
    taken back.
    """
    made = _numbers(connection, len(newcomers))
    rows = [_new_row(lead_id, lead, 0, at) for lead_id, (lead, _) in zip(made, newcomers.values(), strict=True)]
    identities = [
        identity | address_row(address, lead_id, at)
        for lead_id, (address, (_, identity)) in zip(made, newcomers.items(), strict=True)
    ]
    if write(connection, [adding(t.leads, rows), (_IDENTIFY, identities)]) == len(made):
        return dict(zip(newcomers, made, strict=True))
    found = find_leads(connection, newcomers)
    lost = sorted(set(made).difference(found.values()))
    connection.execute(t.leads.delete().where(t.leads.c.id.in_(lost)))
    return found


def introducing(made: Iterable[Stored], identities: Sequence[Row], at: datetime) -> list[Work]:
    """New leads, each under its own number, and their addresses, to be written; one that is there already is refused.

    Unlike `create_leads` this has them as they are after their first turn.
    """
    rows = [_new_row(stored.lead.id, stored.lead, stored.version, at) for stored in made]
    return [adding(t.leads, rows), adding(t.identities, identities)]


def address_row(address: Address, lead_id: int, at: datetime) -> Row:
    """The part of an address's row that says whose it is."""
    return dict(zip(_ADDRESS, address, strict=True)) | {"lead_id": lead_id, "created_at": at}


def _numbers(connection: Connection, many: int) -> list[int]:
    """Numbers for new leads, growing. On SQLite nobody else can take them: there is one writer, and this is it."""
    if connection.dialect.name == "postgresql":
        return sorted(connection.exec_driver_sql(_NEXT, (many,)).scalars())
    last = connection.execute(_LAST_LEAD).scalar() or 0
    return list(range(last + 1, last + 1 + many))


def load_leads(connection: Connection, ids: Collection[int]) -> dict[int, Stored]:
    """The leads of a batch, locked in id order where others may write too."""
    if not ids:
        return {}
    return {row[0]: Stored(decode_lead(row[1], row[0]), row[2]) for row in rows_of_leads(connection, ids)}


def rows_of_leads(connection: Connection, ids: Collection[int]) -> Sequence[Sequence[Any]]:
    """The same undecoded: number, document, version and the stage that stands beside it."""
    return _LEADS.rows(connection, sorted(ids))


def decode_lead(state: bytes, lead_id: int) -> Lead:
    """A lead from its row: the document and the number."""
    return msgspec.structs.replace(_decode_lead(state), id=lead_id)


def accept(connection: Connection, rows: Sequence[Row]) -> None:
    """Put what was heard into the inbox; a repeated delivery meets the unique key and changes nothing."""
    write(connection, [(_ACCEPT, rows)])


def waiting(connection: Connection, ids: Collection[int]) -> dict[int, list[Waiting]]:
    """What waits for each lead, oldest first; this also picks up what a crash left."""
    by_lead: dict[int, list[Waiting]] = {}
    for row in _WAITING.rows(connection, sorted(ids)):
        by_lead.setdefault(row[1], []).append(Waiting(*row))
    return by_lead


def buttons(connection: Connection, workspace_id: int, tokens: Collection[str]) -> dict[str, tuple[int, int, str]]:
    """For each known token: the lead, the handoff and the action it stands for."""
    if not tokens:
        return {}
    rows = connection.execute(_BUTTONS, {"tokens": sorted(tokens), "workspace_id": workspace_id})
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def save_leads(connection: Connection, saved: Iterable[Stored], at: datetime) -> None:
    """Write the leads of a batch back, each one version further."""
    write(connection, [saving(saved, at)])


def saving(saved: Iterable[Stored], at: datetime) -> Work:
    """The same, to be written together with other things."""
    return _SAVE_LEAD, [_lead_row(stored.lead, stored.version + 1, at) for stored in saved]


def handled(connection: Connection, ids: Mapping[int, str | None], at: datetime) -> None:
    """Mark inbox rows done; a text beside the id says why it was parked instead."""
    write(connection, [handling(ids, at)])


def handling(ids: Mapping[int, str | None], at: datetime) -> Work:
    """The same, to be written together with other things."""
    return _HANDLED, [{"_id": row_id, "handled_at": at, "error": error} for row_id, error in ids.items()]


def add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows of one shape to a table in one statement."""
    write(connection, [adding(table, rows)])


def adding(table: Table, rows: Sequence[Row]) -> Work:
    """The same, to be written together with other things."""
    return _appending(table), rows


def update_handoffs(connection: Connection, rows: Sequence[Row]) -> None:
    """Write what became of handoffs: who took them, and the verdict."""
    if rows:
        connection.execute(_UPDATE_HANDOFF, rows)


def remember_reps(connection: Connection, rows: Sequence[Row]) -> None:
    """Know the people who press cards by name; the newest name stays."""
    for row in rows:
        key = [t.reps.c[name] for name in ("workspace_id", "channel", "external_id")]
        insertion = insert_for(connection, t.reps).values(row)
        connection.execute(insertion.on_conflict_do_update(index_elements=key, set_={"name": row["name"]}))


def leads_waiting(connection: Connection, limit: int = 10_000) -> list[int]:
    """Leads with something in the inbox that no turn has handled."""
    query = select(t.inbox.c.lead_id).where(t.inbox.c.handled_at.is_(None), t.inbox.c.lead_id.is_not(None))
    return [row[0] for row in connection.execute(query.distinct().limit(limit))]


def highest_id(connection: Connection) -> int:
    """The highest number made by `Ids` so far, so that a clock set back cannot repeat one."""
    columns = (t.messages.c.id, t.outbox.c.id, t.events.c.id, t.facts.c.id, t.scores.c.id, t.handoffs.c.id)
    return max(connection.execute(select(func.max(column))).scalar() or 0 for column in columns)


def _lead_row(lead: Lead, version: int, at: datetime) -> Row:
    worth = lead.worth
    return {
        "_id": lead.id,
        "state": _encode(lead),
        "stage": lead.stage.value,
        "score": worth.score if worth else None,
        "band": worth.band.value if worth else None,
        "language": lead.language,
        "version": version,
        "updated_at": at,
        "nudge_at": lead.nudge_at,
    }


def _new_row(lead_id: int, lead: Lead, version: int, at: datetime) -> Row:
    row = _lead_row(lead, version, at) | {"id": lead_id, "workspace_id": lead.workspace_id, "created_at": at}
    del row["_id"]
    return row


@cache
def _appending(table: Table) -> Adding:
    return Adding(table)


_ACCEPT = Adding(t.inbox, unless_there=True)
_IDENTIFY = Adding(t.identities, unless_there=True)
