"""Scripted failures of the WAHA server: which request, and what happens instead of it, or after it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

CarryOut = Callable[[], Awaitable[web.Response]]


@dataclass(frozen=True)
class Fault:
    """What goes wrong. With `after` the request is carried out and only its answer is spoiled.

    `drop` cuts the connection, `delay` waits that many seconds first, `body` is what is answered.
    """

    status: int = 500
    body: bytes = b""
    after: bool = False
    drop: bool = False
    delay: float = 0


def _json(code: int, **body: object) -> Fault:
    return Fault(code, json.dumps(body).encode())


def engine_error(message: str, *, after: bool = False) -> Fault:
    """The 500 of an engine, with its exception."""
    request = {"path": "/api/sendText", "method": "POST", "body": {"text": "what the person must not find in logs"}}
    body = {"statusCode": 500, "timestamp": "x", "exception": {"message": message}, "request": request}
    return Fault(500, json.dumps(body).encode(), after=after)


UNAUTHORIZED = _json(401, message="Unauthorized", statusCode=401)
NO_SESSION = _json(404, message="Session not found", statusCode=404)
NOT_BUILT = _json(422, message="The method is not implemented by the engine.", statusCode=422)
NOT_WORKING = _json(
    422,
    error="Session status is not as expected. Try again later or restart the session",
    session="default",
    status="STARTING",
    expected=["WORKING"],
)
TIMELOCK = engine_error("failed to send message: server returned error 463")
CAPPED = engine_error("failed to send message: server returned error 475")
CRASHED = engine_error("Evaluation failed: r: r at getChat")
CRASHED_AFTER = engine_error("Timed out waiting for an answer", after=True)
NO_LID = engine_error("No LID for user")
HTML_PAGE = Fault(502, b"<html><body>502 Bad Gateway nginx</body></html>")
DROP_BEFORE = Fault(drop=True)
DROP_AFTER = Fault(drop=True, after=True)
EMPTY_AFTER = Fault(201, b"", after=True)


@dataclass
class Faults:
    """Faults waiting for their request, by path template."""

    _waiting: dict[str, list[tuple[Fault | None, int]]] = field(default_factory=dict)

    def add(self, path: str, fault: Fault, times: int = 1, after: int = 0) -> None:
        """The next `times` requests to this path fail, once `after` went well; a negative `times` is for ever."""
        waiting = self._waiting.setdefault(path, [])
        if after:
            waiting.append((None, after))
        waiting.append((fault, times))

    def clear(self) -> None:
        self._waiting.clear()

    async def around(self, request: web.Request, path: str, carry_out: CarryOut) -> web.Response:
        """Answer the request, well or as scripted."""
        fault = self._next(path)
        if fault is None:
            return await carry_out()
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.after:
            await carry_out()
        if fault.drop:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        kind = "text/html" if fault.body[:1] == b"<" else "application/json"
        return web.Response(status=fault.status, body=fault.body, content_type=kind)

    def _next(self, path: str) -> Fault | None:
        waiting = self._waiting.get(path)
        if not waiting:
            return None
        fault, times = waiting[0]
        if times == 1:
            waiting.pop(0)
        else:
            waiting[0] = (fault, times - 1)
        return fault
