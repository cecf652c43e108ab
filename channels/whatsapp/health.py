"""Whether WhatsApp hears and speaks, and what may soon go wrong: for alerts, the health page and the owner's chat."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import msgspec
import structlog

from .governor import Reason

log = structlog.get_logger("whatsapp")

_REPEAT_SECONDS = 15.0


class Health(msgspec.Struct, frozen=True):
    """`ok`, or a sentence on `why` not and `key`, the same in the catalogue of words, with `detail` to fill it.

    `since` is when this state began (aware, UTC). `warnings` are the governor's reasons, worst first: figures that are
    near their limits or beyond. `restricted_until` is WhatsApp's own restriction on first messages.
    """

    ok: bool
    since: datetime
    why: str = ""
    key: str = "whatsapp.works"
    detail: str = ""
    warnings: tuple[Reason, ...] = ()
    restricted_until: datetime | None = None


class Watch:
    """Keeps whether all is well and says trouble aloud: when it begins and every 15 seconds while it lasts.

    Trouble comes from several sides (the session, the webhook, saving); each side clears only its own.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._said_at = 0.0
        self._troubles: dict[str, Health] = {}
        self._well = Health(ok=True, since=now())

    @property
    def state(self) -> Health:
        """The oldest trouble, or all well."""
        return next(iter(self._troubles.values()), self._well)

    def well(self, side: str) -> None:
        """This side is as it should be."""
        trouble = self._troubles.pop(side, None)
        if trouble is not None and not self._troubles:
            log.info("whatsapp.well_again", after=str(self._now() - trouble.since))
            self._well = Health(ok=True, since=self._now())

    def unwell(self, side: str, key: str, why: str, detail: str = "") -> None:
        """Something is wrong on one side; `why` is a sentence for the owner."""
        known = self._troubles.get(side)
        begins = known is None or known.key != key
        since = self._now() if known is None or begins else known.since
        self._troubles[side] = Health(ok=False, since=since, why=why, key=key, detail=detail)
        if begins or time.monotonic() - self._said_at >= _REPEAT_SECONDS:
            self._said_at = time.monotonic()
            log.warning("whatsapp.trouble", why=why, since=since.isoformat(timespec="seconds"))
