"""Whether mail can be heard, for alerts, the health page and the owner's chat."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import msgspec
import structlog

log = structlog.get_logger("email")

_REPEAT_SECONDS = 15.0


class Health(msgspec.Struct, frozen=True):
    """`ok`, or a sentence on `why` not and `key`, the same in the catalogue of words, with `detail` to fill it.

    `since` is when this state began, `looked_at` when the mailbox was last looked through (both aware, UTC).
    """

    ok: bool
    since: datetime
    why: str = ""
    key: str = ""
    detail: str = ""
    looked_at: datetime | None = None


class Watch:
    """Keeps the present `health` and says trouble aloud: when it begins and every 15 seconds while it lasts."""

    def __init__(self, now: Callable[[], datetime], elapsed: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._elapsed = elapsed
        self._said_at = 0.0
        self.health = Health(ok=True, since=now())

    def well(self) -> None:
        """The mailbox has just been looked through and all of it is safe."""
        if not self.health.ok:
            log.info("email.well_again", after=str(self._now() - self.health.since))
            self.health = Health(ok=True, since=self._now())
        self.health = msgspec.structs.replace(self.health, looked_at=self._now())

    def unwell(self, key: str, why: str, detail: str = "") -> None:
        """Something is wrong; `why` is a sentence for the owner."""
        begins = self.health.ok or self.health.key != key
        since = self._now() if self.health.ok else self.health.since
        looked_at = self.health.looked_at
        self.health = Health(ok=False, since=since, why=why, key=key, detail=detail, looked_at=looked_at)
        if begins or self._elapsed() - self._said_at >= _REPEAT_SECONDS:
            self._said_at = self._elapsed()
            log.warning("email.trouble", why=why, since=since.isoformat(timespec="seconds"))
