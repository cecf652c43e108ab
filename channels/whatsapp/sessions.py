"""The session of our number at WAHA: made, started, watched, brought back; never restarted for WhatsApp's own refusals.

What the phone must do (scan, pair, passkey) only the owner can; `qr` and `pair` are for the owner's chat.
"""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
import structlog

from channels.contract import Misconfigured

from . import ids
from .api import NoAnswer, NotReached, WahaError
from .consequences import KEY
from .number import Number
from .schema import Envelope, Environment, Me, SessionInfo, Timelock
from .states import FAILED, STARTING, STOPPED, TAKES_OUR_IDS, WORKING, meaning
from .translate import Acked, Status

log = structlog.get_logger("whatsapp")

EVENTS = (
    "session.status",
    "message.any",
    "message.reaction",
    "message.ack",
    "message.edited",
    "message.revoked",
    "poll.vote",
    "call.received",
)
_PATH = "/api/sessions/{session}"
_MOST_RESTARTS = 3
_RESTARTS_WITHIN = timedelta(hours=1)
_UNTIL_TOLD = timedelta(hours=6)


class Sessions:
    """Keeps one session working. `status` is WAHA's newest word on it, "" before the first."""

    def __init__(self, number: Number) -> None:
        self._number = number
        self._waha = number.waha
        self._config = number.config
        self._watch = number.watch
        self._ledger = number.ledger
        self._restarts: deque[datetime] = deque()
        self._set_up = False
        self.name = number.config.session
        self.status = ""
        self.engine = ""
        self.mine: frozenset[str] = frozenset()
        self.news = asyncio.Event()

    @property
    def ready(self) -> bool:
        """Whether sending makes sense; before the first word on it, it does."""
        return self.status in ("", WORKING)

    @property
    def takes_our_ids(self) -> bool:
        """Whether the engine lets us name our messages, which makes a repeat harmless."""
        return self.engine in TAKES_OUR_IDS

    # What WAHA tells by webhook

    def tells(self, envelope: Envelope) -> None:
        """Every event names the engine and our own account."""
        if envelope.engine:
            self.engine = envelope.engine
        self._know_ourselves(envelope.me)

    def became(self, status: Status) -> None:
        """The session changed, or WhatsApp restricts it; a repeated word is no change."""
        self._restrict(status.timelock)
        if status.name != self.status:
            self._judge(status.name)
            self.news.set()

    def acked(self, ack: Acked) -> None:
        """How far a message of ours got."""
        self._ledger.acked(ack.id, ack.level)

    def look_soon(self) -> None:
        """Sending met a session that is not ready."""
        self.status = self.status if self.status not in ("", WORKING) else STARTING
        self.news.set()

    # Watching

    async def look(self) -> None:
        """Ask how it is and do what can be done. Raises `Misconfigured` when WAHA does not take our key."""
        try:
            await self._look()
        except WahaError as error:
            if error.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                self._watch.unwell("session", "whatsapp.key", KEY)
                raise Misconfigured(KEY) from None
            self._watch.unwell("session", "whatsapp.unreachable", f"WAHA answers {error}", str(error))
        except (NotReached, NoAnswer, msgspec.MsgspecError) as error:
            self._watch.unwell("session", "whatsapp.unreachable", f"WAHA cannot be reached ({error})", str(error))

    @property
    def pause(self) -> float:
        """Seconds until the next look: soon while something is wrong."""
        well = self.status == WORKING and self._watch.state.ok
        return self._number.patience.look_every if well else self._number.patience.look_again

    async def state(self) -> SessionInfo:
        """How the session is, asked afresh; raises what `Waha.get` raises and msgspec's error for nonsense."""
        return msgspec.json.decode(await self._waha.get(_PATH), type=SessionInfo)

    async def qr(self) -> bytes:
        """The QR code to scan, as a PNG. It lives 20 to 60 seconds. Raises what `Waha.get` raises."""
        return await self._waha.get("/api/{session}/auth/qr", {"format": "image"})

    async def pair(self, phone: str) -> str:
        """A code to type into the phone instead of scanning; `phone` with country code. Raises what `Waha.get` raises.

        Only while the session waits for the phone; WAHA answers 422 otherwise.
        """
        digits = "".join(sign for sign in phone if sign.isdecimal() and sign.isascii())
        answer = await self._waha.post("/api/{session}/auth/request-code", {"phoneNumber": digits})
        code: Any = msgspec.json.decode(answer)
        return str(code["code"]) if isinstance(code, dict) and code.get("code") else ""

    async def learn_engine(self) -> None:
        """Ask once which engine it is; raises as `state` does."""
        if not self.engine:
            version = await self._waha.get("/api/server/version")
            self.engine = msgspec.json.decode(version, type=Environment).engine

    async def _look(self) -> None:
        await self.learn_engine()
        try:
            info = await self.state()
        except WahaError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            await self._create()
            return
        self._know_ourselves(info.me)
        self._restrict(info.me.reachoutTimelock if info.me else None)
        if await self._told_where_we_are(info):
            return
        self._judge(info.status)
        await self._mend(info)

    async def _create(self) -> None:
        log.info("whatsapp.session_created", session=self.name)
        body = {"name": self.name, "start": True, "config": self._wanted({})}
        await self._waha.post("/api/sessions", body)
        self._set_up = True
        self._judge(STARTING)

    async def _mend(self, info: SessionInfo) -> None:
        if info.status == STOPPED:
            await self._waha.post(f"{_PATH}/start")
        elif info.status == FAILED and self._may_restart():
            log.warning("whatsapp.session_restarted", session=self.name)
            await self._waha.post(f"{_PATH}/restart")

    async def _told_where_we_are(self, info: SessionInfo) -> bool:
        """Set our webhook if it is missing, once in a life, and tell whether it was: the session then starts anew."""
        url = self._config.webhook_url
        hooks = (info.config.webhooks if info.config else None) or []
        known = any(hook.url == url and hook.hmac and set(EVENTS) <= set(hook.events) for hook in hooks)
        if not url or known or self._set_up:
            return False
        self._set_up = True
        whole: Any = msgspec.json.decode(await self._waha.get(_PATH))
        config = whole.get("config") if isinstance(whole, dict) else None
        log.info("whatsapp.webhook_set", session=self.name)
        await self._waha.put(_PATH, {"config": self._wanted(config if isinstance(config, dict) else {})})
        self._judge(STARTING)
        return True

    def _wanted(self, config: dict[str, Any]) -> dict[str, Any]:
        """The session's settings with ours in them; what others set stays."""
        others = [hook for hook in config.get("webhooks") or [] if hook.get("url") != self._config.webhook_url]
        ours = {
            "url": self._config.webhook_url,
            "events": list(EVENTS),
            "hmac": {"key": self._config.hmac_key.get_secret_value()},
            "retries": {"policy": "exponential", "delaySeconds": 2, "attempts": 15},
        }
        wanted = {
            "ignore": {"status": True, "groups": True, "channels": True, "broadcast": True},
            # Without a store NOWEB cannot tell what was missed; WEBJS tells how far messages got only when asked to.
            "noweb": {"markOnline": True, "store": {"enabled": True, "fullSync": False}},
            "webjs": {"tagsEventsOn": True},
        }
        return wanted | config | {"webhooks": [*others, ours] if self._config.webhook_url else others}

    def _may_restart(self) -> bool:
        now = self._number.now()
        while self._restarts and now - self._restarts[0] > _RESTARTS_WITHIN:
            self._restarts.popleft()
        if len(self._restarts) >= _MOST_RESTARTS:
            return False
        self._restarts.append(now)
        return True

    def _judge(self, status: str) -> None:
        self.status = status
        if status == WORKING:
            self._watch.well("session")
            self._restarts.clear()
        else:
            told = meaning(status)
            self._watch.unwell("session", told.key, told.why, status[:40])

    def _know_ourselves(self, me: Me | None) -> None:
        if me is not None:
            own = {ids.person(each) for each in (me.id, me.lid) if each}
            self.mine = frozenset(own - {""})

    def _restrict(self, lock: Timelock | None) -> None:
        """WhatsApp's restriction on writing to new people. Restarting would not lift it and might prolong it."""
        if lock is None:
            return
        if not lock.isActive:
            self._ledger.unrestricted()
            return
        ends = lock.timeEnforcementEnds or 0
        known = self._number.now().timestamp() < ends < 2**32
        self._ledger.restricted(datetime.fromtimestamp(ends, UTC) if known else self._number.now() + _UNTIL_TOLD)
