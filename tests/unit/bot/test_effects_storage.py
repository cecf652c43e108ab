"""Slow work in the database: filed once, held by one, handed on when its holder goes silent, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from fsm.storage import effects
from fsm.storage.effect_tables import effects as table
from fsm.storage.effects import Effect
from fsm.storage.schema import open_store
from fsm.storage.store import Store
from tests.conftest import StillClock

LEASE = timedelta(seconds=6)


def filing(key: str, now: datetime, kind: str = "scrape", wait: float = 0) -> Callable[[Connection], int | None]:
    due = now + timedelta(seconds=wait)
    body = {"url": "https://example.kz", "n": 1}
    return lambda connection: effects.file_effect(
        connection, workspace_id=1, kind=kind, key=key, body=body, due_at=due, now=now
    )


async def claimed(store: Store, worker: str, now: datetime, limit: int = 10, *kinds: str) -> list[Effect]:
    return await store.write(lambda c: effects.claim(c, kinds or ("scrape",), worker, now, LEASE, limit))


async def test_a_key_is_filed_once(store: Store, clock: StillClock) -> None:
    assert await store.write(filing("a", clock.now())) is not None
    assert await store.write(filing("a", clock.now())) is None
    assert await store.write(filing("b", clock.now())) is not None


async def test_what_is_filed_in_a_transaction_that_fails_was_never_filed(store: Store, clock: StillClock) -> None:
    def work(connection: Connection) -> None:
        filing("a", clock.now())(connection)
        raise RuntimeError("afterwards")

    with pytest.raises(RuntimeError):
        await store.write(work)
    assert await claimed(store, "w", clock.now()) == []


async def test_only_what_is_due_is_claimed_and_only_kinds_asked_for(store: Store, clock: StillClock) -> None:
    await store.write(filing("now", clock.now()))
    await store.write(filing("later", clock.now(), wait=60))
    await store.write(filing("other", clock.now(), kind="report"))
    assert await store.read(lambda c: effects.due_kinds(c, ("scrape", "report"), clock.now())) == ["report", "scrape"]
    (effect,) = await claimed(store, "w", clock.now())
    assert (effect.key, effect.body, effect.tries, effect.worker) == (
        "now",
        {"url": "https://example.kz", "n": 1},
        1,
        "w",
    )
    assert await claimed(store, "w", clock.now()) == []
    clock.forward(seconds=61)
    assert [found.key for found in await claimed(store, "x", clock.now())][-1] == "later"


async def test_a_silent_workers_effect_goes_to_another_and_its_late_result_is_refused(
    store: Store, clock: StillClock
) -> None:
    await store.write(filing("a", clock.now()))
    (first,) = await claimed(store, "one", clock.now())
    clock.forward(seconds=5)
    assert await store.write(lambda c: effects.renew(c, [first], clock.now() + LEASE)) == {first.id}
    clock.forward(seconds=5)
    assert await claimed(store, "two", clock.now()) == []
    clock.forward(seconds=2)
    (second,) = await claimed(store, "two", clock.now())
    assert (second.id, second.tries) == (first.id, 2)
    assert await store.write(lambda c: effects.renew(c, [first], clock.now() + LEASE)) == set()
    assert await store.write(lambda c: effects.finish(c, first, {"who": "one"}, clock.now())) is False
    assert await store.write(lambda c: effects.fail(c, first, "late", clock.now())) == ""
    assert await store.write(lambda c: effects.finish(c, second, {"who": "two"}, clock.now())) is True
    assert await store.read(lambda c: effects.result_of(c, 1, "a")) == ("done", {"who": "two"})
    assert await store.write(lambda c: effects.finish(c, second, {"who": "again"}, clock.now())) is False


async def test_failures_wait_longer_each_time_and_then_a_person_is_needed(store: Store, clock: StillClock) -> None:
    await store.write(filing("a", clock.now()))
    pauses = []
    for _ in range(3):
        (effect,) = await claimed(store, "w", clock.now())
        state = await store.write(lambda c, held=effect: effects.fail(c, held, "no route", clock.now(), tries=3))
        if state == effects.PARKED:
            break
        waited = 0
        while not await store.read(lambda c: effects.due_kinds(c, ("scrape",), clock.now())):
            clock.forward(seconds=1)
            waited += 1
        pauses.append(waited)
    assert pauses == [2, 4]
    (lost,) = await store.read(effects.parked)
    assert (lost.key, lost.tries, lost.error) == ("a", 3, "no route")
    assert await store.write(lambda c: effects.retry(c, lost.id, clock.now())) is True
    assert await store.write(lambda c: effects.retry(c, lost.id, clock.now())) is False
    assert len(await claimed(store, "w", clock.now())) == 1


async def test_being_asked_to_wait_is_no_failure(store: Store, clock: StillClock) -> None:
    await store.write(filing("a", clock.now()))
    again = timedelta(seconds=30)
    for _ in range(20):
        (effect,) = await claimed(store, "w", clock.now())
        state = await store.write(
            lambda c, held=effect: effects.fail(c, held, "429", clock.now(), tries=3, after=again)
        )
        assert state == effects.NEW
        clock.forward(seconds=31)


async def test_many_workers_at_once_never_share_an_effect(new_postgres: Callable[[], str], clock: StillClock) -> None:
    url = new_postgres()
    stores = [await open_store(url) for _ in range(3)]
    for number in range(40):
        await stores[0].write(filing(str(number), clock.now()))

    async def work(number: int) -> list[int]:
        mine: list[int] = []
        while found := await claimed(stores[number], str(number), clock.now(), 3):
            mine += [effect.id for effect in found]
        return mine

    hands = await asyncio.gather(*(work(number) for number in range(3)))
    everything = [effect_id for hand in hands for effect_id in hand]
    assert len(everything) == 40
    assert len(set(everything)) == 40
    for store in stores:
        await store.close()


async def test_a_period_is_served_once(store: Store, clock: StillClock) -> None:
    def claim(name: str, period: str) -> Callable[[Connection], bool]:
        return lambda connection: effects.claim_period(connection, 1, name, period, clock.now())

    assert not await store.read(lambda c: effects.ever_served(c, 1, "daily"))
    assert await store.write(claim("daily", "2026-11-21"))
    assert not await store.write(claim("daily", "2026-11-21"))
    assert await store.write(claim("daily", "2026-11-22"))
    assert await store.write(claim("weekly", "2026-11-21"))
    assert await store.read(lambda c: effects.ever_served(c, 1, "daily"))


async def test_a_period_whose_work_failed_is_free_again(store: Store, clock: StillClock) -> None:
    def fails(connection: Connection) -> None:
        assert effects.claim_period(connection, 1, "daily", "x", clock.now())
        raise RuntimeError("the work")

    with pytest.raises(RuntimeError):
        await store.write(fails)
    assert await store.write(lambda c: effects.claim_period(c, 1, "daily", "x", clock.now()))


async def test_done_work_can_be_forgotten_and_the_rest_stays(store: Store, clock: StillClock) -> None:
    await store.write(filing("old", clock.now()))
    (effect,) = await claimed(store, "w", clock.now())
    await store.write(lambda c: effects.finish(c, effect, None, clock.now()))
    clock.forward(days=40)
    await store.write(filing("young", clock.now()))
    assert await store.write(lambda c: effects.forget(c, clock.now() - timedelta(days=30))) == 1
    assert await store.read(lambda c: c.execute(select(table.c.key)).scalars().all()) == ["young"]


async def test_the_queue_is_counted_by_kind_and_state(store: Store, clock: StillClock) -> None:
    for number in range(3):
        await store.write(filing(str(number), clock.now()))
    await claimed(store, "w", clock.now(), 1)
    assert await store.read(effects.queue) == [
        ("scrape", "new", 2, clock.now()),
        ("scrape", "running", 1, clock.now()),
    ]
