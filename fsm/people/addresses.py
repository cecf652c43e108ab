"""What an address says about who somebody is, and which channels can be believed about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fsm.facts import EMAIL, PHONE
from fsm.lead import Lead

Reach = tuple[str, str]
"""A way to reach somebody, written one way: ("phone", "+77771234567"), ("email", "a@b.kz"), ("telegram", "501")."""

NOBODY_VOUCHES = frozenset({"email", "webhook"})
"""Channels where anybody can write in anybody's name: a From is not checked, a form holds what was typed into it."""

_WHATSAPP_NUMBER = re.compile(r"([0-9]{5,15})@(?:c\.us|s\.whatsapp\.net)", re.ASCII)
_NOT_DIGITS = re.compile(r"[^0-9]+")
_SHORTEST_PHONE = 5
_AT_HOME = 11


def is_vouched(channel: str) -> bool:
    """Whether the network (or a secret only they hold) says that the sender is who they are."""
    return channel not in NOBODY_VOUCHES


def phone(text: str) -> str:
    """A number with its country code as "+" and digits; "" for what is none.

    Eleven digits that begin with 8 and have no plus are a number of Kazakhstan or Russia as people there write it.
    """
    digits = _NOT_DIGITS.sub("", text)
    if len(digits) == _AT_HOME and digits.startswith("8") and "+" not in text:
        digits = f"7{digits[1:]}"
    return f"+{digits}" if len(digits) >= _SHORTEST_PHONE else ""


def reach(channel: str, external_id: str) -> frozenset[Reach]:
    """Every way in which an address of a channel reaches its owner: a WhatsApp id with a number is that number too."""
    text = external_id.strip()
    if channel == PHONE:
        return frozenset({(PHONE, phone(text))} if phone(text) else ())
    if channel == EMAIL:
        return frozenset({(EMAIL, text.lower())})
    found = {(channel, text)}
    if number := _WHATSAPP_NUMBER.fullmatch(text):
        found.add((PHONE, f"+{number[1]}"))
    if channel == "webhook":
        found |= {(EMAIL, text.lower())} if "@" in text else reach(PHONE, text) if text.startswith("+") else set()
    return frozenset(found)


def all_of(lead: Lead, identities: Iterable[Reach], phones: Iterable[str]) -> frozenset[Reach]:
    """Every way we know to reach a lead: where they wrote from, the numbers vouched for, and what they told."""
    told = [(name, str(lead.facts[name].value)) for name in (PHONE, EMAIL) if name in lead.facts]
    known = (*identities, *((PHONE, number) for number in phones), *told)
    return frozenset().union(*(reach(channel, external_id) for channel, external_id in known))


def proven(identities: Iterable[Reach], phones: Iterable[str]) -> frozenset[Reach]:
    """The ways that are surely theirs: only these may be opened again when they come back."""
    known = (
        *((channel, each) for channel, each in identities if is_vouched(channel)),
        *((PHONE, number) for number in phones),
    )
    return frozenset().union(*(reach(channel, external_id) for channel, external_id in known))
