"""What was handed in, in our words. Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec

from channels.contract import Claims, Inbound, Kind, Sender

NAME = "webhook"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Whose words these are: `id` is the person's address with us, the rest is what was said about them.

    `phone` is E.164. Nothing here is verified: whoever filled the form may have typed another person's number.
    """

    id: str
    name: str = ""
    phone: str = ""
    email: str = ""


def handed_in(contact: Contact, event_id: str, text: str, source: str, now: datetime) -> Inbound:
    """A message that comes whole, with what its form said beside it."""
    return Inbound(
        channel=NAME,
        event_id=event_id,
        kind=Kind.SAID,
        sender=Sender(id=contact.id, name=contact.name),
        chat=contact.id,
        sent_at=now,
        message_id=event_id,
        text=text,
        start=source,
        claims=Claims(contact.name, contact.phone, contact.email),
    )
