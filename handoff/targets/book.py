"""The named queries of targets and deliveries: who is told of what, once each, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, insert, literal_column, select, update

from fsm.storage.inserting import insert_for
from fsm.storage.looks import Look
from handoff.targets.happenings import BEGINS, UPDATED, Happening
from handoff.targets.kinds import KINDS
from handoff.targets.tables import deliveries, targets

NEW = "new"
SENT = "sent"
PARKED = "parked"
DROPPED = "dropped"

_d, _t = deliveries.c, targets.c
# As a literal: a bound value hides from SQLite that the index of just these rows will do.
_WAITS = _d.state == literal_column(f"'{NEW}'")
_IS_ANY = Look("targets WHERE active AND removed_at IS NULL")
_encode = msgspec.json.encode
_config = msgspec.json.Decoder(dict[str, str]).decode
_events = msgspec.json.Decoder(tuple[str, ...]).decode


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A system that is told. `config` holds secrets and must never be shown or logged."""

    id: int
    workspace_id: int
    kind: str
    name: str
    config: dict[str, str]
    events: tuple[str, ...]
    active: bool


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event for one target."""

    id: int
    workspace_id: int
    target_id: int
    lead_id: int | None
    event: str
    key: str
    body: dict[str, Any]
    state: str
    tries: int
    due_at: datetime
    created_at: datetime
    error: str
    remote_id: str


def listed(connection: Connection, workspace_id: int | None = None, *, active: bool = False) -> list[Target]:
    """The targets there are, oldest first; with `active` those that are told now."""
    query = select(targets).where(_t.removed_at.is_(None)).order_by(_t.id)
    if workspace_id is not None:
        query = query.where(_t.workspace_id == workspace_id)
    if active:
        query = query.where(_t.active)
    return [_target(row) for row in connection.execute(query).mappings()]


def is_any(connection: Connection) -> bool:
    """Whether anything is told at all: asked with every batch, so in the cheapest way there is."""
    return _IS_ANY.holds(connection)


def one(connection: Connection, target_id: int) -> Target | None:
    """A target that is not removed."""
    query = select(targets).where(_t.id == target_id, _t.removed_at.is_(None))
    row = connection.execute(query).mappings().first()
    return _target(row) if row is not None else None


def _target(row: RowMapping) -> Target:
    return Target(
        id=row["id"],
        workspace_id=row["workspace_id"],
        kind=row["kind"],
        name=row["name"],
        config=_config(row["config"]),
        events=_events(row["events"]),
        active=row["active"],
    )


def add(  # noqa: PLR0913 (the columns of a row)
    connection: Connection,
    workspace_id: int,
    kind: str,
    name: str,
    config: Mapping[str, str],
    *,
    by: str,
    at: datetime,
) -> Target:
    """A new target of a kind, told of that kind's usual events from now on."""
    row = {
        "workspace_id": workspace_id,
        "kind": kind,
        "name": name[:100],
        "config": _encode(dict(config)).decode(),
        "events": _encode(KINDS[kind].events).decode(),
        "active": True,
        "made_by": by[:200],
        "created_at": at,
    }
    number = connection.execute(insert(targets).values(row).returning(_t.id)).scalar_one()
    found = one(connection, number)
    if found is None:
        raise LookupError("a target that was just made is not there")
    return found


def set_active(connection: Connection, target_id: int, *, active: bool) -> None:
    connection.execute(update(targets).where(_t.id == target_id).values(active=active))


def remove(connection: Connection, target_id: int, at: datetime) -> None:
    """Tell it nothing any more, and forget its secrets; what was delivered stays on record."""
    gone = {"active": False, "removed_at": at, "config": "{}"}
    connection.execute(update(targets).where(_t.id == target_id).values(gone))
    waiting = update(deliveries).where(_d.target_id == target_id, _d.state.in_((NEW, PARKED)))
    connection.execute(waiting.values(state=DROPPED, done_at=at, error="the target was removed"))


def due_for(connection: Connection, target: Target, lead_id: int | None, event: str) -> bool:
    """Whether this target is to hear of this event now: one that keeps objects hears of changes only to those it has.

    A lead that was never worth telling of is not begun by the news that it changed or was lost.
    """
    if event not in target.events and (lead_id is not None or not KINDS[target.kind].each):
        return False
    if KINDS[target.kind].each or event in BEGINS or lead_id is None:
        return True
    known = select(_d.id).where(_d.target_id == target.id, _d.lead_id == lead_id).limit(1)
    return connection.execute(known).first() is not None


def write_down(  # noqa: PLR0913, PLR0917 (the columns of a row)
    connection: Connection, target: Target, lead_id: int | None, happening: Happening, due_at: datetime, now: datetime
) -> int | None:
    """A delivery to be made; its number, or None when it stands already under its key."""
    row = {
        "workspace_id": target.workspace_id,
        "target_id": target.id,
        "lead_id": lead_id,
        "event": happening.event,
        "key": happening.key,
        "body": _encode(happening.data).decode(),
        "state": NEW,
        "tries": 0,
        "due_at": due_at,
        "created_at": now,
    }
    statement = insert_for(connection, deliveries).values(row).on_conflict_do_nothing().returning(_d.id)
    return connection.execute(statement).scalar()


def cover(connection: Connection, target: Target, lead_id: int, now: datetime) -> None:
    """What waits to say only that this lead changed is said by what is sent now."""
    here = _WAITS, _d.target_id == target.id, _d.lead_id == lead_id, _d.event == UPDATED, _d.due_at > now
    statement = update(deliveries).where(*here, _d.tries == 0)
    connection.execute(statement.values(state=DROPPED, done_at=now, error="said by the next one"))


def is_expected(connection: Connection, target: Target, lead_id: int, now: datetime) -> bool:
    """Whether something of this lead is to be sent to this target anyway, and not this very moment."""
    here = _WAITS, _d.target_id == target.id, _d.lead_id == lead_id, _d.due_at > now
    return connection.execute(select(_d.id).where(*here).limit(1)).first() is not None


def delivery(connection: Connection, delivery_id: int) -> Delivery | None:
    row = connection.execute(select(deliveries).where(_d.id == delivery_id)).mappings().first()
    return _delivery(row) if row is not None else None


def _delivery(row: RowMapping) -> Delivery:
    values = {name: row[name] for name in Delivery.__struct_fields__}
    values["body"] = msgspec.json.decode(values["body"])
    return Delivery(**values | {"error": values["error"] or "", "remote_id": values["remote_id"] or ""})


def before(connection: Connection, one_of: Delivery) -> Delivery | None:
    """The earliest delivery of the same lead to the same target that still waits before this one."""
    if one_of.lead_id is None:
        return None
    here = _WAITS, _d.target_id == one_of.target_id, _d.lead_id == one_of.lead_id, _d.id < one_of.id
    row = connection.execute(select(deliveries).where(*here).order_by(_d.id).limit(1)).mappings().first()
    return _delivery(row) if row is not None else None


def remote_of(connection: Connection, target_id: int, lead_ids: Sequence[int]) -> str:
    """The object on the other side for this lead or one that is part of it, "" for none; the newest wins."""
    here = _d.target_id == target_id, _d.lead_id.in_(lead_ids), _d.remote_id.is_not(None)
    found = connection.execute(select(_d.remote_id).where(*here).order_by(_d.id.desc()).limit(1)).scalar()
    return str(found or "")


def sent(connection: Connection, done: Delivery, remote_id: str, now: datetime, *, upto: int) -> None:
    """It is delivered; with it, where an object is kept up to date, everything of this lead up to the number `upto`."""
    values = {"state": SENT, "done_at": now, "error": None}
    mine = update(deliveries).where(_d.id == done.id, _WAITS)
    connection.execute(mine.values(values | {"tries": done.tries + 1, "remote_id": remote_id or None}))
    if done.lead_id is not None and upto > done.id:
        here = _WAITS, _d.target_id == done.target_id, _d.lead_id == done.lead_id, _d.id <= upto
        connection.execute(update(deliveries).where(*here).values(values))


def newest(connection: Connection, one_of: Delivery) -> int:
    """The number of the newest delivery of this lead to this target that waits: what is sent now covers it."""
    here = _WAITS, _d.target_id == one_of.target_id, _d.lead_id == one_of.lead_id
    found = connection.execute(select(_d.id).where(*here).order_by(_d.id.desc()).limit(1)).scalar()
    return int(found or one_of.id)


def failed(connection: Connection, one_of: Delivery, error: str, due_at: datetime, *, parked: bool) -> None:
    """It was not delivered: tried again later, or left for a person."""
    values = {"state": PARKED if parked else NEW, "tries": one_of.tries + 1, "due_at": due_at, "error": error[:500]}
    connection.execute(update(deliveries).where(_d.id == one_of.id, _WAITS).values(values))


def again(connection: Connection, target_id: int, now: datetime) -> list[int]:
    """A person sends what was parked round again; the numbers of these deliveries."""
    parked = update(deliveries).where(_d.target_id == target_id, _d.state == PARKED)
    return sorted(connection.execute(parked.values(state=NEW, tries=0, due_at=now).returning(_d.id)).scalars())


def drop(connection: Connection, delivery_id: int, why: str, now: datetime) -> None:
    here = update(deliveries).where(_d.id == delivery_id, _WAITS)
    connection.execute(here.values(state=DROPPED, done_at=now, error=why[:500]))


def latest(connection: Connection, target_id: int, limit: int = 3) -> list[Delivery]:
    """The newest deliveries of a target."""
    query = select(deliveries).where(_d.target_id == target_id).order_by(_d.id.desc()).limit(limit)
    return [_delivery(row) for row in connection.execute(query).mappings()]


def parked(connection: Connection, target_id: int) -> int:
    """How many deliveries of a target need a person."""
    query = select(_d.id).where(_d.target_id == target_id, _d.state == PARKED)
    return len(connection.execute(query).all())
