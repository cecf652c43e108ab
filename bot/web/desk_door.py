"""The doors to the business side of the demo page. Only this machine may come in, and only while nothing is real."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from bot.web.desk import Bells, Desk
from bot.web.guard import trouble
from channels.webchat.tokens import chat_of, well_formed

log = structlog.get_logger("bot.web")

HEARTBEAT = 25.0
HELLO_WITHIN = 10.0
LARGEST = 4096


class Hello(msgspec.Struct, frozen=True):
    """The first frame: which chat to show, by its visitor's token, and in which language."""

    token: str
    lang: Annotated[str, msgspec.Meta(max_length=35)] = "en"


class Press(msgspec.Struct, frozen=True):
    """A button of the card was pressed."""

    token: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    lang: Annotated[str, msgspec.Meta(max_length=35)] = "en"


class DeskDoor:
    """GET /desk/ws sends the lead's view after each change; POST /desk/press is a rep's thumb."""

    def __init__(self, desk: Desk, bells: Bells) -> None:
        self._desk = desk
        self._bells = bells
        self._open: set[web.WebSocketResponse] = set()

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return [web.get("/desk/ws", self._watch), web.post("/desk/press", self._press)]

    async def close(self) -> None:
        for socket in list(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _press(self, request: web.Request) -> web.Response:
        if not may_look(request) or not own_page(request):
            raise web.HTTPNotFound
        if (request.content_length or LARGEST + 1) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length or 0)
        try:
            press = msgspec.json.decode(await request.read(), type=Press)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise web.HTTPBadRequest(reason="give the token of a button") from error
        return web.json_response({"notice": await self._desk.press(press.token, press.lang)})

    async def _watch(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=LARGEST)
        if not may_look(request) or not own_page(request) or not socket.can_prepare(request).ok:
            raise web.HTTPNotFound
        await socket.prepare(request)
        self._open.add(socket)
        try:
            await self._show(socket)
        finally:
            self._open.discard(socket)
        return socket

    async def _show(self, socket: web.WebSocketResponse) -> None:
        hello = await _hello(socket)
        if hello is None:
            await socket.close(code=WSCloseCode.POLICY_VIOLATION)
            return
        async with asyncio.TaskGroup() as group:
            showing = group.create_task(self._keep_showing(socket, hello), name="desk")
            async for _ in socket:
                pass  # the page only listens; reading notices when it goes
            showing.cancel()

    async def _keep_showing(self, socket: web.WebSocketResponse, hello: Hello) -> None:
        """The view now and after each ring, until the page goes."""
        chat = chat_of(hello.token)
        with self._bells.listen(chat) as bell:
            try:
                while not socket.closed:
                    bell.clear()
                    view = await self._desk.view(chat, hello.lang)
                    await socket.send_str(msgspec.json.encode({"type": "lead", "view": view}).decode())
                    await bell.wait()
            except ConnectionError:
                return
            except Exception as error:  # noqa: BLE001  # one page's trouble; it reconnects, the log says where
                log.error("desk.failed", **trouble(error))  # noqa: TRY400  # the traceback may quote the lead
                await socket.close(code=WSCloseCode.INTERNAL_ERROR)


async def _hello(socket: web.WebSocketResponse) -> Hello | None:
    try:
        async with asyncio.timeout(HELLO_WITHIN):
            first = await socket.receive()
        if first.type is not WSMsgType.TEXT:
            return None
        hello = msgspec.json.decode(first.data, type=Hello)
    except (TimeoutError, msgspec.DecodeError, ValueError, RecursionError):
        return None
    return hello if well_formed(hello.token) else None


def may_look(request: web.BaseRequest) -> bool:
    """Is a person at this very machine asking? The peer must be loopback and have come straight here.

    A proxy on this machine would make all the world look local, so whoever was forwarded is refused. The name in the
    address must be loopback as well: a website that points its own name at 127.0.0.1 must not read the desk.
    """
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"))
    return not forwarded and _loopback(request.remote or "") and _names_this_machine(request.headers.get("Host", ""))


def own_page(request: web.BaseRequest) -> bool:
    """Does the request come from a page we served? Other websites open in the same browser must not press buttons."""
    return request.headers.get("Origin", "") == f"http://{request.headers.get('Host', '')}"


def _names_this_machine(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or _loopback(name)


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
