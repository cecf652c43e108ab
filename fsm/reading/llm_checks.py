"""What our own readers say to each value a language model claims to have read, on the very words it quotes.

A check gives the value to believe and how much (0-1), or None. What could raise a score (an amount, a date, a way to
reach the person, who decides) counts only when our reader finds the same in the quoted words; "they do not know" and
what only helps the rep is taken from the quote alone, at low confidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from rapidfuzz import fuzz

from fsm.facts import (
    AUTHORITY,
    BEST_TIME,
    BUDGET,
    EMAIL,
    LOCATION,
    NAME,
    NEED,
    PAIN,
    PHONE,
    TIMELINE,
    Authority,
    Budget,
    Found,
    Hours,
    Qualifier,
    Timeline,
    Urgency,
    Value,
)
from fsm.reading import email, hours, money, name, phone, place, when, who_decides, yes_no
from fsm.reading.message import Context, Message, fold
from fsm.reading.reading import YesNo

if TYPE_CHECKING:
    from fsm.reading.llm import Wanted

Checked = tuple[Value, float] | None
Read = Callable[[Message, Context], Found | None]

CONFIRMED, QUOTED = 0.9, 0.5
_NAME = re.compile(r"[^\W\d_]{2,}(?:[ '-][^\W\d_]+){0,3}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_LONGEST_NAME, _LONGEST_TEXT = 60, 400
_ALIKE = 80
_UNHURRIED = frozenset({Urgency.LATER, Urgency.UNKNOWN})


class _Amount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    min: float | None = None
    max: float | None = None
    currency: str | None = None
    qualifier: Qualifier = Qualifier.EXACT


class _Days(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    earliest: date | None = None
    latest: date | None = None
    urgency: Urgency = Urgency.UNKNOWN


class _Times(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    start: str | None = None
    end: str | None = None


def _as(kind: Any, value: Any) -> Any:
    """The value as the model was asked to write it; None when it is not."""
    try:
        return msgspec.convert(value, kind)
    except (msgspec.ValidationError, ValueError, OverflowError):
        return None


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _ours(read: Read, words: str, context: Context) -> Any:
    found = read(Message(words), context)
    return None if found is None else found.value


def _budget(words: str, value: Any, wanted: Wanted, context: Context) -> Checked:
    if value == YesNo.YES and wanted.anchor is not None:
        return (wanted.anchor, CONFIRMED) if yes_no.read(Message(words), context) is YesNo.YES else None
    says = _as(_Amount, value)
    if says is None:
        return None
    ours = _ours(money.read, words, context)
    if ours is None:
        asks_nothing = says.qualifier is Qualifier.UNKNOWN and says.min is None and says.max is None
        return (Budget(None, None, None, Qualifier.UNKNOWN), QUOTED) if asks_nothing else None
    same_money = None in (says.currency, ours.currency) or says.currency == ours.currency
    if (says.min, says.max) != (ours.min, ours.max) or not same_money:
        return None
    if ours.currency is None and (ours.min, ours.max) != (None, None):
        ours = msgspec.structs.replace(ours, currency=context.currency)
    return ours, CONFIRMED


def _timeline(words: str, value: Any, _wanted: Wanted, context: Context) -> Checked:
    says = _as(_Days, value)
    if says is None:
        return None
    asked = Context(TIMELINE, context.question_text, context.now, country=context.country, currency=context.currency)
    ours = _ours(when.read, words, asked)
    if ours is None:
        dateless = says.earliest is None and says.latest is None and says.urgency in _UNHURRIED
        return (Timeline(None, None, says.urgency), QUOTED) if dateless else None
    if (says.earliest, says.latest) != (ours.earliest, ours.latest):
        return None
    dated = (ours.earliest, ours.latest) != (None, None)
    return (ours, CONFIRMED) if dated or says.urgency is ours.urgency else None


def _best_time(words: str, value: Any, _wanted: Wanted, context: Context) -> Checked:
    says, ours = _as(_Times, value), _ours(hours.read, words, context)
    if says is None or ours is None:
        return None
    return (ours, CONFIRMED) if Hours(says.start, says.end) == ours else None


def _authority(words: str, value: Any, _wanted: Wanted, context: Context) -> Checked:
    says, ours = _as(Authority, value), _ours(who_decides.read, words, context)
    if says is None or (ours is not None and ours != says.value):
        return None
    if ours is not None:
        return ours, CONFIRMED
    return (says.value, QUOTED) if says is not Authority.SELF else None


def _phone(words: str, value: Any, _wanted: Wanted, context: Context) -> Checked:
    ours = _ours(phone.read, words, context)
    digits = re.sub(r"\D", "", value) if isinstance(value, str) else ""
    return (ours, CONFIRMED) if ours is not None and digits and str(ours).endswith(digits[-10:]) else None


def _email(words: str, value: Any, _wanted: Wanted, context: Context) -> Checked:
    ours = _ours(email.read, words, context)
    return (ours, CONFIRMED) if ours is not None and _text(value).casefold() == ours else None


def _named(read: Read, question: str) -> Callable[[str, Any, Wanted, Context], Checked]:
    """Names of people and places: ours where we know it, else what stands in the words in about the same letters."""

    def check(words: str, value: Any, _wanted: Wanted, context: Context) -> Checked:
        asked = Context(question, context.question_text, context.now, country=context.country)
        ours, says = _ours(read, words, asked), _text(value)
        if ours is not None:
            return (ours, CONFIRMED) if fuzz.ratio(fold(str(ours)), fold(says)) >= _ALIKE else None
        fits = len(says) <= _LONGEST_NAME and _NAME.fullmatch(says) is not None
        return (says, QUOTED) if fits and fuzz.partial_ratio(fold(says), fold(words)) >= _ALIKE else None

    return check


def _own_words(words: str, value: Any, _wanted: Wanted, _context: Context) -> Checked:
    """The lead's words as they are, never the model's."""
    told = " ".join(words.split())[:_LONGEST_TEXT]
    return (told, QUOTED) if isinstance(value, str) and sum(map(str.isalpha, told)) > 1 else None


def _number(words: str, value: Any, _wanted: Wanted, _context: Context) -> Checked:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    numbers = {float(found.group().replace(",", ".")) for found in _NUMBER.finditer(words)}
    return (float(value), CONFIRMED) if numbers == {float(value)} else None


def _choice(words: str, value: Any, wanted: Wanted, _context: Context) -> Checked:
    offered = wanted.choices.get(value) if isinstance(value, str) else None
    return (offered[1], QUOTED) if offered is not None and any(map(str.isalnum, words)) else None


def _yes_no(words: str, value: Any, _wanted: Wanted, context: Context) -> Checked:
    if not isinstance(value, bool):
        return None
    asked = Context("confirm", context.question_text, context.now, country=context.country)
    ours = yes_no.read(Message(words), asked)
    if ours is None:
        return value, QUOTED
    return (value, CONFIRMED) if ours is (YesNo.YES if value else YesNo.NO) else None


CHECKS: dict[str, Callable[[str, Any, Wanted, Context], Checked]] = {
    BUDGET: _budget,
    TIMELINE: _timeline,
    "date": _timeline,
    BEST_TIME: _best_time,
    AUTHORITY: _authority,
    PHONE: _phone,
    EMAIL: _email,
    NAME: _named(name.read, "contact_name"),
    LOCATION: _named(place.read, LOCATION),
    NEED: _own_words,
    PAIN: _own_words,
    "text": _own_words,
    "number": _number,
    "choice": _choice,
    "yes_no": _yes_no,
}
"""Kind of a wanted fact -> its check: the quoted words, the value claimed, what is wanted, the circumstances."""
