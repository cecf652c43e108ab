"""The part of WAHA's webhooks and answers we need, as WAHA writes it.

Fields we do not read are not declared, so they can be anything. What engines send as null, leave out, or send in
another type than documented is let through here and judged in `translate`.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

Unreadable = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)
"""What decoding hostile bytes can raise, all of it: bad JSON, wrong types, broken UTF-8, depth bombs."""


class Media(msgspec.Struct, frozen=True):
    url: str | None = None
    mimetype: str | None = None
    filename: str | None = None


class Location(msgspec.Struct, frozen=True):
    latitude: float | str = ""
    longitude: float | str = ""
    name: str | None = None
    address: str | None = None


class ReplyTo(msgspec.Struct, frozen=True):
    id: str | None = None


class Message(msgspec.Struct, frozen=True, rename={"from_": "from", "data": "_data"}):
    """A message in an event, an answer or the history; `editedMessageId` only in message.edited."""

    id: str
    timestamp: float = 0
    from_: str | None = None
    to: str | None = None
    participant: str | None = None
    fromMe: bool = False  # noqa: N815 - WAHA's name
    source: str | None = None
    body: str | None = None
    hasMedia: bool | None = False  # noqa: N815 - WAHA's name
    media: Media | None = None
    vCards: list[str] | None = None  # noqa: N815 - WAHA's name
    location: Location | None = None
    replyTo: ReplyTo | None = None  # noqa: N815 - WAHA's name
    editedMessageId: str | None = None  # noqa: N815 - WAHA's name
    data: Any = None


class _Core(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """What a message cannot do without."""

    id: str
    from_: Any = None
    fromMe: bool = False  # noqa: N815 - WAHA's name
    timestamp: Any = None
    source: Any = None
    body: Any = None
    hasMedia: Any = None  # noqa: N815 - WAHA's name
    editedMessageId: Any = None  # noqa: N815 - WAHA's name


def read_message(raw: msgspec.Raw) -> Message:
    """One message; raises one of `Unreadable`.

    Engines differ from the document and from each other. When a field beside the words is not what it should be, the
    words are taken without it: they are a lead's.
    """
    try:
        return msgspec.json.decode(raw, type=Message)
    except msgspec.ValidationError:
        core = msgspec.json.decode(raw, type=_Core)
    return Message(
        id=core.id,
        timestamp=core.timestamp if isinstance(core.timestamp, int | float) else 0,
        from_=core.from_ if isinstance(core.from_, str) else None,
        fromMe=core.fromMe,
        source=core.source if isinstance(core.source, str) else None,
        body=core.body if isinstance(core.body, str) else None,
        hasMedia=core.hasMedia is True,
        editedMessageId=core.editedMessageId if isinstance(core.editedMessageId, str) else None,
    )


class Ack(msgspec.Struct, frozen=True):
    id: str
    ack: int = 0
    fromMe: bool = True  # noqa: N815 - WAHA's name


class Revoked(msgspec.Struct, frozen=True):
    revokedMessageId: str | None = None  # noqa: N815 - WAHA's name
    after: Message | None = None
    before: Message | None = None


class Emoji(msgspec.Struct, frozen=True):
    text: str = ""
    messageId: str = ""  # noqa: N815 - WAHA's name


class Reaction(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    id: str
    reaction: Emoji
    timestamp: float = 0
    from_: str | None = None
    participant: str | None = None
    fromMe: bool = False  # noqa: N815 - WAHA's name


class Vote(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    id: str
    from_: str | None = None
    fromMe: bool = False  # noqa: N815 - WAHA's name
    selectedOptions: list[str] = []  # noqa: N815 - WAHA's name
    timestamp: float = 0


class Poll(msgspec.Struct, frozen=True):
    id: str = ""
    fromMe: bool = False  # noqa: N815 - WAHA's name


class Voted(msgspec.Struct, frozen=True):
    vote: Vote
    poll: Poll


class Call(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    id: str
    from_: str | None = None
    timestamp: float = 0
    isGroup: bool | None = False  # noqa: N815 - WAHA's name


class Timelock(msgspec.Struct, frozen=True):
    """WhatsApp forbids this account to write to new people, until a moment in seconds if it says so."""

    isActive: bool = False  # noqa: N815 - WAHA's name
    timeEnforcementEnds: float | None = None  # noqa: N815 - WAHA's name


class StatusData(msgspec.Struct, frozen=True):
    reachoutTimelock: Timelock | None = None  # noqa: N815 - WAHA's name


class StatusBody(msgspec.Struct, frozen=True):
    status: str
    data: StatusData | None = None


class Me(msgspec.Struct, frozen=True):
    id: str | None = None
    lid: str | None = None
    pushName: str | None = None  # noqa: N815 - WAHA's name
    reachoutTimelock: Timelock | None = None  # noqa: N815 - WAHA's name


class Envelope(msgspec.Struct, frozen=True):
    """One webhook. `timestamp` in milliseconds; `payload` stays raw until the event is known to be of use."""

    id: str
    timestamp: float
    event: str
    session: str
    payload: msgspec.Raw
    engine: str = ""
    me: Me | None = None


class Hook(msgspec.Struct, frozen=True):
    url: str = ""
    events: list[str] = []
    hmac: Any = None


class SessionConfig(msgspec.Struct, frozen=True):
    webhooks: list[Hook] | None = None


class SessionInfo(msgspec.Struct, frozen=True):
    status: str = ""
    me: Me | None = None
    config: SessionConfig | None = None


class Environment(msgspec.Struct, frozen=True):
    version: str = ""
    engine: str = ""


class Pair(msgspec.Struct, frozen=True):
    """A hidden id and the number behind it, as far as WhatsApp tells."""

    lid: str | None = None
    pn: str | None = None


_envelopes = msgspec.json.Decoder(Envelope)


def read_envelope(raw: bytes) -> Envelope:
    """One webhook from its JSON; raises one of `Unreadable` for what is not one.

    Half an emoji, which strict JSON forbids, is dropped by the second, slower reader: a lead's message is worth more
    than purity.
    """
    try:
        return _envelopes.decode(raw)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        whole = json.dumps(json.loads(raw), ensure_ascii=False, allow_nan=False)
        return _envelopes.decode(whole.encode("utf-8", "ignore"))
