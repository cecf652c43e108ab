"""Phrases of word stems, found in one pass over a message.

A phrase is written as people write word lists: `не пиш* мне` is three words; `*` leaves the ending open; `a/b` are
alternatives; `(x)` may be missing; `.` allows one word between and `..` up to three; `@class` is a named list of words;
`!x` as the first or last part means "not preceded (followed) by x"; `<` and `>` are the message's start and end;
`#` is a number. Several phrases are separated by commas or line ends. Spelling is made plain on both sides.

Ten thousand phrases compiled take 10 MB and most of a tenth of a second, though a message meets few of them. So a book
knows at first only what its phrases begin with; those with one first word are compiled when somebody says that word.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from fsm.reading.stems import plain

_GAPS = {".": 1, "..": 3}
_FEW = 4


class Part(NamedTuple):
    """One word of a phrase: the whole words and the stems it accepts, how many words may stand before it."""

    whole: Collection[str]
    stems: tuple[str, ...]
    gap: int = 0
    optional: bool = False

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


class Hit(msgspec.Struct, frozen=True, gc=False):
    """Where a phrase was found: first word and the word after its last (indices into the words)."""

    first: int
    stop: int

    def inside(self, other: Hit) -> bool:
        """Whether the other place is longer and holds this one."""
        mine, theirs = self.stop - self.first, other.stop - other.first
        return other.first <= self.first and self.stop <= other.stop and mine < theirs


Classes = Mapping[str, str]
_REMEMBERED = 20_000  # words whose phrases are kept at hand; a few hundred bytes each


def _few(words: frozenset[str]) -> Collection[str]:
    """The same in little room: a set of one word takes four times as much as a tuple, and is no faster to ask."""
    return words if len(words) > _FEW else tuple(words)


@lru_cache(maxsize=1024)
def _words(choices: str) -> tuple[Collection[str], tuple[str, ...]]:
    """The whole words and the stems of "a/b*/c"."""
    written = choices.split("/")
    whole = frozenset(choice if choice == "#" else plain(choice) for choice in written if not choice.endswith("*"))
    return _few(whole), tuple(plain(choice[:-1]) for choice in written if choice.endswith("*"))


@lru_cache(maxsize=512)
def _with_classes(choices: str, members: tuple[str, ...]) -> tuple[Collection[str], tuple[str, ...]]:
    """The same where some choices were names of classes, given by their members."""
    own = "/".join(choice for choice in choices.split("/") if not choice.startswith("@"))
    return _words("/".join(filter(None, (own, *("/".join(member.split()) for member in members)))))


def _choices(text: str, classes: Classes) -> tuple[Collection[str], tuple[str, ...]]:
    """The whole words and the stems that a part as it is written accepts."""
    choices = text.strip("()")
    if "@" not in choices:
        return _words(choices)
    return _with_classes(choices, tuple(classes[choice[1:]] for choice in choices.split("/") if choice[0] == "@"))


def _part(text: str, gap: int, classes: Classes) -> Part:
    return Part(*_choices(text, classes), gap, text.startswith("("))


def _parts(pieces: Sequence[str], classes: Classes) -> tuple[Part, ...]:
    parts: list[Part] = []
    gap = 0
    for piece in pieces:
        if piece in _GAPS:
            gap = _GAPS[piece]
            continue
        parts.append(_part(piece, gap, classes))
        gap = 0
    return tuple(parts)


def _compile(tag: str, text: str, classes: Classes) -> Iterable[Phrase]:
    """The phrase, once for each choice of what it may begin with."""
    pieces = text.split()
    at_start = pieces[0] == "<"
    at_end = pieces[-1] == ">"
    pieces = pieces[at_start : len(pieces) - at_end]
    before = _part(pieces.pop(0)[1:], 0, classes) if pieces[0].startswith("!") else None
    after = _part(pieces.pop()[1:], 0, classes) if pieces[-1].startswith("!") else None
    parts = _parts(pieces, classes)
    while parts[0].optional:
        yield Phrase(tag, (parts[0]._replace(optional=False), *parts[1:]), before, after, at_start, at_end)
        parts = parts[1:]
    yield Phrase(tag, parts, before, after, at_start, at_end)


def _step(part: Part, words: Sequence[str], ends: set[int]) -> set[int]:
    """Where the phrase may stand after this part, given where it may stand before it."""
    found = set(ends) if part.optional else set()
    whole, stems = part.whole, part.stems
    for end in ends:
        for stop, word in enumerate(words[end : end + part.gap + 1], end + 1):
            if word in whole or (stems and word.startswith(stems)):
                found.add(stop)
    return found


def _reach(phrase: Phrase, words: Sequence[str], at: int) -> int:
    """The word after the phrase when it begins at `at`, or -1."""
    if at and (phrase.at_start or (phrase.not_before and phrase.not_before.takes(words[at - 1]))):
        return -1
    if len(phrase.parts) == 1 and not phrase.at_end and not phrase.not_after:
        return at + 1
    end, count = at + 1, len(words)
    for done, part in enumerate(phrase.parts[1:], 1):
        if part.gap or part.optional:
            return _end(phrase, words, _ends(phrase.parts[done:], words, end))
        if end >= count or not (words[end] in part.whole or (part.stems and words[end].startswith(part.stems))):
            return -1
        end += 1
    return _end(phrase, words, {end})


def _ends(parts: Sequence[Part], words: Sequence[str], end: int) -> set[int]:
    """Where the rest of a phrase may end that goes on from `end`; parts may be missing or stand apart here."""
    ends = {end}
    for part in parts:
        ends = _step(part, words, ends)
        if not ends:
            break
    return ends


def _end(phrase: Phrase, words: Sequence[str], ends: set[int]) -> int:
    if not ends:
        return -1
    if phrase.at_end:
        return len(words) if len(words) in ends else -1
    end = max(ends)
    if phrase.not_after and end < len(words) and phrase.not_after.takes(words[end]):
        return -1
    return end


def _first_parts(text: str) -> Iterator[str]:
    """What the phrase may begin with, as it is written: its first part, and the next while those may be missing."""
    pieces = text.split()
    first = int(pieces[0] == "<")
    first += pieces[first].startswith("!")
    for piece in pieces[first:]:
        if piece not in _GAPS:
            yield piece
            if not piece.startswith("("):
                return


class _Index:
    """Numbers of phrases by the words that one of their parts accepts."""

    __slots__ = ("_lengths", "_stems", "_whole")

    def __init__(self, parts: Iterable[tuple[int, Part]]) -> None:
        whole: dict[str, list[int]] = {}
        stems: dict[str, list[int]] = {}
        for number, part in parts:
            for word in part.whole:
                whole.setdefault(word, []).append(number)
            for stem in part.stems:
                stems.setdefault(stem, []).append(number)
        self._whole, self._stems = _packed(whole), _packed(stems)
        self._lengths = tuple(sorted(set(map(len, stems))))

    def get(self, word: str) -> tuple[int, ...]:
        found = self._whole.get(word, ())
        for length in self._lengths:
            if length > len(word):
                break
            if begun := self._stems.get(word[:length]):
                found += begun
        return found


def _packed(found: Mapping[str, list[int]]) -> dict[str, tuple[int, ...]]:
    """The same in little room: words of one list lead to the same phrases."""
    same: dict[tuple[int, ...], tuple[int, ...]] = {}
    return {word: same.setdefault(tuple(numbers), tuple(numbers)) for word, numbers in found.items()}


def _needed(phrase: Phrase) -> tuple[Part | None, int]:
    """The first part after the first that may not be missing, if any, and within how many words it has to stand."""
    within = 0
    for part in phrase.parts[1:]:
        within += part.gap + 1
        if not part.optional:
            return part, within
    return None, 1


_NOTHING = _Index(())


class _Bucket:
    """All phrases with one first word, and which of them the next words leave possible."""

    __slots__ = ("_always", "_apart", "_beside", "_every", "_within")

    def __init__(self, phrases: list[Phrase]) -> None:
        """Put phrases under the next word they need where there are many; a few are tried faster than looked up."""
        self._every = phrases
        self._always: Sequence[int] = ()
        self._beside = self._apart = _NOTHING
        self._within = 1
        if len(phrases) > _FEW:
            self._look_up([(number, *_needed(phrase)) for number, phrase in enumerate(phrases)])

    def _look_up(self, every: Sequence[tuple[int, Part | None, int]]) -> None:
        """Put the phrases under the parts they need, those apart whose part may stand further on than the next word."""
        self._always = tuple(number for number, part, _ in every if part is None)
        self._beside = _Index((number, part) for number, part, within in every if part and within == 1)
        self._apart = _Index((number, part) for number, part, within in every if part and within > 1)
        self._within = max(within for _, _, within in every)

    def phrases(self, words: Sequence[str], at: int) -> Sequence[Phrase]:
        """Those that may go on after the word at `at`."""
        every = self._every
        if len(every) <= _FEW:
            return every
        near = words[at + 1 : at + 1 + self._within]
        if not near:
            return [every[number] for number in self._always]
        first = self._always
        if apart := {number for word in near for number in self._apart.get(word)}:
            first = sorted(apart.union(first))
        return [every[number] for number in (*first, *self._beside.get(near[0]))]


class _Lines:
    """The phrases as they are written, each by its number: places in the texts of the tags, and what was compiled."""

    def __init__(self, tagged: Mapping[str, str], classes: Classes) -> None:
        self._tags, self._texts, self._classes = tuple(tagged), tuple(tagged.values()), classes
        self._tag, self._start, self._stop = array("H"), array("I"), array("I")
        for tag, text in enumerate(self._texts):
            start = 0
            for line in text.replace("\n", ",").split(","):
                stop = start + len(line)
                if line and not line.isspace():
                    self._tag.append(tag)
                    self._start.append(start)
                    self._stop.append(stop)
                start = stop + 1
        self._compiled: list[tuple[Phrase, ...] | None] = [None] * len(self._tag)

    def text(self, number: int) -> str:
        return self._texts[self._tag[number]][self._start[number] : self._stop[number]]

    def by_first_part(self) -> Mapping[str, list[int]]:
        """The numbers of the phrases by what they may begin with, as it is written."""
        found: dict[str, list[int]] = {}
        for number in range(len(self._tag)):
            for part in _first_parts(self.text(number)):
                found.setdefault(part, []).append(number)
        return found

    def phrases(self, number: int) -> tuple[Phrase, ...]:
        """The phrase compiled, once for each choice of what it may begin with."""
        found = self._compiled[number]
        if found is None:
            tag = self._tags[self._tag[number]]
            found = self._compiled[number] = tuple(_compile(tag, self.text(number), self._classes))
        return found


class _Beginnings:
    """Numbers of phrases by one of their first words (or stems), and the buckets made of them so far."""

    __slots__ = ("_buckets", "_numbers")

    def __init__(self) -> None:
        self._numbers: dict[str, array[int]] = {}
        self._buckets: dict[str, _Bucket] = {}

    def add(self, word: str, numbers: Iterable[int]) -> None:
        known = self._numbers.get(word)
        if known is None:
            self._numbers[word] = array("H", numbers)
        else:
            known.extend(numbers)

    @property
    def longest(self) -> int:
        return max(map(len, self._numbers), default=0)

    def get(self, word: str, lines: _Lines, *, stems: bool = False) -> _Bucket | None:
        """The phrases that begin with this word, compiled by the first who asks."""
        bucket = self._buckets.get(word)
        if bucket is None and word in self._numbers:
            numbers = sorted(set(self._numbers[word]))
            every = [phrase for number in numbers for phrase in lines.phrases(number)]
            firsts = ((phrase, phrase.parts[0]) for phrase in every)
            phrases = [phrase for phrase, part in firsts if word in (part.stems if stems else part.whole)]
            bucket = self._buckets[word] = _Bucket(phrases)
        return bucket


class Phrasebook:
    """Tagged phrases, indexed by their first two words."""

    def __init__(self, tagged: Mapping[str, str], classes: Classes) -> None:
        self._lines = _Lines(tagged, classes)
        self._whole, self._stems = _Beginnings(), _Beginnings()
        for part, numbers in self._lines.by_first_part().items():
            whole, stems = _choices(part, classes)
            for word in whole:
                self._whole.add(word, numbers)
            for stem in stems:
                self._stems.add(stem, numbers)
        self._longest = self._stems.longest
        self._known: dict[str, list[_Bucket]] = {}

    def _buckets(self, word: str) -> list[_Bucket]:
        known = self._known.get(word)
        if known is None:
            lengths = range(1, min(len(word), self._longest) + 1)
            begun = (self._stems.get(word[:length], self._lines, stems=True) for length in lengths)
            known = [bucket for bucket in (self._whole.get(word, self._lines), *begun) if bucket]
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[word] = known
        return known

    def find(self, words: Sequence[str]) -> dict[str, list[Hit]]:
        """Every tag that occurs in the plain words, with its places in order."""
        hits: dict[str, list[Hit]] = {}
        for at, word in enumerate(words):
            for bucket in self._buckets(word):
                for phrase in bucket.phrases(words, at):
                    stop = _reach(phrase, words, at)
                    if stop > 0:
                        hits.setdefault(phrase.tag, []).append(Hit(at, stop))
        return hits
