"""Scripted failures of the server: which request, what happens instead of, before or after it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .botapi_updates import RawList

if TYPE_CHECKING:
    from .botapi import Call

CarryOut = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Fault:
    """What goes wrong. `when` is `instead` (nothing is carried out) or `after` (carried out, the answer is spoiled).

    `drop` cuts the connection, `raw` is the body sent in place of the answer, `cut` sends only the first half of the
    true one, `delay` waits that many seconds first.
    """

    status: int = 200
    raw: bytes | None = None
    when: str = "instead"
    drop: bool = False
    cut: bool = False
    delay: float = 0


def refusal(code: int, description: str, **parameters: Any) -> Fault:
    """Telegram says no."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return Fault(code, json.dumps(body).encode())


def too_many(retry_after: int) -> Fault:
    return refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def bad_request(why: str) -> Fault:
    return refusal(400, f"Bad Request: {why}")


BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")
DEACTIVATED = refusal(403, "Forbidden: user is deactivated")
UNAUTHORIZED = refusal(401, "Unauthorized")
SECOND_POLLER = refusal(
    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
SERVER_ERROR = refusal(500, "Internal Server Error")
HTML_PAGE = Fault(502, b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>")
EMPTY_AFTER = Fault(200, b"", when="after")
CUT_AFTER = Fault(cut=True, when="after")
DROP_BEFORE = Fault(drop=True)
DROP_AFTER = Fault(drop=True, when="after")
HANG = Fault(delay=3600, drop=True)


@dataclass
class Faults:
    """Faults waiting for their request, by method; `*` is any method but getUpdates."""

    _waiting: dict[str, list[tuple[Fault | None, int]]] = field(default_factory=dict)

    def add(self, method: str, fault: Fault, times: int = 1, after: int = 0) -> None:
        """The next `times` requests of this method fail, once `after` went well; a negative `times` is for ever."""
        waiting = self._waiting.setdefault(method, [])
        if after:
            waiting.append((None, after))
        waiting.append((fault, times))

    def clear(self) -> None:
        self._waiting.clear()

    async def around(self, request: web.Request, call: Call, carry_out: CarryOut) -> web.StreamResponse:
        """Answer the request, well or as scripted."""
        fault = self.taken(call.method)
        if fault is None:
            return _good(await carry_out())
        if fault.delay:
            await asyncio.sleep(fault.delay)
        answer = await carry_out() if fault.when == "after" else {}
        if fault.drop:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.cut:
            whole = _body(answer)
            return web.Response(body=whole[: len(whole) // 2], content_type="application/json")
        if fault.raw is None:
            return _good(answer or await carry_out())
        kind = "application/json" if fault.raw[:1] in (b"{", b"") else "text/html"
        return web.Response(status=fault.status, body=fault.raw, content_type=kind)

    def taken(self, method: str) -> Fault | None:
        """The fault that waits for this request, if one does; it then waits no longer."""
        for name in (method, "*") if method != "getUpdates" else (method,):
            if waiting := self._waiting.get(name):
                fault, times = waiting[0]
                if times == 1:
                    waiting.pop(0)
                else:
                    waiting[0] = (fault, times - 1)
                return fault
        return None


async def spoiled(request: web.Request, fault: Fault) -> web.Response:
    """What goes wrong with a file that is fetched; the scripted body stands for the file."""
    await asyncio.sleep(fault.delay)
    if fault.drop and request.transport is not None:
        request.transport.abort()
    return web.Response(status=fault.status, body=fault.raw or b"")


def _body(answer: dict[str, Any]) -> bytes:
    result = answer.get("result")
    if isinstance(result, RawList):
        return b'{"ok":true,"result":' + result.raw + b"}"
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")


def _good(answer: dict[str, Any]) -> web.Response:
    status = 200 if answer["ok"] else answer["error_code"]
    return web.Response(status=status, body=_body(answer), content_type="application/json")
