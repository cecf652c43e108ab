"""What one typed word means in time: as it stands, misspelt, or typed with Latin letters."""

from __future__ import annotations

import re
from functools import lru_cache

from fsm.reading.calendar_lookalikes import LOOKALIKES
from fsm.reading.calendar_parts import PART_WORDS
from fsm.reading.calendar_words import LEXICON as TIME_WORDS
from fsm.reading.calendar_words import Entry

# Words of both tables keep their meaning as a number, but "днём" is the part of the day.
LEXICON = PART_WORDS | TIME_WORDS | {word: entry for word, entry in PART_WORDS.items() if entry.kind == "tod"}

_TYPO_MIN, _TYPO_MAX = 7, 16
_TYPED_KINDS = frozenset(["rel", "wd", "mon", "season", "hol", "wend", "unit"])
_LONG_DET = 9
_SPOKEN_KINDS = frozenset(["num", "ord", "asap", "urgent", "anytime", "tod", "soon"])
_TYPED_KINDS |= _SPOKEN_KINDS


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
    if entry is not None or word in LOOKALIKES:
        return entry
    if _DRAWN_OUT.search(word):
        return known(_DRAWN_OUT.sub(r"\1", word))
    if _LATIN_WORD.fullmatch(word):
        return _latin(word) or _misspelt(word)
    return _misspelt(word)
