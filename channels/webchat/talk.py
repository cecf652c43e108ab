"""One page on the line: its socket from the first hello to the end."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from channels.webchat import origin
from channels.webchat.frames import BadInput, Frame, Hello, Message, Ping, dump, parse_frame
from channels.webchat.intake import Intake, NotKept, Slow, chat_for
from channels.webchat.sockets import hang_up
from channels.webchat.translate import Visitor

HEARTBEAT = 25.0
HELLO_WITHIN = 10.0


class Talk:
    """GET /api/web/ws. Frames of one socket are handled one after another, so a page's messages keep their order."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._open = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        config = self._intake.config
        if not origin.allowed(request, config.origins):
            return web.json_response({"error": "this website may not use the chat"}, status=403)
        if self._open >= config.sockets:
            return web.json_response({"error": "too many visitors at once"}, status=429, headers={"Retry-After": "5"})
        # Frames are a line or two: a compressor for each socket would cost more memory than it saves bytes.
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=config.max_body, compress=False)
        if not socket.can_prepare(request).ok:
            return web.json_response({"error": "this address is for WebSockets"}, status=426)
        await socket.prepare(request)
        self._open += 1
        try:
            await self._converse(socket, origin.address(request, config.proxies))
        finally:
            self._open -= 1
        return socket

    async def _converse(self, socket: web.WebSocketResponse, address: str) -> None:
        try:
            hello = await self._hello(socket, address)
        except (BadInput, Slow, TimeoutError) as error:
            await _refuse(socket, error)
            return
        visitor = Visitor(chat_for(hello.token), hello.lang, address)
        # Listening before reading the history: what is said in between comes twice and shows once, never not at all.
        self._intake.sockets.add(visitor.chat, socket)
        try:
            await self._resume(socket, visitor.chat, hello.cursor)
            async for raw in socket:
                await self._answer(socket, raw, visitor)
        except (NotKept, ConnectionError):
            await hang_up(socket, WSCloseCode.TRY_AGAIN_LATER)
        finally:
            self._intake.sockets.remove(visitor.chat, socket)

    async def _hello(self, socket: web.WebSocketResponse, address: str) -> Hello:
        """The first frame. Raises `BadInput`, `Slow` or TimeoutError for a visitor who may not stay."""
        self._intake.coming(address)
        async with asyncio.timeout(HELLO_WITHIN):
            hello = _frame(await socket.receive())
        if not isinstance(hello, Hello):
            raise BadInput("say hello first", "type")
        if len(self._intake.sockets.of(chat_for(hello.token))) >= self._intake.config.sockets_per_visitor:
            raise BadInput("too many tabs are open")
        return hello

    async def _resume(self, socket: web.WebSocketResponse, chat: str, cursor: str) -> None:
        messages, cursor = await self._intake.lines(chat, cursor)
        history = {"type": "history", "messages": messages, "cursor": cursor, "files": self._intake.files.on}
        await socket.send_str(dump(history))

    async def _answer(self, socket: web.WebSocketResponse, raw: WSMessage, visitor: Visitor) -> None:
        try:
            frame = _frame(raw)
        except BadInput as error:
            await socket.send_str(dump(_error(error)))
            return
        if isinstance(frame, Ping):
            await socket.send_str('{"type":"pong"}')
        elif isinstance(frame, Message):
            await socket.send_str(dump(await self._say(socket, frame, visitor)))

    async def _say(self, socket: web.WebSocketResponse, message: Message, visitor: Visitor) -> dict[str, Any]:
        """Commit, tell the visitor's other tabs, and give the acknowledgement or the refusal to answer with."""
        try:
            await self._intake.say(visitor, message)
        except (BadInput, Slow, NotKept) as error:
            return {**_error(error), "client_msg_id": message.client_msg_id}
        await self._intake.tell_others(visitor.chat, message, but=socket)
        return {"type": "ack", "client_msg_id": message.client_msg_id}


def _frame(raw: WSMessage) -> Frame:
    if raw.type is not WSMsgType.TEXT:
        raise BadInput("only text frames with JSON are understood")
    return parse_frame(raw.data)


def _error(error: Exception) -> dict[str, Any]:
    """A refusal as a frame; `retry` says after how many seconds the same message is worth sending again."""
    if isinstance(error, BadInput):
        return {"type": "error", "error": str(error), "field": error.field}
    if isinstance(error, Slow):
        return {"type": "error", "error": str(error), "retry": error.seconds}
    return {"type": "error", "error": "not stored just now", "retry": 2}


async def _refuse(socket: web.WebSocketResponse, error: Exception) -> None:
    if not socket.closed and isinstance(error, (BadInput, Slow)):
        try:
            await socket.send_str(dump(_error(error)))
        except ConnectionError:
            return
    code = WSCloseCode.TRY_AGAIN_LATER if isinstance(error, Slow) else WSCloseCode.POLICY_VIOLATION
    await hang_up(socket, code)
