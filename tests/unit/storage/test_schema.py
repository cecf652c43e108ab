"""Any database is either brought to the newest schema or refused with a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

import bot.llm_ledger
import bot.web.api_tables  # noqa: F401 (fills the metadata)
import fsm.storage.effect_tables
import fsm.storage.files
import fsm.storage.lives
import fsm.storage.people_tables  # noqa: F401 (fills the metadata)
import fsm.storage.tables as t
import handoff.tables
import handoff.targets.tables  # noqa: F401 (fills the metadata)
import jobs.contacts.tables
import jobs.outreach.tables
import jobs.reports.tables
import jobs.scraping.tables  # noqa: F401 (fills the metadata)
from fsm.storage.base import metadata
from fsm.storage.schema import migrate, open_store, pending
from fsm.storage.store import StorageError, Store, durability_of

ROWS_OF_LEADS = {"identities", "inbox", "messages", "facts", "scores", "events", "outbox", "handoffs", "buttons"}


async def test_a_migrated_database_is_what_the_tables_say(store: Store) -> None:
    def differences(connection: Connection) -> list[object]:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
        return [each for each in found if not (connection.dialect.name == "sqlite" and is_left_on_sqlite(each))]

    assert await store.read(differences) == []


def is_left_on_sqlite(difference: Any) -> bool:
    """Whether this is a rule that only PostgreSQL dropped (migration 0014)."""
    what, rule, *_ = difference
    return what == "remove_fk" and rule.column_keys == ["workspace_id"] and rule.table.name in ROWS_OF_LEADS


async def test_postgresql_asks_for_the_workspace_of_a_lead_and_of_none_of_its_rows(
    new_postgres: Callable[[], str],
) -> None:
    store = await open_store(new_postgres())

    def guarded(connection: Connection) -> set[str]:
        looked = inspect(connection)
        rules = {name: looked.get_foreign_keys(name) for name in looked.get_table_names()}
        return {name for name, found in rules.items() if any(each["referred_table"] == "workspaces" for each in found)}

    found = await store.read(guarded)
    await store.close()
    assert "leads" in found
    assert not found & ROWS_OF_LEADS


async def test_indexes_of_some_rows_only_are_that_on_both_databases(store: Store) -> None:
    """The tables say so once; each migration must have said it for both."""
    partial = {
        (table.name, index.name)
        for table in metadata.tables.values()
        for index in table.indexes
        if "where" in index.info
    }

    def found(connection: Connection) -> set[tuple[str, str | None]]:
        looked = inspect(connection)
        where = f"{connection.dialect.name}_where"
        return {
            (table, index["name"])
            for table in looked.get_table_names()
            for index in looked.get_indexes(table)
            if index.get("dialect_options", {}).get(where) is not None
        }

    assert len(partial) > 8
    assert await store.read(found) >= partial


async def test_migrating_twice_changes_nothing(store: Store) -> None:
    assert await store.write(migrate) == ()
    assert await store.read(pending) is False


async def test_every_table_of_leads_belongs_to_a_workspace(store: Store) -> None:
    tables = await store.read(lambda connection: inspect(connection).get_table_names())
    ours = [name for name in tables if name not in {"alembic_version", "workspaces"}]
    assert {name for name in ours if "workspace_id" not in metadata.tables[name].columns} == set()
    workspaces = await store.read(lambda connection: connection.execute(t.workspaces.select()).all())
    assert [row.id for row in workspaces] == [t.DEFAULT_WORKSPACE]


async def test_commits_are_on_disk_when_they_return(store: Store) -> None:
    found = await store.write(durability_of)
    assert found in ({"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}, {"synchronous_commit": "on"})


async def test_a_database_of_a_newer_version_is_refused(store: Store) -> None:
    def pretend(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    await store.write(pretend)
    with pytest.raises(StorageError, match="newer Talap"):
        await store.write(migrate)


@pytest.mark.parametrize("content", [b"this is no database at all" * 100, b""])
async def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "talap.db"
    file.write_bytes(content)
    with pytest.raises(StorageError, match=r"damaged|empty"):
        await open_store(f"sqlite:///{file}")
    assert file.read_bytes() == content


async def test_a_torn_page_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "talap.db"
    store = await open_store(f"sqlite:///{file}")
    await store.close()
    content = bytearray(file.read_bytes())
    content[5000:9000] = b"\xff" * 4000
    file.write_bytes(content)
    with pytest.raises(StorageError, match="damaged"):
        await open_store(f"sqlite:///{file}")


async def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "talap.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE leads (id INTEGER)")
    connection.commit()
    connection.close()
    with pytest.raises(StorageError, match="not made by Talap"):
        await open_store(f"sqlite:///{file}")


@pytest.mark.parametrize("url", ["mysql://x", "sqlite:///{}"])
async def test_an_address_that_cannot_be_a_database_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(StorageError):
        await open_store(url.format(tmp_path))
