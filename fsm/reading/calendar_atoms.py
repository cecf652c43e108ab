"""A message cut into atoms of time: known words and expressions, numbers, dates; everything else is an opaque word."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from fsm.reading.calendar_phrases import PHRASES, phrases_of
from fsm.reading.calendar_spelling import LEXICON, known
from fsm.reading.calendar_words import CASE_ENDINGS, KAZAKH, Entry
from fsm.reading.message import Message, Token

__all__ = ["Atom", "atoms_of", "known"]

_NUMBER = re.compile(
    r"(?P<iso>\d{4}(?P<between>[-/.])\d{1,2}(?P=between)\d{1,2})(?!\d)"
    r"|(?P<full>\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:\d{4}|\d{2}))(?![\d.])"
    r"|(?P<clock>\d{1,2}:\d{2})(?!\d)"
    r"|(?P<pair>\d{1,2}[./]\d{1,2})(?![\d./]*\d)"
    r"|(?P<dashed>\d{1,2}-0\d)(?![\d-]|[./]\d)"
    r"|(?P<decimal>\d{1,3}[.,]\d{1,2})(?!\d)"
    r"|(?P<plain>\d{1,4})(?!\d)"
    r"|(?P<junk>\d+(?:[.,]\d+)*)"
)
_COUNTS = re.compile(r" ?(?:мес|нед|дн|день|год|лет|час|month|week|year|day|hour|тиж|мис|рок|апта|ай|жыл|кун|саг)")
_PHONE = re.compile(r"\+?\d[\d ()-]{7,30}\d")
# What stands further on in a message is not read: nobody answers a question after several pages.
_MOST_ATOMS = 400
_LONGEST_WORD = 60
_SHORT_MONTH = 5
_PHONE_DIGITS = 9
_DAY_TAILS = frozenset(["го", "ого", "st", "nd", "rd", "th", "сы", "ы", "и", "си"])
_ORDINAL_TAILS = _DAY_TAILS | frozenset(
    ["я", "ая", "ой", "ую", "е", "ое", "ый", "й", "му", "ому", "ем", "ом", "ши", "шы", "нши", "ншы", "инши"]
)
# «2-х недель», «5-ти дней»: a count, if a unit of time follows.
_COUNT_TAILS = frozenset(["х", "x", "ти", "ми", "ех", "ух", "ох"])
_ROUGH_TAIL = "ish"
# Units so short that only a number before them shows what they are: «10 мин», "2h".
_AFTER_NUMBER = {
    **dict.fromkeys(("мин", "min", "хв"), Entry("unit", "min")),
    **dict.fromkeys(("h",), Entry("unit", "h")),
}
_FRACTIONS = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
_AMOUNT_TAILS = frozenset(["к", "k", "т", "м", "m", "x", "х", "кг", "kg", "шт", "гр"])
_SHORTENED_TEXT = (
    "след пн вт ср чт пт сб вс янв фев февр март апр авг сент окт нояб дек мес нед г р mon tue wed thu fri "
    "sat sun jan feb mar apr jun jul aug sep sept oct nov dec числ "
)
_SHORTENED = frozenset(_SHORTENED_TEXT.split())
_HOMONYMS = frozenset({"казан", "май"})
_QUARTERS = frozenset({"мамыр", "наурыз"})
_POSSESSED = frozenset({"мае", "маю"})
_UNSURE = _HOMONYMS | _QUARTERS | _POSSESSED | {"торт", *_AFTER_NUMBER}
_QUARTER_NUMBER = re.compile(r"-\d{1,2}(?!\d)")
_OILED = ("ауыст", "алмаст", "куй", "керек", "жаг", "жак", "тамып", "агып", "сузг", "фильтр", "сал", "жеп")
_BRIEF = 2
_SEPARATORS = frozenset(".!?;\n")


class Atom(NamedTuple):
    """One piece: its kind and value, its Kazakh case, its offsets, and the folded word."""

    kind: str
    value: str | float
    case: str
    start: int
    end: int
    word: str


END = Atom("stop", "", "", -1, -1, "")
"""What stands before the first atom and after the last."""


class _Cutter:
    """One pass over the tokens of one message."""

    def __init__(self, message: Message) -> None:
        self.tokens = message.tokens
        self.low = message.plain
        self.spelled = message.low
        self.found: list[Atom] = []

    @cached_property
    def phones(self) -> list[tuple[int, int]]:
        """Where figures stand that may be a phone number."""
        return [
            match.span()
            for match in _PHONE.finditer(self.low)
            if sum(char.isdigit() for char in match.group()) >= _PHONE_DIGITS
        ]

    def cut(self) -> list[Atom]:
        index = 0
        while index < len(self.tokens) and len(self.found) < _MOST_ATOMS:
            token = self.tokens[index]
            first = token.text[0]
            if first.isdigit():
                index = self.number(index)
            elif first.isalpha():
                index = self.word(index)
            else:
                index = self.mark(index, token)
        return self.found

    def add(self, entry: Entry, start: int, end: int) -> None:
        if entry.kind != "fill":
            self.found.append(Atom(*entry, start, end, self.low[start:end]))

    def mark(self, index: int, token: Token) -> int:
        last = self.found[-1] if self.found else None
        if token.text == "." and last and last.end == token.start and self.shortens(last, index):
            return index + 1
        kind = "dash" if token.text == "-" else "stop" if token.text in _SEPARATORS else "mark"
        self.found.append(Atom(kind, token.text, "", token.start, token.end, token.text))
        return index + 1

    def shortens(self, last: Atom, index: int) -> bool:
        """Whether a full stop belongs to the word or date before it ("след.", "10 апр.", "14.10. - 15.10.")."""
        if last.kind in {"pair", "full"}:
            following = self.text(index + 1)
            return following == "-" or following[:1].isalpha()
        if last.kind == "num" and last.word.isdigit():
            return self.text(index + 1) in {"-", "/"} or self.in_month(index + 1)  # 14. - 15.10., 16. November
        return last.word in _SHORTENED or (last.kind in {"mon", "weak_mon"} and len(last.word) <= _SHORT_MONTH)

    def text(self, index: int) -> str:
        """The folded token, or nothing after the last."""
        token = self.tokens[index] if index < len(self.tokens) else None
        return self.low[token.start : token.end] if token else ""

    def in_month(self, index: int) -> bool:
        """Whether a day of the month may stand before this word: "марта", "Nov"."""
        word = self.text(index)
        month = LEXICON.get(word)
        return month is not None and month.kind in {"mon", "weak_mon"} and (word.isascii() or word[-1] in "ая")

    def counted_next(self, index: int) -> bool:
        """Whether a unit of time stands here, so that a number before it counts."""
        entry = LEXICON.get(self.text(index))
        return (entry is not None and entry.kind == "unit") or self.text(index).startswith(("рабоч", "робоч", "календ"))

    def four(self, index: int) -> bool:
        """Whether «торт» is the Kazakh four and no cake: spelled so, or among Kazakh words of time."""
        token = self.tokens[index]
        if "ө" in self.spelled[token.start : token.end]:
            return True
        return self.text(index + 1) in KAZAKH or bool(self.found and self.found[-1].word in {"он", "жиырма", "отыз"})

    def another(self, word: str, index: int) -> bool:
        """Whether a word that is also a month is another word here."""
        if word in _POSSESSED:
            return self.possessed(word, index)
        if word in _QUARTERS and _QUARTER_NUMBER.match(self.low, self.tokens[index].end):
            return True
        return word in _HOMONYMS and self.in_kitchen(word, index)

    def possessed(self, word: str, index: int) -> bool:
        """Whether «має», «маю» is the Ukrainian "have" and no month of May."""
        token = self.tokens[index]
        if "є" in self.spelled[token.start : token.end]:
            return True
        return word == "маю" and self.text(index - 1 if index else len(self.tokens)) not in {"к", "ко", "по"}

    def in_kitchen(self, word: str, index: int) -> bool:
        """Whether «қазан» is a cauldron and «май» is oil: no month where nothing of the calendar stands beside it."""
        following = self.text(index + 1)
        if word == "май":
            return following.startswith(_OILED)
        beside = (
            following.startswith("ай") or following[:1].isdigit() or bool(self.found and self.found[-1].kind == "num")
        )
        return not (beside or len(self.tokens) <= _BRIEF)

    def word(self, index: int) -> int:
        token = self.tokens[index]
        word = self.low[token.start : token.end]
        if word in PHRASES and (stop := self.phrase(index, word)):
            return stop
        meaning = known(word) if len(word) <= _LONGEST_WORD else None
        if word in _UNSURE:
            meaning = self.sure(word, index, meaning)
        if meaning:
            self.add(meaning, token.start, token.end)
        elif "-" in word and len(word) <= _LONGEST_WORD:
            self.parts(token.start, word)
        else:
            self.found.append(Atom("w", word, "", token.start, token.end, word))
        return index + 1

    def phrase(self, index: int, word: str) -> int:
        """Takes the longest expression that begins with this word; the index after it, or 0."""
        for rest, entry in phrases_of(word, self.text(index + 1)):
            if self.follows(index, rest) and not (entry.kind == "rel" and self.counts(word)):
                last = index + len(rest)
                self.add(entry, self.tokens[index].start, self.tokens[last].end)
                return last + 1
        return 0

    def sure(self, word: str, index: int, meaning: Entry | None) -> Entry | None:
        """What a word means that may be another one, or a unit only behind its number."""
        if word in _AFTER_NUMBER:
            return _AFTER_NUMBER[word] if self.found and self.found[-1].kind == "num" else meaning
        if word == "торт":
            return Entry("num", 4.0) if self.four(index) else meaning
        return None if self.another(word, index) else meaning

    def counts(self, word: str) -> bool:
        """Whether a number stands before "day": "2 days after tomorrow" are no expression for the day after it."""
        return word.startswith("day") and bool(self.found) and self.found[-1].kind == "num"

    def follows(self, index: int, rest: tuple[str, ...]) -> bool:
        after = self.tokens[index + 1 : index + 1 + len(rest)]
        return len(after) == len(rest) and all(
            self.low[token.start : token.end] == word for token, word in zip(after, rest, strict=True)
        )

    def parts(self, start: int, word: str) -> None:
        """A hyphenated word, part by part ("сегодня-завтра")."""
        for number, part in enumerate(word.split("-")):
            if number:
                self.found.append(Atom("dash", "-", "", start - 1, start, "-"))
            self.add(known(part) or Entry("w", part), start, start + len(part))
            start += len(part) + 1

    def number(self, index: int) -> int:
        token = self.tokens[index]
        phone = next((span for span in self.phones if span[0] <= token.start < span[1]), None)
        if phone:
            self.add(Entry("junk", 0), *phone)
            return self.after(index, phone[1])
        match = _NUMBER.match(self.low, token.start)
        if match is None:  # a digit of another script
            self.add(Entry("junk", 0), token.start, token.end)
            return index + 1
        group = str(match.lastgroup)
        if group != "plain":
            kind = {"iso": "iso", "full": "full", "clock": "clock", "junk": "junk", "decimal": "num"}.get(group, "pair")
            if kind == "pair" and _COUNTS.match(self.low, match.end()):
                if "." in match.group():
                    kind, group = "num", "decimal"  # 1.5 месяца
                elif match.group() in _FRACTIONS:
                    return self.fraction(index, _FRACTIONS[match.group()], match.end())
            value = float(match.group().replace(",", ".")) if group == "decimal" else match.group()
            return self.literal(index, Entry(kind, value), match.end())
        return self.whole(index, float(match.group()), match.end())

    def fraction(self, index: int, value: float, end: int) -> int:
        """1/2 month, 1 1/2 months."""
        start, last = self.tokens[index].start, self.found[-1] if self.found else None
        if last and last.kind == "num" and last.word.isdigit():
            self.found.pop()
            start, value = last.start, float(last.value) + value
        self.add(Entry("num", value), start, end)
        return self.after(index, end)

    def literal(self, index: int, entry: Entry, end: int) -> int:
        """A clock time, date or decimal, with the Kazakh case hanging on it (18:00-ден)."""
        start = self.tokens[index].start
        index = self.after(index, end)
        dash = index < len(self.tokens) and self.tokens[index].text == "-" and self.tokens[index].start == end
        tail = self.tokens[index + dash] if index + dash < len(self.tokens) else None
        if tail and tail.start == end + dash and (case := CASE_ENDINGS.get(self.low[tail.start : tail.end])):
            self.add(entry._replace(case=case), start, tail.end)
            return index + dash + 1
        self.add(entry, start, end)
        return index

    def after(self, index: int, end: int) -> int:
        while index < len(self.tokens) and self.tokens[index].start < end:
            index += 1
        return index

    def whole(self, index: int, value: float, end: int) -> int:
        """A whole number with what hangs on it: 14-го, 5-інен, 14th, 70т."""
        start = self.tokens[index].start
        tail = index + 1
        if tail < len(self.tokens) and self.tokens[tail].text == "-" and self.tokens[tail].start == end:
            tail += 1
        if tail < len(self.tokens):
            token = self.tokens[tail]
            word = self.low[token.start : token.end]
            hangs = token.start - end == tail - index - 1
            if hangs and (word == _ROUGH_TAIL or (word in _COUNT_TAILS and self.counted_next(tail + 1))):
                self.add(Entry("num", value), start, token.end)
                return tail + 1
            if hangs and self.tail(value, word, start, token.end):
                return tail + 1
        self.add(Entry("num", value), start, end)
        return index + 1

    def tail(self, value: float, word: str, start: int, end: int) -> bool:
        case = CASE_ENDINGS.get(word, "")
        if word == "х" and value in _DECADES and self.low.startswith("числах", end + 1):
            self.add(Entry("part", _DECADES[value]), start, end)
        elif word in _AMOUNT_TAILS:
            self.add(Entry("junk", 0), start, end)
        elif word in _DAY_TAILS or (case and word[0] in "иыс"):
            self.add(Entry("ord", value, case), start, end)
        elif word in _ORDINAL_TAILS:
            self.add(Entry("rank", value), start, end)
        elif case:
            self.add(Entry("num", value, case), start, end)
        else:
            return False
        return True


_DECADES = {10.0: "teens", 20.0: "twenties"}
_TENS = frozenset({20, 30, 40, 50, 60})
_KAZAKH_TEN = frozenset({"он"})


def _composed(atoms: list[Atom]) -> list[Atom]:
    """Tens and units said apart joined to one number: "двадцать пятого", "twenty-first", "он бес"."""
    joined: list[Atom] = []
    for atom in atoms:
        tens = _tens_before(joined, atom) if atom.kind in {"num", "ord"} and joined else None
        if tens is None:
            joined.append(atom)
        else:
            last = joined[tens]
            joined[tens:] = [
                Atom(atom.kind, float(last.value) + float(atom.value), atom.case, last.start, atom.end, atom.word)
            ]
    return joined


def _tens_before(joined: list[Atom], atom: Atom) -> int | None:
    """Where the tens stand that this number is the units of: just before it, a hyphen apart."""
    if not isinstance(atom.value, (int, float)) or atom.value >= 10 or atom.word[0].isdigit():  # noqa: PLR2004 -- units
        return None
    hyphen = joined[-1].kind == "dash" and joined[-1].end == atom.start
    at = -1 - hyphen
    last = joined[at] if len(joined) > hyphen else None
    if last is None or last.kind != "num" or last.word[0].isdigit() or (hyphen and joined[-1].start != last.end):
        return None
    return at if last.value in _TENS or last.word in _KAZAKH_TEN else None


@lru_cache(maxsize=16)
def atoms_of(message: Message) -> list[Atom]:
    """The atoms of a message in order, without words that only soften ("где-то", "about")."""
    return _composed(_Cutter(message).cut())
