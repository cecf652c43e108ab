"""The plain HTTP doors: start or resume a session, send a message where sockets do not get through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web

from channels.webchat import origin
from channels.webchat.frames import BadInput, Message, MessageRequest, SessionRequest, dump, parse
from channels.webchat.intake import Intake, NotKept, Slow, chat_for
from channels.webchat.kinds import KIND, TOO_LARGE, Unfit
from channels.webchat.tokens import new_token
from channels.webchat.translate import FILES, Visitor, file_frame

ALLOWED = "Content-Type, X-Visitor-Token, X-File-Name"
_UNFIT = {TOO_LARGE: 413, KIND: 415}

Handler = Callable[[web.Request], Awaitable[web.Response]]


class TooLarge(BadInput):
    """The body is longer than a chat message ever is."""


class Doors:
    """POST /api/web/session, /messages and /files, for our own pages and the listed websites."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        doors = {"/api/web/session": self._session, "/api/web/messages": self._message}
        if self._intake.files.on:
            doors[FILES] = self._file
        posts = [web.post(path, self._guarded(handler)) for path, handler in doors.items()]
        return [*posts, *(web.options(path, self._preflight) for path in doors)]

    async def _session(self, request: web.Request) -> web.Response:
        asked = parse(await self._body(request), SessionRequest)
        self._intake.coming(self._address(request))
        token = asked.visitor_token or new_token()
        chat = chat_for(token)
        if asked.opened:
            await self._intake.open(Visitor(chat, asked.lang), asked.page.utm)
        old = asked.visitor_token or asked.opened
        frames, cursor = await self._intake.lines(chat, asked.cursor) if old else ([], asked.cursor)
        session = {"visitor_token": token, "messages": frames, "cursor": cursor, "files": self._intake.files.on}
        return _json(200, session)

    async def _message(self, request: web.Request) -> web.Response:
        sent = parse(await self._body(request), MessageRequest)
        chat = chat_for(sent.visitor_token)
        message = Message(sent.client_msg_id, sent.text, sent.token, sent.source, sent.files)
        await self._intake.say(Visitor(chat, sent.lang, self._address(request)), message)
        await self._intake.tell_others(chat, message)
        return _json(200, {"status": "ok", "client_msg_id": sent.client_msg_id})

    async def _file(self, request: web.Request) -> web.Response:
        chat = chat_for(request.headers.get("X-Visitor-Token", ""))
        return _json(201, file_frame(await self._intake.files.take(request, chat)))

    def _guarded(self, handler: Handler) -> Handler:
        """The handler behind the origin check, its refusals said in JSON with the field that is wrong."""

        async def guarded(request: web.Request) -> web.Response:
            if not self._welcome(request):
                return _json(403, {"error": "this website may not use the chat; add it to TALAP_WEBCHAT__ORIGINS"})
            response = await _refusals_as_json(handler, request)
            response.headers.update(_cors(request))
            return response

        return guarded

    async def _preflight(self, request: web.Request) -> web.Response:
        if not self._welcome(request):
            return _json(403, {"error": "this website may not use the chat; add it to TALAP_WEBCHAT__ORIGINS"})
        asked = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": ALLOWED}
        return web.Response(status=204, headers={**_cors(request), **asked, "Access-Control-Max-Age": "600"})

    def _welcome(self, request: web.Request) -> bool:
        return origin.allowed(request, self._intake.config.origins)

    def _address(self, request: web.Request) -> str:
        return origin.address(request, self._intake.config.proxies)

    async def _body(self, request: web.Request) -> bytes:
        limit = self._intake.config.max_body
        if (request.content_length or 0) > limit:
            raise TooLarge(f"at most {limit} bytes")
        body = bytearray()
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > limit:
                raise TooLarge(f"at most {limit} bytes")
        return bytes(body)


async def _refusals_as_json(handler: Handler, request: web.Request) -> web.Response:
    try:
        return await handler(request)
    except Unfit as error:
        return _json(_UNFIT.get(error.code, 400), {"error": str(error), "field": error.field, "code": error.code})
    except TooLarge as error:
        return _json(413, {"error": str(error)})
    except BadInput as error:
        return _json(400, {"error": str(error), "field": error.field} if error.field else {"error": str(error)})
    except Slow as error:
        return _json(429, {"error": str(error), "seconds": error.seconds}, {"Retry-After": str(error.seconds)})
    except NotKept:
        return _json(503, {"error": "not stored just now; send it again"}, {"Retry-After": "2"})


def _cors(request: web.Request) -> dict[str, str]:
    return {"Access-Control-Allow-Origin": request.headers["Origin"], "Vary": "Origin"}


def _json(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> web.Response:
    kept_nowhere = {"Cache-Control": "no-store", **(headers or {})}
    return web.Response(status=status, text=dump(body), content_type="application/json", headers=kept_nowhere)
