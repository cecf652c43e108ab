"""Statements handed to the driver itself mean what they mean to SQLAlchemy, and are heard where anybody listens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, bindparam, event, select

import fsm.storage.tables as t
from fsm.storage import direct
from fsm.storage.direct import OfMany
from fsm.storage.store import Store

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NAMES = ("a?b", "'; DROP TABLE leads; --", "Әсел", "", "e", "f", "g")
SINCE = OfMany(
    select(t.workspaces.c.name, t.workspaces.c.created_at)
    .where(t.workspaces.c.created_at >= bindparam("since"))
    .order_by(t.workspaces.c.id),
    t.workspaces.c.name,
)

RENAME = {
    "sqlite": "UPDATE workspaces SET name = 'x' WHERE name = ?",
    "postgresql": "UPDATE workspaces SET name = 'x' WHERE name = $1",
}


def fill(connection: Connection) -> None:
    for number, name in enumerate(NAMES, 2):
        connection.execute(t.workspaces.insert().values(id=number, name=name, created_at=NOW + timedelta(days=number)))


@pytest.mark.parametrize("many", range(len(NAMES) + 1))
async def test_rows_of_any_number_of_values_are_those_that_were_meant(store: Store, many: int) -> None:
    await store.write(fill)
    wanted = NAMES[:many]
    rows = await store.read(lambda connection: SINCE.rows(connection, wanted, since=NOW))
    assert [(name, at) for name, at in rows] == [
        (name, NOW + timedelta(days=number)) for number, name in enumerate(wanted, 2)
    ]


async def test_further_parameters_count(store: Store) -> None:
    await store.write(fill)
    later = NOW + timedelta(days=4)
    rows = await store.read(lambda connection: SINCE.rows(connection, NAMES, since=later))
    assert [row[0] for row in rows] == list(NAMES[2:])


async def test_a_change_tells_how_many_rows_it_made_also_of_those_that_were_there(store: Store) -> None:
    def work(connection: Connection) -> tuple[int, int]:
        changed = direct.change(connection, RENAME[connection.dialect.name], [("a?b",), ("e",), ("nobody",)])
        return changed, len(direct.fetch(connection, "SELECT 1 FROM workspaces WHERE name = 'x'"))

    await store.write(fill)
    changed, there = await store.write(work)
    assert there == 2
    assert changed == 2 or store.lanes > 1  # PostgreSQL's driver does not count what many lines did


async def test_whoever_listens_hears_every_statement(store: Store) -> None:
    heard: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    await store.read(lambda connection: SINCE.rows(connection, NAMES, since=NOW))  # the plan is made
    event.listen(Engine, "before_cursor_execute", note)
    try:
        await store.write(lambda connection: direct.fetch(connection, "SELECT 1 FROM workspaces"))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert "SELECT 1 FROM workspaces" in heard


async def test_after_a_statement_that_fails_the_next_transaction_is_a_clean_one(store: Store) -> None:
    def spoiled(connection: Connection) -> None:
        fill(connection)
        direct.fetch(connection, "SELECT no_such_column FROM workspaces")

    with pytest.raises(Exception, match="no_such_column"):
        await store.write(spoiled)
    await store.write(fill)
    assert len(await store.read(lambda connection: direct.fetch(connection, "SELECT id FROM workspaces"))) == 1 + len(
        NAMES
    )
