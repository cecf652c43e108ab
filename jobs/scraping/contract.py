"""What collecting is made of: what is wanted, what is asked of whom, what came back, and how it may fail.

A source is a plug-in: it plans what to ask, says how to ask it, and reads the answer. Planning and reading are pure;
only the fetcher touches the network. Keys live in the source and never in an `Ask`, because asks are kept on disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

import msgspec
from sqlalchemy import Connection


class NotFetched(Exception):
    """There is no page; `reason` is a short key for counting and wording, `detail` is for the log."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class Skipped(NotFetched):
    """This page is not to be had or of no use; the rest goes on."""


class Blocked(NotFetched):
    """The other side says no (401, 403, 451, a captcha, a refused key): nothing more is asked of this host."""


class Criteria(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted, in words and places. `options` are a source's own settings, e.g. {"olx.city_id": "1"}.

    `what` is a niche in words ("стоматология") or an OpenStreetMap tag ("shop=tyres"); `where` a city or an ISO 3166-2
    code; `centre` is (latitude, longitude) and `radius` metres around it; `region` tells how local phones are read.
    """

    what: str = ""
    where: str = ""
    sites: tuple[str, ...] = ()
    region: str = "KZ"
    centre: tuple[float, float] | None = None
    radius: int = 5_000
    language: str = "ru"
    options: dict[str, str] = {}


class Ask(msgspec.Struct, frozen=True):
    """One page to be asked for, as it may be written down: no keys in it. `step` counts pages from the planned one."""

    source: str
    url: str
    body: str = ""
    step: int = 0

    @property
    def key(self) -> str:
        """The same for the same question, whatever its step."""
        return hashlib.sha256(f"{self.source} {self.url} {self.body}".encode("utf-8", "replace")).hexdigest()


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """How an ask is put on the wire. `headers` may hold keys: they are sent to the first origin only, never kept.

    `follows_robots` is off only for an official programming interface asked as its documents say.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = {}
    body: bytes = b""
    follows_robots: bool = True
    cacheable: bool = True
    gap: float = 1.0
    seconds: float | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What came back with a good status: at most the size limit, unpacked, not yet decoded. `url` is where it was."""

    url: str
    body: bytes
    content_type: str = "text/html"
    charset: str = ""
    robots_tag: str = ""
    at: datetime
    status: int = 200
    from_cache: bool = False


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A business as one page shows it. Phones are E.164, best first; `url` is the page it stands on.

    `external_id` is the source's own stable name for it ("osm:node/1"), used to recognise it next time.
    """

    source: str
    url: str
    at: datetime
    external_id: str = ""
    name: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    whatsapp: tuple[str, ...] = ()
    telegram: tuple[str, ...] = ()
    instagram: tuple[str, ...] = ()
    site: str = ""
    address: str = ""
    city: str = ""
    category: str = ""
    lat: float | None = None
    lon: float | None = None
    rating: float | None = None
    reviews: int | None = None
    attribution: str = ""


class Parsed(msgspec.Struct, frozen=True):
    """What a page gave: businesses, further pages worth asking for, and why entries were left out (key -> how many)."""

    found: tuple[Found, ...] = ()
    more: tuple[Ask, ...] = ()
    skipped: dict[str, int] = {}


class Source(Protocol):
    """One place contacts come from. Nothing here does I/O, and the same input gives the same output."""

    @property
    def name(self) -> str: ...

    def plan(self, criteria: Criteria) -> tuple[Ask, ...]:
        """The first pages to ask for; empty when the criteria say nothing to this source."""
        ...

    def request(self, ask: Ask) -> Request:
        """The ask as a request, with whatever key the source holds."""
        ...

    def parse(self, ask: Ask, page: Page, criteria: Criteria) -> Parsed:
        """What the page says. Raises Skipped or Blocked when it is an error in disguise; never anything else."""
        ...


class Kept(msgspec.Struct, frozen=True):
    """What became of collected rows: how many were new to the list of contacts, known to it, or refused by it."""

    new: int = 0
    known: int = 0
    refused: int = 0


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A collected business as it is handed over: merged from all pages that showed it, with its quality 0-100."""

    id: int
    found: Found
    quality: int
    reasons: tuple[tuple[str, int], ...]
    campaign_id: int
    first_seen: datetime
    last_seen: datetime


Keep = Callable[[Connection, int, "list[Ready]"], Kept]
"""Takes collected rows into the list of contacts of a workspace, in the caller's transaction."""
