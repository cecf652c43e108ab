"""Clock times in atoms of time: 18:00, в 3, пол шестого, с 10 до 12, кешкі алтыда, after 6pm, and parts of the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from fsm.reading.calendar_atoms import LEXICON, Atom
from fsm.reading.calendar_lapses import Lapses
from fsm.reading.calendar_parts import WINDOWS
from fsm.reading.hours_words import GOES_ON, HALVES, KAZAKH_HALVES

_NONE = Atom("stop", "", "", -1, -1, "")
_NOT_LEADING = frozenset({"in", "within", "za", "in_en", "po"})
_FEW = 3
_NOON, _EVENING_FROM, _HOURS, _MINUTES = 12, 8, 24, 60
_PARTS_PM = frozenset({"evening", "after_work", "day", "lunch"})
_NOT_HOURS = frozenset({"mon", "weak_mon", "ordtail", "junk", "num", "plushalf", "lapse"})
_LAPSING = frozenset({"in", "za", "within"})
_AROUND = frozenset({"at", "by", "after", "since", "earlier"})
_OFFERED = frozenset({("make", "it"), ("let's", "say"), ("lets", "say")})
_POINT_BY = frozenset({"к", "ко", "ближе к", "поближе к", "ближче до"})


class Time(NamedTuple):
    """A clock time being read: hour, minute, which half of the day its words fix ("am", "pm" or ""), and its end.

    `sure` means the words alone show it is a clock time; `case` is the Kazakh case it stands in.
    """

    hour: int
    minute: int
    half: str
    stop: int
    sure: bool
    case: str = ""


class Slot(NamedTuple):
    """Hours as "HH:MM" bounds with the atoms they cover; `part` if a part of the day rather than a clock time."""

    start: str | None
    end: str | None
    relation: str
    first: int
    stop: int
    part: bool
    sure: bool


def _text(hour: int, minute: int) -> str:
    return f"{hour % _HOURS:02d}:{minute:02d}"


class Clock:
    """Reads slots out of atoms; `asked` lets bare numbers count as hours."""

    def __init__(self, atoms: list[Atom], *, asked: bool) -> None:
        self.atoms = atoms
        self.asked = asked
        self.lapses = Lapses(atoms)
        others = [atom for atom in atoms if atom.kind in {"w", "junk"}]
        self.brief = asked and all(atom.kind == "w" and GOES_ON.match(atom.word) for atom in others)

    def at(self, index: int) -> Atom:
        return self.atoms[index] if 0 <= index < len(self.atoms) else _NONE

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
        return atom.kind == "prep" and atom.value != "po" and atom.word != "for"

    def lapse(self, start: int, index: int, before: list[str], now: datetime) -> Slot | None:
        """Like "через час", "минут через 20", "бір сағаттан кейін"."""
        got = self.lapses.read(index)
        if not got or got.unit not in {"h", "min"} or got.vague:
            return None
        after = self.at(got.stop).value == "kk_after"
        soon = "za" in before and self.at(got.stop - 1).word in {"годину", "години", "годин", "хвилин"}
        led = soon or {"in", "in_en"} & set(before) or got.inverted or (after and self.at(got.stop - 1).case == "abl")
        if not led or got.high > 12 * (_MINUTES if got.unit == "min" else 1):
            return None
        moment = now + timedelta(minutes=got.low * (1 if got.unit == "min" else _MINUTES))
        latest = now + timedelta(minutes=got.high * (1 if got.unit == "min" else _MINUTES))
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
        one = None if _LAPSING.intersection(before) else self.time(index)
        if not one:
            return None
        link = self.at(one.stop)
        opened = bool({"since", "between", "at"} & set(before)) or one.case == "abl"
        dashed = link.kind == "dash"
        closes = link.value in {"by", "to", "po"} or dashed or (link.kind == "join" and "between" in before)
        among = link.value == "and" and self.at(one.stop + 1).kind in {"num", "clock"}
        if one.case == "abl" or (link.value in {"by", "to", "po"} and not opened and not self.bare_range(one)):
            return self.kazakh_range(start, one) if one.case == "abl" else None
        if not (closes or among):
            return None
        other = self.time(one.stop + 1)
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
        if last <= first or not self.plausible(other, other.stop):
            return None
        return Slot(_text(*first), _text(*last), "range", start, other.stop, part=False, sure=sure)

    def single(self, start: int, index: int, before: list[str], words: list[str]) -> Slot | None:
        time = None if _LAPSING.intersection(before) else self.time(index)
        if not time:
            return None
        relation, stop = self.relation(time, before, words)
        if time.case == "dat" and relation == "at" and stop == time.stop and not self.at(index).word[0].isdigit():
            return None  # бірге is "together"
        offered = (self.at(start - 2).word, self.at(start - 1).word) in _OFFERED
        sure = time.sure or (relation != "at" and self.plausible(time, stop)) or bool(before) or offered
        if not (sure or self.alone(time)) or not self.plausible(time, stop):
            return None
        text = _text(*self.placed(time, time.half, start))
        bounds = {"after": (text, None), "by": (None, text)}.get(relation, (text, text))
        return Slot(bounds[0], bounds[1], relation, start, stop, part=False, sure=bool(time.sure or before or offered))

    def relation(self, time: Time, before: list[str], words: list[str]) -> tuple[str, int]:
        after = self.at(time.stop)
        if time.case == "abl":
            return "after", time.stop + (after.value in {"kk_after", "kk_since"})
        if time.case == "dat" and after.value in {"kk_by", "kk_toward"}:
            return ("by" if after.value == "kk_by" else "at"), time.stop + 1
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
        if following.value in {"po", "to"} or following.kind in _NOT_HOURS:
            return False
        if following.kind == "unit" and following.value != "h":
            return False
        return following.kind != "w" or bool(GOES_ON.match(following.word))

    def alone(self, time: Time) -> bool:
        """Whether a bare number is the whole answer to the question for hours."""
        return self.brief and time.hour > 0 and self.at(time.stop - 1).word != "онда"

    # -- one clock time -----------------------------------------------------------------------------------------

    def time(self, index: int) -> Time | None:
        """The clock time at this atom, with the words around it that make it one."""
        if self.at(index).kind == "unit" and self.at(index).value == "h" and self.at(index + 1).kind != "prep":
            ahead = self.face(index + 1) if self.at(index).word.startswith("сагат") else None
            return self.dressed(ahead._replace(sure=True)) if ahead else self.one_o_clock(index)
        if self.at(index).kind == "unit" and self.at(index).value == "h" and self.at(index + 1).value in {"at", "by"}:
            ahead = self.face(index + 2)  # часа в 3, часам к шести
            return self.dressed(ahead._replace(sure=True)) if ahead else None
        half = KAZAKH_HALVES.get(self.at(index).word)
        if half:
            ahead = self.face(index + 1 + self.at(index + 1).word.startswith("сагат"))
            return self.dressed(ahead._replace(sure=True))._replace(half=half) if ahead else None
        face = self.face(index)
        return self.dressed(face) if face else None

    def one_o_clock(self, index: int) -> Time | None:
        """Like "в час", "час дня": one o'clock, not an hour long."""
        led = self.at(index - 1).value in {"at", "by"} or self.at(index - 1).value in {"after", "since"}
        half = self.half_after(index + 1)
        if self.at(index - 2).kind in {"num", "junk"}:  # 5000 в час
            return None
        if self.at(index).word in {"час", "часу", "часа"} and (half[0] or (led and self.at(index - 1).word != "за")):
            return Time(1, 0, half[0], half[1], sure=True)
        return None

    def face(self, index: int) -> Time | None:
        """Hour and minute as written, before am and pm."""
        atom = self.at(index)
        if atom.kind in {"clock", "pair"}:
            return self.digital(index)
        if atom.kind == "ord" and self.at(index - 1).word in {"о", "об"} and float(atom.value) <= _NOON:
            return Time(int(atom.value), 0, "", index + 1, sure=True)  # о третій
        if atom.kind == "hour_word":
            led = self.at(index - 1).kind == "prep"
            return Time(int(atom.value), 0, "", index + 1, sure=led) if led else None
        if atom.kind == "num" and float(atom.value) == int(atom.value) and 0 <= float(atom.value) <= _HOURS:
            return self.counted(index)
        return self.half_hour(index) or self.to_hour(index)

    def digital(self, index: int) -> Time | None:
        """18:30, 18.30, 18-00."""
        text = str(self.at(index).value)
        separator = next(char for char in text if not char.isdigit())
        left, right = text.split(separator)
        hour, minute = int(left), int(right)
        if hour > _HOURS or minute >= _MINUTES or len(right) != 2 or separator == "/":  # noqa: PLR2004 -- two digits
            return None
        if separator == "." and minute % 5:
            return None
        if separator == "." and 1 <= minute <= _NOON and not self.led(index):
            return None
        if (
            separator != ":"
            and 1 <= minute <= _NOON
            and (not self.asked or any(atom.kind == "clock" for atom in self.atoms[index + 1 :]))
        ):
            return None
        half = "am" if left.startswith("0") and hour else ""
        stop = index + 1 + (self.at(index + 1).value == "h")
        return Time(hour, minute, half, stop, sure=True, case=self.at(index).case)

    def counted(self, index: int) -> Time | None:
        """A whole hour and what may follow: minutes, "часов", жарым."""
        atom = self.at(index)
        hour, stop, minute, sure, case = int(atom.value), index + 1, 0, False, atom.case
        following = self.at(stop)
        if following.kind == "plushalf":
            return Time(hour, 30, "", stop + 1, sure=bool(following.case), case=following.case)
        if following.kind == "num" and following.word in {"00", "15", "30", "45"} and atom.word.isdigit():
            return Time(hour, int(following.word), "", stop + 1, sure=True)
        if following.kind == "dash" and self.minutes(self.at(stop + 1)):
            return Time(hour, int(float(self.at(stop + 1).value)), "", stop + 2, sure=True)
        if following.kind == "unit" and following.value == "h":
            stop, sure, case = stop + 1, self.led(index), following.case or case
            if self.at(stop).kind == "num" and self.at(stop + 1).value == "min":
                minute, stop = int(float(self.at(stop).value)), stop + 2
        return Time(hour, minute, "", stop, sure=sure, case=case)

    def led(self, index: int) -> bool:
        before = self.at(index - 1)
        return before.kind == "prep" and before.value not in _NOT_LEADING and before.word != "for"

    def minutes(self, atom: Atom) -> bool:
        return atom.kind == "num" and atom.word in {"30", "40", "45", "50"}

    def half_hour(self, index: int) -> Time | None:
        """Like "пол шестого", "полседьмого", "половина 7", "пів на шосту", "half past five"."""
        atom = self.at(index)
        if atom.kind == "w" and atom.word.startswith("пол"):
            hour = LEXICON.get(atom.word[3:].lstrip("-"))
            if hour and hour.kind in {"ord", "num"} and float(hour.value) <= _NOON:
                return self.half_before(int(hour.value), index + 1)
        if atom.kind not in {"halfof", "half"}:
            return None
        after = index + 1
        if atom.word == "half" and self.at(after).word == "past":
            number = self.at(after + 1)
            return Time(int(number.value), 30, "", after + 2, sure=True) if number.kind == "num" else None
        after += self.at(after).word in {"на", "-"}
        number = self.at(after)
        if number.kind not in {"ord", "num", "hour_word", "rank"} or float(number.value) > _NOON:
            return None
        if atom.word == "half":
            return Time(int(number.value), 30, "", after + 1, sure=True)
        return self.half_before(int(number.value), after + 1)

    def half_before(self, hour: int, stop: int) -> Time:
        return Time((hour - 1) or _NOON, 30, "", stop, sure=True)

    def to_hour(self, index: int) -> Time | None:
        """Like "без 15 шесть", "без четверти 6", "quarter to six"."""
        atom, amount, hour = self.at(index), self.at(index + 1), self.at(index + 2)
        if atom.word == "без" and hour.kind == "num":
            minutes = 15 if amount.word.startswith("четверт") else float(amount.value) if amount.kind == "num" else 0
            return self.minutes_to(int(hour.value), int(minutes), index + 3)
        if atom.word == "quarter" and amount.word in {"to", "past"} and hour.kind == "num":
            if amount.word == "past":
                return Time(int(hour.value), 15, "", index + 3, sure=True)
            return self.minutes_to(int(hour.value), 15, index + 3)
        return None

    def minutes_to(self, hour: int, minutes: int, stop: int) -> Time | None:
        if not 0 < minutes < _MINUTES or not 0 < hour <= _HOURS:
            return None
        return Time((hour - 1) or _NOON, _MINUTES - minutes, "", stop, sure=True)

    # -- the half of the day ------------------------------------------------------------------------------------

    def dressed(self, time: Time) -> Time:
        """The time with "утра", "pm" and the like that follow it."""
        half, stop = self.half_after(time.stop)
        return time._replace(half=half, stop=stop, sure=True) if half else time

    def half_after(self, index: int) -> tuple[str, int]:
        """The half of the day said after a clock time, and the index after its word."""
        atom = self.at(index)
        if atom.word in {"a", "p"} and self.at(index + 1).value == "." and self.at(index + 2).word == "m":
            return f"{atom.word}m", index + 3
        if atom.word == "o'clock":
            return self.half_after(index + 1)[0], index + 1
        if atom.word in {"in", "at"} and self.at(index + 1).kind == "tod":
            return self.half_after(index + 1)
        half = HALVES.get(atom.word, "")
        return half, index + bool(half)

    def placed(self, time: Time, half: str, start: int) -> tuple[int, int]:
        """Hour and minute on the 24-hour face."""
        hour = time.hour
        if hour >= _NOON + 1 or hour == 0:
            return hour % _HOURS, time.minute
        half = half or self.half_near(start)
        if half == "am":
            return hour % _NOON, time.minute
        if half == "night":
            return (hour % _NOON if hour < 6 or hour == _NOON else hour + _NOON), time.minute  # noqa: PLR2004 -- 6 at night is evening
        if hour == _NOON:
            return hour, time.minute
        if half == "pm" or hour < _EVENING_FROM:
            return hour + _NOON, time.minute
        return hour, time.minute

    def half_near(self, start: int) -> str:
        """The half of the day named somewhat before or after: "вечером после 8", "завтра утром в 7"."""
        for index in (*range(start - 1, max(-1, start - 5), -1), *range(start + 1, start + 6)):
            atom = self.at(index)
            if atom.kind in {"stop", "mark"} and index < start and self.at(index - 1).kind != "tod":
                break
            if atom.kind == "tod" and atom.value in {"morning", "evening"}:
                return "am" if atom.value == "morning" else "pm"
            if atom.word == "tonight":
                return "pm"
        return ""

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
        elif "since" in before and name == "lunch":
            name, relation = "lunch", "after"
        elif ({"by", "earlier"} & set(before) and not _POINT_BY.intersection(words)) or after == "kk_by":
            name, relation = {"lunch": "before_lunch", "evening": "until_evening", "noon": "noon"}.get(name, name), "by"
        stop += after in {"kk_after", "kk_by", "kk_toward"}
        window = WINDOWS[name]
        if relation == "after" and name in {"noon", "lunch"}:
            window = (window[0], None)
        if relation == "by" and name == "noon":
            window = (None, window[0])
        return Slot(window[0], window[1], relation, start, stop, part=True, sure=True)
