"""Places in a message about something else: those known by name or told by their own wording, and the person's."""

from __future__ import annotations

from collections.abc import Iterator

from fsm.facts import NAME, NEED
from fsm.reading import place_words as around
from fsm.reading.calendar_atoms import known
from fsm.reading.name_forms import nominative
from fsm.reading.place_others import NAMED_AFTER, is_listed
from fsm.reading.place_others import elsewhere as theirs
from fsm.reading.place_pieces import Pieces, Said, Seen
from fsm.reading.place_typed import Typed, typed

_IN = frozenset(
    {"в", "во", "из", "с", "со", "под", "пид", "in", "from", "near", "at", "у", "на", "по", "до", "около", "возле"}
)
_ABOUT = frozenset({"про", "о", "об", "about"})
_AREA_IN = frozenset({"в", "во", "на", "near", "in", "at", "возле", "около", "по", "on", "районе", "район"})
_NAME_QUESTIONS = frozenset({NAME, "contact_name"})
_PLAIN_HOUSE, _NEAR = 4, 40
_HOUSE_WORDS, _PHONE, _COMPANY_NAME = 6, 8, 24
_DATIVE = ("га", "ге", "ка", "ке", "на", "не")
_ABLATIVE = ("дан", "ден", "тан", "тен", "нан", "нен")
_LOCATIVE = ("да", "де", "та", "те", "дагы", "деги", "тагы", "теги")
_QUOTES = frozenset("\"'«»“”„")
_COMPANY = (
    "моторс",
    "энерго",
    "телеком",
    "инвест",
    "групп",
    "строй",
    "банк",
    "сервис",
    "групп",
    "маркет",
    "трейд",
    "авто",
    "мебель",
    "motors",
    "group",
)
# With "с" these endings mean together with, not from.
_WITH = ("ой", "ом", "ем", "ью", "ым")


class Mention:
    """A message about something else, read for places that are known and shown to be the person's own."""

    def __init__(self, pieces: Pieces, question: str) -> None:
        self.pieces = pieces
        self.question = question

    def read(self) -> list[Said]:
        if around.OURS.search(self.pieces.low) or is_listed(self.pieces.low):
            return []
        kept = [seen for seen in self.pieces.seen if self.counts(seen)]
        cities = [seen for seen in kept if seen.place.kind == "city" and not self.pieces.street_like(seen)]
        city = self.pieces.here(cities)
        if len(cities) > 1 and around.ROUTE.search(self.pieces.low):
            return [] if around.FLIGHT.search(self.pieces.low) else list(self.origin(cities))
        parts = [self.pieces.said(city)] if city else []
        others = [seen for seen in kept if seen not in cities and not self.numbered_first(seen)]
        parts += [self.pieces.said(seen) if seen.place.kind == "oblast" else self.with_house(seen) for seen in others]
        return parts + [self.extended(said, one.stop) for one, said in self.told(parts)]

    def origin(self, cities: list[Seen]) -> Iterator[Said]:
        """Where a way begins: «из Экибастуза в Павлодар», «Алматыдан Астанаға»."""
        for seen in cities:
            led = self.pieces.word(seen.start - 1) in around.FROM
            if led or (seen.named.case == "kk" and self.pieces.words[seen.stop - 1].endswith(_ABLATIVE)):
                here = [other for other in cities if not other.place.latin]
                yield self.pieces.said(here[0] if seen.place.latin and here else seen)  # «из Урумчи в Караганду»
                return

    def numbered_first(self, seen: Seen) -> bool:
        """«15 Satpayev street»: the house stands before the street, which is told by its own wording."""
        pieces = self.pieces
        numbered = pieces.word(seen.start - 1)[:1].isdigit() and pieces.words[seen.start].isascii()
        return numbered and pieces.word(seen.stop) in around.STREETS_AFTER

    def told(self, parts: list[Said]) -> Iterator[tuple[Typed, Said]]:
        """Places that their own wording tells, beside those known by name."""
        pieces = self.pieces
        for one in typed(pieces):
            start, end = pieces.all[one.start].start, pieces.all[one.stop - 1].end
            apart = all(end <= first or stop <= start for _, first, stop in parts)
            if apart and self.mine(one.start, one.stop):
                yield one, (pieces.spoken(one.start, one.stop), start, end)

    def mine(self, start: int, stop: int) -> bool:
        """Whether the words around a place leave it to be the person's own."""
        pieces = self.pieces
        segment = pieces.segment_text(start)
        elsewhere = around.ELSEWHERE.search(around.WITH_MINE.sub(" ", segment)) and not (
            around.NOW.search(segment) or self.staying_at(start)
        )
        if self.question in _NAME_QUESTIONS or theirs(segment, "") or (elsewhere and not around.SERVED.search(segment)):
            return False
        return not (pieces.word(start - 1) in around.FROM and around.MOVED.search(segment)) and stop > start

    def counts(self, seen: Seen) -> bool:
        """Whether a known place is where the person or the object is."""
        month = known(self.pieces.words[seen.start])
        dated = month is not None and month.kind == "mon" and seen.named.case == "kk"  # желтоқсанның 5-інде, мамырдағы
        if dated or self.pieces.word(seen.start - 1) in _ABOUT:
            return False
        if not (self.shown(seen) if self.needs_evidence(seen) else seen.place.kind != "country"):
            return False
        prefixed = self.pieces.word(seen.start - 1) in _IN or (seen.start and self.pieces.alone(seen))
        if self.question in _NAME_QUESTIONS and not prefixed:
            return False
        together = self.pieces.word(seen.start - 1) in {"с", "со"} and self.pieces.words[seen.stop - 1].endswith(_WITH)
        if together or self.pieces.left(seen) or self.abroad(seen) or self.is_brand(seen) or self.called_after(seen):
            return False
        segment = self.pieces.segment_text(seen.start)
        near = around.NOW.search(segment) or around.SERVED.search(segment) or self.staying_at(seen.start)
        near = near or not around.ELSEWHERE.search(around.WITH_MINE.sub(" ", segment))
        return bool(near) and not theirs(segment, segment[: self.offset(seen)])

    def staying_at(self, start: int) -> bool:
        """«Соседи затопили … мы на Ермекова 34 караганда»: the person's own "we are at" stands right before."""
        end = self.pieces.all[start].start
        return bool(around.WE_ARE_AT.search(self.pieces.low[max(0, end - _NEAR) : end]))

    def offset(self, seen: Seen) -> int:
        """Where the name begins in the text of its segment."""
        inside = self.pieces.segments[self.pieces.all[seen.start].segment]
        return self.pieces.all[seen.start].start - self.pieces.all[inside[0]].start

    def called_after(self, seen: Seen) -> bool:
        """«Ресторан Астана», «шторы Прага серые»: the nominative within a phrase names what is sold or visited."""
        pieces = self.pieces
        if seen.named.case or pieces.alone(seen) or pieces.words[seen.start].isascii():
            return False
        before = pieces.word(seen.start - 1) if pieces.together(seen.start - 1, seen.start) and seen.start else ""
        foreign = bool(seen.place.latin) and before not in _IN | around.CITY_TYPES
        return seen.place.kind == "city" and (before in NAMED_AFTER or foreign)

    def abroad(self, seen: Seen) -> bool:
        """«орын бар ма Анталияға», «на двоих в Стамбул»: where people who write Cyrillic fly to."""
        pieces = self.pieces
        word = pieces.words[seen.stop - 1]
        if not seen.place.latin or word.isascii() or around.DELIVERY.search(pieces.low):
            return False
        direct = pieces.word(seen.start - 1) in {"в", "на", "до", "по"} and not word.endswith(("е", "и"))
        return direct or (seen.named.case == "kk" and word.endswith(_DATIVE))

    def is_brand(self, seen: Seen) -> bool:
        """«кафе "Астана"», «Астана Моторс»: a name in quotes, or with another capital behind it."""
        pieces = self.pieces
        start, end = pieces.all[seen.start].start, pieces.all[seen.stop - 1].end
        quoted = pieces.text[max(0, start - 1) : start] in _QUOTES and pieces.text[end : end + 1] in _QUOTES
        if self.pieces.text[max(0, start - 1) : start] in _QUOTES and start and not quoted:
            closed = self.pieces.text[end : end + _COMPANY_NAME]
            return pieces.word(seen.start - 1) not in around.TYPES and any(mark in closed for mark in '"»”')
        if quoted and start:
            return pieces.word(seen.start - 1) not in around.TYPES
        following = seen.stop
        if seen.place.kind != "city" or seen.named.case or not pieces.together(seen.start, following):
            return False
        led = pieces.word(seen.start - 1) in _IN and not pieces.words[seen.stop - 1].endswith("а")
        apart = not led and pieces.capital(following) and pieces.names(following)
        here = any(other.start == following for other in pieces.seen)
        return apart and not here and pieces.words[following].endswith(_COMPANY)

    def needs_evidence(self, seen: Seen) -> bool:
        return seen.place.doubtful or seen.place.kind in {"area", "street"} or self.pieces.street_like(seen)

    def shown(self, seen: Seen) -> bool:
        """Whether a name that is also a word, a person or a street is a place here."""
        before, after = self.pieces.word(seen.start - 1), self.pieces.word(seen.stop)
        if after in around.CITY_TYPES or before in {"г", "город", "городе", "м"}:
            return seen.place.kind == "city"
        if before in around.TYPES - around.HOUSE_TYPES or after in around.STREET_TYPES | around.AREA_TYPES:
            return True
        if seen.place.kind == "street" or self.pieces.street_like(seen):
            return self.street_shown(seen)
        if seen.place.kind == "area":
            return self.area_shown(seen)
        led = before in {"в", "до", "под", "to", "in"} and self.pieces.capital(seen.start)
        return led or self.stands_alone(seen) or (bool(seen.named.case) and self.located(seen))

    def located(self, seen: Seen) -> bool:
        """A case that puts somebody there, with the capital of a name or words of being there beside it."""
        led = self.pieces.word(seen.start - 1) in _IN
        if led and seen.place.name.endswith(("ый", "ий", "ое", "ой")) and not self.pieces.beside(seen.stop - 1):
            return True  # «ремонт в рудном, сколько стоит?»
        cased = led or seen.named.case == "kk"
        return cased and (self.own_capital(seen) or (led and self.staying(seen)))

    def own_capital(self, seen: Seen) -> bool:
        """A capital that is not only its sentence's («Көктемде керек», «Есікке құлып» are no places)."""
        opens = self.pieces.opens(seen.start) and not around.NOW.search(self.pieces.segment_text(seen.start))
        return self.pieces.capital(seen.start) and not opens

    def staying(self, seen: Seen) -> bool:
        """«Живу в рудном», «я из есика»: typed small, but the words around it speak of where somebody is."""
        segment = self.pieces.segment_text(seen.start)
        return bool(around.NOW.search(segment) or around.PRESENT.search(segment) or around.SERVED.search(segment))

    def area_shown(self, seen: Seen) -> bool:
        """A part of a city: beside the city, or where a preposition or case puts the thing there."""
        alone = self.pieces.alone(seen)
        premises = alone and self.own_capital(seen) and bool(around.OBJECT.search(self.pieces.low))
        beside = premises or (alone and any(other.place.kind == "city" for other in self.pieces.seen))
        located = seen.named.case == "kk" and self.pieces.words[seen.stop - 1].endswith(_LOCATIVE)
        led = self.pieces.word(seen.start - 1) in _AREA_IN | {"с", "со", "из"} or located
        return beside or (led and (self.own_capital(seen) or not seen.place.doubtful))

    def stands_alone(self, seen: Seen) -> bool:
        """«потолок 18 кв, Боровской, когда можно?»: between commas, its capital its own, and no person's name."""
        start = self.pieces.all[seen.start].start
        opens = not self.pieces.text[:start].rstrip(" \n").endswith(",") or self.question not in {"none", NEED}
        return self.pieces.alone(seen) and self.pieces.capital(seen.start) and not opens and not self.is_name(seen)

    def is_name(self, seen: Seen) -> bool:
        return any(nominative(word) == word for word in self.pieces.words[seen.start : seen.stop])

    def street_shown(self, seen: Seen) -> bool:
        before, after = self.pieces.word(seen.start - 1), self.pieces.word(seen.stop)
        beyond = self.pieces.word(seen.stop + 1) if self.pieces.together(seen.start, seen.stop + 1) else ""
        month = known(beyond) if beyond else None  # «защита 25 мая»
        if around.NUMBERED_NOT.match(beyond) or (month is not None and month.kind == "mon"):
            return False
        if self.addressed(seen):
            return True
        whole = len(self.pieces.segments[self.pieces.all[seen.start].segment]) == seen.named.words + 1
        numbered = whole and after.isdigit() and len(after) < _PLAIN_HOUSE and seen.place.doubtful
        tied = (self.pieces.tied(seen) or numbered) and self.pieces.capital(seen.start)
        if seen.place.kind == "city" and before not in _AREA_IN and not tied:
            return False
        if self.in_city(seen):
            return True
        first = not seen.start or self.pieces.all[seen.start - 1].segment != self.pieces.all[seen.start].segment
        if after[:1].isdigit() and (first or before in _AREA_IN):
            return True
        present = around.PRESENT.search(self.pieces.segment_text(seen.start))
        premises = (before in {"на", "on"} and bool(present)) or (
            before in {"на", "по", "at", "on"} and self.pieces.word(seen.start - 2) in around.PREMISES
        )
        return (before == "near" or premises) and self.pieces.capital(seen.start)

    def in_city(self, seen: Seen) -> bool:
        """«Мы в Алматы Сейфуллина 498»: a street with its house right after the city it stands in."""
        pieces = self.pieces
        house = pieces.word(seen.stop)
        near = (pieces.at.get(seen.start - words) for words in (1, 2, 3))  # a city's name has at most three words
        city = any(one and one.stop == seen.start and one.place.kind == "city" for one in near)
        tied = pieces.house_at(seen.stop) and len(house) < _PLAIN_HOUSE and pieces.beside(seen.stop - 1)
        counts = pieces.beside(seen.stop) and pieces.names(seen.stop + 1) and not pieces.counting(seen.stop)
        return city and tied and not counts and pieces.capital(seen.start)

    def addressed(self, seen: Seen) -> bool:
        """A house number given as an address: after that word, or as the whole correction («жоқ, Абай 45»)."""
        pieces = self.pieces
        if not pieces.house_at(seen.stop):
            return False
        alone = len(pieces.segments[pieces.all[seen.start].segment]) == seen.named.words + 1
        put = alone or pieces.text[: pieces.all[seen.start].start].rstrip().endswith(":")
        corrects = self.question == "confirm" and put and pieces.capital(seen.start)
        return corrects or pieces.word(seen.start - 1) in around.ADDRESS

    def with_house(self, seen: Seen) -> Said:
        """A street or district with the numbers that follow it."""
        name, start, end = self.pieces.said(seen)
        if self.pieces.word(seen.start - 1) in around.SPOKEN_TYPES and self.pieces.beside(seen.start - 1):
            kind = self.pieces.all[seen.start - 1]
            name, start = f"{self.pieces.text[kind.start : kind.end]} {name}", kind.start
        return self.extended((name, start, end), seen.stop)

    def extended(self, said: Said, after: int) -> Said:
        """A place with the house and flat that follow it from piece `after` on."""
        last, pieces = after, self.pieces
        while last < min(len(pieces.words), after + _HOUSE_WORDS):
            near = pieces.all[last].segment - pieces.all[after - 1].segment <= 1
            if not near or pieces.word(last + 1) in around.MEASURES or self.counts_things(last, after):
                break
            if not (
                (pieces.words[last][0].isdigit() and len(pieces.words[last]) < _PHONE)
                or pieces.words[last] in around.HOUSE_TYPES | around.STREET_TYPES
            ):
                break
            last += 1
        while last > after and not pieces.words[last - 1][0].isdigit():
            last -= 1
        name, start, end = said
        stop = max(end, pieces.all[last - 1].end)
        return name + pieces.text[end:stop], start, stop

    def counts_things(self, index: int, after: int) -> bool:
        """«Орбита-2, 6 створок»: a figure behind a comma that counts what the next word names."""
        pieces = self.pieces
        if not pieces.words[index][0].isdigit() or pieces.together(after - 1, index):
            return False
        return pieces.beside(index) and pieces.names(index + 1) and pieces.words[index - 1] not in around.HOUSE_TYPES
