"""How the database has answered lately, and what kind of trouble an error of it is.

A batch that the database refuses for reasons of its own (full, locked, away) is no bad batch: it is refused whole, so
that whoever delivered it delivers again. Only an error about the statement itself may park anything.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Literal

import msgspec

Kind = Literal["full", "locked", "away", "readonly", "disk", "damaged", "slow"]

SLOW_SECONDS = 15.0
"""A write under way for so long is a hang: a lock is given up after 5 s, a PostgreSQL that is silent after 10 s."""

_SQLITE: tuple[tuple[str, Kind], ...] = (
    ("SQLITE_FULL", "full"),
    ("SQLITE_BUSY", "locked"),
    ("SQLITE_LOCKED", "locked"),
    ("SQLITE_READONLY", "readonly"),
    ("SQLITE_PERM", "readonly"),
    ("SQLITE_CANTOPEN", "disk"),
    ("SQLITE_IOERR", "disk"),
    ("SQLITE_NOMEM", "disk"),
    ("SQLITE_CORRUPT", "damaged"),
    ("SQLITE_NOTADB", "damaged"),
)
_POSTGRES: tuple[tuple[str, Kind], ...] = (
    ("53100", "full"),
    ("53", "away"),  # out of memory, too many connections
    ("08", "away"),
    ("57", "away"),  # shutting down, starting up, cancelled by the server
    ("25006", "readonly"),  # a standby after a failover
    ("55P03", "locked"),
    ("40", "locked"),  # deadlock, serialization: the same again may well succeed
    ("58", "disk"),
    ("XX001", "damaged"),
    ("XX002", "damaged"),
)


class Trouble(msgspec.Struct, frozen=True):
    """What is wrong with the database now; `since` is `time.monotonic` of its beginning, `why` its own words."""

    kind: Kind
    why: str
    since: float


def kind_of(error: BaseException) -> Kind | None:
    """The kind of trouble a driver's error tells of; None when it is about the statement and not the database."""
    name = getattr(error, "sqlite_errorname", None)
    if isinstance(name, str):
        return next((kind for prefix, kind in _SQLITE if name.startswith(prefix)), None)
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return next((kind for prefix, kind in _POSTGRES if state.startswith(prefix)), None)
    return "away" if isinstance(error, OSError) else None


class Condition:
    """Kept by a store about itself; anybody may look at any time."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._failing: Trouble | None = None
        self._under_way: dict[int, float] = {}
        self._numbers = itertools.count()
        self._tried = monotonic()

    def begun(self) -> int:
        """A write has begun; give the number back to `ended`."""
        number = next(self._numbers)
        self._under_way[number] = self._monotonic()
        return number

    def ended(self, number: int) -> None:
        self._under_way.pop(number, None)
        self._tried = self._monotonic()

    def well(self) -> None:
        """A write is on disk."""
        self._failing = None

    def failed(self, kind: Kind, why: str) -> None:
        since = self._failing.since if self._failing else self._monotonic()
        self._failing = Trouble(kind, why, since)

    @property
    def trouble(self) -> Trouble | None:
        """What is wrong now, None when all is well."""
        if self._failing is not None:
            return self._failing
        oldest = min(self._under_way.values(), default=None)
        if oldest is not None and self._monotonic() - oldest > SLOW_SECONDS:
            return Trouble("slow", f"a write has been under way for {self._monotonic() - oldest:.0f} s", oldest)
        return None

    @property
    def untried_for(self) -> float:
        """Seconds since the last write ended, 0 while one is under way."""
        return 0.0 if self._under_way else self._monotonic() - self._tried
