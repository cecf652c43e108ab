from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from bot.web.config import WebConfig
from bot.web.server import WebServer
from channels.webchat import WebChat, WebchatConfig
from tests.fakes.web_engine import FakeEngine, FakeShelf, webchat


class Site:
    """A running server with the website chat, and a browser's manners towards it."""

    def __init__(self, engine: FakeEngine, channel: WebChat, server: WebServer, http: aiohttp.ClientSession) -> None:
        self.engine = engine
        self.channel = channel
        self.server = server
        self.http = http
        self.url = server.address
        self._sockets: list[aiohttp.ClientWebSocketResponse] = []

    async def post(self, path: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        origin = {"Origin": self.url, "Content-Type": "application/json"}
        async with self.http.post(self.url + path, data=data, headers=origin | headers) as response:
            return response.status, await response.json()

    async def token(self) -> str:
        _, session = await self.post("/api/web/session", {"lang": "ru"})
        return str(session["visitor_token"])

    async def socket(self, path: str = "/api/web/ws", **headers: str) -> aiohttp.ClientWebSocketResponse:
        socket = await self.http.ws_connect(self.url + path, headers={"Origin": self.url} | headers)
        self._sockets.append(socket)
        return socket

    async def close(self) -> None:
        for socket in self._sockets:
            await socket.close()
        await self.http.close()
        await self.server.stop()

    async def tab(self, token: str, cursor: str = "") -> Tab:
        tab = Tab(await self.socket())
        await tab.send(type="hello", token=token, cursor=cursor, lang="ru")
        tab.history = await tab.next()
        return tab


class Tab:
    """One open page's socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.history: dict[str, Any] = {}

    async def send(self, **frame: Any) -> None:
        await self.socket.send_json(frame)

    async def next(self) -> dict[str, Any]:
        return await self.socket.receive_json(timeout=5)  # type: ignore[no-any-return]

    async def say(self, client_msg_id: str, text: str, **more: Any) -> dict[str, Any]:
        await self.send(type="message", client_msg_id=client_msg_id, text=text, **more)
        return await self.next()


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
async def open_site(engine: FakeEngine) -> AsyncIterator[Callable[..., Awaitable[Site]]]:
    opened: list[Site] = []

    async def start(
        config: WebchatConfig | None = None, routes: tuple[Any, ...] = (), shelf: FakeShelf | None = None
    ) -> Site:
        channel = webchat(engine, config, shelf)
        server = WebServer(WebConfig(port=0), [*channel.routes(engine.receive), *routes], [channel.close])
        await server.start()
        site = Site(engine, channel, server, aiohttp.ClientSession())
        opened.append(site)
        return site

    yield start
    for site in opened:
        await site.close()


@pytest.fixture
async def site(open_site: Callable[..., Awaitable[Site]]) -> Site:
    return await open_site()
