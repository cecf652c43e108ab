"""A message cut into atoms of time: known words and expressions, numbers, dates; everything else is an opaque word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from fsm.reading.calendar_parts import PART_WORDS
from fsm.reading.calendar_phrases import PHRASES
from fsm.reading.calendar_words import CASE_ENDINGS, Entry, plain
from fsm.reading.calendar_words import LEXICON as TIME_WORDS
from fsm.reading.message import Message, Token

# Words of both tables keep their meaning as a number, but "днём" is the part of the day.
LEXICON = PART_WORDS | TIME_WORDS | {word: entry for word, entry in PART_WORDS.items() if entry.kind == "tod"}

_NUMBER = re.compile(
    r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})(?!\d)"
    r"|(?P<full>\d{1,2}([./-])\d{1,2}\3(?:\d{4}|\d{2}))(?![\d.])"
    r"|(?P<clock>\d{1,2}:\d{2})(?!\d)"
    r"|(?P<pair>\d{1,2}[./]\d{1,2})(?![\d./]*\d)"
    r"|(?P<dashed>\d{1,2}-0\d)(?![\d-])"
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
    ["е", "ое", "ый", "й", "му", "ому", "ем", "ом", "ши", "шы", "нши", "ншы", "инши"]
)
_AMOUNT_TAILS = frozenset(["к", "k", "т", "м", "m", "x", "х", "кг", "kg", "шт", "гр"])
_SHORTENED_TEXT = (
    "след пн вт ср чт пт сб вс янв фев февр март апр авг сент окт нояб дек мес нед г р mon tue wed thu fri "
    "sat sun jan feb mar apr jun jul aug sep sept oct nov dec числ "
)
_SHORTENED = frozenset(_SHORTENED_TEXT.split())
_SEPARATORS = frozenset(".!?;\n")
_TYPO_MIN, _TYPO_MAX = 7, 16
_TYPED_KINDS = frozenset(["rel", "wd", "mon", "season", "hol", "wend", "unit"])
_LONG_DET = 9
_SPOKEN_KINDS = frozenset(["num", "ord", "asap", "urgent", "anytime", "tod", "soon"])
_TYPED_KINDS |= _SPOKEN_KINDS


class Atom(NamedTuple):
    """One piece: its kind and value, its Kazakh case, its offsets, and the folded word."""

    kind: str
    value: str | float
    case: str
    start: int
    end: int
    word: str


def _dropped(word: str) -> set[str]:
    return {word[:index] + word[index + 1 :] for index in range(1, len(word))}


def _typos() -> dict[str, Entry]:
    """Long words of the calendar with any letter but the first missing; one meaning each, else not at all."""
    found: dict[str, Entry] = {}
    clashes: set[str] = set()
    for word, entry in LEXICON.items():
        typed = entry.kind in _TYPED_KINDS or (entry.kind == "det" and len(word) >= _LONG_DET)
        if typed and len(word) >= _TYPO_MIN and not entry.case:
            for short in _dropped(word):
                if found.setdefault(short, entry)[:2] != entry[:2]:
                    clashes.add(short)
    return {word: entry for word, entry in found.items() if word not in clashes}


_TYPOS = _typos()
_NOT_TYPOS = re.compile(
    r"завтрак|воскресен[а-я]*к|праздни[чк]ц|пятниц[а-я]*к|вторичн|четверт|сереж|воскрес[а-я]*ск"
    r"|вход|выгод|вывод|наве|навис|нагр|денеж|кварт|картал|марс|марти|казан|декар|воскреш|берез[кн]|верес|ворон|потни"
    r"|майск|манск|минутн|аугуст|августин|недол|нетел|путни|пьяни|пятн(?!иц)|рабад|размаз|рамзан|сводн|степен"
    r"|слепен|травл|четвер(?!г)|янтар|входн|seventy|hundreds|быстр[ыо]|девяток|десятк|двадцатк|тридцатк|жагын|жанын"
    r"|дневн|повтор|полтос|аварийн|девять(?!д)|десять.|восьмь|запрос|сотрудн|скоро.т|evenl|mornin.s"
)


# A word with one letter too many or wrong is looked for here by its own shortenings.
_NEARLY = _TYPOS | {
    word: entry for word, entry in LEXICON.items() if entry.kind in _TYPED_KINDS and len(word) >= _TYPO_MIN
}
_FIRST_LETTERS = frozenset(word[0] for word in _NEARLY)


def _misspelt(word: str) -> Entry | None:
    """A calendar word with one letter missing, doubled or wrong."""
    if not _TYPO_MIN - 1 <= len(word) <= _TYPO_MAX or word[0] not in _FIRST_LETTERS or _NOT_TYPOS.match(word):
        return None
    if word in _TYPOS:
        return _TYPOS[word]
    if len(word) > _TYPO_MIN - 1:
        for index in range(1, len(word)):
            entry = _NEARLY.get(word[:index] + word[index + 1 :])
            if entry:
                return entry
    return None


# Slips in words too short to be known by their likeness.
_SHORT_SLIPS = {
    **dict.fromkeys(("aftr", "afte", "afetr", "aftre"), "after"),
    **dict.fromkeys(("befor", "bfore", "befroe"), "before"),
    **dict.fromkeys(("псоле", "полсе", "посл"), "после"),
    **dict.fromkeys(("зватра", "завтар", "завтро", "зафтра", "завра"), "завтра"),
    **dict.fromkeys(("сегодн", "седня", "севодня"), "сегодня"),
    **dict.fromkeys(("вечаром", "вечиром"), "вечером"),
    **dict.fromkeys(("дисяти", "десити", "дисети", "десяте"), "десяти"),
    **dict.fromkeys(("дивяти", "девити", "дивети"), "девяти"),
    **dict.fromkeys(("восми", "васьми", "васми"), "восьми"),
    **dict.fromkeys(("шисти", "шэсти"), "шести"),
    **dict.fromkeys(("сими", "сими"), "семи"),
    **dict.fromkeys(("утрм", "утрам"), "утром"),
    **dict.fromkeys(("tomoro", "tmrow"), "tomorrow"),
    **dict.fromkeys(("mornin", "morning's"), "morning"),
}
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_LATIN_WORD = re.compile(r"[a-z']+")
_LATIN = (
    *(("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц"), ("iu", "ю")),
    *(("yu", "ю"), ("ju", "ю"), ("ya", "я"), ("ia", "я"), ("ja", "я"), ("ye", "е"), ("yo", "е"), ("'", "")),
)
_LATIN_LETTERS = str.maketrans("abvgdeziyklmnoprstufhcqj", "абвгдезийклмнопрстуфхцкж")
_SOUND = str.maketrans({"ь": "", "ъ": "", "ы": "и", "й": "и", "э": "е", "щ": "ш"})
_SOUNDS = {
    word.translate(_SOUND): entry
    for word, entry in LEXICON.items()
    if len(word) > 3 and not _LATIN_WORD.match(word) and entry.kind not in {"fill", "join", "num", "det_"}  # noqa: PLR2004 -- short words mislead
}
_LATIN_LITTLE = {"v": "в", "vo": "во", "na": "на", "k": "к", "do": "до", "s": "с", "posle": "после", "cherez": "через"}


def _latin(word: str) -> Entry | None:
    """A Russian or Kazakh word typed with Latin letters."""
    if word in _LATIN_LITTLE:
        return LEXICON[_LATIN_LITTLE[word]]
    if len(word) <= 3:  # noqa: PLR2004 -- see above
        return None
    for latin, letter in _LATIN:
        word = word.replace(latin, letter)
    return _SOUNDS.get(word.translate(_LATIN_LETTERS).translate(_SOUND))


@lru_cache(maxsize=4096)
def known(word: str) -> Entry | None:
    """What a folded word means in time: as it stands, misspelt, or typed with Latin letters."""
    entry = LEXICON.get(_SHORT_SLIPS.get(word, word))
    if entry is not None:
        return entry
    if _DRAWN_OUT.search(word):
        return known(_DRAWN_OUT.sub(r"\1", word))
    if _LATIN_WORD.fullmatch(word):
        return _latin(word) or _misspelt(word)
    return _misspelt(word)


class _Cutter:
    """One pass over the tokens of one message."""

    def __init__(self, message: Message) -> None:
        self.tokens = message.tokens
        self.low = plain(message.low)
        self.found: list[Atom] = []
        self.phones = [
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
            following = self.tokens[index + 1].text if index + 1 < len(self.tokens) else ""
            return following == "-" or following[:1].isalpha()
        return last.word in _SHORTENED or (last.kind in {"mon", "weak_mon"} and len(last.word) <= _SHORT_MONTH)

    def word(self, index: int) -> int:
        token = self.tokens[index]
        word = self.low[token.start : token.end]
        for rest, entry in PHRASES.get(word, ()):
            if self.follows(index, rest):
                last = self.tokens[index + len(rest)]
                self.add(entry, token.start, last.end)
                return index + len(rest) + 1
        meaning = known(word) if len(word) <= _LONGEST_WORD else None
        if meaning:
            self.add(meaning, token.start, token.end)
        elif "-" in word and len(word) <= _LONGEST_WORD:
            self.parts(token.start, word)
        else:
            self.found.append(Atom("w", word, "", token.start, token.end, word))
        return index + 1

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
            if kind == "pair" and _COUNTS.match(self.low, match.end()) and "." in match.group():
                kind, group = "num", "decimal"  # 1.5 месяца
            value = float(match.group().replace(",", ".")) if group == "decimal" else match.group()
            return self.literal(index, Entry(kind, value), match.end())
        return self.whole(index, float(match.group()), match.end())

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
    """Tens and units said apart joined to one number: "двадцать пятого", "он бес"."""
    joined: list[Atom] = []
    for atom in atoms:
        last = joined[-1] if joined else None
        if (
            last
            and atom.kind in {"num", "ord"}
            and isinstance(atom.value, (int, float))
            and atom.value < 10  # noqa: PLR2004 -- units
            and not atom.word[0].isdigit()
            and last.kind == "num"
            and (last.value in _TENS or last.word in _KAZAKH_TEN)
            and not last.word[0].isdigit()
        ):
            joined[-1] = Atom(atom.kind, float(last.value) + atom.value, atom.case, last.start, atom.end, atom.word)
        else:
            joined.append(atom)
    return joined


@lru_cache(maxsize=16)
def atoms_of(message: Message) -> list[Atom]:
    """The atoms of a message in order, without words that only soften ("где-то", "about")."""
    return _composed(_Cutter(message).cut())
