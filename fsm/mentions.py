"""Whether a text speaks of something a script lists phrases for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from fsm.reading.message import fold
from fsm.reading.stems import split

_GAP = 2
_EACH_MORE = 0.01


def mentions(text: str, phrases: Sequence[str]) -> float:
    """How surely, 0-1. A phrase is words in order; `*` leaves an ending open; up to two words may stand between."""
    words = [word.plain for word in split(fold(text))]
    found = sum(1 for phrase in phrases if _occurs(_compiled(phrase), words))
    return min(1.0, 0.9 + _EACH_MORE * found) if found else 0.0


@lru_cache(maxsize=4096)
def _compiled(phrase: str) -> tuple[tuple[str, bool], ...]:
    parts: list[tuple[str, bool]] = []
    for word in phrase.split():
        stem = word.endswith("*")
        parts += [(part.plain, stem) for part in split(fold(word.rstrip("*")))]
    return tuple(parts)


def _occurs(parts: tuple[tuple[str, bool], ...], words: Sequence[str]) -> bool:
    return any(_follows(parts, words, at) for at in range(len(words))) if parts else False


def _follows(parts: tuple[tuple[str, bool], ...], words: Sequence[str], at: int) -> bool:
    for index, (part, stem) in enumerate(parts):
        for step in range(_GAP + 1 if index else 1):
            here = at + step
            if here < len(words) and (words[here].startswith(part) if stem else words[here] == part):
                at = here + 1
                break
        else:
            return False
    return True
