"""Patterns that few messages hold, not looked for where the words of a message say that they cannot be there.

A long pattern costs microseconds on every message, though most messages have not one of the words it is made of. What
words those are is worked out from the pattern itself, once: for each of its alternatives a word, a beginning or an
inner part of a word that no match can be without. One look at each word of a message, kept for the words that people
use often, then tells for all such patterns together which of them are worth looking for. The answer of `Rare.search`
is always that of the pattern: who cannot be ruled out is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from typing import Final

from fsm.reading.rare_signs import BEGINNING, LONGEST_PART, SHORTEST_PART, signs_of

_WORD: Final = re.compile(r"\w+")
_LONGEST: Final = 64
"""Letters of the longest word that is remembered."""

_WORDS: Final[dict[str, int]] = {}
_BEGINNINGS: Final[dict[str, int]] = {}
_PARTS: Final[dict[str, int]] = {}
"""The patterns, one bit for each, by the words, beginnings and inner parts of words that are their signs."""

_TABLES: Final = {"whole": _WORDS, "beginning": _BEGINNINGS, "part": _PARTS}
_NUMBERS: Final = count()


def _told(word: str) -> int:
    """The patterns that have a sign in this word."""
    found = _WORDS.get(word, 0)
    for length in range(1, min(len(word), BEGINNING) + 1):
        found |= _BEGINNINGS.get(word[:length], 0)
    for length in range(SHORTEST_PART, LONGEST_PART + 1):
        for at in range(len(word) - length + 1):
            found |= _PARTS.get(word[at : at + length], 0)
    return found


_remembered = lru_cache(maxsize=2048)(_told)


@lru_cache(maxsize=16)
def _possible(text: str) -> int:
    """The patterns that may match in a text; all readers of one message ask for the same few texts."""
    found = 0
    for word in _WORD.findall(text):
        found |= _remembered(word) if len(word) <= _LONGEST else _told(word)
    return found


class Rare:
    """A pattern that is compiled, and looked for, only where it may match."""

    __slots__ = ("_compiled", "bit", "pattern")

    def __init__(self, pattern: str) -> None:
        """Note the signs of the pattern; ValueError if there need not be any in what it matches."""
        self.pattern = pattern
        self._compiled: re.Pattern[str] | None = None
        self.bit = 1 << next(_NUMBERS)
        for sign in signs_of(pattern):
            table = _TABLES[sign.kind]
            table[sign.text] = table.get(sign.text, 0) | self.bit
        _remembered.cache_clear()
        _possible.cache_clear()

    def _pattern(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self.pattern)
        return self._compiled

    def search(self, text: str) -> re.Match[str] | None:
        """The first match anywhere in the text."""
        return self._pattern().search(text) if _possible(text) & self.bit else None

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the beginning of the text."""
        return self._pattern().match(text) if _possible(text) & self.bit else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match of the whole text."""
        return self._pattern().fullmatch(text) if _possible(text) & self.bit else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in the text."""
        return self._pattern().finditer(text) if _possible(text) & self.bit else iter(())


class AnyOf:
    """Several such patterns, ruled out together."""

    __slots__ = ("_bits",)

    def __init__(self, *patterns: Rare) -> None:
        self._bits = sum(pattern.bit for pattern in patterns)

    def possible(self, text: str) -> bool:
        """Whether the words of the text leave it possible that one of the patterns matches."""
        return bool(_possible(text) & self._bits)
