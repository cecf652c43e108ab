"""Our own webhook route: who is it, what is it, have it committed, and only then 200.

The answers, and what they make Telegram do:
403 wrong or missing secret: nothing was read; not Telegram.
413 larger than any update.
200 committed; also for what we cannot read or do not use, because Telegram would repeat it for hours to no better end.
503 could not be committed: Telegram sends it again.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from aiohttp import web

from channels.contract import Inbound, Receive

from .schema import read_update
from .translate import all_inbound

log = structlog.get_logger("telegram")

PATH = "/hooks/telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
_HEADER = HEADER.lower().encode()
_LARGEST_BYTES = 1_000_000
OK, FORBIDDEN, TOO_LARGE, BRING_AGAIN = 200, 403, 413, 503


class Hook:
    """The door Telegram knocks at. `receive` is what commits."""

    def __init__(self, name: str, secret: str, now: Callable[[], datetime], receive: Receive) -> None:
        self._name = name
        self._secret = secret.encode()
        self._now = now
        self._receive = receive

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one delivery, never with 500."""
        given = request.headers.getall(HEADER, [])
        # As bytes: a header with other letters than ASCII must be a wrong secret, not a crash.
        if not self._knows(given[0].encode("utf-8", "surrogateescape") if len(given) == 1 else b""):
            return web.Response(status=FORBIDDEN)
        body = await _body(request)
        if body is None:
            return web.Response(status=TOO_LARGE)
        status = await self._kept(body)
        return web.Response(status=status, headers={"Retry-After": "1"} if status == BRING_AGAIN else None)

    def knock(self, headers: Mapping[bytes, bytes], body: bytes, answer: Callable[[int], object]) -> None:
        """The same for a delivery that came whole; headers by their names in lower case. `answer` gets the status."""
        if not self._knows(headers.get(_HEADER, b"")):
            answer(FORBIDDEN)
            return
        heard = self._heard(body)
        if not heard:
            answer(OK)
            return
        try:
            kept = asyncio.ensure_future(self._receive(heard))
        except Exception as error:  # noqa: BLE001 - as in `_kept`
            answer(_not_kept(heard, error))
        else:
            kept.add_done_callback(lambda kept: answer(_status(heard, kept)))

    async def _kept(self, body: bytes) -> int:
        heard = self._heard(body)
        if not heard:
            return OK
        try:
            await self._receive(heard)
        except Exception as error:  # noqa: BLE001 - whatever kept it from the disk, Telegram must bring it again
            return _not_kept(heard, error)
        return OK

    def _knows(self, given: bytes) -> bool:
        return bool(self._secret) and hmac.compare_digest(given, self._secret)

    def _heard(self, body: bytes) -> tuple[Inbound, ...]:
        try:
            return all_inbound(read_update(body), self._name, self._now())
        except Exception as error:  # noqa: BLE001 - Telegram would repeat what we cannot read for ever
            log.warning("telegram.update_skipped", why=type(error).__name__, bytes=len(body))
            return ()


def _status(heard: tuple[Inbound, ...], kept: asyncio.Future[None]) -> int:
    error = asyncio.CancelledError() if kept.cancelled() else kept.exception()
    return OK if error is None else _not_kept(heard, error)


def _not_kept(heard: tuple[Inbound, ...], error: BaseException) -> int:
    log.warning("telegram.not_kept", update=heard[0].event_id, why=type(error).__name__)
    return BRING_AGAIN


async def _body(request: web.Request) -> bytes | None:
    """The body, or None as soon as it is known to be too large."""
    if (request.content_length or 0) > _LARGEST_BYTES:
        return None
    body = await request.content.readany()
    while not request.content.at_eof():
        body += await request.content.readany()
        if len(body) > _LARGEST_BYTES:
            return None
    return body if len(body) <= _LARGEST_BYTES else None
