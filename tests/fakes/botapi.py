"""A Bot API server of our own on loopback: strict about what Telegram documents, scriptable in its failures.

It runs in the test's event loop; the bot under test runs in the same loop or in another process pointed at `url`.

    async with FakeBotApi() as api:
        lead = api.person("Алия", language="ru")
        lead.says("Сколько стоит ремонт?")
        assert "случилось" in (await lead.hears()).text
        lead.presses("Сегодня")

Tests judge by `calls` (every request and its answer) and `updates.deliveries` (every handing over); both only grow.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from .botapi_business import Business
from .botapi_chats import Chats
from .botapi_faults import Faults, spoiled
from .botapi_files import Shelf
from .botapi_methods import METHODS
from .botapi_pace import Pace
from .botapi_schema import ApiRefusal, read_params
from .botapi_story import Group, Person
from .botapi_updates import Updates

TOKEN = "123456789:AAE-fake_token_canary_0123456789abcd"


@dataclass
class Call:
    """One request as the server saw it. `carried_out` is false when a fault stopped it before it had an effect."""

    method: str
    params: dict[str, Any]
    at: float
    carried_out: bool = False
    answer: dict[str, Any] = field(default_factory=dict)


class FakeBotApi:
    """The server.

    `retry_seconds` is how long it waits before it repeats a failed webhook delivery; with `paced` it refuses, with 429,
    more messages than Telegram lets through.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "talap_test_bot",
        retry_seconds: float = 0.05,
        paced: bool = False,
    ) -> None:
        self.token = token
        self.me = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Talap", "username": username}
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.faults = Faults()
        self.pace = Pace() if paced else None
        self.chats = Chats(self.me)
        self.files = Shelf()
        self.commands: dict[tuple[str, str], dict[str, str]] = {}
        self.menus: dict[int, dict[str, Any]] = {}
        self.updates = Updates(retry_seconds)
        self.url = ""
        self._people = itertools.count(500_000_001)
        self._groups = itertools.count(1_000_000_001)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._hand_out)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # People and groups of a story

    def person(self, name: str = "Aliya", *, language: str = "ru", username: str = "", started: bool = True) -> Person:
        """Somebody with a private chat; with started=False they never opened it, so the bot may not write first."""
        return Person.introduced(self, next(self._people), name, language, username, started=started)

    def group(self, title: str = "Reps", *, forum: bool = False, admin: bool | None = None) -> Group:
        """A supergroup the bot is a member of; in a forum it is also an admin with every right, unless told."""
        is_admin = forum if admin is None else admin
        return Group(self, -1_000_000_000_000 - next(self._groups), title, forum=forum, admin=is_admin)

    def business(self, owner: Person) -> Business:
        """The owner connects the bot to their business account."""
        return Business(self, owner)

    def push(self, kind: str, content: dict[str, Any], chat: int = 0) -> int:
        """Queue an update as Telegram would; gives its update_id. Kinds the bot did not ask for are not queued."""
        return self.updates.push(kind, content, chat)

    # What tests ask

    def called(self, method: str) -> list[Call]:
        """All requests of one method, in order."""
        return [call for call in self.calls if call.method == method]

    async def quiet(self, seconds: float = 0.2, at_most: float = 10) -> None:
        """Wait until nothing was asked (polls aside) and nothing waits for delivery for `seconds`."""
        deadline = time.monotonic() + at_most
        seen, since = -1, time.monotonic()
        while time.monotonic() < deadline:
            now = len([call for call in self.calls if call.method != "getUpdates"])
            if now != seen or self.updates.pending:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since >= seconds:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"not quiet after {at_most} s: {len(self.updates.pending)} updates wait")

    # The server

    async def _hand_out(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _json({"ok": False, "error_code": 401, "description": "Unauthorized"})
        call = Call("GET file", {"path": request.match_info["path"]}, time.monotonic())
        self.calls.append(call)
        fault = self.faults.taken("GET file")
        return await self.files.hand_out(request) if fault is None else await spoiled(request, fault)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            known = ":" in request.match_info["token"]
            return _json({"ok": False, "error_code": 401, "description": "Unauthorized"} if known else _NOT_FOUND)
        try:
            params = await read_params(method, request)
        except ApiRefusal as refusal:
            self._violation(method, refusal)
            return _json(refusal.body)
        call = Call(method, params, time.monotonic())
        self.calls.append(call)
        return await self.faults.around(request, call, lambda: self._carry_out(call))

    async def _carry_out(self, call: Call) -> dict[str, Any]:
        call.carried_out = True
        try:
            result = METHODS[call.method](self, call.params)
            if asyncio.iscoroutine(result):
                result = await result
            call.answer = {"ok": True, "result": result}
        except ApiRefusal as refusal:
            call.answer = refusal.body
            if refusal.violation:
                self._violation(call.method, refusal)
        json.dumps(call.answer)
        return call.answer

    def _violation(self, method: str, refusal: ApiRefusal) -> None:
        self.violations.append(f"{method}: {refusal.description}")


_NOT_FOUND = {"ok": False, "error_code": 404, "description": "Not Found"}


def _json(body: dict[str, Any]) -> web.Response:
    return web.json_response(body, status=200 if body["ok"] else body["error_code"])
