"""Models behind each other: in order, within the time, within the money, and with a fuse each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.llm import Call, Chain, Price
from bot.llm_breaker import Breaker
from bot.llm_ledger import model_spend
from bot.llm_litellm import LitellmCall, installed
from bot.llm_spend import Spend
from fsm.reading.llm import Unavailable
from fsm.storage.schema import open_store
from fsm.storage.store import Store
from tests.conftest import StillClock
from tests.fakes.llm import FakeModels, PlainCall, form

Make = Callable[..., Chain]


def fits(text: str) -> bool:
    return text.startswith("{") and text.endswith("}")


@pytest.fixture
async def models() -> AsyncIterator[FakeModels]:
    server = FakeModels()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def purse(tmp_path: Path) -> AsyncIterator[Store]:
    """A database for what models cost; of the small kind, where the kind does not matter."""
    opened = await open_store(f"sqlite:///{tmp_path / 'purse.db'}")
    yield opened
    await opened.close()


@pytest.fixture
async def chain(models: FakeModels, clock: StillClock, purse: Store) -> AsyncIterator[Make]:
    made: list[Chain] = []

    def make(*names: str, call: Call | None = None, day: float = 100.0, lead: float = 100.0, **more: float) -> Chain:
        spend = Spend(purse, day, lead, clock.now)
        wire = call or PlainCall(models.url)
        seconds = more.get("seconds", 2.0)
        usual = Price(more.get("told", 5.0), more.get("answered", 15.0))
        made.append(Chain(names or ("one",), wire, spend, clock.now, seconds=seconds, usual=usual))
        return made[-1]

    yield make
    for each in made:
        await each.close()


@pytest.mark.parametrize("trouble", ["hang", "drip", "429", "500", "empty", "cut", "huge", "not_json", "no_choices"])
async def test_whatever_goes_wrong_is_unavailable_within_the_time(
    chain: Make, models: FakeModels, trouble: str
) -> None:
    asked = chain(seconds=0.4)
    await asked.open()
    models.trouble = trouble
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await asked.ask(1, "s", "u", fits)
    assert time.monotonic() - began < 1


async def test_the_next_model_answers_when_the_first_hangs(chain: Make, models: FakeModels) -> None:
    asked = chain("bad", "good", seconds=1.0)
    await asked.open()
    models.answer = lambda request: form() if request["model"] == "good" else "no form"
    answer = await asked.ask(1, "s", "u", fits)
    assert answer.model == "good"
    assert [request["model"] for request in models.ledger] == ["bad", "good"]


async def test_the_same_question_costs_once_an_hour(chain: Make, models: FakeModels, clock: StillClock) -> None:
    asked = chain()
    await asked.open()
    first = await asked.ask(1, "s", "u", fits)
    again = await asked.ask(2, "s", "u", fits)
    assert (first.usd, again.usd, again.text) == (pytest.approx(0.004), 0.0, first.text)
    clock.forward(minutes=61)
    await asked.ask(1, "s", "u", fits)
    assert len(models.ledger) == 2


async def test_after_five_failures_a_model_is_left_alone_and_then_tried_once(
    chain: Make, models: FakeModels, clock: StillClock
) -> None:
    asked = chain()
    await asked.open()
    models.trouble = "500"
    for number in range(8):
        with pytest.raises(Unavailable):
            await asked.ask(1, "s", f"u{number}", fits)
    assert len(models.ledger) == 5
    assert not asked.ready(1)
    clock.forward(seconds=61)
    models.trouble = ""
    assert asked.ready(1)
    await asked.ask(1, "s", "u", fits)
    await asked.ask(1, "s", "v", fits)
    assert len(models.ledger) == 7


async def test_a_hundred_calls_at_once_do_not_pass_the_cap(chain: Make, models: FakeModels) -> None:
    asked = chain(day=0.1, seconds=5.0)  # a reservation is a little over 0.009
    await asked.open()
    models.delay = 0.05
    models.usage = {"prompt_tokens": 1_000_000, "completion_tokens": 0, "total_tokens": 1_000_000}
    ways = await asyncio.gather(*(asked.ask(n, "s", f"u{n}", fits) for n in range(100)), return_exceptions=True)
    assert len(models.ledger) <= 11
    assert sum(isinstance(way, Unavailable) for way in ways) >= 89
    assert not asked.ready(1)


async def test_one_lead_cannot_drain_the_day(chain: Make, models: FakeModels) -> None:
    asked = chain(lead=0.02)
    await asked.open()
    ways = await asyncio.gather(*(asked.ask(1, "s", f"u{n}", fits) for n in range(20)), return_exceptions=True)
    assert {str(way) for way in ways if isinstance(way, Unavailable)} == {"spent"}
    assert len(models.ledger) <= 5
    await asked.ask(2, "s", "of another", fits)


async def test_two_programs_on_one_database_share_the_cap(
    store: Store, database_url: str, models: FakeModels, clock: StillClock
) -> None:
    other = store if database_url.startswith("sqlite") else await open_store(database_url)
    spends = [Spend(each, 0.1, 100.0, clock.now) for each in (store, other)]
    chains = [
        Chain(["one"], PlainCall(models.url), spend, clock.now, seconds=8.0, usual=Price(5, 15)) for spend in spends
    ]
    models.delay = 0.05
    models.usage = None  # what is not counted costs its reservation, so the sums only grow
    for each in chains:
        await each.open()
    calls = (chains[n % 2].ask(n + 1, "s", f"u{n}", fits) for n in range(100))
    ways = await asyncio.gather(*calls, return_exceptions=True)
    refused = [str(way) for way in ways if isinstance(way, Unavailable)]
    usd = sum(way.usd for way in ways if not isinstance(way, BaseException))
    assert len(models.ledger) == 11  # a reservation is a little over 0.009
    assert set(refused) == {"spent"}
    assert len(refused) == 89
    assert [await spend.look() for spend in spends] == [pytest.approx(usd, abs=1e-6)] * 2
    assert usd <= 0.1
    for each in chains:
        await each.close()
    if other is not store:
        await other.close()


async def test_a_restart_forgets_neither_the_day_nor_a_lead(store: Store, clock: StillClock) -> None:
    before = Spend(store, 1.0, 0.5, clock.now)
    held = await before.reserve(1, 0.4)
    assert held is not None
    await before.settle(held, 0.3)
    after = Spend(store, 1.0, 0.5, clock.now)
    assert await after.look() == pytest.approx(0.3)
    assert await after.reserve(1, 0.21) is None
    assert await after.look() == pytest.approx(0.3)
    assert await after.reserve(1, 0.2) is not None
    assert not after.allows(1)
    assert await after.reserve(2, 0.5) is not None
    assert await after.reserve(3, 0.01) is None
    assert not after.allows(3)


async def test_what_another_program_gives_back_is_seen_in_time(store: Store, clock: StillClock) -> None:
    one, other = (Spend(store, 1.0, 1.0, clock.now) for _ in range(2))
    held = await one.reserve(1, 1.0)
    assert held is not None
    assert await other.reserve(2, 0.1) is None
    assert not other.allows(2)
    await one.settle(held, 0.1)
    clock.forward(seconds=31)
    assert other.allows(2)
    assert await other.reserve(2, 0.9) is not None


async def test_each_day_has_its_page_and_a_call_over_midnight_stays_on_its_own(store: Store, clock: StillClock) -> None:
    spend = Spend(store, 1.0, 1.0, clock.now)
    held = await spend.reserve(1, 1.0)
    assert held is not None
    assert not spend.allows(1)
    clock.forward(days=1)
    assert spend.allows(1)
    assert await spend.reserve(1, 0.6) is not None
    await spend.settle(held, 0.2)
    assert await spend.look() == pytest.approx(0.6)
    clock.forward(days=2)
    assert await spend.reserve(5, 0.1) is not None
    kept = await store.read(lambda connection: connection.execute(select(model_spend)).all())
    assert sorted((row.about, row.nano_usd) for row in kept) == [
        (0, 100_000_000),
        (0, 200_000_000),
        (0, 600_000_000),
        (5, 100_000_000),
    ]


def test_a_fuse_lets_one_trial_through(clock: StillClock) -> None:
    fuse = Breaker(clock.now)
    assert [fuse.failed() for _ in range(5)] == [False, False, False, False, True]
    assert not fuse.begin()
    clock.forward(seconds=60)
    assert fuse.closed
    assert fuse.begin()
    assert not fuse.begin()
    fuse.worked()
    assert fuse.begin()


@pytest.mark.skipif(not installed(), reason="litellm is an extra and not installed here")
@pytest.mark.filterwarnings("ignore")
async def test_the_real_wire_speaks_to_a_server_and_gives_up_in_time(models: FakeModels, chain: Make) -> None:
    wire = LitellmCall(models.url, None)
    asked = chain("openai/fake", call=wire, seconds=4.0)
    await asked.open()
    answer = await asked.ask(1, "s", "u", fits)
    assert (answer.text, answer.usd) == (form(), pytest.approx(0.004))
    assert models.ledger[0]["messages"][1]["content"] == "u"
    for trouble in ("hang", "drip", "500", "empty"):
        models.trouble = trouble
        began = time.monotonic()
        with pytest.raises(Unavailable):
            await chain("openai/fake", call=wire, seconds=0.5).ask(1, "s", trouble, fits)
        assert time.monotonic() - began < 2
