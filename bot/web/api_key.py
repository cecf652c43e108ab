"""Who may use the REST doors, and how often."""

from __future__ import annotations

import hashlib
import hmac
import time

from aiohttp import web

from bot.web.config import WebConfig
from bot.web.desk_door import may_look, own_page
from channels.webchat import origin
from channels.webchat.intake import Slow, on_this_machine
from channels.webchat.limits import Rate

FORMS_PER_MINUTE = 10
_SIGNED = "sha256="


class NotAllowed(Exception):
    """The caller may not; the sentence says what is missing."""


class Admission:
    """Keys, signatures and rates. `demo` opens the doors to this very machine while no key is set."""

    def __init__(self, config: WebConfig, proxies: int, *, demo: bool) -> None:
        self._key = config.api_key.get_secret_value() if config.api_key else ""
        self._secret = config.webhook_secret.get_secret_value() if config.webhook_secret else ""
        self._demo = demo
        self._proxies = proxies
        self._addresses = Rate(config.requests_per_minute, time.monotonic)
        self._keys = Rate(config.requests_per_minute, time.monotonic)
        self._forms = Rate(FORMS_PER_MINUTE, time.monotonic)

    def enter(self, request: web.Request) -> None:
        """Raises `Slow` or `NotAllowed`. The address is counted first, so guessing keys is slow too."""
        _take(self._addresses, origin.address(request, self._proxies))
        if not self._key:
            if self._demo and may_look(request) and ("Origin" not in request.headers or own_page(request)):
                return
            raise NotAllowed("these doors are closed until TALAP_WEB__API_KEY is set")
        given = request.headers.get("X-API-Key", "") or request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._key.encode()):
            raise NotAllowed("give the key in the header X-API-Key or as Authorization: Bearer")
        _take(self._keys, "key")

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


def _take(rate: Rate, key: str) -> None:
    seconds = rate.wait(key)
    if seconds:
        raise Slow(seconds)
