"""HTTP to other systems: short patience, no redirects, and only where the owner may send to.

A name is resolved once, at the connection, and every number it stands for is checked there, so an answer of the name
server that changes in between changes nothing.
"""

from __future__ import annotations

import asyncio
import json as _json
import socket
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from handoff.targets.contract import NotNow, Refused, Reply
from handoff.targets.reach import allowed, at_home

SECONDS = 10.0
SETTING = "TALAP_WEB__PRIVATE_TARGETS"
_LARGEST = 2_000_000
_LATER = frozenset({408, 425, 429})
_LONGEST_WAIT = 3_600.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SERVER_ERROR = 500


class Forbidden(OSError):
    """An address that targets may not have."""


class _Checked(AbstractResolver):
    """Resolves names and gives only numbers that may be dialled; one that may not forbids the name."""

    def __init__(self, private: Collection[str]) -> None:
        self._inner = aiohttp.ThreadedResolver()
        self._private = private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        private = at_home(host, self._private)
        if not all(allowed(each["host"], private=private) for each in found):
            raise Forbidden(host)
        return found

    async def close(self) -> None:
        await self._inner.close()


class HttpWire:
    """`handoff.targets.contract.Wire` over aiohttp. Sessions are opened at the first call; `close` ends them.

    `private` names the machines that may be in a private network (a program next door), "*" all.
    """

    def __init__(self, private: Collection[str] = (), *, seconds: float = SECONDS) -> None:
        self._private = private
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    async def call(  # noqa: PLR0913 (a request)
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] = {},
        query: Mapping[str, str] = {},
    ) -> Reply:
        """Raises `NotNow` and, for an address that is not allowed or that leads elsewhere, `Refused`."""
        host = urlsplit(url).hostname or ""
        self._check(host)
        data = _json.dumps(json, ensure_ascii=False, default=str).encode() if json is not None else body
        given = {"Accept": "application/json", "User-Agent": "Talap/1", **headers}
        if json is not None:
            given["Content-Type"] = "application/json"
        try:
            async with self._open().request(
                method, url, data=data, headers=given, params=dict(query), allow_redirects=False
            ) as answer:
                raw = await _read(answer.content)
                return _judged(host, answer.status, answer.headers.get("Retry-After", ""), raw)
        except Forbidden:
            raise _closed(host) from None
        except (aiohttp.InvalidURL, ValueError) as error:
            raise Refused(f"the address is not one: {type(error).__name__}") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            if isinstance(error.__cause__ or error.__context__, Forbidden):
                raise _closed(host) from None
            raise NotNow(f"{host} does not answer ({type(error).__name__})") from None

    async def reach(self, host: str) -> None:
        """Raises `Refused` for a machine that may not be reached. A name that leads nowhere is no danger."""
        plain = host.removeprefix("[").removesuffix("]")
        self._check(plain)
        resolver = _Checked(self._private)
        try:
            await resolver.resolve(plain, 0, socket.AF_UNSPEC)
        except Forbidden:
            raise _closed(plain) from None
        except (OSError, ValueError):
            return
        finally:
            await resolver.close()

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _check(self, host: str) -> None:
        """Numbers are not resolved, so they are looked at here."""
        try:
            number = ip_address(host)
        except ValueError:
            return
        if not allowed(str(number), private=at_home(host, self._private)):
            raise _closed(host)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(resolver=_Checked(self._private), limit=20)
            timeout = aiohttp.ClientTimeout(total=self._seconds)
            jar = aiohttp.DummyCookieJar(loop=asyncio.get_running_loop())
            self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=jar)
        return self._session


def _closed(host: str) -> Refused:
    return Refused(f"{host} is in a private network; whoever runs this program opens it by {SETTING}={host}")


async def _read(content: aiohttp.StreamReader) -> bytes:
    """The body, or as much of it as anybody needs: it comes in pieces, however short it is."""
    body = bytearray()
    async for piece in content.iter_any():
        body += piece
        if len(body) > _LARGEST:
            break
    return bytes(body[:_LARGEST])


def _judged(host: str, status: int, wait: str, raw: bytes) -> Reply:
    text = raw.decode("utf-8", "replace")
    if status in _LATER or status >= _SERVER_ERROR:
        seconds = min(float(wait), _LONGEST_WAIT) if wait.isdecimal() else None
        raise NotNow(f"{host} answered {status}", seconds)
    if status in _REDIRECTS:
        raise Refused(f"{host} answered {status}: it sends on to another address, and that is not followed")
    try:
        told = _json.loads(text) if text.strip() else None
    except ValueError:
        told = None
    return Reply(status, told, text[:500])
