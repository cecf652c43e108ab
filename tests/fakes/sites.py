"""A web of made-up sites on loopback: any number of names, one server, a resolver that knows only them.

Names resolve to loopback with the server's port, so addresses look like the real ones (http://firma.kz/contacts). What
was asked is in `ledger`; time is simulated, so that a second between requests costs nothing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from aiohttp import web

from jobs.scraping.addresses import Policy
from jobs.scraping.fetch import Cache, Fetcher, Identity, Limits, World

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
IDENTITY = Identity(contact="https://talap.example/bot")


def loopback_only() -> Policy:
    """For tests: this machine and nothing else."""
    return Policy(reachable=lambda address: address.is_loopback, ports=frozenset({80, 443}))


@dataclass
class SimulatedTime:
    """A clock that is moved by whoever sleeps."""

    seconds: float = 1_000.0
    slept: list[float] = field(default_factory=list)
    start: datetime = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds - 1_000.0)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    host: str
    path: str
    method: str
    headers: dict[str, str]
    body: bytes
    at: float


class FakeWeb:
    """Add pages with `page`, `robots` or `on`; ask what happened through `ledger` and `paths`."""

    def __init__(self) -> None:
        self.time = SimulatedTime()
        self.ledger: list[Asked] = []
        self.resolved: list[str] = []
        self.strange: dict[str, list[str]] = {}
        self.port = 0
        self._answers: dict[tuple[str, str], Answer] = {}
        self._robots: dict[str, Answer] = {}
        self._over = asyncio.Event()
        self._fetchers: list[Fetcher] = []
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application(client_max_size=2**20)
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    async def stop(self) -> None:
        self._over.set()
        for fetcher in self._fetchers:
            await fetcher.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def resolve(self, host: str, port: int) -> list[tuple[str, int]]:
        """Sites we serve are here; `strange` names lead elsewhere, and one with several answers changes them."""
        self.resolved.append(host)
        if host in self.strange:
            answers = self.strange[host]
            return [(each, port) for each in (answers.pop(0) if len(answers) > 1 else answers[0]).split()]
        if not any(known == host for known, _ in self._answers) and host not in self._robots:
            raise OSError(f"no such name {host}")
        return [("127.0.0.1", self.port)]

    def fetcher(self, cache: Cache | None = None, limits: Limits | None = None) -> Fetcher:
        world = World(
            policy=loopback_only(),
            resolver=self.resolve,
            monotonic=self.time.monotonic,
            sleep=self.time.sleep,
            now=self.time.now,
        )
        fetcher = Fetcher(IDENTITY, world=world, cache=cache, limits=limits)
        self._fetchers.append(fetcher)
        return fetcher

    def on(self, host: str, path: str, answer: Answer) -> None:
        self._answers[host, path] = answer

    def page(self, host: str, path: str, body: str | bytes, content_type: str = "text/html; charset=utf-8") -> None:
        """A plain page; `content_type` may name any charset, the body is sent as it is."""
        data = body.encode() if isinstance(body, str) else body

        async def answer(_: web.Request) -> web.Response:
            return web.Response(body=data, headers={"Content-Type": content_type} if content_type else {})

        self.on(host, path, answer)

    def robots(self, host: str, text: str = "", status: int = 200) -> None:
        async def answer(_: web.Request) -> web.Response:
            return web.Response(text=text, status=status)

        self._robots[host] = answer

    def status(self, host: str, path: str, *statuses: int, headers: dict[str, str] | None = None) -> None:
        """Answers with these statuses one after the other, the last one for ever; 200 is a short page."""
        left = list(statuses)

        async def answer(_: web.Request) -> web.Response:
            status = left.pop(0) if len(left) > 1 else left[0]
            return web.Response(
                text="<p>тел. +7 701 123 45 67</p>", status=status, headers=headers, content_type="text/html"
            )

        self.on(host, path, answer)

    def redirect(self, host: str, path: str, to: str) -> None:
        async def answer(_: web.Request) -> web.Response:
            return web.Response(status=302, headers={"Location": to})

        self.on(host, path, answer)

    def stream(self, host: str, path: str, chunk: bytes, times: int, headers: dict[str, str] | None = None) -> None:
        """A body of `times` chunks, sent as long as somebody reads."""

        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "text/html", **(headers or {})})
            await response.prepare(request)
            for _ in range(times):
                await response.write(chunk)
            return response

        self.on(host, path, answer)

    def drip(self, host: str, path: str) -> None:
        """A byte now and then, until the test is over."""

        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "text/html"})
            await response.prepare(request)
            while not self._over.is_set():
                await response.write(b" ")
                await asyncio.sleep(0.05)
            return response

        self.on(host, path, answer)

    def paths(self, host: str) -> list[str]:
        """What was asked of a host, in order."""
        return [asked.path for asked in self.ledger if asked.host == host]

    def gaps(self, host: str) -> list[float]:
        """Seconds between the requests to a host."""
        times = [asked.at for asked in self.ledger if asked.host == host]
        return [after - before for before, after in pairwise(times)]

    def counts(self) -> dict[str, int]:
        counted: dict[str, int] = defaultdict(int)
        for asked in self.ledger:
            counted[f"{asked.host}{asked.path}"] += 1
        return dict(counted)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        host = request.host.partition(":")[0]
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.ledger.append(Asked(host, request.path_qs, request.method, headers, body, self.time.seconds))
        if request.path == "/robots.txt":
            robots = self._robots.get(host)
            return web.Response(status=404) if robots is None else await robots(request)
        answer = self._answers.get((host, request.path))
        return web.Response(status=404, text="<h1>404</h1>") if answer is None else await answer(request)
