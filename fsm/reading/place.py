"""Where the person or the object is: city, district, street, house, as far as the message says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from fsm.facts import LOCATION, Found
from fsm.reading.calendar_words import plain
from fsm.reading.message import Context, Message
from fsm.reading.place_index import HEADS, OBLAST_SHORT, OBLASTS, Named, Place, find, misspelt, stem
from fsm.reading import place_words as around

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*|\d+(?:[/-]\d+)?[а-яa-z]?(?![^\W\d_])|\d+|[,;.!?\n()]")
_BREAKS = frozenset(",;!?\n()")
_IN = frozenset({"в", "во", "из", "с", "со", "под", "пид", "in", "from", "near", "at", "у", "на", "по", "до", "около", "возле"})
_AREA_IN = frozenset({"в", "во", "на", "near", "in", "at", "возле", "около", "по", "районе", "район"})
_MOST_WORDS = 9


class Piece(NamedTuple):
    """A word or number of the message, folded, with its offsets and its segment (comma to comma)."""

    word: str
    start: int
    end: int
    segment: int


class Seen(NamedTuple):
    """A known place at piece `index`, `words` pieces long."""

    named: Named
    index: int

    @property
    def place(self) -> Place:
        return self.named.place


def _pieces(low: str) -> list[Piece]:
    found: list[Piece] = []
    segment = 0
    for match in _WORD.finditer(low):
        word = match.group()
        if word in _BREAKS or (word == "." and match.end() < len(low) and low[match.end()].isspace() and _ends(found)):
            segment += 1
        elif word != ".":
            found.append(Piece(word, match.start(), match.end(), segment))
    return found


def _ends(found: list[Piece]) -> bool:
    """Whether a full stop here ends a sentence and not a short word like "ул."."""
    return bool(found) and found[-1].word not in around.TYPES and len(found[-1].word) > 1


class _Reader:
    """One message being read for its place."""

    def __init__(self, message: Message, context: Context) -> None:
        self.text = message.text
        self.low = plain(message.low)
        self.asked = context.question == LOCATION
        self.question = context.question
        self.pieces = _pieces(self.low)
        self.words = [piece.word for piece in self.pieces]
        self.seen = list(self.known())

    def known(self) -> Iterator[Seen]:
        """The known places of the message, left to right, none inside another."""
        index = 0
        while index < len(self.words):
            named = self.named(index)
            if named:
                yield Seen(named, index)
            index += named.words if named else 1

    def named(self, index: int) -> Named | None:
        word = self.words[index]
        named = find(self.words, index) if word[:2] in HEADS else None
        if named is None and self.asked and word.isalpha() and (place := misspelt(word)):
            return Named(place, 1, "ru")
        return named

    # -- evidence -----------------------------------------------------------------------------------------------

    def before(self, index: int) -> str:
        return self.words[index - 1] if index else ""

    def after(self, index: int) -> str:
        return self.words[index] if index < len(self.words) else ""

    def segment_of(self, index: int) -> str:
        number = self.pieces[index].segment
        inside = [piece for piece in self.pieces if piece.segment == number]
        return self.low[inside[0].start : inside[-1].end]

    def alone(self, seen: Seen) -> bool:
        number = self.pieces[seen.index].segment
        return sum(piece.segment == number for piece in self.pieces) == seen.named.words

    def capital(self, index: int) -> bool:
        return self.text[self.pieces[index].start].isupper()

    def shown(self, seen: Seen) -> bool:
        """Whether a name that is also a word or a person is a place here."""
        index, after = seen.index, self.after(seen.index + seen.named.words)
        if after in around.CITY_TYPES or self.before(index) in {"г", "город", "городе", "м"}:
            return seen.place.kind == "city"
        if self.before(index) in around.TYPES - around.HOUSE_TYPES or after in around.STREET_TYPES | around.AREA_TYPES:
            return True
        led = self.before(index) in (_IN if seen.place.kind == "city" else _AREA_IN)
        inflected = seen.named.case in {"ru", "kk"} or seen.place.kind != "city"
        return (led and inflected and (self.capital(index) or seen.place.kind == "city")) or (
            seen.named.case == "kk" and self.capital(index)
        )

    def counts(self, seen: Seen) -> bool:
        """Whether a known place is where the person or object is, when nobody asked."""
        if seen.place.kind in {"country", "street"} and not self.street_shown(seen):
            return False
        if (seen.place.doubtful or seen.place.kind == "area") and not self.shown(seen):
            return False
        if self.question == "contact_name" and self.before(seen.index) not in _IN:
            return False
        segment = self.segment_of(seen.index)
        if around.ELSEWHERE.search(segment) or around.LEFT.search(segment):
            return bool(around.NOW.search(segment)) and not around.LEFT.search(segment)
        return not around.ROUTE.search(self.low) or len(self.cities()) < 2  # noqa: PLR2004 -- from one to another

    def street_shown(self, seen: Seen) -> bool:
        index = seen.index
        typed = self.before(index) in around.STREET_TYPES or self.after(index + seen.named.words) in around.STREET_TYPES
        numbered = self.after(index + seen.named.words)[:1].isdigit() and self.before(index) in _AREA_IN
        return seen.place.kind == "street" and (typed or numbered or (self.before(index) == "near" and self.capital(index)))

    def cities(self) -> list[Seen]:
        return [seen for seen in self.seen if seen.place.kind == "city"]

    # -- the answer ---------------------------------------------------------------------------------------------

    def read(self) -> Found | None:
        return self.answer() if self.asked else self.mention()

    def mention(self) -> Found | None:
        """A place in a message about something else: known, and with evidence."""
        kept = [seen for seen in self.seen if self.counts(seen)]
        city = self.here([seen for seen in kept if seen.place.kind == "city" and not self.is_oblast(seen)])
        parts: list[tuple[str, int, int]] = [self.part(city)] if city else []
        parts += [self.oblast(seen) for seen in kept if self.is_oblast(seen)]
        parts += self.addresses(kept, city)
        return self.found(parts, 0.9) if parts else self.short_oblast()

    def addresses(self, kept: list[Seen], city: Seen | None) -> list[tuple[str, int, int]]:
        found = []
        for seen in kept:
            if seen is city or self.is_oblast(seen) or (seen.place.kind == "city" and seen.place.doubtful is False):
                continue
            found.append(self.with_house(seen))
        return found

    def with_house(self, seen: Seen) -> tuple[str, int, int]:
        """A street or district with the numbers that follow it."""
        stop = seen.index + seen.named.words
        last = stop
        while last < len(self.words) and last - stop < 6 and self.pieces[last].segment - self.pieces[stop - 1].segment <= 1:  # noqa: PLR2004 -- an address is short
            if not (self.words[last][0].isdigit() or self.words[last] in around.HOUSE_TYPES):
                break
            last += 1
        while last > stop and not self.words[last - 1][0].isdigit():
            last -= 1
        name, start, end = self.part(seen)
        tail = self.text[end : self.pieces[last - 1].end]
        return name + (tail if last > stop else ""), start, max(end, self.pieces[last - 1].end)

    def part(self, seen: Seen) -> tuple[str, int, int]:
        """The name in the nominative with the span of its words."""
        first, last = self.pieces[seen.index], self.pieces[seen.index + seen.named.words - 1]
        said = self.text[first.start : last.end]
        name = seen.place.name
        if seen.place.latin and said.isascii():
            name = seen.place.latin
        elif seen.place.kind != "city" and not seen.named.case:
            name = said
        return name, first.start, last.end

    def is_oblast(self, seen: Seen) -> bool:
        return self.after(seen.index + seen.named.words) in around.OBLAST_TYPES

    def oblast(self, seen: Seen) -> tuple[str, int, int]:
        last = seen.index + seen.named.words
        name = OBLASTS.get(stem(self.words[last - 1]), "")
        start, end = self.pieces[seen.index].start, self.pieces[last].end
        return (f"{name} область" if name else self.text[start:end]), start, end

    def here(self, cities: list[Seen]) -> Seen | None:
        """Of several cities the one where they are now."""
        cities = [seen for seen in cities if not self.left(seen)] or cities
        for seen in cities:
            clause = self.low[self.clause_start(seen) : self.pieces[seen.index].end]
            if around.NOW.search(clause):
                return seen
        return cities[0] if cities else None

    def clause_start(self, seen: Seen) -> int:
        earlier = [other for other in self.seen if other.index < seen.index]
        return self.pieces[earlier[-1].index + earlier[-1].named.words - 1].end if earlier else 0

    def left(self, seen: Seen) -> bool:
        clause = self.low[self.clause_start(seen) : self.pieces[seen.index].end + 1]
        return bool(around.LEFT.search(clause) or around.ELSEWHERE.search(clause))

    def found(self, parts: list[tuple[str, int, int]], confidence: float) -> Found:
        parts.sort(key=lambda part: part[1])
        start, end = min(part[1] for part in parts), max(part[2] for part in parts)
        value = ", ".join(dict.fromkeys(part[0] for part in parts))
        return Found(value, self.text[start:end], start, end, confidence)

    def short_oblast(self) -> Found | None:
        for piece in self.pieces:
            if piece.word in OBLAST_SHORT:
                return self.found([(OBLAST_SHORT[piece.word], piece.start, piece.end)], 0.8)
        return None

    # -- the question was where ---------------------------------------------------------------------------------

    def answer(self) -> Found | None:
        """An answer to "where": known places and addresses, and short unknown names as they stand."""
        cities = [seen for seen in self.cities() if not self.is_oblast(seen) and not self.street_like(seen)]
        city = self.here(cities)
        dropped = {seen.index for seen in cities if seen is not city}
        parts = [part for number in sorted({piece.segment for piece in self.pieces}) for part in self.piece(number, dropped)]
        strong = [part for part, sure in parts if sure]
        if strong:
            return self.found(strong, 0.95)
        weak = [part for part, sure in parts if not sure]
        if not weak or around.REMOTE.search(self.low) or "?" in self.text:
            return self.short_oblast()
        return self.found(weak[:2], 0.6) if len(self.words) <= _MOST_WORDS else None

    def street_like(self, seen: Seen) -> bool:
        """Like "мкр Аксай 4", "Алматы көшесі": the name of a city, but not the city."""
        stop = seen.index + seen.named.words
        typed = self.before(seen.index) in around.STREET_TYPES or self.after(stop) in around.STREET_TYPES
        return typed or (seen.place.doubtful and self.after(stop)[:1].isdigit() and not self.is_oblast(seen))

    def piece(self, number: int, dropped: set[int]) -> list[tuple[tuple[str, int, int], bool]]:
        """What one segment gives: runs of kept words, each with whether it is surely a place."""
        runs: list[list[int]] = [[]]
        index = next(i for i, piece in enumerate(self.pieces) if piece.segment == number)
        known = {seen.index: seen for seen in self.seen}
        while index < len(self.words) and self.pieces[index].segment == number:
            word = self.words[index]
            if word in around.CUT:
                break
            if index in known and index not in dropped:
                runs[-1].extend(range(index, index + known[index].named.words))
                index += known[index].named.words
                continue
            if index in dropped or self.after(index + 1) in around.FLOORS or not self.kept(word):
                runs.append([])
            else:
                runs[-1].append(index)
            index += 1
        return [self.run(run, known) for run in runs if run and self.worth(run, known)]

    def kept(self, word: str) -> bool:
        if word in around.TYPES or word[0].isdigit():
            return True
        return word not in around.LITTLE and not around.VERBISH.fullmatch(word) and len(word) > 1

    def worth(self, run: list[int], known: dict[int, Seen]) -> bool:
        """A run that says something: not only type words, not only a number."""
        return any(index in known for index in run) or any(
            self.words[index][0].isalpha() and self.words[index] not in around.TYPES for index in run
        )

    def run(self, run: list[int], known: dict[int, Seen]) -> tuple[tuple[str, int, int], bool]:
        words = [self.words[index] for index in run]
        typed = any(word in around.STREET_TYPES | around.AREA_TYPES | around.VILLAGE_TYPES for word in words)
        numbered = words[0][0].isalpha() and any(word[0].isdigit() for word in words[1:3])
        sure = any(index in known for index in run) or typed or (numbered and len(words) <= 8)  # noqa: PLR2004 -- an address is short
        return (self.spoken(run, known), self.pieces[run[0]].start, self.pieces[run[-1]].end), sure

    def spoken(self, run: list[int], known: dict[int, Seen]) -> str:
        """The words of a run as said, known cities and oblasts in the nominative."""
        parts: list[str] = []
        position = 0
        while position < len(run):
            index = run[position]
            seen = known.get(index)
            if seen and self.is_oblast(seen):
                parts.append(self.oblast(seen)[0])
                position += seen.named.words + 1
            elif seen and not (self.street_like(seen) and not seen.named.case):
                parts.append(self.part(seen)[0])
                position += seen.named.words
            else:
                if self.words[index] not in around.CITY_TYPES:
                    parts.append(self.text[self.pieces[index].start : self.pieces[index].end])
                position += 1
        return " ".join(parts)


def read(message: Message, context: Context) -> Found | None:
    """The place this message names as the person's or the object's (text as value), or None."""
    reader = _Reader(message, context)
    return reader.read() if reader.pieces else None
