"""Message-IDs and subjects: how a mail is known, and how an answer is known to belong to it. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from .charset import clean

LONGEST_ID = 200
_ID = re.compile(r"<[^<>\s@\x00-\x1f\x7f]{1,150}@[^<>\s@\x00-\x1f\x7f]{1,150}>")
_OURS = re.compile(r"<(?P<key>[A-Za-z0-9._-]{1,60})\.(?P<seal>[0-9a-f]{16})\.talap@[^<>\s@]+>")
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,30}(?:\.[A-Za-z0-9_-]{1,20})*")
_REPLY_WORD = re.compile(
    r"(?:re|fwd?|aw|wg|ответ|отв|на|пересл|переслано|vs|sv|қайта|жауап|відп|відповідь|пер)(?:\s*\[\d{1,3}\]|\^\d{1,3})?\s*:\s*",
    re.IGNORECASE,
)
_MOST_REFERENCES = 20
_LONGEST_SUBJECT = 200


def ids_in(header: str) -> tuple[str, ...]:
    """The Message-IDs of a References or In-Reply-To, in order; what is none is left out."""
    return tuple(dict.fromkeys(found for found in _ID.findall(header[:20_000]) if found.isascii()))


def id_in(header: str) -> str:
    """The one Message-ID of a mail, "" when it has none that can be used."""
    return next(iter(ids_in(header)), "")


def our_id(key: str, chat: str, domain: str) -> str:
    """The Message-ID of what we send, the same at every try: by it a receiver knows a repeated delivery."""
    plain = key if _PLAIN.fullmatch(key) else hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"<{plain}.{_seal(plain, chat)}.talap@{domain}>"


def is_ours(message_id: str) -> bool:
    """Whether a Message-ID looks like one we made."""
    return _OURS.fullmatch(message_id) is not None


def was_sent_to(message_id: str, chat: str) -> bool:
    """Whether a Message-ID is what we put on a mail to this address; a forger would have to know its key."""
    found = _OURS.fullmatch(message_id)
    return found is not None and found["seal"] == _seal(found["key"], chat)


def event_id(message_id: str, *told: str) -> str:
    """The same for every delivery of a mail; different for two mails that share a Message-ID, or have none."""
    whole = "\x1f".join((message_id, *told)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:40]


def references(known: Iterable[str], parent: str) -> tuple[str, ...]:
    """The chain for an answer to `parent`: its first and its newest, when it has grown too long for a header."""
    chain = [one for one in dict.fromkeys(known) if one != parent]
    if len(chain) > _MOST_REFERENCES:
        chain = [chain[0], *chain[-_MOST_REFERENCES + 1 :]]
    return (*chain, parent)


def topic(subject: str) -> str:
    """A subject without "Re:", "Fwd:", "Ответ:" and the like, in one line."""
    plain = " ".join(clean(subject).split())
    while found := _REPLY_WORD.match(plain):
        plain = plain[found.end() :]
    return plain[:_LONGEST_SUBJECT]


def is_reply(subject: str) -> bool:
    """Whether a subject begins as that of an answer."""
    return _REPLY_WORD.match(subject.strip()) is not None


def _seal(key: str, chat: str) -> str:
    return hashlib.sha256(f"talap {key} {chat.lower()}".encode()).hexdigest()[:16]
