"""Connections to PostgreSQL kept open between transactions, and statements handed to the driver itself.

Measured: taking a connection from SQLAlchemy's pool, beginning, working, committing and bringing it back are four
greenlets and as many awaits; here they are one. A statement through SQLAlchemy costs its driver's adapter (a lock, a
cache of its own, a deque of rows) beside the driver.

What was being written when a connection broke may still be done by the server, a statement that is its own transaction
even after whoever asks next has looked. So each session holds a lock of its own, which it loses when it is over; after
a break the server is told to end that session, and nothing is asked before it has.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.util import await_only

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")

_SPACE = 7464
"""Of the locks that sessions hold, each on a number of its own; `fsm.storage.membership` has the ones before it."""

_NUMBERS = 2**31
_HOLD = f"SELECT pg_try_advisory_lock({_SPACE}, $1)"
_WAIT = f"SELECT pg_advisory_lock_shared({_SPACE}, $1)"
_LET_GO = f"SELECT pg_advisory_unlock_shared({_SPACE}, $1)"
_END = f"""
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND classid = {_SPACE} AND objid = $1::integer::oid
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608 (a number of ours)
_SESSION, _IS_LIGHT = "session", "light"
_UNIQUE_VIOLATION = "23505"


class Changed(Exception):
    """What a batch had seen without locking it was changed by another process; nothing was written."""


class Lines:
    """Some connections of an engine, kept until one goes wrong; whoever finds none free gets a new one."""

    def __init__(self, engine: AsyncEngine, keep: int) -> None:
        self._engine = engine
        self._keep = keep
        self._free: list[AsyncConnection] = []
        self._broken: set[int] = set()
        event.listen(engine.sync_engine, "connect", _hold)

    async def transaction(self, work: Callable[[Connection], T], *, light: bool = False) -> T:
        """Run `work` in a greenlet, in one transaction that is committed when it returns. Raises what either raises.

        A `light` one may do without (`alone`); its transaction begins with the first statement that wants one.
        """
        line = self._free.pop() if self._free else await self._engine.connect()
        session = line.info[_SESSION]
        try:
            for broken in tuple(self._broken):
                await line.run_sync(_see_off, broken)
                self._broken.discard(broken)
            return await line.run_sync(_transaction, work, light)
        finally:
            if line.invalidated:
                self._broken.add(session)
                await self._give_back(line)
                await self.hang_up()  # the others may have lost their server as well; the pool knows by now
            elif len(self._free) < self._keep:
                self._free.append(line)
            else:
                await self._give_back(line)

    async def close(self) -> None:
        """Close all connections, for good."""
        await self.hang_up()
        await self._engine.dispose()

    async def hang_up(self) -> None:
        """Give what is free back to the engine's pool."""
        while self._free:
            await self._give_back(self._free.pop())

    async def _give_back(self, line: AsyncConnection) -> None:
        with suppress(Exception):  # it is gone already; what went wrong is told by whoever met it
            await asyncio.shield(line.close())


def _hold(adapted: Any, record: Any) -> None:
    async def chosen(driver: Any) -> int:
        while True:
            number = random.randrange(_NUMBERS)  # noqa: S311 (a name, no secret)
            if await driver.fetchval(_HOLD, number):
                return number

    record.info[_SESSION] = adapted.run_async(chosen)


def _see_off(connection: Connection, session: int) -> None:
    """Return when a session that we lost is over, so that what it may have written can be seen."""
    with connection.begin():
        for statement in (_END, _WAIT, _LET_GO):
            connection.exec_driver_sql(statement, (session,)).all()


def _transaction(connection: Connection, work: Callable[[Connection], T], light: bool) -> T:  # noqa: FBT001 (run_sync)
    connection.info[_IS_LIGHT] = light
    with connection.begin():
        return work(connection)


def is_light(connection: Connection) -> bool:
    """Whether this transaction may be a light one and nothing was asked in it yet."""
    return bool(connection.info.get(_IS_LIGHT)) and not _driver_of(connection).is_in_transaction()


def alone(connection: Connection, sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """`fetch` that begins no transaction: where none is open the statement is one by itself, on disk when it returns.

    Nothing may be written after it then, since that would be another transaction. Raises what `fetch` does, and Changed
    where a row is there already.
    """
    try:
        if connection.dispatch.before_cursor_execute:
            told = connection.exec_driver_sql(sql, tuple(values))
            return told.all() if told.returns_rows else ()
        driver = _driver_of(connection)
        rows: Sequence[Sequence[Any]] = _answered(connection, driver, driver.fetch, sql, values)
    except Exception as error:
        _raise_if_there(error)
        raise
    return rows


def within(connection: Connection, sql: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """`fetch`, in the transaction. Raises what that does, and Changed where a row is there already."""
    try:
        return fetch(connection, sql, values)
    except Exception as error:
        _raise_if_there(error)
        raise


def _raise_if_there(error: Exception) -> None:
    """Raises Changed for the error of a row whose unique name another process wrote meanwhile."""
    cause = getattr(error, "orig", None) or error
    if getattr(cause, "sqlstate", None) == _UNIQUE_VIOLATION:
        raise Changed(str(cause)) from error


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
    driver = _driver_of(connection)
    return driver if driver.is_in_transaction() else None


def _driver_of(connection: Connection) -> Any:
    return connection.connection.driver_connection


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
