"""A thousand messages over every channel at once, with repeats that come late: each is answered once and in order."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, Self

import aiohttp
import pytest

from tests.contract.stages import until
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.botapi_story import Person as TelegramPerson
from tests.fakes.mail_imap import PASSWORD, USER, Dovecot
from tests.fakes.mail_person import Correspondent
from tests.fakes.mail_smtp import FakeSmtp
from tests.fakes.waha import HMAC_KEY, KEY, FakeWaha
from tests.fakes.waha_people import Person as WhatsAppPerson
from tests.story.program import Program, free_port

PEOPLE = {"telegram": 65, "whatsapp": 45, "web": 60, "email": 10, "rest": 20}
WORDS = ("Сколько стоит ремонт?", "Не включается, залил водой", "Срочно, завтра экзамен", "Да, нормально")
ANSWERS = ("Цена зависит", "Когда", "10–15 тысяч", "зовут", "Спасибо, Алия!")
TOLD_BEFORE = {
    "whatsapp": (*ANSWERS[:3], "обращаться", ANSWERS[4]),
    "rest": (*ANSWERS[:3], ANSWERS[4], "Пожалуйста"),
    "web": (*ANSWERS, "можно продолжить здесь"),
}
"""Where the number, or the name too, is known already, the questions are others; a page offers to go on elsewhere."""

API_KEY = "a-key-of-sixteen-and-more"
SECRET = "0123456789abcdef0123456789abcdef"
WITHIN = 100.0
"""Seconds on a machine that is busy with other things; alone it takes a quarter of it."""

RETELL = 0.3
"""The share of messages whose repeat comes once more, some moments later, when other things have been said."""


class Lead(Protocol):
    """Somebody with one conversation: says a text, sees answers, and their network repeats itself."""

    def sees(self) -> list[str]: ...

    async def says(self, text: str) -> None: ...

    async def repeats(self) -> None:
        """The network delivers the last message once more."""
        ...


class OnTelegram:
    def __init__(self, api: FakeBotApi) -> None:
        self._api = api
        self._person: TelegramPerson = api.person("Кто-то", language="ru")
        self._last = 0

    def sees(self) -> list[str]:
        return [message.text for message in self._person.heard]

    async def says(self, text: str) -> None:
        self._last = self._person.says(text)

    async def repeats(self) -> None:
        self._api.updates.again(self._last)


class OnWhatsApp:
    def __init__(self, waha: FakeWaha, number: int) -> None:
        self._waha = waha
        self._person: WhatsAppPerson = waha.person("", f"7705{number:07}")
        self._last: dict[str, Any] = {}

    def sees(self) -> list[str]:
        return self._person.heard

    async def says(self, text: str) -> None:
        self._person.says(text)
        self._last = self._waha.events.emitted[-1]

    async def repeats(self) -> None:
        self._waha.events.again(self._last)


class OnTheSite:
    """A page: a socket, and plain requests for what it repeats."""

    def __init__(self, http: aiohttp.ClientSession, host: str) -> None:
        self._http = http
        self._host = host
        self._lines: dict[str, str] = {}
        self._count = 0

    async def __aenter__(self) -> Self:
        async with self._http.post(f"{self._host}/api/web/session", json={"lang": "ru"}) as answer:
            self._token = (await answer.json())["visitor_token"]
        self._socket = await self._http.ws_connect(f"{self._host}/api/web/ws")
        await self._socket.send_json({"type": "hello", "token": self._token, "lang": "ru"})
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()
        await self._listening

    async def _listen(self) -> None:
        async for frame in self._socket:
            line = frame.json()
            if line["type"] == "message" and line["from"] == "bot":
                self._lines[line["id"]] = line["text"]

    def sees(self) -> list[str]:
        return list(self._lines.values())

    async def says(self, text: str) -> None:
        self._count += 1
        self._last = {"client_msg_id": f"m{self._count}", "text": text}
        await self._socket.send_json({"type": "message"} | self._last)

    async def repeats(self) -> None:
        body = self._last | {"visitor_token": self._token}
        async with self._http.post(f"{self._host}/api/web/messages", json=body) as answer:
            assert answer.status == 200


class ByMail:
    def __init__(self, imap: Dovecot, smtp: FakeSmtp, number: int) -> None:
        self._imap = imap
        self._person = Correspondent((f"lead{number}@example.com", "Lead"), imap, smtp, datetime.now(UTC), "Ремонт")
        self._last = b""

    def sees(self) -> list[str]:
        return [mail.text for mail in self._person.sees]

    async def says(self, text: str) -> None:
        self._last = self._person.write(text)
        await self.repeats()

    async def repeats(self) -> None:
        await asyncio.to_thread(self._imap.deliver, self._last)


class ByRest:
    def __init__(self, http: aiohttp.ClientSession, host: str, number: int) -> None:
        self._http = http
        self._url = f"{host}/api/webhook"
        self._phone = f"8 702 {number:07}"
        self._count = 0
        self._replies: dict[str, str] = {}

    def sees(self) -> list[str]:
        return list(self._replies.values())

    async def says(self, text: str) -> None:
        self._count += 1
        self._last = {"phone": self._phone, "sender_name": "Алия", "message": text}
        await self.repeats()

    async def repeats(self) -> None:
        once = f"{self._phone}-{self._count}"
        headers = {"X-API-Key": API_KEY, "Idempotency-Key": once}
        async with self._http.post(self._url, json=self._last, headers=headers) as answer:
            assert answer.status == 200
            reply = (await answer.json())["reply"]
        assert self._replies.setdefault(once, reply) == reply


def settings(api: FakeBotApi, waha: FakeWaha, imap: Dovecot, smtp: FakeSmtp, port: int) -> dict[str, str]:
    host = f"http://127.0.0.1:{port}"
    return {
        "TALAP_TELEGRAM__TOKEN": TOKEN,
        "TALAP_TELEGRAM__API_BASE": api.url,
        "TALAP_TELEGRAM__MODE": "webhook",
        "TALAP_TELEGRAM__WEBHOOK_URL": f"{host}/hooks/telegram",
        "TALAP_TELEGRAM__WEBHOOK_SECRET": SECRET,
        "TALAP_WAHA__URL": waha.url,
        "TALAP_WAHA__API_KEY": KEY,
        "TALAP_WAHA__HMAC_KEY": HMAC_KEY,
        "TALAP_WAHA__WEBHOOK_URL": f"{host}/hooks/waha",
        "TALAP_EMAIL__IMAP_HOST": imap.host,
        "TALAP_EMAIL__IMAP_PORT": str(imap.port),
        "TALAP_EMAIL__SMTP_HOST": smtp.host,
        "TALAP_EMAIL__SMTP_PORT": str(smtp.port),
        "TALAP_EMAIL__ADDRESS": USER,
        "TALAP_EMAIL__PASSWORD": PASSWORD,
        "TALAP_WEB__API_KEY": API_KEY,
        "TALAP_WEB__REQUESTS_PER_MINUTE": "100000",
        "TALAP_WEBCHAT__MESSAGES_PER_MINUTE": "1000",
        "TALAP_SCRIPT": "laptop_repair",
        "TALAP_BURST_SECONDS": "0",
        "TALAP_WEB__PORT": str(port),
    }


def texts(channel: str, number: int) -> tuple[str, ...]:
    if channel == "whatsapp":
        return (*WORDS, "Алия")
    if channel == "rest":
        return (*WORDS, "спасибо")
    return (*WORDS, f"Алия, 8 777 {number:07}")


async def converse(lead: Lead, words: Sequence[str], chance: random.Random) -> None:
    """Say all of it, each after the answer to the one before; what is repeated comes late and among other things."""
    await asyncio.sleep(chance.uniform(0, 2))
    for number, text in enumerate(words, 1):
        await lead.says(text)
        while len(lead.sees()) < number:
            await asyncio.sleep(0.05)
        if chance.random() < RETELL:
            await lead.repeats()


@pytest.mark.timeout(180)
async def test_a_thousand_messages_over_all_channels_are_answered_once_and_in_order(tmp_path: Path) -> None:
    chance, port = random.Random(5), free_port()
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(FakeBotApi())
        waha = await stack.enter_async_context(FakeWaha())
        imap = await stack.enter_async_context(Dovecot())
        smtp = await stack.enter_async_context(FakeSmtp())
        given = settings(api, waha, imap, smtp, port)
        program = await stack.enter_async_context(Program(tmp_path, module="tests.story.load_engine", **given))
        host = f"http://127.0.0.1:{port}"
        http = await stack.enter_async_context(aiohttp.ClientSession(headers={"Origin": host}))
        await until(lambda: bool(waha.session.config.get("webhooks")), 30)

        async def on_the_site(_number: int) -> Lead:
            return await stack.enter_async_context(OnTheSite(http, host))

        makers: dict[str, Callable[[int], Any]] = {
            "telegram": lambda _: OnTelegram(api),
            "whatsapp": lambda number: OnWhatsApp(waha, number),
            "web": on_the_site,
            "email": lambda number: ByMail(imap, smtp, number),
            "rest": lambda number: ByRest(http, host, number),
        }
        leads = [(channel, number) for channel, many in PEOPLE.items() for number in range(many)]
        chance.shuffle(leads)
        people: list[tuple[str, Lead]] = []
        talks = []
        began = time.monotonic()
        for place, (channel, number) in enumerate(leads):
            made = makers[channel](number)
            lead = await made if asyncio.iscoroutine(made) else made
            people.append((channel, lead))
            talks.append(converse(lead, texts(channel, place), random.Random(place)))
        assert sum(len(texts(channel, 0)) for channel, _ in people) == 1_000
        done, waiting = await asyncio.wait([asyncio.ensure_future(talk) for talk in talks], timeout=WITHIN)
        took = time.monotonic() - began
        for talk in waiting:
            talk.cancel()
        for talk in done:
            talk.result()
        stand = Counter((channel, len(lead.sees())) for channel, lead in people)
        assert not waiting, f"after {took:.0f} s the people had so many answers: {sorted(stand.items())}"
        await asyncio.sleep(1)  # whatever a repeat still brought would be seen by now

        for channel, lead in people:
            heard = lead.sees()
            expected = TOLD_BEFORE.get(channel, ANSWERS)
            assert len(heard) == len(expected), f"{channel}: {heard}"
            assert all(words in text for words, text in zip(expected, heard, strict=True)), f"{channel}: {heard}"
        assert await program.stop() == 0
        assert api.violations == []
    assert waha.violations == []
    print(f"1,000 messages of {len(people)} people over {len(PEOPLE)} channels in {took:.1f} s")
