"""What every answer goes through: headers browsers obey, and errors that help without giving anything away."""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import structlog
from aiohttp import web

log = structlog.get_logger("bot.web")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Server": "talap",
}

FRAMED_BY: Final = "framed_by"
"""Key under which a response names the origins that may show it in a frame."""

_SAID = {
    404: "there is nothing at this address",
    405: "this address is used in another way",
    413: "the request is too large",
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Runs around every handler; measured at a few microseconds a request."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        response = error if error.status < web.HTTPBadRequest.status_code else refusal(error)
    except ConnectionError:
        raise
    except Exception as error:  # noqa: BLE001  # the last line before a bare 500: logged under an id, never shown
        response = _unexpected(request, error)
    if not response.prepared:
        response.headers.update(HEADERS)
        if FRAMED_BY in response:  # the widget's page, and no other, stands in frames of the listed websites
            response.headers["Content-Security-Policy"] = _framed(response[FRAMED_BY])
            del response.headers["X-Frame-Options"]
        if isinstance(response, web.FileResponse):
            # Asked for each time and answered "not modified": a page never runs with the last version's script.
            response.headers["Cache-Control"] = "no-cache"
    return response


def _framed(origins: Sequence[str]) -> str:
    ours = HEADERS["Content-Security-Policy"]
    return ours.replace("frame-ancestors 'none'", " ".join(("frame-ancestors 'self'", *origins)))


def refusal(error: web.HTTPException) -> web.Response:
    """An HTTP error as JSON, keeping headers such as Allow and Retry-After."""
    kept = {name: value for name, value in error.headers.items() if name in {"Allow", "Retry-After"}}
    return _json(error.status, {"error": _SAID.get(error.status, error.reason)}, kept)


def _unexpected(request: web.Request, error: Exception) -> web.Response:
    """The id leads from a visitor's report to the log line, which names places in our code and no words of a lead's."""
    error_id = secrets.token_hex(4)
    resource = request.match_info.route.resource
    route = resource.canonical if resource else ""
    log.error("web.failed", error_id=error_id, method=request.method, route=route, **trouble(error))
    return _json(500, {"error": "something went wrong on our side", "id": error_id})


def trouble(error: BaseException) -> dict[str, str]:
    """What went wrong and where, without the exception's message: that may quote what a lead wrote."""
    places = traceback.extract_tb(error.__traceback__)
    where = f"{Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
    return {"error": type(error).__name__, "at": where}


def _json(status: int, body: dict[str, str], headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(status=status, body=msgspec.json.encode(body), content_type="application/json", headers=headers)
