"""The REST doors: other programs hand in what people wrote and look leads up; websites send their forms.

Everything handed in takes the common road; an answer is given only of what is committed. The public form's door needs
no key, so nothing that is known about anybody comes out of it: each form is a person of its own, since anybody can type
anybody's number.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import cache

import msgspec
import structlog
from aiohttp import web

from bot.web import api_leads
from bot.web.api_key import Admission, NotAllowed, NotEnough
from bot.web.api_keys import KeyRole
from bot.web.api_requests import TooLarge, body_of, hashed, idempotency
from bot.web.api_shapes import FormIn, FormTaken, HandIn, Meaningless, Problem, Taken, email_of, phone_of, query_of
from bot.web.guard import trouble
from channels.contract import Receive
from channels.webchat import origin
from channels.webchat.frames import BadInput, clean, parse
from channels.webchat.intake import NotKept, Slow
from channels.webhook import NAME, Contact, handed_in
from fsm.storage.store import Store

log = structlog.get_logger("bot.web")

Door = Callable[[web.Request], Awaitable[web.Response]]


@cache
def _description() -> bytes:
    """Made for the first who asks, which few do: it takes a fiftieth of a second."""
    from bot.web.openapi import describe

    return msgspec.json.encode(describe())


class Api:
    """`country` is where numbers without a country code are from; `origins` may send the public form."""

    def __init__(  # noqa: PLR0913 (the doors stand between the world and all of the store)
        self,
        store: Store,
        receive: Receive,
        now: Callable[[], datetime],
        admission: Admission,
        *,
        country: str,
        origins: Sequence[str],
    ) -> None:
        self._store = store
        self._receive = receive
        self._now = now
        self._admission = admission
        self._country = country
        self._origins = origins

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return [
            web.post("/api/webhook", _polite(self._keyed(self._hand_in, KeyRole.SALES))),
            web.get("/api/webhook/leads", _polite(self._keyed(self._list, KeyRole.READ))),
            web.get("/api/webhook/stats", _polite(self._keyed(self._stats, KeyRole.READ))),
            web.post("/api/form", self._with_cors(_polite(self._form))),
            web.options("/api/form", self._preflight),
            web.get("/api/openapi.json", self._described),
        ]

    def _keyed(self, door: Door, needed: KeyRole) -> Door:
        async def entered(request: web.Request) -> web.Response:
            await self._admission.admit(request, needed)
            return await door(request)

        return entered

    async def _hand_in(self, request: web.Request) -> web.Response:
        taken, _ = await self.handed(request)
        return _json(200, taken)

    async def handed(self, request: web.Request) -> tuple[Taken, bool]:
        """What came of a message handed in, and whether it was new. Raises `BadInput`, `NotAllowed`, `NotKept`."""
        body = await body_of(request)
        self._admission.signed(request, body)
        given = parse(body, HandIn)
        phone, email = self._reachable(given.phone, given.email)
        contact = Contact(id=phone or email, name=clean(given.sender_name), phone=phone, email=email)
        key = idempotency(request)
        event_id = f"key:{hashed(key)}" if key else f"once:{secrets.token_hex(16)}"
        source = clean(given.source) or clean(given.channel)
        return await self._take(contact, event_id, clean(given.message), source)

    async def _form(self, request: web.Request) -> web.Response:
        self._admission.form(request)
        body = await body_of(request)
        form = parse(body, FormIn)
        phone, email = self._reachable(form.phone, form.email)
        # The same form sent twice on a day is one form; another one is another person, whatever number it names.
        person = hashed(f"{self._now():%Y-%m-%d}", idempotency(request), body.decode("utf-8", "replace"))
        contact = Contact(id=f"form:{person}", name=clean(form.name), phone=phone, email=email)
        source = clean(form.source) or clean(form.page).partition("?")[0][:200]
        taken, _ = await self._take(contact, f"form:{person}", clean(form.message), source)
        return _json(200, FormTaken(taken.status, taken.reply))

    def _reachable(self, phone: str, email: str) -> tuple[str, str]:
        """Both as we write them. Raises `Meaningless` when there is neither."""
        found = phone_of(phone, self._country), email_of(email)
        if not any(found):
            raise Meaningless("give a phone or an email, so that the person can be answered", "phone")
        return found

    async def _take(self, contact: Contact, event_id: str, text: str, source: str) -> tuple[Taken, bool]:
        """File it and say what came of it; whether it was new. Raises `NotKept`."""
        message = handed_in(contact, event_id, text, source, self._now())
        try:
            known = await self._taken(event_id)
            if known is None:
                await self._receive([message])
            result = known or await self._taken(event_id)
            same = await self._store.read(lambda connection: api_leads.is_same(connection, message))
        except Exception as error:
            log.error("api.not_kept", **trouble(error))  # noqa: TRY400  # the traceback may quote the lead
            raise NotKept from error
        if result is None:
            raise NotKept
        if not same:
            raise Meaningless("this Idempotency-Key stands for another request", "Idempotency-Key")
        return result, known is None

    async def _taken(self, event_id: str) -> Taken | None:
        return await self._store.read(lambda connection: api_leads.taken(connection, NAME, event_id))

    async def _list(self, request: web.Request) -> web.Response:
        wish = query_of(request.query)
        return _json(200, await self._store.read(lambda connection: api_leads.listed(connection, wish)))

    async def _stats(self, request: web.Request) -> web.Response:
        _ = request
        now = self._now()
        return _json(200, await self._store.read(lambda connection: api_leads.stats(connection, now)))

    async def _described(self, request: web.Request) -> web.Response:
        _ = request
        return web.Response(body=_description(), content_type="application/json")

    def _with_cors(self, door: Door) -> Door:
        async def answered(request: web.Request) -> web.Response:
            if not origin.allowed(request, self._origins):
                return _json(403, Problem("this website may not send forms; add it to TALAP_WEBCHAT__ORIGINS"))
            response = await door(request)
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Vary"] = "Origin"
            return response

        return answered

    async def _preflight(self, request: web.Request) -> web.Response:
        if not origin.allowed(request, self._origins):
            return _json(403, Problem("this website may not send forms; add it to TALAP_WEBCHAT__ORIGINS"))
        return web.Response(
            status=204,
            headers={
                "Access-Control-Allow-Origin": request.headers["Origin"],
                "Access-Control-Allow-Methods": "POST",
                "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key",
                "Access-Control-Max-Age": "600",
                "Vary": "Origin",
            },
        )


def _polite(door: Door) -> Door:
    """The door with its refusals said in JSON."""

    async def answered(request: web.Request) -> web.Response:
        try:
            return await door(request)
        except BadInput as error:
            return _json(413 if isinstance(error, TooLarge) else 400, Problem(str(error), error.field))
        except NotEnough as error:
            return _json(403, Problem(str(error)))
        except NotAllowed as error:
            return _json(401, Problem(str(error)))
        except Slow as error:
            return _json(429, Problem(str(error)), {"Retry-After": str(error.seconds)})
        except NotKept:
            return _json(503, Problem("not stored just now; send it again"), {"Retry-After": "2"})

    return answered


def _json(status: int, body: msgspec.Struct | None, headers: dict[str, str] | None = None) -> web.Response:
    kept_nowhere = {"Cache-Control": "no-store", **(headers or {})}
    return web.Response(
        status=status, body=msgspec.json.encode(body), content_type="application/json", headers=kept_nowhere
    )
