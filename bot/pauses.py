"""Leads who may still be typing: each is looked at again when their pause is over, and lost wake-ups are swept up."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.filings import LookAgain
from fsm.storage.store import StorageBusy

log = structlog.get_logger()

_SWEEP_EVERY = 30.0


class Pauses:
    """Wakes leads when due. `look` files the wake-ups, `waiting` lists leads with unhandled messages (the truth)."""

    def __init__(
        self,
        clock: Clock,
        look: Callable[[Sequence[LookAgain]], object],
        waiting: Callable[[], Awaitable[Sequence[int]]],
    ) -> None:
        self._clock = clock
        self._look = look
        self._waiting = waiting
        self._due: list[tuple[datetime, int]] = []
        self._sooner = asyncio.Event()

    def add(self, later: Iterable[tuple[int, datetime]]) -> None:
        for lead_id, due in later:
            if not self._due or due < self._due[0][0]:
                self._sooner.set()
            heapq.heappush(self._due, (due, lead_id))

    async def run(self) -> None:
        """Wake for ever."""
        while True:
            self._look([LookAgain(lead_id) for lead_id in self._ripe()])
            self._sooner.clear()
            try:
                async with asyncio.timeout(self._wait()):
                    await self._sooner.wait()
            except TimeoutError:
                continue

    async def sweep(self) -> None:
        """Find, now and then, what no wake-up covers; at the start this is what a crash left."""
        while True:
            try:
                self._look([LookAgain(lead_id) for lead_id in await self._waiting()])
            except StorageBusy as busy:
                log.warning("sweep.busy", error=str(busy))
            await asyncio.sleep(_SWEEP_EVERY)

    def _ripe(self) -> set[int]:
        now = self._clock.now()
        ripe: set[int] = set()
        while self._due and self._due[0][0] <= now:
            ripe.add(heapq.heappop(self._due)[1])
        return ripe

    def _wait(self) -> float | None:
        if not self._due:
            return None
        return max(0.0, (self._due[0][0] - self._clock.now()).total_seconds()) + 0.001
