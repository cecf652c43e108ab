"""A deterministic event loop: time is virtual, and what is ready runs in an order drawn from a seed.

What asyncio promises of order it keeps for one task; between tasks any order can happen in life, so here every order
happens for some seed, and a failing seed fails again.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

import fsm.storage.tables  # noqa: F401 (fills the metadata)
from bot.clock import Clock
from fsm.storage.base import metadata
from fsm.storage.membership import Alone
from fsm.storage.tables import workspaces

T = TypeVar("T")
BEGIN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Stuck(Exception):
    """Nothing can ever happen any more, and the story is not over."""


class SeededLoop(asyncio.SelectorEventLoop):
    """Shuffles what is ready and jumps over waiting."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.random = random.Random(seed)
        self.virtual = 0.0

    def time(self) -> float:
        return self.virtual

    def _run_once(self) -> None:
        ready: deque[Any] = self._ready  # type: ignore[attr-defined]
        scheduled: list[Any] = self._scheduled  # type: ignore[attr-defined]
        if not ready:
            if not scheduled:
                raise Stuck("a deadlock")
            self.virtual = max(self.virtual, scheduled[0].when())
        handles = list(ready)
        self.random.shuffle(handles)
        keep = self.random.randint(1, len(handles)) if handles else 0
        later = handles[keep:]
        ready.clear()
        ready.extend(handles[:keep])
        super()._run_once()  # type: ignore[misc]
        ready.extend(later)


class VirtualClock(Clock):
    """The wall clock of a seeded story."""

    def __init__(self, loop: SeededLoop) -> None:
        self._loop = loop

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self._loop.virtual)


_TEMPLATE: list[sqlite3.Connection] = []


def _template() -> sqlite3.Connection:
    if not _TEMPLATE:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
        metadata.create_all(engine)
        with engine.begin() as opened:
            opened.execute(workspaces.insert().values(id=1, name="default", created_at=BEGIN))
        _TEMPLATE.append(connection)
    return _TEMPLATE[0]


class InlineStore:
    """A real SQLite in memory, worked on at once: no thread, so nothing escapes the seeded loop."""

    lanes = 1

    def __init__(self, loop: SeededLoop) -> None:
        self._loop = loop
        raw = sqlite3.connect(":memory:", check_same_thread=False)
        _template().backup(raw)
        self.engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)

    async def write(self, work: Callable[[Connection], T]) -> T:
        await asyncio.sleep(self._loop.random.choice((0, 0, 0.001, 0.02)))
        with self.engine.begin() as connection:
            result = work(connection)
        await asyncio.sleep(self._loop.random.choice((0, 0.001)))
        return result

    async def read(self, work: Callable[[Connection], T]) -> T:
        with self.engine.connect() as connection:
            return work(connection)

    async def join(self) -> Alone:
        return Alone()

    async def close(self) -> None:
        self.engine.dispose()
