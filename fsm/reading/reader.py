"""All fact readers put together: one message and its circumstances in, one `Reading` out."""

from __future__ import annotations

from fsm.facts import BUDGET, EMAIL, PHONE, Found
from fsm.reading import email, money, phone
from fsm.reading.message import Context, Message
from fsm.reading.reading import Reading


def read(text: str, context: Context) -> Reading:
    """What this message, in this context, really says; nothing guessed, nothing the bot already knew."""
    message = Message(text)
    facts: dict[str, Found] = {}
    if found := email.read(message, context):
        facts[EMAIL] = found
    message = message.without(email.spans(message, context))
    if found := phone.read(message, context):
        facts[PHONE] = found
    message = message.without(phone.spans(message, context))
    if found := money.read(message, context):
        facts[BUDGET] = found
    return Reading(facts=facts)
