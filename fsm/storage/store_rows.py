"""One statement for many rows, without the general formatter; on PostgreSQL one for many rows of many tables.

SQLAlchemy compiles the statement as always; what is skipped is its per-row work, which a batch would pay for hundreds
of rows of known columns. Measured on the road's own statements: a third of the time of the whole write path.
PostgreSQL gets each column as an array and all of a batch's tables in one statement: it is trips that cost there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, LargeBinary, String, Table, bindparam
from sqlalchemy import update as change
from sqlalchemy.sql.dml import UpdateBase

from fsm.storage import direct, lines
from fsm.storage.inserting import insert_of

Plan = tuple[str, Callable[[Iterable[Mapping[str, Any]]], list[tuple[Any, ...]]]]


class ForRows:
    """An INSERT or UPDATE run once for each row, all rows in one call. The rows bring the same names, all of them.

    `make` gives the statement for a kind of database ("sqlite", "postgresql"); it has two parameters at least.
    """

    def __init__(self, make: Callable[[str], UpdateBase]) -> None:
        self._make = make
        self._plans: dict[tuple[str, tuple[str, ...]], Plan] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it; no rows are no statement. Gives how many rows it made or changed.

        Raises what the database does, and KeyError for a row that lacks a name.
        """
        if not rows:
            return 0
        names = tuple(rows[0])
        plan = self._plans.get((connection.dialect.name, names))
        if plan is None:
            plan = self._planned(connection.dialect, names)
        sql, formed = plan
        return direct.change(connection, sql, formed(rows))

    def _planned(self, dialect: Dialect, names: tuple[str, ...]) -> Plan:
        compiled = self._make(dialect.name).compile(dialect=dialect, column_keys=list(names))
        order = compiled.positiontup or []
        processes = [_process(compiled.binds[name].type, dialect) for name in order]
        plan = str(compiled), _former(order, processes)
        self._plans[dialect.name, names] = plan
        return plan


class Adding:
    """Rows to be added to a table, as far as it has none of their name yet if so wished. All bring the same names."""

    def __init__(self, table: Table, *, unless_there: bool = False) -> None:
        self.table = table
        self._unless_there = unless_there
        self.each = ForRows(self._statement)

    def _statement(self, dialect: str) -> UpdateBase:
        statement = insert_of(dialect, self.table)
        return statement.on_conflict_do_nothing() if self._unless_there else statement

    def on_arrays(self, names: Sequence[str], arrays: Sequence[str], quoted: Callable[[str], str], only: str) -> str:
        columns = ", ".join(map(quoted, names))
        values = f"SELECT * FROM unnest({', '.join(arrays)}) WHERE {only}"  # noqa: S608 (types of ours)
        conflict = " ON CONFLICT DO NOTHING" if self._unless_there else ""
        return f"INSERT INTO {quoted(self.table.name)} ({columns}) {values}{conflict}"


class Changing:
    """Rows of a table to be changed: each brings its id as "_id" and the named values; of two the last counts."""

    def __init__(self, table: Table, names: Sequence[str]) -> None:
        self.table = table
        values: dict[str, Any] = {name: bindparam(name) for name in names}
        self.each = ForRows(lambda _: change(table).where(table.c.id == bindparam("_id")).values(values))

    def on_arrays(self, names: Sequence[str], arrays: Sequence[str], quoted: Callable[[str], str], only: str) -> str:
        columns = ", ".join(map(quoted, names))
        values = ", ".join(f"{quoted(name)} = new_.{quoted(name)}" for name in names if name != _ID)
        table = quoted(self.table.name)
        source = f"unnest({', '.join(arrays)}) AS new_ ({columns})"
        return f"UPDATE {table} SET {values} FROM {source} WHERE {table}.id = new_.{_ID} AND {only}"  # noqa: S608 (names of ours)


Work = tuple[Adding | Changing, Sequence[Mapping[str, Any]]]
"""What is to be done, and the rows it is to be done with."""

_ID = "_id"
_Shape = tuple[tuple[Adding | Changing, tuple[str, ...]], ...]
_Planned = tuple[str, list[Callable[[Any], Any] | None]]
_together: dict[_Shape, _Planned] = {}
_guarded: dict[_Shape, _Planned] = {}

# FOR NO KEY UPDATE: what other processes write beside these leads need not wait for us.
_GUARD = """
held_ AS MATERIALIZED (
    SELECT l.id FROM leads l JOIN unnest($1::bigint[], $2::integer[]) AS s (id, version) USING (id, version)
    ORDER BY l.id FOR NO KEY UPDATE OF l
), same_ AS MATERIALIZED (SELECT count(*) = cardinality($1::bigint[]) AS still FROM held_)"""
_STILL = "(SELECT still FROM same_)"


def write(connection: Connection, work: Iterable[Work]) -> int:
    """Do all of it: on PostgreSQL in one statement, so nothing may rest on what another part of it writes.

    Gives how many rows the last part made or changed. Raises what the database does, KeyError for a row that lacks a
    name, ValueError for a moment without a zone.
    """
    given = [(what, rows) for what, rows in work if rows]
    if not given:
        return 0
    if connection.dialect.name != "postgresql":
        return [what.each.run(connection, rows) for what, rows in given][-1]
    return lines.change(connection, *_formed(connection, given))


def write_alone(connection: Connection, work: Iterable[Work]) -> None:
    """`write` where nothing else is written, neither before nor after: then it is one trip to PostgreSQL."""
    given = [(what, rows) for what, rows in work if rows]
    if given and connection.dialect.name == "postgresql":
        lines.alone(connection, *_formed(connection, given))
    else:
        write(connection, given)


def _formed(connection: Connection, given: Sequence[Work]) -> tuple[str, tuple[list[Any], ...]]:
    shape = tuple((what, tuple(rows[0])) for what, rows in given)
    planned = _together.get(shape)
    if planned is None:
        planned = _together[shape] = _planned_together(shape, connection.dialect)
    return planned[0], _arrays(given, shape, planned[1])


def write_if_same(connection: Connection, work: Iterable[Work], versions: Mapping[int, int], *, last: bool) -> None:
    """`write` on PostgreSQL, only if every lead still has the version it was seen with; the leads are then locked.

    `last` where nothing is written after it: it is a transaction of its own then if none is open. Raises
    `fsm.storage.lines.Changed` when nothing was written.
    """
    given = [(what, rows) for what, rows in work if rows]
    if not given:
        return
    shape = tuple((what, tuple(rows[0])) for what, rows in given)
    planned = _guarded.get(shape)
    if planned is None:
        planned = _guarded[shape] = _planned_together(shape, connection.dialect, _GUARD)
    order = sorted(versions)
    values = (order, [versions[lead] for lead in order], *_arrays(given, shape, planned[1]))
    if not (lines.alone if last else lines.within)(connection, planned[0], values)[0][0]:
        raise lines.Changed("a lead was changed by another process meanwhile")


def _arrays(
    given: Sequence[Work], shape: _Shape, processes: Sequence[Callable[[Any], Any] | None]
) -> tuple[list[Any], ...]:
    columns: list[list[Any]] = []
    for (what, rows), (_, names) in zip(given, shape, strict=True):
        counted = list({row[_ID]: row for row in rows}.values()) if isinstance(what, Changing) else rows
        columns += ([row[name] for row in counted] for name in names)
    values = zip(columns, processes, strict=True)
    return tuple(column if fit is None else [fit(value) for value in column] for column, fit in values)


def _planned_together(shape: _Shape, dialect: Dialect, guard: str = "") -> _Planned:
    processes: list[Callable[[Any], Any] | None] = []
    parts: list[str] = []
    before = 2 if guard else 0  # values that the guard needs
    for what, names in shape:
        arrays: list[str] = []
        for name in names:
            kind = what.table.c["id" if name == _ID else name].type
            processes.append(_process(kind, dialect))
            # Not VARCHAR(n): a cast to it would cut what is too long instead of refusing it.
            written = "TEXT" if isinstance(kind, String) else kind.compile(dialect=dialect)
            arrays.append(f"${len(processes) + before}::{written}[]")
        only = _STILL if guard else "true"
        parts.append(what.on_arrays(names, arrays, dialect.identifier_preparer.quote, only))
    *others, last = [*parts, _STILL.strip("()")] if guard else parts
    tables = [guard] * bool(guard) + [f"part_{nth} AS ({part})" for nth, part in enumerate(others)]
    return (f"WITH {', '.join(tables)} {last}" if tables else last), processes


def unzipped(rows: Sequence[Sequence[Any]], width: int) -> tuple[list[Any], ...]:
    """The columns of rows, also of no rows."""
    return tuple([row[place] for row in rows] for place in range(width))


def _process(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """What a value goes through on its way to the driver; bytes go as they are."""
    if isinstance(kind, LargeBinary):
        return None
    found: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _former(
    order: Sequence[str], processes: Sequence[Callable[[Any], Any] | None]
) -> Callable[[Iterable[Mapping[str, Any]]], list[tuple[Any, ...]]]:
    values = itemgetter(*order)
    changed = [(at, process) for at, process in enumerate(processes) if process is not None]

    def formed(rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        if not changed:
            return [values(row) for row in rows]
        made = []
        for row in rows:
            line = list(values(row))
            for at, process in changed:
                line[at] = process(line[at])
            made.append(tuple(line))
        return made

    return formed
