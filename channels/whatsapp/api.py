"""One request to WAHA: out as JSON over a kept-alive connection, back as bytes or a named trouble."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

import aiohttp
import msgspec

if TYPE_CHECKING:
    from .config import WahaConfig

_CONNECT_SECONDS = 10.0
# WAHA itself waits up to 5 s for its session; a browser engine may take many more to send.
_ANSWER_SECONDS = 40.0
_KEEP_SECONDS = 4.0
_CONNECTIONS = 50
_LONGEST_WORDS = 300
# Nothing that could climb out of the folder: no dots but inside a name.
_KEPT_FILE = re.compile(r"/api/files(?:/[\w@+-]+(?:\.[\w@+-]+)*)+", re.ASCII)


class NotReached(Exception):
    """The request never left: no address, no connection."""


class NoAnswer(Exception):
    """The request left and nothing usable came back: it may have been carried out."""


class WahaError(Exception):
    """WAHA said no. `words` is its own explanation, `status` the HTTP status."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"{status} {words}".strip())
        self.status = status
        self.words = words


class File(msgspec.Struct, frozen=True):
    """A downloaded file: its bytes and what the server says they are."""

    content: bytes
    mime: str = ""


class _Trouble(msgspec.Struct, frozen=True):
    error: Any = None
    message: Any = None
    exception: Any = None


class Waha:
    """A WAHA server, our key and our session on it. Opens nothing until the first request."""

    def __init__(self, config: WahaConfig) -> None:
        self.session = config.session
        self._base = config.url
        self._key = config.api_key
        self._http: aiohttp.ClientSession | None = None
        self._closed = False

    def __repr__(self) -> str:
        return f"Waha({self._base!r}, {self.session!r})"

    async def get(self, path: str, query: Mapping[str, str] | None = None, seconds: float = _ANSWER_SECONDS) -> bytes:
        """Look at something; `{session}` in the path is ours. Raises `NotReached`, `NoAnswer` or `WahaError`."""
        content, _ = await self._ask("GET", path, None, seconds, query)
        return content

    async def post(self, path: str, body: Mapping[str, Any] | None = None, seconds: float = _ANSWER_SECONDS) -> bytes:
        """Have something done; raises as `get` does."""
        content, _ = await self._ask("POST", path, body or {}, seconds)
        return content

    async def put(self, path: str, body: Mapping[str, Any], seconds: float = _ANSWER_SECONDS) -> bytes:
        """Have something changed; raises as `get` does."""
        content, _ = await self._ask("PUT", path, body, seconds)
        return content

    async def delete(self, path: str, seconds: float = _ANSWER_SECONDS) -> bytes:
        """Have something taken away; raises as `get` does."""
        content, _ = await self._ask("DELETE", path, None, seconds)
        return content

    async def file(self, url: str, most_bytes: int, seconds: float = 60.0) -> File:
        """Download a file WAHA keeps.

        Whatever host WAHA believes to have, its own address is asked, and no other one ever gets our key. Raises as
        `get` does; `WahaError` 413 for one that is too large.
        """
        path = unquote(urlsplit(url).path)
        if not _KEPT_FILE.fullmatch(path):
            raise WahaError(HTTPStatus.NOT_FOUND, "the file is not kept by WAHA itself")
        content, mime = await self._ask("GET", quote(path), None, seconds, most_bytes=most_bytes)
        return File(content, mime)

    async def close(self) -> None:
        """Let go of all connections; safe to call twice."""
        self._closed = True
        if self._http is not None:
            await self._http.close()

    async def _ask(  # noqa: PLR0913 - the one request all others are made of
        self,
        verb: str,
        path: str,
        body: Mapping[str, Any] | None,
        seconds: float,
        query: Mapping[str, str] | None = None,
        *,
        most_bytes: int = 50_000_000,
    ) -> tuple[bytes, str]:
        url = self._base + path.replace("{session}", quote(self.session, safe=""))
        timeout = aiohttp.ClientTimeout(total=seconds, connect=_CONNECT_SECONDS)
        sent = None if body is None else msgspec.json.encode(body)
        headers = {"X-Api-Key": self._key.get_secret_value()}
        headers |= {} if sent is None else {"Content-Type": "application/json"}
        try:
            async with self._open().request(
                verb, url, data=sent, params=query, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                content = await _read(response, most_bytes)
                if response.status >= HTTPStatus.MULTIPLE_CHOICES:
                    raise WahaError(response.status, _explanation(content))
                return content, response.content_type
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotReached(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(type(error).__name__) from None

    def _open(self) -> aiohttp.ClientSession:
        if self._closed:
            raise NotReached("the channel is closed")
        if self._http is None:
            # Node closes idle connections after 5 s; a request written into a closing one would be in doubt.
            connector = aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=_KEEP_SECONDS)
            self._http = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._http


def escaped(part: str) -> str:
    """An id as a piece of a path: `@` and all else that is not plain."""
    return quote(part, safe="")


async def _read(response: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    if (response.content_length or 0) > most_bytes:
        raise WahaError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the file is too large")
    content = bytearray()
    async for piece in response.content.iter_any():
        content += piece
        if len(content) > most_bytes:
            raise WahaError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the file is too large")
    return bytes(content)


def _explanation(content: bytes) -> str:
    """WAHA's words for what is wrong, wherever it puts them; never the request it repeats beside them."""
    try:
        trouble = msgspec.json.decode(content, type=_Trouble)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return "an answer that is not WAHA's"
    inner = trouble.exception.get("message") if isinstance(trouble.exception, dict) else trouble.exception
    words = next((text for text in (inner, trouble.error, trouble.message) if text), "")
    return re.sub(r"\s+", " ", str(words))[:_LONGEST_WORDS]
