"""Slow work is done at least once, its result is written once, and trouble in one piece is no trouble for another."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from bot import inbox
from bot.clock import Clock
from bot.effects import Duty, Effect, EffectContext, Effects, Handler, Hopeless, Pace, TryLater
from bot.effects_filing import AttentiveStore
from bot.filings import LookAgain
from fsm.events import Blocked
from fsm.storage import effects
from fsm.storage import tables as t
from fsm.storage.effect_tables import effects as table
from fsm.storage.store import StorageBusy, Store, Work

QUICK = Pace(sweep=0.05, lease=0.6, at_once=4)
Runner = Callable[..., contextlib.AbstractAsyncContextManager[Effects]]


async def file(store: Store, *keys: str, kind: str = "scrape", body: dict[str, Any] | None = None) -> None:
    now = Clock().now()

    def work(connection: Connection) -> None:
        for key in keys:
            effects.file_effect(connection, workspace_id=1, kind=kind, key=key, body=body or {}, due_at=now, now=now)

    await store.write(work)


async def rows(store: Store) -> dict[str, Any]:
    found = await store.read(lambda connection: connection.execute(select(table)).all())
    return {row.key: row for row in found}


async def until(store: Store, key: str, state: str, within: float = 10.0) -> Any:
    async with asyncio.timeout(within):
        while (await rows(store))[key].state != state:
            await asyncio.sleep(0.02)
    return (await rows(store))[key]


@contextlib.asynccontextmanager
async def working(
    store: Store,
    duties: Mapping[str, Handler | Duty],
    *,
    worker: str = "w",
    pace: Pace = QUICK,
    looked: list[LookAgain] | None = None,
) -> AsyncIterator[Effects]:
    def look(leads: Sequence[LookAgain]) -> None:
        if looked is not None:
            looked.extend(leads)

    runner = Effects(store, Clock(), duties, worker=worker, look=look, pace=pace)
    task = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def double(effect: Effect, context: EffectContext) -> dict[str, Any] | None:
    assert context.now().tzinfo is not None
    return {"twice": effect.body.get("n", 0) * 2}


async def test_filed_work_is_done_and_its_result_kept(store: Store) -> None:
    async with working(store, {"scrape": double}):
        await file(store, "a", body={"n": 21})
        row = await until(store, "a", "done")
        assert (row.result, row.tries, row.error) == ('{"twice":42}', 1, None)


async def test_filing_wakes_the_worker_at_once(store: Store) -> None:
    attentive = AttentiveStore(store)
    async with working(attentive, {"scrape": double}, pace=Pace(sweep=60)) as runner:
        await asyncio.sleep(0.1)  # it has looked, and would look again in a minute
        attentive.on_filed.append(lambda _ids: runner.wake())
        await file(attentive, "a")
        await until(store, "a", "done", within=5)


async def test_a_transaction_that_fails_wakes_nobody(store: Store) -> None:
    attentive = AttentiveStore(store)
    heard: list[int] = []
    attentive.on_filed.append(heard.extend)

    def work(connection: Connection) -> None:
        now = Clock().now()
        effects.file_effect(connection, workspace_id=1, kind="x", key="lost", body={}, due_at=now, now=now)
        raise RuntimeError("afterwards")

    with pytest.raises(RuntimeError):
        await attentive.write(work)
    await attentive.write(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
    assert heard == []
    await file(attentive, "kept")
    assert len(heard) == 1


async def test_one_kinds_trouble_does_not_stop_another(store: Store) -> None:
    async def broken(effect: Effect, context: EffectContext) -> None:
        raise ZeroDivisionError("a bug")

    async with working(store, {"bad": Duty(broken, tries=1), "scrape": double}):
        await file(store, "a", kind="bad")
        await file(store, "b")
        assert (await until(store, "a", "parked")).error == "ZeroDivisionError: a bug"
        await until(store, "b", "done")


async def test_work_that_takes_too_long_is_stopped(store: Store) -> None:
    stopped = asyncio.Event()

    async def slow(effect: Effect, context: EffectContext) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.set()
            raise

    async with working(store, {"scrape": Duty(slow, seconds=0.1, tries=1)}):
        await file(store, "a")
        assert (await until(store, "a", "parked")).error == "took longer than 0.1 s"
        assert stopped.is_set()


async def test_a_handlers_own_time_out_is_told_as_what_it_is(store: Store) -> None:
    async def refused(effect: Effect, context: EffectContext) -> None:
        raise TimeoutError("the site did not answer")

    async with working(store, {"scrape": Duty(refused, tries=1)}):
        await file(store, "a")
        assert (await until(store, "a", "parked")).error == "TimeoutError: the site did not answer"


async def test_what_cannot_work_is_parked_at_once(store: Store) -> None:
    async def hopeless(effect: Effect, context: EffectContext) -> None:
        raise Hopeless("no such page")

    async with working(store, {"scrape": hopeless}):
        await file(store, "a")
        row = await until(store, "a", "parked")
        assert (row.tries, row.error) == (1, "no such page")


async def test_a_network_that_asks_to_wait_is_obeyed(store: Store) -> None:
    asked: list[int] = []

    async def limited(effect: Effect, context: EffectContext) -> None:
        asked.append(effect.tries)
        if len(asked) < 3:
            raise TryLater(0.1)

    async with working(store, {"scrape": Duty(limited, tries=1)}):
        await file(store, "a")
        await until(store, "a", "done")
        assert asked == [1, 1, 1]


async def lead_in(store: Store) -> int:
    now = Clock().now()
    lead = {"workspace_id": 1, "state": b"{}", "stage": "new", "language": "ru", "version": 1}
    added = insert(t.leads).values(lead | {"created_at": now, "updated_at": now}).returning(t.leads.c.id)
    return await store.write(lambda connection: int(connection.execute(added).scalar_one()))


async def test_a_result_reaches_the_lead_in_the_transaction_that_ends_the_work(store: Store) -> None:
    lead_id = await lead_in(store)
    looked: list[LookAgain] = []

    async def asks(effect: Effect, context: EffectContext) -> dict[str, Any] | None:
        def done(connection: Connection, result: dict[str, Any] | None) -> None:
            assert result == {"found": 1}
            context.tell(connection, lead_id, Blocked(at=context.now()))

        context.on_done(done)
        return {"found": 1}

    async with working(store, {"scrape": asks}, looked=looked):
        await file(store, "a")
        row = await until(store, "a", "done")
    heard = await store.read(lambda connection: connection.execute(select(t.inbox)).all())
    assert [(found.source, found.external_id, found.lead_id) for found in heard] == [
        ("scrape", f"{row.id}:{lead_id}", lead_id)
    ]
    assert isinstance(inbox.decode(heard[0].body), inbox.Happened)
    assert looked == [LookAgain(lead_id)]


async def test_a_result_that_cannot_be_written_leaves_nothing_behind(store: Store) -> None:
    lead_id = await lead_in(store)

    async def asks(effect: Effect, context: EffectContext) -> dict[str, Any] | None:
        def done(connection: Connection, _result: object) -> None:
            context.tell(connection, lead_id, Blocked(at=context.now()))
            raise RuntimeError("cannot be written")

        context.on_done(done)
        return {"found": 1}

    async with working(store, {"scrape": Duty(asks, tries=1)}):
        await file(store, "a")
        assert (await until(store, "a", "parked")).error == "RuntimeError: cannot be written"
    assert await store.read(lambda connection: connection.execute(select(t.inbox)).all()) == []


async def test_long_work_keeps_its_lease(store: Store) -> None:
    runs: list[str] = []

    def by(name: str) -> Handler:
        async def slow(effect: Effect, context: EffectContext) -> None:
            runs.append(name)
            await asyncio.sleep(1.5)  # two leases and a half

        return slow

    async with working(store, {"scrape": by("one")}, worker="one"):
        await file(store, "a")
        async with working(store, {"scrape": by("two")}, worker="two"):
            assert (await until(store, "a", "done")).tries == 1
    assert len(runs) == 1


async def test_what_a_dead_worker_held_goes_on_elsewhere_after_its_lease(store: Store) -> None:
    await file(store, "a")
    lease = timedelta(seconds=QUICK.lease)
    dead = await store.write(lambda c: effects.claim(c, ("scrape",), "dead", Clock().now(), lease, 1))
    began = asyncio.get_running_loop().time()
    async with working(store, {"scrape": double}):
        row = await until(store, "a", "done")
        assert row.tries == 2
        assert asyncio.get_running_loop().time() - began < QUICK.lease + 1
    assert await store.write(lambda c: effects.finish(c, dead[0], {"late": True}, Clock().now())) is False


async def test_a_stop_gives_work_back_for_another_to_begin_at_once(store: Store) -> None:
    begun = asyncio.Event()

    async def long(effect: Effect, context: EffectContext) -> None:
        begun.set()
        await asyncio.sleep(60)

    async with working(store, {"scrape": long}, worker="one"):
        await file(store, "a")
        await begun.wait()
    row = (await rows(store))["a"]
    assert (row.state, row.tries, row.error) == ("new", 0, "interrupted")
    async with working(store, {"scrape": double}, worker="two"):
        await until(store, "a", "done", within=2)


class SlowToAnswer:
    """A database whose commits are kept at once and told of late."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.kept = asyncio.Event()

    async def write(self, work: Work[Any]) -> Any:
        result = await self._store.write(work)
        self.kept.set()
        await asyncio.sleep(0.2)
        return result

    async def read(self, work: Work[Any]) -> Any:
        return await self._store.read(work)


async def test_what_was_being_taken_at_a_stop_is_given_back_too(store: Store) -> None:
    slow = SlowToAnswer(store)
    await file(store, "a")
    async with working(slow, {"scrape": double}):  # type: ignore[arg-type]
        await slow.kept.wait()
        assert (await rows(store))["a"].state == "running"
    row = (await rows(store))["a"]
    assert (row.state, row.tries) == ("new", 0)


async def test_a_stalled_worker_stops_when_another_has_its_work(store: Store) -> None:
    begun, stopped = asyncio.Event(), asyncio.Event()

    async def long(effect: Effect, context: EffectContext) -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.set()
            raise

    async with working(store, {"scrape": long}, worker="one"):
        await file(store, "a")
        await begun.wait()
        later = Clock().now() + timedelta(seconds=60)
        lease = timedelta(seconds=60)
        (taken,) = await store.write(lambda c: effects.claim(c, ("scrape",), "two", later, lease, 1))
        async with asyncio.timeout(3):
            await stopped.wait()
    row = (await rows(store))["a"]
    assert (row.state, row.worker, row.tries) == ("running", "two", taken.tries)


async def test_only_so_many_run_at_once_and_a_crowded_kind_leaves_room(store: Store) -> None:
    now = most = 0
    kinds: list[str] = []

    async def counted(effect: Effect, context: EffectContext) -> None:
        nonlocal now, most
        now, most = now + 1, max(most, now + 1)
        kinds.append(effect.kind)
        await asyncio.sleep(0.05)
        now -= 1

    await file(store, *(f"a{number}" for number in range(10)), kind="crowd")
    await file(store, "b", kind="single")
    duties = {"crowd": Duty(counted, at_once=2), "single": Duty(counted)}
    async with working(store, duties, pace=Pace(sweep=0.05, at_once=3)):
        for number in range(10):
            await until(store, f"a{number}", "done")
        await until(store, "b", "done")
    assert most == 3
    assert "single" in kinds[:3]


class Away:
    """A store whose database goes away now and then."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.lanes = store.lanes
        self.away = False

    async def write(self, work: Work[Any]) -> Any:
        if self.away:
            raise StorageBusy("away")
        return await self._store.write(work)

    async def read(self, work: Work[Any]) -> Any:
        if self.away:
            raise StorageBusy("away")
        return await self._store.read(work)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


async def test_a_result_waits_for_a_database_that_is_away(store: Store) -> None:
    flaky = Away(store)

    async def cuts(effect: Effect, context: EffectContext) -> dict[str, Any] | None:
        flaky.away = True
        return {"n": 1}

    async with working(flaky, {"scrape": cuts}, pace=Pace(sweep=0.05, lease=60)):
        await file(store, "a")
        async with asyncio.timeout(5):
            while not flaky.away:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.7)
        flaky.away = False
        assert (await until(store, "a", "done")).result == '{"n":1}'
