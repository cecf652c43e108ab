"""Waking workers in other processes: taskiq over NATS JetStream. The message says only "look at effect X".

Everything that matters is in the database, and every worker sweeps it each second, so a broker that is away, slow or
forgetful costs a second and nothing else. Without a broker the filing process wakes its own worker by a plain call:
taskiq's embedded broker would cost every start a third of a second and 36 MB for the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from taskiq_nats import PullBasedJetStreamBroker

log = structlog.get_logger()

_SUBJECT = "talap.effects"
_STREAM = "talap_effects"
_DURABLE = "talap_workers"
_FETCH_SECONDS = 5.0
_PAUSE = 2.0
_KEPT_SECONDS = 3600.0
_AT_MOST_WAITING = 10_000


class NatsBell:
    """Rings for filed effects, and wakes this process's worker when others ring; `wake` is None where none works."""

    def __init__(self, url: str, wake: Callable[[], None] | None) -> None:
        self._url = url
        self._wake = wake
        self._filed: asyncio.Queue[int] = asyncio.Queue(_AT_MOST_WAITING)
        self.rung = 0
        self.heard = 0

    def ring(self, ids: Sequence[int]) -> None:
        """Tell the workers, soon; never waits, and what is too much is left to the sweep."""
        for effect_id in ids:
            if self._filed.full():
                return
            self._filed.put_nowait(effect_id)

    async def run(self) -> None:
        """Connect, again and again if need be, and pass rings both ways, for ever."""
        while True:
            try:
                await self._connected()
            except Exception as trouble:  # noqa: BLE001 (the owner of the connection: the sweep works without it)
                log.warning("broker.away", error=type(trouble).__name__)
            await asyncio.sleep(_PAUSE)

    async def _connected(self) -> None:
        broker = _broker(self._url)

        async def look(effect_id: int) -> None:
            self._heard(effect_id)

        task = broker.register_task(look, task_name="talap.look")
        try:
            await broker.startup()
            log.info("broker.ready")
            await self._pass_on(broker, task)
        finally:
            await broker.shutdown()

    async def _pass_on(self, broker: PullBasedJetStreamBroker, task: Any) -> None:
        works = [asyncio.create_task(self._kick(task), name="broker rings")]
        over = asyncio.Event()
        if self._wake is not None:
            works.append(asyncio.create_task(_listen(broker, over), name="broker ears"))
        try:
            await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.set()
            await broker.client.close()  # before its reader is cancelled, which would go on reading otherwise
            for work in works:
                work.cancel()
            await asyncio.wait(works, timeout=_PAUSE)
        for work in works:
            if work.done() and not work.cancelled():
                work.result()

    def _heard(self, effect_id: int) -> None:
        _ = effect_id  # the worker claims what is due, this one among it
        self.heard += 1
        if self._wake is not None:
            self._wake()

    async def _kick(self, task: Any) -> None:
        while True:
            effect_id = await self._filed.get()
            await task.kiq(effect_id)
            self.rung += 1


async def _listen(broker: PullBasedJetStreamBroker, over: asyncio.Event) -> None:
    from taskiq.receiver import Receiver

    broker.is_worker_process = True
    await Receiver(broker, run_startup=False, max_async_tasks=8).listen(over)


def _broker(url: str) -> PullBasedJetStreamBroker:
    from nats.js.api import ConsumerConfig, RetentionPolicy, StreamConfig
    from taskiq_nats import PullBasedJetStreamBroker

    async def trouble(error: Exception) -> None:
        log.debug("broker.trouble", error=type(error).__name__)

    return PullBasedJetStreamBroker(
        url,
        subject=_SUBJECT,
        stream_name=_STREAM,
        durable=_DURABLE,
        stream_config=StreamConfig(retention=RetentionPolicy.WORK_QUEUE, max_age=_KEPT_SECONDS),
        consumer_config=ConsumerConfig(durable_name=_DURABLE, ack_wait=30, max_deliver=3),
        pull_consume_batch=16,
        pull_consume_timeout=_FETCH_SECONDS,
        connect_timeout=2,
        max_reconnect_attempts=-1,
        reconnect_time_wait=1,
        error_cb=trouble,
    )
