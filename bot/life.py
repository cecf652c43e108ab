"""This life of the program: that it goes on is noted once a minute, and how the one before ended is told.

From these notes the owner hears that the program was killed (and what became of what was under way), that it was away
for longer than a network keeps messages, and that a backup was put in place.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, select

from bot import inbox
from bot.admin.acts import MARK
from bot.news import News
from channels.contract import Channel
from fsm.storage import lives
from fsm.storage import tables as t
from fsm.storage.lives import Left
from fsm.storage.membership import Membership
from fsm.storage.store import StorageBusy, Store
from handoff.sla import Terms
from jobs.outreach.campaigns import held_by_restore

log = structlog.get_logger()

FORGETFUL = "telegram"
"""The channel whose network forgets what is not fetched; the others deliver for days or are asked for all there is."""

REMEMBERS = timedelta(hours=24)
_BEAT_EVERY = 60.0
_LOOK_EVERY = 2.0
_STEADY = timedelta(seconds=30)
_SETTLED_AFTER = 3.0
_SETTLED_BEFORE = 15.0
_TOLD_EVERY = timedelta(minutes=10)
_MOST_READ = 10_000


class Around(NamedTuple):
    """What a life asks of the program around it.

    When it began to listen to each channel, whether it is still catching up, the channels, and the terms of our
    people, in whose zone they are told moments.
    """

    listening: Mapping[str, datetime]
    busy: Callable[[], object]
    channels: Mapping[str, Channel]
    terms: Callable[[], Terms]


class Life:
    """From `begin` to `end`. `known` says that people were told already how the life before it ended."""

    def __init__(
        self, store: Store, membership: Membership, now: Callable[[], datetime], around: Around, *, known: bool = False
    ) -> None:
        self._store = store
        self._membership = membership
        self._now = now
        self._around = around
        self._known = known
        self._left: Left | None = None
        self._began = now()
        self._started = time.monotonic()
        self._look_at = 0.0
        self._beaten = 0.0
        self._heard: datetime | None = None
        self._awake = _awake()
        self._hole: tuple[datetime, datetime] | None = None

    async def begin(self) -> None:
        """Note the beginning, before anything of what was left is taken up."""
        mine, now = self._membership.number, self._began
        others = [each for each in await self._store.read(lives.open_numbers) if each != mine]
        dead = [each for each in others if await self._membership.is_dead(each)]
        try:
            write = partial(lives.begin, number=mine, dead=dead, now=now, known=self._known)
            self._left = await self._store.write(write)
        finally:
            for each in dead:
                await self._membership.release(each)
        self._heard = self._left.heard_at
        self._started = self._beaten = time.monotonic()

    async def run(self) -> None:
        """Note once a minute that it goes on."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            if time.monotonic() - self._beaten >= _BEAT_EVERY or self._hears_again():
                self._beaten = time.monotonic()
                try:
                    await self._beat()
                except StorageBusy as busy:
                    log.warning("life.busy", error=str(busy))

    async def end(self) -> None:
        """An orderly end."""
        if self._left is None:
            return
        now, life = self._now(), self._left.id
        hears = self._is_steady(self._hearing_since())
        try:
            await self._store.write(lambda connection: lives.end(connection, life, now, hears=hears))
        except StorageBusy as busy:
            log.warning("life.busy", error=str(busy))

    async def news(self) -> News | None:
        """What to say of the life before this one."""
        if self._hole is not None:
            hole, self._hole = self._hole, None
            return News("owner.hole", {"since": self._shown(hole[0]), "until": self._shown(hole[1])})
        left = self._left
        if left is None or not self._has_settled():
            return None
        more = await self._store.read(lives.untold)
        self._look_at = time.monotonic() + _BEAT_EVERY if more else float("inf")
        if not more:
            return None
        now = self._now()
        return await self._store.write(partial(self._of_restored, now=now)) or await self._of_crashes(left, now)

    def _has_settled(self) -> bool:
        """Whether it is time to look: soon after the beginning, when what was left has been caught up with."""
        lived = time.monotonic() - self._started
        settled = lived >= _SETTLED_AFTER and not self._around.busy()
        return time.monotonic() >= self._look_at and (settled or lived >= _SETTLED_BEFORE)

    # --- hearing

    def _hearing_since(self) -> datetime | None:
        """Since when the forgetful network has been heard without trouble; None while it is not."""
        since = self._around.listening.get(FORGETFUL)
        health = getattr(self._around.channels.get(FORGETFUL), "health", None)
        if since is None or health is None:
            return since
        return max(since, health.since) if health.ok else None

    def _is_steady(self, since: datetime | None) -> bool:
        return since is not None and self._now() - since >= _STEADY

    def _hears_again(self) -> bool:
        """Whether it is heard steadily for the first time, or again after so long that something may be gone."""
        since = self._hearing_since()
        if since is None or not self._is_steady(since):
            return False
        return self._heard is None or since - self._heard > REMEMBERS

    async def _beat(self) -> None:
        now, since, left, awake = self._now(), self._hearing_since(), self._left, _awake()
        steady = self._is_steady(since)
        if left is not None:
            await self._store.write(lambda connection: lives.beat(connection, left.id, now, hears=steady))
        slept, self._awake = timedelta(seconds=awake - self._awake), awake
        if since is None or not steady:
            return
        # A clock that jumps is no time away; a machine that slept is.
        away = max(since, now) if slept > REMEMBERS else since
        if self._heard is not None and away - self._heard > REMEMBERS:
            self._hole = (self._heard, away - REMEMBERS)
            log.error("messages.may_be_missing", since=str(self._hole[0]), until=str(self._hole[1]))
        self._heard = now

    # --- what came before

    def _of_restored(self, connection: Connection, now: datetime) -> News | None:
        found = lives.claim_restored(connection, now)
        if found is None:
            return None
        hours = max(1, round((found.at - found.until) / timedelta(hours=1)))
        params = {"since": self._shown(found.until), "until": self._shown(found.at), "hours": str(hours)}
        held = held_by_restore(connection, t.DEFAULT_WORKSPACE)
        if not held:
            return News("owner.restored", params)
        paused = News("owner.restored.campaigns", {"number": str(held)})
        return News("owner.restored", params, (("owner.restored.look", f"{MARK}out"),), (paused,))

    async def _of_crashes(self, left: Left, now: datetime) -> News | None:
        ended = await self._store.write(partial(lives.claim_crashes, now=now, pause=_TOLD_EVERY))
        if ended is None:
            return None
        caught = left.waiting + await self._store.read(partial(self._came_meanwhile, newest=left.newest))
        repeats = {name for name, channel in self._around.channels.items() if channel.capabilities.repeats}
        unsure = sum(1 for channel in left.unsent if channel not in repeats)
        params = {"at": self._shown(ended[1]), "caught": str(caught), "unsure": str(unsure)}
        log.warning("life.after_a_crash", ends=ended[0], caught=caught, unsure=unsure)
        if ended[0] == 1:
            return News("owner.restarted", params)
        return News("owner.restarted.often", params | {"times": str(ended[0])})

    def _came_meanwhile(self, connection: Connection, newest: int) -> int:
        """How many messages were said before this life began and heard in it."""
        fresh = t.inbox.c.id > newest, t.inbox.c.lead_id.is_not(None)
        bodies = connection.execute(select(t.inbox.c.body).where(*fresh).limit(_MOST_READ)).scalars()
        heard = (inbox.decode(body) for body in bodies if body)
        return sum(1 for each in heard if isinstance(each, inbox.Heard) and each.inbound.sent_at < self._began)

    def _shown(self, at: datetime) -> str:
        return f"{at.astimezone(ZoneInfo(self._around.terms().zone)):%d.%m %H:%M}"


def _awake() -> float:
    """Seconds that count while the machine sleeps, and do not follow a clock that is set."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
