"""The grammar of days: atoms of time put together to spans of the calendar, their parts included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from fsm.reading import calendar_holidays, calendar_spans
from fsm.reading.calendar_atoms import Atom
from fsm.reading.calendar_counted import CountedRules
from fsm.reading.calendar_days import CENTURY, FIRST_YEAR, Parsed
from fsm.reading.calendar_spans import Span

_MONTHS = frozenset({"mon", "weak_mon"})
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
_PERIODS = frozenset({"w", "m", "y", "q", "hy"})
_ORDINALS = frozenset({"ord", "rank", "final"})
_MAKERS = {
    "w": calendar_spans.week,
    "m": calendar_spans.month_from,
    "q": calendar_spans.quarter_from,
    "hy": calendar_spans.half_from,
}


class Grammar(CountedRules):
    """Reads spans of days out of atoms: days, weeks, months, seasons, holidays, and their beginnings and ends."""

    def __init__(self, atoms: list[Atom], today: date, country: str, *, asked: bool) -> None:
        super().__init__(atoms, today, asked=asked)
        self.country = country
        self.rules: dict[str, Callable[[int], Parsed]] = {
            "rel": self.relative,
            "wd": self.weekday,
            "weak_wd": self.weekday,
            "mon": self.month,
            "weak_mon": self.month,
            "season": self.season,
            "hol": self.holiday,
            "new": self.new_year,
            "wend": self.weekend,
            "det": self.determined,
            "final": self.last,
            "hour_word": self.ordinal,
            "roman": self.ordinal,
            "part": self.part,
            "num": self.number,
            "ord": self.number,
            "rank": self.number,
            "pair": self.day_and_month,
            "full": self.full_date,
            "iso": self.full_date,
            "year": self.this_year,
            "qletter": self.quarter,
            "unit": self.bare_unit,
            "ordtail": self.numbered_day,
            "end_of": self.end_of,
        }

    def span(self, index: int) -> Parsed:
        """The span of days that begins at this atom, and the index after it."""
        rule = self.rules.get(self.at(index).kind)
        found = rule(index) if rule else None
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
        if atom.kind in _ORDINALS and (found := self.numbered_part(span, index)):
            return found
        if atom.kind == "part" and self.at(index + 1).kind not in {"unit", "mon", "season", "det"}:
            return calendar_spans.part(span, str(atom.value)), index + 1
        return span, stop

    # -- periods ------------------------------------------------------------------------------------------------

    def season(self, index: int) -> Parsed:
        name = str(self.at(index).value)
        year, stop = self.year_after(index + 1)
        return (calendar_spans.season(name, year) if year else calendar_spans.next_season(name, self.today)), stop

    def holiday(self, index: int) -> Parsed:
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

    def end_of(self, index: int) -> Parsed:
        """EOD, EOW, EOM, EOY."""
        unit = str(self.at(index).value)
        last = self.today if unit == "d" else self.unit_span(unit, 0).last
        return calendar_spans.day(last), index + 1

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

    def bare_unit(self, index: int) -> Parsed:
        """Like "на неделе" is this week, "айдың соңы" its end; any other unit alone names no period."""
        atom, unit = self.at(index), str(self.at(index).value)
        if unit not in _PERIODS:
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
        if atom.case == "gen" and part.kind in _ORDINALS:
            return self.numbered_part(span, index + 1)
        ended = part.value in {"kk_over", "kk_until"} or self.at(index - 1).word.startswith(_AFTER_END)
        return (span, index + 1) if ended else None

    def week_with(self, index: int) -> Parsed:
        """Like "the week of October 6th", "week commencing 16 March", «на неделе с 16 марта»: the one with that day."""
        link = self.at(index + 1)
        spoken = link.word in {"commencing", "beginning", "starting"} or (
            self.at(index).word == "неделе" and link.value == "since"
        )
        of = self.at(index).word in {"week", "wk"} and link.start - self.at(index).end >= len(" of ")
        found = self.exact(index + 1 + spoken) if spoken or of else None
        if not found or found[0].kind != "day":
            return None
        return calendar_spans.week(found[0].first), found[1]

    def determined(self, index: int) -> Parsed:
        """This, next or last week, month, weekday, weekend, season."""
        word = str(self.at(index).value)
        shift = self.shift(word)
        target = self.at(index + 1)
        if self.at(index).word == "last" and (last := self.last(index)):
            return last
        if target.kind == "unit" and target.value in _PERIODS:
            span = self.unit_span(str(target.value), shift)
            return self.then_weekday(span, index + 2)
        if target.kind in {"wd", "weak_wd"}:
            return self.that_weekday(int(target.value), word), index + 2
        if target.kind == "wend":
            return self.gone(calendar_spans.weekend(self.today, shift), shift), index + 2
        if target.kind in {"season", "mon", "weak_mon"}:
            return self.that_period(index + 1, word)
        return self.span(index + 1) if target.kind in {"hol", "rel"} and shift == 0 else self.elliptic(index, word)

    @staticmethod
    def gone(span: Span, shift: int) -> Span:
        return span._replace(kind="past") if shift < 0 else span

    def elliptic(self, index: int, word: str) -> Parsed:
        """Like "не на этой неделе, на следующей", "на этой или следующей неделе": the noun stands elsewhere."""
        unit = self.at(index + 3)
        if self.at(index + 1).value == "or" and self.at(index + 2).kind == "det" and unit.value in _PERIODS:
            return self.unit_span(str(unit.value), self.shift(word)), index + 1
        if self.at(index + 1).value == "d" and word == "next":
            return self.void(), index + 2
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
            if atom.kind == "unit" and atom.value in _PERIODS:
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

    def unit_span(self, unit: str, shift: int) -> Span:
        if unit == "y":
            return calendar_spans.year(self.today.year + shift)
        return self.gone(_MAKERS[unit](self.today, shift), shift)

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
        if atom.kind == "unit" and atom.value in _PERIODS:
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
            rule = self.rules[atom.kind]
            found = rule(index)
            return found if found and found[0].kind != "day" else None
        return None

    def this_month(self, index: int) -> Parsed:
        """Like "в двадцатых числах" with no month said."""
        numbered = "числ" in self.at(index).word or self.at(index + 1).word.startswith("числ")
        return (calendar_spans.month_from(self.today), index + 1) if numbered else None

    def part(self, index: int) -> Parsed:
        """Beginning, middle, end of a period: "в начале апреля", "mid-April", "к концу недели"."""
        name = str(self.at(index).value)
        after = index + 1 + (self.at(index + 1).kind in {"dash", "ordtail"})
        found = self.period(after) or self.this_month(index)
        if not found or found[0].kind == "past":
            return None
        span = calendar_spans.part(found[0], name)
        bare = self.at(after).kind == "unit" or found[1] == index + 1
        if bare and span.last <= self.today and name != "end":
            unit = str(self.at(after).value)
            later = self.unit_span(unit if unit in _PERIODS else "m", 1)
            span = calendar_spans.part(later, name)
        return span, found[1]
