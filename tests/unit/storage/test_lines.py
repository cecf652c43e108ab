"""Connections to a real PostgreSQL that are kept, broken, cut off and found anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncpg
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from fsm.storage import lines
from fsm.storage.store import PostgresStore, StorageBusy

BEGUN = "SELECT 1"
"""Any first statement: the transaction is open then, and what follows goes straight to the driver."""


@pytest.fixture
def store(postgres_store: PostgresStore) -> PostgresStore:
    return postgres_store


def whose(connection: Connection) -> int:
    pid: int = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    return pid


def ask(sql: str, *values: object) -> Callable[[Connection], list[tuple[object, ...]]]:
    def work(connection: Connection) -> list[tuple[object, ...]]:
        connection.exec_driver_sql(BEGUN)
        return [tuple(row) for row in lines.fetch(connection, sql, values)]

    return work


async def test_one_connection_serves_one_transaction_after_another(store: PostgresStore) -> None:
    writer, reader = await store.write(whose), await store.read(whose)
    assert (writer, reader) == (await store.write(whose), await store.read(whose))
    assert writer != reader


async def test_writers_plan_a_statement_once_and_readers_as_the_server_likes(store: PostgresStore) -> None:
    mode = ask("SHOW plan_cache_mode")
    assert await store.write(mode) == [("force_generic_plan",)]
    assert await store.read(mode) == [("auto",)]


async def test_as_many_as_work_at_once_are_kept_and_no_more_than_wished(store: PostgresStore) -> None:
    nap = ask("SELECT pg_sleep(0.2)")
    await asyncio.gather(*(store.write(nap) for _ in range(5)), *(store.read(nap) for _ in range(5)))
    open_ones = ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
    kept = store.lanes + 2  # for writing and for reading
    assert (await store.read(open_ones))[0][0] == kept + 2  # and one in the pool behind each


async def test_a_statement_refused_leaves_nothing_and_costs_no_connection(store: PostgresStore) -> None:
    def work(connection: Connection) -> None:
        connection.exec_driver_sql(BEGUN)
        lines.change(connection, "INSERT INTO workspaces (id, name, created_at) VALUES ($1, 'half', now())", [2])
        lines.fetch(connection, "SELECT 1 / $1::integer", [0])

    def wrong(connection: Connection) -> None:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")

    before = await store.write(whose)
    with pytest.raises(asyncpg.DivisionByZeroError):
        await store.write(work)
    with pytest.raises(DBAPIError):
        await store.write(wrong)
    assert await store.read(ask("SELECT count(*) FROM workspaces WHERE name = 'half'")) == [(0,)]
    assert await store.write(whose) == before


async def test_how_many_rows_were_changed_is_said_by_the_server(store: PostgresStore) -> None:
    def work(connection: Connection) -> list[int]:
        connection.exec_driver_sql("CREATE TEMPORARY TABLE paper (a integer) ON COMMIT DROP")
        made = lines.change(connection, "INSERT INTO paper SELECT * FROM unnest($1::integer[])", [[1, 2, 3]])
        changed = lines.change(connection, "UPDATE paper SET a = 0 WHERE a > $1", [1])
        return [made, changed, lines.change(connection, "DELETE FROM paper WHERE a = $1", [9])]

    assert await store.write(work) == [3, 2, 0]


async def test_a_first_statement_is_part_of_the_transaction_too(store: PostgresStore) -> None:
    def work(connection: Connection) -> None:
        lines.change(connection, "CREATE TABLE paper (a integer)", [])
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await store.write(work)
    assert await store.read(ask("SELECT to_regclass('paper')")) == [(None,)]


async def test_connections_the_server_cut_off_are_busy_once_and_new_then(store: PostgresStore) -> None:
    await asyncio.gather(*(store.write(ask("SELECT pg_sleep(0.1)")) for _ in range(3)))
    before = await store.write(whose)
    cut = ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()")
    with pytest.raises(StorageBusy, match="does not answer"):
        await store.write(cut)
    assert store.condition.trouble is not None
    assert before not in await asyncio.gather(*(store.write(whose) for _ in range(4)))
    assert store.condition.trouble is None


async def test_a_statement_that_takes_too_long_is_broken_off_with_its_connection(store: PostgresStore) -> None:
    before = await store.write(whose)
    with pytest.raises(StorageBusy):
        await store.write(ask("SELECT pg_sleep(60)"), within=0.2)
    assert await store.write(whose) != before
    sleeping = ask(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()"
    )
    for _ in range(50):
        if await store.read(sleeping) == [(0,)]:
            return
        await asyncio.sleep(0.1)
    pytest.fail("the server still sleeps for us")


async def test_who_stops_waiting_breaks_nothing_for_others(store: PostgresStore) -> None:
    waiting = asyncio.create_task(store.write(ask("SELECT pg_sleep(60)")))
    await asyncio.sleep(0.2)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await store.write(ask("SELECT 7")) == [(7,)]
