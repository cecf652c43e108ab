"""Whether the event loop still turns: a thread listens to its pulse and writes down where it hangs."""

from __future__ import annotations

import asyncio
import faulthandler
import sys
import threading
import time

import structlog

from bot.news import News

log = structlog.get_logger()

_BEAT = 0.25
_STILL = 2.0
_TOLD_EVERY = 3_600.0


class Pulse:
    """Beats on the loop; a watching thread reports a beat that does not come, once each time, with every stack."""

    def __init__(self, still: float = _STILL) -> None:
        self._still = still
        self._beat = time.monotonic()
        self._over = threading.Event()
        self.stalls = 0
        self._longest = 0.0
        self._told_at = float("-inf")

    async def news(self) -> News | None:
        """A beat that did not come, now that it has: at most once an hour, and then the longest."""
        longest, now = self._longest, time.monotonic()
        if not longest or now - self._told_at < _TOLD_EVERY:
            return None
        self._longest, self._told_at = 0.0, now
        return News("owner.stalled", {"seconds": str(round(longest))})

    async def run(self) -> None:
        """Beat until cancelled."""
        self._beat = time.monotonic()
        watcher = threading.Thread(target=self._listen, name="pulse", daemon=True)
        watcher.start()
        try:
            while True:
                await asyncio.sleep(_BEAT)
                late = time.monotonic() - self._beat
                self._beat += late
                if late > self._still:
                    self._longest = max(self._longest, late)
        finally:
            self._over.set()

    def _listen(self) -> None:
        told = 0.0
        while not self._over.wait(self._until_it_is_late()):
            beat = self._beat
            if time.monotonic() - beat > self._still and beat != told:
                told = beat
                self.stalls += 1
                log.error("loop.stalled", seconds=round(time.monotonic() - beat, 1))
                faulthandler.dump_traceback(file=sys.stderr, all_threads=True)

    def _until_it_is_late(self) -> float:
        """Seconds until the last beat heard is too old: what comes before is nothing to wake up for."""
        return max(_BEAT, self._beat + self._still - time.monotonic())
