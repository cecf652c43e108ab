"""How often a batch asks the database: as often for many leads as for one."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

import fsm.storage.tables as t
from channels.contract import Kind
from fsm.storage.mail import SENT, Letter, Mark
from fsm.storage.store import Store
from tests.unit.bot.test_people import AT, a_batch, heard

LOOKED, WRITTEN = 1, 1
CLAIMED, TAKEN = 1, 1
INTRODUCED = 3
"""With locks: numbers for the new leads, the leads with their addresses, and the claim once more."""

EACH_TABLE = 15
"""On SQLite a statement is no trip, so each table has its own."""


@pytest.mark.parametrize("locking", [False, True])
@pytest.mark.parametrize("people", [1, 40])
async def test_a_batch_is_a_few_statements_however_many_speak(
    store: Store, asked: list[str], database_url: str, people: int, *, locking: bool
) -> None:
    batch = a_batch(number=3)
    letters: list[Letter] = []

    async def said(turn: int) -> list[str]:
        filings = [heard("web", f"p{one}", f"e{one}-{turn}", text="Не включается") for one in range(people)]
        marks = [
            Mark(letter_id=letter.id, state=SENT, tries=0, due_at=AT, network_id="n", message_id=letter.message_id)
            for letter in letters
        ]

        def work(connection: Connection) -> list[str]:
            if locking:
                connection.exec_driver_sql("SELECT 1")  # a transaction has begun
            asked.clear()
            letters[:] = batch.apply(connection, filings, marks).letters
            return list(asked)

        return await store.write(work)

    first, second = await said(1), await said(2)
    assert len(letters) >= people
    if database_url.startswith("postgres") and not locking:
        assert len(first) == len(second) == LOOKED + WRITTEN
        assert not any("FOR UPDATE" in each for each in (*first, *second))
    elif database_url.startswith("postgres"):
        assert len(first) == CLAIMED + INTRODUCED + TAKEN + WRITTEN
        assert len(second) == CLAIMED + TAKEN + WRITTEN
    else:
        assert max(len(first), len(second)) <= EACH_TABLE


async def test_marks_come_first_where_somebody_speaks_of_our_message(store: Store, asked: list[str]) -> None:
    """A receipt and an answer to a message are found by the name the network gave it: that is in the mark."""
    batch = a_batch(number=3)

    async def said(number: int, marks: list[Mark], **more: object) -> tuple[list[Letter], list[str]]:
        def work(connection: Connection) -> tuple[list[Letter], list[str]]:
            asked.clear()
            filing = heard("web", "p", f"e{number}", text="Не включается", **more)
            return batch.apply(connection, [filing], marks).letters, list(asked)

        return await store.write(work)

    def first_mark(statements: list[str]) -> int:
        return next(at for at, each in enumerate(statements) if "UPDATE outbox" in each)

    letters, _ = await said(1, [])
    asking: list[dict[str, object]] = [{"reply_to": "n"}, {"kind": Kind.PRESSED, "token": "~menu"}]
    others: list[dict[str, object]] = [{}, {"kind": Kind.PRESSED, "token": "1"}, {"kind": Kind.STARTED}, {}]
    for number, more in enumerate([*asking, *others], 2):
        marks = [
            Mark(letter_id=each.id, state=SENT, tries=0, due_at=AT, network_id=f"n{each.id}", message_id=0)
            for each in letters
        ]
        _, statements = await said(number, marks, **more)
        assert (first_mark(statements) == 0) == (more in asking)


async def test_what_became_of_letters_alone_is_one_statement(store: Store, asked: list[str], database_url: str) -> None:
    batch = a_batch(number=3)
    said = heard("web", "p", "e", text="Не включается")
    letters = (await store.write(lambda connection: batch.apply(connection, [said], []))).letters
    marks = [
        Mark(letter_id=each.id, state=SENT, tries=0, due_at=AT, network_id=f"n{each.id}", message_id=each.message_id)
        for each in letters
    ]

    def work(connection: Connection) -> list[int]:
        asked.clear()
        return batch.apply(connection, [], marks).marked

    assert await store.write(work) == [each.id for each in letters]
    if database_url.startswith("postgres"):
        assert len(asked) == 1
    outbox, messages = t.outbox.c, t.messages.c
    kept = await store.read(lambda at: at.execute(select(outbox.id, outbox.state, outbox.network_id)).all())
    named = select(messages.network_id).where(messages.author == "bot")
    assert sorted(map(tuple, kept)) == sorted((each.id, SENT, f"n{each.id}") for each in letters)
    assert await store.read(lambda at: set(at.execute(named).scalars())) == {f"n{each.id}" for each in letters}
