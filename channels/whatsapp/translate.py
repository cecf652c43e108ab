"""WAHA's events in our words. Pure: no network, no clock; recorded payloads test it. The other half is `compose`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from channels.contract import Inbound, Kind, Sender

from . import ids
from .content import attachments, contact_number, displayed_name, other_id, place
from .schema import Ack, Call, Envelope, Message, Reaction, Revoked, StatusBody, Timelock, Voted, read_message

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# A code in square brackets at the end of the first words, put there by a wa.me link: "Hello! [insta]".
_CODE = re.compile(r"\s*\[([A-Za-z0-9][A-Za-z0-9_-]{1,31})\]\s*", re.ASCII)
_LONGEST_NAME = 128
_ON_THE_PHONE, _READ = 2, 3

_Body = TypeVar("_Body")


class Echo(msgspec.Struct, frozen=True):
    """A message that went out through WAHA has reached WhatsApp; `id` is bare."""

    id: str


class Acked(msgspec.Struct, frozen=True):
    """How far a message of ours got: -1 failed, 0 waiting, 1 at the server, 2 on the phone, 3 read, 4 played.

    `inbound` says the same in the contract's words, from 2 on.
    """

    id: str
    level: int
    inbound: Inbound | None = None


class Touched(msgspec.Struct, frozen=True):
    """Somebody put an emoji to a message of ours; it is an answer only while a question with options is open."""

    inbound: Inbound


class Status(msgspec.Struct, frozen=True):
    """How the session is; `timelock` when WhatsApp restricts writing to new people."""

    name: str
    timelock: Timelock | None = None


Event = Inbound | Echo | Acked | Touched | Status


def understood(envelope: Envelope, channel: str, now: datetime) -> Event | None:
    """What happened, or None when it is nothing to us (groups, stories, notices, kinds we do not use).

    Raises one of `schema.Unreadable` when the payload is not what its event promises. `now` (aware, UTC) dates what
    carries no date of its own.
    """
    read = _READERS.get(envelope.event)
    return read(envelope, channel, now) if read else None


def message(item: Message, channel: str, now: datetime) -> Inbound | Echo | None:
    """One message, from an event or from the history."""
    chat = _chat(item)
    event_id = ids.bare(item.id)
    if not chat or not event_id:
        return None
    if item.fromMe and item.source != "app":
        return Echo(event_id)
    text, code = _words(item)
    files = attachments(item, clean)
    if not (text or files or code):
        return None
    start = bool(code) and not (text or files)
    return Inbound(
        channel=channel,
        event_id=event_id,
        kind=Kind.STARTED if start else Kind.SAID,
        sender=_sender(chat, "" if item.fromMe else displayed_name(item.data), other_id(item.data)),
        chat=chat,
        sent_at=_when(item.timestamp, now),
        message_id=event_id,
        text=text,
        start=code,
        attachments=files,
        reply_to=ids.bare(item.replyTo.id or "") if item.replyTo else "",
        own=item.fromMe,
    )


def clean(text: str) -> str:
    """Text without control characters, direction overrides and halves of surrogate pairs; line breaks and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def _body(envelope: Envelope, kind: type[_Body]) -> _Body:
    return msgspec.json.decode(envelope.payload, type=kind)


def _chat(item: Message) -> str:
    """The private chat: what stands in the id is right for both directions; the fields differ by engine."""
    return ids.chat_in(item.id) or ("" if item.fromMe else ids.person(item.from_ or ""))


def _words(item: Message) -> tuple[str, str]:
    """The text (or the words of a thing that is as good as text), and the code of a link if it ends with one."""
    text = clean(item.body or "").strip()
    if not text:
        return clean(contact_number(item) or place(item)), ""
    if item.fromMe or not text.endswith("]"):
        return text, ""
    before, bracket, rest = text.rpartition("[")
    code = _CODE.fullmatch(bracket + rest)
    return (before.rstrip(), code[1]) if code else (text, "")


def _message(envelope: Envelope, channel: str, now: datetime) -> Inbound | Echo | None:
    return message(read_message(envelope.payload), channel, now)


def _ack(envelope: Envelope, channel: str, now: datetime) -> Acked | None:
    ack = _body(envelope, Ack)
    if not ack.fromMe:
        return None
    chat, message = ids.chat_in(ack.id), ids.bare(ack.id)
    kind = Kind.READ if ack.ack >= _READ else Kind.DELIVERED
    if ack.ack < _ON_THE_PHONE or not (chat and message):
        return Acked(message, ack.ack)
    heard = Inbound(
        channel=channel,
        event_id=f"{kind}:{message}",
        kind=kind,
        sender=_sender(chat, "", ""),
        chat=chat,
        sent_at=_when(envelope.timestamp / 1000, now),
        message_id=message,
    )
    return Acked(message, ack.ack, heard)


def _status(envelope: Envelope, _channel: str, _now: datetime) -> Status:
    status = _body(envelope, StatusBody)
    return Status(status.status, status.data.reachoutTimelock if status.data else None)


def _edit(envelope: Envelope, channel: str, now: datetime) -> Inbound | None:
    item = read_message(envelope.payload)
    heard = message(item, channel, now)
    edited = ids.bare(item.editedMessageId or "")
    if not isinstance(heard, Inbound) or heard.own or not edited:
        return None
    # Some engines give the edit an id of its own, others repeat the first one's.
    version = heard.event_id if heard.event_id != edited else envelope.id[:64]
    return msgspec.structs.replace(
        heard,
        kind=Kind.EDITED,
        event_id=f"edit:{edited}:{version}",
        message_id=edited,
        text=clean(item.body or "").strip(),
        start="",
    )


def _withdrawal(envelope: Envelope, channel: str, now: datetime) -> Inbound | None:
    """Deleted for everyone, so that what was learned from it is withdrawn."""
    revoked = _body(envelope, Revoked)
    item = revoked.after or revoked.before
    withdrawn = ids.bare(revoked.revokedMessageId or (revoked.before.id if revoked.before else ""))
    if item is None or item.fromMe or not withdrawn or not _chat(item):
        return None
    return Inbound(
        channel=channel,
        event_id=f"revoke:{withdrawn}",
        kind=Kind.DELETED,
        sender=_sender(_chat(item), displayed_name(item.data), other_id(item.data)),
        chat=_chat(item),
        sent_at=_when(item.timestamp, now),
        message_id=withdrawn,
    )


def _reaction(envelope: Envelope, channel: str, now: datetime) -> Touched | None:
    reaction = _body(envelope, Reaction)
    chat = ids.chat_in(reaction.id) or ids.person(reaction.from_ or "")
    ours = reaction.reaction.messageId.startswith("true_")
    emoji = clean(reaction.reaction.text).strip()[:16]
    if reaction.fromMe or not (chat and ours and emoji and ids.bare(reaction.id)):
        return None
    heard = Inbound(
        channel=channel,
        event_id=f"reaction:{ids.bare(reaction.id)}",
        kind=Kind.SAID,
        sender=_sender(chat, "", ""),
        chat=chat,
        sent_at=_when(reaction.timestamp, now),
        message_id=ids.bare(reaction.id),
        text=emoji,
        reply_to=ids.bare(reaction.reaction.messageId),
    )
    return Touched(heard)


def _vote(envelope: Envelope, channel: str, now: datetime) -> Inbound | None:
    """A choice in a poll of ours, in its words. Votes are whole-state: an empty one takes the choice back."""
    voted = _body(envelope, Voted)
    vote, poll = voted.vote, voted.poll
    chat = ids.chat_in(poll.id) or ids.person(vote.from_ or "")
    chosen = ", ".join(option for each in vote.selectedOptions if (option := clean(each).strip()))
    if vote.fromMe or not (poll.fromMe and chat and chosen and ids.bare(poll.id)):
        return None
    return Inbound(
        channel=channel,
        event_id=f"vote:{ids.bare(poll.id)}:{ids.bare(vote.id)}:{vote.timestamp:.3f}",
        kind=Kind.SAID,
        sender=_sender(chat, "", ""),
        chat=chat,
        sent_at=_when(vote.timestamp, now),
        message_id=ids.bare(vote.id),
        text=chosen,
        reply_to=ids.bare(poll.id),
    )


def _call(envelope: Envelope, channel: str, now: datetime) -> Inbound | None:
    """Somebody rings. Nobody can pick up here, so the conversation is opened (or taken up) in writing."""
    call = _body(envelope, Call)
    chat = ids.person(call.from_ or "")
    if call.isGroup or not chat:
        return None
    return Inbound(
        channel=channel,
        event_id=f"call:{clean(call.id)[:64]}",
        kind=Kind.STARTED,
        sender=_sender(chat, "", ""),
        chat=chat,
        sent_at=_when(call.timestamp, now),
        start="call",
    )


def _sender(chat: str, name: str, other: str) -> Sender:
    alias = ids.person(other)
    tidy = " ".join(clean(name).split())[:_LONGEST_NAME]
    return Sender(id=chat, name=tidy, aliases=(alias,) if alias and alias != chat else ())


def _when(seconds: float, now: datetime) -> datetime:
    """The moment, or now for none or an impossible one."""
    if not (math.isfinite(seconds) and 0 < seconds < 2**32):
        return now
    return datetime.fromtimestamp(seconds, UTC)


_READERS: dict[str, Callable[[Envelope, str, datetime], Event | None]] = {
    "message": _message,
    "message.any": _message,
    "message.edited": _edit,
    "message.revoked": _withdrawal,
    "message.reaction": _reaction,
    "message.ack": _ack,
    "poll.vote": _vote,
    "call.received": _call,
    "session.status": _status,
}
