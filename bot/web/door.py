"""The quick way in for deliveries of networks: a plain request of few bytes is answered here, without aiohttp.

Measured: aiohttp spends a tenth of a whole turn's CPU on one small request. What is taken here is only what leaves
nothing to interpret: one whole request in one piece, a head that is nothing but plain lines, each header once, a body
of exactly the length it tells. The first thing on a connection that is anything else, and all that follows it there,
is aiohttp's.
"""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast, runtime_checkable

import structlog

from bot.web.guard import HEADERS, trouble

if TYPE_CHECKING:
    from aiohttp import web

log = structlog.get_logger("bot.web")

# The longest head is far above what a network and a proxy before us send, and far below a burden.
_LONGEST_HEAD = 8_192
_LARGEST_BODY = 262_144
_IDLE_SECONDS = 3_630.0
"""Longer than the patience of whoever delivers, so that a connection is not closed under a request of theirs."""

_HEAD = re.compile(rb"(POST /[!-~]{1,200} HTTP/1\.1)\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)+)\r\n")
_NOT_PLAIN = frozenset({b"transfer-encoding", b"content-encoding", b"expect", b"upgrade", b"trailer", b"te"})

Headers = Mapping[bytes, bytes]


@runtime_checkable
class Quick(Protocol):
    """A hook that needs no more of a request than its headers (names in lower case) and its body."""

    async def knock(self, headers: Headers, body: bytes) -> int:
        """Handle one delivery and give the HTTP status of the answer, which has no body."""
        ...


class Asked(NamedTuple):
    """A request that is plain enough to be answered here."""

    hook: Quick
    headers: Headers
    body: bytes


Hooks = Mapping[bytes, Quick]
"""By the first line of the request."""


def quick_hooks(routes: Sequence[web.AbstractRouteDef]) -> Hooks:
    """The routes that can be answered here: those that take a POST and whose handler belongs to a `Quick`."""
    owners = {
        route.path: getattr(route.handler, "__self__", None)
        for route in cast("Sequence[web.RouteDef]", routes)
        if getattr(route, "method", "") == "POST"
    }
    return {f"POST {path} HTTP/1.1".encode(): owner for path, owner in owners.items() if isinstance(owner, Quick)}


def plain(data: bytes, hooks: Hooks) -> Asked | None:
    """The request in these bytes, if it is a plain one and nothing follows it."""
    head = _HEAD.match(data, 0, _LONGEST_HEAD)
    hook = hooks.get(head[1]) if head is not None else None
    if head is None or hook is None:
        return None
    lines = head[2].split(b"\r\n")
    headers = {name.lower(): value.strip(b" \t") for name, _, value in (line.partition(b":") for line in lines)}
    length = headers.get(b"content-length", b"")
    # The last line is empty, and so is its name: as many names as lines means that no header came twice.
    if len(headers) != len(lines) or not headers.keys().isdisjoint(_NOT_PLAIN) or not length.isdigit():
        return None
    body = data[head.end() :]
    if int(length[:10]) != len(body) or len(body) > _LARGEST_BODY:
        return None
    return Asked(hook, headers, body) if headers.get(b"connection", b"keep-alive").lower() == b"keep-alive" else None


class Doors:
    """Makes the protocol of each connection. `further` makes aiohttp's, for what is not answered here."""

    def __init__(self, hooks: Hooks, further: Callable[[], asyncio.Protocol]) -> None:
        self.hooks = hooks
        self.further = further
        self.open: set[Door] = set()
        self.answering: set[asyncio.Task[None]] = set()
        self._second = 0
        self._answers: dict[int, bytes] = {}

    def __call__(self) -> asyncio.Protocol:
        return Door(self) if self.hooks else self.further()

    def answer(self, status: int) -> bytes:
        """The whole answer; made anew each second, for its date."""
        now = int(time.time())
        if now != self._second:
            self._second, self._answers = now, {}
        return self._answers.get(status) or self._answers.setdefault(status, _written(status, now))

    async def close(self, within: float) -> None:
        """Let what is under way be answered, at most so many seconds, and hang up."""
        hanging = self.open.copy()
        for door in hanging:
            door.leave()
        if self.answering:
            await asyncio.wait(self.answering, timeout=within)
        for door in hanging:
            door.hang_up()


class Door(asyncio.Protocol):
    """One connection, as long as all that comes are plain requests for quick hooks."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self._held = b""
        self._leaving = False
        self._used_at = 0.0
        self._alarm: asyncio.TimerHandle | None = None

    def leave(self) -> None:
        """Hang up as soon as nothing is under way."""
        self._leaving = True
        if self._task is None:
            self.hang_up()

    def hang_up(self) -> None:
        """Close; what is written still leaves."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        bare = transport.get_extra_info("socket")
        if bare is not None:
            bare.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._doors.open.add(self)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        self._let_go()
        self._transport = None

    def data_received(self, data: bytes) -> None:
        if self._transport is None:
            return
        if self._task is not None:  # before its time: whoever sends it does not wait for answers
            if not self._held:
                self._transport.pause_reading()
            self._held += data
            return
        asked = plain(data, self._doors.hooks)
        if asked is None:
            self._hand_over(data)
            return
        loop = asyncio.get_running_loop()
        self._used_at = loop.time()
        self._task = loop.create_task(self._answer(asked), name="hook")
        self._doors.answering.add(self._task)

    async def _answer(self, asked: Asked) -> None:
        try:
            status = await asked.hook.knock(asked.headers, asked.body)
        except Exception as error:  # noqa: BLE001 (the last line before silence: logged without the lead's words)
            log.error("web.failed", route="hook", **trouble(error))  # noqa: TRY400 (a traceback may quote a lead)
            status = HTTPStatus.INTERNAL_SERVER_ERROR
        finally:
            self._doors.answering.discard(cast("asyncio.Task[None]", self._task))
            self._task = None
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(self._doors.answer(status))
        if self._leaving:
            self._transport.close()
        elif self._held:
            held, self._held = self._held, b""
            self._transport.resume_reading()
            self.data_received(held)

    def _hand_over(self, data: bytes) -> None:
        """From here on the connection is aiohttp's."""
        transport, further = cast("asyncio.Transport", self._transport), self._doors.further()
        self._let_go()
        self._transport = None
        transport.set_protocol(further)
        further.connection_made(transport)
        further.data_received(data)

    def _let_go(self) -> None:
        self._doors.open.discard(self)
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _watch(self) -> None:
        """Hang up when nothing came for very long; looked at once in that time, not with every request."""
        loop = asyncio.get_running_loop()
        left = self._used_at + _IDLE_SECONDS - loop.time() if self._used_at else _IDLE_SECONDS
        if left <= 0 and self._task is None:
            self.hang_up()
        else:
            self._alarm = loop.call_later(max(left, 1.0), self._watch)


def _written(status: int, now: int) -> bytes:
    head = {**HEADERS, "Content-Length": "0", "Date": formatdate(now, usegmt=True)}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        head["Retry-After"] = "1"
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join([*lines, "", ""]).encode()
