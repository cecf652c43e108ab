"""Phrases of word stems, found in one pass over a message.

A phrase is written as people write word lists: `не пиш* мне` is three words; `*` leaves the ending open; `a/b` are
alternatives; `(x)` may be missing; `.` allows one word between and `..` up to three; `@class` is a named list of words;
`!x` as the first or last part means "not preceded (followed) by x"; `<` and `>` are the message's start and end;
`#` is a number. Several phrases are separated by commas or line ends. Spelling is made plain on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from fsm.reading.stems import plain

_GAPS = {".": 1, "..": 3}


class Part(NamedTuple):
    """One word of a phrase: the whole words and the stems it accepts, how many words may stand before it."""

    whole: frozenset[str]
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


class Hit(NamedTuple):
    """Where a phrase was found: first word and the word after its last (indices into the words)."""

    first: int
    stop: int

    def inside(self, other: Hit) -> bool:
        """Whether the other place is longer and holds this one."""
        mine, theirs = self.stop - self.first, other.stop - other.first
        return other.first <= self.first and self.stop <= other.stop and mine < theirs


Classes = Mapping[str, str]
_REMEMBERED = 20_000  # words whose phrases are kept at hand; a few hundred bytes each


@lru_cache(maxsize=4096)
def _words(choices: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The whole words and the stems of "a/b*/c"."""
    written = choices.split("/")
    whole = frozenset(choice if choice == "#" else plain(choice) for choice in written if not choice.endswith("*"))
    return whole, tuple(plain(choice[:-1]) for choice in written if choice.endswith("*"))


@lru_cache(maxsize=512)
def _with_classes(choices: str, members: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The same where some choices were names of classes, given by their members."""
    own = "/".join(choice for choice in choices.split("/") if not choice.startswith("@"))
    return _words("/".join(filter(None, (own, *("/".join(member.split()) for member in members)))))


def _part(text: str, gap: int, classes: Classes) -> Part:
    choices = text.strip("()")
    if "@" in choices:
        members = tuple(classes[choice[1:]] for choice in choices.split("/") if choice.startswith("@"))
        whole, stems = _with_classes(choices, members)
    else:
        whole, stems = _words(choices)
    return _same_part(whole, stems, gap, text.startswith("("))


@lru_cache(maxsize=8192)
def _same_part(whole: frozenset[str], stems: tuple[str, ...], gap: int, optional: bool) -> Part:  # noqa: FBT001
    """Phrases share the parts they have in common."""
    return Part(whole, stems, gap, optional)


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
    count, whole, stems = len(words), part.whole, part.stems
    for end in ends:
        for index in range(end, min(end + part.gap + 1, count)):
            word = words[index]
            if word in whole or (stems and word.startswith(stems)):
                found.add(index + 1)
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


def _packed(found: Mapping[str, list[Phrase]]) -> dict[str, tuple[Phrase, ...]]:
    """The same in little room: words of one list lead to the same phrases."""
    same: dict[tuple[int, ...], tuple[Phrase, ...]] = {}
    return {word: same.setdefault(tuple(map(id, phrases)), tuple(phrases)) for word, phrases in found.items()}


class _Index:
    """Phrases by the words that one of their parts accepts."""

    __slots__ = ("_longest", "_stems", "_whole")

    def __init__(self, phrases: Iterable[tuple[Phrase, Part]]) -> None:
        whole: dict[str, list[Phrase]] = {}
        stems: dict[str, list[Phrase]] = {}
        for phrase, part in phrases:
            for word in part.whole:
                whole.setdefault(word, []).append(phrase)
            for stem in part.stems:
                stems.setdefault(stem, []).append(phrase)
        self._whole, self._stems = _packed(whole), _packed(stems)
        self._longest = max(map(len, stems), default=0)

    def get(self, word: str) -> Iterable[Phrase]:
        yield from self._whole.get(word, ())
        stems = self._stems
        for length in range(1, min(len(word), self._longest) + 1):
            yield from stems.get(word[:length], ())


_FEW = 4


def _directly_next(phrase: Phrase) -> Part | None:
    """The part that the next word must be, if it must."""
    part = phrase.parts[1] if len(phrase.parts) > 1 else None
    return part if part and not part.gap and not part.optional else None


class _Bucket:
    """All phrases with one first word: those known by their second word, and the rest."""

    __slots__ = ("rest", "second")

    def __init__(self) -> None:
        self.rest: list[Phrase] = []
        self.second: _Index | None = None

    def add(self, phrase: Phrase) -> None:
        self.rest.append(phrase)

    def sort(self) -> None:
        """Put phrases under their second words where there are many; a few are tried faster than looked up."""
        if len(self.rest) <= _FEW:
            return
        every = [(phrase, _directly_next(phrase)) for phrase in self.rest]
        self.rest = [phrase for phrase, part in every if part is None]
        self.second = _Index((phrase, part) for phrase, part in every if part is not None)

    def phrases(self, following: str) -> list[Phrase]:
        """Those that may go on with the following word."""
        return [*self.rest, *self.second.get(following)] if self.second else self.rest


def _bucket(buckets: dict[str, _Bucket], key: str) -> _Bucket:
    if key not in buckets:
        buckets[key] = _Bucket()
    return buckets[key]


class Phrasebook:
    """Tagged phrases, indexed by their first two words."""

    def __init__(self, tagged: Mapping[str, str], classes: Classes) -> None:
        self._whole: dict[str, _Bucket] = {}
        self._stems: dict[str, _Bucket] = {}
        for tag, text in tagged.items():
            for line in text.replace("\n", ",").split(","):
                if line.strip():
                    self._add_all(_compile(tag, line, classes))
        for bucket in (*self._whole.values(), *self._stems.values()):
            bucket.sort()
        self._longest = max(map(len, self._stems), default=0)
        self._known: dict[str, list[_Bucket]] = {}

    def _add_all(self, phrases: Iterable[Phrase]) -> None:
        for phrase in phrases:
            for word in phrase.parts[0].whole:
                _bucket(self._whole, word).add(phrase)
            for stem in phrase.parts[0].stems:
                _bucket(self._stems, stem).add(phrase)

    def _buckets(self, word: str) -> list[_Bucket]:
        known = self._known.get(word)
        if known is None:
            lengths = range(1, min(len(word), self._longest) + 1)
            found = (self._whole.get(word), *(self._stems.get(word[:length]) for length in lengths))
            known = [bucket for bucket in found if bucket]
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[word] = known
        return known

    def find(self, words: Sequence[str]) -> dict[str, list[Hit]]:
        """Every tag that occurs in the plain words, with its places in order."""
        hits: dict[str, list[Hit]] = {}
        for at, word in enumerate(words):
            following = words[at + 1] if at + 1 < len(words) else ""
            for bucket in self._buckets(word):
                for phrase in bucket.phrases(following):
                    stop = _reach(phrase, words, at)
                    if stop > 0:
                        hits.setdefault(phrase.tag, []).append(Hit(at, stop))
        return hits
