"""Statements for many rows store just what SQLAlchemy's own road would, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update

import fsm.storage.tables as t
from fsm.storage.store import Store
from fsm.storage.store_rows import ForRows

NOW = datetime(2026, 11, 21, 9, 0, 0, 5, tzinfo=UTC)
ALMATY = timezone(timedelta(hours=5))


def lead(number: int, **more: Any) -> dict[str, Any]:
    row = {"workspace_id": 1, "state": b"\x00{}", "stage": "new", "language": "kk", "version": 0}
    return row | {"id": number, "score": None, "created_at": NOW, "updated_at": NOW, "nudge_at": None} | more


ROWS = [
    lead(1),
    lead(2, stage="қайта", score=7, nudge_at=datetime(2026, 11, 21, 14, 0, tzinfo=ALMATY)),
    dict(reversed(lead(3, updated_at=NOW + timedelta(days=1)).items())),
]


async def test_what_it_writes_is_what_the_general_road_writes(store: Store) -> None:
    def plainly(connection: Connection) -> list[Any]:
        connection.execute(insert(t.leads), ROWS)
        rows = connection.execute(select(t.leads).order_by(t.leads.c.id)).all()
        connection.execute(t.leads.delete())
        return list(rows)

    def swiftly(connection: Connection) -> list[Any]:
        ForRows(lambda _: insert(t.leads)).run(connection, ROWS)
        return list(connection.execute(select(t.leads).order_by(t.leads.c.id)).all())

    wanted = await store.write(plainly)
    assert await store.write(swiftly) == wanted
    assert wanted[1].nudge_at == NOW.replace(microsecond=0)


async def test_rows_are_changed_one_by_one_and_none_is_no_statement(store: Store) -> None:
    marking = ForRows(
        lambda _: update(t.leads).where(t.leads.c.id == bindparam("_id")).values(score=bindparam("score"))
    )

    def work(connection: Connection) -> list[int | None]:
        connection.execute(insert(t.leads), ROWS)
        marking.run(connection, [])
        marking.run(connection, [{"_id": 1, "score": 11}, {"_id": 3, "score": 33}])
        return list(connection.execute(select(t.leads.c.score).order_by(t.leads.c.id)).scalars())

    assert await store.write(work) == [11, 7, 33]


@pytest.mark.parametrize("wrong", [{"created_at": NOW.replace(tzinfo=None)}, {"score": ...}])
async def test_a_moment_without_a_zone_or_a_missing_value_is_refused(store: Store, wrong: dict[str, Any]) -> None:
    row = lead(4) | wrong
    rows = [lead(3), {name: value for name, value in row.items() if value is not ...}]
    with pytest.raises((ValueError, KeyError)):
        await store.write(lambda connection: ForRows(lambda _: insert(t.leads)).run(connection, rows))
    assert await store.read(lambda connection: connection.execute(select(t.leads.c.id)).all()) == []
