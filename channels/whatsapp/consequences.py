"""WAHA's troubles in our words: what happens next."""

from __future__ import annotations

import re
from http import HTTPStatus

from channels.contract import Misconfigured, Refused, SendFailed, TryLater, Uncertain, Unreachable

from .api import NoAnswer, NotReached, WahaError

Trouble = WahaError | NotReached | NoAnswer

_NETWORK_SECONDS = 3.0
_BUSY_SECONDS = 10.0
_SESSION_SECONDS = 10.0
_RESTRICTED = re.compile(r"(?:returned|server) error:? \(?(463|475)\b|\berror (463|475)\b|status-code.{0,5}(463|475)\b")
_NOBODY = ("invalid wid", "no lid for user", "is not on whatsapp", "not registered on whatsapp", "invalid jid")
KEY = "WAHA does not accept the key; set TALAP_WAHA__API_KEY to the one WAHA was started with"


def restriction(error: Trouble) -> int:
    """463 or 475 when WhatsApp itself restricts whom this number may write to; else 0."""
    if not isinstance(error, WahaError) or error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return 0
    found = _RESTRICTED.search(error.words.lower())
    return int(next(group for group in found.groups() if group)) if found else 0


def is_session(error: Trouble) -> bool:
    """Whether the session is not there or not ready, which its keeper should look at."""
    if not isinstance(error, WahaError):
        return False
    if error.status == HTTPStatus.NOT_FOUND:
        return "session" in error.words.lower()
    return error.status == HTTPStatus.UNPROCESSABLE_ENTITY and "session status" in error.words.lower()


def may_have_gone(error: Trouble) -> bool:
    """Whether the message may be on its way in spite of the trouble."""
    if isinstance(error, WahaError):
        engine = error.status in (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.GATEWAY_TIMEOUT)
        return engine and not restriction(error) and not _says(error, _NOBODY)
    return isinstance(error, NoAnswer)


def consequence(error: Trouble) -> SendFailed:
    """What a trouble means for the message; what may have gone is `Uncertain`."""
    if isinstance(error, NotReached):
        return TryLater(_NETWORK_SECONDS, f"WAHA cannot be reached ({error})", whole_channel=True)
    if isinstance(error, NoAnswer) or may_have_gone(error):
        return Uncertain(f"no clear answer ({error})")
    return _of_refusal(error)


def _of_refusal(error: WahaError) -> SendFailed:
    if error.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Misconfigured(KEY)
    if is_session(error):
        return TryLater(_SESSION_SECONDS, f"the WhatsApp session is not ready ({error})", whole_channel=True)
    if error.status == HTTPStatus.NOT_FOUND:
        return Misconfigured("there is no WAHA at this address; look at TALAP_WAHA__URL")
    if _says(error, _NOBODY):
        return Unreachable(str(error))
    waits = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT)
    if error.status in waits or error.status > HTTPStatus.INTERNAL_SERVER_ERROR:
        return TryLater(_BUSY_SECONDS, str(error))
    return Refused(str(error))


def _says(error: WahaError, phrases: tuple[str, ...]) -> bool:
    words = error.words.lower()
    return any(phrase in words for phrase in phrases)
