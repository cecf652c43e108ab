"""Holidays as data: fixed days, days that move by rule, and days known only from a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

Days = tuple[date, date]

# Ends of the fast and the first day of the feasts, as announced for Kazakhstan (later years: astronomical).
_FAST = {
    2024: ((3, 11), (4, 9)),
    2025: ((3, 1), (3, 29)),
    2026: ((2, 19), (3, 19)),
    2027: ((2, 8), (3, 9)),
    2028: ((1, 28), (2, 25)),
    2029: ((1, 16), (2, 13)),
    2030: ((1, 6), (2, 3)),
    2032: ((1, 16), (2, 13)),
}
_ORAZA_AIT = {
    2024: (4, 10),
    2025: (3, 30),
    2026: (3, 20),
    2027: (3, 10),
    2028: (2, 26),
    2029: (2, 14),
    2030: (2, 4),
    2031: (1, 24),
    2032: (1, 14),
}
_KURBAN_AIT = {
    2024: (6, 16),
    2025: (6, 6),
    2026: (5, 27),
    2027: (5, 16),
    2028: (5, 5),
    2029: (4, 24),
    2030: (4, 13),
    2031: (4, 2),
    2032: (3, 22),
}
_DIWALI = {2025: (10, 20), 2026: (11, 8), 2027: (10, 29), 2028: (10, 17), 2029: (11, 5), 2030: (10, 26)}
_HOLI = {2025: (3, 14), 2026: (3, 4), 2027: (3, 22), 2028: (3, 11), 2029: (3, 1), 2030: (3, 20)}

_FIXED: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "new_year": ((1, 1), (1, 1)),
    "old_new_year": ((1, 14), (1, 14)),
    "christmas_january": ((1, 7), (1, 7)),
    "christmas_december": ((12, 25), (12, 25)),
    "valentine": ((2, 14), (2, 14)),
    "defender": ((2, 23), (2, 23)),
    "women": ((3, 8), (3, 8)),
    "nauryz": ((3, 21), (3, 23)),
    "may_holidays": ((5, 1), (5, 9)),
    "unity": ((5, 1), (5, 1)),
    "victory": ((5, 9), (5, 9)),
    "school_year": ((9, 1), (9, 1)),
    "constitution": ((8, 30), (8, 30)),
    "republic": ((10, 25), (10, 25)),
    "independence": ((12, 16), (12, 16)),
    "halloween": ((10, 31), (10, 31)),
    "russia_day": ((6, 12), (6, 12)),
    "people_unity": ((11, 4), (11, 4)),
    "ukraine_independence": ((8, 24), (8, 24)),
    "india_independence": ((8, 15), (8, 15)),
}

# What "the holidays" may mean, by country of the pack; Kazakhstan is the house rule for the unknown.
_PUBLIC = {
    "KZ": ("new_year", "nauryz", "may_holidays", "constitution", "republic", "independence"),
    "RU": ("new_year", "defender", "women", "may_holidays", "russia_day", "people_unity"),
    "UA": ("new_year", "easter", "ukraine_independence", "christmas_december"),
    "IN": ("holi", "india_independence", "diwali", "new_year"),
}


def orthodox_easter(year: int) -> date:
    """Meeus' Julian rule, moved to the Gregorian calendar (13 days until 2099)."""
    moon = (19 * (year % 19) + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + sunday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


def catholic_easter(year: int) -> date:
    """The Gregorian rule (Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    skipped = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - skipped + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _one_day(table: dict[int, tuple[int, int]]) -> Callable[[int], Days | None]:
    def days(year: int) -> Days | None:
        if year not in table:
            return None
        day = date(year, *table[year])
        return day, day

    return days


def _fast(year: int) -> Days | None:
    if year not in _FAST:
        return None
    first, last = _FAST[year]
    return date(year, *first), date(year, *last)


def _orthodox(year: int) -> Days:
    return orthodox_easter(year), orthodox_easter(year)


def _catholic(year: int) -> Days:
    return catholic_easter(year), catholic_easter(year)


def _black_friday(year: int) -> Days:
    thursday = 1 + (3 - date(year, 11, 1).weekday()) % 7 + 21
    day = date(year, 11, thursday) + timedelta(days=1)
    return day, day


def _thanksgiving(year: int) -> Days:
    day = date(year, 11, 22 + (3 - date(year, 11, 22).weekday()) % 7)
    return day, day


_MOVING: dict[str, Callable[[int], Days | None]] = {
    "easter": _orthodox,
    "easter_catholic": _catholic,
    "fast": _fast,
    "oraza_ait": _one_day(_ORAZA_AIT),
    "kurban_ait": _one_day(_KURBAN_AIT),
    "diwali": _one_day(_DIWALI),
    "holi": _one_day(_HOLI),
    "black_friday": _black_friday,
    "thanksgiving": _thanksgiving,
}
_EASTERN = frozenset({"KZ", "RU", "UA", "BY", "KG", "UZ", "GE", "AM", "MD", "RS", "BG"})


def _local(name: str, country: str) -> str:
    if name == "easter" and country not in _EASTERN:
        return "easter_catholic"
    if name == "christmas":
        return "christmas_january" if country in _EASTERN - {"UA"} else "christmas_december"
    return name


def in_year(name: str, year: int, country: str) -> Days | None:
    """First and last day of a holiday in a year; None where the table ends."""
    name = _local(name, country)
    if name in _FIXED:
        first, last = _FIXED[name]
        return date(year, *first), date(year, *last)
    return _MOVING[name](year)


def upcoming(name: str, today: date, country: str, *, started: bool = True) -> Days | None:
    """The holiday that runs or comes next; `started=False` passes over one that has already begun.

    "public" is the next of the country's public holidays.
    """
    if name == "public":
        names = _PUBLIC.get(country, _PUBLIC["KZ"])
        return min(filter(None, (upcoming(one, today, country, started=started) for one in names)), default=None)
    for year in (today.year, today.year + 1):
        days = in_year(name, year, country)
        if days and (days[1] >= today if started else days[0] > today):
            return days
    return None
