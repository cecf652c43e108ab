"""Requests to one server over kept-alive connections: by our own small client, or by aiohttp where that cannot go."""

from __future__ import annotations

import asyncio
import io
import socket
import ssl
from collections import deque
from collections.abc import Coroutine
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohappyeyeballs
import aiohttp
from yarl import URL

from .trouble import NoAnswer, NotReached, Reply

if TYPE_CHECKING:
    from .connection import Connection

JSON = "application/json"
Asking = Coroutine[Any, Any, Reply]

_CONNECT_SECONDS = 10.0
# Shorter than the servers' own patience, so that a request is not written into a connection they are just closing.
_KEEP_SECONDS = 25.0
_LONG_BYTES = 1_000_000
# The next address is tried after this long: a broken IPv6 road must not cost the whole patience.
_NEXT_ADDRESS_SECONDS = 0.25


class Wire(Protocol):
    """POSTs bodies (JSON unless told) to paths of one server, and GETs files from it."""

    async def post(self, path: str, body: bytes, seconds: float, kind: str = JSON) -> Reply:
        """The answer, within `seconds` of the request; raises `NotReached` or `NoAnswer`, which never show the path."""
        ...

    async def get(self, path: str, seconds: float) -> Reply:
        """The same for a file; `path` holds nothing that would have to be quoted."""
        ...

    async def close(self) -> None:
        """Let go of all connections; safe to call twice."""
        ...


def wire_to(base: str, connections: int) -> Wire:
    """A wire for the address `http(s)://host[:port][/prefix]` with so many requests at once. Opens nothing yet."""
    address = urlsplit(base)
    proxy = None if proxy_bypass(address.hostname or "") else getproxies().get(address.scheme)
    # httptools is compiled; where it cannot be had, only speed is lost.
    if proxy or find_spec("httptools") is None:
        return GeneralWire(base, connections, proxy)
    return StraightWire(base, connections)


class StraightWire:
    """Our own small client: measured, a request takes a quarter of the CPU that a general client needs for it."""

    def __init__(self, base: str, connections: int) -> None:
        address = urlsplit(base)
        self._host = address.hostname or ""
        self._tls = address.scheme == "https"
        self._port = address.port or (443 if self._tls else 80)
        self._host_line = f"HTTP/1.1\r\nHost: {address.netloc}\r\n"
        self._prefix = address.path
        self._heads: dict[str, bytes] = {}
        self._slots = _Slots(connections)
        self._idle: list[Connection] = []
        self._all: set[Connection] = set()
        self._context: ssl.SSLContext | None = None
        self._closed = False

    def post(self, path: str, body: bytes, seconds: float, kind: str = JSON) -> Asking:
        head = (self._heads.get(path) if kind is JSON else None) or self._head_of(path, kind)
        return self._ask(b"%b%d\r\n\r\n%b" % (head, len(body), body), seconds)

    def get(self, path: str, seconds: float) -> Asking:
        return self._ask(f"GET {self._prefix}{path} {self._host_line}\r\n".encode(), seconds)

    async def _ask(self, request: bytes, seconds: float) -> Reply:
        if not self._slots.take():
            await self._slots.wait()
        try:
            connection = self._warm() or await self._connected()
            reply = await connection.ask(request, seconds)
        finally:
            self._slots.give_back()
        if connection.alive:
            self._idle.append(connection)
        return reply

    async def close(self) -> None:
        self._closed = True
        for connection in self._all:
            connection.drop()
        self._all.clear()
        self._idle.clear()
        # Closed transports say so in the loop's next round.
        await asyncio.sleep(0)

    def _head_of(self, path: str, kind: str) -> bytes:
        head = f"POST {self._prefix}{path} {self._host_line}Content-Type: {kind}\r\nContent-Length: ".encode()
        return self._heads.setdefault(path, head) if kind is JSON else head

    def _warm(self) -> Connection | None:
        """The connection used last, so that the others may grow old and go."""
        while self._idle:
            connection = self._idle.pop()
            if connection.alive and connection.idle_for() < _KEEP_SECONDS:
                return connection
            connection.drop()
            self._all.discard(connection)
        return None

    async def _connected(self) -> Connection:
        if self._closed:
            raise NotReached("the channel is closed")
        self._all = {connection for connection in self._all if connection.alive}
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                connection = await self._connect()
        except (OSError, TimeoutError, ValueError) as error:
            raise NotReached(type(error).__name__) from None
        self._all.add(connection)
        return connection

    async def _connect(self) -> Connection:
        from .connection import Connection

        loop = asyncio.get_running_loop()
        if self._tls and self._context is None:
            self._context = await asyncio.to_thread(ssl.create_default_context)
        found = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        opened = await aiohappyeyeballs.start_connection(found, happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS)
        name = self._host if self._tls else None
        _, connection = await loop.create_connection(Connection, sock=opened, ssl=self._context, server_hostname=name)
        return connection


class _Slots:
    """How many requests may be under way; who finds no slot free waits in line for one.

    A semaphore of asyncio costs several times as much where a slot is free, as there nearly always is.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._line: deque[asyncio.Future[None]] = deque()

    def take(self) -> bool:
        """Take a slot if one is free; nobody waits then."""
        if not self._free:
            return False
        self._free -= 1
        return True

    async def wait(self) -> None:
        """Take the next slot given back; raises `NotReached` when none is for long."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                await turn
        except BaseException as trouble:
            if not turn.cancelled():  # it came, but too late for us
                self.give_back()
            if isinstance(trouble, TimeoutError):
                raise NotReached("all connections are busy") from None
            raise

    def give_back(self) -> None:
        """Let go of a slot: to the first in line, if anybody waits."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class GeneralWire:
    """The same by aiohttp, which knows its way through a proxy."""

    def __init__(self, base: str, connections: int, proxy: str | None = None) -> None:
        self._base = base
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    async def post(self, path: str, body: bytes, seconds: float, kind: str = JSON) -> Reply:
        # aiohttp writes long bytes in one go and warns of it; a file it reads in pieces.
        data = body if len(body) < _LONG_BYTES else io.BytesIO(body)
        return await self._ask("POST", path, seconds, data=data, headers={"Content-Type": kind})

    async def get(self, path: str, seconds: float) -> Reply:
        return await self._ask("GET", path, seconds)

    async def _ask(self, verb: str, path: str, seconds: float, **more: Any) -> Reply:
        timeout = aiohttp.ClientTimeout(total=None, connect=_CONNECT_SECONDS, sock_read=seconds)
        address = URL(self._base + path, encoded=True)
        try:
            async with self._open().request(verb, address, timeout=timeout, allow_redirects=False, **more) as response:
                return Reply(response.status, await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError) as error:
            raise NotReached(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(type(error).__name__) from None

    async def close(self) -> None:
        self._closed = True
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._closed:
            raise NotReached("the channel is closed")
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_KEEP_SECONDS)
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=jar, proxy=self._proxy)
        return self._session
