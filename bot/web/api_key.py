"""Who may use the REST doors, and how often."""

from __future__ import annotations

import hashlib
import hmac
import time

from aiohttp import web

from bot.web import api_keys
from bot.web.api_keys import Holder, KeyRole
from bot.web.config import WebConfig
from bot.web.desk_door import may_look, own_page
from channels.webchat import origin
from channels.webchat.intake import Slow, on_this_machine
from channels.webchat.limits import Rate
from fsm.storage.store import Store
from fsm.storage.tables import DEFAULT_WORKSPACE

FORMS_PER_MINUTE = 10
_SIGNED = "sha256="


class NotAllowed(Exception):
    """The caller may not; the sentence says what is missing."""


class NotEnough(NotAllowed):
    """The key is known, and its role does not reach so far."""


_MASTER = Holder(0, "API", KeyRole.ADMIN)


class Admission:
    """Keys, signatures and rates. `demo` opens the doors to this very machine while no key is set.

    Beside the key of the settings, which may do everything, there are those made in the owner's chat, kept in `store`.
    """

    def __init__(self, config: WebConfig, proxies: int, *, demo: bool, store: Store | None = None) -> None:
        self._store = store
        self._key = config.api_key.get_secret_value() if config.api_key else ""
        self._secret = config.webhook_secret.get_secret_value() if config.webhook_secret else ""
        self._demo = demo
        self._proxies = proxies
        self._addresses = Rate(config.requests_per_minute, time.monotonic)
        self._keys = Rate(config.requests_per_minute, time.monotonic)
        self._forms = Rate(FORMS_PER_MINUTE, time.monotonic)

    def enter(self, request: web.Request) -> None:
        """By the key of the settings. Raises `Slow` or `NotAllowed`. Addresses count first: guessing is slow too."""
        _take(self._addresses, origin.address(request, self._proxies))
        if not self._master(request, _given(request)):
            raise NotAllowed(self._closed())
        _take(self._keys, "key")

    async def admit(self, request: web.Request, needed: KeyRole) -> Holder:
        """Who comes in, by any key whose role reaches. Raises `Slow`, `NotAllowed` or `NotEnough`."""
        _take(self._addresses, origin.address(request, self._proxies))
        given = _given(request)
        holder = _MASTER if self._master(request, given) else await self._known(given)
        if holder is None:
            raise NotAllowed(self._closed())
        _take(self._keys, f"key:{holder.id}")
        if not holder.may(needed):
            raise NotEnough(f"this key may {holder.role}; here {needed} is needed")
        return holder

    def _master(self, request: web.Request, given: str) -> bool:
        if self._key:
            return hmac.compare_digest(given.encode("utf-8", "replace"), self._key.encode())
        here = self._demo and may_look(request) and ("Origin" not in request.headers or own_page(request))
        return here and not given

    async def _known(self, given: str) -> Holder | None:
        store = self._store
        if store is None or not given:
            return None
        return await store.read(lambda connection: api_keys.holder(connection, DEFAULT_WORKSPACE, given))

    def _closed(self) -> str:
        if self._key:
            return "give the key in the header X-API-Key or as Authorization: Bearer"
        return "these doors are closed until TALAP_WEB__API_KEY is set, or a key is made with /keys and given"

    def signed(self, request: web.Request, body: bytes) -> None:
        """Raises `NotAllowed` for a body that is not signed where it has to be."""
        if not self._secret:
            return
        right = _SIGNED + hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
        given = request.headers.get("X-Signature", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), right.encode()):
            raise NotAllowed("X-Signature must be sha256= and the HMAC-SHA256 of the body in hex")

    def form(self, request: web.Request) -> None:
        """Raises `Slow`. Callers on this machine are not counted: a proxy would put all visitors into one purse."""
        address = origin.address(request, self._proxies)
        if not on_this_machine(address):
            _take(self._forms, address)


def _given(request: web.Request) -> str:
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    return request.headers.get("X-API-Key", "") or (bearer.strip() if scheme.casefold() == "bearer" else "")


def _take(rate: Rate, key: str) -> None:
    seconds = rate.wait(key)
    if seconds:
        raise Slow(seconds)
