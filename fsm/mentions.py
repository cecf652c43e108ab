"""Whether a text speaks of something a script lists phrases for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA

from fsm.reading.matching import matches
from fsm.reading.message import Message
from fsm.reading.stems import words_of

SURE = 0.8
"""From here on a phrase is taken as meant."""

_GAP = 2
_EACH_MORE = 0.01
_EACH_WORD = 0.0001
_LONG = 6
_WEIGHTY = 4


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


Phrase = tuple[Part, ...]


def mentions(text: str, phrases: Sequence[str]) -> float:
    """How surely, 0-1. A phrase is words in order, up to two others may stand between; `*` leaves an ending open.

    The more phrases are said the surer; of as many the longer ones: "let a flat out" means more than the "flat" in it.
    """
    said = _said(text)
    book = _book(tuple(phrases))
    found = {
        number: len(phrase)
        for at, word in enumerate(said)
        for number, phrase in book.get(word[0], ())
        if phrase[0].takes(word) and _follows(phrase, said, at + 1)
    }
    told = _EACH_MORE * len(found) + _EACH_WORD * sum(found.values())
    return min(1.0, 0.9 + told) if found else 0.0


def best(text: str, choices: Mapping[str, Sequence[str]], *, loosely: bool = False) -> str:
    """The name of the choice whose phrases the text speaks best, or "" when none is meant.

    With `loosely`, where no phrase stands as written, any word order and inflection will do: right for questions,
    which a wrong answer hurts little, and wrong for facts.
    """
    scored = {name: mentions(text, phrases) for name, phrases in choices.items() if phrases}
    if loosely and not any(scored.values()):
        message = Message(text)
        scored = {name: matches(message, told) for name, phrases in choices.items() if (told := _telling(phrases))}
    first = max(scored, key=lambda name: scored[name], default="")
    return first if first and scored[first] >= SURE else ""


def _telling(phrases: Sequence[str]) -> list[str]:
    """Phrases of weighty words only: of "за сколько" a loose look would keep just "how much"."""
    return [phrase for phrase in phrases if all(len(word.rstrip("*")) >= _WEIGHTY for word in phrase.split())]


@lru_cache(maxsize=64)
def _said(text: str) -> Sequence[str]:
    """The words of a text, figures as they are: "4 rooms" are not "1 room". A turn asks about a text many times."""
    plain = (word.raw if word.raw.isdigit() else word.plain for word in words_of(Message(text)))
    return tuple(word for word in plain if word)


@lru_cache(maxsize=1024)
def _book(phrases: tuple[str, ...]) -> Mapping[str, Sequence[tuple[int, Phrase]]]:
    """The phrases by the letter they begin with, each with its number; most words of a message open no phrase."""
    book: dict[str, list[tuple[int, Phrase]]] = {}
    for number, phrase in enumerate(map(_compiled, phrases)):
        if phrase:
            book.setdefault(phrase[0].word[0], []).append((number, phrase))
    return book


def _compiled(phrase: str) -> Phrase:
    parts: list[Part] = []
    for word in phrase.split():
        pieces = _said(word.rstrip("*"))
        parts += [Part(piece, word.endswith("*") and piece == pieces[-1]) for piece in pieces]
    return tuple(parts)


def _follows(phrase: Phrase, said: Sequence[str], at: int) -> bool:
    """Whether the rest of the phrase stands from here on."""
    for before, part in pairwise(phrase):
        gap = 0 if before.word.isdigit() else _GAP  # a figure counts what stands right after it
        step = next((n for n, word in enumerate(said[at : at + gap + 1]) if part.takes(word)), None)
        if step is None:
            return False
        at += step + 1
    return True
