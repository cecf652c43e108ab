"""The named queries of the outbox: what is still to be sent, and marking what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, literal_column, select, update

from fsm.storage import tables as t
from fsm.storage.direct import OfMany
from fsm.storage.store_rows import Changing, Work, write

NEW = "new"
SENT = "sent"
PARKED = "parked"
UNCERTAIN = "uncertain"
DROPPED = "dropped"


class Letter(msgspec.Struct, kw_only=True):
    """A row of the outbox. `body` is a `channels.contract.Outbound` as JSON; `tries` counts risky repeats.

    `owner` is the process that sends it. What waits for one lead always has one owner, so its order holds.
    """

    id: int
    workspace_id: int
    lead_id: int | None
    kind: str
    channel: str
    chat: str
    body: bytes
    handoff_id: int | None = None
    message_id: int | None = None
    owner: int = 0
    tries: int = 0
    due_at: datetime
    created_at: datetime


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a letter: its new state, the network's id of the message, and the reason if it failed."""

    letter_id: int
    state: str
    tries: int
    due_at: datetime
    sent_at: datetime | None = None
    error: str = ""
    network_id: str = ""
    message_id: int | None = None
    kind: str = ""


_MARK = Changing(t.outbox, ("state", "tries", "due_at", "sent_at", "error", "network_id"))
_NETWORK_ID = Changing(t.messages, ("network_id",))
_COLUMNS = tuple(t.outbox.c[name] for name in Letter.__struct_fields__)
# As literals, so that the choice of the index of just these rows hangs on no bound value.
_IS_NEW: ColumnElement[bool] = t.outbox.c.state == literal_column(f"'{NEW}'")
IS_TROUBLED: ColumnElement[bool] = literal_column(f"outbox.state IN ('{PARKED}', '{UNCERTAIN}')")
IS_TO_US: ColumnElement[bool] = literal_column("outbox.kind IN ('card', 'relay', 'staff')")
"""Letters to our people, in the words of their index: beside any other condition, so that SQLite sees it will do."""
_UNSENT = select(*_COLUMNS).where(_IS_NEW, t.outbox.c.owner == bindparam("owner"))
# In the order of that index: ordered by id alone the whole table would be read.
_UNSENT = _UNSENT.order_by(t.outbox.c.lead_id, t.outbox.c.id)
_OWNERS = OfMany(select(t.outbox.c.lead_id, t.outbox.c.owner).where(_IS_NEW), t.outbox.c.lead_id)


def mark(connection: Connection, marks: Sequence[Mark]) -> None:
    """Write down what became of letters, and where the network keeps the messages."""
    if marks:
        write(connection, marking(marks))


def marking(marks: Sequence[Mark]) -> list[Work]:
    """`mark` as work to be done with other work."""
    fates = [
        {
            "_id": mark.letter_id,
            "state": mark.state,
            "tries": mark.tries,
            "due_at": mark.due_at,
            "sent_at": mark.sent_at,
            "error": mark.error or None,
            "network_id": mark.network_id or None,
        }
        for mark in marks
    ]
    named = [mark for mark in marks if mark.network_id]
    texts = [{"_id": mark.message_id, "network_id": mark.network_id} for mark in named if mark.message_id]
    return [(_MARK, fates), (_NETWORK_ID, texts)]


def unsent(connection: Connection, owner: int, limit: int = 100_000) -> list[Letter]:
    """Every letter not yet sent that is this process's to send, oldest first; none of a lead's is skipped."""
    names = Letter.__struct_fields__
    rows = connection.execute(_UNSENT.limit(limit), {"owner": owner})
    found = [Letter(**dict(zip(names, row, strict=True))) for row in rows]
    return sorted(found, key=lambda letter: letter.id)


def owners(connection: Connection, leads: Collection[int]) -> dict[int, int]:
    """Who already has something waiting for these leads; call it with the leads locked."""
    return {row[0]: row[1] for row in _OWNERS.rows(connection, sorted(leads))}


def other_owners(connection: Connection, owner: int) -> list[int]:
    """The other processes that have letters to send, alive or not."""
    query = select(t.outbox.c.owner).where(_IS_NEW, t.outbox.c.owner != owner)
    return sorted(row[0] for row in connection.execute(query.distinct()))


def adopt(connection: Connection, dead: int, owner: int) -> list[Letter]:
    """Take over what a dead process left, oldest first."""
    taken = update(t.outbox).where(_IS_NEW, t.outbox.c.owner == dead).values(owner=owner)
    rows = connection.execute(taken.returning(*_COLUMNS)).all()
    left = [Letter(**dict(zip(Letter.__struct_fields__, row, strict=True))) for row in rows]
    return sorted(left, key=lambda letter: letter.id)


def troubled(connection: Connection, limit: int = 20) -> list[tuple[Letter, str, str]]:
    """Letters that need a person and nobody was told of yet, oldest first, each with its state and error."""
    query = select(*_COLUMNS, t.outbox.c.state, t.outbox.c.error).where(
        IS_TROUBLED,
        t.outbox.c.told_at.is_(None),
    )
    names = Letter.__struct_fields__
    rows = connection.execute(query.order_by(t.outbox.c.id).limit(limit)).all()
    return [(Letter(**dict(zip(names, row[:-2], strict=True))), row[-2], row[-1] or "") for row in rows]


def told(connection: Connection, letters: Collection[int], at: datetime) -> None:
    """A person knows of these letters."""
    connection.execute(update(t.outbox).where(t.outbox.c.id.in_(letters)).values(told_at=at))


def retry(connection: Connection, letter_id: int, owner: int) -> Letter | None:
    """Put a troubled letter back among those to be sent; None when it is not troubled (any more)."""
    here = (t.outbox.c.id == letter_id) & IS_TROUBLED
    changed = connection.execute(update(t.outbox).where(here).values(state=NEW, owner=owner, tries=0, error=None))
    if changed.rowcount == 0:
        return None
    row = connection.execute(select(*_COLUMNS).where(t.outbox.c.id == letter_id)).one()
    return Letter(**dict(zip(Letter.__struct_fields__, row, strict=True)))


def drop(connection: Connection, letter_id: int) -> bool:
    """Give a troubled letter up for good; whether there was one."""
    here = (t.outbox.c.id == letter_id) & IS_TROUBLED
    return connection.execute(update(t.outbox).where(here).values(state=DROPPED)).rowcount == 1


def network_id(connection: Connection, letter_id: int) -> str:
    """The network's id of a letter that was sent, or nothing while it is not."""
    return str(connection.execute(select(t.outbox.c.network_id).where(t.outbox.c.id == letter_id)).scalar() or "")
