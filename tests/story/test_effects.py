"""Slow work over a real broker: NATS wakes another process's worker, and nothing is lost while it is away."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.clock import Clock
from bot.effects import Effect, EffectContext, Effects, Pace
from bot.effects_broker import NatsBell
from bot.effects_filing import AttentiveStore
from fsm.storage import effects
from fsm.storage.effect_tables import effects as table
from fsm.storage.schema import open_store
from fsm.storage.store import Store
from tests.story.program import free_port

SERVER = shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin:/usr/local/sbin")
needs_nats = pytest.mark.skipif(SERVER is None, reason="nats-server is not installed: the broker is not tested here")


class Nats:
    """A real nats-server with JetStream on a port of its own; can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self.port = free_port()
        self.url = f"nats://127.0.0.1:{self.port}"

    async def start(self) -> None:
        assert SERVER is not None
        self._process = await asyncio.create_subprocess_exec(
            *(SERVER, "--jetstream", "--addr", "127.0.0.1", "--port", str(self.port), "--store_dir", str(self._folder)),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(20):
            while not self._listens():
                await asyncio.sleep(0.05)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    async def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            await self._process.wait()
            self._process = None


@pytest.fixture
async def nats(tmp_path: Path) -> AsyncIterator[Nats]:
    server = Nats(tmp_path / "nats")
    await server.start()
    yield server
    await server.kill()


@pytest.fixture
async def two_stores(new_postgres: Callable[[], str]) -> AsyncIterator[tuple[AttentiveStore, Store]]:
    """The database as two processes see it: one that files, one that works."""
    url = new_postgres()
    files, works = AttentiveStore(await open_store(url)), await open_store(url)
    yield files, works
    await files.close()
    await works.close()


@contextlib.asynccontextmanager
async def tasks(*works: Any) -> AsyncIterator[None]:
    running = [asyncio.create_task(work) for work in works]
    yield
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def file(store: AttentiveStore, *keys: str) -> None:
    now = Clock().now()

    def work(connection: Connection) -> None:
        for key in keys:
            effects.file_effect(connection, workspace_id=1, kind="x", key=key, body={}, due_at=now, now=now)

    await store.write(work)


async def done(store: Store, count: int, within: float) -> float:
    began = asyncio.get_running_loop().time()
    async with asyncio.timeout(within):
        while True:
            rows = await store.read(lambda c: c.execute(select(table.c.id).where(table.c.state == "done")).all())
            if len(rows) == count:
                return asyncio.get_running_loop().time() - began
            await asyncio.sleep(0.01)


async def connected(bell: NatsBell, store: AttentiveStore, worker: NatsBell) -> None:
    """Wait until a ring has come through from end to end."""
    async with asyncio.timeout(20):
        while not worker.heard:
            bell.ring([0])
            await asyncio.sleep(0.1)


async def quick(effect: Effect, context: EffectContext) -> None:
    """Done at once."""


@needs_nats
async def test_a_broker_wakes_the_worker_of_another_process(
    nats: Nats, two_stores: tuple[AttentiveStore, Store]
) -> None:
    files, works = two_stores
    runner = Effects(works, Clock(), {"x": quick}, worker="w", look=lambda _: None, pace=Pace(sweep=60))
    bell, ears = NatsBell(nats.url, None), NatsBell(nats.url, runner.wake)
    files.on_filed.append(bell.ring)
    async with tasks(runner.run(), bell.run(), ears.run()):
        await connected(bell, files, ears)
        await file(files, "a", "b", "c")
        assert await done(works, 3, within=10) < 5  # the sweep would come after a minute


@needs_nats
async def test_a_broker_that_is_away_costs_a_sweep_and_comes_back_by_itself(
    nats: Nats, two_stores: tuple[AttentiveStore, Store]
) -> None:
    files, works = two_stores
    runner = Effects(works, Clock(), {"x": quick}, worker="w", look=lambda _: None, pace=Pace(sweep=1))
    bell, ears = NatsBell(nats.url, None), NatsBell(nats.url, runner.wake)
    files.on_filed.append(bell.ring)
    async with tasks(runner.run(), bell.run(), ears.run()):
        await connected(bell, files, ears)
        await nats.kill()
        await file(files, "a")
        assert await done(works, 1, within=10) < 4
        heard = ears.heard
        await nats.start()
        async with asyncio.timeout(30):
            while ears.heard == heard:
                bell.ring([0])
                await asyncio.sleep(0.2)
        await file(files, "b")
        await done(works, 2, within=10)


async def test_a_broker_that_was_never_there_stops_nothing(two_stores: tuple[AttentiveStore, Store]) -> None:
    files, works = two_stores
    runner = Effects(works, Clock(), {"x": quick}, worker="w", look=lambda _: None, pace=Pace(sweep=1))
    bell = NatsBell(f"nats://127.0.0.1:{free_port()}", runner.wake)
    files.on_filed.append(bell.ring)
    async with tasks(runner.run(), bell.run()):
        await file(files, *(str(number) for number in range(20)))
        await done(works, 20, within=10)
