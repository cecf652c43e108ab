"""A message cut into the words and numbers an address is made of, with the known places among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from fsm.reading import place_words as around
from fsm.reading.place_index import Named, Place, find, may_begin, misspelt, oblast

_WORD = re.compile(
    r"\b(?:шагын|ыкшам|молтек)[ -]?аудан[а-я]*|\bmicro[ -]district|[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*"
    r"|\d+(?:[/-]\d+)?[а-яa-z]?(?![^\W\d_])|\d+|[,;.!?\n()]"
)
_LETTERS = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_DISTRICT = re.compile(r"(\w{3,}[сц]к)(?:ий|ого|ому|ом|им)")
_MOST_PLACES, _MOST_PIECES, _WIDEST, _LEAD, _SHORT = 20, 400, 200, 40, 5
# Letters of Ukrainian that Kazakh lacks, or its "і" in a word without the letters only Kazakh has.
_UKRAINIAN = re.compile(r"^(?!.*[әғқңөұүһ]).*[їєґі]", re.IGNORECASE)
_COMPOUND = re.compile(r"[ -](?:аудан|district)")
_BREAKS = frozenset(",;!?\n()")
_TIED = frozenset(f"{dash}{digit}" for dash in "-–" for digit in range(1, 10))
_NOT, _INSIDE = frozenset(("не", "not")), frozenset(("в", "во", "на", "у", "in", "at", "from", "из"))
_VILLAGE_AFTER = frozenset({"ауылы", "ауыл", "ауылында", "ауылынан", "ауылдык"})
_HEAD = 3
_SHORT_VILLAGE = frozenset(("с", "п", "а"))

Said = tuple[str, int, int]


class Piece(NamedTuple):
    """A word or number of the message, folded, with its offsets and its segment (comma to comma)."""

    word: str
    start: int
    end: int
    segment: int


class Seen(NamedTuple):
    """A known place that begins at piece `start`."""

    named: Named
    start: int

    @property
    def place(self) -> Place:
        return self.named.place

    @property
    def stop(self) -> int:
        return self.start + self.named.words


def _ends(found: list[Piece]) -> bool:
    """Whether a full stop here ends a sentence and not a short word like "ул."."""
    return bool(found) and found[-1].word not in around.TYPES | around.CROSSINGS and len(found[-1].word) > 1


def _joined(word: str) -> str:
    """«шағын аудан» is one word."""
    compound = ("аудан" in word or "district" in word) and _COMPOUND.search(word)
    return word.replace(" ", "").replace("-", "") if compound else word


def _pieces(low: str) -> list[Piece]:
    found: list[Piece] = []
    segment = 0
    for match in islice(_WORD.finditer(low), _MOST_PIECES):
        word = _joined(match.group())
        if word in _BREAKS or (word == "." and match.end() < len(low) and low[match.end()].isspace() and _ends(found)):
            segment += 1
        elif word != ".":
            found.append(Piece(word, match.start(), match.end(), segment))
    return found


def may_name(low: str) -> bool:
    """Whether a word of the message (plain spelling) may begin a known place, or be a district told by its form."""
    return any(map(_may_name, _LETTERS.findall(low)))


@lru_cache(maxsize=2048)
def _may_name(word: str) -> bool:
    return bool(_DISTRICT.fullmatch(word)) or may_begin(word)


class Pieces:
    """The words of one message and what they name. `typos` lets misspelt cities count."""

    def __init__(self, text: str, low: str, *, typos: bool) -> None:
        self.text = text
        self.low = low
        self.typos = typos
        self.all = _pieces(low)
        self.words = [piece.word for piece in self.all]
        self.seen = list(self._known())
        self.at = {seen.start: seen for seen in self.seen}

    @cached_property
    def segments(self) -> dict[int, list[int]]:
        """The indices of the pieces of each segment."""
        found: dict[int, list[int]] = {}
        for index, piece in enumerate(self.all):
            found.setdefault(piece.segment, []).append(index)
        return found

    def _known(self) -> Iterator[Seen]:
        index = 0
        count = 0
        while index < len(self.words) and count < _MOST_PLACES:
            named = self._named(index)
            if named:
                yield Seen(named, index)
                count += 1
            index += named.words if named else 1

    def _named(self, index: int) -> Named | None:
        word = self.words[index]
        if district := self.district(index):
            return Named(Place(district, "area", doubtful=False), 1, "ru")
        begins = may_begin(word)
        if begins and (region := oblast(word, self.word(index + 1))):
            return Named(
                Place(region, "oblast", doubtful=False), 1 + (self.word(index + 1) in around.OBLAST_TYPES), "ru"
            )
        named = find(self.words, index) if begins else None
        if named is None and self.typos and word.isalpha() and word not in around.LITTLE and (place := misspelt(word)):
            return Named(place, 1, "ru")
        return named

    def district(self, index: int) -> str:
        """The nominative of a district told by its form: "в Медеуском районе", "Есильский р-н"; "" if none is."""
        if self.word(index + 1) not in around.AREA_TYPES or not self.capital(index):
            return ""
        match = _DISTRICT.fullmatch(self.words[index])
        if not match:
            return ""
        start = self.all[index].start
        return self.text[start : start + len(match[1])] + "ий"

    def word(self, index: int) -> str:
        return self.words[index] if 0 <= index < len(self.words) else ""

    def segment_text(self, index: int) -> str:
        inside = self.segments[self.all[index].segment]
        start, end = self.all[inside[0]].start, self.all[inside[-1]].end
        middle = self.all[index].start
        return self.low[max(start, middle - _WIDEST) : min(end, middle + _WIDEST)]

    def together(self, first: int, last: int) -> bool:
        """Whether two pieces stand in one segment."""
        return last < len(self.all) and self.all[first].segment == self.all[last].segment

    def beside(self, index: int) -> bool:
        """Whether the next piece follows within the segment."""
        return self.together(index, index + 1)

    def names(self, index: int) -> bool:
        """Whether a word stands here that may be part of a name."""
        word = self.words[index]
        return word[0].isalpha() and len(word) > 1 and word not in around.TYPES

    def village(self, index: int) -> bool:
        """A word for a village before its name: «село», «пос.», «с. Зелёный Гай» (with its full stop)."""
        word, end = self.words[index], self.all[index].end
        return word in around.VILLAGE_TYPES or (word in _SHORT_VILLAGE and self.text[end : end + 1] == ".")

    def alone(self, seen: Seen) -> bool:
        """Whether the place is all there is between two commas."""
        return len(self.segments[self.all[seen.start].segment]) == seen.named.words

    def capital(self, index: int) -> bool:
        return self.text[self.all[index].start].isupper()

    def opens(self, index: int) -> bool:
        """Whether a sentence begins here, so that the capital proves nothing."""
        before = self.text[: self.all[index].start].rstrip(' "«')
        return not before or before[-1] in ".!?\n)"

    def lettered(self, index: int) -> bool:
        """«B-17»: a letter tied to the number that follows it."""
        end = self.all[index].end
        return self.text[end : end + 2] in _TIED and self.text[self.all[index].start].isupper()

    def street_like(self, seen: Seen) -> bool:
        """Like "мкр Аксай 4", "Алматы көшесі", "Сатпаева 5": the name of a city, but not the city."""
        followed = self.word(seen.stop) in around.STREET_TYPES | around.AREA_TYPES and self.beside(seen.stop - 1)
        led = self.word(seen.start - 1) in around.STREET_TYPES and self.beside(seen.start - 1)
        genitive = seen.named.case != "kk" and self.words[seen.start] != seen.place.name.lower()
        inner = genitive and self.word(seen.start - 2) in around.STREETS_BEFORE  # «вул. Героїв Дніпра»
        typed = (
            led or followed or (inner and self.capital(seen.start - 1) and self.together(seen.start - 2, seen.start))
        )
        numbered = (
            self.house_at(seen.stop)
            and not self.counting(seen.stop)
            and self.word(seen.stop + 1) not in around.STREET_TYPES
        )
        inside = bool(seen.named.case) and self.word(seen.start - 1) in {"в", "во"}
        if seen.named.case == "kk" or (inside and not self.tied(seen)):
            numbered = False  # «мамырдың 7-сі», «в Каскелене 160»: a day or an amount, no house
        return typed or (numbered and (seen.place.doubtful or seen.named.case == "ru" or self.other_city(seen)))

    def tied(self, seen: Seen) -> bool:
        """«Аксай-3»: a number tied to the name."""
        end = self.all[seen.stop - 1].end
        return self.text[end : end + 2] in _TIED

    def counting(self, index: int) -> bool:
        """«Талдыкоргана, 12 апреля»: a number behind a comma that belongs to the word after it."""
        apart = not self.together(index - 1, index)
        return apart and self.beside(index) and self.names(index + 1)

    def house_at(self, index: int) -> bool:
        """Whether a number stands here that measures nothing ("160 м2")."""
        return self.word(index)[:1].isdigit() and self.word(index + 1) not in around.MEASURES

    def typed_street(self, seen: Seen) -> bool:
        """A street word before the name: "улица Ауэзова" is no district."""
        return self.word(seen.start - 1) in around.STREET_TYPES - around.AREA_TYPES

    def other_city(self, seen: Seen) -> bool:
        return any(other.place.kind == "city" and other.place != seen.place for other in self.seen)

    def said(self, seen: Seen) -> Said:
        """The name in the nominative with the span of its words."""
        start, end = self.all[seen.start].start, self.all[seen.stop - 1].end
        words = self.text[start:end]
        if self.word(seen.stop) in _VILLAGE_AFTER and words[:_HEAD].lower() != seen.place.name[:_HEAD].lower():
            return words, start, end  # «Панфилов ауылы» is not the town that once was called so
        if seen.place.kind == "area" and self.tied(seen):
            return words, start, end
        if seen.place.kind in {"street", "area"} or self.street_like(seen):
            if seen.place.kind == "area" and _UKRAINIAN.search(words) and not self.typed_street(seen):
                return seen.place.name, start, end  # the Russian form is preferred
            street = seen.place.name.endswith("ий") and self.house_at(seen.stop) and not words.endswith(("ий", "ом"))
            as_said = street or not seen.named.case or seen.place.kind != "area" or self.typed_street(seen)
            return (words if as_said else seen.place.name), start, end
        if seen.place.latin and words.isascii():
            spelled = words.isalpha() and len(words) > _SHORT and not seen.named.case
            return (words.title() if spelled else seen.place.latin), start, end
        return seen.place.name, start, end

    def towards(self, seen: Seen) -> bool:
        """Whether the name only tells what the place is near to: «недалеко от Алматы, Талгар»."""
        start, end = self.all[seen.start].start, self.all[seen.stop - 1].end
        before, after = self.low[max(0, start - _LEAD) : start], self.low[end : end + _LEAD]
        return bool(around.TOWARDS.search(before) or around.TOWARDS_AFTER.search(after))

    def stands_in(self, cities: list[Seen]) -> Seen | None:
        """«Мы из Караганды, но ремонт в Темиртау»: against where they come from, where the thing is."""
        first, *later = cities
        if self.word(first.start - 1) not in around.FROM:
            return None
        inside = [seen for seen in later if self.word(seen.start - 1) in {"в", "во", "in", "у", "at"}]
        return inside[0] if inside and around.CONTRAST.search(self.clause_before(inside[0])) else None

    def spoken(self, start: int, stop: int) -> str:
        """The words of some pieces as said, without the marks between them."""
        start += self.words[start] in around.UNSPOKEN
        said = self.text[self.all[start].start : self.all[start].end]
        for index in range(start + 1, stop):
            gap = self.text[self.all[index - 1].end : self.all[index].start]
            said += (gap if gap in {"", "-", "/"} else " ") + self.text[self.all[index].start : self.all[index].end]
        return said

    def clause_before(self, seen: Seen) -> str:
        """What stands between the place named before and this one, this one included."""
        earlier = [other for other in self.seen if other.start < seen.start]
        start = max(self.all[earlier[-1].stop - 1].end if earlier else 0, self.all[seen.start].start - _WIDEST)
        return self.low[start : self.all[seen.stop - 1].end]

    def left(self, seen: Seen) -> bool:
        """Whether the clause says they are no longer there, or somebody else is."""
        led = self.word(seen.start - 1)
        if led in _NOT or (led in _INSIDE and self.word(seen.start - 2) in _NOT):
            return True  # «не в Алматы, а в Каскелене»
        clause = self.clause_before(seen)
        word = self.words[seen.stop - 1]
        away = self.word(seen.start - 1) in around.FROM or word.endswith(("дан", "ден", "тан", "тен", "нан", "нен"))
        return bool((away and around.MOVED.search(self.segment_text(seen.start))) or around.FORMER.search(clause))

    def here(self, cities: list[Seen]) -> Seen | None:
        """Of several cities the one where they are now."""
        staying = [
            seen for seen in cities if not self.left(seen) and not around.ELSEWHERE.search(self.clause_before(seen))
        ]
        if right := next((seen for seen in staying[1:] if around.PUT_RIGHT.search(self.clause_before(seen))), None):
            return right
        staying = [seen for seen in staying if not self.towards(seen)] or staying
        for seen in staying or cities:
            moved = around.MOVED_TO.search(self.low[: self.all[seen.start].start][-_WIDEST:])
            if moved or around.NOW.search(self.clause_before(seen)):
                return seen
        if len(staying) > 1 and (object_at := self.stands_in(staying)):
            return object_at
        meant = [seen for seen in staying[1:] if around.OBJECT.search(self.clause_before(seen))]
        return next(iter(meant or staying or cities), None)
