"""A fuse for one model: after a row of failures it is left alone for a while, then tried once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

FAILURES = 5
PAUSE = timedelta(seconds=60)


class Breaker:
    """Counts failures in a row. Open means: do not ask; after the pause one trial decides."""

    def __init__(self, now: Callable[[], datetime], failures: int = FAILURES, pause: timedelta = PAUSE) -> None:
        self._now = now
        self._most = failures
        self._pause = pause
        self._failures = 0
        self._open_until: datetime | None = None

    @property
    def closed(self) -> bool:
        """Whether asking makes sense now (also true when a trial is due)."""
        return self._open_until is None or self._now() >= self._open_until

    def begin(self) -> bool:
        """Whether a call may start; the trial after a pause is given to one caller only."""
        if self._open_until is None:
            return True
        if self._now() < self._open_until:
            return False
        self._open_until = self._now() + self._pause
        return True

    def worked(self) -> None:
        self._failures = 0
        self._open_until = None

    def failed(self) -> bool:
        """Note a failure; whether the fuse has just blown."""
        self._failures += 1
        if self._failures < self._most:
            return False
        self._open_until = self._now() + self._pause
        return self._failures == self._most
