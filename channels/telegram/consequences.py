"""Telegram's troubles in our words: what happens next. The distinctions are those of aiogram's exception classes."""

from __future__ import annotations

from http import HTTPStatus

from channels.contract import Misconfigured, Moved, Refused, SendFailed, TryLater, Uncertain, Unreachable

from .trouble import ApiError, NoAnswer, NotReached

_SERVER_SECONDS = 3.0
_NETWORK_SECONDS = 2.0

_DONE = ("message is not modified", "query is too old", "query id is invalid", "message to edit not found")
_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user is deactivated",
    "chat was deactivated",
    "chat_write_forbidden",
    "not enough rights to send",
    "have no rights to send",
    "was kicked",
    "was blocked",
)
_BAD_MARKUP = "can't parse entities"


def is_done(error: ApiError) -> bool:
    """Whether the refusal means there is nothing left to do: shown already, gone, or too late to matter."""
    return error.code == HTTPStatus.BAD_REQUEST and _says(error, _DONE)


def is_bad_markup(error: ApiError) -> bool:
    """Whether only the markup was refused, so that the same words may go as plain text."""
    return error.code == HTTPStatus.BAD_REQUEST and _says(error, (_BAD_MARKUP,))


def consequence(error: ApiError | NotReached | NoAnswer) -> SendFailed:
    """What a trouble means for the message. An answer we cannot read leaves it open whether the message went out."""
    if isinstance(error, ApiError):
        return _of_refusal(error)
    if isinstance(error, NotReached):
        return TryLater(_NETWORK_SECONDS, f"no connection ({error})", whole_channel=True)
    status = getattr(error, "status", HTTPStatus.OK)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Misconfigured(
            "the Bot API server's address leads elsewhere; set TALAP_TELEGRAM__API_BASE to where it leads"
        )
    if status >= HTTPStatus.BAD_REQUEST:
        return _of_refusal(ApiError(status, "an answer that is not Telegram's"))
    return Uncertain(f"no answer ({error})")


def _of_refusal(error: ApiError) -> SendFailed:
    if error.retry_after or error.code == HTTPStatus.TOO_MANY_REQUESTS:
        return TryLater(error.retry_after or _SERVER_SECONDS, str(error))
    if error.migrate_to:
        return Moved(str(error.migrate_to))
    # Telegram answers 404 to a token it cannot even read, 401 to one that is not (any more) valid.
    if error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
        return Misconfigured(f"Telegram does not accept the bot token ({error})")
    if error.code == HTTPStatus.FORBIDDEN or _says(error, _GONE):
        return Unreachable(str(error))
    if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR or error.code in (
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_TIMEOUT,
    ):
        return TryLater(_SERVER_SECONDS, str(error))
    return Refused(str(error))


def _says(error: ApiError, phrases: tuple[str, ...]) -> bool:
    description = error.description.lower()
    return any(phrase in description for phrase in phrases)
