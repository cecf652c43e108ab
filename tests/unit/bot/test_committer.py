"""Group commit: one flush for many, nobody acknowledged too early, and one poisoned message harms nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from bot.batch import Outcome
from bot.committer import AT_MOST, Committer
from bot.filings import Filing, FromLead
from channels.contract import Inbound, Kind, Sender
from fsm.storage.mail import Mark
from fsm.storage.store import StorageBusy

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class SlowStore:
    """A store that runs the work itself; commits take a moment, and may fail."""

    def __init__(self, lanes: int = 1) -> None:
        self.lanes = lanes
        self.commits = 0
        self.busy = 0
        self.at_once = 0
        self.most_at_once = 0

    async def write(self, work):
        if self.busy:
            self.busy -= 1
            raise StorageBusy("the disk is full")
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            result = work(None)
            await asyncio.sleep(0.01)
        finally:
            self.at_once -= 1
        self.commits += 1
        return result

    async def read(self, work):
        return work(None)

    async def close(self) -> None: ...


class Book:
    """Stands for `bot.batch.Batch`: notes what was applied; texts named "poison" raise."""

    def __init__(self) -> None:
        self.applied: list[list[str]] = []
        self.marks: list[Mark] = []
        self.parked: list[tuple[str, str]] = []

    def apply(self, connection: Connection, filings: Sequence[Filing], marks: Sequence[Mark]) -> Outcome:
        texts = [filing.inbound.text for filing in filings]
        if "poison" in texts:
            raise ValueError("cannot digest this")
        self.applied.append(texts)
        self.marks.extend(marks)
        return Outcome()

    def park(self, connection: Connection, filings: Sequence[Filing], why: str) -> Outcome:
        self.parked.extend((filing.inbound.text, why) for filing in filings)
        return Outcome()


def said(text: str, who: str = "1") -> FromLead:
    sender = Sender(id=who)
    return FromLead(
        Inbound(channel="x", event_id=text, kind=Kind.SAID, sender=sender, chat=who, sent_at=NOW, text=text)
    )


def marked(number: int) -> Mark:
    return Mark(letter_id=number, state="sent", tries=0, due_at=NOW)


class Running:
    def __init__(self, lanes: int = 1) -> None:
        self.store = SlowStore(lanes)
        self.book = Book()
        self.committer = Committer(self.store, self.book, lambda _outcome: None)  # type: ignore[arg-type]


@pytest.fixture(params=[1, 2])
async def running(request: pytest.FixtureRequest) -> AsyncIterator[Running]:
    made = Running(request.param)
    task = asyncio.create_task(made.committer.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_waits_shares_commits_and_keeps_its_order(running: Running) -> None:
    await running.committer.file([said(f"t{number}") for number in range(300)])
    assert [text for batch in running.book.applied for text in batch] == [f"t{number}" for number in range(300)]
    assert max(len(batch) for batch in running.book.applied) <= AT_MOST
    assert running.store.commits <= 4


async def test_nothing_is_acknowledged_before_its_commit(running: Running) -> None:
    (done,) = running.committer.file_soon([said("a")])
    await asyncio.sleep(0.003)
    assert not done.done()
    await done
    assert running.store.commits == 1


async def test_a_lead_is_never_in_two_lanes(running: Running) -> None:
    together = [running.committer.file([said(f"{who}-{n}", who=str(who))]) for n in range(5) for who in range(3)]
    await asyncio.gather(*together)
    applied = [text for batch in running.book.applied for text in batch]
    for who in range(3):
        assert [text for text in applied if text.startswith(f"{who}-")] == [f"{who}-{n}" for n in range(5)]


async def test_a_poisoned_message_is_parked_and_the_others_commit(running: Running) -> None:
    await running.committer.file([said("a"), said("poison", "2"), said("b", "3")])
    assert sorted(text for batch in running.book.applied for text in batch) == ["a", "b"]
    assert running.book.parked == [("poison", "ValueError: cannot digest this")]


async def test_a_busy_database_refuses_so_that_the_network_repeats(running: Running) -> None:
    running.store.busy = 1
    with pytest.raises(StorageBusy, match="disk is full"):
        await running.committer.file([said("a")])
    assert running.book.applied == []
    await running.committer.file([said("a")])
    assert running.book.applied == [["a"]]


async def test_marks_survive_a_busy_database(running: Running) -> None:
    running.store.busy = 2
    running.committer.mark(marked(1))
    running.committer.mark(marked(2))
    await asyncio.wait_for(running.committer.drained(), 5)
    assert sorted(mark.letter_id for mark in running.book.marks) == [1, 2]


async def test_marks_ride_with_the_next_turn(running: Running) -> None:
    running.committer.mark(marked(1))
    await running.committer.file([said("a")])
    await running.committer.drained()
    assert running.store.commits == 1
    assert [mark.letter_id for mark in running.book.marks] == [1]


async def test_marks_wait_for_whoever_is_being_answered(running: Running) -> None:
    answering = asyncio.create_task(running.committer.file([said("a")]))
    await asyncio.sleep(0.001)
    running.committer.mark(marked(1))
    await asyncio.sleep(0.005)
    await running.committer.file([said("b", "2")])
    await answering
    await running.committer.drained()
    assert running.store.commits == 2
    assert [mark.letter_id for mark in running.book.marks] == [1]


async def test_marks_cost_one_commit_however_many_lanes_are_idle(running: Running) -> None:
    await running.committer.file([said("a"), said("b", "2")])
    running.committer.mark(marked(1))
    await running.committer.drained()
    await asyncio.sleep(0.03)
    assert running.store.commits == 2
