"""Statements of every batch, handed on SQLite to the driver itself.

SQLAlchemy writes the SQL and says how values go in and come out, once for each statement. What is skipped is its
machinery of one execution: 10 to 40 microseconds where SQLite itself needs one or two, some fifteen times a batch.
Whoever listens to the statements of an engine (`before_cursor_execute`) hears them all: then the machinery is used.
Errors are those of the driver; `fsm.storage.condition.kind_of` knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, Connection, Dialect, Select, any_, bindparam
from sqlalchemy.types import TypeEngine

Values = tuple[Any, ...]
Line = tuple[Any, ...]
_Process = Callable[[Any], Any]

_MANY = "many"


def fetch(connection: Connection, sql: str, values: Values = ()) -> Sequence[Sequence[Any]]:
    """All rows of a query written for the driver, as the driver gives them."""
    driver = _driver(connection)
    if driver is None:
        return connection.exec_driver_sql(sql, values).all()
    rows: list[Line] = driver.execute(sql, values).fetchall()
    return rows


def change(connection: Connection, sql: str, lines: list[Values]) -> int:
    """Run a statement once for each line of values; gives how many rows it made or changed, where the driver counts."""
    driver = _driver(connection)
    if driver is None:
        return connection.exec_driver_sql(sql, lines).rowcount
    changed: int = driver.executemany(sql, lines).rowcount
    return changed


class OfMany:
    """A query for the rows whose column is one of many values; further parameters may be given by name.

    PostgreSQL gets the values as one array, so it plans a statement once and not anew for each length of the list; for
    the same reason SQLite gets a list of 1, 2, 4, 8 ... places, the last value filling what is left.
    """

    def __init__(self, query: Select[Any], column: Column[Any], *, locking: bool = False) -> None:
        self._listed = query.where(column.in_(bindparam(_MANY, expanding=True)))
        array = query.where(column == any_(bindparam(_MANY, type_=ARRAY(column.type))))
        self._array = array.with_for_update() if locking else array
        self._plans: dict[int, _Plan] = {}

    def rows(self, connection: Connection, many: Collection[Any], **others: Any) -> Sequence[Sequence[Any]]:
        """The rows, their values as the columns' types have them; none for no values."""
        if not many:
            return []
        if connection.dialect.name == "postgresql":
            return connection.execute(self._array, {_MANY: list(many), **others}).all()
        places = 1 << (len(many) - 1).bit_length()
        plan = self._plans.get(places)
        if plan is None:
            plan = self._plans[places] = _Plan(self._listed, places, connection.dialect)
        return plan.run(connection, list(many), others)


class _Plan:
    """The SQL for so many places, its parameters in order, and what values go through on their way in and out."""

    def __init__(self, query: Select[Any], places: int, dialect: Dialect) -> None:
        compiled = query.compile(dialect=dialect)
        order = compiled.positiontup or []
        self._places = places
        self._given = [(name, _inward(compiled.binds[name].type, dialect)) for name in order]
        marks = [", ".join("?" * places) if name == _MANY else "?" for name in order]
        parts = compiled.string.replace(f"(__[POSTCOMPILE_{_MANY}])", "(?)").split("?")
        self._sql = parts[0] + "".join(mark + part for mark, part in zip(marks, parts[1:], strict=True))
        made = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in query.selected_columns)
        self._outward = [(at, process) for at, process in enumerate(made) if process is not None]

    def run(self, connection: Connection, many: list[Any], others: dict[str, Any]) -> Sequence[Sequence[Any]]:
        many += many[-1:] * (self._places - len(many))
        values: list[Any] = []
        for name, process in self._given:
            given = many if name == _MANY else (others[name],)
            values.extend(given if process is None else map(process, given))
        rows = fetch(connection, self._sql, tuple(values))
        return [self._processed(row) for row in rows] if self._outward else rows

    def _processed(self, row: Sequence[Any]) -> Line:
        line = list(row)
        for at, process in self._outward:
            line[at] = process(line[at])
        return tuple(line)


def _inward(kind: TypeEngine[Any], dialect: Dialect) -> _Process | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _driver(connection: Connection) -> Any:
    """The driver's own connection where statements may go straight to it, else None."""
    if connection.dialect.name != "sqlite" or connection.dispatch.before_cursor_execute:
        return None
    return connection.connection.driver_connection
