"""Making outbox rows: what is to be said, addressed and numbered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from channels.contract import Outbound
from fsm.lead import Lead
from fsm.storage.mail import Letter
from fsm.storage.tables import DEFAULT_WORKSPACE

REPLY = "reply"
ANSWER = "answer"
CARD = "card"
CARD_EDIT = "card_edit"
RELAY = "relay"
STAFF = "staff"
MARK = "mark"
WORD = "word"
TOPIC = "topic"

_encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Outbound).decode


def letter(  # noqa: PLR0913 (the columns of one table row)
    letter_id: int,
    lead: Lead | None,
    kind: str,
    message: Outbound,
    *,
    channel: str,
    at: datetime,
    message_id: int | None = None,
    handoff_id: int | None = None,
) -> Letter:
    """A letter ready for the outbox; its key is its number, the same over every retry."""
    key = str(letter_id)
    keyed = message if message.key == key else msgspec.structs.replace(message, key=key)
    return Letter(
        id=letter_id,
        workspace_id=lead.workspace_id if lead else DEFAULT_WORKSPACE,
        lead_id=lead.id if lead else None,
        kind=kind,
        channel=channel,
        chat=message.chat,
        body=_encode(keyed),
        message_id=message_id,
        handoff_id=handoff_id,
        due_at=at,
        created_at=at,
    )


def renumbered(body: bytes, numbers: Mapping[int, int]) -> bytes:
    """A letter's body with kept files under other numbers."""
    message = decode(body)
    files = tuple(msgspec.structs.replace(file, stored=numbers.get(file.stored, file.stored)) for file in message.files)
    return _encode(msgspec.structs.replace(message, files=files)) if files else body
