"""Words reduced to a plain spelling, so that one stem covers case endings, typing habits and neighbouring alphabets.

People drop the Kazakh letters, the soft sign and the dots of ё, double letters for feeling, and write Russian or
Kazakh with Latin letters. `plain` removes exactly these differences; what remains is compared letter by letter.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from fsm.reading.message import Message

_LETTERS = str.maketrans(
    {
        **dict(zip("әғқңөұүһіїєґйыэщё", "агкноуухииегииеше", strict=True)),
        **dict.fromkeys("ьъ'’ʼ`", ""),
    }
)
_LOOKALIKES = str.maketrans("aceiopxyhkmt", "асеиорхухкмт")
_RUNS = re.compile(r"(\w)\1+")
_LATIN = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_PIECE = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\d+|[.,!?;:()\n+=]", re.UNICODE)

_LATIN_TO_CYRILLIC = (
    *(("shch", "ш"), ("sch", "ш"), ("zh", "ж"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц"), ("gh", "г")),
    *(("yu", "ю"), ("iu", "ю"), ("ju", "ю"), ("yo", "е"), ("ya", "я"), ("ia", "я"), ("iy", "и"), ("ye", "е")),
    *(("j", "ж"), ("q", "к"), ("w", "ш"), ("x", "х"), ("c", "с"), ("y", "и"), ("'", "")),
)
_ONE_TO_ONE = str.maketrans("abvgdeziklmnoprstufh", "абвгдезиклмнопрстуфх")


@lru_cache(maxsize=8192)
def plain(word: str) -> str:
    """The word (already lower case) without the differences of spelling that mean nothing; may be empty."""
    if _LATIN.search(word):
        if not _CYRILLIC.search(word):
            return _RUNS.sub(r"\1", word.translate(_LETTERS))
        word = word.translate(_LOOKALIKES)
    return _RUNS.sub(r"\1", word.translate(_LETTERS))


@lru_cache(maxsize=2048)
def cyrillic(word: str) -> str:
    """The plain Cyrillic spelling of a Russian or Kazakh word typed with Latin letters."""
    for latin, letter in _LATIN_TO_CYRILLIC:
        word = word.replace(latin, letter)
    return plain(word.translate(_ONE_TO_ONE))


def plain_words(text: str) -> frozenset[str]:
    """The words of a blank-separated list, each in its plain spelling."""
    return frozenset(map(plain, text.split()))


def plain_prefixes(text: str) -> tuple[str, ...]:
    """The same as a tuple, for `str.startswith`."""
    return tuple(sorted(plain_words(text)))


class Word(msgspec.Struct, frozen=True, gc=False):
    """One word (or run of digits, plain "#") with its raw lower-case form, its offsets, and the marks after it."""

    plain: str
    raw: str
    start: int
    end: int
    after: str


@lru_cache(maxsize=64)
def split(low: str) -> tuple[Word, ...]:
    """The words of a folded text in order; parts of hyphenated words stand alone. Linear."""
    found: list[Word] = []
    for match in _PIECE.finditer(low):
        piece = match.group()
        if piece[0].isalpha():
            found.append(Word(plain(piece), piece, *match.span(), ""))
        elif piece[0].isdigit():
            found.append(Word("#", piece, *match.span(), ""))
        elif found:
            last = found[-1]
            found[-1] = Word(last.plain, last.raw, last.start, last.end, (last.after + piece)[:8])
    return tuple(found)


def words_of(message: Message) -> tuple[Word, ...]:
    """The words of a message, see `split`."""
    return split(message.low)


def is_latin(word: str) -> bool:
    """Whether the word is written with Latin letters only."""
    return bool(_LATIN.search(word)) and not _CYRILLIC.search(word)


def is_cyrillic(word: str) -> bool:
    """Whether the word has a Cyrillic letter."""
    return bool(_CYRILLIC.search(word))
