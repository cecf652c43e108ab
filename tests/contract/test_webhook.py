"""The generic webhook keeps what every channel keeps. The person is another program: it repeats until it is told 200.

There is no way back: what the bot says stands in the answer to the request and in the transcript. The tests of the
suite that look at a person's screen are therefore replaced by ones that hold exactly that.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import insert

from bot.web.api import Api
from bot.web.api_key import Admission
from bot.web.config import WebConfig
from bot.web.server import WebServer
from channels.contract import Button, Inbound, Outbound
from channels.webhook import WebhookChannel
from fsm.storage import tables as t
from fsm.storage.schema import open_store
from fsm.storage.store import Store
from tests.contract.stages import Engine, Stage
from tests.contract.test_channel import *  # noqa: F403 - the whole suite, on the stage below

KEY = "a-key-of-sixteen-and-more"
PHONE = "+77771234567"


class Keeping(Engine):
    """Keeps what it is given where the door looks for it: in the inbox of a real database."""

    store: Store

    async def receive(self, batch: Sequence[Inbound]) -> None:
        fresh = {inbound.event_id for inbound in batch} - {inbound.event_id for inbound in self.kept}
        await super().receive(batch)
        for event_id in fresh:
            row = {"workspace_id": t.DEFAULT_WORKSPACE, "source": "webhook", "external_id": event_id, "lead_id": 1}
            row |= {"body": b"{}", "received_at": datetime.now(UTC), "due_at": datetime.now(UTC)}
            await self.store.write(lambda connection, row=row: connection.execute(insert(t.inbox).values(row)) and None)


class WebhookStage:
    """A program that hands in what one person writes."""

    chat = PHONE

    def __init__(self, engine: Keeping, http: aiohttp.ClientSession) -> None:
        self.channel = WebhookChannel()
        self.engine = engine
        self._http = http
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._acknowledged = 0

    async def says(self, text: str) -> None:
        self._queue.put_nowait(text)

    async def presses(self, label: str) -> None:
        raise AssertionError(f"nobody is shown {label}")

    def seen(self) -> list[str]:
        return []

    def acknowledged(self) -> int:
        return self._acknowledged

    async def throw(self, junk: bytes) -> None:
        async with self._http.post("/api/webhook", data=junk) as answer:
            assert 400 <= answer.status < 500

    async def speak(self) -> None:
        while True:
            message = {"phone": PHONE, "sender_name": "Алия Ким", "message": await self._queue.get()}
            once = {"Idempotency-Key": secrets.token_hex(8)}
            status = 0
            while status != 200:
                async with self._http.post("/api/webhook", json=message, headers=once) as answer:
                    status = answer.status
                    assert status in (200, 503)
            self._acknowledged += 1


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    engine = Keeping()
    engine.store = store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    lead = {"id": 1, "workspace_id": t.DEFAULT_WORKSPACE, "state": b"{}", "stage": "new", "language": "ru"}
    lead |= {"version": 0, "created_at": datetime.now(UTC), "updated_at": datetime.now(UTC)}
    await store.write(lambda connection: connection.execute(insert(t.leads).values(lead)) and None)
    config = WebConfig(port=0, api_key=KEY, requests_per_minute=1_000_000)
    door = Admission(config, 0, demo=False)
    api = Api(store, engine.receive, lambda: datetime.now(UTC), door, country="KZ", origins=())
    server = WebServer(config, api.routes())
    await server.start()
    async with aiohttp.ClientSession(server.address, headers={"X-API-Key": KEY}) as http:
        stage = WebhookStage(engine, http)
        speaking = asyncio.create_task(stage.speak())
        yield stage
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)
    await server.stop()
    await store.close()


async def test_a_long_text_arrives_whole_and_in_order(stage: Stage) -> None:
    await _is_said_without_a_screen(stage, Outbound(chat=PHONE, text="слово " * 4_000, key="1", ref="77"))


async def test_markup_is_shown_as_what_it_means(stage: Stage) -> None:
    await _is_said_without_a_screen(stage, Outbound(chat=PHONE, text="<b>1 &lt; 2</b>", key="1", ref="77", html=True))


async def test_plain_text_is_never_taken_for_markup(stage: Stage) -> None:
    await _is_said_without_a_screen(stage, Outbound(chat=PHONE, text="<b>&lt;3", key="1", ref="77"))


async def test_a_button_comes_back_with_its_token(stage: Stage) -> None:
    buttons = ((Button("Сегодня", "t-1"),),)
    await _is_said_without_a_screen(stage, Outbound(chat=PHONE, text="Когда?", key="1", ref="77", buttons=buttons))


async def test_a_receipt_names_what_was_sent(stage: Stage) -> None:
    first = await stage.channel.send(Outbound(chat=PHONE, text="one", key="1", ref="1"))
    second = await stage.channel.send(Outbound(chat=PHONE, text="two", key="2", ref="2"))
    assert (first.message_ids, second.message_ids) == (("1",), ("2",))


async def _is_said_without_a_screen(stage: Stage, message: Outbound) -> None:
    """It counts as said under its number in the transcript, and nobody is called."""
    receipt = await stage.channel.send(message)
    assert receipt.message_ids == ("77",)
    assert stage.seen() == []
    assert stage.engine.offered == 0
