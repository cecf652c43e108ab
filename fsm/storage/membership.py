"""Which of the processes on one database this is, and which of the others are alive.

On SQLite there is one process, number 0. On PostgreSQL each process holds a session advisory lock on its number for as
long as it lives; the server lets go of it the moment the connection dies, kill -9 included, and then whoever asks may
take over what that process left. A process whose connection is gone must stop: others may already act for it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection
from typing import Any, Protocol

from sqlalchemy import Connection, text

_NUMBERS = 1024
_SPACE = 7462
_LEADERSHIP = 7463
_PULSE = 1.0
_TOPIC = "talap_letters"


class Expelled(Exception):
    """The database no longer knows this process; it has to start again."""


class Membership(Protocol):
    """One process among those that share a database."""

    number: int

    async def is_dead(self, other: int) -> bool:
        """Whether another process is gone; then its number is ours to act for until `release`."""
        ...

    async def release(self, other: int) -> None: ...

    async def lead(self, what: str) -> None:
        """Return once this process is the only one to do `what` (poll a network, tick the clock)."""
        ...

    async def watch(self, called: Callable[[], None]) -> None:
        """Listen for calls, for ever. Raises Expelled when the membership is lost."""
        ...

    async def close(self) -> None: ...


def called_for(connection: Connection, others: Collection[int]) -> None:
    """Call other processes when the caller's transaction commits; one statement for a batch."""
    for other in sorted(others):
        connection.execute(text("SELECT pg_notify(:topic, :number)"), {"topic": _TOPIC, "number": str(other)})


class Alone:
    """The one process of a SQLite database."""

    number = 0

    async def is_dead(self, other: int) -> bool:
        _ = other
        return True

    async def release(self, other: int) -> None:
        _ = other

    async def lead(self, what: str) -> None:
        _ = what

    async def watch(self, called: Callable[[], None]) -> None:
        _ = called
        await asyncio.Event().wait()

    async def close(self) -> None: ...


class OneOfMany:
    """A process among others on PostgreSQL, with a connection of its own that must not go through a pooler."""

    def __init__(self, connection: Any, number: int, troubles: tuple[type[Exception], ...]) -> None:
        self._connection = connection
        self._troubles = troubles
        self._turn = asyncio.Lock()  # the connection takes one statement at a time
        self.number = number

    @classmethod
    async def join(cls, url: str) -> OneOfMany:
        """Connect and take a free number."""
        import asyncpg

        connection = await asyncpg.connect(url)
        start = random.randrange(_NUMBERS)  # noqa: S311 (only spreads the first tries)
        for step in range(_NUMBERS):
            number = 1 + (start + step) % _NUMBERS
            if await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", _SPACE, number):
                troubles = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
                return cls(connection, number, troubles)
        await connection.close()
        raise Expelled("a thousand processes share this database already")

    async def is_dead(self, other: int) -> bool:
        return bool(await self._value("SELECT pg_try_advisory_lock($1, $2)", _SPACE, other))

    async def release(self, other: int) -> None:
        await self._value("SELECT pg_advisory_unlock($1, $2)", _SPACE, other)

    async def lead(self, what: str) -> None:
        leading = False
        while not leading:
            leading = await self._value("SELECT pg_try_advisory_lock($1, hashtext($2))", _LEADERSHIP, what)
            await asyncio.sleep(0 if leading else _PULSE)

    async def watch(self, called: Callable[[], None]) -> None:
        def heard(_connection: object, _process: int, _topic: str, number: str) -> None:
            if number == str(self.number):
                called()

        async with self._turn:
            await self._connection.add_listener(_TOPIC, heard)
        while True:
            await asyncio.sleep(_PULSE)
            await self._value("SELECT 1")

    async def close(self) -> None:
        try:
            await self._connection.close(timeout=_PULSE)
        except self._troubles:
            self._connection.terminate()

    async def _value(self, statement: str, *values: object) -> Any:
        try:
            async with self._turn, asyncio.timeout(5 * _PULSE):
                return await self._connection.fetchval(statement, *values)
        except self._troubles as error:
            raise Expelled(f"the connection that says this process is alive is gone: {error}") from error
