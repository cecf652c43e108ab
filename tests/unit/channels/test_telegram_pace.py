from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.contract import Outbound, Receipt, TryLater
from channels.telegram.adapter import TelegramChannel
from channels.telegram.config import TelegramConfig
from channels.telegram.pace import BULK, CARD, LIVE, Limits, Pace, Window
from tests.fakes import botapi_faults as faults
from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi_pace import Pace as ServerPace

SPEED = 6


def hurried() -> Limits:
    """Telegram's limits with all times six times shorter, and the same hair more for each."""
    plain = Limits()
    spans = {name: msgspec.structs.replace(limit, seconds=limit.seconds / SPEED + 0.02) for name, limit in _each(plain)}
    return msgspec.structs.replace(plain, **spans)


def _each(limits: Limits) -> list[tuple[str, object]]:
    return [(name, getattr(limits, name)) for name in ("overall", "private", "group")]


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as api:
        api.pace = ServerPace(SPEED)
        yield api
        assert not api.violations


@pytest.fixture
async def channel(api: FakeBotApi) -> AsyncIterator[TelegramChannel]:
    config = TelegramConfig(token=api.token, api_base=api.url)
    channel = TelegramChannel(config, pace=Pace(strict=True, limits=hurried()))
    yield channel
    await channel.close()


def to(chat: int, text: str = "hello", urgency: int = LIVE) -> Outbound:
    return Outbound(chat=str(chat), text=text, key="k", urgency=urgency)


async def test_a_thousand_recipients_and_no_refusal(api: FakeBotApi, channel: TelegramChannel) -> None:
    people = [api.person() for _ in range(1_000)]
    waiting = [asyncio.create_task(channel.send(to(person.id, urgency=BULK))) for person in people]
    lead, waits = api.person(), []
    for _ in range(20):
        await asyncio.sleep(1.2 / SPEED)
        began = time.monotonic()
        await channel.send(to(lead.id, "a reply"))
        waits.append(time.monotonic() - began)
    receipts = await asyncio.gather(*waiting)
    assert all(receipt.message_ids for receipt in receipts)
    assert [len(person.heard) for person in people] == [1] * 1_000
    assert api.pace is not None
    assert api.pace.refusals == 0
    assert max(waits) < 0.5, "replies do not queue behind what goes to many"


async def test_one_chat_takes_a_burst_and_then_one_a_second(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead, group = api.person(), api.group()
    began = time.monotonic()
    for _ in range(5):
        await channel.send(to(lead.id))
    assert time.monotonic() - began < 0.5
    await asyncio.gather(*(channel.send(to(lead.id)) for _ in range(5)))
    assert time.monotonic() - began > 5 / SPEED
    await asyncio.gather(*(channel.send(to(group.id, urgency=CARD)) for _ in range(18)))
    await channel.send(to(group.id))
    assert api.pace is not None
    assert api.pace.refusals == 0


async def test_a_refusal_of_what_goes_to_many_delays_no_reply(api: FakeBotApi, channel: TelegramChannel) -> None:
    api.faults.add("sendMessage", faults.too_many(3))
    with pytest.raises(TryLater) as later:
        await channel.send(to(api.person().id, urgency=BULK))
    assert later.value.seconds == 3
    refused = time.monotonic()
    more = asyncio.create_task(channel.send(to(api.person().id, urgency=BULK)))
    for urgency in (LIVE, CARD, LIVE):
        began = time.monotonic()
        await channel.send(to(api.person().id, urgency=urgency))
        assert time.monotonic() - began < 0.3
    await more
    assert 2.9 < time.monotonic() - refused < 3.5, "obeyed to the second, and no longer"


async def test_a_refused_chat_waits_as_long_as_it_was_told(api: FakeBotApi, channel: TelegramChannel) -> None:
    lead = api.person()
    api.faults.add("sendMessage", faults.too_many(1))
    with pytest.raises(TryLater):
        await channel.send(to(lead.id))
    began = time.monotonic()
    assert (await channel.send(to(lead.id))) != Receipt()
    assert 0.9 < time.monotonic() - began < 1.4


async def test_the_more_urgent_goes_first() -> None:
    pace = Pace(strict=True, limits=hurried())
    places = [pace.begin(str(chat), LIVE) for chat in range(30)]
    assert None not in places
    order: list[str] = []

    async def waits(name: str, urgency: int) -> None:
        place = await pace.turn(f"x{name}", urgency)
        order.append(name)
        pace.end(place)

    tasks = [asyncio.create_task(waits(*each)) for each in (("bulk", BULK), ("card", CARD), ("live", LIVE))]
    await asyncio.sleep(0)
    for place in places:
        assert place is not None
        pace.end(place)
    await asyncio.gather(*tasks)
    assert order == ["live", "card", "bulk"]


async def test_who_gives_up_waiting_leaves_nothing_behind() -> None:
    pace = Pace(strict=True, limits=hurried())
    places = [pace.begin("5", LIVE) for _ in range(5)]
    assert pace.begin("5", LIVE) is None
    waiting = asyncio.create_task(pace.turn("5", LIVE))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    for place in places:
        assert place is not None
        pace.end(place)
    assert not pace._waiting
    await asyncio.wait_for(pace.turn("5", LIVE), 3)


async def test_limits_that_are_learned_bind_replies_only_after_a_refusal() -> None:
    pace = Pace(strict=False, limits=hurried())
    assert all(pace.begin("5", LIVE) for _ in range(100))
    assert pace.begin("6", BULK) is None, "what goes to many counts all the others"
    pace.refused("7", BULK, 1)
    assert pace.begin("5", LIVE) is not None
    pace.refused("5", LIVE, 1)
    assert pace.begin("9", LIVE) is None


@given(
    st.lists(
        st.tuples(st.floats(0, 0.3), st.floats(0, 0.6), st.floats(0, 1), st.sampled_from((LIVE, CARD, BULK))),
        min_size=40,
        max_size=200,
    )
)
@settings(max_examples=40, deadline=None)
def test_the_server_never_counts_more_than_allowed(story: list[tuple[float, float, float, int]]) -> None:
    """Whenever between leaving and answer the server counts a message, no second holds more than 30."""
    now = 0.0
    pace = Pace(strict=True, clock=lambda: now)
    flying: list[tuple[float, Window]] = []
    counted: list[float] = []
    for number, (gap, latency, when, urgency) in enumerate(story):
        now += gap / 10
        for done, place in sorted(flying, key=lambda one: one[0]):
            if done <= now:
                flying.remove((done, place))
                pace.end(place)
        place = pace.begin(str(number), urgency)
        if place is not None:
            counted.append(now + latency * when)
            flying.append((now + latency, place))
    counted.sort()
    assert all(later - first >= 1.0 for first, later in zip(counted, itertools.islice(counted, 30, None), strict=False))


async def test_many_chats_are_not_remembered_for_ever() -> None:
    now = 0.0
    pace = Pace(strict=True, clock=lambda: now)
    for number in range(20_000):
        now += 1
        place = pace.begin(str(number), LIVE)
        assert place is not None
        pace.end(place)
    assert len(pace._chats) <= 4_096


@pytest.mark.parametrize(
    ("base", "pace", "strict"), [(None, None, True), ("http://x", None, False), ("http://x", "strict", True)]
)
def test_the_official_server_is_kept_to_from_the_start(base: str | None, pace: str | None, strict: bool) -> None:
    assert TelegramConfig(token="1:" + "a" * 30, api_base=base, pace=pace).paces_strictly is strict
