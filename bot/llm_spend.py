"""Money for models: reserved before a call, settled after it, capped for each lead and for each day (UTC).

Reserving first means that a hundred calls at once cannot pass the cap together; what a call really cost replaces the
reservation when it is known.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import structlog

log = structlog.get_logger()

STEPS = (50, 80, 100)
"""Per cent of the day's cap at which the log warns."""


class Spend:
    """Dollars spent and reserved today, in all and by lead. `day_usd` and `lead_usd` are never passed."""

    def __init__(self, day_usd: float, lead_usd: float, now: Callable[[], datetime]) -> None:
        self._day_usd = day_usd
        self._lead_usd = lead_usd
        self._now = now
        self._day: date = now().date()
        self._total = 0.0
        self._leads: dict[int, float] = {}
        self._warned = 0

    @property
    def today(self) -> float:
        """Dollars spent and reserved today."""
        self._turn_page()
        return self._total

    def recall(self, usd: float) -> None:
        """Count what was spent earlier today, before the program was restarted."""
        self._turn_page()
        self._total += usd
        self._warn()

    def allows(self, lead_id: int) -> bool:
        """Whether anything at all is left for this lead today."""
        self._turn_page()
        return self._total < self._day_usd and self._leads.get(lead_id, 0.0) < self._lead_usd

    def reserve(self, lead_id: int, usd: float) -> bool:
        """Set aside so much; false when a cap would be passed, and then nothing is set aside."""
        self._turn_page()
        of_lead = self._leads.get(lead_id, 0.0)
        if self._total + usd > self._day_usd or of_lead + usd > self._lead_usd:
            return False
        self._total += usd
        self._leads[lead_id] = of_lead + usd
        return True

    def settle(self, lead_id: int, reserved: float, usd: float) -> None:
        """Replace a reservation by what the call really cost."""
        self._turn_page()
        # Over midnight the reservation belongs to yesterday's page; its cost is counted today all the same.
        self._total = max(0.0, self._total - reserved) + usd
        self._leads[lead_id] = max(0.0, self._leads.get(lead_id, 0.0) - reserved) + usd
        self._warn()

    def _turn_page(self) -> None:
        today = self._now().date()
        if today != self._day:
            self._day, self._total, self._warned = today, 0.0, 0
            self._leads.clear()

    def _warn(self) -> None:
        share = 100 * self._total / self._day_usd if self._day_usd else 100.0
        passed = [step for step in STEPS if self._warned < step <= share]
        if passed:
            self._warned = passed[-1]
            log.warning("llm.spend", percent=passed[-1], usd=round(self._total, 4), cap=self._day_usd)
