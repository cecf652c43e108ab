"""Every row that belongs to a lead, whichever area keeps it: handed to another lead, and handed back.

A table takes part by having a column `lead_id`. Where a rule allows one row a lead (a topic, say) and both have one,
the row stays where it was. What came and went long ago stays as well: only what waits must find its way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    UniqueConstraint,
    and_,
    exists,
    literal_column,
    tuple_,
    update,
)

from fsm.people.record import Key
from fsm.storage import tables as t
from fsm.storage.base import metadata

LEAD = "lead_id"
_AT_ONCE = 500
# As literals: SQLite must see that the index of just these rows will do, or it reads all that ever came and went.
_WAITS: Mapping[str, ColumnElement[bool]] = {
    "inbox": t.inbox.c.handled_at.is_(None),
    "outbox": t.outbox.c.state == literal_column("'new'"),
}


def tables() -> list[Table]:
    """The tables with rows of leads, in an order in which rows may be made (backwards: may be deleted)."""
    return [table for table in metadata.sorted_tables if LEAD in table.c]


def hand_over(connection: Connection, giver: int, taker: int) -> dict[str, list[Key]]:
    """Make the giver's rows the taker's; gives what went over, by table."""
    moved: dict[str, list[Key]] = {}
    for table in tables():
        key = _key(table)
        which = [_WAITS[table.name]] if table.name in _WAITS else []
        statement = update(table).where(table.c[LEAD] == giver, *which, *_free(table, taker)).values({LEAD: taker})
        rows = connection.execute(statement.returning(*key, table.c[LEAD])).all()
        if rows:
            moved[table.name] = [tuple(row)[: len(key)] for row in rows]
    return moved


def hand_back(connection: Connection, moved: Mapping[str, Sequence[Key]], giver: int, taker: int) -> None:
    """Make rows that went over the taker's again, as far as they are still there."""
    known = {table.name: table for table in tables()}
    for name, keys in moved.items():
        table = known.get(name)
        if table is None:
            continue
        for some in _in_portions(keys):
            theirs = and_(table.c[LEAD] == giver, *_named(table, some))
            connection.execute(update(table).where(theirs).values({LEAD: taker}))


def _key(table: Table) -> list[ColumnElement[object]]:
    return [column for column in table.primary_key.columns if column.name != LEAD]


def _named(table: Table, keys: Sequence[Key]) -> list[ColumnElement[bool]]:
    columns = _key(table)
    if len(columns) == 1:
        return [columns[0].in_([key[0] for key in keys])]
    return [tuple_(*columns).in_([tuple(key) for key in keys])] if columns else []


def _free(table: Table, taker: int) -> Iterator[ColumnElement[bool]]:
    """Conditions under which a row may become the taker's: they have none of the same kind."""
    for names in _one_each(table):
        rival = table.alias()
        same = [rival.c[name] == table.c[name] for name in names if name != LEAD]
        yield ~exists().where(rival.c[LEAD] == taker, *same)


def _one_each(table: Table) -> Iterator[Sequence[str]]:
    """The columns of every rule that allows a lead only one row."""
    rules = [list(table.primary_key.columns)]
    rules += [list(rule.columns) for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    rules += [list(index.columns) for index in table.indexes if index.unique]
    for columns in rules:
        names = [column.name for column in columns]
        if LEAD in names:
            yield names


def _in_portions(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
