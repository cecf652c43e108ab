"""WhatsApp's ids: chats, people behind two ids, messages, and our own messages known again by their id. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re

_NUMBER = re.compile(r"([0-9]{5,15})(?::[0-9]{1,3})?@(?:c\.us|s\.whatsapp\.net)", re.ASCII)
_HIDDEN = re.compile(r"([0-9]{5,20})(?::[0-9]{1,3})?@lid", re.ASCII)
_BARE = re.compile(r"[A-Za-z0-9.:-]{4,128}", re.ASCII)
_PARTS = 3
_LOOK = "3EB0"
_NAME_LETTERS = 13
_SEAL_LETTERS = 5


def person(chat: str) -> str:
    """The one way a private chat is written: 77771234567@c.us or 123@lid; "" for groups, channels, stories, junk."""
    if number := _NUMBER.fullmatch(chat):
        return f"{number[1]}@c.us"
    if hidden := _HIDDEN.fullmatch(chat):
        return f"{hidden[1]}@lid"
    return ""


def is_hidden(chat: str) -> bool:
    """Whether the id tells no number."""
    return chat.endswith("@lid")


def phone(chat: str) -> str:
    """The number with its plus, where the id is one; else ""."""
    number = _NUMBER.fullmatch(chat)
    return f"+{number[1]}" if number else ""


def bare(message: str) -> str:
    """The part of a message's id that is the same in every event about it; "" when there is none.

    `false_111@c.us_3EB0AA` and `false_222@lid_3EB0AA` are one message; some fields carry the bare part alone.
    """
    parts = message.split("_", _PARTS)
    if len(parts) > 2 and parts[0] in ("true", "false"):  # noqa: PLR2004 - who, chat, id
        message = parts[2]
    return message if _BARE.fullmatch(message) else ""


def chat_in(message: str) -> str:
    """The chat named in a whole message id, as `person` writes it."""
    parts = message.split("_", _PARTS)
    return person(parts[1]) if len(parts) > 2 and parts[0] in ("true", "false") else ""  # noqa: PLR2004 - as above


class Stamp:
    """Gives our messages ids that never change over retries and restarts, and knows them again.

    An id looks like those WhatsApp's own programs make up (3EB0 and 18 letters). Thirteen letters come from the
    message's key, so that a repeat after a crash carries the same id and is shown once; five seal them, so that an
    echo is known for ours without any memory.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def id_for(self, key: str) -> str:
        name = self._letters(b"name", key, _NAME_LETTERS)
        return f"{_LOOK}{name}{self._letters(b'seal', name, _SEAL_LETTERS)}"

    def made(self, message_id: str) -> bool:
        """Whether this bare id is one of ours."""
        if len(message_id) != len(_LOOK) + _NAME_LETTERS + _SEAL_LETTERS or not message_id.startswith(_LOOK):
            return False
        name, seal = message_id[len(_LOOK) : -_SEAL_LETTERS], message_id[-_SEAL_LETTERS:]
        return name.isascii() and seal == self._letters(b"seal", name, _SEAL_LETTERS)

    def _letters(self, purpose: bytes, text: str, how_many: int) -> str:
        return hmac.new(self._secret, purpose + text.encode(), hashlib.sha256).hexdigest()[:how_many].upper()
