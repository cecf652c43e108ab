"""The thin asynchronous edge: claims a message on disk, sends it, writes down what came of it. Bulk goes last.

One message of a channel is under way at a time, channels run beside each other. While somebody waits for a live answer
on a channel, nothing is claimed for it: an answer is never held up by an advertisement.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from channels.contract import (
    Channel,
    Misconfigured,
    Moved,
    Outbound,
    SendFailed,
    TryLater,
    Uncertain,
    Unreachable,
)
from fsm.ports import Words
from fsm.storage.store import StorageBusy, Store
from jobs.outreach import outcomes, queue
from jobs.outreach.campaign import CHANNELS
from jobs.outreach.letter import letter
from jobs.outreach.queue import Claim, Rules, Wait

log = structlog.get_logger()

_IDLE = 5.0
_LONGEST_NAP = 30.0
_LIVE_NAP = 0.5
_SPARED = 300.0
_FINISH_WITHIN = 4.0

Work = Callable[[Connection], None]


class Sender:
    """Sends what campaigns owe. `begin` once, while no other process sends; then `run`, or `step` by step.

    `live` tells how many answers wait to be sent on a channel just now.
    """

    def __init__(  # noqa: PLR0913 (the seams of the one place where campaigns leave)
        self,
        store: Store,
        channels: Mapping[str, Channel],
        words: Callable[[str], Words],
        now: Callable[[], datetime],
        *,
        rules: Rules,
        live: Callable[[str], int] = lambda _channel: 0,
    ) -> None:
        self._store = store
        self._channels = {name: channel for name, channel in channels.items() if name in CHANNELS}
        self._words = words
        self._now = now
        self._rules = rules
        self._live = live
        self._held: dict[str, datetime] = {}
        self._awake = {name: asyncio.Event() for name in self._channels}

    async def begin(self) -> int:
        """Put in doubt what an earlier life left under way; gives how many. Nobody else may be sending."""
        now = self._now()
        return await self._store.write(lambda connection: queue.abandoned(connection, now))

    def wake(self) -> None:
        """Something changed (a campaign was started, resumed, edited): look at once."""
        for awake in self._awake.values():
            awake.set()

    async def run(self) -> None:
        """Send until cancelled, every channel at its own pace. What is under way then is given 4 s to end.

        After that it is in doubt.
        """
        await self.begin()
        async with asyncio.TaskGroup() as group:
            for channel in self._channels:
                group.create_task(self._work(channel), name=f"outreach {channel}")

    async def step(self, now: datetime | None = None) -> dict[str, Claim | Wait]:
        """At most one message on every channel, beside each other; what was done, or until when each waits."""
        at = now or self._now()
        names = list(self._channels)
        done = await asyncio.gather(*(self._one(name, at) for name in names))
        return dict(zip(names, done, strict=True))

    async def _work(self, channel: str) -> None:
        awake = self._awake[channel]
        while True:
            awake.clear()  # before looking: what changes while we look is looked at again
            now = self._now()
            try:
                done = await _finished(self._one(channel, now))
            except StorageBusy as busy:
                # What was sent and could not be written down stays `sending`, and is in doubt after a restart.
                log.warning("outreach.storage_busy", channel=channel, error=str(busy))
                done = Wait(now + timedelta(seconds=_IDLE))
            if isinstance(done, Wait):
                await _nap(awake, _LONGEST_NAP if done.until is None else (done.until - now).total_seconds())

    async def _one(self, channel: str, now: datetime) -> Claim | Wait:
        if self._live(channel):
            return Wait(now + timedelta(seconds=_LIVE_NAP))
        if (held := self._held.get(channel)) is not None and held > now:
            return Wait(held)
        claim = await self._store.write(lambda connection: queue.claim(connection, channel, now, self._rules))
        if isinstance(claim, Wait):
            return claim
        if await self._store.write(lambda connection: queue.forbidden_since(connection, claim, self._now())):
            return claim
        await self._settle(await self._sent(claim))
        return claim

    async def _settle(self, work: Work) -> None:
        """Write an outcome down, however long the database takes: without it the message would be in doubt."""
        for pause in (0.1, 0.5, 2.0, 5.0):
            try:
                return await self._store.write(work)
            except StorageBusy:
                await asyncio.sleep(pause)
        return await self._store.write(work)

    async def _sent(self, claim: Claim) -> Work:
        """Send, and say what is to be written down."""
        try:
            receipt = await self._channels[claim.channel].send(self._message(claim))
        except SendFailed as failure:
            return self._failed(claim, failure)
        except Exception as error:  # a bug of a channel parks this message; it may have been sent
            log.exception("outreach.broken", message=claim.id, channel=claim.channel)
            reason = type(error).__name__
            return lambda connection: outcomes.uncertain(connection, claim, reason, self._now())
        network_id = receipt.message_ids[-1] if receipt.message_ids else ""
        return lambda connection: outcomes.sent(connection, claim, network_id, self._now())

    def _message(self, claim: Claim) -> Outbound:
        buttons = self._channels[claim.channel].capabilities.buttons > 0
        return letter(claim.id, claim.chat, claim.ready, self._words(claim.ready.language), buttons=buttons)

    def _failed(self, claim: Claim, failure: SendFailed) -> Work:
        why, now = str(failure), self._now()
        log.info("outreach.not_sent", message=claim.id, channel=claim.channel, why=type(failure).__name__)
        match failure:
            case TryLater():
                if failure.whole_channel or failure.unasked:
                    # A first message to anybody else would be held back for the same reason.
                    most = _SPARED if failure.unasked else failure.seconds
                    self._held[claim.channel] = now + timedelta(seconds=min(failure.seconds, most))
                counts = not (failure.held or failure.whole_channel)
                wait = outcomes.Wait(failure.seconds, why, failure.held, counts)
                return lambda connection: outcomes.later(connection, claim, wait, now)
            case Uncertain():
                return lambda connection: outcomes.uncertain(connection, claim, why, now)
            case Unreachable():
                return lambda connection: outcomes.bounced(connection, claim, why, now)
            case Misconfigured():
                return lambda connection: outcomes.halted(connection, claim, why, now)
            case Moved():
                return lambda connection: outcomes.bounced(connection, claim, why, now)
            case _:
                return lambda connection: outcomes.failed(connection, claim, why, now)


async def _finished(work: Coroutine[Any, Any, Claim | Wait]) -> Claim | Wait:
    """Do it to the end, even when cancelled: an orderly stop must not put a letter in doubt."""
    doing = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing], timeout=_FINISH_WITHIN)
        doing.cancel()
        raise


async def _nap(awake: asyncio.Event, seconds: float) -> None:
    """Wait until woken, at most so long; not for ever even when nothing is known to come."""
    try:
        async with asyncio.timeout(min(max(seconds, 0.01), _LONGEST_NAP)):
            await awake.wait()
    except TimeoutError:
        return
