"""The one polite fetcher: it says who it is, asks slowly, obeys robots.txt, takes no for an answer, and trusts nothing.

Whoever wants a page of the web asks here. It opens no database and decides nothing about contacts.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol

import httpcore
import httpx
import msgspec

from jobs.scraping import refusals
from jobs.scraping.addresses import Policy, Resolve, checked, origin_of, resolve
from jobs.scraping.body import decoded, read_bounded
from jobs.scraping.contract import Blocked, Page, Request, Skipped
from jobs.scraping.dial import PinnedTransport
from jobs.scraping.pace import Pace, Sleep, backoff, retry_after
from jobs.scraping.robots import LONGEST as LONGEST_ROBOTS
from jobs.scraping.robots import Answer, RobotsBook

_REDIRECTING = {301, 302, 303, 307, 308}
_NOT_MODIFIED = 304
_OK = range(200, 300)
_READABLE = ("text/html", "application/xhtml", "application/json", "application/xml", "text/xml", "text/plain", "+json")
_NO_ANSWER = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
)


class Identity(msgspec.Struct, frozen=True):
    """Who asks. `contact` is a page or an e-mail address where a site's owner reaches us; it must not be empty."""

    contact: str
    name: str = "TalapBot"
    version: str = "1.0"

    def __post_init__(self) -> None:
        if not self.contact.isascii() or not self.contact.isprintable() or not self.contact.strip():
            raise ValueError("a collector must say how its owner is reached: an address of a page or an e-mail")

    @property
    def agent(self) -> str:
        return f"{self.name}/{self.version} (+{self.contact})"


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of one page: bytes as sent and unpacked, seconds for a whole exchange, redirects, tries, patience.

    `patience` is the longest wait between tries; a host that asks for more is left alone for that long instead.
    """

    size: int = 5 * 1024 * 1024
    seconds: float = 30.0
    connect_seconds: float = 8.0
    redirects: int = 5
    tries: int = 3
    patience: float = 60.0
    gap: float = 1.0


class Memory(msgspec.Struct, frozen=True):
    """A page as it was last time, with what the server wants to hear to say "not modified"."""

    body: bytes
    content_type: str = ""
    charset: str = ""
    robots_tag: str = ""
    etag: str = ""
    modified: str = ""


class Cache(Protocol):
    """Where pages are remembered."""

    async def get(self, url: str) -> Memory | None: ...

    async def put(self, url: str, memory: Memory, at: datetime) -> None: ...


class World(msgspec.Struct, frozen=True, kw_only=True):
    """Name servers, clocks, what may be reached and which certificates are believed; tests hand in their own."""

    policy: Policy = Policy()
    resolver: Resolve = resolve
    monotonic: Callable[[], float] = time.monotonic
    sleep: Sleep = asyncio.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    tls: ssl.SSLContext | None = None


class _Reply(msgspec.Struct, frozen=True):
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Fetcher:
    """One per process: it alone knows when a host was asked last. Made inside the running loop; close it at the end."""

    def __init__(
        self,
        identity: Identity,
        *,
        world: World | None = None,
        cache: Cache | None = None,
        limits: Limits | None = None,
    ) -> None:
        world = world or World()
        self.identity = identity
        self.limits = limits or Limits()
        self._policy = world.policy
        self._cache = cache
        self._sleep = world.sleep
        self._now = world.now
        self._pace = Pace(world.monotonic, world.sleep)
        self._robots = RobotsBook(self._ask_robots, identity.name, world.monotonic)
        self._transport = PinnedTransport(world.policy, world.resolver, world.tls)

    async def close(self) -> None:
        await self._transport.aclose()

    async def fetch(self, request: Request) -> Page:
        """The page, after redirects. Raises Skipped when it is not to be had, Blocked when the host says no."""
        url = checked(request.url, self._policy)
        first = origin_of(url)
        for _ in range(self.limits.redirects + 1):
            gap = max(self.limits.gap, request.gap, await self._robots.gap(url) if request.follows_robots else 0.0)
            own = request.headers if origin_of(url) == first else {}
            memory = await self._remembered(request, url)
            reply = await self._patiently(request, url, own, memory, gap)
            if reply.status not in _REDIRECTING:
                return await self._page(request, url, reply, memory)
            url = self._onward(request, url, reply)
        raise Skipped("redirects")

    def _onward(self, request: Request, url: httpx.URL, reply: _Reply) -> httpx.URL:
        if request.method != "GET":
            raise Skipped("redirects", "a question was sent elsewhere")
        try:
            return checked(url.join(reply.headers.get("location", "")), self._policy)
        except httpx.InvalidURL as error:
            raise Skipped("redirects", "to no address") from error

    async def _remembered(self, request: Request, url: httpx.URL) -> Memory | None:
        if self._cache is None or not request.cacheable or request.method != "GET":
            return None
        return await self._cache.get(str(url))

    async def _page(self, request: Request, url: httpx.URL, reply: _Reply, memory: Memory | None) -> Page:
        if reply.status == _NOT_MODIFIED and memory is not None:
            return self._shown(url, memory, cached=True)
        self._judge(url.host, reply)
        content_type, charset = _type_of(reply.headers)
        fresh = Memory(
            reply.body,
            content_type,
            charset,
            reply.headers.get("x-robots-tag", "")[:200],
            reply.headers.get("etag", "")[:200],
            reply.headers.get("last-modified", "")[:100],
        )
        if not _readable(content_type, reply.body):
            raise Skipped("not_text", content_type[:60])
        if "html" in content_type and refusals.by_page(decoded(reply.body, charset)):
            raise Blocked("captcha", url.host)
        if self._cache is not None and request.cacheable and request.method == "GET" and _may_keep(reply, fresh):
            await self._cache.put(str(url), fresh, self._now())
        return self._shown(url, fresh, cached=False)

    def _judge(self, host: str, reply: _Reply) -> None:
        refused = refusals.by_headers(reply.status, reply.headers)
        if refused:
            raise Blocked(refused, host)
        if reply.status in refusals.GONE:
            raise Skipped("gone")
        if reply.status not in _OK:
            raise Skipped("server_trouble" if reply.status >= refusals.SERVER_TROUBLE else "refused_request")

    def _shown(self, url: httpx.URL, memory: Memory, *, cached: bool) -> Page:
        return Page(
            url=str(url),
            body=memory.body,
            content_type=memory.content_type,
            charset=memory.charset,
            robots_tag=memory.robots_tag,
            at=self._now(),
            from_cache=cached,
        )

    async def _patiently(
        self, request: Request, url: httpx.URL, own: Mapping[str, str], memory: Memory | None, gap: float
    ) -> _Reply:
        """The first answer that is not "later", within the tries; a host in trouble is left alone for a while."""
        host, reason = url.host, "no_answer"
        for attempt in range(self.limits.tries):
            if self._pace.resting(host):
                raise Skipped("resting", host)
            await self._pace.turn(host, gap)
            wait = backoff(attempt)
            try:
                reply = await self._exchange(request, url, self._headers(own, memory), gap)
            except _NO_ANSWER as error:
                reason = f"{type(error).__name__}"
            else:
                if reply.status not in refusals.WORTH_A_RETRY or refusals.by_headers(reply.status, reply.headers):
                    self._pace.answered(host)
                    return reply
                asked = retry_after(reply.headers.get("retry-after", ""), self._now())
                wait, reason = max(wait, asked or 0.0), str(reply.status)
                if wait > self.limits.patience:
                    self._pace.hold(host, wait)
                    break
            self._pace.failed(host)
            if attempt + 1 < self.limits.tries:
                await self._sleep(wait)
        raise Skipped("asked_to_wait" if reason == str(refusals.ASKING_TO_WAIT) else "no_answer", reason)

    def _headers(self, own: Mapping[str, str], memory: Memory | None) -> dict[str, str]:
        headers = {
            "User-Agent": self.identity.agent,
            "Accept": "text/html,application/xhtml+xml,application/json,application/xml;q=0.9,text/plain;q=0.5",
            "Accept-Language": "ru,kk;q=0.9,en;q=0.8",
            "Accept-Encoding": "gzip, deflate",
            **own,
        }
        if memory is not None and memory.etag:
            headers["If-None-Match"] = memory.etag
        if memory is not None and memory.modified:
            headers["If-Modified-Since"] = memory.modified
        return headers

    async def _exchange(
        self, request: Request, url: httpx.URL, headers: Mapping[str, str], gap: float, *, robots: bool = False
    ) -> _Reply:
        """One request and its whole answer in bounded time. Raises Skipped("too_slow") for one that only drips."""
        seconds = request.seconds or self.limits.seconds
        timeout = httpx.Timeout(seconds, connect=self.limits.connect_seconds)
        wire = httpx.Request(
            request.method,
            url,
            headers=dict(headers),
            content=request.body or None,
            extensions={"timeout": timeout.as_dict()},
        )
        try:
            async with asyncio.timeout(seconds):
                response = await self._transport.handle_async_request(wire)
                try:
                    return await self._read(response, LONGEST_ROBOTS if robots else self.limits.size, cut=robots)
                finally:
                    await response.aclose()
        except TimeoutError as error:
            # A tar pit is not asked thrice.
            self._pace.failed(url.host)
            raise Skipped("too_slow", url.host) from error
        finally:
            self._pace.done(url.host, gap)

    async def _read(self, response: httpx.Response, limit: int, *, cut: bool) -> _Reply:
        headers = response.headers
        if response.status_code not in _OK or (not cut and _declared(headers) > limit):
            if response.status_code in _OK:
                raise Skipped("too_large")
            return _Reply(response.status_code, headers)
        if not cut and not _readable(headers.get("content-type", ""), b"<"):
            raise Skipped("not_text", headers.get("content-type", "")[:60])
        body = await read_bounded(response.aiter_raw(), headers.get("content-encoding", ""), limit, cut=cut)
        return _Reply(response.status_code, headers, body)

    async def _ask_robots(self, url: httpx.URL) -> Answer:
        safe = checked(url, self._policy)
        await self._pace.turn(safe.host, self.limits.gap)
        request = Request(url=str(safe))
        try:
            reply = await self._exchange(request, safe, self._headers({}, None), self.limits.gap, robots=True)
        except _NO_ANSWER as error:
            self._pace.failed(safe.host)
            raise Skipped("no_answer", type(error).__name__) from error
        return Answer(reply.status, reply.headers.get("location", ""), reply.body)


def _type_of(headers: Mapping[str, str]) -> tuple[str, str]:
    """Content type and charset, both lower case, empty when not told."""
    kind, _, rest = headers.get("content-type", "").lower().partition(";")
    _, _, charset = rest.partition("charset=")
    return kind.strip()[:100], charset.partition(";")[0].strip(" \"'")[:40]


def _readable(content_type: str, body: bytes) -> bool:
    if not content_type:
        return body.lstrip()[:1] in {b"<", b"{", b"["}
    return any(kind in content_type.lower() for kind in _READABLE)


def _declared(headers: Mapping[str, str]) -> int:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0  # noqa: PLR2004 - fits 64 bits


def _may_keep(reply: _Reply, memory: Memory) -> bool:
    asked_not_to = "no-store" in reply.headers.get("cache-control", "").lower()
    return bool(memory.etag or memory.modified) and not asked_not_to
