"""What a number counts in the calendar: the second week of April, the last day of the month, the third quarter."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from fsm.reading import calendar_spans
from fsm.reading.calendar_days import CENTURY, FIRST_YEAR, DayRules, Parsed
from fsm.reading.calendar_spans import Span

_MONTHS = frozenset({"mon", "weak_mon"})
_INSIDE = frozenset({"at", "in_en"})
_HALVES = ("половин", "half", "жарты")
_MOST_WEEKDAYS, _MOST_WEEKS = 4, 4
_WEEK = 7
_DECADE_PARTS = ("begin", "mid", "end")
_PER_YEAR = {"q": 4, "hy": 2}
_LEAST_MONTH, _MOST_MONTH = 28, 31


class CountedRules(DayRules):
    """Reads numbered weeks, days, halves and thirds of periods, numbered quarters, and years. 0 numbers the last."""

    @abstractmethod
    def period(self, index: int) -> Parsed:
        """A period that has a beginning and an end."""

    def by_number(self, value: float, index: int) -> Parsed:
        """What follows a number and is counted by it; `index` is the number's."""
        after = index + 1 + self.hyphen(index + 1)
        link, other = self.at(index + 1), self.at(index + 2)
        if link.kind in {"join", "dash"} and other.kind in {"ord", "num", "rank"} and self.at(index + 3).kind == "unit":
            one, two = self.by_number(value, index + 2), self.by_number(float(other.value), index + 2)
            return (calendar_spans.hull(one[0], two[0]), two[1]) if one and two else None  # third or fourth quarter
        rule = _COUNTED.get(self.at(after).kind)
        found = rule(self, value, index, after) if rule else None
        return found or (self.year_alone(value, index) if FIRST_YEAR < value < CENTURY else None)

    def numbered_weekday(self, value: float, _index: int, after: int) -> Parsed:
        return self.weekday_of(value, after, int(self.at(after).value)) or self.weekdays_on(value, after)

    def decade(self, value: float, _index: int, after: int) -> Parsed:
        """A third of a month: «вторая декада апреля»."""
        return self.part_of(_DECADE_PARTS[int(value) - 1], after + 1) if value in {1, 2, 3} else None

    def half(self, value: float, _index: int, after: int) -> Parsed:
        """Like "2nd half of December", «во 2 половине апреля»."""
        named = self.at(after).word.startswith(_HALVES) and value in {1, 2}
        return self.part_of(f"half{int(value)}", after + 1) if named else None

    def last_number(self, value: float, _index: int, after: int) -> Parsed:
        """Like «последнего числа», «в последнее число апреля»."""
        if value or not self.at(after).word.startswith("числ"):
            return None
        month = calendar_spans.day(calendar_spans.month_from(self.today).last)
        return self.day_of(0, after + 1) or (month, after + 1)

    def hyphen(self, index: int) -> bool:
        """Whether a hyphen without spaces stands here: 2-тоқсан."""
        link = self.at(index)
        return link.kind == "dash" and self.at(index - 1).end == link.start and self.at(index + 1).start == link.end

    def numbered_unit(self, value: float, index: int, after: int) -> Parsed:
        unit = self.at(after)
        if unit.value == "y" and FIRST_YEAR < value < CENTURY:
            return self.year_named(value, after + 1)
        if unit.value in _PER_YEAR and 1 <= value <= _PER_YEAR[str(unit.value)]:
            return self.of_year(value, str(unit.value), after + 1)
        if unit.value == "w" and 0 <= value <= _MOST_WEEKS and not self.hyphen(index + 1):
            return self.week_of(value, after + 1)
        return self.day_of(value, after + 1) if unit.value == "d" and self.at(index).kind != "num" else None

    # -- years and their quarters ---------------------------------------------------------------------------------

    def year_alone(self, value: float, index: int) -> Parsed:
        """Like "in 2027", "2027 the third quarter"."""
        if self.at(index + 1).kind in {"ord", "rank", "num"} and self.at(index + 2).value in _PER_YEAR:
            number, name = self.at(index + 1).value, str(self.at(index + 2).value)
            span = calendar_spans.share(int(value), int(number), name)
            return (span, index + 3) if span else None
        if self.asked and self.at(index - 1).kind == "prep":
            return calendar_spans.year(int(value)), index + 1
        return None

    def year_named(self, value: float, index: int) -> Parsed:
        if self.at(index).kind in _MONTHS:
            return calendar_spans.month(int(value), int(self.at(index).value)), index + 1
        return calendar_spans.year(int(value)), index

    def of_year(self, value: float, name: str, index: int) -> Parsed:
        """A quarter or a half of a year, of this one or the next if none is said."""
        year, stop = self.year_after(
            index + (self.at(index).value in _INSIDE and self.year_after(index + 1)[0] is not None)
        )
        span = calendar_spans.share(year or self.today.year, int(value), name)
        return (self.ahead(span, year), stop) if span else None

    def ahead(self, span: Span, year: int | None) -> Span:
        """A quarter or the like that is over, moved to the next year, unless the year was said."""
        if year or span.last >= self.today:
            return span
        return Span(calendar_spans.add_months(span.first, 12), calendar_spans.add_months(span.last, 12), span.kind)

    # -- parts of months and longer periods -----------------------------------------------------------------------

    def within(self, index: int) -> Parsed:
        """The period that begins here, a preposition or not: "of April", "in this month"."""
        found = self.period(index + (self.at(index).value in _INSIDE))
        return found if found and found[0].kind != "past" else None

    def part_of(self, name: str, index: int) -> Parsed:
        found = self.within(index)
        return (calendar_spans.part(found[0], name), found[1]) if found else None

    def week_of(self, value: float, index: int) -> Parsed:
        """The second week of a month; its last is its last seven days, of any period."""
        found = self.within(index)
        return (week, found[1]) if found and (week := self.week_in(found[0], value)) else None

    @staticmethod
    def week_in(span: Span, value: float) -> Span | None:
        if not value:
            return Span(span.last - timedelta(days=_WEEK - 1), span.last, "end")
        month = _LEAST_MONTH <= (span.last - span.first).days + 1 <= _MOST_MONTH
        return calendar_spans.part(span, f"week{int(value)}") if month and value <= _MOST_WEEKS else None

    def day_of(self, value: float, index: int) -> Parsed:
        """The third day of a month, the last day of any period."""
        found = self.within(index)
        return (day, found[1]) if found and (day := self.day_in(found[0], value)) else None

    @staticmethod
    def day_in(span: Span, value: float) -> Span | None:
        day = span.first + timedelta(days=int(value) - 1) if value else span.last
        return calendar_spans.day(day) if day <= span.last else None

    def numbered_part(self, span: Span, index: int) -> Parsed:
        """A part told after its period: "April second week", «сәуірдің бірінші дүйсенбісі», «айдың соңғы күні»."""
        number, unit = self.at(index), self.at(index + 1)
        value = 0.0 if number.kind == "final" else float(number.value)
        if self.within(index + 2):
            return None
        part: Span | None = None
        if unit.kind == "unit" and unit.value in {"w", "d"}:
            part = self.week_in(span, value) if unit.value == "w" else self.day_in(span, value)
        elif unit.kind == "wd":
            part = self.weekday_in(span, value, int(unit.value))
        elif unit.kind == "half" and value in {1, 2}:
            part = calendar_spans.part(span, f"half{int(value)}")
        return (part, index + 2) if part else None

    def several(self, value: float, index: int, after: int) -> Parsed:
        """The first or last days or weeks of a period: "first 10 days of May", «последние две недели апреля»."""
        number, unit = self.at(after), self.at(after + 1)
        ordinal = value in {0, 1} and self.at(index).kind in {"ord", "final", "det"}
        if not ordinal or unit.value not in {"d", "w"} or float(number.value) != int(number.value):
            return None
        found = self.within(after + 2)
        if not found:
            return None
        span, stop = found
        days = timedelta(days=int(number.value) * (_WEEK if unit.value == "w" else 1) - 1)
        first, last = (span.first, span.first + days) if value else (span.last - days, span.last)
        return (
            (Span(first, last, "period" if value else "end"), stop)
            if span.first <= first <= last <= span.last
            else None
        )

    # -- weekdays -------------------------------------------------------------------------------------------------

    def weekday_of(self, value: float, index: int, number: int) -> Parsed:
        """The third Tuesday of September; `index` is the weekday's, `number` says which it is."""
        found = self.within(index + 1)
        return (day, found[1]) if found and (day := self.weekday_in(found[0], value, number)) else None

    @staticmethod
    def weekday_in(span: Span, value: float, number: int) -> Span | None:
        if not 0 <= value <= _MOST_WEEKDAYS or span.kind == "day" or (span.last - span.first).days < _LEAST_MONTH - 1:
            return None
        if not value:
            return calendar_spans.day(span.last - timedelta(days=(span.last.weekday() - number) % _WEEK))
        ahead = (number - span.first.weekday()) % _WEEK + _WEEK * (int(value) - 1)
        return calendar_spans.day(span.first + timedelta(days=ahead))

    def numbered_weekend(self, value: float, _index: int, after: int) -> Parsed:
        return self.weekend_of(value, after + 1)

    def weekend_of(self, value: float, index: int) -> Parsed:
        """The first or last weekend of a month: that of its first or last Saturday followed by a Sunday."""
        found = self.weekday_of(value, index - 1, calendar_spans.SATURDAY + (not value))
        if not found:
            return None
        day, stop = found[0].first, found[1]
        return Span(day - timedelta(days=not value), day + timedelta(days=bool(value)), "period"), stop

    def weekdays_on(self, value: float, index: int) -> Parsed:
        """Like "two Sundays from now"."""
        if self.at(index + 1).value != "ahead" or not 1 <= value <= _MOST_WEEKDAYS:
            return None
        first = calendar_spans.next_weekday(int(self.at(index).value), self.today)
        return calendar_spans.day(first + timedelta(days=_WEEK * (int(value) - 1))), index + 2


_COUNTED: Final[dict[str, Callable[[CountedRules, float, int, int], Parsed]]] = {
    "unit": CountedRules.numbered_unit,
    "wd": CountedRules.numbered_weekday,
    "weak_wd": CountedRules.numbered_weekday,
    "wend": CountedRules.numbered_weekend,
    "decade": CountedRules.decade,
    "half": CountedRules.half,
    "halfof": CountedRules.half,
    "num": CountedRules.several,
    "ordtail": CountedRules.last_number,
}
