"""A database that is away for a while costs no letter and ends no sending task."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from fsm.storage import mail
from fsm.storage.mail import Mark
from fsm.storage.store import StorageBusy
from tests.conftest import StillClock
from tests.unit.bot.test_outbox import Desk


class Away(Desk):
    """The database refuses the first `refusals` notes."""

    refusals = 2

    async def _risk(self, mark: Mark) -> None:
        if self.refusals:
            self.refusals -= 1
            raise StorageBusy("the disk is full")
        await super()._risk(mark)


@pytest.fixture
async def away(clock: StillClock) -> AsyncIterator[Away]:
    made = Away(clock)
    task = asyncio.create_task(made.outbox.run())
    await asyncio.sleep(0)
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_risk_that_cannot_be_noted_yet_is_not_taken_yet(away: Away) -> None:
    left = away.letter(1)
    away.outbox.recover([left])
    await asyncio.sleep(0.1)
    assert away.network.sent == []
    assert await away.outbox.drained(5)
    assert away.refusals == 0
    assert [message.text for message in away.network.sent] == ["text 1"]
    assert away.states() == {1: mail.SENT}


async def test_typing_that_breaks_and_a_channel_that_is_gone_stop_nobody(away: Away) -> None:
    async def breaks(_chat: str) -> None:
        raise RuntimeError("no dots today")

    away.network.typing = breaks  # type: ignore[method-assign]
    away.outbox.compose("net", "a")
    away.outbox.compose("removed from the settings", "a")
    assert await away.sends(away.letter(2)) == ["text 2"]
