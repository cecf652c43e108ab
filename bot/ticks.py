"""The clock: APScheduler only ticks; what a tick leads to is written once per period, whoever ticks and however often.

One process at a time ticks (the others stand by). A tick runs a plain function in one transaction with the claim of
its period, so a crash, a second scheduler or a clock set back can neither lose it nor double it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import structlog
from sqlalchemy import Connection

from bot.clock import Clock
from bot.effects_context import event_row
from bot.filings import Inside, LookAgain
from fsm.storage import effects, road
from fsm.storage.store import Store
from fsm.storage.tables import DEFAULT_WORKSPACE

log = structlog.get_logger()

Run = Callable[[Connection, datetime], Sequence[Inside] | None]
"""Does a period's work in the caller's transaction, given when the period began: files effects, or gives events."""

_MINUTE = 60.0
_MOMENT = timedelta(microseconds=1)
_RETRIES = (1.0, 5.0, 30.0, 120.0, 600.0)
_LOOK_BACK = (timedelta(hours=1), timedelta(days=1), timedelta(days=8), timedelta(days=32), timedelta(days=367))


class Tick(msgspec.Struct, frozen=True):
    """Something to do each period: `every` is seconds, or a cron line ("0 9 * * mon-fri", weekdays by name) in `zone`.

    After a time down only the latest period that was missed is served; one that began before the job was first known
    is not.
    """

    name: str
    every: float | str
    run: Run
    zone: str = "UTC"
    workspace_id: int = DEFAULT_WORKSPACE


class Ticks:
    """Ticks while this process is the one that does. `lead` returns once it is; `look` is told which leads changed."""

    def __init__(
        self,
        jobs: Sequence[Tick],
        store: Store,
        clock: Clock,
        *,
        lead: Callable[[], Awaitable[None]],
        look: Callable[[Sequence[LookAgain]], object],
    ) -> None:
        self._jobs = jobs
        self._store = store
        self._clock = clock
        self._lead = lead
        self._look = look
        self.leads = False
        self._seen: dict[tuple[int, str], datetime] = {}

    async def run(self) -> None:
        """Wait until it is ours to tick, serve what was missed, and tick for ever."""
        if not self._jobs:
            return
        await self._lead()
        self.leads = True
        log.info("ticks.lead", jobs=len(self._jobs))
        scheduler = self._scheduler()
        scheduler.start()
        try:
            async with asyncio.TaskGroup() as group:
                for job in self._jobs:
                    group.create_task(self.beat(job), name=f"tick {job.name}")
            await asyncio.Event().wait()
        finally:
            scheduler.shutdown(wait=False)

    def _scheduler(self) -> Any:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        scheduler = AsyncIOScheduler(timezone=UTC)
        for job in self._jobs:
            scheduler.add_job(
                self.beat,
                _pulse(job, self._clock.now()),
                args=[job],
                id=f"{job.workspace_id}:{job.name}",
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                replace_existing=True,
            )
        return scheduler

    async def beat(self, job: Tick) -> bool:
        """Serve the period that is now, unless it was served; whether it was served here. Trouble is tried again."""
        for pause in (*_RETRIES, None):
            now = self._clock.now()
            period = begun(job, now)
            if period is None or self._seen.get((job.workspace_id, job.name)) == period:
                return False
            try:
                served = await self._served(job, period)
            except Exception as trouble:
                log.exception("tick.failed", job=job.name, error=type(trouble).__name__)
            else:
                self._seen[job.workspace_id, job.name] = period
                return served
            if pause is not None:
                await asyncio.sleep(pause)
        return False

    async def _served(self, job: Tick, period: datetime) -> bool:
        told: set[int] = set()
        served = await self._store.write(lambda connection: self._serve(connection, job, period, told))
        if told:
            self._look([LookAgain(lead_id) for lead_id in sorted(told)])
        return served

    def _serve(self, connection: Connection, job: Tick, period: datetime, told: set[int]) -> bool:
        now = self._clock.now()
        told.clear()
        first = isinstance(job.every, str) and not effects.ever_served(connection, job.workspace_id, job.name)
        if not effects.claim_period(connection, job.workspace_id, job.name, _text(period), now):
            return False
        if first and now - period > timedelta(minutes=1):
            return False  # it began before anybody asked for it; claimed so that the next start knows
        events = job.run(connection, period) or ()
        road.accept(connection, [_row(event, now) for event in sorted(events, key=lambda event: event.lead_id)])
        told.update(event.lead_id for event in events)
        return True


def begun(job: Tick, now: datetime) -> datetime | None:
    """When the period that is now began; None when a cron line had no moment in the past year."""
    if not isinstance(job.every, str):
        return datetime.fromtimestamp(now.timestamp() // job.every * job.every, UTC)
    # In wall time: an hour that comes twice is served once, and APScheduler's own search never ends in such an hour.
    zone, trigger = ZoneInfo(job.zone), _cron(job.every)
    wall = now.astimezone(zone).replace(tzinfo=UTC)
    for span in _LOOK_BACK:
        found: datetime | None = None
        moment = trigger.get_next_fire_time(None, wall - span)
        while moment is not None and moment <= wall:
            found = moment
            moment = trigger.get_next_fire_time(moment, moment + _MOMENT)
        if found is not None:
            return found.replace(tzinfo=zone).astimezone(UTC)
    return None


def _pulse(job: Tick, now: datetime) -> Any:
    """When to look whether a period has begun; a cron line's begin at full minutes."""
    from apscheduler.triggers.interval import IntervalTrigger

    seconds = _MINUTE if isinstance(job.every, str) else job.every
    return IntervalTrigger(
        seconds=seconds, start_date=datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    )


@lru_cache(maxsize=256)
def _cron(line: str) -> Any:
    from apscheduler.triggers.cron import CronTrigger

    return CronTrigger.from_crontab(line, timezone=UTC)


def _text(period: datetime) -> str:
    return period.astimezone(UTC).isoformat(timespec="seconds")


def _row(event: Inside, now: datetime) -> road.Row:
    return event_row(event.workspace_id, event.lead_id, (event.source, event.external_id), event.event, now)
