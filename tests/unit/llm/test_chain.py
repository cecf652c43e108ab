"""Models behind each other: in order, within the time, within the money, and with a fuse each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from bot.llm import Call, Chain, Price
from bot.llm_breaker import Breaker
from bot.llm_litellm import LitellmCall, installed
from bot.llm_spend import Spend
from fsm.reading.llm import Unavailable
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
async def chain(models: FakeModels, clock: StillClock) -> AsyncIterator[Make]:
    made: list[Chain] = []

    def make(*names: str, call: Call | None = None, day: float = 100.0, lead: float = 100.0, **more: float) -> Chain:
        spend = Spend(day, lead, clock.now)
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


async def test_the_purse_warns_at_each_step_and_opens_anew_each_day(clock: StillClock) -> None:
    spend = Spend(1.0, 1.0, clock.now)
    spend.recall(0.6)
    assert spend.reserve(1, 0.4)
    assert not spend.reserve(2, 0.01)
    spend.settle(1, 0.4, 0.1)
    assert spend.today == pytest.approx(0.7)
    clock.forward(days=1)
    assert spend.today == 0
    assert spend.allows(1)


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
