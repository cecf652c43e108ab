"""One clock time as it is written or said: 18:30, полседьмого, без пятнадцати пять, half past five, кешкі алтыда."""

from __future__ import annotations

from typing import NamedTuple

from fsm.reading.calendar_atoms import END, Atom, known
from fsm.reading.hours_words import HALVES, KAZAKH_HALVES

_NOT_LEADING = frozenset({"in", "within", "za", "in_en", "po"})
_NIGHT_ENDS = 6  # «в 6 ночи» is not said; six at night is the evening
_NOON, _EVENING_FROM, _HOURS, _MINUTES = 12, 8, 24, 60
_FEW_MINUTES, _STEP = 15, 5
_COUNTING = frozenset({"unit", "num", "junk", "mon", "weak_mon", "plushalf", "dash", "w"})
_FEW_HOURS = 12  # «17 ч 10 мин» is a clock time, "2 h 10 min" may last so long


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


class Faces:
    """Reads clock times out of atoms; `asked` lets forms count that elsewhere are dates or amounts."""

    def __init__(self, atoms: list[Atom], *, asked: bool) -> None:
        self.atoms = atoms
        self.asked = asked

    def at(self, index: int) -> Atom:
        return self.atoms[index] if 0 <= index < len(self.atoms) else END

    def noon(self, index: int) -> Time | None:
        """Noon as a bound of hours: "between 10am and noon", «с 9 до полудня»."""
        named = self.at(index).kind == "tod" and self.at(index).value == "noon"
        return Time(_NOON, 0, "", index + 1, sure=True) if named else None

    # -- one clock time -----------------------------------------------------------------------------------------

    def time(self, index: int) -> Time | None:
        """The clock time at this atom, with the words around it that make it one."""
        opened = self.at(index - 1).value == "since" and self.at(index).word == "часу"  # с часу до двух
        if (
            self.at(index).kind == "unit"
            and self.at(index).value == "h"
            and (opened or self.at(index + 1).kind != "prep")
        ):
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
        if self.at(index + 1).word.startswith(("позже", "раньше", "пораньше", "попозже", "пизнише")):
            return None  # «на час позже» is no time of day
        if self.at(index).word in {"час", "часу", "часа"} and (half[0] or (led and self.at(index - 1).word != "за")):
            minute = 0 if half[0] else self.spoken_minutes(index + 1)
            return Time(1, minute, half[0], half[1] + bool(minute), sure=True)
        return None

    def spoken_minutes(self, index: int) -> int:
        """Minutes told as a number alone: «в час тридцать», "three thirty"; 0 if this is another number."""
        atom, after = self.at(index), self.at(index + 1)
        told = atom.kind == "num" and _FEW_MINUTES <= float(atom.value) < _MINUTES and float(atom.value) % _STEP == 0
        counts = after.kind in _COUNTING and after.value != "min" and after.word not in {*HALVES, "a", "p"}
        return 0 if not told or counts or atom.case else int(float(atom.value))

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
        told = self.half_hour(index) or self.to_hour(index)
        if (
            not told
            and atom.kind == "num"
            and float(atom.value) == int(atom.value)
            and 0 <= float(atom.value) <= _HOURS
        ):
            return self.counted(index)
        return told

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
        if not atom.word[0].isdigit() and not following.word[:1].isdigit() and (minute := self.spoken_minutes(stop)):
            return Time(hour, minute, "", stop + 1, sure=self.led(index))
        if following.kind == "unit" and following.value == "h":
            stop, sure, case = stop + 1, self.led(index), following.case or case
            if self.at(stop).kind == "num" and self.at(stop + 1).value == "min":
                minute, stop, sure = int(float(self.at(stop).value)), stop + 2, sure or hour > _FEW_HOURS
            elif self.at(stop).kind == "num" and following.end == self.at(stop).start:  # 17ч10
                minute, stop, sure = int(float(self.at(stop).value)) % _MINUTES, stop + 1, True
        return Time(hour, minute, "", stop, sure=sure, case=case)

    def led(self, index: int) -> bool:
        before = self.at(index - 1)
        return before.kind == "prep" and before.value not in _NOT_LEADING and before.word not in {"for", "on"}

    def minutes(self, atom: Atom) -> bool:
        return atom.kind == "num" and atom.word in {"30", "40", "45", "50"}

    def half_hour(self, index: int) -> Time | None:
        """Like "пол шестого", "полседьмого", "половина 7", "пів на шосту", "half past five"."""
        atom = self.at(index)
        if atom.kind == "w" and atom.word.startswith("пол"):
            rest = atom.word[3:].lstrip("-")
            hour = known(rest) if len(rest) > len("он") else None  # «полон» is full
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
        if atom.word == "quarter" and amount.word in {"to", "past"}:
            return self.quarter(amount.word == "past", index + 2)
        past = atom.kind == "num" and amount.word == "past" and hour.kind == "num" and 0 < float(atom.value) < _MINUTES
        if past and 0 < float(hour.value) <= _NOON:
            return Time(int(hour.value), int(float(atom.value)), "", index + 3, sure=True)
        return self.into_hour(index)

    def quarter(self, past: bool, index: int) -> Time | None:  # noqa: FBT001 -- "past" or "to"
        hour = self.at(index)
        number = _NOON if hour.kind == "tod" and hour.value == "noon" else int(hour.value) if hour.kind == "num" else 0
        if past:
            return Time(number, 15, "", index + 1, sure=True) if number else None
        return self.minutes_to(number, 15, index + 1)

    def into_hour(self, index: int) -> Time | None:
        """Like «четверть шестого», «десять минут шестого»: so much of the sixth hour is over."""
        atom = self.at(index)
        counted = atom.kind == "num" and self.at(index + 1).value == "min"
        hour = self.at(index + 1 + counted)
        minutes = int(float(atom.value)) if counted else 15 if atom.word == "четверть" else 0
        if not minutes or minutes >= _MINUTES or hour.kind not in {"ord", "hour_word"} or float(hour.value) > _NOON:
            return None
        return Time(int(hour.value) - 1 or _NOON, minutes, "", index + 2 + counted, sure=True)

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
        if atom.word in {"o'clock", "oclock"}:
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
            return (hour % _NOON if hour < _NIGHT_ENDS or hour == _NOON else hour + _NOON), time.minute
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
            if index > start and atom.value == "or":
                break  # «сегодня после 6 или завтра утром»
            if atom.kind == "tod" and self.at(index - 1).kind == "not":
                break  # «только не утром, в 4 можно»
            if atom.kind == "tod" and atom.value in {"morning", "evening"}:
                return "am" if atom.value == "morning" else "pm"
            if atom.word == "tonight":
                return "pm"
        return ""
