"""Readings as lines of JSON, in the keys and conventions of the annotation guide, so that a scorer can judge them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from fsm.facts import BEST_TIME, BUDGET, PAIN, TIMELINE, Budget, Found, Hours, Qualifier, Timeline
from fsm.reading.message import Context
from fsm.reading.reader import read
from fsm.reading.reading import Reading

_GUIDE_FACTS = frozenset({BUDGET, TIMELINE, "authority", "name", "phone", "email", "location", BEST_TIME})
_WITHOUT_CURRENCY = frozenset({Qualifier.UNKNOWN, Qualifier.NONE, Qualifier.FLEXIBLE})


class _Line(msgspec.Struct, frozen=True):
    id: str
    text: str
    now: datetime
    question: str = "none"
    question_text: str = ""


def to_guide(reading: Reading, context: Context) -> dict[str, Any]:
    """The reading as one flat object with the guide's keys; what is absent has no key.

    Currency is the text's, else the pack's; amounts without a fraction are whole numbers.
    """
    got: dict[str, Any] = {"intent": str(reading.intent), "sentiment": str(reading.sentiment)}
    for key, found in reading.facts.items():
        if key in _GUIDE_FACTS:
            got[key] = _plain(found, context)
    judged = {
        "yes_no": reading.yes_no and str(reading.yes_no),
        "urgency": reading.urgency,
        "objections": list(reading.objections),
        "language": reading.language,
        "pain_severity": reading.pain_severity,
    }
    got.update((key, value) for key, value in judged.items() if value not in (None, "", []))
    if "pain_severity" not in got and PAIN in reading.facts:
        got["pain_severity"] = reading.facts[PAIN].value
    return got


def read_lines(lines: Iterable[str]) -> Iterator[str]:
    """One output line `{"id", "got"}` for each input line `{"id", "question", "question_text", "text", "now"}`.

    Empty lines are passed over; a line that is not such an object raises ValueError with its number.
    """
    decoder = msgspec.json.Decoder(_Line)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = decoder.decode(line)
        except msgspec.MsgspecError as error:
            raise ValueError(f"line {number}: {error}") from error
        context = Context(item.question, item.question_text, item.now)
        answer = {"id": item.id, "got": to_guide(read(item.text, context), context)}
        yield msgspec.json.encode(answer).decode()


def _plain(found: Found, context: Context) -> Any:
    value = found.value
    if isinstance(value, Budget):
        return _budget(value, context)
    if isinstance(value, Timeline):
        return {"earliest": _iso(value.earliest), "latest": _iso(value.latest), "urgency": str(value.urgency)}
    if isinstance(value, Hours):
        return {"from": value.start, "to": value.end}
    return str(value) if isinstance(value, StrEnum) else value


def _budget(budget: Budget, context: Context) -> dict[str, Any]:
    open_ended = budget.qualifier in _WITHOUT_CURRENCY
    return {
        "min": _whole(budget.min),
        "max": _whole(budget.max),
        "currency": None if open_ended else budget.currency or context.currency,
        "qualifier": str(budget.qualifier),
    }


def _whole(amount: float | None) -> float | int | None:
    return int(amount) if amount is not None and amount == int(amount) else amount


def _iso(day: Any) -> str | None:
    return None if day is None else day.isoformat()
