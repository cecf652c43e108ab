"""Money for models: reserved before a call, settled after it, capped for each lead and for each day (UTC).

Reserving first means that a hundred calls at once cannot pass the cap together; what a call really cost replaces the
reservation when it is known. The sums are kept in the database (`bot.llm_ledger`): all processes share one cap, and a
restart forgets nothing. Whatever cannot be settled stays counted at its full reservation.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import msgspec
import structlog
from sqlalchemy import Connection

from bot.llm_ledger import ALL, Passed, Sums, correct, set_aside, sums
from fsm.storage.store import StorageBusy, Store

log = structlog.get_logger()

STEPS = (50, 80, 100)
"""Per cent of the day's cap at which the log warns; every process warns by itself."""

_BELIEVED = timedelta(seconds=30)
"""For so long what was last seen may say no: another process may give money back by settling for less."""

_PATIENCE = 1.0
_NANO = 1_000_000_000
_MOST_USD = 1_000_000.0


class Reserved(msgspec.Struct, frozen=True):
    """Money set aside for one call: for whom, on which day's page, and how many billionths of a dollar."""

    lead_id: int
    day: date
    nano: int


class Spend:
    """Dollars spent and reserved today, in all and by lead. No reservation makes a sum pass `day_usd` or `lead_usd`."""

    def __init__(self, store: Store, day_usd: float, lead_usd: float, now: Callable[[], datetime]) -> None:
        self._store = store
        self._caps = Sums(_nano(day_usd), _nano(lead_usd))
        self._now = now
        self._day: date = now().date()
        self._seen: dict[int, tuple[datetime, int]] = {}
        self._warned = 0

    async def look(self) -> float:
        """See what was spent and reserved today by all processes, in dollars."""
        day = self._turn_page()
        found = await self._store.read(lambda connection: sums(connection, day, ALL))
        self._see(ALL, day, found)
        return found.day / _NANO

    def allows(self, lead_id: int) -> bool:
        """Whether anything at all is left for this lead today, as far as was seen lately; asks nobody."""
        self._turn_page()
        return self._left(ALL, self._caps.day) and self._left(lead_id, self._caps.lead)

    async def reserve(self, lead_id: int, usd: float) -> Reserved | None:
        """Set aside so much; None when a cap would be passed or the database is busy, and nothing is set aside then."""
        day, nano = self._turn_page(), _nano(usd)
        work = partial(set_aside, day=day, lead=lead_id, nano=nano, caps=self._caps)
        try:
            found = await self._store.write(work)
        except Passed as passed:
            self._see(lead_id, day, passed.sums)
            return None
        except StorageBusy as busy:
            log.warning("llm.not_reserved", lead=lead_id, why=busy.kind)
            return None
        self._see(lead_id, day, found)
        return Reserved(lead_id, day, nano)

    async def settle(self, reserved: Reserved, usd: float) -> None:
        """Replace a reservation by what the call really cost, on the page of the day it was reserved on."""
        change = _nano(usd) - reserved.nano
        if change == 0:
            return

        def work(connection: Connection) -> Sums:
            return correct(connection, reserved.day, reserved.lead_id, change)

        try:
            async with asyncio.timeout(_PATIENCE):
                found = await self._store.write(work)
        except (StorageBusy, TimeoutError):
            log.warning("llm.not_settled", lead=reserved.lead_id)
            return
        self._see(reserved.lead_id, reserved.day, found)

    def _left(self, about: int, cap: int) -> bool:
        at, spent = self._seen.get(about, (None, 0))
        return cap > 0 and (spent < cap or at is None or self._now() - at > _BELIEVED)

    def _see(self, lead_id: int, day: date, found: Sums) -> None:
        if day != self._turn_page():
            return
        at = self._now()
        self._seen[lead_id] = (at, found.lead)
        self._seen[ALL] = (at, found.day)
        self._warn(found.day)

    def _turn_page(self) -> date:
        today = self._now().date()
        if today != self._day:
            self._day, self._warned = today, 0
            self._seen.clear()
        return today

    def _warn(self, spent: int) -> None:
        share = 100 * spent / self._caps.day if self._caps.day else 100.0
        passed = [step for step in STEPS if self._warned < step <= share]
        if passed:
            self._warned = passed[-1]
            log.warning("llm.spend", percent=passed[-1], usd=spent / _NANO, cap=self._caps.day / _NANO)


def _nano(usd: float) -> int:
    """Billionths of a dollar, rounded up so that a cap errs downwards, and small enough for any sum of them."""
    return math.ceil(round(min(usd, _MOST_USD) * _NANO, 3))
