"""No statement of the road or of slow work reads a whole table on SQLite, however many rows there are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from fsm.storage import effects, mail, people, road
from fsm.storage.schema import open_store
from tests.bench import million_plans
from tests.conftest import StillClock


async def test_nothing_is_read_from_end_to_end(tmp_path: Path, clock: StillClock) -> None:
    now = clock.now()
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")

    def everything(connection: Connection) -> None:
        road.find_leads(connection, [(1, "telegram", str(number)) for number in range(3)] + [(1, "web", "x")])
        people.leads_of_phones(connection, [(1, "+77011234567"), (1, "+77017654321")])
        road.leads_waiting(connection)
        mail.unsent(connection, 0)
        mail.owners(connection, [1, 2])
        mail.other_owners(connection, 0)
        mail.adopt(connection, 1, 2)
        mail.troubled(connection)
        mail.retry(connection, 1, 0)
        effects.overdue_leads(connection, now)
        effects.due_kinds(connection, ["a", "b"], now)
        effects.file_effect(connection, workspace_id=1, kind="a", key="k", body={}, due_at=now, now=now)
        (held,) = effects.claim(connection, ["a", "b"], "w", now, timedelta(seconds=6), 3)
        effects.renew(connection, [held], now)
        effects.finish(connection, held, None, now)
        effects.parked(connection)
        effects.queue(connection)
        effects.forget(connection, now)

    with million_plans.heard() as statements:
        await store.write(everything)
    assert len(statements) > 15
    found = await store.read(lambda connection: million_plans.scans(connection, statements))
    await store.close()
    assert found == {}


async def test_a_table_read_from_end_to_end_is_noticed(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    whole = {"SELECT id FROM outbox WHERE chat = ?": ("x",)}
    assert await store.read(lambda connection: million_plans.scans(connection, whole)) != {}
    await store.close()
