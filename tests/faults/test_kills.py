"""kill -9, fifty times: nothing lost, nothing doubled, order kept. `make crash` does it a thousand times."""

from __future__ import annotations

import asyncio
import math
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from fsm.storage.schema import look_at, open_store
from fsm.storage.store import StorageError
from tests.faults.kills import Ordeal


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", ["poll", "webhook"])
async def test_random_kills(tmp_path: Path, mode: str) -> None:
    await Ordeal(tmp_path, "", mode, seed=3).run(kills=25)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("mode", ["poll", "webhook"])
async def test_two_processes_on_one_postgresql_take_over_from_each_other(
    tmp_path: Path, new_postgres: Callable[[], str], mode: str
) -> None:
    await Ordeal(tmp_path, new_postgres(), mode, seed=7).run_many(processes=2, kills=8)


@pytest.mark.timeout(300)
async def test_a_kill_at_every_named_place(tmp_path: Path) -> None:
    await Ordeal(tmp_path, "", "poll", seed=5).run(kills=0, failpoint_rounds=1)


def test_a_kill_while_the_database_is_made_leaves_nothing_that_refuses(tmp_path: Path) -> None:
    chance = random.Random(11)
    begun = time.monotonic()
    _make_database(tmp_path / "whole" / "talap.db", math.inf)
    took = time.monotonic() - begun
    for number in range(40):
        path = tmp_path / str(number) / "talap.db"
        _make_database(path, chance.uniform(0, took))
        try:
            look_at(path)  # an empty or half-made file would be refused for ever
        except StorageError as refusal:
            pytest.fail(f"the next start refuses: {refusal}")
    _make_database(path, math.inf)
    assert path.stat().st_size > 0


def _make_database(path: Path, killed_after: float) -> None:
    """Make it in a process of its own, killed -9 on the way."""
    life = os.fork()
    if life == 0:
        asyncio.run(open_store(f"sqlite:///{path}"))
        os._exit(0)
    deadline = time.monotonic() + killed_after
    while time.monotonic() < deadline and os.waitpid(life, os.WNOHANG) == (0, 0):
        time.sleep(0.0005)
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(life, signal.SIGKILL)
        os.waitpid(life, 0)
