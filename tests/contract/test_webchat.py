"""The website chat keeps what every channel keeps. The person here is a page: it repeats until it is acknowledged."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.web.config import WebConfig
from bot.web.server import WebServer
from channels.contract import Outbound, Receipt
from channels.webchat import WebChat, WebchatConfig
from channels.webchat.tokens import chat_of, new_token
from tests.contract.stages import Engine, Stage
from tests.contract.test_channel import *  # noqa: F403 - the whole suite, on the stage below
from tests.fakes.web_engine import now

Socket = aiohttp.ClientWebSocketResponse
UNHURRIED = WebchatConfig(messages_per_minute=10_000)


class NothingYet:
    async def after(self, chat, cursor):
        return []


class Looked(WebChat):
    """The channel, watched: a send is over when the page shows it, so that a test may look at once."""

    shown: dict[str, asyncio.Event]

    async def send(self, message: Outbound) -> Receipt:
        receipt = await super().send(message)
        for message_id in receipt.message_ids:
            await asyncio.wait_for(self.shown.setdefault(message_id, asyncio.Event()).wait(), 5)
        return receipt


class WebStage:
    """A browser's tab on the chat."""

    def __init__(
        self, channel: Looked, engine: Engine, token: str, http: aiohttp.ClientSession, socket: Socket
    ) -> None:
        self.channel = channel
        self.engine = engine
        self.chat = chat_of(token)
        self._http = http
        self._socket = socket
        self._queue: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._answers: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self._lines: list[dict[str, object]] = []
        self._acknowledged = 0

    async def says(self, text: str) -> None:
        self._queue.put_nowait({"text": text})

    async def presses(self, label: str) -> None:
        (token,) = (button["token"] for button in self._lines[-1]["buttons"] if button["label"] == label)
        self._queue.put_nowait({"text": label, "token": token})

    def seen(self) -> list[str]:
        return [str(line["text"]) for line in self._lines]

    def acknowledged(self) -> int:
        return self._acknowledged

    async def throw(self, junk: bytes) -> None:
        async with self._http.post("/api/web/messages", data=junk) as response:
            assert 400 <= response.status < 500

    async def listen(self) -> None:
        async for frame in self._socket:
            data = frame.json()
            if data["type"] == "message":
                self._lines.append(data)
                self.channel.shown.setdefault(data["id"], asyncio.Event()).set()
            elif "client_msg_id" in data:
                self._answers.put_nowait(data)

    async def speak(self) -> None:
        while True:
            message = {"type": "message", "client_msg_id": secrets.token_hex(8), **await self._queue.get()}
            answer: dict[str, object] = {}
            while answer.get("type") != "ack":
                await self._socket.send_json(message)
                answer = await self._answers.get()
            self._acknowledged += 1


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    engine, token = Engine(), new_token()
    channel = Looked(UNHURRIED, NothingYet(), now)
    channel.shown = {}
    server = WebServer(WebConfig(port=0), channel.routes(engine.receive), [channel.close])
    await server.start()
    async with aiohttp.ClientSession(server.address, headers={"Origin": server.address}) as http:
        socket = await http.ws_connect("/api/web/ws")
        await socket.send_json({"type": "hello", "token": token})
        assert (await socket.receive_json(timeout=5))["type"] == "history"
        stage = WebStage(channel, engine, token, http, socket)
        tasks = [asyncio.create_task(stage.listen()), asyncio.create_task(stage.speak())]
        yield stage
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await socket.close()
    await server.stop()
