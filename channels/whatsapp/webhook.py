"""The door WAHA knocks at: who is it, what is it, have it committed, and only then 200.

The answers, and what they make WAHA do:
413 larger than any event.
403 wrong or missing signature, or signed long ago: nothing was taken; not WAHA, or a replay.
200 committed; also for what we cannot read or do not use, because repeating would not help.
503 could not be committed: WAHA sends it again.
"""

from __future__ import annotations

import hashlib
import hmac

import structlog
from aiohttp import web

from channels.contract import Inbound, Receive

from .intake import Intake
from .number import Number
from .recent import Recent
from .schema import Envelope, Unreadable, read_envelope
from .sessions import Sessions
from .translate import Acked, Echo, Event, Status, Touched, understood

log = structlog.get_logger("whatsapp")

PATH = "/hooks/waha"
HEADER = "X-Webhook-Hmac"
_LARGEST_BYTES = 2_000_000
_OLDEST_SECONDS = 24 * 3600.0
_FURTHEST_AHEAD_SECONDS = 300.0
_MOST_ENVELOPES = 50_000
_NOT_SAVED = "messages could not be saved; WAHA is asked to bring them again"
_CLOCK = "WAHA's clock is far ahead of ours, so its messages are refused; set both clocks right"


class Hook:
    """Answers deliveries."""

    def __init__(self, number: Number, intake: Intake, sessions: Sessions) -> None:
        self._number = number
        self._watch = number.watch
        self._key = number.config.hmac_key.get_secret_value().encode()
        self._intake = intake
        self._sessions = sessions
        self._done = Recent(_MOST_ENVELOPES)

    def route(self, receive: Receive) -> web.RouteDef:
        """POST /hooks/waha, committing by `receive`."""

        async def answer(request: web.Request) -> web.Response:
            return await self._answer(request, receive)

        return web.post(PATH, answer)

    async def _answer(self, request: web.Request, receive: Receive) -> web.Response:
        """Answer one delivery, never with 500."""
        body = await _body(request)
        if body is None:
            return self._refuse("large", 413)
        if not self._is_signed(body, request.headers.getall(HEADER, [])):
            return self._refuse("forged", 403)
        try:
            envelope = read_envelope(body)
        except Unreadable:
            return self._refuse("junk", 200)
        age = self._number.now().timestamp() - envelope.timestamp / 1000
        # Written so that a time that is no number is refused as well.
        if not -_FURTHEST_AHEAD_SECONDS <= age <= _OLDEST_SECONDS:
            if age < 0:
                self._watch.unwell("clock", "whatsapp.clock", _CLOCK)
            return self._refuse("ahead" if age < 0 else "old", 403)
        if envelope.session != self._sessions.name or envelope.id in self._done:
            return web.Response()
        return await self._handled(envelope, receive)

    async def _handled(self, envelope: Envelope, receive: Receive) -> web.Response:
        self._sessions.tells(envelope)
        try:
            event = understood(envelope, self._number.name, self._number.now())
        except Exception as error:  # noqa: BLE001 - WAHA would repeat what we cannot read to no better end
            log.warning("whatsapp.event_skipped", kind=envelope.event[:40], why=type(error).__name__)
            return self._refuse("junk", 200)
        try:
            await self._pass_on(event, receive)
        except Exception as error:  # noqa: BLE001 - whatever kept it from the disk, WAHA must bring it again
            self._watch.unwell("saving", "whatsapp.not_saved", _NOT_SAVED)
            log.warning("whatsapp.not_kept", envelope=envelope.id[:64], why=type(error).__name__)
            return web.Response(status=503, headers={"Retry-After": "1"})
        self._watch.well("clock")
        self._done.add(envelope.id)
        return web.Response()

    async def _pass_on(self, event: Event | None, receive: Receive) -> None:
        match event:
            case Status():
                self._sessions.became(event)
            case Acked():
                if event.inbound is not None:
                    await self._intake.take([event.inbound], receive)
                self._sessions.acked(event)
            case Inbound() | Touched() | Echo():
                await self._intake.take([event], receive)
                self._watch.well("saving")
                self._watch.well("ears")

    def _is_signed(self, body: bytes, given: list[str]) -> bool:
        """HMAC-SHA512 over the bytes as they came, whatever algorithm the caller claims; compared as bytes."""
        if len(given) != 1 or not self._key:
            return False
        right = hmac.new(self._key, body, hashlib.sha512).hexdigest()
        return hmac.compare_digest(given[0].encode("utf-8", "surrogateescape"), right.encode())

    def _refuse(self, why: str, status: int) -> web.Response:
        self._number.refused[why] += 1
        return web.Response(status=status)


async def _body(request: web.Request) -> bytes | None:
    """The body, or None as soon as it is known to be too large."""
    if (request.content_length or 0) > _LARGEST_BYTES:
        return None
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > _LARGEST_BYTES:
            return None
    return bytes(body)
