"""Day numbers without a month: «до 20», «к 15-му», "on 15", «вылет 25»."""

from __future__ import annotations

import re

from fsm.reading import calendar_spans
from fsm.reading.calendar_atoms import Atom
from fsm.reading.calendar_grammar import Grammar
from fsm.reading.calendar_spans import Span
from fsm.reading.when_clauses import is_event

_LAST_DAY, _HOURS = 31, 24
_MOVING = (
    "перен",
    "перест",
    "сдвин",
    "передвин",
    "перепи",
    "переза",
    "запиш",
    "помен",
    "хочу",
    "хотел",
    "лучше",
    "давай",
)

# A Kazakh number with the ending of possession is a day of the month: «жиырмасынан», but «жетіден» an hour.
_OF_MONTH = re.compile(r"[^\W\d_]{2,}[иы]н(?:а|е|ан|ен)$")
_SUITS = ("смож", "можно", "можете", "могу", "можем", "получ", "удобн", "прийд", "приед", "давай", "буду", "зможе")


class BareDays:
    """Reads bare numbers as days of the month. `asked`: the question was when."""

    def __init__(self, grammar: Grammar, *, asked: bool) -> None:
        self.grammar = grammar
        self.asked = asked

    def at(self, index: int) -> Atom:
        return self.grammar.at(index)

    def day(self, index: int, before: tuple[str, ...]) -> tuple[Span, int] | None:
        """Like "до 20", "к 15-му": a day number without a month, only when the question was when."""
        atom = self.at(index)
        marked = atom.kind in {"ord", "rank"}
        moved = marked and atom.word[0].isdigit() and self.moved_to(index)
        if self.asked and (found := self.either_day(index) or self.day_of_event(index)):
            return found
        if atom.kind in {"num", "ord", "rank"} and (moved or self.is_day_number(index, before, marked=marked)):
            day = self.grammar.day_of_month(float(atom.value))
            return (day, index + 1) if day else None
        return None

    def either_day(self, index: int) -> tuple[Span, int] | None:
        """Like "17 или 18": two days of the month as the answer to when."""
        one, other = self.at(index), self.at(index + 2)
        if self.at(index + 1).value != "or" or not (one.kind == other.kind == "num"):
            return None
        counted = self.at(index + 3).kind in {"unit", "junk", "num", "clock", "tod", "mon", "weak_mon", "w"}
        if counted or not 1 <= float(one.value) < float(other.value) <= _LAST_DAY:
            return None
        first = self.grammar.day_of_month(float(one.value))
        last = first and calendar_spans.safe_date(first.first.year, first.first.month, int(other.value))
        return (Span(first.first, last, "day"), index + 3) if first and last else None

    def day_of_event(self, index: int) -> tuple[Span, int] | None:
        """Like "вылет 25", "суд двадцатого": a bare number right after an event is its day."""
        atom = self.at(index)
        after = self.at(index + 1).kind
        if atom.kind not in {"num", "ord", "rank"} or after in {"unit", "junk", "num", "clock", "tod", "join", "dash"}:
            return None
        if not is_event(self.at(index - 1).word):
            return None
        day = self.grammar.day_of_month(float(atom.value))
        return (day, index + 1) if day else None

    def is_day_number(self, index: int, before: tuple[str, ...], *, marked: bool) -> bool:
        """Whether a number after "by", "since", "after" is a day and no hour or amount."""
        atom = self.at(index)
        if self.asked and self.told(index):
            return True
        other = atom.word.startswith("друг")  # «с другим мастером»: no second of the month
        hour = not marked and self.at(index - 2).kind in {"rel", "wd"} and self.at(index - 1).word not in {"с", "по"}
        if hour or other or not {"by", "since", "after", "po"} & set(before):  # «сегодня после 18» is an hour
            return False
        if (atom.kind == "num" and not atom.word[0].isdigit()) or (
            self.at(index + 1).value == "by" and self.at(index + 2).kind == "num"
        ):
            return False  # hours: "после семи", "с 10 до 12"
        if not marked and self.at(index - 1).value == "by" and self.at(index - 2).kind == "num":
            return False
        if not (self.asked or (marked and atom.word[0].isdigit())) or atom.case == "loc":
            return False
        following = self.at(index + 1)
        counted = following.kind in {"unit", "junk", "num", "clock", "every"}
        return not (counted or self.grammar.ranks(index) or (following.kind == "w" and not self.asked))

    def told(self, index: int) -> bool:
        """Like "14-не дейін", "on 15": no hour can be meant by what stands around the number."""
        atom, before, after = self.at(index), self.at(index - 1), self.at(index + 1)
        if atom.kind == "ord" and not before.word and after.word.startswith(_SUITS):
            return True  # «девятнадцатого сможете?»
        if atom.kind == "ord" and not before.word and atom.word.endswith(("ого", "его")) and not after.word.isalnum():
            return True  # «двадцатого» as the whole answer
        if before.word == "on":
            return after.kind in {"stop", "mark"}
        if atom.word[0].isdigit() and before.word in {"на", ""} and after.kind in {"stop", "mark"}:
            return atom.kind in {"ord", "rank"} or (before.word == "на" and _HOURS < float(atom.value) <= _LAST_DAY)
        if after.value in {"kk_by", "kk_toward", "kk_after"} and _OF_MONTH.search(atom.word):
            return True  # «жиырмасынан кейін»
        due = atom.case == "dat" and after.value in {"kk_by", "kk_toward"} and atom.word[0].isdigit()
        return due and before.kind not in {"num", "clock"} and not before.word.startswith("сагат")

    def moved_to(self, index: int) -> bool:
        """Like "передвиньте на 19-е": the new day of something that had one."""
        near = (*range(max(0, index - 5), index - 1), index + 1, index + 2)
        return self.at(index - 1).word == "на" and any(self.at(at).word.startswith(_MOVING) for at in near)
