"""Days, weeks, months, seasons: spans of calendar days and the arithmetic between them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

_SEASON_START = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_BEGINNING_LAST, _MIDDLE_LAST, _HALF = 10, 20, 15
SATURDAY = 5


class Span(NamedTuple):
    """A stretch of days, both ends inclusive.

    `kind` decides what "by" and "after" mean: a day is met, a period or holiday is met before it begins,
    "end" means up to its last day, "lapse" counts from today.
    """

    first: date
    last: date
    kind: str


def day(when: date) -> Span:
    return Span(when, when, "day")


def safe_date(year: int, month: int, number: int) -> date | None:
    """The date, or None if the calendar has no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def add_months(start: date, months: int) -> date:
    """The same day number that many months on, or the month's last day if it is too short."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def add(start: date, amount: float, unit: str) -> date:
    """`amount` of days (d), working days (bd), weeks (w), months (m), quarters (q) or years (y) after `start`.

    A negative amount goes back. Of hours and minutes the whole days count.
    """
    if unit == "bd":
        return _working(start, int(amount))
    if unit in {"h", "min"}:
        return start + timedelta(days=int(amount // (24 if unit == "h" else 24 * 60)))
    if unit in {"d", "w"}:
        return start + timedelta(days=int(amount * (7 if unit == "w" else 1)))
    months = amount * {"y": 12, "q": 3}.get(unit, 1)
    return add_months(start, int(months)) + timedelta(days=int((months - int(months)) * 30))


def _working(start: date, amount: int) -> date:
    """So many days from Monday to Friday on, or back; holidays are not known to be free."""
    step = timedelta(days=1 if amount > 0 else -1)
    for _ in range(abs(amount)):
        start += step
        while start.weekday() >= SATURDAY:
            start += step
    return start


def week(today: date, shift: int = 0) -> Span:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
    return Span(monday, monday + timedelta(days=6), "period")


def weekend(today: date, shift: int = 0) -> Span:
    saturday = week(today, shift).first + timedelta(days=SATURDAY)
    return Span(saturday, saturday + timedelta(days=1), "period")


def month(year: int, number: int) -> Span:
    return Span(date(year, number, 1), date(year, number, monthrange(year, number)[1]), "period")


def month_from(today: date, shift: int = 0) -> Span:
    start = add_months(today.replace(day=1), shift)
    return month(start.year, start.month)


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number, 12, 31), "period")


def quarter(year_number: int, number: int) -> Span:
    last = month(year_number, number * 3)
    return Span(date(year_number, number * 3 - 2, 1), last.last, "period")


def quarter_from(today: date, shift: int = 0) -> Span:
    years, index = divmod(today.year * 4 + (today.month - 1) // 3 + shift, 4)
    return quarter(years, index + 1)


def half(year_number: int, number: int) -> Span:
    start = date(year_number, number * 6 - 5, 1)
    return Span(start, add_months(start, 6) - timedelta(days=1), "period")


def half_from(today: date, shift: int = 0) -> Span:
    years, index = divmod(today.year * 2 + (today.month - 1) // 6 + shift, 2)
    return half(years, index + 1)


def share(year_number: int, number: int, unit: str) -> Span | None:
    """A quarter (q) or a half (hy) of a year by its number, or None if the year has no such."""
    if unit == "q":
        return quarter(year_number, number) if number in {1, 2, 3, 4} else None
    return half(year_number, number) if number in {1, 2} else None


def season(name: str, year_number: int) -> Span:
    """The season that begins in that year (winter runs into the next)."""
    start = date(year_number, _SEASON_START[name], 1)
    return Span(start, add_months(start, 3) - timedelta(days=1), "period")


def next_season(name: str, today: date) -> Span:
    """The season that runs today, else the next one."""
    spans = (season(name, today.year + shift) for shift in (-1, 0, 1))
    return next(span for span in spans if span.last >= today)


def next_month(number: int, today: date) -> Span:
    """The month that runs today, else the next one of that number."""
    return month(today.year + (number < today.month), number)


def next_weekday(number: int, today: date) -> date:
    """The first such weekday after today."""
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def next_day_of_month(number: int, today: date) -> date | None:
    """The next occurrence of that day number, today included; None if no month has it."""
    for shift in range(13):
        start = add_months(today.replace(day=1), shift)
        found = safe_date(start.year, start.month, number)
        if found and found >= today:
            return found
    return None


def next_date(number: int, month_number: int, today: date) -> date | None:
    """The next occurrence of day and month, today included; None if the calendar has no such day."""
    for shift in range(9):
        found = safe_date(today.year + shift, month_number, number)
        if found and found >= today:
            return found
    return None


def _half_of(span: Span, length: int, *, first: bool) -> Span:
    """Half of a longer period of so many months: whole months, and the 15th where they do not divide."""
    middle = add_months(span.first, length // 2) + timedelta(days=_HALF if length % 2 else 0)
    return Span(span.first, middle - timedelta(days=1), "period") if first else Span(middle, span.last, "period")


def _third(span: Span, name: str) -> Span:
    """A third of a season, quarter or year, in whole months."""
    length = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
    step = max(1, length // 3) if length < 12 else 1  # noqa: PLR2004 -- a year begins in January and ends in December
    if name.startswith("half"):
        return _half_of(span, length, first=name == "half1")
    if name == "end":
        return Span(add_months(span.last.replace(day=1), 1 - step), span.last, "end")
    if name == "begin":
        return Span(span.first, add_months(span.first, step) - timedelta(days=1), "period")
    half = (length - step) // 2
    return Span(add_months(span.first, half), add_months(span.first, length - half) - timedelta(days=1), "mid")


def _week_part(span: Span, name: str) -> Span:
    bounds = {"begin": (0, 1), "mid": (2, 3), "end": (4, 6), "half1": (0, 2), "half2": (3, 6)}
    if name not in bounds:
        return span
    first, last = bounds[name]
    kind = name if name in {"mid", "end"} else "period"
    return Span(span.first + timedelta(days=first), span.first + timedelta(days=last), kind)


def part(span: Span, name: str) -> Span:
    """Beginning, middle or end of a period; of a month its days 1-10, 11-20, 21-last."""
    days = (span.last - span.first).days + 1
    if days == 1 or span.kind == "holiday":
        return span
    if days == 7:  # noqa: PLR2004 -- a week
        return _week_part(span, name)
    if days > 31 and name in {"teens", "twenties"}:  # noqa: PLR2004 -- longer than a month
        return span
    if days > 31 or span.first.day != 1:  # noqa: PLR2004 -- longer than a month
        return _third(span, name) if span.first.day == 1 else span
    bounds = {
        "begin": (1, _BEGINNING_LAST, "period"),
        "mid": (_BEGINNING_LAST + 1, _MIDDLE_LAST, "mid"),
        "end": (_MIDDLE_LAST + 1, days, "end"),
        "half1": (1, _HALF, "period"),
        "half2": (_HALF + 1, days, "period"),
        "week1": (1, 7, "period"),
        "week2": (8, 14, "period"),
        "week3": (15, 21, "period"),
        "week4": (22, 28, "period"),
        "teens": (_BEGINNING_LAST, _MIDDLE_LAST - 1, "period"),
        "twenties": (_MIDDLE_LAST, days, "period"),
    }
    first, last, kind = bounds[name]
    return Span(span.first.replace(day=first), span.first.replace(day=last), kind)


def hull(one: Span, other: Span) -> Span:
    return Span(min(one.first, other.first), max(one.last, other.last), "day" if one.kind == "day" else "period")
