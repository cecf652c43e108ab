"""Clock times in atoms of time: 18:00, в 3, пол шестого, с 10 до 12, кешкі алтыда, after 6pm, and parts of the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from fsm.reading.calendar_atoms import Atom
from fsm.reading.calendar_lapses import KINDS as OF_LAPSES
from fsm.reading.calendar_lapses import Lapses
from fsm.reading.calendar_parts import WINDOWS
from fsm.reading.hours_face import Faces, Time
from fsm.reading.hours_words import GOES_ON, KAZAKH_HALVES

_FEW = 3
_NOON, _HOURS, _MINUTES = 12, 24, 60
_PARTS_PM = frozenset({"evening", "after_work", "day", "lunch"})
_NOT_HOURS = frozenset({"mon", "weak_mon", "ordtail", "junk", "num", "plushalf", "lapse"})
_LAPSING = frozenset({"in", "za", "within"})
_AROUND = frozenset({"at", "by", "after", "since", "earlier"})
_OFFERED = frozenset({("make", "it"), ("let's", "say"), ("lets", "say")})
_PARTS_OF_DAY = ("кешк", "танг", "танерт", "туск", "тунг", "бугин", "ертен")
_POINT_BY = frozenset({"к", "ко", "ближе к", "поближе к", "ближче до"})


# What hours can begin with, besides their prepositions; of other words those of clock times: «без 15 шесть».
_TIMES = OF_LAPSES | {"half", "clock", "pair", "ord", "hour_word", "tod"}
_WORDS = frozenset({"без", "quarter", "четверть", "tonight", *KAZAKH_HALVES})


class Slot(NamedTuple):
    """Hours as "HH:MM" bounds with the atoms they cover; `part` if a part of the day rather than a clock time."""

    start: str | None
    end: str | None
    relation: str
    first: int
    stop: int
    part: bool
    sure: bool


def may_open(atom: Atom) -> bool:
    """Whether hours can begin with this atom, their prepositions aside."""
    return atom.kind in _TIMES or atom.word in _WORDS or atom.word.startswith("пол")


def _text(hour: int, minute: int) -> str:
    return f"{hour % _HOURS:02d}:{minute:02d}"


class Clock(Faces):
    """Reads slots out of atoms; `asked` lets bare numbers count as hours."""

    def __init__(self, atoms: list[Atom], *, asked: bool) -> None:
        super().__init__(atoms, asked=asked)
        self.lapses = Lapses(atoms)
        others = [atom for atom in atoms if atom.kind in {"w", "junk"}]
        self.brief = asked and all(atom.kind == "w" and GOES_ON.match(atom.word) for atom in others)

    # -- slots --------------------------------------------------------------------------------------------------

    def slot(self, start: int, now: datetime) -> Slot | None:
        index, before, words = start + self.rough(start), list[str](), list[str]()
        while len(before) <= _FEW and self.leads(index):
            before.append(str(self.at(index).value))
            words.append(self.at(index).word)
            index += 1
        return (
            self.lapse(start, index, before, now)
            or self.range(start, index, before)
            or self.single(start, index, before, words)
            or self.part(start, index, before, words)
        )

    def rough(self, index: int) -> bool:
        """Whether "hours" stands before its preposition: "часов до 11", "часам к шести"."""
        atom, link = self.at(index), self.at(index + 1)
        ahead = link.kind == "prep" and link.value in _AROUND and self.at(index - 1).kind != "num"
        return ahead and atom.kind == "unit" and atom.value == "h" and self.face(index + 2) is not None

    def leads(self, index: int) -> bool:
        """A preposition of clock time; not "по 10 раз", "a table for 6"."""
        atom = self.at(index)
        return atom.kind == "prep" and atom.value != "po" and atom.word not in {"for", "on"}

    def lapse(self, start: int, index: int, before: list[str], now: datetime) -> Slot | None:
        """Like "через час", "минут через 20", "бір сағаттан кейін"."""
        got = self.lapses.read(index)
        if not got or got.unit not in {"h", "min"} or got.vague:
            return None
        after = self.at(got.stop).value == "kk_after"
        soon = "za" in before and self.at(got.stop - 1).word.endswith(("годину", "години", "годин", "хвилин"))
        led = soon or {"in", "in_en"} & set(before) or got.inverted or (after and self.at(got.stop - 1).case == "abl")
        more = self.spoken_minutes(got.stop) if got.unit == "h" and not got.parts and led else 0  # через час тридцать
        got = got._replace(stop=got.stop + bool(more), parts=((more, "min"),) if more else got.parts)
        least, most = got.minutes()
        if not led or most > _NOON * _MINUTES:
            return None
        moment, latest = now + timedelta(minutes=least), now + timedelta(minutes=most)
        bounds = _text(moment.hour, moment.minute), _text(latest.hour, latest.minute)
        return Slot(*bounds, "at", start, got.stop + after, part=False, sure=True)

    def passed(self, index: int) -> int:
        """Where a lapse of days, weeks or months that begins here ends; 0 if none does."""
        led = self.at(index).value in _LAPSING and self.at(index).kind == "prep"
        got = self.lapses.read(index + led)
        if led:
            return got.stop if got and got.unit not in {"h", "min"} else 0
        if not got or got.unit in {"h", "min"} or (got.unit == "d" and not got.inverted):
            return 0
        return got.stop

    def range(self, start: int, index: int, before: list[str]) -> Slot | None:
        """Like "с 10 до 12", "10-12", "between 3 and 5", "9-дан 12-ге дейін"."""
        dated = self.at(start - 1).word.startswith("числ")  # «в августе, числа с 15 по 20»
        one = None if dated or _LAPSING.intersection(before) else self.time(index) or self.noon(index)
        if not one:
            return None
        link = self.at(one.stop)
        opened = bool({"since", "between", "at"} & set(before)) or one.case == "abl"
        dashed = link.kind == "dash"
        closes = link.value in {"by", "to", "po"} or dashed or (link.kind == "join" and "between" in before)
        among = link.value == "and" and self.at(one.stop + 1).kind in {"num", "clock"}
        closes = closes or link.word in {"till", "until", "through"}
        if one.case == "abl" or (link.value in {"by", "to", "po"} and not opened and not self.bare_range(one)):
            return self.kazakh_range(start, one) if one.case == "abl" else None
        if not (closes or among):
            return None
        other = self.time(one.stop + 1) or self.noon(one.stop + 1)
        if not other or (among and "between" not in before and self.at(other.stop).value != "kk_within"):
            return None
        sure = one.sure or other.sure or (opened and not dashed)
        if dashed and not (self.brief or one.sure or other.sure or {"since", "between"} & set(before)):
            return None
        return self.spanned(one, other, start, sure=bool(sure))

    def bare_range(self, one: Time) -> bool:
        return one.sure or self.asked

    def kazakh_range(self, start: int, one: Time) -> Slot | None:
        other = self.time(one.stop)
        if other and other.case == "dat":
            stop = other.stop + (self.at(other.stop).value == "kk_by")
            return self.spanned(one, other._replace(stop=stop), start, sure=True)
        return None

    def spanned(self, one: Time, other: Time, start: int, *, sure: bool) -> Slot | None:
        half = one.half or (other.half if one.hour <= other.hour and one.hour < _NOON else "")
        first = self.placed(one, half, start)
        last = self.placed(other, other.half, start)
        if last <= first and last[0] + _NOON < _HOURS and not other.half:
            last = (last[0] + _NOON, last[1])
        told = sure and self.asked and self.at(other.stop).kind == "w"  # «с 9 до 11 пока дети в школе»
        if last <= first or not (told or self.plausible(other, other.stop)):
            return None
        return Slot(_text(*first), _text(*last), "range", start, other.stop, part=False, sure=sure)

    def single(self, start: int, index: int, before: list[str], words: list[str]) -> Slot | None:
        time = None if _LAPSING.intersection(before) else self.time(index)
        if not time or (words == ["на"] and self.at(start - 1).kind == "num"):  # «10 на 12» is a size
            return None
        if self.rough(start):
            time = time._replace(sure=True)  # «часам к пяти» is a clock time, whatever follows
        relation, stop = self.relation(time, before, words)
        if time.case == "dat" and relation == "at" and stop == time.stop:
            if not self.is_hour(index):
                return None  # бірге is "together"
            time = time._replace(sure=time.sure or not self.at(index).word[0].isdigit())
        appointed = time.case == "dat" and self.at(index).word[0].isdigit() and self.at(stop).word.startswith("жаз")
        offered = appointed or (self.at(start - 2).word, self.at(start - 1).word) in _OFFERED
        sure = time.sure or (relation != "at" and self.plausible(time, stop)) or bool(before) or offered
        if not (sure or self.alone(time)) or not self.plausible(time, stop):
            return None
        text = _text(*self.placed(time, time.half, start))
        bounds = {"after": (text, None), "by": (None, text)}.get(relation, (text, text))
        return Slot(bounds[0], bounds[1], relation, start, stop, part=False, sure=bool(time.sure or before or offered))

    def is_hour(self, index: int) -> bool:
        """Whether a number with "to" behind it is one of the clock: "7-ге", «сағат үшке», «кешкі жетіге»."""
        word, before = self.at(index).word, self.at(index - 1).word
        return word[0].isdigit() or word.startswith("сагат") or before.startswith(_PARTS_OF_DAY)

    def relation(self, time: Time, before: list[str], words: list[str]) -> tuple[str, int]:
        after = self.at(time.stop)
        if time.case == "abl":
            return "after", time.stop + (after.value in {"kk_after", "kk_since"})
        if time.case == "dat" and after.value in {"kk_by", "kk_toward"}:
            return ("by" if after.value == "kk_by" else "at"), time.stop + 1
        if after.value == "kk_since" and not after.word.startswith("баста"):
            return "after", time.stop + 1  # 2pm onwards
        if {"since", "after"} & set(before):
            return "after", time.stop
        if {"by", "earlier"} & set(before) and not _POINT_BY.intersection(words):
            return "by", time.stop
        return "at", time.stop

    def plausible(self, time: Time, stop: int) -> bool:
        """Not a day, an amount or a count: "до 20 марта", "в 5 раз"."""
        if time.sure:
            return True
        following = self.at(stop)
        apart = following.value == "po" and self.at(stop + 1).kind == "w"  # «в 12 по вашему»
        if (following.value in {"po", "to"} and not apart) or following.kind in _NOT_HOURS:
            return False
        if following.kind == "unit" and following.value != "h":
            return False
        return following.kind != "w" or bool(GOES_ON.match(following.word))

    def alone(self, time: Time) -> bool:
        """Whether a bare number is the whole answer to the question for hours."""
        return self.brief and time.hour > 0 and self.at(time.stop - 1).word != "онда"

    # -- parts of the day ---------------------------------------------------------------------------------------

    def part(self, start: int, index: int, before: list[str], words: list[str]) -> Slot | None:
        atom = self.at(index)
        if atom.word == "tonight":
            return Slot("18:00", "21:00", "at", start, index + 1, part=True, sure=True)
        if atom.kind != "tod" or self.at(index - 1).value == "past":
            return None
        name, stop, relation = str(atom.value), index + 1, "at"
        after = self.at(stop).value
        if {"after", "kk_after"} & {*before, after}:
            name, relation = {"lunch": "after_lunch", "noon": "noon"}.get(name, name), "after"
        elif "since" in before and name in {"lunch", "noon"}:
            relation = "after"
        elif ({"by", "earlier"} & set(before) and not _POINT_BY.intersection(words)) or after == "kk_by":
            name, relation = {"lunch": "before_lunch", "evening": "until_evening", "noon": "noon"}.get(name, name), "by"
        stop += after in {"kk_after", "kk_by", "kk_toward"}
        window = WINDOWS[name]
        if relation == "after" and name in {"noon", "lunch"}:
            window = (window[0], None)
        if relation == "by" and name == "noon":
            window = (None, window[0])
        return Slot(window[0], window[1], relation, start, stop, part=True, sure=True)
