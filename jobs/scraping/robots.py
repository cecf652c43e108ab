"""robots.txt by RFC 9309: read once a day per origin, and obeyed also when it cannot be read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import msgspec
from protego import Protego

from jobs.scraping.addresses import origin_of
from jobs.scraping.contract import NotFetched, Skipped

LONGEST = 500 * 1024
REDIRECTS = 5
KEPT_SECONDS = 24 * 3600.0
# An unreachable robots.txt forbids everything, but it is worth asking again before a day is over.
TRIED_AGAIN_SECONDS = 600.0
LONGEST_GAP = 120.0
_REMEMBERED = 2_000
_GOOD = range(200, 300)
_REDIRECTING = {301, 302, 303, 307, 308}
_CLIENT_TROUBLE = range(400, 500)
_ASKED_TO_WAIT = 429


class Answer(msgspec.Struct, frozen=True):
    """One exchange without redirects: the status, where it points to, and the body cut at `LONGEST`."""

    status: int
    location: str = ""
    body: bytes = b""


Get = Callable[[httpx.URL], Awaitable[Answer]]
"""Asks for one robots.txt. Raises NotFetched when nobody answers or the address may not be asked."""


class Rules(msgspec.Struct, frozen=True):
    """What an origin allows. Without `rules` everything or nothing is allowed."""

    allowed: bool = True
    rules: Protego | None = None

    def allow(self, url: str, agent: str) -> bool:
        return self.allowed if self.rules is None else bool(self.rules.can_fetch(url, agent))

    def gap(self, agent: str) -> float:
        """Seconds the origin wants between requests; 0 when it does not say."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(agent)
        by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(float(self.rules.crawl_delay(agent) or 0.0), by_rate)


class RobotsBook:
    """The rules of all origins asked so far."""

    def __init__(self, get: Get, agent: str, monotonic: Callable[[], float]) -> None:
        self._get = get
        self._agent = agent
        self._monotonic = monotonic
        self._book: dict[str, tuple[float, Rules]] = {}

    async def gap(self, url: httpx.URL) -> float:
        """Seconds to leave between requests. Raises Skipped when this page, or everything, is disallowed."""
        rules = await self._rules(url)
        if not rules.allow(str(url), self._agent):
            raise Skipped("robots" if rules.rules is not None else "robots_unreachable")
        gap = rules.gap(self._agent)
        if gap > LONGEST_GAP:
            raise Skipped("robots", f"wants {gap:g} s between pages")
        return gap

    async def _rules(self, url: httpx.URL) -> Rules:
        origin, now = origin_of(url), self._monotonic()
        known = self._book.get(origin)
        if known is not None and known[0] > now:
            return known[1]
        rules = await self._read(url.join("/robots.txt"))
        if len(self._book) >= _REMEMBERED:
            self._book = {key: value for key, value in self._book.items() if value[0] > now}
        self._book[origin] = (now + (KEPT_SECONDS if rules.allowed else TRIED_AGAIN_SECONDS), rules)
        return rules

    async def _read(self, url: httpx.URL) -> Rules:
        for _ in range(REDIRECTS + 1):
            try:
                answer = await self._get(url)
                if answer.status not in _REDIRECTING:
                    return understood(answer)
                url = url.join(answer.location)
            except (NotFetched, httpx.InvalidURL):
                return Rules(allowed=False)
        return Rules()  # "unavailable" by the RFC: the same as if there were none


def understood(answer: Answer) -> Rules:
    """The rules an answer stands for: none is permission, a server in trouble is a prohibition."""
    if answer.status in _GOOD:
        return Rules(rules=Protego.parse(answer.body.decode("utf-8-sig", "replace")))
    return Rules(allowed=answer.status in _CLIENT_TROUBLE and answer.status != _ASKED_TO_WAIT)
