"""The one door to the database: durable, isolated, and honest when it cannot answer."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

import fsm.storage.tables as t
from fsm.storage import store as store_module
from fsm.storage.ids import Ids
from fsm.storage.schema import open_store
from fsm.storage.store import StorageBusy, Store

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def add_workspace(number: int):
    def work(connection: Connection) -> None:
        connection.execute(t.workspaces.insert().values(id=number, name=f"w{number}", created_at=NOW))

    return work


def count(connection: Connection) -> int:
    return len(connection.execute(select(t.workspaces.c.id)).all())


async def test_what_is_written_is_read_and_moments_come_back_aware(store: Store) -> None:
    await store.write(add_workspace(2))
    rows = await store.read(
        lambda connection: connection.execute(t.workspaces.select().where(t.workspaces.c.id == 2)).all()
    )
    assert [(row.name, row.created_at) for row in rows] == [("w2", NOW)]


async def test_a_failed_write_leaves_nothing(store: Store) -> None:
    def half(connection: Connection) -> None:
        add_workspace(2)(connection)
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await store.write(half)
    assert await store.read(count) == 1


async def test_fifty_writers_at_once_all_succeed(store: Store) -> None:
    await asyncio.gather(*(store.write(add_workspace(number)) for number in range(2, 52)))
    assert await store.read(count) == 51


async def test_readers_cannot_change_anything(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    with pytest.raises((DBAPIError, StorageBusy)):
        await store.read(add_workspace(2))
    await store.close()


async def test_a_database_somebody_else_holds_is_busy_not_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_BUSY_MILLISECONDS", 50)
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    other = sqlite3.connect(tmp_path / "talap.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageBusy, match="does not answer"):
        await store.write(add_workspace(2))
    other.execute("ROLLBACK")
    other.close()
    await store.write(add_workspace(2))
    assert await store.read(count) == 2
    await store.close()


def test_ids_grow_and_never_repeat_even_if_the_clock_goes_back() -> None:
    far = Ids(floor=1 << 62)
    assert far() > 1 << 62
    ids = Ids(node=3)
    made = [ids() for _ in range(20_000)]
    assert made == sorted(set(made))
    assert all(number < 1 << 63 for number in made)
    assert Ids(floor=made[-1])() > made[-1]
