"""One request to a Bot API server: out as JSON over a kept-alive connection, back as bytes or a named trouble.

The road of every message runs through here rather than through aiogram's `Bot`, and the reason is measured: for one
`sendMessage` aiogram builds and checks the method, a multipart form and the answer's models in about 190 microseconds
where this takes about 70, and importing aiogram costs three seconds and 110 MB at every start. Telegram's troubles keep
the distinctions aiogram makes (`channels.telegram.consequences`). The wide, rare surface of menus and administration
uses aiogram itself, on the same settings: `channels.telegram.menus`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import msgspec

if TYPE_CHECKING:
    from .config import TelegramConfig

_JSON = {"Content-Type": "application/json"}
_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 20.0
# Shorter than the servers' own patience, so that a request is not written into a connection they are just closing.
_KEEP_SECONDS = 25.0
_TOKEN_LIKE = re.compile(r"[0-9]+:[A-Za-z0-9_-]{10,}")
_OK = 200


class NotReached(Exception):
    """The request never left: no address, no connection, no free slot."""


class NoAnswer(Exception):
    """The request left and nothing usable came back: it may have been carried out."""


class Garbled(NoAnswer):
    """An answer came, but not Telegram's: a proxy's page, nothing at all, or JSON cut short."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status} without a readable answer")
        self.status = status


class ApiError(Exception):
    """Telegram said no. `retry_after` in seconds and `migrate_to` (a chat id) are 0 when not given."""

    def __init__(self, code: int, description: str, *, retry_after: float = 0, migrate_to: int = 0) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to


class Reply(msgspec.Struct, frozen=True):
    """What came back: the HTTP status and the body as it was."""

    status: int
    body: bytes


class _Parameters(msgspec.Struct, frozen=True):
    retry_after: float = 0
    migrate_to_chat_id: int = 0


class _Envelope(msgspec.Struct, frozen=True):
    ok: bool
    result: msgspec.Raw = msgspec.Raw(b"null")
    error_code: int = 0
    description: str = ""
    parameters: _Parameters = _Parameters()


_envelopes = msgspec.json.Decoder(_Envelope)


def answer_in(reply: Reply) -> msgspec.Raw:
    """The `result` of an answer, still as JSON; raises `ApiError` or `Garbled`."""
    try:
        envelope = _envelopes.decode(reply.body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Garbled(reply.status) from None
    if envelope.ok and reply.status == _OK:
        return envelope.result
    raise ApiError(
        envelope.error_code or reply.status,
        _TOKEN_LIKE.sub("<token>", envelope.description)[:300],
        retry_after=envelope.parameters.retry_after,
        migrate_to=envelope.parameters.migrate_to_chat_id,
    )


class Api:
    """A Bot API server and our token with it. Opens nothing until the first request."""

    def __init__(self, config: TelegramConfig) -> None:
        self._base = config.base
        self._token = config.token
        self._connections = config.connections
        self._session: aiohttp.ClientSession | None = None
        self._closed = False
        self._urls: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Api({self._base!r})"

    async def call(self, method: str, params: Mapping[str, Any], seconds: float = _ANSWER_SECONDS) -> msgspec.Raw:
        """Ask for one thing; `seconds` is how long the answer may take.

        Raises `NotReached`, `NoAnswer` (with its kind `Garbled`) or `ApiError`.
        """
        return answer_in(await self.exchange(method, params, seconds))

    async def exchange(self, method: str, params: Mapping[str, Any], seconds: float = _ANSWER_SECONDS) -> Reply:
        """The bare request and answer; raises `NotReached` or `NoAnswer`, which never show the token."""
        session = self._open()
        url = self._urls.get(method) or self._url(method)
        timeout = aiohttp.ClientTimeout(total=None, connect=_CONNECT_SECONDS, sock_read=seconds)
        body = msgspec.json.encode(params)
        try:
            async with session.post(url, data=body, headers=_JSON, timeout=timeout, allow_redirects=False) as response:
                return Reply(response.status, await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotReached(f"{method}: {type(error).__name__}") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(f"{method}: {type(error).__name__}") from None

    async def close(self) -> None:
        """Let go of all connections; safe to call twice."""
        self._closed = True
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._closed:
            raise NotReached("the channel is closed")
        if self._session is None:
            # One more than may send: the long poll occupies a connection of its own.
            connector = aiohttp.TCPConnector(limit=self._connections + 1, keepalive_timeout=_KEEP_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), proxy=_proxy_to(self._base)
            )
        return self._session

    def _url(self, method: str) -> str:
        url = f"{self._base}/bot{self._token.get_secret_value()}/{method}"
        self._urls[method] = url
        return url


def _proxy_to(base: str) -> str | None:
    """The proxy the environment names for this server, looked up once: aiohttp would look at every request."""
    address = urlsplit(base)
    if proxy_bypass(address.hostname or ""):
        return None
    return getproxies().get(address.scheme)
