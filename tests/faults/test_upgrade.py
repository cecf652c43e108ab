"""An upgrade with work under way, killed again and again: the schema is old or new, never between; work goes on."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from channels.contract import Kind, TryLater
from fsm.storage import schema
from fsm.storage import tables as t
from fsm.storage.schema import open_store
from fsm.storage.store import PostgresStore, plain_sqlite_engine
from tests.story.conftest import World, world_of  # noqa: F401 (a fixture)
from tests.story.program import ROOT, Program

MIGRATIONS = Path(schema.__file__).parent / "migrations"


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        ("sqlite", "0001"),
        ("sqlite", "0006"),
        pytest.param("postgres", "0003", marks=pytest.mark.postgres),
    ],
)
async def test_an_upgrade_killed_at_every_step_leaves_the_old_schema_whole_and_work_goes_on(
    world_of: Callable[..., World],  # noqa: F811 (the fixture)
    new_postgres: Callable[[], str],
    tmp_path: Path,
    kind: str,
    version: str,
) -> None:
    rows = await work_under_way(world_of)
    url = new_postgres() if kind == "postgres" else f"sqlite:///{tmp_path / 'old' / 'talap.db'}"
    (tmp_path / "old").mkdir()
    await made_old(url, version, rows)
    assert await upgraded_at_last(url) > 3

    world = world_of(home=tmp_path / "old", database=url if kind == "postgres" else "")
    await world.start()
    (answer,) = await world.telegram.until("501", 1)
    assert "Здравствуйте" in answer.text
    (answer,) = await world.telegram.until("502", 1)
    assert "Здравствуйте" in answer.text
    assert len(await world.says("в пятницу", who="502")) == 1


async def work_under_way(world_of: Callable[..., World]) -> dict[str, list[dict[str, object]]]:  # noqa: F811
    """What a stopped program leaves: an answer that waits to be sent, and words that wait to be answered."""
    world = world_of(burst_seconds=5)
    await world.start()
    world.telegram.troubles.append(TryLater(3_600))
    await world.telegram.hear(world.telegram.inbound("501", kind=Kind.STARTED))
    await world.settled()
    await world.telegram.hear(world.telegram.inbound("502", text="Здравствуйте"))
    await world.stop()
    left = {table: [row._asdict() for row in await world.rows(table)] for table in CARRIED}
    assert [row["state"] for row in left["outbox"]] == ["new"]
    assert [row["handled_at"] is None for row in left["inbox"]] == [False, True]
    return left


CARRIED = ("workspaces", "scripts", "leads", "identities", "inbox", "messages", "facts", "scores", "events", "outbox")


async def made_old(url: str, version: str, rows: dict[str, list[dict[str, object]]]) -> None:
    """A database as that version of the program made it, with these rows."""

    def make(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        connection.execute(sa.text("DELETE FROM workspaces"))
        for name in CARRIED:
            _fill(connection, name, rows[name])

    if url.startswith("sqlite"):
        engine = plain_sqlite_engine(Path(url.removeprefix("sqlite:///")))
        with engine.begin() as connection:
            make(connection)
        engine.dispose()
        return
    store = PostgresStore(url)
    await store.write(make)
    await store.close()


def _fill(connection: Connection, name: str, rows: list[dict[str, object]]) -> None:
    known = {column["name"] for column in sa.inspect(connection).get_columns(name)}
    table = t.metadata.tables[name]
    for row in rows:
        connection.execute(table.insert().values({key: value for key, value in row.items() if key in known}))
    if connection.dialect.name == "postgresql" and name in {"leads", "identities", "inbox", "scripts"}:
        sequence = sa.func.pg_get_serial_sequence(name, "id")
        connection.execute(sa.select(sa.func.setval(sequence, sa.select(sa.func.max(table.c.id)).scalar_subquery())))


async def upgraded_at_last(url: str) -> int:
    """Kill the upgrade at every step until one is through; gives how often it was killed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.upgrading", url),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return int(output)


async def test_going_back_to_an_older_version_is_refused_in_words(tmp_path: Path) -> None:
    await (await open_store(f"sqlite:///{tmp_path / 'talap.db'}")).close()
    with closing(sqlite3.connect(tmp_path / "talap.db")) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '0999'")
        newer.commit()
    before = (tmp_path / "talap.db").read_bytes()
    program = Program(tmp_path)
    await program.launch()
    assert await program.end() == 2
    assert "was written by a newer Talap (schema 0999); install that version or restore a backup" in program.output
    assert "Traceback" not in program.output
    assert (tmp_path / "talap.db").read_bytes() == before
