"""The grammar of days: atoms of time put together to spans of the calendar, their parts included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from fsm.reading import calendar_holidays, calendar_spans
from fsm.reading.calendar_atoms import Atom
from fsm.reading.calendar_days import CENTURY, FIRST_YEAR, Parsed
from fsm.reading.calendar_running import ORDINALS, PERIODS, RunningRules
from fsm.reading.calendar_spans import Span

_MONTHS = frozenset({"mon", "weak_mon"})
_NOTHING = frozenset(
    {
        "уже",
        "давайте",
        "лучше",
        "наверное",
        "наверно",
        "можно",
        "удобно",
        "тогда",
        "скорее",
        "смогу",
        "можем",
        "могу",
        "сможем",
    }
)


_LIKE_A_FEAST = ("праздничн", "новогодн", "святков")
_ONE_FEAST = frozenset({"праздник", "праздника", "празднику", "празднике", "праздником", "свято"})


class Grammar(RunningRules):
    """Reads spans of days out of atoms: days, weeks, months, seasons, holidays, and their beginnings and ends."""

    def __init__(self, atoms: list[Atom], today: date, country: str, *, asked: bool) -> None:
        super().__init__(atoms, today, asked=asked)
        self.country = country

    def span(self, index: int) -> Parsed:
        """The span of days that begins at this atom, and the index after it."""
        rule = _RULES.get(self.at(index).kind)
        found = rule(self, index) if rule else None
        return self.trailing(found[0], found[1]) if found else None

    def trailing(self, span: Span, stop: int) -> Parsed:
        """Kazakh words that follow and add nothing but their case ("жұма күні", "мамыр айы"), and parts said after."""
        atom = self.at(stop)
        before = self.at(stop - 1)
        if atom.word in {"дню", "дня"} and before.word.startswith(("завтрашн", "сегодняшн", "послезавтрашн")):
            return span, stop + 1
        if atom.word.startswith("кун") and atom.kind in {"unit", "every"}:
            return span, stop + 1
        if before.kind in _MONTHS and atom.kind in {"unit", "every"} and atom.word.startswith("ай"):
            return self.trailing(span, stop + 1)
        if before.kind == "hol" and atom.kind == "hol" and atom.value == "public":
            return span, stop + 1
        if span.kind == "period":
            return self.part_after(span, stop)
        return span, stop

    def part_after(self, span: Span, stop: int) -> Parsed:
        """Like "келесі айдың басы", "апрель, начало", "в апреле в конце": the part follows its period."""
        index = stop
        while index - stop < 2 and (self.at(index).kind == "mark" or self.at(index).value == "at"):  # noqa: PLR2004 -- ", в"
            index += 1
        atom = self.at(index)
        if found := self.day_within(span, stop):
            return found
        if atom.kind in ORDINALS and (found := self.numbered_part(span, index)):
            return found
        if atom.kind == "part" and self.at(index + 1).kind not in {"unit", "mon", "season", "det"}:
            return calendar_spans.part(span, str(atom.value)), index + 1
        return span, stop

    # -- periods ------------------------------------------------------------------------------------------------

    def season(self, index: int) -> Parsed:
        name = str(self.at(index).value)
        year, stop = self.year_after(index + 1)
        return (calendar_spans.season(name, year) if year else calendar_spans.next_season(name, self.today)), stop

    def own_feast(self, index: int) -> bool:
        """«Торт на праздник», «праздничный стол», «новогодние подарки»: a feast of one's own, or what it is like."""
        word, following = self.at(index).word, self.at(index + 1)
        led = self.at(index - 1).value in {"after", "by"}
        if word.startswith(_LIKE_A_FEAST):
            days = following.kind in {"hol", "unit", "wend"} or following.word.startswith("каникул")
            return not (days or (led and following.kind != "w"))
        return word in _ONE_FEAST and not led and following.kind != "post"

    def holiday(self, index: int) -> Parsed:
        if self.own_feast(index):
            return None
        return self.holiday_span(str(self.at(index).value), index + 1)

    def holiday_span(self, name: str, index: int) -> Parsed:
        year, stop = self.year_after(index)
        days = (
            calendar_holidays.in_year(name, year, self.country)
            if year and name != "public"
            else calendar_holidays.upcoming(name, self.today, self.country)
        )
        return (Span(*days, kind="holiday"), stop) if days else None

    def new_year(self, index: int) -> Parsed:
        """Like "новый год" is a holiday, "в новом году" the coming year."""
        if self.at(index + 1).kind == "hol":
            return self.holiday(index + 1)
        if self.at(index + 1).value != "y":
            return None
        if self.at(index).word == "новом":
            return calendar_spans.year(self.today.year + 1), index + 2
        return self.holiday_span("new_year", index + 2)

    def weekend(self, index: int) -> Parsed:
        if stop := self.after_next(index + 1):
            return calendar_spans.weekend(self.today, 2), stop
        return calendar_spans.weekend(self.today), index + 1

    def numbered_day(self, index: int) -> Parsed:
        """Like "числа 20": the word before its number."""
        number = self.at(index + 1)
        if not self.at(index).word.startswith("числ") or number.kind not in {"num", "ord", "rank"}:
            return None
        day, last = self.day_of_month(float(number.value)), self.at(index + 3)
        if day and self.at(index + 2).kind == "dash" and last.kind in {"num", "ord", "rank"}:
            end = calendar_spans.safe_date(day.first.year, day.first.month, int(last.value))
            return (Span(day.first, end, "day"), index + 4) if end and end > day.first else (day, index + 2)
        return (day, index + 2) if day else None

    def this_year(self, index: int) -> Parsed:
        return calendar_spans.year(self.today.year), index + 1

    def quarter(self, index: int) -> Parsed:
        """Q3, H1 2027; H1 without a year only as the answer to when."""
        value = self.at(index + 1)
        if value.kind != "num":
            return None
        if self.at(index).word == "q":
            return self.of_year(float(value.value), "q", index + 2)
        tight = self.at(index).end == value.start and self.at(index + 2).start != value.end
        ends = self.asked and self.at(index + 2).kind in {"stop", "mark", "prep", "join", "dash"}
        told = ends or self.year_after(index + 2)[0] is not None
        return self.of_year(float(value.value), "hy", index + 2) if tight and told else None

    def ordinal(self, index: int) -> Parsed:
        """A word that numbers only what follows it: «другу середу квітня», «II квартал»."""
        return self.by_number(float(self.at(index).value), index)

    def determined(self, index: int) -> Parsed:
        """This, next or last week, month, weekday, weekend, season."""
        word = str(self.at(index).value)
        shift = self.shift(word)
        target = self.at(index + 1)
        if self.at(index).word == "last" and (last := self.last(index)):
            return last
        if target.kind == "unit" and target.value in PERIODS:
            span = self.unit_span(str(target.value), shift)
            return self.then_weekday(span, index + 2)
        if target.kind in {"wd", "weak_wd"}:
            return self.that_weekday(int(target.value), word), index + 2
        if target.kind == "wend":
            return self.gone(calendar_spans.weekend(self.today, shift), shift), index + 2
        if target.kind in {"season", "mon", "weak_mon"}:
            return self.that_period(index + 1, word)
        return self.span(index + 1) if target.kind in {"hol", "rel"} and shift == 0 else self.elliptic(index, word)

    def elliptic(self, index: int, word: str) -> Parsed:
        """Like "не на этой неделе, на следующей", "на этой или следующей неделе": the noun stands elsewhere."""
        unit = self.at(index + 3)
        if self.at(index + 1).value == "or" and self.at(index + 2).kind == "det" and unit.value in PERIODS:
            return self.unit_span(str(unit.value), self.shift(word)), index + 1
        if self.at(index + 1).value == "d" and word == "next":
            tomorrow = self.asked and self.at(index + 1).word == "day"
            return calendar_spans.day(self.today + timedelta(days=1)) if tomorrow else self.void(), index + 2
        lone = self.asked and self.at(index - 1).word == "на" and self.at(index).word.endswith(("ей", "ий"))
        lone = (lone and self.closed(index + 1)) or self.at(index).word in {"келесиде", "келесисинде"}
        if word == "next" and lone:
            return self.instead(index) or (calendar_spans.week(self.today, 1), index + 1)
        return self.instead(index) if word in {"next", "that"} else None

    def instead(self, index: int) -> Parsed:
        """The next of what was named before: «не в эту пятницу, а в следующую», "not this weekend but the next one"."""
        closed, stop = self.closed(index + 1), index + 1 + (self.at(index + 1).word == "one")
        for at in range(index - 1, -1, -1):
            atom = self.at(at)
            if atom.kind == "unit" and atom.value in PERIODS:
                return (self.unit_span(str(atom.value), 1), stop) if closed or atom.value == "w" else None
            if not closed:
                continue
            if atom.kind in {"wd", "weak_wd"}:
                return self.that_weekday(int(atom.value), "next"), stop
            if atom.kind == "wend":
                return calendar_spans.weekend(self.today, 1), stop
        return None

    def closed(self, index: int) -> bool:
        """Whether no noun follows that "next" could belong to."""
        atom = self.at(index)
        return atom.kind != "w" or atom.word in _NOTHING

    def then_weekday(self, span: Span, index: int) -> Parsed:
        """Like "на следующей неделе в среду": the day inside the week."""
        after = index + (self.at(index).value == "at")
        day = self.at(after)
        if day.kind in {"wd", "weak_wd"} and (span.last - span.first).days == 6:  # noqa: PLR2004 -- a week
            inside = calendar_spans.day(span.first + timedelta(days=int(day.value)))
            return (self.void() if span.kind == "past" else inside), after + 1
        return span, index

    def that_weekday(self, number: int, word: str) -> Span:
        if word in {"next", "that"}:
            return calendar_spans.day(calendar_spans.week(self.today, 1).first + timedelta(days=number))
        day = calendar_spans.day(calendar_spans.next_weekday(number, self.today))
        return day._replace(kind="past") if word == "past" else day

    def that_period(self, index: int, word: str) -> Parsed:
        found = self.span(index)
        if not found or found[0].kind == "day" or word in {"this", "near", "that"}:
            return found
        span, stop = found
        if word == "past":
            return span._replace(kind="past"), stop
        if span.first.year == self.today.year and self.at(index).value != "winter":
            months = 12
            return (
                Span(
                    calendar_spans.add_months(span.first, months),
                    calendar_spans.add_months(span.last, months),
                    span.kind,
                ),
                stop,
            )
        return span, stop

    def last(self, index: int) -> Parsed:
        """The last Monday, day, week or two weeks of a period."""
        return self.by_number(0, index)

    # -- parts of periods ---------------------------------------------------------------------------------------

    def period(self, index: int) -> Parsed:
        """A period that has a beginning and an end: named, this or next, or the bare unit that runs now."""
        atom = self.at(index)
        if atom.kind == "unit" and atom.value in PERIODS:
            return self.unit_span(str(atom.value), 0), index + 1
        if atom.kind in {
            "mon",
            "weak_mon",
            "season",
            "year",
            "det",
            "num",
            "ord",
            "rank",
            "qletter",
            "wend",
            "hol",
            "new",
        }:
            if atom.kind == "num" and FIRST_YEAR < float(atom.value) < CENTURY:
                return calendar_spans.year(int(atom.value)), index + 1 + (self.at(index + 1).value == "y")
            rule = _RULES[atom.kind]
            found = rule(self, index)
            return found if found and found[0].kind != "day" else None
        return None

    def this_month(self, index: int) -> Parsed:
        """Like "в двадцатых числах" with no month said."""
        numbered = "числ" in self.at(index).word or self.at(index + 1).word.startswith("числ")
        return (calendar_spans.month_from(self.today), index + 1) if numbered else None

    def parts(self, name: str, index: int) -> Parsed:
        """The part of that name with the one that begins here: both are of the same period."""
        later = self.part(index)
        found = self.period(index + 1)
        if not later or not found or found[1] != later[1]:
            return later
        return calendar_spans.hull(calendar_spans.part(found[0], name), later[0]), later[1]

    def part(self, index: int) -> Parsed:
        """Beginning, middle, end of a period: "в начале апреля", "mid-April", "к концу недели"."""
        name = str(self.at(index).value)
        after = index + 1 + (self.at(index + 1).kind in {"dash", "ordtail"})
        second = after + (self.at(after).kind == "join")
        second += self.at(second).value == "at"
        if second > index + 1 and self.at(second).kind == "part":  # начало-середина июня, в середине или в конце мая
            return self.parts(name, second)
        if name == "end" and self.at(after).kind == "rel":
            return self.span(after)  # до конца завтрашнего дня
        found = self.period(after) or self.this_month(index)
        if not found or found[0].kind == "past":
            return None
        span = calendar_spans.part(found[0], name)
        bare = self.at(after).kind == "unit" or found[1] == index + 1
        if bare and span.last <= self.today and name != "end":
            unit = str(self.at(after).value)
            later = self.unit_span(unit if unit in PERIODS else "m", 1)
            span = calendar_spans.part(later, name)
        return span, found[1]


_RULES: Final[dict[str, Callable[[Grammar, int], Parsed]]] = {
    "rel": Grammar.relative,
    "wd": Grammar.weekday,
    "weak_wd": Grammar.weekday,
    "mon": Grammar.month,
    "weak_mon": Grammar.month,
    "season": Grammar.season,
    "hol": Grammar.holiday,
    "new": Grammar.new_year,
    "wend": Grammar.weekend,
    "det": Grammar.determined,
    "final": Grammar.last,
    "hour_word": Grammar.ordinal,
    "roman": Grammar.ordinal,
    "part": Grammar.part,
    "num": Grammar.number,
    "ord": Grammar.number,
    "rank": Grammar.number,
    "pair": Grammar.day_and_month,
    "full": Grammar.full_date,
    "iso": Grammar.full_date,
    "year": Grammar.this_year,
    "qletter": Grammar.quarter,
    "unit": Grammar.bare_unit,
    "ordtail": Grammar.numbered_day,
    "end_of": Grammar.end_of,
}
KINDS: Final = frozenset(_RULES)
"""The kinds of atoms that a span of days can begin with."""
