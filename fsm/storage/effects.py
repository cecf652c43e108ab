"""The named queries of slow work: filing it, claiming it for a while, and writing down what became of it.

An effect is done at least once. Whoever claims it holds it by a lease that must be renewed; when the lease runs out
another takes over, and whatever the first still has to say is refused, because `tries` has moved on. What an effect
does outside must therefore be safe to repeat, and may use the effect's id to let the other side tell a repeat.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, bindparam, delete, func, literal_column, select, update

from fsm.storage.effect_tables import effects as e
from fsm.storage.effect_tables import periods
from fsm.storage.inserting import insert_for
from fsm.storage.store import Store
from fsm.storage.tables import inbox

NEW = "new"
RUNNING = "running"
DONE = "done"
PARKED = "parked"

TRIES = 8
"""How often an effect is tried before it is parked for a person."""

_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(hours=1)
_FILED = "talap_effects"


class Effect(msgspec.Struct, frozen=True):
    """One piece of slow work in the hands of a worker; `tries` counts the claims, this one included."""

    id: int
    workspace_id: int
    kind: str
    key: str
    body: dict[str, Any]
    tries: int
    worker: str
    created_at: datetime


class ParkedEffect(msgspec.Struct, frozen=True):
    """Slow work that was given up and needs a person."""

    id: int
    workspace_id: int
    kind: str
    key: str
    tries: int
    error: str
    created_at: datetime


class TryLater(Exception):
    """The work cannot be done now; it is tried again after the given pause, and this does not count as a failure."""

    def __init__(self, seconds: float, why: str = "") -> None:
        super().__init__(why or f"again in {seconds:g} s")
        self.seconds = seconds


class Hopeless(Exception):
    """Trying again will not help; the work is parked for a person at once."""


class EffectContext(Protocol):
    """What a handler may use beside its effect."""

    store: Store

    def now(self) -> datetime: ...

    def on_done(self, work: Callable[[Connection, dict[str, Any] | None], object]) -> None:
        """Run `work(connection, result)` in the transaction that marks the effect done; it may be run again."""
        ...

    def tell(self, connection: Connection, lead_id: int, event: Any, *, source: str = "", name: str = "") -> None:
        """From within `on_done`: put an `fsm.events.Event` into the lead's inbox; its turn follows the commit.

        `source` and `name` make it unique; without them the effect's kind and id do.
        """
        ...


Handler = Callable[[Effect, EffectContext], Awaitable[dict[str, Any] | None]]
"""Does one effect outside any transaction; its result is kept. Raises TryLater, Hopeless, or anything (tried again)."""


def _is(state: str) -> ColumnElement[bool]:
    # As a literal, so that the choice of the index of just these rows hangs on no bound value.
    quoted: ColumnElement[str] = literal_column(f"'{state}'")
    return e.c.state == quoted


_MINE = (e.c.id == bindparam("_id")) & (e.c.tries == bindparam("_tries")) & (e.c.worker == bindparam("_worker"))
_MINE = _MINE & _is(RUNNING)
_COLUMNS: Sequence[Column[Any]] = [e.c[name] for name in Effect.__struct_fields__]


def file_effect(  # noqa: PLR0913 (the columns of a row)
    connection: Connection,
    *,
    workspace_id: int,
    kind: str,
    key: str,
    body: dict[str, Any],
    due_at: datetime,
    now: datetime,
) -> int | None:
    """File slow work in the caller's transaction; gives its id, or None when the key stands already."""
    row = {
        "workspace_id": workspace_id,
        "kind": kind,
        "key": key,
        "body": msgspec.json.encode(body).decode(),
        "state": NEW,
        "tries": 0,
        "due_at": due_at,
        "created_at": now,
    }
    filing = insert_for(connection, e).values(row).on_conflict_do_nothing().returning(e.c.id)
    found = connection.execute(filing).scalar()
    if found is None:
        return None
    connection.info.setdefault(_FILED, []).append(int(found))
    return int(found)


def filed(connection: Connection) -> list[int]:
    """The effects filed on this connection since the last call, so that somebody may be woken after the commit."""
    ids: list[int] = connection.info.pop(_FILED, [])
    return ids


def due_kinds(connection: Connection, kinds: Collection[str], now: datetime) -> list[str]:
    """The kinds, of those given, that have something to claim now."""
    waiting = select(e.c.kind).where(_is(NEW), e.c.kind.in_(sorted(kinds)), e.c.due_at <= now).distinct()
    abandoned = select(e.c.kind).where(_is(RUNNING), e.c.lease_until <= now, e.c.kind.in_(sorted(kinds))).distinct()
    return sorted({row[0] for query in (waiting, abandoned) for row in connection.execute(query)})


def claim(  # noqa: PLR0913, PLR0917 (who, what, until when, how many)
    connection: Connection,
    kinds: Collection[str],
    worker: str,
    now: datetime,
    lease: timedelta,
    limit: int,
) -> list[Effect]:
    """Take up to `limit` due effects for `lease`; first those whose worker let its lease run out."""
    taken: list[Effect] = []
    for free, order in ((_is(RUNNING) & (e.c.lease_until <= now), e.c.lease_until), (_is(NEW), e.c.due_at)):
        if len(taken) >= limit or not kinds:
            break
        here = free & e.c.kind.in_(sorted(kinds)) & (e.c.due_at <= now)
        chosen = select(e.c.id).where(here).order_by(order, e.c.id).limit(limit - len(taken))
        ids = [row[0] for row in connection.execute(chosen.with_for_update(skip_locked=True))]
        if not ids:
            continue
        taking = update(e).where(e.c.id.in_(ids))
        taking = taking.values(state=RUNNING, worker=worker, lease_until=now + lease, tries=e.c.tries + 1)
        taken += [_effect(row) for row in connection.execute(taking.returning(*_COLUMNS))]
    return taken


def renew(connection: Connection, held: Iterable[Effect], until: datetime) -> set[int]:
    """Keep what is being worked on; gives the ids that are still held, the others belong to somebody else by now."""
    renewing = update(e).where(_MINE).values(lease_until=until)
    return {effect.id for effect in held if connection.execute(renewing, _mine(effect)).rowcount == 1}


def finish(connection: Connection, effect: Effect, result: dict[str, Any] | None, now: datetime) -> bool:
    """Write the result down; False when the effect has been taken over, and then nothing else may be written."""
    text = None if result is None else msgspec.json.encode(result).decode()
    done = update(e).where(_MINE).values(state=DONE, result=text, error=None, done_at=now, lease_until=None)
    return connection.execute(done, _mine(effect)).rowcount == 1


def fail(  # noqa: PLR0913 (what, why, and how it goes on)
    connection: Connection,
    effect: Effect,
    error: str,
    now: datetime,
    *,
    tries: int = TRIES,
    after: timedelta | None = None,
) -> str:
    """Note a failure: tried again after a growing pause, parked after `tries`; gives the state, "" if it is not ours.

    With `after` the effect only waits that long, and the try does not count; `tries=0` parks at once.
    """
    over = after is None and effect.tries >= tries
    pause = min(_FIRST_PAUSE * 2 ** min(effect.tries - 1, 16), _LONGEST_PAUSE) if after is None else after
    values: dict[str, Any] = {"state": PARKED if over else NEW, "error": error[:500], "lease_until": None}
    values |= {"done_at": now} if over else {"due_at": now + pause}
    if after is not None:
        values["tries"] = e.c.tries - 1
    changed = connection.execute(update(e).where(_MINE).values(values), _mine(effect)).rowcount == 1
    return str(values["state"]) if changed else ""


def parked(connection: Connection, limit: int = 100) -> list[ParkedEffect]:
    """What was given up and needs a person, newest first."""
    names = ParkedEffect.__struct_fields__
    query = select(*(e.c[name] for name in names)).where(_is(PARKED)).order_by(e.c.id.desc()).limit(limit)
    return [ParkedEffect(**dict(zip(names, row, strict=True))) for row in connection.execute(query)]


def untold(connection: Connection, limit: int = 20) -> list[ParkedEffect]:
    """What was given up and nobody was told of yet, oldest first."""
    names = ParkedEffect.__struct_fields__
    query = select(*(e.c[name] for name in names)).where(_is(PARKED), e.c.told_at.is_(None))
    rows = connection.execute(query.order_by(e.c.id).limit(limit))
    return [ParkedEffect(**dict(zip(names, row, strict=True))) for row in rows]


def told(connection: Connection, ids: Collection[int], at: datetime) -> None:
    """A person knows of this given-up work."""
    connection.execute(update(e).where(e.c.id.in_(ids)).values(told_at=at))


def retry(connection: Connection, effect_id: int, now: datetime) -> bool:
    """A person sends parked work round again; whether there was such."""
    again = update(e).where(e.c.id == effect_id, _is(PARKED))
    again = again.values(state=NEW, tries=0, due_at=now, done_at=None, error=None, told_at=None)
    return connection.execute(again).rowcount == 1


def result_of(connection: Connection, workspace_id: int, key: str) -> tuple[str, dict[str, Any] | None] | None:
    """The state of an effect and its result once it is done; None when nothing was filed under the key."""
    query = select(e.c.state, e.c.result).where(e.c.workspace_id == workspace_id, e.c.key == key)
    row = connection.execute(query).one_or_none()
    return None if row is None else (row[0], msgspec.json.decode(row[1]) if row[1] else None)


def queue(connection: Connection) -> list[tuple[str, str, int, datetime]]:
    """How much waits, runs and is parked: kind, state, how many, and since when the oldest."""
    found: list[tuple[str, str, int, datetime]] = []
    for state in (NEW, RUNNING, PARKED):
        query = select(e.c.kind, func.count(), func.min(e.c.due_at)).where(_is(state)).group_by(e.c.kind)
        found += [(row[0], state, row[1], row[2]) for row in connection.execute(query)]
    return found


def forget(connection: Connection, before: datetime, limit: int = 10_000) -> int:
    """Delete what was done before a moment, and the periods of then; gives how many effects."""
    old = select(e.c.id).where(_is(DONE), e.c.done_at < before).order_by(e.c.done_at).limit(limit)
    connection.execute(delete(periods).where(periods.c.claimed_at < before))
    return connection.execute(delete(e).where(e.c.id.in_(old))).rowcount


def overdue_leads(connection: Connection, before: datetime, limit: int = 1_000) -> list[int]:
    """Leads whose pause was over before a moment and who still wait: the process that held them is gone."""
    open_rows = inbox.c.handled_at.is_(None), inbox.c.lead_id.is_not(None)
    query = select(inbox.c.lead_id).where(*open_rows).group_by(inbox.c.lead_id)
    return [row[0] for row in connection.execute(query.having(func.max(inbox.c.due_at) <= before).limit(limit))]


def claim_period(connection: Connection, workspace_id: int, name: str, period: str, now: datetime) -> bool:
    """Whether this period of this job is the caller's to serve; claim it in the transaction of what it leads to."""
    row = {"workspace_id": workspace_id, "name": name, "period": period, "claimed_at": now}
    return connection.execute(insert_for(connection, periods).values(row).on_conflict_do_nothing()).rowcount == 1


def ever_served(connection: Connection, workspace_id: int, name: str) -> bool:
    """Whether any period of this job was ever claimed."""
    query = select(periods.c.period).where(periods.c.workspace_id == workspace_id, periods.c.name == name).limit(1)
    return connection.execute(query).first() is not None


def _effect(row: Any) -> Effect:
    values = dict(zip(Effect.__struct_fields__, row, strict=True))
    return Effect(**values | {"body": msgspec.json.decode(values["body"])})


def _mine(effect: Effect) -> dict[str, Any]:
    return {"_id": effect.id, "_tries": effect.tries, "_worker": effect.worker}
