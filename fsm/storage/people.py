"""The named queries of who is who: other addresses, numbers vouched for, codes to go on elsewhere, joining and parting.

The leads of a joining are locked by the caller, in id order (`road.load_leads`). A lead that became part of another
keeps its row, marked `MERGED`: its number must not be given to anybody else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, func, or_, select, update

from fsm.lead import Lead
from fsm.people import parting
from fsm.people.addresses import Reach
from fsm.people.codes import LIFETIME
from fsm.people.record import Record, decode, encode
from fsm.storage import ownership, road
from fsm.storage import tables as t
from fsm.storage.inserting import insert_for
from fsm.storage.people_tables import merges, resume_codes, vouched_phones
from fsm.storage.road import Row, Stored

MERGED = "merged"
"""What stands in the column `leads.stage` of a lead that is part of another now: lists and counts leave it out."""

ERASED = "erased"
"""The same for a person whose traces were erased on their wish; such a lead is never woken again."""

JOINED = "joined"
"""The state of an offer to the reps that ended because its lead became part of another."""

Phone = tuple[int, str]
"""A workspace and a number vouched for in it."""


class Code(msgspec.Struct, frozen=True):
    """What is known of a resume code."""

    digest: str
    lead_id: int
    expires_at: datetime
    used_by: str


class Joining(msgspec.Struct, frozen=True, kw_only=True):
    """Two leads about to become one: as they are, as the one will be, and why ("phone", "code", "alias", "person")."""

    id: int
    survivor: Stored
    absorbed: Stored
    joined: Lead
    void: int = 0
    why: str
    by: str = "bot"


class Parted(msgspec.Struct, frozen=True):
    """Two leads that were one: the survivor as it goes on, and the other as it had been."""

    survivor: Lead
    other: Lead


class NoParting(Exception):
    """This joining cannot be undone; the text says why in a word: unknown, undone, later (undo the later one first)."""


# --- addresses


def add_identities(connection: Connection, rows: Collection[Row]) -> None:
    """Note further addresses of leads; one that is somebody's already stays theirs."""
    if rows:
        connection.execute(insert_for(connection, t.identities).on_conflict_do_nothing(), list(rows))


def leads_of_phones(connection: Connection, phones: Collection[Phone]) -> dict[Phone, int]:
    """The lead that a network vouched each number for; unknown ones are left out."""
    table = vouched_phones.c
    found: dict[Phone, int] = {}
    for workspace_id, same in groupby(sorted(phones), key=itemgetter(0)):  # SQLite finds no index for whole pairs
        here = (table.workspace_id == workspace_id) & table.phone.in_([phone for _, phone in same])
        rows = connection.execute(select(table.workspace_id, table.phone, table.lead_id).where(here))
        found |= {(row[0], row[1]): row[2] for row in rows}
    return found


def vouch(connection: Connection, rows: Collection[Row]) -> None:
    """Note numbers as vouched for; one that is somebody's already stays theirs."""
    if rows:
        connection.execute(insert_for(connection, vouched_phones).on_conflict_do_nothing(), list(rows))


def reaches(connection: Connection, lead_id: int) -> tuple[list[Reach], list[str]]:
    """Where a lead writes from, as (channel, id), and the numbers vouched for."""
    identities = select(t.identities.c.channel, t.identities.c.external_id).where(t.identities.c.lead_id == lead_id)
    phones = select(vouched_phones.c.phone).where(vouched_phones.c.lead_id == lead_id)
    return [(row[0], row[1]) for row in connection.execute(identities)], list(connection.execute(phones).scalars())


def current(connection: Connection, ids: Collection[int]) -> dict[int, int | None]:
    """The lead that each of these is part of now (itself, for nearly all); None for a person who was erased."""
    now: dict[int, int | None] = {lead_id: lead_id for lead_id in ids}
    while True:
        asked = {lead_id for lead_id in now.values() if lead_id is not None}
        gone = _gone(connection, asked)
        if not gone:
            return now
        onward: dict[int, int | None] = dict.fromkeys((each for each, stage in gone.items() if stage == ERASED), None)
        went = select(merges.c.absorbed_id, merges.c.survivor_id).where(
            merges.c.absorbed_id.in_(gone), merges.c.undone_at.is_(None)
        )
        onward |= {row[0]: row[1] for row in connection.execute(went)}
        now = {lead_id: onward.get(there, None) if there in gone else there for lead_id, there in now.items()}


def _gone(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    query = select(t.leads.c.id, t.leads.c.stage).where(t.leads.c.id.in_(sorted(ids)))
    return {row[0]: row[1] for row in connection.execute(query) if row[1] in {MERGED, ERASED}}


def told(connection: Connection, ids: Collection[int]) -> dict[int, dict[str, datetime]]:
    """When each fact of these leads was told last."""
    found: dict[int, dict[str, datetime]] = {lead_id: {} for lead_id in ids}
    facts = t.facts.c
    query = select(facts.lead_id, facts.name, func.max(facts.at, type_=facts.at.type))
    for row in connection.execute(query.where(facts.lead_id.in_(sorted(ids))).group_by(facts.lead_id, facts.name)):
        found[row[0]][row[1]] = row[2]
    return found


# --- resume codes


def keep_code(connection: Connection, workspace_id: int, lead_id: int, digest: str, now: datetime) -> None:
    """Keep the hash of a new code for a lead, valid for a week."""
    connection.execute(resume_codes.insert(), [code_row(workspace_id, lead_id, digest, now)])


def code_row(workspace_id: int, lead_id: int, digest: str, now: datetime) -> Row:
    """The row of a new code."""
    return {
        "digest": digest,
        "workspace_id": workspace_id,
        "lead_id": lead_id,
        "created_at": now,
        "expires_at": now + LIFETIME,
        "used_by": "",
    }


def codes(connection: Connection, workspace_id: int, digests: Collection[str]) -> dict[str, Code]:
    """What is known of these codes, by their hash; unknown ones are left out. Used and old ones are among them."""
    if not digests:
        return {}
    table = resume_codes.c
    query = select(table.digest, table.lead_id, table.expires_at, table.used_by)
    rows = connection.execute(query.where(table.workspace_id == workspace_id, table.digest.in_(sorted(digests))))
    return {row[0]: Code(*row) for row in rows}


def use_code(connection: Connection, digest: str, used_by: str, now: datetime) -> bool:
    """Use a code up; whether it was still unused."""
    unused = (resume_codes.c.digest == digest) & resume_codes.c.used_at.is_(None)
    return connection.execute(update(resume_codes).where(unused).values(used_at=now, used_by=used_by)).rowcount == 1


# --- joining and parting


def join(connection: Connection, joining: Joining, now: datetime) -> None:
    """Make two leads one: every row of the absorbed lead becomes the survivor's, and the way back is kept."""
    survivor, absorbed = joining.survivor, joining.absorbed
    moved = ownership.hand_over(connection, absorbed.lead.id, survivor.lead.id)
    void_state = _void(connection, joining.void)
    record = Record(
        survivor=survivor.lead,
        absorbed=absorbed.lead,
        joined=joining.joined,
        absorbed_stage=absorbed.lead.stage.value,
        moved=moved,
        void=joining.void,
        void_state=void_state,
    )
    row = {
        "id": joining.id,
        "workspace_id": survivor.lead.workspace_id,
        "survivor_id": survivor.lead.id,
        "absorbed_id": absorbed.lead.id,
        "record": encode(record),
        "why": joining.why,
        "by": joining.by[:200],
        "at": now,
    }
    connection.execute(merges.insert(), [row])
    road.save_leads(connection, [Stored(joining.joined, survivor.version)], now)
    asleep: Row = {"stage": MERGED, "score": None, "band": None, "nudge_at": None, "updated_at": now}
    asleep |= {"version": absorbed.version + 1}
    connection.execute(update(t.leads).where(t.leads.c.id == absorbed.lead.id).values(asleep))


def _void(connection: Connection, handoff_id: int) -> str:
    """End an offer to the reps that is void; gives the state it had."""
    if not handoff_id:
        return ""
    here = t.handoffs.c.id == handoff_id
    state = connection.execute(select(t.handoffs.c.state).where(here)).scalar()
    connection.execute(update(t.handoffs).where(here).values(state=JOINED, due_at=None))
    return str(state or "")


def joinings(connection: Connection, lead_id: int) -> list[tuple[int, int, str, datetime]]:
    """The joinings that made a lead, the newest first, not yet undone: id, the absorbed lead, why, when."""
    table = merges.c
    mine = (table.survivor_id == lead_id) & table.undone_at.is_(None)
    query = select(table.id, table.absorbed_id, table.why, table.at).where(mine).order_by(table.id.desc())
    return [tuple(row) for row in connection.execute(query)]


def were_parted(connection: Connection, one: int, other: int) -> bool:
    """Whether a person has said of these two that they are not the same."""
    table = merges.c
    pair = or_(
        and_(table.survivor_id == one, table.absorbed_id == other),
        and_(table.survivor_id == other, table.absorbed_id == one),
    )
    return connection.execute(select(table.id).where(pair, table.undone_at.is_not(None)).limit(1)).first() is not None


def part(connection: Connection, merge_id: int, by: str, now: datetime) -> Parted:
    """Undo a joining: both leads as they were, and what came since stays with the survivor. Raises `NoParting`.

    The survivor's worth is the one it had then; the caller weighs it anew.
    """
    row = connection.execute(select(merges).where(merges.c.id == merge_id)).first()
    if row is None:
        raise NoParting("unknown")
    if row.undone_at is not None:
        raise NoParting("undone")
    stored = road.load_leads(connection, {row.survivor_id, row.absorbed_id})
    newest = joinings(connection, row.survivor_id)
    if _gone(connection, [row.survivor_id]) or not newest or newest[0][0] != merge_id:
        raise NoParting("later")
    record = decode(row.record)
    ownership.hand_back(connection, record.moved, row.survivor_id, row.absorbed_id)
    if record.void:
        offer = record.absorbed.handoff
        due_at = offer.due_at if offer is not None and offer.id == record.void else None
        again = update(t.handoffs).where(t.handoffs.c.id == record.void)
        connection.execute(again.values(state=record.void_state, due_at=due_at))
    survivor = parting.part(stored[row.survivor_id].lead, record.joined, record.survivor)
    saved = [
        Stored(survivor, stored[row.survivor_id].version),
        Stored(record.absorbed, stored[row.absorbed_id].version),
    ]
    road.save_leads(connection, saved, now)
    undone: Mapping[str, Any] = {"undone_at": now, "undone_by": by[:200]}
    connection.execute(update(merges).where(merges.c.id == merge_id).values(undone))
    return Parted(survivor, record.absorbed)


def end_of(into: Mapping[int, int], lead_id: int) -> int:
    """Where a lead ended after some joinings (absorbed -> survivor), through chains."""
    while lead_id in into:
        lead_id = into[lead_id]
    return lead_id
