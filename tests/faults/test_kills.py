"""kill -9, fifty times: nothing lost, nothing doubled, order kept. `make crash` does it a thousand times."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

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
