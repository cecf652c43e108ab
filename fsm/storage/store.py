"""The door to the database: `write` runs a plain function in one durable transaction, `read` runs one beside it.

Measured reasons (DECISIONS.md): the write path is synchronous SQLAlchemy Core, in one dedicated thread on SQLite and
under `AsyncConnection.run_sync` on PostgreSQL. A deferred BEGIN fails at once under contention whatever busy_timeout
says, so every SQLite write begins IMMEDIATE. WAL with synchronous=FULL flushes before a commit returns.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import QueuePool

from fsm.storage.condition import Condition, Kind, kind_of
from fsm.storage.lines import Changed, Lines
from fsm.storage.membership import Alone, Membership, OneOfMany

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")
Work = Callable[[Connection], T]

PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
_BUSY_MILLISECONDS = 5_000
_READERS = 2
_WAL_LIMIT = 64 * 1024 * 1024
_WRITE_SECONDS = 10.0
_READ_SECONDS = 30.0
_CONNECT_SECONDS = 5.0
_CONFLICT_TRIES = 3
_ROOM = 1024 * 1024


class StorageError(Exception):
    """The database cannot be used as it is; the sentence says what to do."""


class StorageBusy(StorageError):
    """The database cannot take it now, for reasons of its own; nothing may have been kept, try again."""

    def __init__(self, sentence: str, kind: Kind = "away") -> None:
        super().__init__(sentence)
        self.kind = kind


class Store(Protocol):
    """One database. Work functions are synchronous, must not block on anything else, and may be run again."""

    lanes: int
    condition: Condition

    async def write(self, work: Work[T]) -> T:
        """Run `work` in one transaction and commit it to disk. Raises what `work` raises, or StorageBusy."""
        ...

    async def read(self, work: Work[T]) -> T:
        """Run `work` on a connection that sees committed data and cannot change it."""
        ...

    async def probe(self) -> None:
        """Try whether a commit would be kept now; the result shows in `condition` as well. Raises StorageBusy."""
        ...

    async def join(self) -> Membership:
        """Become one of the processes that work on this database."""
        ...

    async def close(self) -> None: ...


class SqliteStore:
    """A SQLite file: one writer thread, a few readers."""

    lanes = 1

    def __init__(self, path: Path) -> None:
        self.path = path
        self.condition = Condition()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")
        self._write_engine = _sqlite_engine(path, begin="BEGIN IMMEDIATE", pool_size=1)
        self._read_engine = _sqlite_engine(path, begin="BEGIN", pool_size=_READERS, query_only=True)
        self._line = _Line(self._write_engine)
        self._reading: SimpleQueue[_Line] = SimpleQueue()
        for _ in range(_READERS):
            self._reading.put(_Line(self._read_engine))

    async def write(self, work: Work[T]) -> T:
        loop = asyncio.get_running_loop()
        async with _watched(self.condition):
            return await loop.run_in_executor(self._writer, self._line.transaction, work)

    async def read(self, work: Work[T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._read, work)

    def _read(self, work: Work[T]) -> T:
        line = self._reading.get()  # there are as many as threads
        try:
            return line.transaction(work)
        finally:
            self._reading.put(line)

    async def probe(self) -> None:
        if shutil.disk_usage(self.path.parent).free < _ROOM:
            self.condition.failed("full", "less than 1 MB is free")
            raise StorageBusy("The disk of the database is full.", "full")
        await self.write(_touch)

    async def join(self) -> Membership:
        return Alone()

    async def close(self) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(_READERS):
            await loop.run_in_executor(self._readers, self._reading.get().hang_up)
        await loop.run_in_executor(self._readers, self._read_engine.dispose)
        await loop.run_in_executor(self._writer, self._line.hang_up)
        await loop.run_in_executor(self._writer, self._write_engine.dispose)
        self._readers.shutdown()
        self._writer.shutdown()


class PostgresStore:
    """A PostgreSQL database, shared by any number of processes."""

    lanes = 2

    def __init__(self, url: str) -> None:
        self._url = url
        self.condition = Condition()
        # Writers plan a statement once, however full its lists are: planning anew was a third of a lone turn's work.
        writing = _postgres_engine(url, self.lanes + 2, {"plan_cache_mode": "force_generic_plan"})
        reading = _postgres_engine(url, _READERS + 1, {})
        self._writers = Lines(writing, keep=self.lanes)
        self._readers = Lines(reading, keep=_READERS)

    async def write(self, work: Work[T], within: float = _WRITE_SECONDS) -> T:
        async with _watched(self.condition):
            for tried in range(_CONFLICT_TRIES - 1):
                try:
                    return await self._once(self._writers, work, within, light=not tried)
                except StorageBusy as busy:
                    if busy.kind != "locked":
                        raise
            return await self._once(self._writers, work, within)

    async def read(self, work: Work[T]) -> T:
        return await self._once(self._readers, work, _READ_SECONDS)

    async def probe(self) -> None:
        await self.write(_touch)

    async def _once(self, lines: Lines, work: Work[T], within: float, *, light: bool = False) -> T:
        try:
            async with asyncio.timeout(within):
                return await lines.transaction(work, light=light)
        except Exception as error:
            if (busy := _busy(error)) is not None:
                raise busy from error
            raise

    async def join(self) -> Membership:
        return await OneOfMany.join(self._url)

    async def close(self) -> None:
        for lines in (self._writers, self._readers):
            await lines.close()


@asynccontextmanager
async def _watched(condition: Condition) -> AsyncIterator[None]:
    number = condition.begun()
    try:
        yield
    except StorageBusy as busy:
        condition.failed(busy.kind, str(busy))
        raise
    else:
        condition.well()
    finally:
        condition.ended(number)


class _Line:
    """A connection kept between transactions until one goes wrong; used by one thread at a time.

    Taking it from the pool and bringing it back costs as much as a small batch's statements.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open: Connection | None = None

    def transaction(self, work: Work[T]) -> T:
        try:
            if self._open is None:
                self._open = self._engine.connect()
            with self._open.begin():
                return work(self._open)
        except Exception as error:
            self.hang_up()
            if (busy := _busy(error)) is not None:
                raise busy from error
            raise

    def hang_up(self) -> None:
        held, self._open = self._open, None
        if held is not None:
            held.close()


def _touch(connection: Connection) -> None:
    """The smallest change that has to reach the disk."""
    if connection.dialect.name == "sqlite":
        version = connection.exec_driver_sql("PRAGMA user_version").scalar()
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")
    else:
        connection.exec_driver_sql("SELECT pg_current_xact_id()")


def _busy(error: Exception) -> StorageBusy | None:
    """What to say of a database that cannot answer now; None for a statement it refuses or an error of the work."""
    cause: BaseException = error
    if isinstance(error, DBAPIError):
        cause = error.orig or error
        kind = kind_of(cause) or kind_of(cause.__cause__ or cause) or ("away" if error.connection_invalidated else None)
    else:
        kind = _KINDS.get(type(error)) or kind_of(error)
    if kind is None:
        return None
    return StorageBusy(f"{_SENTENCES[kind]} ({cause or type(cause).__name__})", kind)


_KINDS: dict[type[Exception], Kind] = {NoConnectionFree: "away", Changed: "locked"}
_SENTENCES: dict[Kind, str] = {
    "full": "The disk of the database is full.",
    "locked": "The database does not answer: another program holds it.",
    "away": "The database does not answer.",
    "readonly": "The database can be read but not written.",
    "disk": "The disk of the database fails.",
    "damaged": "The database is damaged; restore a backup.",
    "slow": "The database hangs.",
}


def _sqlite_engine(path: Path, *, begin: str, pool_size: int, query_only: bool = False) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"check_same_thread": False},
    )

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=FAST")  # words that are changed or deleted are written over
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute(f"PRAGMA journal_size_limit={_WAL_LIMIT}")
        if query_only:
            connection.execute("PRAGMA query_only=ON")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _postgres_engine(url: str, more: int, settings: dict[str, str]) -> AsyncEngine:
    """A pool of one connection and `more` at need, beside those that lines keep."""
    from sqlalchemy.ext.asyncio import create_async_engine  # a tenth of a second that SQLite need not pay

    return create_async_engine(
        f"postgresql+asyncpg://{url.partition('://')[2]}",
        pool_size=1,
        max_overflow=more,
        connect_args={"timeout": _CONNECT_SECONDS, "server_settings": settings},
    )


def plain_sqlite_engine(path: Path) -> Engine:
    """One short-lived writing engine, for migrations and checks before the store opens. Raises StorageBusy."""
    engine = _sqlite_engine(path, begin="BEGIN IMMEDIATE", pool_size=1)

    def tell(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, sqlite3.Error) and (kind := kind_of(context.original_exception)):
            raise StorageBusy(f"{_SENTENCES[kind]} ({path}: {context.original_exception})", kind)

    event.listen(engine, "handle_error", tell)
    return engine


def durability_of(connection: Connection) -> dict[str, str]:
    """How this connection keeps its word, read back from the database itself."""
    if connection.dialect.name == "sqlite":
        return {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in PRAGMAS}
    return {"synchronous_commit": str(connection.execute(text("SHOW synchronous_commit")).scalar())}


def keeps_its_word(connection: Connection) -> None:
    """Raises StorageError when a commit would not be on disk when it returns."""
    found = durability_of(connection)
    if connection.dialect.name == "sqlite":
        wrong = {name: value for name, value in found.items() if value.lower() != PRAGMAS[name]}
        if wrong:
            raise StorageError(f"SQLite did not accept its durable settings ({wrong}); is it on a network disk?")
    elif found["synchronous_commit"] not in {"on", "remote_apply", "remote_write"}:
        raise StorageError("PostgreSQL runs with synchronous_commit off; switch it on, or answers may be lost.")
