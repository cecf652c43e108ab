"""Leads whose pause is over are looked at when it is, in whatever order their pauses were begun."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from bot.clock import Clock
from bot.filings import LookAgain
from bot.pauses import Pauses


class Looks:
    """What was woken, in order, and how often the waking task had anything to say."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.woken: list[int] = []
        self.rounds = 0
        self.pauses = Pauses(self.clock, self._look, self._nobody)

    def _look(self, found: Sequence[LookAgain]) -> None:
        self.rounds += 1
        self.woken += [each.lead_id for each in found]

    async def _nobody(self) -> Sequence[int]:
        return []

    def begin(self, lead_id: int, seconds: float) -> None:
        self.pauses.add([(lead_id, self.clock.now() + timedelta(seconds=seconds))])


@pytest.fixture
async def looks() -> AsyncIterator[Looks]:
    made = Looks()
    task = asyncio.create_task(made.pauses.run())
    await asyncio.sleep(0)
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_each_is_woken_when_its_own_pause_is_over(looks: Looks) -> None:
    for lead_id, seconds in ((1, 0.3), (2, 0.1), (3, 30.0), (4, 0.2), (5, 0.1)):
        looks.begin(lead_id, seconds)
        await asyncio.sleep(0)
    await asyncio.sleep(0.15)
    assert sorted(looks.woken) == [2, 5]
    await asyncio.sleep(0.3)
    assert looks.woken[2:] == [4, 1]
    looks.begin(6, -1.0)
    await asyncio.sleep(0.05)
    assert looks.woken[4:] == [6]


async def test_a_pause_that_ends_after_the_next_one_wakes_nobody_yet(looks: Looks) -> None:
    looks.begin(0, 20.0)
    await asyncio.sleep(0.02)
    rounds = looks.rounds
    for lead_id in range(1, 50):
        looks.begin(lead_id, 20.0 + lead_id)
        await asyncio.sleep(0)
    await asyncio.sleep(0.02)
    assert looks.rounds == rounds
