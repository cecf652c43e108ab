"""Letters found in the database are offered once, however their marks and our reading of them overlap."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.shares import Shares
from fsm.storage.ids import Ids
from fsm.storage.mail import Letter
from fsm.storage.store import StorageBusy
from tests.conftest import StillClock
from tests.unit.bot.test_outbox import Desk

OURS, THEIRS = 7, 8


class Member:
    number = OURS

    async def is_dead(self, _other: int) -> bool:
        return True

    async def release(self, _other: int) -> None: ...


class SlowReading:
    """A database that answers with what stood there when it was asked; `meanwhile` happens before the answer comes."""

    def __init__(self, letters: list[Letter]) -> None:
        self.letters = letters
        self.meanwhile: Callable[[], None] = lambda: None

    async def write(self, _work: Any) -> list[Letter]:
        raise StorageBusy("the connection was lost after the commit")

    async def read(self, _work: Any) -> list[Letter]:
        found = list(self.letters)
        await asyncio.sleep(0)
        self.meanwhile()
        return found


@pytest.fixture
async def desk(clock: StillClock) -> AsyncIterator[Desk]:
    made = Desk(clock)
    task = asyncio.create_task(made.outbox.run())
    await asyncio.sleep(0)
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_letter_marked_while_it_was_read_is_not_sent_again(desk: Desk) -> None:
    adopted = desk.letter(Ids(node=THEIRS)())
    desk.hold_marks = True
    assert len(await desk.sends(adopted)) == 1
    store = SlowReading([adopted])
    store.meanwhile = lambda: desk.outbox.forget([adopted.id])
    await Shares(store, Member(), desk.outbox)._pick_up()  # type: ignore[arg-type]
    assert await desk.outbox.drained(5)
    assert len(desk.network.sent) == 1


async def test_a_letter_another_process_made_for_us_is_sent(desk: Desk) -> None:
    theirs, ours = desk.letter(Ids(node=THEIRS)()), desk.letter(Ids(node=OURS)())
    await Shares(SlowReading([theirs, ours]), Member(), desk.outbox)._pick_up()  # type: ignore[arg-type]
    assert await desk.outbox.drained(5)
    assert [message.key for message in desk.network.sent] == [str(theirs.id)]


async def test_letters_adopted_by_a_commit_whose_answer_was_lost_count_as_tried(desk: Desk) -> None:
    left = desk.letter(Ids(node=THEIRS)())
    store = SlowReading([left])
    shares = Shares(store, Member(), desk.outbox)  # type: ignore[arg-type]
    store.letters = [THEIRS]  # type: ignore[list-item]
    with pytest.raises(StorageBusy):
        await shares._adopt()
    store.letters = [left]
    await shares._pick_up()
    assert await desk.outbox.drained(5)
    assert [mark.letter_id for mark in desk.risked] == [left.id]
    assert len(desk.network.sent) == 1
