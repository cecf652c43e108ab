"""The clock of leads: every second or so overdue hand-offs and due reminders become events of their leads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import NoReturn

import structlog
from sqlalchemy import Connection

from bot.clock import Clock
from bot.filings import Inside
from fsm.events import Lapsed, Silent
from fsm.storage.store import StorageBusy, Store
from jobs import followup
from jobs.escalate import Overdue, overdue

log = structlog.get_logger()

_LOOK_EVERY = 1.0


class Deadlines:
    """Looks for what is due. Two processes may look at once: an event has one name and is taken once."""

    def __init__(self, store: Store, clock: Clock, file: Callable[[Sequence[Inside]], object]) -> None:
        self._store = store
        self._clock = clock
        self._file = file

    async def run(self) -> NoReturn:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            now = self._clock.now()
            try:
                late, silent = await self._store.read(partial(_due, now=now))
            except StorageBusy as busy:
                log.warning("deadlines.busy", error=str(busy))
                continue
            self._file([*map(self._lapsed, late), *map(self._silent, silent)])

    def _lapsed(self, late: Overdue) -> Inside:
        event = Lapsed(at=self._clock.now(), handoff_id=late.handoff_id, due_at=late.due_at)
        name = f"{late.handoff_id}:{late.due_at.timestamp():.3f}"
        return Inside(late.lead_id, "deadline", name, event, late.workspace_id)

    def _silent(self, due: followup.Due) -> Inside:
        lead = due.lead
        event = Silent(at=self._clock.now(), step=lead.nudged, since=lead.last_said_at)
        since = lead.last_said_at or lead.created_at
        name = f"{lead.id}:{lead.nudged}:{since.timestamp() if since else 0:.3f}"
        return Inside(lead.id, "nudge", name, event, due.workspace_id)


def _due(connection: Connection, now: datetime) -> tuple[Sequence[Overdue], Sequence[followup.Due]]:
    return overdue(connection, now), followup.due(connection, now)
