"""Forgetting a person: every word, name, number and address of theirs goes; a hash stays that keeps them unwritten-to.

What stays is a lead without anybody behind it, so that counts by stage and day remain right, and the stages it went
through. Rows of a table with a `lead_id` are deleted, and those that hang on them, unless this file says how they are
emptied; an area whose tables know people by other means gives a function of its own to `forget`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, Update, delete, or_, select, update

from fsm.lead import Lead, Stage
from fsm.people import addresses
from fsm.people.addresses import Reach
from fsm.storage import ownership, people, road, suppression
from fsm.storage import tables as t
from fsm.storage.base import metadata
from fsm.storage.people import ERASED, MERGED
from fsm.storage.people_tables import merges

_KEPT = frozenset({"leads", "inbox", "outbox", "events", "scores", "handoffs"})
_TO_US = ("card", "relay")
_BUSY_PAUSE = 0.05
_PATIENCE = 30
_TRIES = 100


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be forgotten: their lead and those joined into it, and every way in which they could be reached."""

    workspace_id: int
    lead_ids: tuple[int, ...]
    reaches: frozenset[Reach]


Eraser = Callable[[Connection, Person, datetime], None]
"""Forgets a person in one area, while everything of theirs is still there to be found."""


def forget(connection: Connection, lead_id: int, now: datetime, also: Sequence[Eraser] = ()) -> Person | None:
    """Erase a person, in the caller's transaction; None when there is no such lead or it was erased before.

    On SQLite the freed bytes are overwritten at once (`overwriting`); the write-ahead log holds traces until
    `empty_log`, and pages that were freed long before until `scrub` has run.
    """
    whole = people.current(connection, [lead_id])[lead_id]
    stored = road.load_leads(connection, [whole]) if whole is not None else {}
    if whole is None or whole not in stored:
        return None
    lead = stored[whole].lead
    person = _person(connection, lead)
    suppression.suppress(connection, lead.workspace_id, person.reaches, now, suppression.ERASED)
    with overwriting(connection):
        for eraser in also:
            eraser(connection, person, now)
        _erase(connection, person, whole, now)
    return person


def _erase(connection: Connection, person: Person, whole: int, now: datetime) -> None:
    _empty_rows(connection, person.lead_ids)
    for table in reversed(ownership.tables()):
        if table.name not in _KEPT:
            _delete(connection, table, table.c.lead_id.in_(person.lead_ids))
    either = merges.c.survivor_id.in_(person.lead_ids), merges.c.absorbed_id.in_(person.lead_ids)
    connection.execute(delete(merges).where(or_(*either)))
    for each in road.load_leads(connection, person.lead_ids).values():
        _empty_lead(connection, each.lead, now, merged=each.lead.id != whole)


@contextmanager
def overwriting(connection: Connection) -> Iterator[None]:
    """Within it everything that this connection to SQLite frees is written over, whole pages as well.

    Otherwise it is `FAST`, which writes over what lies in pages that are written anyway: measured, that costs a turn
    nothing, and this a tenth.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA secure_delete=ON")
    try:
        yield
    finally:
        connection.exec_driver_sql("PRAGMA secure_delete=FAST")


def scrub(path: Path) -> bool:
    """Rewrite a SQLite file so that nothing of what was erased is left in it or in its log; whether it could be done.

    Takes as long as copying the file, during which nobody can write: for a quiet hour. False when somebody was reading
    all the while; try again later.
    """
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("VACUUM")
        return any(_log_is_empty(connection) for _ in range(_TRIES))
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()


def empty_log(path: Path) -> bool:
    """Bring a SQLite file's log into the file and cut it to nothing; false when somebody was reading all the while."""
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        return any(_log_is_empty(connection) for _ in range(_TRIES))
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()


def _log_is_empty(connection: sqlite3.Connection) -> bool:
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        time.sleep(_BUSY_PAUSE)
    return not busy


def _person(connection: Connection, lead: Lead) -> Person:
    whole, found = [lead.id], [lead.id]
    while found:  # leads joined into this one, and into those
        joined = select(merges.c.absorbed_id).where(merges.c.survivor_id.in_(found))
        found = [each for each in connection.execute(joined).scalars() if each not in whole]
        whole += found
    gone = select(t.leads.c.id).where(t.leads.c.id.in_(whole), t.leads.c.stage == MERGED)
    ids = (lead.id, *connection.execute(gone).scalars())
    identities, phones = people.reaches(connection, lead.id)
    told = addresses.all_of(lead, identities, phones)
    return Person(workspace_id=lead.workspace_id, lead_ids=ids, reaches=told)


def _empty_rows(connection: Connection, lead_ids: Collection[int]) -> None:
    """The rows that stay: what came and went is counted, the stages a lead went through are kept without a word."""
    events, outbox, inbox = t.events.c, t.outbox.c, t.inbox.c
    connection.execute(delete(t.events).where(events.lead_id.in_(lead_ids), events.kind != "stage"))
    connection.execute(_of(t.events, lead_ids).values(why="", by=""))
    connection.execute(delete(t.outbox).where(outbox.lead_id.in_(lead_ids), outbox.state != "sent"))
    connection.execute(_of(t.outbox, lead_ids).values(body=b"", error=None))
    # Where a message to our own people stands is nothing of theirs, and who answers it can be told that they are gone.
    connection.execute(_of(t.outbox, lead_ids).where(outbox.kind.not_in(_TO_US)).values(chat=""))
    connection.execute(_of(t.scores, lead_ids).values(parts="[]"))
    said: dict[str, object] = {name: "" for name in ("card_message_id", "reason") if name in t.handoffs.c}
    connection.execute(_of(t.handoffs, lead_ids).values(said | {"due_at": None}))
    # A repeated delivery is known by its id; one that names an address of theirs is replaced by a number.
    rows = connection.execute(select(inbox.id, inbox.external_id).where(inbox.lead_id.in_(lead_ids))).all()
    known = _names(connection, lead_ids)
    for row in rows:
        telling = any(name in row.external_id for name in known)
        values = {"body": b"{}", "error": None} | ({"external_id": f"erased:{row.id}"} if telling else {})
        connection.execute(update(t.inbox).where(inbox.id == row.id).values(values))
    waiting = _of(t.inbox, lead_ids).where(inbox.handled_at.is_(None))
    connection.execute(waiting.values(handled_at=inbox.received_at))


def _delete(connection: Connection, table: Table, which: ColumnElement[bool]) -> None:
    """Delete rows, and before them the rows of other tables that hang on them."""
    for child in metadata.sorted_tables:
        for link in child.foreign_key_constraints:
            if link.referred_table is table and child is not table:
                (column, element), *_ = zip(link.columns, link.elements, strict=True)
                _delete(connection, child, column.in_(select(element.column).where(which)))
    connection.execute(delete(table).where(which))


def _names(connection: Connection, lead_ids: Collection[int]) -> set[str]:
    identities = t.identities.c
    query = select(identities.external_id, identities.chat).where(identities.lead_id.in_(lead_ids))
    return {name for row in connection.execute(query) for name in row if name}


def _of(table: Table, lead_ids: Collection[int]) -> Update:
    return update(table).where(table.c.lead_id.in_(lead_ids))


def _empty_lead(connection: Connection, lead: Lead, now: datetime, *, merged: bool) -> None:
    """A lead nobody stands behind. Its stage in the table says so; in its own words it is one not to be written to."""
    nobody = Lead(
        id=lead.id,
        workspace_id=lead.workspace_id,
        channel="" if merged else lead.channel,
        chat="",
        language=lead.language,
        stage=Stage.OPTED_OUT,
        script=lead.script,
        script_version=lead.script_version,
        reachable=False,
        created_at=lead.created_at,
    )
    here = t.leads.c.id == lead.id
    version = t.leads.c.version + 1
    values = {"state": msgspec.json.encode(nobody), "stage": ERASED, "nudge_at": None, "updated_at": now}
    connection.execute(update(t.leads).where(here).values(values | {"version": version}))
