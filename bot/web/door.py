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
from contextlib import suppress
from email.utils import formatdate
from functools import lru_cache
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

_LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength:[ \t]*([0-9]{1,9})[ \t]*\r\n")
_HEAD = re.compile(rb"(POST /[!-~]{1,200} HTTP/1\.1)\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)+)\r\n")
_NOT_PLAIN = frozenset({b"transfer-encoding", b"content-encoding", b"expect", b"upgrade", b"trailer", b"te"})
_HEADS_KEPT = 16

Headers = Mapping[bytes, bytes]
Answer = Callable[[int], object]
"""Takes the HTTP status of the answer to a delivery; the answer has no body."""


@runtime_checkable
class Quick(Protocol):
    """A hook that needs no more of a request than its headers (names in lower case) and its body."""

    def knock(self, headers: Headers, body: bytes, answer: Answer) -> None:
        """Handle one delivery, and answer it once it is known how: before this returns or later. Must not wait.

        The headers are those that are the same in every delivery, so not the length.
        """
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
    length = _LENGTH.search(data, 0, _LONGEST_HEAD)
    if length is None:
        return None
    size = int(length[1])
    begin = len(data) - size
    if not length.end() <= begin <= _LONGEST_HEAD or size > _LARGEST_BODY:
        return None
    # Between two deliveries of a network the head differs in the length alone.
    known = _understood(data[: length.start(1)] + data[length.end(1) : begin])
    hook = hooks.get(known.line) if known is not None else None
    return Asked(hook, known.headers, data[begin:]) if known is not None and hook is not None else None


class _Head(NamedTuple):
    """What a plain head says, but for the length of the body."""

    line: bytes
    headers: Headers


@lru_cache(_HEADS_KEPT)
def _understood(head: bytes) -> _Head | None:
    """A whole head of which the length's digits were taken out, if it is plain."""
    found = _HEAD.fullmatch(head)
    if found is None:
        return None
    lines = found[2].split(b"\r\n")
    headers = {name.lower(): value.strip(b" \t") for name, _, value in (line.partition(b":") for line in lines)}
    # The last line is empty, and so is its name: as many names as lines means that no header came twice.
    if len(headers) != len(lines) or not headers.keys().isdisjoint(_NOT_PLAIN):
        return None
    return _Head(found[1], headers) if headers.get(b"connection", b"keep-alive").lower() == b"keep-alive" else None


class Doors:
    """Makes the protocol of each connection. `further` makes aiohttp's, for what is not answered here."""

    def __init__(self, hooks: Hooks, further: Callable[[], asyncio.Protocol]) -> None:
        self.hooks = hooks
        self.further = further
        self.open: set[Door] = set()
        self.answering: set[Door] = set()
        self._quiet: asyncio.Event | None = None
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
            self._quiet = asyncio.Event()
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._quiet.wait()
        for door in hanging:
            door.hang_up()

    def answered(self, door: Door) -> None:
        """Nothing is under way there any more."""
        self.answering.discard(door)
        if self._quiet is not None and not self.answering:
            self._quiet.set()


class Door(asyncio.Protocol):
    """One connection, as long as all that comes are plain requests for quick hooks."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._is_answering = False
        self._held = b""
        self._leaving = False
        self._used_at = 0.0
        self._alarm: asyncio.TimerHandle | None = None

    def leave(self) -> None:
        """Hang up as soon as nothing is under way."""
        self._leaving = True
        if not self._is_answering:
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
        if self._is_answering:  # before its time: whoever sends it does not wait for answers
            if not self._held:
                self._transport.pause_reading()
            self._held += data
            return
        asked = plain(data, self._doors.hooks)
        if asked is None:
            self._hand_over(data)
            return
        self._used_at = self._loop.time()
        self._is_answering = True
        self._doors.answering.add(self)
        try:
            asked.hook.knock(asked.headers, asked.body, self._answer)
        except Exception as error:  # noqa: BLE001 (the last line before silence: logged without the lead's words)
            log.error("web.failed", route="hook", **trouble(error))  # noqa: TRY400 (a traceback may quote a lead)
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR)

    def _answer(self, status: int) -> None:
        self._is_answering = False
        self._doors.answered(self)
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
        left = self._used_at + _IDLE_SECONDS - self._loop.time() if self._used_at else _IDLE_SECONDS
        if left <= 0 and not self._is_answering:
            self.hang_up()
        else:
            self._alarm = self._loop.call_later(max(left, 1.0), self._watch)


def _written(status: int, now: int) -> bytes:
    head = {**HEADERS, "Content-Length": "0", "Date": formatdate(now, usegmt=True)}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        head["Retry-After"] = "1"
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join([*lines, "", ""]).encode()
