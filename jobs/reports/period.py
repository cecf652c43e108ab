"""Which days a report is about: whole local days, in the zone of the workspace."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

DAY, WEEK, MONTH, DATES = "day", "week", "month", "dates"
LONGEST = 400
"""Days of one report at most."""

AHEAD = 62
"""Days that a span may reach into the future: what was paid for a month is known at its beginning."""

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

    A day without a year is the latest such day that is not in the future; the end of a span without a year follows its
    beginning, and may lie `AHEAD` days in the future. At most `LONGEST` days.
    """
    today = at.astimezone(ZoneInfo(zone)).date()
    found = [(each.start(), (int(each[1]), int(each[2]), int(each[3]))) for each in _ISO.finditer(text)]
    rest = _ISO.sub(lambda each: " " * len(each.group()), text)
    found += [(each.start(), _dotted(each)) for each in _DOTTED.finditer(rest)]
    told = [parts for _, parts in sorted(found)]
    if len(told) not in (1, 2):
        return None
    days = _days(told[0], told[-1], today)
    if days is None:
        return None
    first, last = min(days), max(days)
    if (last - first).days >= LONGEST or first > today or (last - today).days > AHEAD:
        return None
    return Period(DAY if first == last else DATES, first, last, zone)


_Parts = tuple[int, int, int]
"""Year (0: not said), month, day."""


def _dotted(found: re.Match[str]) -> _Parts:
    year = int(found[3]) if found[3] else 0
    return (year + 2000 if found[3] and len(found[3]) == 2 else year, int(found[2]), int(found[1]))  # noqa: PLR2004


def _days(one: _Parts, two: _Parts, today: date) -> tuple[date, date] | None:
    """Both days with their years; None when there is no such day."""
    last = _date(two) if two[0] else None
    first = _date(one) if one[0] else _latest(one, last or today)
    if first is None or (two[0] and last is None):
        return None
    if last is None:
        this = _date((first.year, *two[1:]))
        last = this if this is None or this >= first else _date((first.year + 1, *two[1:]))
    return None if last is None else (first, last)


def _latest(parts: _Parts, until: date) -> date | None:
    """The latest such day that is not after `until`."""
    this = _date((until.year, *parts[1:]))
    return this if this is None or this <= until else _date((until.year - 1, *parts[1:]))


def _date(parts: _Parts) -> date | None:
    try:
        return date(*parts)
    except ValueError:
        return None
