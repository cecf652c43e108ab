"""Each period is served once: by one process of several, after a crash, with a clock that stumbles."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from sqlalchemy import Connection, insert, select

from bot.clock import Clock
from bot.filings import Inside, LookAgain
from bot.ticks import Tick, Ticks, begun
from fsm.events import Blocked
from fsm.storage import effects
from fsm.storage import tables as t
from fsm.storage.effect_tables import effects as table
from fsm.storage.effect_tables import periods
from fsm.storage.schema import open_store
from fsm.storage.store import Store
from tests.conftest import StillClock


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def files(name: str) -> Callable[[Connection, datetime], None]:
    """A job that files an effect without a key of its own per period, so that a double run would show."""

    def run(connection: Connection, period: datetime) -> None:
        count = len(connection.execute(select(table.c.id)).all())
        key, body = f"{name}-{count}", {"period": period.isoformat()}
        effects.file_effect(connection, workspace_id=1, kind=name, key=key, body=body, due_at=period, now=period)

    return run


async def ledger(store: Store) -> list[str]:
    found = await store.read(lambda connection: connection.execute(select(table.c.body).order_by(table.c.id)).all())
    return [row[0] for row in found]


async def at_once() -> None:
    """The lead is ours."""


def ticks(store: Store, clock: Clock, *jobs: Tick, looked: list[LookAgain] | None = None) -> Ticks:
    def look(leads: Sequence[LookAgain]) -> None:
        if looked is not None:
            looked.extend(leads)

    return Ticks(jobs, store, clock, lead=at_once, look=look)


def nothing(_connection: Connection, _period: datetime) -> None:
    """A job."""


@pytest.mark.parametrize(
    ("every", "zone", "now", "period"),
    [
        (60, "UTC", "2026-11-21 09:00:59", "2026-11-21 09:00:00"),
        (60, "UTC", "2026-11-21 09:01:00", "2026-11-21 09:01:00"),
        ("0 9 * * *", "UTC", "2026-11-21 09:00:00", "2026-11-21 09:00:00"),
        ("0 9 * * *", "UTC", "2026-11-21 08:59:59", "2026-11-20 09:00:00"),
        ("0 9 * * *", "Asia/Almaty", "2026-11-21 04:00:00", "2026-11-21 04:00:00"),
        ("0 9 * * mon", "UTC", "2026-11-21 12:00:00", "2026-11-16 09:00:00"),
        ("0 0 1 1 *", "UTC", "2026-11-21 12:00:00", "2026-01-01 00:00:00"),
        ("30 2 * * *", "Europe/Berlin", "2026-10-25 12:00:00", "2026-10-25 00:30:00"),
        ("30 2 * * *", "Europe/Berlin", "2026-10-25 01:15:00", "2026-10-24 00:30:00"),
        ("30 2 * * *", "Europe/Berlin", "2026-03-29 12:00:00", "2026-03-29 01:30:00"),
    ],
)
def test_the_period_that_is_now(every: float | str, zone: str, now: str, period: str) -> None:
    assert begun(Tick("x", every, nothing, zone), at(now)) == at(period)


def test_a_cron_line_that_never_comes_has_no_period() -> None:
    assert begun(Tick("x", "0 0 30 feb *", nothing), at("2026-11-21 09:00:00")) is None


async def test_a_period_is_served_once_whoever_ticks(store: Store, clock: StillClock) -> None:
    job = Tick("hourly", 3600, files("hourly"))
    one, two = ticks(store, clock, job), ticks(store, clock, job)
    assert [await one.beat(job), await two.beat(job), await one.beat(job)] == [True, False, False]
    clock.forward(hours=1)
    assert [await two.beat(job), await one.beat(job)] == [True, False]
    assert len(await ledger(store)) == 2


async def test_a_clock_set_back_repeats_nothing(store: Store, clock: StillClock) -> None:
    job = Tick("hourly", 3600, files("hourly"))
    for hours in (0, 1, -1, 1, 1):
        clock.forward(hours=hours)
        await ticks(store, clock, job).beat(job)
    assert len(await ledger(store)) == 3


async def test_what_was_missed_is_served_once_and_only_the_latest(store: Store, clock: StillClock) -> None:
    job = Tick("daily", "0 9 * * *", files("daily"))
    clock.at = at("2026-11-18 09:00:00")
    assert await ticks(store, clock, job).beat(job)
    clock.at = at("2026-11-21 11:30:00")
    assert await ticks(store, clock, job).beat(job)
    assert not await ticks(store, clock, job).beat(job)
    assert [body[11:36] for body in await ledger(store)] == ["2026-11-18T09:00:00+00:00", "2026-11-21T09:00:00+00:00"]


async def test_a_job_that_is_new_does_not_serve_what_was_before_it(store: Store, clock: StillClock) -> None:
    job = Tick("daily", "0 9 * * *", files("daily"))
    clock.at = at("2026-11-21 15:00:00")
    assert not await ticks(store, clock, job).beat(job)
    clock.at = at("2026-11-22 09:00:01")
    assert await ticks(store, clock, job).beat(job)
    assert len(await ledger(store)) == 1


async def test_events_reach_their_leads_in_the_same_transaction(store: Store, clock: StillClock) -> None:
    lead = {"workspace_id": 1, "state": b"{}", "stage": "new", "language": "ru", "version": 1}
    added = (
        insert(t.leads).values(lead | {"created_at": clock.now(), "updated_at": clock.now()}).returning(t.leads.c.id)
    )
    lead_id = await store.write(lambda connection: int(connection.execute(added).scalar_one()))

    def quiet(_connection: Connection, period: datetime) -> Sequence[Inside]:
        return [Inside(lead_id, "quiet", f"quiet:{lead_id}:{period:%H}", Blocked(at=period))]

    looked: list[LookAgain] = []
    job = Tick("quiet", 60, quiet)
    await ticks(store, clock, job, looked=looked).beat(job)
    assert looked == [LookAgain(lead_id)]
    heard = await store.read(lambda connection: connection.execute(select(t.inbox.c.lead_id)).all())
    assert [row[0] for row in heard] == [lead_id]


async def test_a_job_that_fails_is_tried_again_and_claims_nothing_meanwhile(store: Store, clock: StillClock) -> None:
    tries = 0

    def fails_once(connection: Connection, period: datetime) -> None:
        nonlocal tries
        tries += 1
        files("x")(connection, period)
        if tries == 1:
            raise RuntimeError("the disk")

    job = Tick("x", 3600, fails_once)
    assert await ticks(store, clock, job).beat(job)
    assert tries == 2
    assert len(await ledger(store)) == 1


@contextlib.asynccontextmanager
async def running(made: Ticks) -> AsyncIterator[None]:
    task = asyncio.create_task(made.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_time_itself_ticks(store: Store) -> None:
    job = Tick("second", 1, files("second"))
    async with running(ticks(store, Clock(), job)):
        await asyncio.sleep(3.2)
    found = await ledger(store)
    assert 3 <= len(found) <= 5
    assert len(set(found)) == len(found)


async def test_of_two_processes_one_ticks_and_the_other_takes_over(new_postgres: Callable[[], str]) -> None:
    url = new_postgres()
    stores = [await open_store(url) for _ in range(2)]
    members = [await store.join() for store in stores]
    job = Tick("second", 1, files("second"))
    made = [
        Ticks([job], store, Clock(), lead=lambda member=member: member.lead("ticks"), look=lambda _: None)
        for store, member in zip(stores, members, strict=True)
    ]
    async with running(made[1]):
        async with running(made[0]):
            await asyncio.sleep(2.5)
            assert sorted(one.leads for one in made) == [False, True]
            leader = next(number for number, one in enumerate(made) if one.leads)
            await members[leader].close()  # as a kill -9 does: the server sees the connection go
            await asyncio.sleep(3)
        assert all(one.leads for one in made)
    rows = await stores[0].read(lambda c: c.execute(select(periods.c.period).order_by(periods.c.period)).all())
    served = [datetime.fromisoformat(row[0]).timestamp() for row in rows]
    assert len(await ledger(stores[0])) == len(served)
    assert max(after - before for before, after in pairwise(served)) <= 5
    await members[1 - leader].close()
    for store in stores:
        await store.close()
