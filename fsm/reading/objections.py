"""Obstacles and doubts that a message voices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fsm.facts import AUTHORITY, BUDGET, NEED, Budget, Found, Qualifier
from fsm.reading import phrasebook
from fsm.reading.message import Context, Message
from fsm.reading.phrasebook import Heard

_ORDER: Final = ("authority", "competitor", "need", "price", "time", "trust", "warranty")
_HOURS: Final = frozenset({"best_time", "phone"})
_DETAILS: Final = frozenset({"location", "email", "contact_name"})


def _authority(heard: Heard, context: Context) -> bool:
    """Putting it off because of somebody; at the question who decides, only if it also delays the answer."""
    if not heard.has("doubt.consult"):
        return False
    return context.question != AUTHORITY or heard.has("doubt.later_because")


def _applies(label: str, message: Message, heard: Heard, context: Context) -> bool:
    if label == "authority":
        return _authority(heard, context)
    if label == "time" and context.question in _HOURS:
        return False
    if label == "need" and context.question not in ("confirm", NEED, "none"):
        return False
    if label == "need" and message.low.rstrip().endswith("?"):
        return False
    if label in ("price", "need") and context.question in _DETAILS:
        return False
    return heard.has_beside(f"doubt.{label}", f"doubt.not_{label}")


def read(message: Message, context: Context, facts: Mapping[str, Found]) -> tuple[str, ...]:
    """Any of price, trust, time, competitor, warranty, authority, need, in alphabetical order."""
    heard = phrasebook.heard(message)
    found = {label for label in _ORDER if _applies(label, message, heard, context)}
    budget = facts.get(BUDGET)
    if budget and isinstance(budget.value, Budget) and budget.value.qualifier is Qualifier.NONE:
        found.add("price")
    return tuple(label for label in _ORDER if label in found)
