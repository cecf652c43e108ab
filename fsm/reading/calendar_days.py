"""Days in atoms of time: today and tomorrow, weekdays, dates in every spelling, months."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date, timedelta

from fsm.reading import calendar_spans
from fsm.reading.calendar_atoms import END, Atom
from fsm.reading.calendar_spans import Span
from fsm.reading.place_words import STREET_TYPES

_LAST_DAY, _MONTHS_IN_YEAR = 31, 12
FIRST_YEAR, CENTURY = 2000, 2100
_PIVOT = 30  # 31.10.74 is long over
_RECENT = 60
_FIRST_FEW = 3
_PAST_YEARS = 1900
_MAX_LIST = 4
_DAY_KINDS = frozenset({"num", "ord", "rank", "pair", "full"})
_MONTHS = frozenset({"mon", "weak_mon"})
# What an ordinal numbers besides a day, and what may follow a day in English.
_RANKED = (
    *("этаж", "класс", "подъезд", "подьезд", "курс", "раз", "ряд", "уров", "кварт", "размер", "групп", "микро", "мкр"),
    *("поколен", "поверх", "клас", "подiзд", "пид'изд", "кабат", "сынып", "floor", "grade", "class", "street", "kid"),
)
_AFTER_A_DAY_TEXT = (
    "works would will is if please pls plz or for but maybe if because since we i my our when then evening morning "
    "latest suits fits good fine great max sharp ideally preferably onwards until around after before between so can "
    "could should is's it there it's im i'm we're no not yes thanks at noon night"
)
_AFTER_A_DAY = frozenset(_AFTER_A_DAY_TEXT.split())
_CONNECTORS = frozenset({"dash", "join"})
_RANGE_WORDS = frozenset({"po", "to", "by", ",", "/"})

Parsed = tuple[Span, int] | None


class DayRules(ABC):
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
        return self.atoms[index] if 0 <= index < len(self.atoms) else END

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
            return (self.void(), exact[1]) if self.gone_by(exact[0].first, number) else exact
        week = timedelta(days=7)
        if stop := self.after_next(index + 1):
            return calendar_spans.day(calendar_spans.next_weekday(number, self.today) + week), stop
        if stop := self.week_later(index + 1):  # the first one when the week is over
            return calendar_spans.day(calendar_spans.next_weekday(number, self.today + week - timedelta(days=1))), stop
        following = self.week_after(index + 1)
        if following:
            day = following[0].first + timedelta(days=number)
            return (calendar_spans.day(day) if following[0].kind != "past" else self.void()), following[1]
        return calendar_spans.day(self.weekday_in_anchor(number)), index + 1

    def gone_by(self, day: date, number: int) -> bool:
        """Like "Sunday, Feb 10" said on the 12th: the weekday fits the date that has just passed."""
        before = calendar_spans.safe_date(day.year - 1, day.month, day.day)
        recent = before is not None and 0 < (self.today - before).days <= _RECENT
        return recent and before is not None and before.weekday() == number != day.weekday()

    def after_next(self, index: int) -> int:
        """The index after "after next", «после следующей», or 0."""
        following = self.at(index + 2).kind in {"wd", "weak_wd", "unit", "mon", "weak_mon", "hol", "wend"}
        second = self.at(index + 1).kind == "det" and self.at(index + 1).value == "next" and not following
        return index + 2 if second and self.at(index).value == "after" else 0

    def week_later(self, index: int) -> int:
        """The index after "week" in "Friday week", «в пятницу через неделю», or 0."""
        led = self.at(index).value == "in"
        week = self.at(index + led)
        if week.value != "w" or week.kind != "unit" or not (led or week.word == "week"):
            return 0
        return index + led + 1 if led or self.at(index + 1).kind in {"stop", "mark"} else 0

    def exact(self, index: int) -> Parsed:
        """A date in figures that follows its weekday."""
        kind = self.at(index).kind
        if kind in _MONTHS:
            return self.month_then_day(index)
        if kind in {"num", "ord"}:
            return self.number(index)
        return self.day_and_month(index) if kind == "pair" else self.full_date(index) if kind == "full" else None

    def weekday_in_anchor(self, number: int) -> date:
        anchor = self.anchor
        if anchor and (anchor.last - anchor.first).days == 6:  # noqa: PLR2004 -- a week
            return anchor.first + timedelta(days=number)
        return calendar_spans.next_weekday(number, self.today)

    def week_after(self, index: int) -> Parsed:
        """Like "(в среду) на следующей неделе", "(Friday) next week"; of a week that is over it is void."""
        led = self.at(index).value in {"at", "since"} and self.at(index).kind == "prep"
        since = led and self.at(index).value == "since"
        index += led
        if since and self.at(index).value != "past":
            return None  # «в среду со следующей недели»: from then on
        if self.at(index).kind == "det" and self.at(index + 1).value == "w":
            shift = self.shift(str(self.at(index).value))
            week = calendar_spans.week(self.today, shift)
            return (week._replace(kind="past") if shift < 0 else week), index + 2
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
        if atom.kind in {"num", "ord"} and _PAST_YEARS < float(atom.value) < CENTURY:
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
            return self.of_month(value, after + 1) or ((day, after + 1) if day else None)
        return (
            self.of_month(value, after)
            or self.by_number(value, index)
            or self.listed(value, index)
            or (self.marked(value, index) if atom.kind == "ord" and self.told_alone(index) else None)
        )

    @abstractmethod
    def by_number(self, value: float, index: int) -> Parsed:
        """What a number counts besides the days of a month; `index` is the number's."""

    def of_month(self, value: float, index: int) -> Parsed:
        """Like "20th of next month", «15 числа этого месяца», "4 to 22 this month"; `index` is after the number."""
        before = self.at(index - 1)
        of = self.at(index).start - before.end >= len(" of ")
        marked = of or before.kind in {"ord", "rank", "ordtail"} or self.depth or self.at(index - 2).word == "on"
        index += before.kind != "ordtail" and self.at(index).kind == "ordtail"
        index += self.at(index).value in {"at", "in_en"}
        month = self.at(index)
        if not marked or month.kind != "det" or self.at(index + 1).value != "m" or self.at(index + 1).kind != "unit":
            return None
        first = calendar_spans.month_from(self.today, self.shift(str(month.value))).first
        day = calendar_spans.safe_date(first.year, first.month, int(value)) if value == int(value) else None
        return (calendar_spans.day(day) if day and month.value != "past" else self.void(), index + 2)

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

    def told_alone(self, index: int) -> bool:
        """Whether an ordinal is a day by itself: in figures, or as the whole end of the answer to when."""
        atom = self.at(index)
        ends = self.at(index + 1).kind in {"stop", "mark"} and self.at(index - 1).kind in {"stop", "mark", "prep"}
        english = float(atom.value) > _FIRST_FEW and atom.word.isascii()  # "first", "second" are rarely days
        return atom.word[0].isdigit() or (self.asked and ends and english)

    def ranks(self, index: int) -> bool:
        """Whether a number says which storey, class or time: «5-го этажа», "my 3rd car", but not "the 5th works"."""
        atom, following = self.at(index), self.at(index + 1)
        if following.word.startswith(_RANKED):
            return True
        dated = self.at(index - 1).kind == "prep" and self.at(index - 1).value != "in_en"
        return atom.word.isascii() and following.kind == "w" and not dated and following.word not in _AFTER_A_DAY

    def marked(self, value: float, index: int) -> Parsed:
        """A bare day number with its ending: "14-го", "the 14th", "15-іне"."""
        if self.at(index + 1).kind == "unit" and not self.at(index + 1).word.startswith("кун"):
            return None
        if self.ranks(index):
            return None
        day = self.day_of_month(value)
        return (day, index + 1) if day else None

    def day_and_month(self, index: int) -> Parsed:
        """14.03, 14/03, 14-03; a single-digit month only with a slash (1.5 is an amount)."""
        text = str(self.at(index).value)
        separator = next(char for char in text if not char.isdigit())
        first, second = text.split(separator)
        following = self.at(index + 1).kind in _MONTHS
        amount = not self.asked or text == "24/7" or (separator != "/" and int(first) <= _MONTHS_IN_YEAR)  # 1.5
        if len(second) == 1 and amount and not following:
            return None
        if self.at(index - 1).word in {"№", "#"}:
            return None
        if following and int(first) < int(second):
            both = self.dated(float(second), int(self.at(index + 1).value), index + 2)  # 13/14 марта
            day = both and calendar_spans.safe_date(both[0].last.year, both[0].last.month, int(first))
            return (Span(day, both[0].last, "day"), both[1]) if both and day else None
        if separator == "/" and not self.asked and self.at(index - 1).kind in {"w", "num"}:  # a house: Абая 14/10
            return None
        number, month = int(first), int(second)
        american = separator == "/" or (self.asked and self.at(index - 1).word == "on")
        if month > _MONTHS_IN_YEAR >= number > 0 and american:
            number, month = month, number
        return self.dated(number, month, index + 1) if 1 <= month <= _MONTHS_IN_YEAR else None

    def full_date(self, index: int) -> Parsed:
        text = str(self.at(index).value).replace("/", ".").replace("-", ".")
        one, two, three = (int(part) for part in text.split("."))
        year, month, number = (one, two, three) if self.at(index).kind == "iso" else (three, two, one)
        if month > _MONTHS_IN_YEAR >= number:  # month first, as Americans write
            month, number = number, month
        if year < 100:  # noqa: PLR2004 -- two digits
            year += FIRST_YEAR if FIRST_YEAR + year <= self.today.year + _PIVOT else FIRST_YEAR - 100
        day = calendar_spans.safe_date(year, month, number)
        if not day or day.year >= CENTURY:
            return None
        stop = index + 1 + (self.at(index + 1).word in {"г", "р", "ж"})
        return calendar_spans.day(day), stop

    def month(self, index: int) -> Parsed:
        atom = self.at(index)
        number = int(atom.value)
        day = self.month_then_day(index)
        if day:
            return day
        stop = self.after_next(index + 1)
        if stop:
            coming = calendar_spans.next_month(number, self.today)
            return calendar_spans.month(coming.first.year + 1, number), stop
        year, stop = self.year_after(index + 1)
        span = calendar_spans.month(year, number) if year else calendar_spans.next_month(number, self.today)
        return span, stop

    def tied(self, index: int) -> bool:
        """Whether an English month is tied to its day by a mark: Oct-2, Oct/2."""
        link, day = self.at(index + 1), self.at(index + 2)
        tight = self.at(index).end == link.start and link.end == day.start
        return tight and link.word in {"-", "/"} and day.kind == "num" and self.at(index).word.isascii()

    def month_then_day(self, index: int) -> Parsed:
        """April 5, April 5-10, сәуірдің 5-інде."""
        atom, between = self.at(index), self.at(index - 1).value == "between"
        index += self.tied(index)
        day = self.at(index + 1)
        ends = self.at(index + 2).kind in {"stop", "mark", "prep", "tod"}
        named = atom.case == "gen" or atom.word.isascii() or day.kind == "ord" or ends
        if not named or day.kind not in {"num", "ord", "rank"} or not 1 <= float(day.value) <= _LAST_DAY:
            return None
        after = self.at(index + 2)
        if after.kind == "unit" and not after.word.startswith(("кун", "сагат")):
            return None
        if after.kind == "wd" and after.case and day.kind == "ord":
            return None  # сәуірдің бірінші дүйсенбісі
        found = self.dated(float(day.value), int(atom.value), index + 2)
        last = self.at(index + 3)
        link = self.at(index + 2)
        ranged = link.kind == "dash" or link.value in {"to", "po"} or link.word in {"until", "till"}
        ranged = ranged or (link.value == "and" and (between or self.at(index + 4).value == "kk_within"))
        if found and ranged and last.kind in {"num", "ord"} and float(day.value) < float(last.value) <= _LAST_DAY:
            ending = self.dated(float(last.value), int(atom.value), index + 4)
            if ending and ending[0].kind == "day":
                return Span(ending[0].last.replace(day=int(day.value)), ending[0].last, "day"), ending[1]
        return found
