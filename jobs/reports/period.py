"""Which days a report is about: whole local days, in the zone of the workspace."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

DAY, WEEK, MONTH, DATES = "day", "week", "month", "dates"
LONGEST = 400
"""Days of one report at most."""

_ONE = timedelta(days=1)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?")


class Period(msgspec.Struct, frozen=True):
    """Local days from `first` to `last`, both inclusive."""

    kind: str
    first: date
    last: date
    zone: str

    @property
    def since(self) -> datetime:
        """The moment at which it began."""
        return midnight(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """The moment at which it is over, not of it any more."""
        return midnight(self.last + _ONE, self.zone)

    @property
    def days(self) -> list[date]:
        return [self.first + _ONE * number for number in range((self.last - self.first).days + 1)]

    def before(self) -> Period:
        """The one before it: the calendar month for a month, as many days for all others."""
        if self.kind == MONTH:
            last = self.first - _ONE
            return Period(MONTH, last.replace(day=1), last, self.zone)
        span = _ONE * len(self.days)
        return Period(self.kind, self.first - span, self.last - span, self.zone)


def midnight(day: date, zone: str) -> datetime:
    """When a local day begins."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def finished(kind: str, at: datetime, zone: str) -> Period:
    """The latest whole day, week (from Monday) or month that is over at `at`. Raises ValueError for another kind."""
    today = at.astimezone(ZoneInfo(zone)).date()
    if kind == DAY:
        return Period(DAY, today - _ONE, today - _ONE, zone)
    if kind == WEEK:
        last = today - _ONE * (today.weekday() + 1)
        return Period(WEEK, last - _ONE * 6, last, zone)
    if kind == MONTH:
        last = today.replace(day=1) - _ONE
        return Period(MONTH, last.replace(day=1), last, zone)
    raise ValueError(f"no such period: {kind}")


def due(at: datetime, zone: str, hour: int = 9) -> list[Period]:
    """The periods whose report is due at `at`: from `hour` local time, the day's, on Mondays and firsts more."""
    here = at.astimezone(ZoneInfo(zone))
    if here.hour < hour:
        return []
    kinds = [DAY] + [WEEK] * (here.weekday() == 0) + [MONTH] * (here.day == 1)
    return [finished(kind, at, zone) for kind in kinds]


def read_dates(text: str, at: datetime, zone: str) -> Period | None:
    """One day or two as people write them (20.11, 1.11-15.11, 2026-11-01 2026-11-15); None for anything else.

    A day without a year is the latest such day that is not in the future. At most `LONGEST` days.
    """
    today = at.astimezone(ZoneInfo(zone)).date()
    found = [(each.start(), _iso(each)) for each in _ISO.finditer(text)]
    rest = _ISO.sub(lambda each: " " * len(each.group()), text)
    found += [(each.start(), _dotted(each, today)) for each in _DOTTED.finditer(rest)]
    days = [day for _, day in sorted(found, key=lambda each: each[0])]
    if len(days) not in (1, 2) or None in days:
        return None
    first, last = min(day for day in days if day), max(day for day in days if day)
    if (last - first).days >= LONGEST or first > today:
        return None
    return Period(DAY if first == last else DATES, first, last, zone)


def _iso(found: re.Match[str]) -> date | None:
    return _date(*(int(group) for group in found.groups()))


def _dotted(found: re.Match[str], today: date) -> date | None:
    day, month = int(found[1]), int(found[2])
    if found[3]:
        return _date(int(found[3]) + (2000 if len(found[3]) == 2 else 0), month, day)  # noqa: PLR2004 (two digits)
    this = _date(today.year, month, day)
    return this if this is None or this <= today else _date(today.year - 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
