"""What a batch takes before its turns: its leads for itself alone, and nothing twice."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Connection, func, select

import fsm.storage.tables as t
from fsm.lead import Lead
from fsm.storage import mail, people, road
from fsm.storage.claiming import claim, kept, take
from fsm.storage.schema import open_store
from fsm.storage.store import PostgresStore, Store
from fsm.storage.store_rows import Adding, Changing, write
from tests.conftest import StillClock
from tests.unit.storage.rows import filled
from tests.unit.storage.test_people import joined, met

NOW = StillClock().at
WS = t.DEFAULT_WORKSPACE
ANNA, BEK, CHE = (WS, "web", "anna"), (WS, "telegram", "bek"), (WS, "telegram", "che")


def heard(name: str, lead_id: int, **more: Any) -> dict[str, Any]:
    row = {"workspace_id": WS, "source": "web", "external_id": name, "lead_id": lead_id, "body": name.encode()}
    return row | {"received_at": NOW, "due_at": NOW} | more


async def test_everybody_known_is_held_in_order_and_a_stranger_holds_all_up(store: Store) -> None:
    def work(connection: Connection) -> None:
        bek, anna = met(connection, BEK[1:], ANNA[1:])
        found = claim(connection, {ANNA, BEK}, {anna})
        assert found.leads == {ANNA: anna, BEK: bek}
        assert found.held is not None
        assert [(each.lead.id, each.version) for each in found.held.values()] == [(bek, 0), (anna, 0)]
        assert claim(connection, {ANNA, CHE}, set()) == ({ANNA: anna}, None)
        assert claim(connection, set(), {bek}).held == {bek: found.held[bek]}
        assert claim(connection, set(), set()) == ({}, {})

    await store.write(work)


@pytest.mark.parametrize("asked", ["by address", "by number"])
async def test_who_is_part_of_somebody_else_has_to_be_looked_for(store: Store, asked: str) -> None:
    def work(connection: Connection) -> None:
        kept_one, gone = met(connection, ANNA[1:], BEK[1:])
        joined(connection, 1, kept_one, gone)
        if asked == "by address":
            found = claim(connection, {ANNA, BEK}, set())
            assert found.leads == {ANNA: kept_one, BEK: kept_one}
            assert list(found.held or ()) == [kept_one]
        else:
            assert claim(connection, {ANNA}, {gone}).held is None
            assert claim(connection, set(), {gone}).held is None

    await store.write(work)


@pytest.mark.parametrize("what", ["parted", "joined", "written"])
async def test_a_lead_changed_while_it_was_waited_for_is_not_taken_as_it_was(
    store: Store, database_url: str, what: str
) -> None:
    """PostgreSQL only: another process holds the lead, changes whose address it is, and then lets go of it."""
    if database_url.startswith("sqlite"):
        pytest.skip("one writer: nobody can change anything meanwhile")
    other = await open_store(database_url)
    begun, may_end = asyncio.Event(), asyncio.Event()

    def make(connection: Connection) -> list[int]:
        made = met(connection, ANNA[1:], BEK[1:])
        if what == "parted":
            joined(connection, 1, *made)
        return made

    anna, bek = await store.write(make)

    def change(connection: Connection) -> None:
        stored = road.load_leads(connection, [anna, bek])
        if what == "parted":
            people.part(connection, 1, "Dana", NOW)
        elif what == "joined":
            joined(connection, 1, anna, bek)
        else:
            road.save_leads(connection, stored.values(), NOW)

    async def slowly() -> None:
        assert isinstance(other, PostgresStore)
        async with other._writers._engine.begin() as connection:
            await connection.run_sync(change)
            begun.set()
            await may_end.wait()

    holding = asyncio.create_task(slowly())
    await begun.wait()
    waiting = asyncio.create_task(store.write(lambda connection: claim(connection, {BEK}, set())))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(waiting), 0.3)
    may_end.set()
    await holding
    assert (await waiting).held is None
    again = await store.write(lambda connection: claim(connection, {BEK}, set()))
    assert list(again.held or ()) == [anna if what == "joined" else bek]
    await other.close()


async def test_what_was_heard_before_is_not_taken_again(store: Store) -> None:
    def work(connection: Connection) -> None:
        anna, bek = met(connection, ANNA[1:], BEK[1:])
        road.accept(connection, [heard("old", anna), heard("waits", bek)])
        road.handled(connection, {row.id: None for row in road.waiting(connection, [anna])[anna]}, NOW)
        rows = [heard("new", anna), heard("old", anna), heard("later", bek), heard("new", anna, body=b"again")]
        taken = take(connection, rows, {anna, bek})
        assert [(row["external_id"], row["body"]) for row in taken.fresh] == [("new", b"new"), ("later", b"later")]
        names = {lead_id: [row.body for row in rows] for lead_id, rows in taken.waiting.items()}
        assert names == {anna: [b"new"], bek: [b"waits", b"later"]}
        waits = taken.waiting[bek][0].id
        write(connection, kept(taken, {-1: None, waits: "poison"}, NOW))
        i = t.inbox.c
        rows = connection.execute(select(i.external_id, i.handled_at, i.error).order_by(i.id)).all()
        assert [tuple(row) for row in rows] == [
            ("old", NOW, None),
            ("waits", NOW, "poison"),
            ("new", NOW, None),
            ("later", None, None),
        ]
        left = take(connection, rows[:0], {anna, bek})
        assert [row.body for rows in left.waiting.values() for row in rows] == [b"later"]
        assert all(row.id > 0 for rows in left.waiting.values() for row in rows)
        assert take(connection, [], []) == ({}, [], {})

    await store.write(work)


async def test_the_unique_key_stands_guard_over_what_was_taken_twice(store: Store) -> None:
    def work(connection: Connection) -> None:
        (anna,) = met(connection, ANNA[1:])
        first = take(connection, [heard("once", anna)], {anna})
        second = take(connection, [heard("once", anna)], {anna})
        write(connection, kept(first, {-1: None}, NOW))
        write(connection, kept(second, {-1: None}, NOW))

    with pytest.raises((sqlite3.IntegrityError, asyncpg.UniqueViolationError)):
        await store.write(work)
    count = select(func.count()).select_from(t.inbox)
    assert await store.read(lambda connection: connection.execute(count).scalar()) == 0


async def test_who_has_letters_waiting_is_told_where_there_may_be_others(store: Store, database_url: str) -> None:
    def work(connection: Connection) -> dict[int, int]:
        anna, bek = met(connection, ANNA[1:], BEK[1:])
        letter = filled(t.outbox, 1, "x", NOW) | {"state": mail.NEW, "owner": 7, "lead_id": anna, "workspace_id": WS}
        road.add(connection, t.outbox, [letter, letter | {"id": 2, "lead_id": bek, "state": mail.SENT}])
        return {anna: 7} if take(connection, [], {anna, bek}).owners == {anna: 7} else {}

    assert bool(await store.write(work)) is not database_url.startswith("sqlite")


async def test_parts_of_one_write_reach_all_their_tables(store: Store) -> None:
    lead = Lead(id=0, workspace_id=WS, channel="web", chat="1", language="ru", created_at=NOW)
    scoring = Changing(t.leads, ("score", "nudge_at"))

    def work(connection: Connection) -> Any:
        identity = {"chat": "1", "display_name": "Анна"}
        made = road.create_leads(connection, {ANNA: (lead, identity), BEK: (lead, identity)}, NOW)
        anna, bek = made[ANNA], made[BEK]
        assert road.create_leads(connection, {ANNA: (lead, identity)}, NOW) == {ANNA: anna}
        later = NOW + timedelta(days=1)
        changes = [{"_id": anna, "score": 1, "nudge_at": None}, {"_id": anna, "score": 2, "nudge_at": later}]
        events = [filled(t.events, n, "слово", NOW) | {"lead_id": bek, "workspace_id": WS} for n in (1, 2)]
        assert write(connection, [(scoring, changes), (Adding(t.events), []), (Adding(t.events), events)]) == 2
        assert write(connection, [(scoring, [])]) == 0
        assert connection.execute(select(func.count()).select_from(t.leads)).scalar() == 2
        row = connection.execute(select(t.leads.c.score, t.leads.c.nudge_at).where(t.leads.c.id == anna)).one()
        assert tuple(row) == (2, later)
        return connection.execute(select(t.events.c.lead_id, t.events.c.why)).all()

    assert len(await store.write(work)) == 2


async def test_what_is_too_long_is_refused_and_never_cut(store: Store, database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite keeps texts of any length")

    def work(connection: Connection) -> None:
        (anna,) = met(connection, ANNA[1:])
        row = filled(t.events, 1, "x", NOW) | {"lead_id": anna, "workspace_id": WS, "kind": "k" * 41}
        road.add(connection, t.events, [row])

    with pytest.raises(Exception, match="too long"):
        await store.write(work)
