"""What an answer button stands for, and answers to questions of a script's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fsm.facts import AUTHORITY, BUDGET, TIMELINE, Authority, Budget, Qualifier, Timeline, Urgency, Value
from fsm.script_schema import Choice, Question

_ANY_DAY = date(2000, 1, 1)
_UNKNOWN = "unknown"
_BOUNDS = ((0, Urgency.NOW), (6, Urgency.DAYS), (30, Urgency.WEEKS), (190, Urgency.MONTHS))
_TIMELINE_HELP = "write 'value: {within_days: 7}', {from_days: 30}, {urgency: later} or unknown"
_BUDGET_HELP = "write 'value: {min: 10000, max: 50000}' (either may be missing), unknown, none or flexible"


class ChoiceError(ValueError):
    """The choice's value does not fit its question; the message says what to write instead."""


def choice_value(question: Question, name: str, choice: Choice, today: date = _ANY_DAY) -> Value:
    """The value of a fact that this choice gives on this day. Raises ChoiceError when the script is wrong."""
    if question.fact == TIMELINE:
        return _timeline(choice.value, today)
    if question.fact == BUDGET:
        return _budget(choice.value)
    if question.fact == AUTHORITY:
        return _authority(name if choice.value is None else choice.value)
    if question.kind == "yes_no":
        if not isinstance(choice.value, bool):
            raise ChoiceError("write 'value: true' or 'value: false'")
        return choice.value
    if question.kind == "number":
        if isinstance(choice.value, bool) or not isinstance(choice.value, int | float):
            raise ChoiceError("write the number it stands for: 'value: 2'")
        return float(choice.value)
    if choice.value is not None and not isinstance(choice.value, str):
        raise ChoiceError("write a text: 'value: ...', or nothing to use the choice's own name")
    return choice.value or name


def urgency_in(days: int) -> Urgency:
    """How soon something in so many days is."""
    return next((urgency for most, urgency in _BOUNDS if days <= most), Urgency.LATER)


def _timeline(value: Any, today: date) -> Timeline:
    match value:
        case {"within_days": int(days), **rest} if not rest and 0 <= days <= 3650:  # noqa: PLR2004 - ten years
            return Timeline(None, today + timedelta(days=days), urgency_in(days))
        case {"from_days": int(days), **rest} if not rest and 0 <= days <= 3650:  # noqa: PLR2004 - ten years
            return Timeline(today + timedelta(days=days), None, urgency_in(days))
        case {"urgency": str(word), **rest} if not rest and word in set(Urgency):
            return Timeline(None, None, Urgency(word))
        case "unknown":
            return Timeline(None, None, Urgency.UNKNOWN)
    raise ChoiceError(_TIMELINE_HELP)


def _budget(value: Any) -> Budget:
    match value:
        case "unknown" | "none" | "flexible":
            return Budget(None, None, None, Qualifier(value))
        case dict() if value and set(value) <= {"min", "max"} and all(map(_is_amount, value.values())):
            low, high = value.get("min"), value.get("max")
            if low is None or high is None:
                return Budget(low, high, None, Qualifier.FROM if high is None else Qualifier.UPTO)
            if low <= high:
                return Budget(float(low), float(high), None, Qualifier.RANGE)
    raise ChoiceError(_BUDGET_HELP)


def _is_amount(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _authority(value: Any) -> Authority:
    if value in set(Authority):
        return Authority(value)
    raise ChoiceError(f"write 'value: ' and one of: {', '.join(Authority)}")


def says_little(value: Value) -> bool:
    """Whether a value only says that nothing is known; it answers a question but never replaces knowledge."""
    match value:
        case Budget():
            return value.qualifier is Qualifier.UNKNOWN
        case Timeline():
            return value.urgency is Urgency.UNKNOWN and value.earliest is None and value.latest is None
        case str():
            return value == _UNKNOWN
    return False


def unknown_value(fact: str) -> Value | None:
    """What "I do not know" means as a value; None for facts that simply stay unknown."""
    unknown: Mapping[str, Value] = {
        BUDGET: Budget(None, None, None, Qualifier.UNKNOWN),
        TIMELINE: Timeline(None, None, Urgency.UNKNOWN),
        AUTHORITY: Authority.UNKNOWN,
    }
    return unknown.get(fact)
