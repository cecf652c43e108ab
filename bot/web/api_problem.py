"""Refusals of the REST doors as problem documents (RFC 9457), each with the field that is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import msgspec
import structlog
from aiohttp import web

from bot.web.api_key import NotAllowed, NotEnough
from bot.web.api_requests import TooLarge
from bot.web.api_shapes import Meaningless
from bot.web.guard import trouble
from channels.webchat.frames import BadInput
from channels.webchat.intake import NotKept, Slow
from fsm.storage.store import StorageBusy

log = structlog.get_logger("bot.web")

Door = Callable[[web.Request], Awaitable[web.Response]]
TYPE = "application/problem+json"


class Wrong(msgspec.Struct, frozen=True):
    """A field, a parameter or a header that is wrong, and what is wrong with it."""

    field: str
    detail: str


class Trouble(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a request was refused. `gate` names the rule of the deal that refused it."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
    errors: tuple[Wrong, ...] = ()
    gate: str = ""


class Stop(Exception):
    """The request is refused with this document."""

    def __init__(self, status: int, detail: str, *, field: str = "", gate: str = "") -> None:
        super().__init__(detail)
        wrong = (Wrong(field, detail),) if field else ()
        self.trouble = Trouble(TITLES[status], status, detail, errors=wrong, gate=gate)


TITLES: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "A key is needed",
    403: "This key may not",
    404: "There is no such thing",
    409: "That is not possible now",
    412: "The lead has changed meanwhile",
    413: "The request is too large",
    422: "The request makes no sense",
    429: "Too many requests",
    503: "Not possible just now",
}


def polite(door: Door) -> Door:
    """The door with its refusals said as problem documents."""

    async def answered(request: web.Request) -> web.Response:  # noqa: PLR0911 (one line an error)
        try:
            return await door(request)
        except Stop as stop:
            return problem(stop.trouble)
        except Meaningless as error:
            return _said(422, str(error), error.field)
        except BadInput as error:
            return _said(413 if isinstance(error, TooLarge) else 400, str(error), error.field)
        except NotEnough as error:
            return _said(403, str(error))
        except NotAllowed as error:
            return _said(401, str(error), headers={"WWW-Authenticate": "Bearer"})
        except Slow as error:
            return _said(429, str(error), headers={"Retry-After": str(error.seconds)})
        except (NotKept, StorageBusy) as error:
            log.error("api.not_kept", **trouble(error))  # noqa: TRY400  # the traceback may quote the lead
            return _said(503, "not stored just now; send it again", headers={"Retry-After": "2"})

    return answered


def problem(told: Trouble, headers: Mapping[str, str] | None = None) -> web.Response:
    """The answer that carries a problem."""
    given = {"Cache-Control": "no-store", **(headers or {})}
    return web.Response(status=told.status, body=msgspec.json.encode(told), content_type=TYPE, headers=given)


def _said(status: int, detail: str, field: str = "", headers: Mapping[str, str] | None = None) -> web.Response:
    wrong = (Wrong(field, detail),) if field else ()
    return problem(Trouble(TITLES[status], status, detail, errors=wrong), headers)
