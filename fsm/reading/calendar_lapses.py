"""Stretches of time counted from now: "через две недели", "in 3-4 months", "екі аптадан кейін"."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from fsm.reading.calendar_atoms import END, Atom
from fsm.reading.calendar_spans import add
from fsm.reading.calendar_words import KAZAKH

_MOST = {"d": 400, "bd": 120, "w": 110, "m": 60, "y": 10, "h": 72, "min": 600, "q": 20}
# The greater first; what is added to a stretch is smaller: "a year and 3 months".
_SIZES = {"y": 6, "q": 5, "m": 4, "w": 3, "d": 2, "bd": 2, "h": 1, "min": 0}
_MOST_PARTS = 3
KINDS = frozenset({"lapse", "some", "halfof", "num", "unit"})
"""The kinds of atoms that a lapse can begin with."""
_LEAST_MINUTES = 15
# Quarters that are counted and not numbered: "3 quarters", but «3 квартал».
_COUNTED_QUARTERS = frozenset({"quarters", "qtrs", "кварталов", "кварталив"})
_ONE_QUARTER = frozenset({"quarter", "квартал"})
_MORE = frozenset({"more", "full", "whole", "полных", "целых", "еще", "calendar", "повних"})
# Plurals without a number say only the order of magnitude ("в ближайшие недели").
_PLURALS = frozenset({"недели", "месяцы", "годы", "weeks", "months", "тижни", "мисяци"})
_HALF_HOUR = "0h"
# «Сутки через трое», «день через два» are shifts; «суток через трое» is three days from now.
_SHIFTS = frozenset({"сутки", "день", "неделя", "доба"})


_HOUR = 60


class Lapse(NamedTuple):
    """How far from now: least and most, in one unit, and the index after it.

    `inverted` is set by "недели через две"; `vague` by "несколько недель"; `parts` are what is added to it in other
    units.
    """

    low: float
    high: float
    unit: str
    stop: int
    inverted: bool = False
    vague: bool = False
    parts: tuple[tuple[float, str], ...] = ()

    def days(self, today: date) -> tuple[date, date]:
        """Least and most, counted from a day; what was added to the stretch («и 3 дня») is in both."""
        low, high = add(today, self.low, self.unit), add(today, self.high, self.unit)
        for amount, unit in self.parts:
            low, high = add(low, amount, unit), add(high, amount, unit)
        return low, high

    def before(self, day: date) -> date:
        """The day so long before a day."""
        for amount, unit in (*self.parts, (self.high, self.unit)):
            day = add(day, -amount, unit)
        return day

    def minutes(self) -> tuple[float, float]:
        """Least and most of a stretch of hours and minutes."""
        more = sum(amount * (_HOUR if unit == "h" else 1) for amount, unit in self.parts)
        scale = _HOUR if self.unit == "h" else 1
        return self.low * scale + more, self.high * scale + more


class Lapses:
    """Reads lapses out of atoms."""

    def __init__(self, atoms: list[Atom]) -> None:
        self.atoms = atoms

    def at(self, index: int) -> Atom:
        return self.atoms[index] if 0 <= index < len(self.atoms) else END

    def read(self, index: int) -> Lapse | None:
        """The lapse that begins at this atom, with all that is added to it."""
        found = self.one(index)
        return self.summed(found, counted=self.at(index).kind == "num") if found and not found.vague else found

    def one(self, index: int) -> Lapse | None:
        """A lapse of one unit."""
        kind = self.at(index).kind
        if kind == "lapse":
            word = str(self.at(index).value)
            amount = 0.5 if word == _HALF_HOUR else float(word[:-1])
            return Lapse(amount, amount, word[-1], index + 1)
        if kind == "some" and self.unit(index + 1):
            return Lapse(0, 0, self.unit(index + 1), index + 2, vague=True)
        if kind == "halfof" and self.unit(index + 1):
            return self.checked(0.5, 0.5, index + 1)
        if kind == "num":
            return self.counted(index)
        return self.unit_first(index) if self.unit(index) else None

    def summed(self, got: Lapse, *, counted: bool) -> Lapse:
        """With what is added: "2 years and 3 months", «неделя и 3 дня», "1 month 2 days"."""
        while len(got.parts) < _MOST_PARTS:
            link = self.at(got.stop)
            joined = link.value == "and" or (link.value == "," and counted)
            index = got.stop + joined + (joined and self.at(got.stop + 1).value == "and")
            told = self.at(index).kind in {"num", "lapse"} or (link.value == "and" and self.at(index).kind == "unit")
            more = self.one(index) if (joined or counted) and told else None
            units = [got.unit, *(unit for _, unit in got.parts)]
            if not more or more.vague or more.low != more.high or more.unit in units:
                break
            if joined and _SIZES[more.unit] > min(_SIZES[unit] for unit in units):
                break
            if link.value == "," and self.at(more.stop).kind == "post":
                break  # «неделя, 3 дня максимум»: said anew
            got = got._replace(stop=more.stop, parts=(*got.parts, (more.low, more.unit)))
        return got

    def unit(self, index: int) -> str:
        atom = self.at(index)
        if atom.kind != "unit" or atom.value == "hy":
            return ""
        return str(atom.value) if atom.value != "q" or self.counts_quarters(index) else ""

    def counts_quarters(self, index: int) -> bool:
        """Like "3 quarters", «через 3 квартала»: how many, not which."""
        counted = self.at(index - 1).kind == "num"
        led = self.at(index - 1 - counted).value in {"in", "in_en"} and self.at(index + 1).kind != "unit"
        if not counted:
            return led and not self.at(index).case and self.at(index).word in _ONE_QUARTER
        return self.at(index).word in _COUNTED_QUARTERS or led

    def amount(self, index: int) -> tuple[float, float, int] | None:
        """One number or a range of two: 3, 3-4, "две-три", "1 или 2"."""
        if self.at(index).kind != "num":
            return None
        low = high = float(self.at(index).value)
        stop = index + 1
        link, second = self.at(stop), self.at(stop + 1)
        if (link.kind == "dash" or link.value in {"or", "to"}) and second.kind == "num" and float(second.value) > low:
            high, stop = float(second.value), stop + 2
        elif link.kind == "num" and low < float(link.value) <= low + 2:
            high, stop = float(link.value), stop + 1
        if self.at(stop).kind == "plushalf":
            low, high, stop = low + 0.5, high + 0.5, stop + 1
        return low, high, stop

    def counted(self, index: int) -> Lapse | None:
        amount = self.amount(index)
        if not amount:
            return None
        low, high, stop = amount
        link, after = self.at(stop), self.at(stop + 1)
        hyphen = link.kind == "dash" and self.at(stop - 1).end == link.start and link.end == after.start  # 3-day
        stop += hyphen or link.word in _MORE
        if hyphen and self.at(stop + 1).kind == "w":
            return None  # a 3-day course
        return self.checked(low, high, stop) if self.unit(stop) else None

    def checked(self, low: float, high: float, index: int) -> Lapse | None:
        """Amount and unit at `index`, if such a stretch makes sense for a purchase."""
        unit = self.unit(index)
        if unit == "f":
            low, high, unit = low * 2, high * 2, "w"
        half = self.at(index + 1).kind == "plushalf"  # one month and a half
        found = Lapse(low + 0.5 * half, high + 0.5 * half, unit, index + 1 + half)
        return found if high <= _MOST[unit] else None

    def unit_first(self, index: int) -> Lapse | None:
        """Like "неделю", "недели через две", "день-два", "недели две"."""
        unit = self.unit(index)
        link = self.at(index + 1)
        if self.at(index).case == "gen" or link.kind == "part" or unit == "bd" or self.at(index - 1).kind == "num":
            return None  # «15 лет» is no year: the number has been weighed already
        if self.at(index - 1).word == "any":
            return None  # any day after the 15th
        later = self.at(index + 2).kind == "det" and self.at(index + 2).value == "next"
        if link.word.startswith(("рожд", "народж")) or (link.value == "after" and later):
            return None  # a birthday is no day from now; "the week after next" is a week of the calendar
        if self.dated_week(index) or link.value in {"kk_over", "kk_until"}:
            return None
        if link.value in {"in", "in_en"}:
            return self.inverted(index)
        return self.one_or_more(index, unit, link) or self.unit_then_number(index, unit)

    def dated_week(self, index: int) -> bool:
        """Like "the week of October 6th", "week commencing 16 March", "within the month": a stretch of the calendar."""
        link = self.at(index + 1)
        dated = link.kind in {"mon", "weak_mon", "ord", "num", "pair", "full"}
        if link.value == "since" and self.at(index + 2).kind in {"num", "ord"} and self.at(index + 3).value == "po":
            return True  # неделя с 4 по 10 мая
        the = self.at(index - 1).value == "within" and self.at(index).start - self.at(index - 1).end >= len(" the ")
        if the and self.at(index).word.isascii():
            return True  # within the month
        of = dated and link.start - self.at(index).end >= len(" of ")
        return self.at(index).word in {"week", "wk"} and (of or link.word in {"commencing", "beginning", "starting"})

    def one_or_more(self, index: int, unit: str, link: Atom) -> Lapse | None:
        """Like "день-два", "недельку-другую", and "недели" that says only the order of magnitude."""
        if self.at(index).word in _PLURALS and self.near(index - 1) and link.kind != "num":
            return Lapse(0, 0, unit, index + 1, vague=True)
        if link.kind == "dash" or link.value == "or":
            amount = self.amount(index + 2)
            if amount and amount[0] > 1 and not self.unit(amount[2]):
                return Lapse(1.0, amount[1], unit, amount[2])
            if self.at(index + 2).word.startswith("друг"):
                return Lapse(1.0, 2.0, unit, index + 3)
        return None

    def unit_then_number(self, index: int, unit: str) -> Lapse | None:
        """Like "недели две", or the unit alone: one."""
        if self.at(index + 1).kind == "plushalf":
            return Lapse(1.5, 1.5, unit, index + 2)
        amount = self.amount(index + 1)
        if amount and self.at(index).word in KAZAKH:
            return None
        if amount and unit == "h" and amount[0] >= _LEAST_MINUTES:
            return self.checked(1.0, 1.0, index)  # «час тридцать» is half past one
        if amount and not self.unit(amount[2]) and not self.at(index).case:
            return Lapse(amount[0], amount[1], unit, amount[2]) if amount[1] <= _MOST.get(unit, 4) else None
        return self.checked(1.0, 1.0, index)

    def near(self, index: int) -> bool:
        """Whether this atom is "ближайшие" or "next" (with or without its preposition)."""
        atom = self.at(index)
        return atom.kind == "det" or "ближ" in atom.word or "next" in atom.word

    def inverted(self, index: int) -> Lapse | None:
        amount = self.amount(index + 2)
        unit = self.unit(index)
        if self.at(index).word in _SHIFTS:
            return None
        if amount and amount[1] <= _MOST.get(unit, 4) and not self.unit(amount[2]):
            return Lapse(amount[0], amount[1], unit, amount[2], inverted=True)
        if self.at(index + 2).kind == "some":
            return Lapse(0, 0, unit, index + 3, vague=True)
        return None
