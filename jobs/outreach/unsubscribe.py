"""Leaving a list with one press (RFC 8058): no login, no question, and no harm from programs that open every link.

A token names workspace, campaign and contact, and is sealed, so nobody can make one up or unsubscribe others. Opening
the page shows a button; only the POST, by the button or by the mail program itself, does something.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from fsm.ports import Words
from fsm.storage.store import Store
from jobs.contacts import book
from jobs.outreach.consequences import Closed, unsubscribed

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef, Request, Response

PATH = "/u/"

_SEAL_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,80}")
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
}
_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>body{{font:17px/1.5 system-ui,sans-serif;max-width:30em;margin:15vh auto;padding:0 1.2em;
color:#1c1c1e;background:#fff}}button{{font:inherit;padding:.7em 1.4em;border:0;border-radius:.6em;background:#1c1c1e;
color:#fff}}@media(prefers-color-scheme:dark){{body{{color:#eee;background:#111}}button{{background:#eee;color:#111}}}}
</style></head><body><h1>{title}</h1><p>{text}</p>{form}</body></html>
"""


class Ticket(NamedTuple):
    """What a token says."""

    workspace_id: int
    campaign_id: int
    contact_id: int


class Tokens:
    """Makes tokens and reads them. `key` is a secret of this installation, at least 16 bytes, the same for years."""

    def __init__(self, key: bytes, address: str = "") -> None:
        self._key = hashlib.sha256(b"talap unsubscribe " + key).digest()
        self._address = address.rstrip("/")

    def link(self, workspace_id: int, campaign_id: int, contact_id: int) -> str:
        """The page's address for one person and campaign; "" where the world cannot reach us, and a word is the way."""
        if not self._address:
            return ""
        return f"{self._address}{PATH}{self.token(Ticket(workspace_id, campaign_id, contact_id))}"

    def token(self, ticket: Ticket) -> str:
        plain = ".".join(map(str, ticket)).encode()
        return base64.urlsafe_b64encode(self._seal(plain) + plain).decode().rstrip("=")

    def ticket(self, token: str) -> Ticket | None:
        """What a token says; None when we did not make it."""
        if not _TOKEN.fullmatch(token):
            return None
        try:
            whole = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError):
            return None
        seal, plain = whole[:_SEAL_BYTES], whole[_SEAL_BYTES:]
        if not hmac.compare_digest(seal, self._seal(plain)):
            return None
        return Ticket(*(int(part) for part in plain.split(b".")))

    def _seal(self, plain: bytes) -> bytes:
        return hmac.new(self._key, plain, hashlib.sha256).digest()[:_SEAL_BYTES]


class Doors:
    """The page and what it does. `closed` hears of everybody who left, so that their conversation is closed too."""

    def __init__(
        self,
        store: Store,
        tokens: Tokens,
        words: Callable[[str], Words],
        now: Callable[[], datetime],
        closed: Callable[[Closed], Awaitable[None]],
    ) -> None:
        self._store = store
        self._tokens = tokens
        self._words = words
        self._now = now
        self._closed = closed

    def routes(self) -> Sequence[AbstractRouteDef]:
        """Two routes, to be mounted without any login."""
        from aiohttp import web

        path = PATH + "{token}"
        return [web.get(path, self.shown, allow_head=True), web.post(path, self.left)]

    async def shown(self, request: Request) -> Response:
        """The page with its button; changes nothing."""
        ticket = self._tokens.ticket(request.match_info["token"])
        if ticket is None:
            return self._answer(404, request, "", "unknown")
        return self._answer(200, request, await self._language(ticket), "ask")

    async def left(self, request: Request) -> Response:
        """Close the person; a second press is as welcome as the first. The body does not matter, the token does."""
        ticket = self._tokens.ticket(request.match_info["token"])
        if ticket is None:
            return self._answer(404, request, "", "unknown")
        now = self._now()

        def close(connection: Connection) -> Closed | None:
            return unsubscribed(connection, *ticket, now)

        language = await self._language(ticket)
        done = await self._store.write(close)
        if done is not None:
            await self._closed(done)
        return self._answer(200, request, language, "done")

    async def _language(self, ticket: Ticket) -> str:
        def look(connection: Connection) -> str:
            people = book.by_id(connection, ticket.workspace_id, [ticket.contact_id])
            return people[ticket.contact_id].language if ticket.contact_id in people else ""

        return await self._store.read(look)

    def _answer(self, status: int, request: Request, language: str, what: str) -> Response:
        from aiohttp import web

        words = self._words(language or request.headers.get("Accept-Language", "ru")[:2])
        button = f'<form method="post"><button>{escape(words("outreach.page.button"))}</button></form>'
        page = _PAGE.format(
            language=words.language,
            title=escape(words(f"outreach.page.{what}.title")),
            text=escape(words(f"outreach.page.{what}.text")),
            form=button if what == "ask" else "",
        )
        return web.Response(status=status, text=page, content_type="text/html", headers=_HEADERS)
