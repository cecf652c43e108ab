"""Connections to PostgreSQL kept open between transactions, and statements handed to the driver itself.

Measured: taking a connection from SQLAlchemy's pool, beginning, working, committing and bringing it back are four
greenlets and as many awaits; here they are one. A statement through SQLAlchemy costs its driver's adapter (a lock, a
cache of its own, a deque of rows) beside the driver.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.util import await_only

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")


class Lines:
    """Some connections of an engine, kept until one goes wrong; whoever finds none free gets a new one."""

    def __init__(self, engine: AsyncEngine, keep: int) -> None:
        self._engine = engine
        self._keep = keep
        self._free: list[AsyncConnection] = []

    async def transaction(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a greenlet, in one transaction that is committed when it returns. Raises what either raises."""
        line = self._free.pop() if self._free else await self._engine.connect()
        try:
            return await line.run_sync(_transaction, work)
        finally:
            if line.invalidated:
                await self._give_back(line)
                await self.hang_up()  # the others may have lost their server as well; the pool knows by now
            elif len(self._free) < self._keep:
                self._free.append(line)
            else:
                await self._give_back(line)

    async def hang_up(self) -> None:
        """Give what is free back to the engine's pool."""
        while self._free:
            await self._give_back(self._free.pop())

    async def _give_back(self, line: AsyncConnection) -> None:
        with suppress(Exception):  # it is gone already; what went wrong is told by whoever met it
            await asyncio.shield(line.close())


def _transaction(connection: Connection, work: Callable[[Connection], T]) -> T:
    with connection.begin():
        return work(connection)


def fetch(connection: Connection, sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """All rows of a query written for the driver, as the driver gives them. Raises the driver's errors."""
    driver = _driver(connection)
    if driver is None:
        return connection.exec_driver_sql(sql, tuple(values)).all()
    rows: Sequence[Sequence[Any]] = _answered(connection, driver, driver.fetch, sql, values)
    return rows


def change(connection: Connection, sql: str, values: Sequence[Any]) -> int:
    """Run a statement; gives how many rows its last part made or changed. Raises the driver's errors."""
    driver = _driver(connection)
    if driver is None:
        return connection.exec_driver_sql(sql, tuple(values)).rowcount
    status: str = _answered(connection, driver, driver.execute, sql, values)
    return int(status.rpartition(" ")[2])  # "INSERT 0 5", "UPDATE 5": the last word counts


def _driver(connection: Connection) -> Any:
    """The driver's connection while a transaction is open on it and nobody listens to statements, else None.

    The first statement of a transaction goes the long way: it is SQLAlchemy that says BEGIN.
    """
    if connection.dispatch.before_cursor_execute:
        return None
    driver: Any = connection.connection.driver_connection
    return driver if driver.is_in_transaction() else None


def _answered(connection: Connection, driver: Any, ask: Callable[..., Any], sql: str, values: Sequence[Any]) -> Any:
    try:
        return await_only(ask(sql, *values))
    except Exception:
        if driver.is_closed():
            connection.exec_driver_sql("SELECT 1")  # fails, and tells SQLAlchemy that its other connections are gone
        raise
    except BaseException:
        connection.invalidate()  # broken off in the middle: nothing may wait for its answer, a ROLLBACK least of all
        raise
