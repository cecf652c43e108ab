"""Periods counted from the one that runs now: this week and its end, «после окончания месяца», EOD Friday."""

from __future__ import annotations

from abc import abstractmethod

from fsm.reading import calendar_spans
from fsm.reading.calendar_counted import CountedRules
from fsm.reading.calendar_days import Parsed
from fsm.reading.calendar_spans import Span

PERIODS = frozenset({"w", "m", "y", "q", "hy"})
ORDINALS = frozenset({"ord", "rank", "final"})
_MAKERS = {
    "w": calendar_spans.week,
    "m": calendar_spans.month_from,
    "q": calendar_spans.quarter_from,
    "hy": calendar_spans.half_from,
}
# «После окончания месяца» is after the one that runs.
_AFTER_END = (
    "после окончан",
    "по окончан",
    "после завершен",
    "по завершен",
    "как закончит",
    "когда закончит",
    "after the end",
)


class RunningRules(CountedRules):
    """Reads units without a name of their own: the week, month, quarter or year that runs, or one beside it."""

    @abstractmethod
    def span(self, index: int) -> Parsed:
        """The span of days that begins at this atom, and the index after it."""

    def end_of(self, index: int) -> Parsed:
        """EOD, EOW, EOM, EOY; EOD of another day if one is named after it: "EOD Friday"."""
        unit = str(self.at(index).value)
        other = index + 1 + (self.at(index + 1).value == "at")
        if unit == "d" and self.at(other).kind in {"rel", "wd", "weak_wd", "mon", "num", "ord", "pair", "full", "det"}:
            found = self.span(other)
            if found and found[0].kind == "day":
                return found
        last = self.today if unit == "d" else self.unit_span(unit, 0).last
        return calendar_spans.day(last), index + 1

    def bare_unit(self, index: int) -> Parsed:
        """Like "на неделе" is this week, "айдың соңы" its end; any other unit alone names no period."""
        atom, unit = self.at(index), str(self.at(index).value)
        if unit not in PERIODS:
            return None
        if found := self.running(index) or (self.week_with(index) if unit == "w" else None):
            return found
        if stop := self.after_next(index + 1):
            return self.unit_span(unit, 2), stop
        here = (atom.word == "неделе" and self.at(index - 1).word == "на") or (unit == "q" and atom.case)
        return (self.unit_span(unit, 0), index + 1) if here else None

    def running(self, index: int) -> Parsed:
        """The period that runs now, told by its end: «айдың соңы», «после окончания недели», «ай біткен соң»."""
        atom, part = self.at(index), self.at(index + 1)
        span = self.unit_span(str(atom.value), 0)
        if part.kind == "part" and (atom.case == "gen" or part.case):
            return calendar_spans.part(span, str(part.value)), index + 2
        if found := self.day_within(span, index + 1):
            return found if found[0].first >= self.today else None
        if atom.case == "gen" and part.kind in ORDINALS:
            return self.numbered_part(span, index + 1)
        if self.at(index - 1).value == "within" and atom.start - self.at(index - 1).end >= len(" the "):
            return span, index + 1  # within the month
        ended = part.value in {"kk_over", "kk_until"} or self.at(index - 1).word.startswith(_AFTER_END)
        return (span, index + 1) if ended else None

    def day_within(self, span: Span, index: int) -> Parsed:
        """Like «осы айдың он бесінен»: a day of the month named before it."""
        unit, number = self.at(index - 1), self.at(index)
        named = unit.kind == "unit" and unit.value == "m" and unit.case == "gen"
        if not (named and number.case and number.kind in {"num", "ord"}) or self.at(index + 1).kind == "unit":
            return None
        day = calendar_spans.safe_date(span.first.year, span.first.month, int(number.value))
        return (calendar_spans.day(day), index + 1) if day else None

    def week_with(self, index: int) -> Parsed:
        """Like "the week of October 6th", "week commencing 16 March", «на неделе с 16 марта»: the one with that day."""
        link = self.at(index + 1)
        spoken = link.word in {"commencing", "beginning", "starting"} or (
            self.at(index).word == "неделе" and link.value == "since"
        )
        of = self.at(index).word in {"week", "wk"} and link.start - self.at(index).end >= len(" of ")
        if link.value == "since" and (days := self.exact(index + 2)) and days[0].first != days[0].last:
            return days  # неделя с 4 по 10 мая
        found = self.exact(index + 1 + spoken) if spoken or of else None
        if not found or found[0].kind != "day":
            return None
        return calendar_spans.week(found[0].first), found[1]

    def unit_span(self, unit: str, shift: int) -> Span:
        if unit == "y":
            return calendar_spans.year(self.today.year + shift)
        return self.gone(_MAKERS[unit](self.today, shift), shift)

    @staticmethod
    def gone(span: Span, shift: int) -> Span:
        return span._replace(kind="past") if shift < 0 else span
