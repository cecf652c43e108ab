"""The real committer, turns, pauses and outbox in every order that asyncio could choose, judged by what leads saw.

`python -m tests.faults --seeds 100000` goes on; a failing seed is printed and fails again.
"""

from __future__ import annotations

import pytest

from tests.faults.simulation import simulate

SEEDS = 500
CHUNK = 50


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_seeds(first: int) -> None:
    for seed in range(first, first + CHUNK):
        simulate(seed)
