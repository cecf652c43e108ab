from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Sequence
from datetime import UTC, datetime

import aiohttp
import pytest

from channels.contract import Inbound, Misconfigured
from channels.telegram import webhook
from channels.telegram.adapter import TelegramChannel
from channels.telegram.config import TelegramConfig
from channels.telegram.webhook import HEADER
from tests.contract.junk import classics
from tests.contract.stages import BRISK, SECRET, Engine, until, webhook_channel
from tests.fakes import botapi_faults as faults
from tests.fakes.botapi import FakeBotApi

BODY = (
    b'{"update_id":9,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5},"text":"hi"}}'
)

Hook = tuple[TelegramChannel, Engine, str]

WANTED = [
    *("message", "edited_message", "callback_query", "my_chat_member"),
    *("business_connection", "business_message", "edited_business_message", "deleted_business_messages"),
]


@pytest.fixture
async def hook(api: FakeBotApi) -> AsyncIterator[Hook]:
    async with webhook_channel(api) as hook:
        await until(lambda: bool(api.called("setWebhook")))
        yield hook


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as http:
        yield http


async def post(http: aiohttp.ClientSession, url: str, body: bytes, *secrets: str) -> int:
    headers = [(HEADER, secret) for secret in secrets]
    async with http.post(url, data=body, headers=headers) as answer:
        assert await answer.read() == b"" or answer.status >= 400
        return answer.status


def forgeries() -> list[tuple[str, ...]]:
    """Secrets that are not ours: near misses, other letters, none, several, random."""
    chance = random.Random(7)
    near = [SECRET[:-1], SECRET + "x", SECRET.swapcase(), SECRET[::-1], f" {SECRET[1:]}", SECRET * 100, "x", ""]
    near += [SECRET[:place] + "~" + SECRET[place + 1 :] for place in range(len(SECRET))]
    other = ["секрет", "é" * 32, "\u202e" + SECRET, "😀"]
    noise = ["".join(chance.choices("abcdef0123456789_-", k=len(SECRET))) for _ in range(100)]
    return [(), (SECRET, SECRET), (SECRET, "x"), ("x", SECRET), *((one,) for one in near + other + noise)]


async def test_a_forged_secret_is_403_and_nothing_is_read(hook: Hook, http: aiohttp.ClientSession) -> None:
    _, engine, url = hook
    for secrets in forgeries():
        for body in (BODY, b"{", b"\xff"):
            assert await post(http, url, body, *secrets) == 403, secrets
    assert engine.offered == 0


@pytest.mark.parametrize("secret", [b"\xff\xfe" * 16, b"\xd0\x81" * 16, SECRET.encode() + b"\xff"])
async def test_bytes_no_client_library_would_send_are_403_as_well(hook: Hook, secret: bytes) -> None:
    _, engine, url = hook
    port = int(url.split(":")[2].split("/")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    length = str(len(BODY)).encode()
    writer.write(b"POST /hooks/telegram HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + b"\r\n")
    writer.write(HEADER.encode() + b": " + secret + b"\r\n\r\n" + BODY)
    assert b" 403 " in await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert engine.offered == 0


async def test_junk_with_the_right_secret_is_taken_and_forgotten(hook: Hook, http: aiohttp.ClientSession) -> None:
    """Telegram would repeat it for ever, and it will not become better."""
    _, engine, url = hook
    for junk in classics(BODY):
        assert await post(http, url, junk, SECRET) == 200, junk[:40]
    assert engine.offered == 0
    assert await post(http, url, BODY, SECRET) == 200
    assert [inbound.text for inbound in engine.kept] == ["hi"]


async def test_a_body_no_update_has_is_413(hook: Hook, http: aiohttp.ClientSession) -> None:
    _, engine, url = hook
    assert await post(http, url, b" " * 1_000_001, SECRET) == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    async with http.post(url, data=endless(), headers={HEADER: SECRET}) as answer:
        assert answer.status == 413
    assert engine.offered == 0


async def test_not_kept_is_503_and_kept_is_200(hook: Hook, http: aiohttp.ClientSession) -> None:
    _, engine, url = hook
    engine.refusals = 1
    assert await post(http, url, BODY, SECRET) == 503
    assert await post(http, url, BODY, SECRET) == 200
    assert len(engine.kept) == 1


async def test_200_comes_only_after_the_commit(hook: Hook, http: aiohttp.ClientSession) -> None:
    _, engine, url = hook
    engine.gate.clear()
    answer = asyncio.create_task(post(http, url, BODY, SECRET))
    await until(lambda: engine.offered == 1)
    await asyncio.sleep(0.05)
    assert not answer.done()
    engine.gate.set()
    assert await answer == 200


async def test_it_registers_with_its_secret_and_what_it_wants(api: FakeBotApi, hook: Hook) -> None:
    channel, _, url = hook
    assert api.called("setWebhook")[0].params == {
        "url": url,
        "secret_token": SECRET,
        "allowed_updates": WANTED,
        "max_connections": 40,
    }
    assert all(finding.ok for finding in await channel.check())


async def test_what_was_not_kept_comes_again_until_it_is(api: FakeBotApi, hook: Hook) -> None:
    _, engine, _ = hook
    engine.refusals = 2
    api.person().says("hello")
    await engine.heard()
    await until(lambda: not api.updates.pending)
    assert [delivery.outcome for delivery in api.updates.deliveries] == ["503", "503", "200"]


async def test_an_unreachable_telegram_is_waited_out_at_the_start(api: FakeBotApi) -> None:
    for fault in (faults.HTML_PAGE, faults.DROP_BEFORE, faults.too_many(1), faults.SERVER_ERROR):
        api.faults.add("setWebhook", fault)
    async with webhook_channel(api) as (channel, engine, _):
        await until(lambda: not channel.health.ok)
        await until(lambda: channel.health.ok)
        api.person().says("hello")
        await engine.heard()


async def test_a_webhook_somebody_removed_is_set_again(api: FakeBotApi) -> None:
    async with webhook_channel(api, look_every=0.05) as (channel, engine, _):
        await until(lambda: bool(api.called("setWebhook")))
        api.updates.set_hook("", "", 0)
        await until(lambda: len(api.called("setWebhook")) == 2)
        api.person().says("hello")
        await engine.heard()
        await until(lambda: channel.health.ok)


async def test_trouble_telegram_has_with_our_address_shows_in_the_health(api: FakeBotApi) -> None:
    async with webhook_channel(api, look_every=0.05) as (channel, engine, _):
        engine.refusals = 1_000
        api.person().says("hello")
        await until(lambda: "cannot deliver" in channel.health.why)
        engine.refusals = 0


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (faults.UNAUTHORIZED, "TALAP_TELEGRAM__TOKEN"),
        (faults.bad_request("bad webhook: HTTPS url must be provided for webhook"), "webhook address"),
    ],
)
async def test_what_only_the_owner_can_mend_ends_it(api: FakeBotApi, fault: faults.Fault, sentence: str) -> None:
    api.faults.add("setWebhook", fault)
    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}/hooks/telegram"
        config = TelegramConfig(
            token=api.token, api_base=api.url, mode="webhook", webhook_url=url, webhook_secret=SECRET
        )
        channel = TelegramChannel(config, patience=BRISK)
        with pytest.raises(Misconfigured, match=sentence):
            await channel.listen(Engine().receive)
        await channel.close()


async def test_polling_has_no_door(api: FakeBotApi) -> None:
    channel = TelegramChannel(TelegramConfig(token=api.token, api_base=api.url))
    assert list(channel.routes(Engine().receive)) == []


async def test_a_delivery_that_came_whole_meets_the_same_door() -> None:
    engine = Engine()
    hook = webhook.Hook("telegram", SECRET, lambda: datetime(2026, 11, 21, tzinfo=UTC), engine.receive)

    async def knock(headers: dict[bytes, bytes], body: bytes) -> int:
        answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        hook.knock(headers, body, answered.set_result)
        return await answered

    for secrets in forgeries():
        given = {HEADER.lower().encode(): secrets[0].encode("utf-8", "surrogatepass")} if len(secrets) == 1 else {}
        assert await knock(given, BODY) == 403, secrets
    assert engine.offered == 0
    ours = {HEADER.lower().encode(): SECRET.encode()}
    assert [await knock(ours, body) for body in (b"{", b"\xff", BODY)] == [200, 200, 200]
    assert engine.offered == 1
    engine.refusals = 1
    assert await knock(ours, BODY) == 503


async def test_what_is_not_kept_is_to_be_brought_again_whenever_that_turns_out() -> None:
    statuses: list[int] = []
    kept: list[asyncio.Future[None]] = []

    def receive(heard: Sequence[Inbound]) -> Awaitable[None]:
        assert [inbound.event_id for inbound in heard] == ["u9"]
        if len(kept) == 3:
            raise ValueError("at once")
        kept.append(asyncio.get_running_loop().create_future())
        return kept[-1]

    hook = webhook.Hook("telegram", SECRET, lambda: datetime(2026, 11, 21, tzinfo=UTC), receive)
    for _ in range(4):
        hook.knock({HEADER.lower().encode(): SECRET.encode()}, BODY, statuses.append)
    await asyncio.sleep(0)
    assert statuses == [503], "nothing is answered before it is known"
    kept[0].set_result(None)
    kept[1].set_exception(ValueError("later"))
    kept[2].cancel()
    await asyncio.sleep(0)
    assert statuses == [503, 200, 503, 503]
