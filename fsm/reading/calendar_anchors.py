"""Stretches of time counted from a named day: "two weeks from tomorrow", «через неделю после праздников»."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from fsm.reading.calendar_grammar import Grammar
from fsm.reading.calendar_lapses import Lapse, Lapses
from fsm.reading.calendar_spans import Span

_FROM = frozenset({"from", "after", "после", "от", "писля", "вид"})
_BEFORE = frozenset({"до", "before", "ahead of", "prior to", "перед", "накануне"})
_BOUNDING = frozenset({"by", "max", "within"})


class Anchored(NamedTuple):
    """Bounds of a stretch that starts or ends at a named day, how they are meant, and the index after it."""

    earliest: date | None
    latest: date | None
    relation: str
    stop: int


class Anchors:
    """Finds the day that a stretch of time is counted from."""

    def __init__(self, grammar: Grammar, lapses: Lapses) -> None:
        self.grammar = grammar
        self.lapses = lapses

    def after_lapse(self, got: Lapse, before: tuple[str, ...]) -> Anchored | None:
        """A day that follows the stretch: "a week from Friday", «за неделю до 20 марта», "a week on Friday"."""
        link = self.grammar.at(got.stop)
        if link.word == "this" and got.unit == "w" and self.grammar.at(got.stop + 1).kind in {"wd", "weak_wd"}:
            return self.later(got, self.grammar.weekday(got.stop + 1), before)  # a week this Friday
        if link.kind != "prep" or got.unit in {"h", "min"}:
            return None
        if link.word in _FROM:
            return self.later(got, self.day(got.stop + 1), before)
        if link.word == "on" and got.unit == "w" and self.grammar.at(got.stop + 1).kind in {"wd", "weak_wd"}:
            return self.later(got, self.day(got.stop + 1), before)
        if link.word in _BEFORE and (link.word.isascii() or "za" in before):
            span = self.day(got.stop + 1)
            return self.earlier(got, *span) if span else None
        return None

    def after_span(self, span: Span, index: int) -> Anchored | None:
        """A stretch that follows its day: «20 наурыздан екі апта бұрын»."""
        if self.grammar.at(index - 1).case != "abl" or self.grammar.at(index).kind not in {"num", "unit"}:
            return None
        got = self.lapses.read(index)
        told = got and self.grammar.at(got.stop).word == "бурын"
        return self.earlier(got, span, got.stop + 1) if got and told and span.kind != "past" else None

    def day(self, index: int) -> tuple[Span, int] | None:
        found = self.grammar.span(index)
        return found if found and found[0].kind != "past" else None

    def later(self, got: Lapse, found: tuple[Span, int] | None, before: tuple[str, ...]) -> Anchored | None:
        """So long after the day, or after the last day of the period; "within" only bounds it."""
        if not found:
            return None
        span, stop = found
        low, high = got.days(span.last)
        if _BOUNDING.intersection(before):
            return Anchored(None, high, "within", stop)
        return Anchored(low, high, "in", stop)

    def earlier(self, got: Lapse, span: Span, stop: int) -> Anchored | None:
        """The last day that is so long before the named one."""
        latest = got.before(span.first)
        return Anchored(None, latest, "by", stop) if latest >= self.grammar.today else None
