"""Phrases of word stems, found in one pass over a message.

A phrase is written as people write word lists: `не пиш* мне` is three words; `*` leaves the ending open; `a/b` are
alternatives; `(x)` may be missing; `..` allows up to three words between; `@class` is a named list of words;
`!x` as the first or last part means "not preceded (followed) by x"; `<` and `>` are the message's start and end;
`#` is a number. Several phrases are separated by commas or line ends. Spelling is made plain on both sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from fsm.reading.stems import plain

_GAP = 3
_SHORTEST_STEM = 1


class Part(NamedTuple):
    """One word of a phrase: the whole words and the stems it accepts, and how many words may stand before it."""

    whole: frozenset[str]
    stems: tuple[str, ...]
    gap: int

    def takes(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.stems)


class Phrase(NamedTuple):
    """A compiled phrase: its tag, its parts, what must not stand around it, and whether it is anchored."""

    tag: str
    parts: tuple[Part, ...]
    not_before: Part | None
    not_after: Part | None
    at_start: bool
    at_end: bool


class Hit(NamedTuple):
    """Where a phrase was found: first word and the word after its last (indices into the words)."""

    first: int
    stop: int


Classes = Mapping[str, str]


def _part(text: str, gap: int, classes: Classes) -> Part:
    whole: set[str] = set()
    stems: list[str] = []
    for choice in text.split("/"):
        if choice.startswith("@"):
            inner = _part("/".join(classes[choice[1:]].split()), 0, classes)
            whole |= inner.whole
            stems.extend(inner.stems)
        elif choice.endswith("*"):
            stems.append(plain(choice[:-1]))
        else:
            whole.add(choice if choice == "#" else plain(choice))
    return Part(frozenset(whole), tuple(stems), gap)


def _variants(pieces: Sequence[str]) -> list[list[str]]:
    variants: list[list[str]] = [[]]
    for piece in pieces:
        if piece.startswith("("):
            variants += [[*variant, piece[1:-1]] for variant in variants]
        else:
            variants = [[*variant, piece] for variant in variants]
    return variants


def _compile(tag: str, pieces: list[str], classes: Classes) -> Phrase:
    at_start = pieces[0] == "<"
    at_end = pieces[-1] == ">"
    pieces = pieces[at_start : len(pieces) - at_end]
    before = _part(pieces.pop(0)[1:], 0, classes) if pieces[0].startswith("!") else None
    after = _part(pieces.pop()[1:], 0, classes) if pieces[-1].startswith("!") else None
    parts: list[Part] = []
    gap = 0
    for piece in pieces:
        if piece == "..":
            gap = _GAP
            continue
        parts.append(_part(piece, gap, classes))
        gap = 0
    return Phrase(tag, tuple(parts), before, after, at_start, at_end)


def _compiled(tag: str, text: str, classes: Classes) -> Iterable[Phrase]:
    for line in text.replace("\n", ",").split(","):
        if pieces := line.split():
            for variant in _variants(pieces):
                yield _compile(tag, variant, classes)


def _reach(phrase: Phrase, words: Sequence[str], at: int) -> int:
    """The word after the phrase when it begins at `at`, or -1."""
    ends = {at + 1}
    for part in phrase.parts[1:]:
        ends = {
            index + 1
            for end in ends
            for index in range(end, min(end + part.gap + 1, len(words)))
            if part.takes(words[index])
        }
        if not ends:
            return -1
    return _allowed(phrase, words, at, ends)


def _allowed(phrase: Phrase, words: Sequence[str], at: int, ends: set[int]) -> int:
    if phrase.at_start and at:
        return -1
    if phrase.at_end:
        return len(words) if len(words) in ends else -1
    if phrase.not_before and at and phrase.not_before.takes(words[at - 1]):
        return -1
    end = min(ends)
    if phrase.not_after and end < len(words) and phrase.not_after.takes(words[end]):
        return -1
    return end


class Phrasebook:
    """Tagged phrases, indexed by their first word."""

    def __init__(self, tagged: Mapping[str, str], classes: Classes) -> None:
        self._whole: dict[str, list[Phrase]] = defaultdict(list)
        self._stems: dict[str, list[Phrase]] = defaultdict(list)
        for tag, text in tagged.items():
            for phrase in _compiled(tag, text, classes):
                self._add(phrase)
        self._whole = dict(self._whole)
        self._stems = dict(self._stems)

    def _add(self, phrase: Phrase) -> None:
        first = phrase.parts[0]
        for word in first.whole:
            self._whole[word].append(phrase)
        for stem in first.stems:
            self._stems[stem].append(phrase)

    def _beginning_with(self, word: str) -> list[Phrase]:
        found = list(self._whole.get(word, ()))
        stems = self._stems
        for length in range(_SHORTEST_STEM, len(word) + 1):
            if length <= 24 and (more := stems.get(word[:length])):  # noqa: PLR2004 - no stem is longer
                found += more
        return found

    def find(self, words: Sequence[str]) -> dict[str, list[Hit]]:
        """Every tag that occurs in the plain words, with its places in order."""
        hits: dict[str, list[Hit]] = {}
        for at, word in enumerate(words):
            for phrase in self._beginning_with(word):
                stop = _reach(phrase, words, at)
                if stop > 0:
                    hits.setdefault(phrase.tag, []).append(Hit(at, stop))
        return hits
