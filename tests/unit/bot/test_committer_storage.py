"""What the committer does when the database refuses, loses its answer, or cannot store the network's words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from bot.batch import Outcome
from bot.committer import Committer
from bot.filings import Filing, Inside
from channels.contract import Outbound
from fsm.events import Blocked
from fsm.storage import mail
from fsm.storage import tables as t
from fsm.storage.mail import Letter, Mark
from fsm.storage.store import StorageBusy, Store
from tests.unit.bot.test_committer import NOW, Book, SlowStore, marked, said


class LostAnswers:
    """A real database whose next answers are lost: before the commit, or after it."""

    lanes = 1

    def __init__(self, store: Store) -> None:
        self.store = store
        self.lost_before = 0
        self.lost_after = 0

    async def write(self, work: Any) -> Any:
        if self.lost_before:
            self.lost_before -= 1
            raise StorageBusy("connection reset before the commit")
        result = await self.store.write(work)
        if self.lost_after:
            self.lost_after -= 1
            raise StorageBusy("connection reset after the commit")
        return result


class Writes:
    """Stands for `bot.batch.Batch`: every new filing leads to one letter."""

    def apply(self, connection: Connection, filings: Sequence[Filing], marks: Sequence[Mark]) -> Outcome:
        mail.mark(connection, marks)
        outcome = Outcome()
        for filing in filings:
            number = int(filing.inbound.text)
            if connection.execute(select(t.outbox.c.id).where(t.outbox.c.id == number)).first() is None:
                letter = self._letter(number)
                row = {name: getattr(letter, name) for name in letter.__struct_fields__} | {"state": mail.NEW}
                connection.execute(insert(t.outbox).values(row))
                outcome.letters.append(letter)
        return outcome

    def _letter(self, number: int) -> Letter:
        return Letter(
            id=number,
            workspace_id=1,
            lead_id=None,
            kind="reply",
            channel="x",
            chat="1",
            body=Outbound(chat="1", text="hello", key=str(number)).text.encode(),
            due_at=NOW,
            created_at=NOW,
        )


class Running:
    def __init__(self, store: Store) -> None:
        self.store = LostAnswers(store)
        self.offered: list[int] = []
        self.committer = Committer(self.store, Writes(), self._after)  # type: ignore[arg-type]

    def _after(self, outcome: Outcome) -> None:
        self.offered += [letter.id for letter in outcome.letters]


@pytest.fixture
async def running(store: Store) -> AsyncIterator[Running]:
    made = Running(store)
    task = asyncio.create_task(made.committer.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_letters_of_a_commit_whose_answer_was_lost_are_sent_all_the_same(running: Running) -> None:
    running.store.lost_after = 1
    with pytest.raises(StorageBusy):
        await running.committer.file([said("1")])
    await running.committer.file([said("1")])
    await running.committer.drained()
    assert running.offered == [1]


async def test_a_commit_that_never_happened_offers_nothing_until_it_does(running: Running) -> None:
    running.store.lost_before = 2
    with pytest.raises(StorageBusy):
        await running.committer.file([said("2")])
    assert running.offered == []
    with pytest.raises(StorageBusy):
        await running.committer.file([said("2")])
    await running.committer.file([said("2")])
    assert running.offered == [2]


class Frank(Book):
    """Takes everything but marks with words that no database takes."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []

    def apply(self, connection: Connection, filings: Sequence[Filing], marks: Sequence[Mark]) -> Outcome:
        if any("\x00" in mark.error for mark in marks):
            raise ValueError("a string literal cannot contain NUL")
        self.marks.extend(marks)
        self.inside += [filing.external_id for filing in filings if isinstance(filing, Inside)]
        return Outcome(marked=[mark.letter_id for mark in marks])


async def test_a_mark_with_words_no_database_takes_does_not_hold_up_its_chat() -> None:
    book, done = Frank(), asyncio.Event()
    freed: list[int] = []

    def after(outcome: Outcome) -> None:
        freed.extend(outcome.marked)
        done.set()

    committer = Committer(SlowStore(), book, after)  # type: ignore[arg-type]
    task = asyncio.create_task(committer.run())
    committer.mark(Mark(letter_id=7, state="parked", tries=0, due_at=NOW, error="bad \x00 words"))
    await asyncio.wait_for(done.wait(), 5)
    await committer.drained()
    assert 7 in freed
    assert [(mark.letter_id, mark.state) for mark in book.marks] == [(7, "parked")]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_happened_inside_is_kept_until_the_database_takes_it() -> None:
    store, book = SlowStore(), Frank()
    committer = Committer(store, book, lambda _outcome: None)  # type: ignore[arg-type]
    task = asyncio.create_task(committer.run())
    store.busy = 2
    await asyncio.wait_for(committer.file([Inside(1, "outbox", "unreachable:1", Blocked(at=NOW))]), 10)
    assert book.inside == ["unreachable:1"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_stop_does_not_wait_for_a_database_that_never_answers() -> None:
    store = SlowStore()
    store.busy = 1_000_000
    committer = Committer(store, Book(), lambda _outcome: None)  # type: ignore[arg-type]
    task = asyncio.create_task(committer.run())
    committer.mark(marked(1))
    assert await committer.drained(within=0.5) is False
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
