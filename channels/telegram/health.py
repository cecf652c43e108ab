"""Whether the bot can hear, for alerts and the health page."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import msgspec
import structlog

log = structlog.get_logger("telegram")

_REPEAT_SECONDS = 15.0


class Health(msgspec.Struct, frozen=True):
    """`ok`, or a sentence on `why` not; `since` is when this state began (aware, UTC)."""

    ok: bool
    since: datetime
    why: str = ""


class Watch:
    """Keeps the present `health` and says trouble aloud: when it begins and every 15 seconds while it lasts."""

    def __init__(self, now: Callable[[], datetime], elapsed: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._elapsed = elapsed
        self._said_at = 0.0
        self.health = Health(ok=True, since=now())

    def well(self) -> None:
        """All is as it should be."""
        if not self.health.ok:
            log.info("telegram.well_again", after=str(self._now() - self.health.since))
            self.health = Health(ok=True, since=self._now())

    def unwell(self, why: str) -> None:
        """Something is wrong; `why` is a sentence for the owner."""
        begins = self.health.ok
        since = self._now() if begins else self.health.since
        self.health = Health(ok=False, since=since, why=why)
        if begins or self._elapsed() - self._said_at >= _REPEAT_SECONDS:
            self._said_at = self._elapsed()
            log.warning("telegram.trouble", why=why, since=since.isoformat(timespec="seconds"))
