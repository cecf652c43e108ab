"""Working hours as people write them: "mon-fri 9-18, sat 10:00-15:00", "пн-пт 9-18", "дс-жм 9-18"."""

from __future__ import annotations

import re
from datetime import time

from handoff.reps import Shift

_DAYS = {
    name: number
    for names in (
        "mon tue wed thu fri sat sun",
        "пн вт ср чт пт сб вс",
        "дс сс ср бс жм сн жс",
        "дүй сей сәр бей жұм сен жек",
    )
    for number, name in enumerate(names.split())
}
_DAILY = {"daily", "ежедневно", "күнде", "kunde"}
_PART = re.compile(
    r"(?:(?P<first>[^\W\d_]+)(?:\s*[-–—]\s*(?P<last>[^\W\d_]+))?\s+)?"
    r"(?P<since>\d{1,2}(?::\d\d)?)\s*[-–—]\s*(?P<until>\d{1,2}(?::\d\d)?)"
)
_WHOLE_WEEK = tuple(range(7))
_LAST_HOUR = 24


def read_hours(text: str) -> tuple[Shift, ...]:
    """The shifts a text names; none for an empty one. Raises ValueError with a sentence for what cannot be read."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text.lower()) if part.strip()]
    return tuple(_shift(part) for part in parts)


def read_rest(text: str) -> tuple[int, int]:
    """Hours of rest like "21-9" as minutes since midnight; (0, 0) for none. Raises ValueError with a sentence."""
    if text.strip() in ("", "-", "0"):
        return 0, 0
    found = _PART.fullmatch(text.strip())
    if found is None or found["first"]:
        raise ValueError(f'quiet hours are written like "21-9", not "{text}"')
    since, until = _time(found["since"]), _time(found["until"])
    return since.hour * 60 + since.minute, until.hour * 60 + until.minute


def write_hours(shifts: tuple[Shift, ...], days: tuple[str, ...]) -> str:
    """The shifts as a text; `days` are the seven short names, Monday first."""
    return ", ".join(f"{_span(shift.days, days)} {_clock(shift.since)}-{_clock(shift.until)}" for shift in shifts)


def _shift(part: str) -> Shift:
    found = _PART.fullmatch(part)
    if found is None:
        raise ValueError(f'hours are written like "mon-fri 9-18", not "{part}"')
    return Shift(_days(found["first"], found["last"]), _time(found["since"]), _time(found["until"]))


def _days(first: str | None, last: str | None) -> tuple[int, ...]:
    if first is None or first in _DAILY:
        return _WHOLE_WEEK
    if first not in _DAYS or (last is not None and last not in _DAYS):
        raise ValueError(f'"{first if first not in _DAYS else last}" is no day of the week; write mon, tue, wed ...')
    since, until = _DAYS[first], _DAYS[last or first]
    return tuple((since + step) % 7 for step in range((until - since) % 7 + 1))


def _time(text: str) -> time:
    hour, _, minute = text.partition(":")
    if int(hour) == _LAST_HOUR and not int(minute or 0):
        return time(0)
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise ValueError(f'"{text}" is no time of day') from None


def _span(days: tuple[int, ...], names: tuple[str, ...]) -> str:
    return names[days[0]] if len(days) == 1 else f"{names[days[0]]}-{names[days[-1]]}"


def _clock(at: time) -> str:
    return f"{at:%H:%M}" if at.minute else str(at.hour)
