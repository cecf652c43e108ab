"""Whether the event loop still turns: a thread listens to its pulse and writes down where it hangs."""

from __future__ import annotations

import asyncio
import faulthandler
import sys
import threading
import time

import structlog

log = structlog.get_logger()

_BEAT = 0.25
_STILL = 2.0


class Pulse:
    """Beats on the loop; a watching thread reports a beat that does not come, once each time, with every stack."""

    def __init__(self, still: float = _STILL) -> None:
        self._still = still
        self._beat = time.monotonic()
        self._over = threading.Event()
        self.stalls = 0

    async def run(self) -> None:
        """Beat until cancelled."""
        self._beat = time.monotonic()
        watcher = threading.Thread(target=self._listen, name="pulse", daemon=True)
        watcher.start()
        try:
            while True:
                await asyncio.sleep(_BEAT)
                self._beat = time.monotonic()
        finally:
            self._over.set()

    def _listen(self) -> None:
        told = 0.0
        while not self._over.wait(_BEAT):
            beat = self._beat
            if time.monotonic() - beat > self._still and beat != told:
                told = beat
                self.stalls += 1
                log.error("loop.stalled", seconds=round(time.monotonic() - beat, 1))
                faulthandler.dump_traceback(file=sys.stderr, all_threads=True)
