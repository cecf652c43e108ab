"""Telegram's troubles in our words: what happens next. The distinctions are those of aiogram's exception classes."""

from __future__ import annotations

from http import HTTPStatus

from channels.contract import Misconfigured, Moved, Refused, SendFailed, TopicGone, TryLater, Uncertain, Unreachable

from .trouble import ApiError, Garbled, NotReached, Trouble

_SERVER_SECONDS = 3.0
_NETWORK_SECONDS = 2.0
_LONGEST_SECONDS = 30.0
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.CONFLICT, HTTPStatus.REQUEST_TIMEOUT)

_DONE = (
    "message is not modified",
    "message_not_modified",
    "topic_not_modified",
    "query is too old",
    "query id is invalid",
    "message to edit not found",
    "message to delete not found",
    "message to react not found",
)
_TOPIC_GONE = ("message thread not found", "topic_deleted", "topic_id_invalid")
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
    "business_peer_invalid",
    "business_connection_invalid",
)
_BAD_MARKUP = "can't parse entities"
_NO_TEXT = "there is no text in the message to edit"
_NO_PICTURE = ("photo_invalid_dimensions", "image_process_failed", "photo_ext_invalid", "can't use file of type")


def is_done(error: ApiError) -> bool:
    """Whether the refusal means there is nothing left to do: shown already, gone, or too late to matter."""
    return error.code == HTTPStatus.BAD_REQUEST and _says(error, _DONE)


def is_bad_markup(error: ApiError) -> bool:
    """Whether only the markup was refused, so that the same words may go as plain text."""
    return error.code == HTTPStatus.BAD_REQUEST and _says(error, (_BAD_MARKUP,))


def is_caption(error: ApiError) -> bool:
    """Whether the message to edit is a file's, whose words are its caption."""
    return error.code == HTTPStatus.BAD_REQUEST and _says(error, (_NO_TEXT,))


def is_no_picture(error: ApiError) -> bool:
    """Whether the file was refused only as what it was sent as, so that it may go as a plain file."""
    return error.code == HTTPStatus.BAD_REQUEST and _says(error, _NO_PICTURE)


def consequence(error: Trouble, lasted: float = 0) -> SendFailed:
    """What a trouble means for the message; `lasted` is for how many seconds the server has been in trouble.

    An answer we cannot read leaves it open whether the message went out. Waiting is as long again as the trouble has
    lasted, so that a server that is down for an hour is not asked every other second.
    """
    patience = min(lasted, _LONGEST_SECONDS)
    if isinstance(error, ApiError):
        return _of_refusal(error, max(patience, _SERVER_SECONDS))
    if isinstance(error, NotReached):
        return TryLater(max(patience, _NETWORK_SECONDS), f"no connection ({error})", whole_channel=True)
    if isinstance(error, Garbled) and error.status >= HTTPStatus.MULTIPLE_CHOICES:
        return _of_page(error, max(patience, _SERVER_SECONDS))
    return Uncertain(f"no answer ({error})")


def _of_refusal(error: ApiError, seconds: float) -> SendFailed:
    if error.retry_after or error.code in _LATER or error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TryLater(error.retry_after or seconds, str(error))
    if error.migrate_to:
        return Moved(str(error.migrate_to))
    # Telegram answers 404 to a token it cannot even read, 401 to one that is not (any more) valid.
    if error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
        return Misconfigured(f"Telegram does not accept the bot token ({error})")
    if _says(error, _TOPIC_GONE):
        return TopicGone(str(error))
    if error.code == HTTPStatus.FORBIDDEN or _says(error, _GONE):
        return Unreachable(str(error))
    return Refused(str(error))


def _of_page(error: Garbled, seconds: float) -> SendFailed:
    """Somebody before Telegram answered. They know nothing of the lead, so this is never `Unreachable`."""
    if error.status < HTTPStatus.BAD_REQUEST or error.status == HTTPStatus.NOT_FOUND:
        return Misconfigured("no Bot API server is at the address set in TALAP_TELEGRAM__API_BASE")
    if error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Refused(str(error))
    return TryLater(seconds, str(error))


def _says(error: ApiError, phrases: tuple[str, ...]) -> bool:
    description = error.description.lower()
    return any(phrase in description for phrase in phrases)
