from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import structlog

from channels.contract import Kind, Misconfigured
from channels.telegram.adapter import TelegramChannel
from channels.telegram.config import TelegramConfig
from channels.telegram.patience import Patience
from tests.contract.stages import BRISK, Engine, until
from tests.fakes import botapi_faults as faults
from tests.fakes.botapi import FakeBotApi

WANTED = [
    *("message", "edited_message", "callback_query", "my_chat_member"),
    *("business_connection", "business_message", "edited_business_message", "deleted_business_messages"),
]


@asynccontextmanager
async def polling(api: FakeBotApi, patience: Patience = BRISK) -> AsyncIterator[tuple[TelegramChannel, Engine]]:
    channel = TelegramChannel(TelegramConfig(token=api.token, api_base=api.url), patience=patience)
    engine = Engine()
    listening = asyncio.create_task(channel.listen(engine.receive))
    try:
        yield channel, engine
        assert not listening.done(), "the ear must never stop by itself"
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await channel.close()


async def test_the_first_question_confirms_nothing_and_names_what_it_wants(api: FakeBotApi) -> None:
    api.person().says("waited while the bot was down")
    async with polling(api) as (_, engine):
        await engine.heard()
    first = api.called("getUpdates")[0].params
    assert "offset" not in first
    assert first["allowed_updates"] == WANTED


async def test_the_offset_moves_only_after_the_commit(api: FakeBotApi) -> None:
    async with polling(api) as (_, engine):
        engine.gate.clear()
        number = api.person().says("hello")
        await until(lambda: engine.offered == 1)
        asked = len(api.called("getUpdates"))
        await asyncio.sleep(0.1)
        assert len(api.called("getUpdates")) == asked
        engine.gate.set()
        await until(lambda: api.called("getUpdates")[-1].params.get("offset") == number + 1)


async def test_a_batch_that_could_not_be_kept_is_asked_for_again_and_shown_as_trouble(api: FakeBotApi) -> None:
    async with polling(api) as (channel, engine):
        engine.refusals = 3
        api.person().says("hello")
        await until(lambda: not channel.health.ok)
        assert "could not be saved" in channel.health.why
        await engine.heard()
        await until(lambda: channel.health.ok)
    assert engine.offered == 4


@pytest.mark.parametrize(
    "fault",
    [
        faults.SERVER_ERROR,
        faults.HTML_PAGE,
        faults.EMPTY_AFTER,
        faults.CUT_AFTER,
        faults.DROP_BEFORE,
        faults.DROP_AFTER,
        faults.SECOND_POLLER,
        faults.bad_request("strange"),
        faults.Fault(raw=b'{"ok":true}'),
        faults.Fault(raw=b'{"ok":true,"result":5}'),
        faults.Fault(raw=b'{"ok":true,"result":[{"update_id":' + b"9" * 400 + b"}]}"),
        faults.Fault(raw=b'{"ok":true,"result":[' + b"[" * 100_000),
        faults.Fault(raw=b"[]"),
        faults.Fault(raw=b'{"ok":false}'),
    ],
    ids=lambda fault: str((fault.raw and fault.raw[:30]) or fault),
)
async def test_whatever_the_server_answers_the_ear_stays_and_nothing_is_lost(
    api: FakeBotApi, fault: faults.Fault
) -> None:
    api.faults.add("getUpdates", fault, times=3)
    lead = api.person()
    async with polling(api) as (channel, engine):
        lead.says("first")
        lead.says("second")
        heard = await engine.heard(2)
        await until(lambda: channel.health.ok)
    assert [inbound.text for inbound in heard] == ["first", "second"]


async def test_nobody_there_at_all_is_waited_out() -> None:
    api = FakeBotApi()
    await api.start()
    port = int(api.url.rpartition(":")[2])
    await api.stop()
    api.url = f"http://127.0.0.1:{port}"
    async with polling(api) as (channel, engine):
        await until(lambda: "cannot be reached" in channel.health.why)
        await api.start(port)
        api.person().says("hello")
        await engine.heard()
    await api.stop()


async def test_429_waits_exactly_as_long_as_asked(api: FakeBotApi) -> None:
    api.faults.add("getUpdates", faults.too_many(1))
    began = time.monotonic()
    async with polling(api) as (_, engine):
        api.person().says("hello")
        await engine.heard()
    assert 1.0 <= time.monotonic() - began < 5


async def test_a_revoked_token_ends_it_with_a_sentence(api: FakeBotApi) -> None:
    wrong = TelegramConfig(token="123456789:AAE-another_token_0123456789abcdefgh", api_base=api.url)
    channel = TelegramChannel(wrong)
    with pytest.raises(Misconfigured, match="TALAP_TELEGRAM__TOKEN"):
        await channel.listen(Engine().receive)
    await channel.close()
    assert not channel.health.ok
    assert not api.calls


async def test_an_old_webhook_is_removed_and_what_waited_in_it_is_kept(api: FakeBotApi) -> None:
    api.updates.set_hook("http://127.0.0.1:1/hook", "", 1)
    api.person().says("sent to the old webhook")
    async with polling(api) as (_, engine):
        (heard,) = await engine.heard()
    assert heard.text == "sent to the old webhook"
    assert api.called("deleteWebhook")[0].params == {"drop_pending_updates": False}


async def test_a_second_poller_is_named_again_and_again_and_outlived(api: FakeBotApi) -> None:
    api.faults.add("getUpdates", faults.SECOND_POLLER, times=4)
    with structlog.testing.capture_logs() as logs:
        async with polling(api) as (channel, engine):
            await until(lambda: not channel.health.ok)
            since = channel.health.since
            assert "another program reads this bot" in channel.health.why
            api.person().says("hello")
            await engine.heard()
            await until(lambda: channel.health.ok)
            assert channel.health.since > since
    trouble = [line for line in logs if line["event"] == "telegram.trouble"]
    assert len(trouble) == 1, "one line at the beginning, the next after 15 seconds"


async def test_an_unreadable_update_is_stepped_over_and_the_others_are_heard(api: FakeBotApi) -> None:
    lead = api.person()
    async with polling(api) as (_, engine):
        engine.gate.clear()
        lead.says("before")
        number = str(api.updates.next_id).encode()
        api.updates.push_raw(b'{"update_id":' + number + b',"message":' + b"[" * 100_000 + b"]" * 100_000 + b"}")
        number = str(api.updates.next_id).encode()
        api.updates.push_raw(b'{"update_id":' + number + b',"message":{"text":5}}')
        lead.says("after")
        engine.gate.set()
        heard = await engine.heard(2)
    assert [inbound.text for inbound in heard] == ["before", "after"]


async def test_half_pairs_and_nan_in_a_page_do_not_cost_a_message(api: FakeBotApi) -> None:
    async with polling(api) as (_, engine):
        number = str(api.updates.next_id).encode()
        body = b',"message":{"message_id":1,"chat":{"id":5},"from":{"id":5},"date":NaN,"text":"hi \\ud83d"}}'
        api.updates.push_raw(b'{"update_id":' + number + body)
        number = str(api.updates.next_id).encode()
        body = b',"message":{"message_id":1,"chat":{"id":5},"from":{"id":5},"text":"hi \\ud83d","x":NaN}}'
        api.updates.push_raw(b'{"update_id":' + number + body)
        heard = await engine.heard()
    assert [inbound.text for inbound in heard] == ["hi "]


async def test_an_album_is_heard_as_one(api: FakeBotApi) -> None:
    lead = api.person()
    lead.sends_album(10, caption="look", caption_on=3)
    async with polling(api) as (_, engine):
        (album,) = await engine.heard()
    assert len(album.attachments) == 10
    assert album.text == "look"


async def test_an_album_over_two_polls_shares_its_id(api: FakeBotApi) -> None:
    lead = api.person()
    for _ in range(99):
        lead.says("filler")
    lead.sends_album(2)
    async with polling(api) as (_, engine):
        heard = await engine.heard(101)
    assert heard[-1].album == heard[-2].album != ""


async def test_blocking_and_coming_back_is_heard(api: FakeBotApi) -> None:
    lead = api.person()
    async with polling(api) as (_, engine):
        lead.blocks()
        lead.unblocks()
        heard = await engine.heard(2)
    assert [inbound.kind for inbound in heard] == [Kind.BLOCKED, Kind.UNBLOCKED]


async def test_after_long_silence_lower_numbers_are_heard(api: FakeBotApi) -> None:
    """Telegram numbers anew, at random, after a week without updates; the old offset would confirm them unheard."""
    lead = api.person()
    async with polling(api, Patience(long_poll=1, first=0.01, forget_after=0.5)) as (_, engine):
        lead.says("before the silence")
        await engine.heard()
        await until(lambda: "offset" not in api.called("getUpdates")[-1].params)
        api.updates.next_id = 5
        lead.says("after it")
        heard = await engine.heard(2)
    assert heard[-1].text == "after it"
    assert heard[-1].event_id == "u5"


async def test_stopping_takes_no_time_even_in_a_long_poll(api: FakeBotApi) -> None:
    async with polling(api, Patience(long_poll=50)):
        await until(lambda: bool(api.called("getUpdates")))
        await asyncio.sleep(0.05)
        began = time.monotonic()
    assert time.monotonic() - began < 5


async def test_a_server_that_does_not_hold_the_poll_open_is_not_hammered(api: FakeBotApi) -> None:
    api.faults.add("getUpdates", faults.Fault(raw=b'{"ok":true,"result":[]}'), times=1_000)
    async with polling(api):
        await asyncio.sleep(1)
    assert len(api.called("getUpdates")) <= 5


async def test_a_server_that_forgets_what_was_confirmed_is_not_hammered(api: FakeBotApi) -> None:
    lead = b'{"message_id":1,"chat":{"id":5},"from":{"id":5},"text":"again"}'
    page = b'{"ok":true,"result":[{"update_id":7,"message":' + lead + b"}]}"
    api.faults.add("getUpdates", faults.Fault(raw=page), times=1_000)
    async with polling(api) as (_, engine):
        await asyncio.sleep(1)
    assert len(api.called("getUpdates")) <= 6
    assert len(engine.kept) == 1
