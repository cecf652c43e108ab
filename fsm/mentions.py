"""Whether a text speaks of something a script lists phrases for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from fsm.reading.matching import matches
from fsm.reading.message import Message
from fsm.reading.stems import words_of

SURE = 0.8
"""From here on a phrase is taken as meant."""

_GAP = 2
_EACH_MORE = 0.01
_LONG = 6


class Part(NamedTuple):
    """One word of a phrase; a stem leaves its ending open."""

    word: str
    is_stem: bool

    def takes(self, said: str) -> bool:
        """Whether the word was said; in long words one slip of the finger is forgiven."""
        if said == self.word or (self.is_stem and said.startswith(self.word)):
            return True
        if len(self.word) < _LONG or said[:1] != self.word[:1]:
            return False
        reached = said[: len(self.word)] if self.is_stem else said
        return OSA.distance(reached, self.word, score_cutoff=1) <= 1


def mentions(text: str, phrases: Sequence[str]) -> float:
    """How surely, 0-1. A phrase is words in order, up to two others may stand between; `*` leaves an ending open."""
    said = [word.plain for word in words_of(Message(text))]
    found = sum(1 for phrase in phrases if _occurs(_compiled(phrase), said))
    return min(1.0, 0.9 + _EACH_MORE * found) if found else 0.0


def asks_about(text: str, phrases: Sequence[str]) -> float:
    """How surely a question means one of these phrases, 0-1: as `mentions`, but in any order and any inflection."""
    return max(mentions(text, phrases), matches(Message(text), phrases)) if phrases else 0.0


@lru_cache(maxsize=4096)
def _compiled(phrase: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    for word in phrase.split():
        pieces = [part.plain for part in words_of(Message(word.rstrip("*")))]
        parts += [Part(piece, word.endswith("*") and piece == pieces[-1]) for piece in pieces]
    return tuple(parts)


def _occurs(parts: Sequence[Part], said: Sequence[str]) -> bool:
    return bool(parts) and any(_follows(parts, said, at) for at in range(len(said)))


def _follows(parts: Sequence[Part], said: Sequence[str], at: int) -> bool:
    for index, part in enumerate(parts):
        within = said[at : at + (_GAP + 1 if index else 1)]
        step = next((n for n, word in enumerate(within) if part.takes(word)), None)
        if step is None:
            return False
        at += step + 1
    return True
