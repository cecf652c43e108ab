"""Questions about whole tables: right in every transaction, and on PostgreSQL asked along with the claim."""

from __future__ import annotations

from sqlalchemy import Connection, text

from fsm.storage.looks import Look
from fsm.storage.store import Store
from handoff.targets import book
from tests.unit.bot.test_people import AT, a_batch, heard

_STRANGE = Look("contacts WHERE name = 'nobody'")
_TARGET = (
    "INSERT INTO targets (workspace_id, kind, name, config, events, active, made_by, created_at)"
    " VALUES (1, 'webhook', 'CRM', '{}', '[]', true, '', '2026-11-21 12:00:00')"
)


async def test_each_transaction_sees_what_is_so(store: Store) -> None:
    assert not await store.write(book.is_any)
    await store.write(lambda connection: connection.execute(text(_TARGET)))
    assert await store.write(book.is_any)
    assert not await store.write(_STRANGE.holds)
    await store.write(lambda connection: connection.execute(text("UPDATE targets SET active = false")))
    assert not await store.write(book.is_any)


async def test_what_the_transaction_wrote_before_its_claim_counts(store: Store) -> None:
    batch = a_batch(number=3)
    await store.write(lambda connection: batch.apply(connection, [heard("web", "p", "e1", text="да")], []))

    def work(connection: Connection) -> tuple[bool, bool]:
        before = book.is_any(connection)
        connection.execute(text(_TARGET))
        batch.apply(connection, [heard("web", "p", "e2", text="да")], [])
        return before, book.is_any(connection)

    assert await store.write(work) == (False, True)


async def test_known_people_bring_the_answers_with_them(store: Store, asked: list[str], database_url: str) -> None:
    batch = a_batch(number=3)

    def work(connection: Connection) -> list[str]:
        batch.apply(connection, [heard("web", "p", f"e{AT}-{len(asked)}", text="да")], [])
        asked.clear()
        assert not book.is_any(connection)
        assert not _STRANGE.holds(connection)
        return list(asked)

    for _ in range(2):
        more = await store.write(work)
        assert more == [] if database_url.startswith("postgres") else len(more) == len((book, _STRANGE))
