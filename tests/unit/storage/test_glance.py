"""A batch without locks on a real PostgreSQL: what it sees, and that it writes all of it or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.util import await_only

import fsm.storage.tables as t
from bot.filings import Filing
from fsm.storage import erasure, glance, lines, mail, people, road
from fsm.storage.lines import Changed
from fsm.storage.looks import Look
from fsm.storage.people_tables import merges
from fsm.storage.schema import open_store
from fsm.storage.store import PostgresStore, StorageBusy, Store
from fsm.storage.store_rows import write_if_same
from tests.unit.bot.test_people import AT, WS, a_batch, heard, living, unhandled
from tests.unit.storage.rows import filled
from tests.unit.storage.test_people import joined, met

ANNA, BEK, CHE = (WS, "web", "anna"), (WS, "telegram", "bek"), (WS, "telegram", "che")


@pytest.fixture
def store(postgres_store: PostgresStore) -> PostgresStore:
    return postgres_store


def waits(name: str, lead_id: int, **more: Any) -> dict[str, Any]:
    row = {"workspace_id": WS, "source": "web", "external_id": name, "lead_id": lead_id, "body": name.encode()}
    return row | {"received_at": AT, "due_at": AT} | more


async def test_one_look_shows_all_that_a_batch_needs(store: PostgresStore) -> None:
    def prepare(connection: Connection) -> list[int]:
        anna, bek = met(connection, ANNA[1:], BEK[1:])
        road.accept(connection, [waits("second", bek), waits("old", anna), waits("first", anna)])
        road.handled(connection, {road.waiting(connection, [anna])[anna][0].id: None}, AT)
        letter = filled(t.outbox, 1, "x", AT) | {"state": mail.NEW, "owner": 7, "lead_id": bek, "workspace_id": WS}
        road.add(connection, t.outbox, [letter])
        return [anna, bek]

    some, none = Look("leads WHERE id > 0"), Look("leads WHERE id < 0")
    anna, bek = await store.write(prepare)

    def work(connection: Connection) -> None:
        assert glance.may_look(connection)
        seen = glance.look(connection, {ANNA, CHE}, {bek}, {(WS, "web", "old"), (WS, "web", "new")})
        assert seen is not None
        assert seen.leads == {ANNA: anna}
        assert seen.fresh.keys() == {CHE}
        assert seen.fresh[CHE] > bek
        assert {number: stored.lead.channel for number, stored in seen.held.items()} == {anna: "web", bek: "telegram"}
        assert seen.versions == {anna: 0, bek: 0}
        assert seen.heard == {(WS, "web", "old")}
        assert {each.lead_id: each.body for each in seen.waiting} == {anna: b"first", bek: b"second"}
        assert seen.owners == {bek: 7}
        assert (some.holds(connection), none.holds(connection)) == (True, False)
        taken = seen.taken([waits("old", anna), waits("new", anna, body=b"1"), waits("new", anna, body=b"2")])
        assert [row["body"] for row in taken.fresh] == [b"1"]
        assert [row.body for row in taken.waiting[anna]] == [b"first", b"1"]
        again = glance.look(connection, {CHE}, set(), set())
        assert again is not None
        assert again.fresh[CHE] != seen.fresh[CHE]

    try:
        await store.write(work)
    finally:
        for look in (some, none):
            glance.looks._ALL.remove(look)


@pytest.mark.parametrize("what", ["merged", "erased", "nobody"])
async def test_who_is_no_lead_any_more_takes_a_closer_look(store: PostgresStore, what: str) -> None:
    def prepare(connection: Connection) -> int:
        anna, bek = met(connection, ANNA[1:], BEK[1:])
        if what == "merged":
            joined(connection, 1, anna, bek)
        elif what == "erased":
            erasure.forget(connection, bek, AT)
        return bek if what != "nobody" else 10**6

    gone = await store.write(prepare)
    assert await store.write(lambda connection: glance.look(connection, {ANNA}, {gone}, set())) is None
    assert await store.write(lambda connection: glance.look(connection, {ANNA}, set(), set())) is not None


@pytest.mark.parametrize("last", [False, True])
async def test_it_is_written_only_where_every_version_is_the_one_seen(store: PostgresStore, *, last: bool) -> None:
    anna, bek = await store.write(lambda connection: met(connection, ANNA[1:], BEK[1:]))

    def work(connection: Connection, versions: dict[int, int], number: int) -> None:
        event = filled(t.events, number, "x", AT) | {"lead_id": anna, "workspace_id": WS}
        stored = glance.look(connection, {ANNA, BEK}, set(), set())
        assert stored is not None
        rows = [road.saving(stored.held.values(), AT), road.adding(t.events, [event])]
        write_if_same(connection, rows, versions, last=last)

    def kept(connection: Connection) -> tuple[list[int], list[int]]:
        versions = select(t.leads.c.version).order_by(t.leads.c.id)
        events = select(t.events.c.id).order_by(t.events.c.id)
        return list(connection.execute(versions).scalars()), list(connection.execute(events).scalars())

    await store.write(lambda connection: work(connection, {anna: 0, bek: 0}, 1))
    assert await store.read(kept) == ([1, 1], [1])
    for wrong in ({anna: 1, bek: 0}, {anna: 1, bek: 1, 10**6: 0}):
        with pytest.raises(StorageBusy, match="changed by another process"):
            await store.write(lambda connection, wrong=wrong: work(connection, wrong, 2))  # type: ignore[misc]
    with pytest.raises(StorageBusy):
        await store.write(lambda connection: work(connection, {anna: 1, bek: 1}, 1))  # an event of this number is there
    assert await store.read(kept) == ([1, 1], [1])
    await store.write(lambda connection: write_if_same(connection, [road.adding(t.events, [])], {anna: 7}, last=last))


async def test_what_failed_without_locks_is_done_once_more_with_them(store: PostgresStore) -> None:
    might: list[bool] = []

    def work(connection: Connection) -> str:
        might.append(glance.may_look(connection))
        if might[-1]:
            raise Changed("somebody was quicker")
        return "done"

    assert await store.write(work) == "done"
    assert might == [True, False]
    assert (
        await store.write(lambda connection: connection.exec_driver_sql("SELECT 1") and glance.may_look(connection))
        is False
    )
    assert await store.read(glance.may_look) is False


async def test_on_sqlite_there_is_nothing_to_look_past(tmp_path: Any) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    assert await store.write(glance.may_look) is False
    await store.close()


# --- what another process does between the look and the write


def others_do(what: str, anna: int, bek: int) -> Callable[[Connection], object]:
    """Something that happens to Anna's lead."""

    def work(connection: Connection) -> object:
        if what == "joined":
            return joined(connection, 1, bek, anna)
        if what == "parted":
            return people.part(connection, 1, "Dana", AT)
        if what == "erased":
            return erasure.forget(connection, anna, AT)
        text = {"heard the same": "Не включается", "answered": "завтра"}[what]
        event_id = "e1" if what == "heard the same" else "e2"
        return a_batch(8).apply(connection, [heard("web", "anna", event_id, text=text)], [])

    return work


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Store, Callable[[Connection], object]], list[str]]:
    """Have another process do something once, after our look."""

    def arrange(other: Store, work: Callable[[Connection], object]) -> list[str]:
        done: list[str] = []
        look = glance.look

        def looked(*asked: Any) -> Any:
            seen = look(*asked)
            if not done:
                done.append("done")
                await_only(other.write(work))
            return seen

        monkeypatch.setattr(glance, "look", looked)
        return done

    return arrange


@pytest.mark.parametrize("what", ["heard the same", "answered", "joined", "parted", "erased"])
async def test_what_was_changed_after_the_look_is_decided_anew(
    store: PostgresStore, new_postgres: Callable[[], str], between: Any, what: str
) -> None:
    other = await open_store(store._url)
    anna, bek = await store.write(lambda connection: met(connection, ANNA[1:], BEK[1:]))
    if what == "parted":
        await store.write(lambda connection: joined(connection, 1, bek, anna))
    done = between(other, others_do(what, anna, bek))
    filings: list[Filing] = [heard("web", "anna", "e1", text="Не включается")]
    tried: list[bool] = []

    def work(connection: Connection) -> Any:
        tried.append(glance.may_look(connection))
        return a_batch(3).apply(connection, filings, [])

    outcome = await store.write(work)
    assert done
    assert tried == [True, False]
    await other.close()

    def facts(connection: Connection) -> tuple[int, list[str], list[str]]:
        said = select(t.messages.c.text, t.messages.c.author).order_by(t.messages.c.id)
        rows = connection.execute(said).all()
        return (
            connection.execute(select(func.count()).select_from(t.inbox)).scalar_one(),
            [row.text for row in rows if row.author == "lead"],
            [row.text for row in rows if row.author == "bot"],
        )

    in_inbox, from_lead, from_bot = await store.read(facts)
    assert await store.read(unhandled) == 0
    whose = await store.read(lambda connection: road.find_leads(connection, [ANNA]))
    if what == "heard the same":
        assert (in_inbox, from_lead) == (1, ["Не включается"])
        assert outcome.letters == []
    elif what == "answered":
        assert (in_inbox, sorted(from_lead)) == (2, ["Не включается", "завтра"])
        assert len(from_bot) >= len(outcome.changed) + 1  # the other process has the first answer to send, so both
    elif what == "erased":
        assert whose[ANNA] != anna  # somebody new: of the one erased nothing may be written any more
        assert (in_inbox, from_lead) == (1, ["Не включается"])
    else:
        assert whose[ANNA] == (bek if what == "joined" else anna)
        assert (in_inbox, from_lead) == (1, ["Не включается"])
    assert len(set(from_bot)) == len(from_bot)


async def test_a_stranger_whom_two_meet_at_once_is_one_lead(store: PostgresStore, between: Any) -> None:
    other = await open_store(store._url)
    between(
        other, lambda connection: a_batch(8).apply(connection, [heard("web", "anna", "e0", text="Здравствуйте")], [])
    )
    filings: list[Filing] = [
        heard("web", "anna", "e1", text="Не включается"),
        heard("web", "dina", "e2", text="Привет"),
    ]
    await store.write(lambda connection: a_batch(3).apply(connection, filings, []))
    await other.close()
    assert len(await store.read(living)) == 2
    assert await store.read(unhandled) == 0
    assert await store.read(lambda at: at.execute(select(func.count()).select_from(t.identities)).scalar()) == 2
    assert await store.read(lambda at: at.execute(select(func.count()).select_from(merges)).scalar()) == 0


async def test_a_stranger_is_written_as_they_are_after_their_first_words(store: PostgresStore) -> None:
    """The same as with locks, where they are made first and changed then."""
    found: list[Any] = []
    for name, locked in (("anna", False), ("dina", True)):

        def work(connection: Connection, name: str = name, locked: bool = locked) -> Any:
            if locked:
                connection.exec_driver_sql("SELECT 1")
            return a_batch(3).apply(
                connection, [heard("web", name, f"e-{name}", text="Не включается, залил водой")], []
            )

        await store.write(work)

        def look(connection: Connection, name: str = name) -> Any:
            lead_id = road.find_leads(connection, [(WS, "web", name)])[WS, "web", name]
            row = connection.execute(select(t.leads).where(t.leads.c.id == lead_id)).one()._asdict()
            held = road.load_leads(connection, [lead_id])[lead_id].lead
            known = {fact: told.value for fact, told in held.facts.items()}
            identity = connection.execute(select(t.identities).where(t.identities.c.lead_id == lead_id)).one()._asdict()
            kept = {key: value for key, value in row.items() if key not in {"id", "state"}}
            address = {key: identity[key] for key in ("workspace_id", "channel", "display_name", "created_at")}
            return kept, known, held.asked, address, identity["chat"] == name

        found.append(await store.read(look))
    assert found[0] == found[1]
    assert found[0][0]["version"] == 1


async def test_who_may_say_more_is_kept_and_answered_later(store: PostgresStore) -> None:
    batch = a_batch(3)
    batch._burst = timedelta(seconds=5)
    outcome = await store.write(
        lambda connection: batch.apply(connection, [heard("web", "anna", "e1", text="Не включается")], [])
    )
    ((lead_id, due),) = outcome.later
    assert due == AT + timedelta(seconds=5)
    stored = await store.read(lambda connection: road.load_leads(connection, [lead_id])[lead_id])
    assert (stored.version, stored.lead.id) == (0, lead_id)
    rows = await store.read(lambda connection: road.waiting(connection, [lead_id]))
    assert [row.lead_id for row in rows[lead_id]] == [lead_id]


# --- what the server may still do after the connection broke


async def test_what_a_broken_connection_was_writing_is_done_or_not_before_anybody_looks(store: PostgresStore) -> None:
    """The statement is a transaction of its own: the server would finish it long after we gave it up."""
    slowly = """
        WITH nap AS (SELECT pg_sleep(1))
        INSERT INTO workspaces (id, name, created_at) SELECT 2, 'late', now() FROM nap
    """

    def count(connection: Connection) -> int:
        return int(connection.execute(select(func.count()).select_from(t.workspaces)).scalar_one())

    def work(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        asyncio.get_running_loop().call_later(0.3, driver.terminate)  # as when a network goes: nothing is called off
        lines.alone(connection, slowly, [])

    with pytest.raises(StorageBusy):
        await store.write(work)
    at_once = await store.write(count)
    await asyncio.sleep(1.5)
    assert await store.write(count) == at_once == 1


async def test_a_session_that_is_over_already_holds_nobody_up(store: PostgresStore) -> None:
    def cut(connection: Connection) -> None:
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with suppress(StorageBusy):
        await store.write(cut)
    assert await asyncio.wait_for(store.write(living), 5) == []
    assert store._writers._broken == set()
