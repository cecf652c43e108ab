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
        longer = len(said) - len(self.word)
        if len(self.word) < _LONG or longer < -1 or said[:1] != self.word[:1]:
            return False
        if longer > 1 and not self.is_stem:
            return False
        reached = said[: len(self.word)] if self.is_stem else said
        return OSA.distance(reached, self.word, score_cutoff=1) <= 1


Phrase = tuple[Part, ...]
Numbered = tuple[int, Phrase]


class _Book(NamedTuple):
    """Numbered phrases by what they begin with: a short word as it stands, or the first letter of anything looser.

    Most words of a message open no phrase, and this is how that is seen at a glance.
    """

    words: dict[str, list[Numbered]]
    letters: dict[str, dict[Part, list[Numbered]]]

    def opened_by(self, word: str) -> list[Numbered]:
        """The phrases that this word of a message may begin."""
        as_written = self.words.get(word, [])
        looser = self.letters.get(word[0])
        if looser is None:
            return as_written
        return as_written + [each for part, phrases in looser.items() if part.takes(word) for each in phrases]


def mentions(text: str, phrases: Sequence[str]) -> float:
    """How surely, 0-1. A phrase is words in order, up to two others may stand between; `*` leaves an ending open.

    The more phrases are said the surer; of as many the longer ones: "let a flat out" means more than the "flat" in it.
    """
    said = _said(text)
    book = _book(tuple(phrases))
    found: dict[int, int] = {}
    for at, word in enumerate(said):
        for number, phrase in book.opened_by(word):
            if _follows(phrase, said, at + 1):
                found[number] = len(phrase)
    if not found:
        return 0.0
    return min(1.0, 0.9 + _EACH_MORE * len(found) + _EACH_WORD * sum(found.values()))


def best(text: str, choices: Mapping[str, Sequence[str]], *, loosely: bool = False) -> str:
    """The name of the choice whose phrases the text speaks best, or "" when none is meant.

    With `loosely`, where no phrase stands as written, any word order and inflection will do: right for questions,
    which a wrong answer hurts little, and wrong for facts.
    """
    scored = {name: mentions(text, phrases) for name, phrases in choices.items() if phrases}
    if loosely and not any(scored.values()):
        message = Message(text)
        scored = {name: matches(message, told) for name, phrases in choices.items() if (told := _telling(phrases))}
    if not scored:
        return ""
    first = max(scored, key=scored.__getitem__)
    return first if scored[first] >= SURE else ""


def _telling(phrases: Sequence[str]) -> list[str]:
    """Phrases of weighty words only: of "за сколько" a loose look would keep just "how much"."""
    return [phrase for phrase in phrases if all(len(word.rstrip("*")) >= _WEIGHTY for word in phrase.split())]


@lru_cache(maxsize=64)
def _said(text: str) -> Sequence[str]:
    """The words of a text, figures as they are: "4 rooms" are not "1 room". A turn asks about a text many times."""
    plain = (word.raw if word.raw.isdigit() else word.plain for word in words_of(Message(text)))
    return tuple(word for word in plain if word)


@lru_cache(maxsize=1024)
def _book(phrases: tuple[str, ...]) -> _Book:
    book = _Book({}, {})
    for number, phrase in enumerate(map(_compiled, phrases)):
        if phrase:
            first = phrase[0]
            if first.is_stem or len(first.word) >= _LONG:
                same = book.letters.setdefault(first.word[0], {}).setdefault(first, [])
            else:
                same = book.words.setdefault(first.word, [])
            same.append((number, phrase))
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
        for step, word in enumerate(said[at : at + gap + 1], 1):
            if part.takes(word):
                at += step
                break
        else:
            return False
    return True
