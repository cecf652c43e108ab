"""How fast, and when to leave a host alone: a gap between requests, a hold after "wait", a rest after failures."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import parsedate_to_datetime

FAILURES_BEFORE_REST = 4
REST_SECONDS = 600.0
_REMEMBERED = 10_000

Monotonic = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Pace:
    """Turns per host. A turn is reserved before it is waited for, so two askers can never share one."""

    def __init__(self, monotonic: Monotonic, sleep: Sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._free_at: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._rests_until: dict[str, float] = {}

    async def turn(self, host: str, gap: float) -> None:
        """Wait until the host may be asked again."""
        now = self._monotonic()
        at = max(now, self._free_at.get(host, now))
        self._forget(now)
        self._free_at[host] = at + gap
        if at > now:
            await self._sleep(at - now)

    def done(self, host: str, gap: float) -> None:
        """An exchange is over: the gap is counted from here, because a name may resolve and a host answer slowly."""
        self._free_at[host] = max(self._free_at.get(host, 0.0), self._monotonic() + gap)

    def hold(self, host: str, seconds: float) -> None:
        """The host asked to be left alone for so long."""
        until = self._monotonic() + seconds
        self._free_at[host] = max(self._free_at.get(host, until), until)
        self._rests_until[host] = max(self._rests_until.get(host, until), until)

    def failed(self, host: str) -> None:
        """One more failure in a row; after a few the host is given a rest."""
        self._failures[host] = self._failures.get(host, 0) + 1
        if self._failures[host] >= FAILURES_BEFORE_REST:
            self._failures[host] = 0
            self._rests_until[host] = self._monotonic() + REST_SECONDS

    def answered(self, host: str) -> None:
        self._failures.pop(host, None)
        self._rests_until.pop(host, None)

    def resting(self, host: str) -> bool:
        """Whether the host is not to be asked now at all."""
        return self._rests_until.get(host, 0.0) > self._monotonic()

    def _forget(self, now: float) -> None:
        if len(self._free_at) < _REMEMBERED:
            return
        self._free_at = {host: at for host, at in self._free_at.items() if at > now}
        self._rests_until = {host: at for host, at in self._rests_until.items() if at > now}
        self._failures = {}


def backoff(attempt: int, base: float = 1.0, most: float = 30.0) -> float:
    """Full jitter: anything up to a bound that doubles with every attempt (0, 1, ...)."""
    return random.uniform(0.1, min(most, base * 2**attempt))  # noqa: S311 - spreading load needs no secrecy


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds a Retry-After header asks for (seconds or a date), never negative; None when it says nothing."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if at.tzinfo is None:
        return None
    return max(0.0, (at - now).total_seconds())
