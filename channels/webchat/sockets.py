"""The open sockets: which chats somebody is looking at right now."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable

from aiohttp import WSCloseCode
from aiohttp.web import WebSocketResponse

SEND_WITHIN = 5.0
"""Seconds a page may take to accept a frame; a slower one is hung up on and catches up from the history."""


class Sockets:
    """Open sockets by chat. A visitor may have several (tabs); each gets every frame."""

    def __init__(self) -> None:
        self._by_chat: dict[str, set[WebSocketResponse]] = {}
        self.count = 0

    def add(self, chat: str, socket: WebSocketResponse) -> None:
        self._by_chat.setdefault(chat, set()).add(socket)
        self.count += 1

    def remove(self, chat: str, socket: WebSocketResponse) -> None:
        open_here = self._by_chat.get(chat, set())
        if socket in open_here:
            open_here.remove(socket)
            self.count -= 1
        if not open_here:
            self._by_chat.pop(chat, None)

    def of(self, chat: str) -> frozenset[WebSocketResponse]:
        return frozenset(self._by_chat.get(chat, ()))

    async def push(self, chat: str, frame: str, *, but: WebSocketResponse | None = None) -> int:
        """Send a frame to all who look at the chat; returns how many took it. Never raises for a lost line."""
        taken = await asyncio.gather(*(_offer(socket, frame) for socket in self.of(chat) if socket is not but))
        return sum(taken)

    async def close(self) -> None:
        """Hang up politely; pages reconnect by themselves (to the next process)."""
        everyone = [socket for sockets in self._by_chat.values() for socket in sockets]
        await asyncio.gather(*_hang_up(everyone))


def _hang_up(sockets: Iterable[WebSocketResponse]) -> list[asyncio.Future[None]]:
    return [asyncio.ensure_future(hang_up(socket, WSCloseCode.GOING_AWAY)) for socket in sockets]


async def hang_up(socket: WebSocketResponse, code: int) -> None:
    with contextlib.suppress(OSError, RuntimeError, TimeoutError):
        async with asyncio.timeout(SEND_WITHIN):
            await socket.close(code=code)


async def _offer(socket: WebSocketResponse, frame: str) -> bool:
    try:
        async with asyncio.timeout(SEND_WITHIN):
            await socket.send_str(frame)
    except TimeoutError:
        await hang_up(socket, WSCloseCode.TRY_AGAIN_LATER)
        return False
    except (OSError, RuntimeError):
        return False
    return True
