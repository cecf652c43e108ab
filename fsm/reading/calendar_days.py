"""Days in atoms of time: today and tomorrow, weekdays, dates in every spelling, months."""

from __future__ import annotations

from datetime import date, timedelta

from fsm.reading import calendar_spans
from fsm.reading.calendar_atoms import Atom
from fsm.reading.calendar_spans import Span
from fsm.reading.place_words import STREET_TYPES

_END = Atom("stop", "", "", -1, -1, "")
_LAST_DAY, _CENTURY = 31, 2100
_FIRST_YEAR = 2000
_MAX_LIST = 4
_DAY_KINDS = frozenset({"num", "ord", "rank", "pair", "full"})
_MONTHS = frozenset({"mon", "weak_mon"})
_CONNECTORS = frozenset({"dash", "join"})
_RANGE_WORDS = frozenset({"po", "to", "by", ","})

Parsed = tuple[Span, int] | None


class DayRules:
    """Reads days and months out of atoms, as of `today`.

    `anchor` is a period named earlier in the message: bare days and weekdays are looked for inside it.
    """

    def __init__(self, atoms: list[Atom], today: date, *, asked: bool) -> None:
        self.atoms = atoms
        self.today = today
        self.asked = asked
        self.anchor: Span | None = None
        self.depth = 0

    def at(self, index: int) -> Atom:
        return self.atoms[index] if 0 <= index < len(self.atoms) else _END

    @staticmethod
    def shift(word: str) -> int:
        return {"this": 0, "near": 0, "next": 1, "that": 1, "past": -1}[word]

    def relative(self, index: int) -> Parsed:
        shift = int(self.at(index).value)
        day = calendar_spans.day(self.today + timedelta(days=shift))
        return (day._replace(kind="past") if shift < 0 else day), index + 1

    def weekday(self, index: int) -> Parsed:
        number = int(self.at(index).value)
        exact = self.exact(index + 1 + (self.at(index + 1).value == ","))
        if exact and exact[0].kind == "day":  # в субботу 21 марта
            return exact
        if (self.at(index + 1).word, self.at(index + 2).word) == ("after", "next"):
            day = calendar_spans.next_weekday(number, self.today) + timedelta(days=7)
            return calendar_spans.day(day), index + 3
        following = self.week_after(index + 1)
        if following:
            return calendar_spans.day(following[0].first + timedelta(days=number)), following[1]
        return calendar_spans.day(self.weekday_in_anchor(number)), index + 1

    def exact(self, index: int) -> Parsed:
        """A date in figures that follows its weekday."""
        kind = self.at(index).kind
        if kind in {"num", "ord"}:
            return self.number(index)
        return self.day_and_month(index) if kind == "pair" else self.full_date(index) if kind == "full" else None

    def weekday_in_anchor(self, number: int) -> date:
        anchor = self.anchor
        if anchor and (anchor.last - anchor.first).days == 6:  # noqa: PLR2004 -- a week
            return anchor.first + timedelta(days=number)
        return calendar_spans.next_weekday(number, self.today)

    def week_after(self, index: int) -> Parsed:
        """Like "(в среду) на следующей неделе", "(Friday) next week"."""
        if self.at(index).value == "at":
            index += 1
        if self.at(index).kind == "det" and self.at(index + 1).value == "w":
            shift = self.shift(str(self.at(index).value))
            return None if shift < 0 else (calendar_spans.week(self.today, shift), index + 2)
        return None

    def day_of_month(self, number: float) -> Span | None:
        if not 1 <= number <= _LAST_DAY or number != int(number):
            return None
        anchor = self.anchor
        start = max(self.today, anchor.first) if anchor else self.today
        day = calendar_spans.next_day_of_month(int(number), start)
        if anchor and day and day > anchor.last:
            day = calendar_spans.next_day_of_month(int(number), self.today)
        return calendar_spans.day(day) if day else None

    def dated(self, number: float, month: int, index: int) -> Parsed:
        """Day and month, with a year if one follows at `index`."""
        year, stop = self.year_after(index)
        day = (
            calendar_spans.safe_date(year, month, int(number))
            if year
            else calendar_spans.next_date(int(number), month, self.today)
        )
        return (calendar_spans.day(day) if day else self.void(), stop)

    def void(self) -> Span:
        """A span that is no time to come: consumed, never told."""
        return Span(self.today, self.today, "past")

    def year_after(self, index: int) -> tuple[int | None, int]:
        atom, after = self.at(index), self.at(index + 1)
        if atom.kind == "mark" and atom.value == "," and after.kind == "num":  # April 5, 2026
            atom, after, index = after, self.at(index + 2), index + 1
        if atom.kind in {"num", "ord"} and _FIRST_YEAR < float(atom.value) < _CENTURY:
            return int(atom.value), index + 1 + (after.value == "y" or after.word in {"г", "р", "ж"})
        if atom.kind == "det" and after.value == "y":
            return self.today.year + self.shift(str(atom.value)), index + 2
        if atom.kind == "year":
            return self.today.year, index + 1
        return None, index

    def number(self, index: int) -> Parsed:
        atom = self.at(index)
        value = float(atom.value)
        after = index + 1 + (self.at(index + 1).kind == "dash" and self.at(index + 2).kind in _MONTHS)
        following = self.at(after)
        if following.kind in _MONTHS:
            named = self.at(index - 1 - (self.at(index - 1).kind == "stop")).word in STREET_TYPES
            sound = not named and 1 <= value <= _LAST_DAY and value == int(value)
            pair = atom.word.split(",")
            if not sound and len(pair) == 2 and not named:  # noqa: PLR2004 -- 17,18 марта
                one, other = (self.dated(float(day), int(following.value), after + 1) for day in pair)
                return (Span(one[0].first, other[0].last, "day"), after + 1) if one and other else None
            return self.dated(value, int(following.value), after + 1) if sound else (self.void(), after + 1)
        if following.kind == "ordtail" and 1 <= value <= _LAST_DAY:
            day = self.day_of_month(value)
            return (day, after + 1) if day else None
        return (
            self.weekday_of_month(value, index)
            or self.listed(value, index)
            or self.counted(value, index)
            or (self.marked(value, index) if atom.kind == "ord" and atom.word[0].isdigit() else None)
        )

    def weekday_of_month(self, value: float, index: int) -> Parsed:
        """The third Tuesday of September; `value` 0 is the last."""
        day = self.at(index + 1)
        month = index + 2 + (self.at(index + 2).kind == "prep")
        if day.kind != "wd" or not 0 <= value <= 4 or self.at(month).kind not in _MONTHS:  # noqa: PLR2004 -- weeks of a month
            return None
        found = self.month(month)
        if not found or found[0].kind == "day":
            return None
        span, stop = found
        if not value:
            back = (span.last.weekday() - int(day.value)) % 7
            return calendar_spans.day(span.last - timedelta(days=back)), stop
        ahead = (int(day.value) - span.first.weekday()) % 7 + 7 * (int(value) - 1)
        return calendar_spans.day(span.first + timedelta(days=ahead)), stop

    def listed(self, value: float, index: int) -> Parsed:
        """The first of several days that share a month said later: "5-7 апреля", "с 5 по 10 число"."""
        link = self.at(index + 1)
        over = link.word == "на" and self.at(index - 1).value == "since"  # с 14 на 15 марта
        linked = over or link.kind in _CONNECTORS or link.value in _RANGE_WORDS
        if not linked or self.at(index + 2).kind not in _DAY_KINDS or self.depth >= _MAX_LIST:
            return None
        self.depth += 1
        later = self.exact(index + 2) if self.at(index + 2).kind in {"pair", "full"} else self.number(index + 2)
        self.depth -= 1
        if not later or later[0].kind != "day" or not 1 <= value < later[0].last.day or value != int(value):
            return None
        first = later[0].last.replace(day=int(value))
        return Span(first, later[0].last, "day"), later[1]

    def counted(self, value: float, index: int) -> Parsed:
        """A year, a quarter, or a week of a month by its number."""
        unit = self.at(index + 1)
        if self.asked and _FIRST_YEAR < value < _CENTURY and self.at(index - 1).kind == "prep" and unit.value != "y":
            return calendar_spans.year(int(value)), index + 1
        if unit.value == "y" and _FIRST_YEAR < value < _CENTURY and self.at(index + 2).kind in _MONTHS:
            return calendar_spans.month(int(value), int(self.at(index + 2).value)), index + 3
        if unit.value == "y" and _FIRST_YEAR < value < _CENTURY:
            return calendar_spans.year(int(value)), index + 2
        if unit.value == "q" and unit.kind == "unit" and value in {1, 2, 3, 4}:
            year, stop = self.year_after(index + 2)
            return self.ahead(calendar_spans.quarter(year or self.today.year, int(value)), year), stop
        month = index + 2 + (self.at(index + 2).kind == "prep")
        if unit.value == "w" and value in {1, 2, 3, 4} and self.at(month).kind in _MONTHS:
            found = self.month(month)
            return (calendar_spans.part(found[0], f"week{int(value)}"), found[1]) if found else None
        return None

    def ahead(self, span: Span, year: int | None) -> Span:
        """A quarter or the like that is over, moved to the next year, unless the year was said."""
        if year or span.last >= self.today:
            return span
        return Span(calendar_spans.add_months(span.first, 12), calendar_spans.add_months(span.last, 12), span.kind)

    def marked(self, value: float, index: int) -> Parsed:
        """A bare day number with its ending: "14-го", "the 14th", "15-іне"."""
        if self.at(index + 1).kind == "unit" and not self.at(index + 1).word.startswith("кун"):
            return None
        day = self.day_of_month(value)
        return (day, index + 1) if day else None

    def day_and_month(self, index: int) -> Parsed:
        """14.03, 14/03, 14-03; a single-digit month only with a slash (1.5 is an amount)."""
        text = str(self.at(index).value)
        separator = next(char for char in text if not char.isdigit())
        first, second = text.split(separator)
        if len(second) == 1 and (not self.asked or text == "24/7" or (separator != "/" and int(first) <= 12)):  # noqa: PLR2004 -- 1.5
            return None
        if self.at(index - 1).word in {"№", "#"}:
            return None
        if separator == "/" and not self.asked and self.at(index - 1).kind in {"w", "num"}:  # a house: Абая 14/10
            return None
        number, month = int(first), int(second)
        if month > 12 >= number > 0 and separator == "/":  # noqa: PLR2004 -- month first, as Americans write
            number, month = month, number
        return self.dated(number, month, index + 1) if 1 <= month <= 12 else None  # noqa: PLR2004 -- months

    def full_date(self, index: int) -> Parsed:
        text = str(self.at(index).value).replace("/", ".").replace("-", ".")
        one, two, three = (int(part) for part in text.split("."))
        year, month, number = (one, two, three) if self.at(index).kind == "iso" else (three, two, one)
        if month > 12 >= number:  # noqa: PLR2004 -- month first, as Americans write
            month, number = number, month
        day = calendar_spans.safe_date(year + (2000 if year < 100 else 0), month, number)  # noqa: PLR2004 -- two digits
        if not day or day.year >= _CENTURY:
            return None
        stop = index + 1 + (self.at(index + 1).word in {"г", "р", "ж"})
        return calendar_spans.day(day), stop

    def month(self, index: int) -> Parsed:
        atom = self.at(index)
        number = int(atom.value)
        day = self.month_then_day(index)
        if day:
            return day
        year, stop = self.year_after(index + 1)
        span = calendar_spans.month(year, number) if year else calendar_spans.next_month(number, self.today)
        return span, stop

    def month_then_day(self, index: int) -> Parsed:
        """April 5, April 5-10, сәуірдің 5-інде."""
        atom, day = self.at(index), self.at(index + 1)
        ends = self.at(index + 2).kind in {"stop", "mark", "prep", "tod"}
        named = atom.case == "gen" or atom.word.isascii() or day.kind == "ord" or ends
        if not named or day.kind not in {"num", "ord", "rank"} or not 1 <= float(day.value) <= _LAST_DAY:
            return None
        if self.at(index + 2).kind == "unit" and not self.at(index + 2).word.startswith(("кун", "сагат")):
            return None
        found = self.dated(float(day.value), int(atom.value), index + 2)
        last = self.at(index + 3)
        ranged = self.at(index + 2).kind == "dash" or self.at(index + 2).value == "to"
        if found and ranged and last.kind in {"num", "ord"} and float(day.value) < float(last.value) <= _LAST_DAY:
            end = calendar_spans.safe_date(found[0].first.year, int(atom.value), int(last.value))
            return (Span(found[0].first, end, "day"), index + 4) if end else found
        return found
