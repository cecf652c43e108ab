"""Where the person or the object is: city, district, street, house, as far as the message says."""

from __future__ import annotations

import re

from fsm.facts import LOCATION, NAME, NEED, Found
from fsm.reading import place_words as around
from fsm.reading.calendar_atoms import known
from fsm.reading.calendar_words import plain
from fsm.reading.message import Context, Message
from fsm.reading.place_address import Address
from fsm.reading.place_pieces import Pieces, Said, Seen

_IN = frozenset(
    {"в", "во", "из", "с", "со", "под", "пид", "in", "from", "near", "at", "у", "на", "по", "до", "около", "возле"}
)
_AREA_IN = frozenset({"в", "во", "на", "near", "in", "at", "возле", "около", "по", "районе", "район"})
_NAME_QUESTIONS = frozenset({NAME, "contact_name"})
_HOUSE_WORDS, _PHONE = 6, 8
# With "с" these endings mean together with, not from.
_WITH = ("ой", "ом", "ем", "ью", "ым")


class _Mention:
    """A message about something else, read for places that are known and shown to be the person's own."""

    def __init__(self, pieces: Pieces, question: str) -> None:
        self.pieces = pieces
        self.question = question

    def read(self) -> list[Said]:
        kept = [seen for seen in self.pieces.seen if self.counts(seen)]
        cities = [seen for seen in kept if seen.place.kind == "city" and not self.pieces.street_like(seen)]
        city = self.pieces.here(cities)
        if len(cities) > 1 and around.ROUTE.search(self.pieces.low):
            return []
        parts = [self.pieces.said(city)] if city else []
        others = [seen for seen in kept if seen not in cities]
        return parts + [
            self.pieces.said(seen) if seen.place.kind == "oblast" else self.with_house(seen) for seen in others
        ]

    def counts(self, seen: Seen) -> bool:
        """Whether a known place is where the person or the object is."""
        month = known(self.pieces.words[seen.start])
        if month is not None and month.kind == "mon" and month.case == "gen":
            return False  # желтоқсанның 5-інде
        if not (self.shown(seen) if self.needs_evidence(seen) else seen.place.kind != "country"):
            return False
        prefixed = self.pieces.word(seen.start - 1) in _IN or (seen.start and self.pieces.alone(seen))
        if self.question in _NAME_QUESTIONS and not prefixed:
            return False
        if self.pieces.word(seen.start - 1) in {"с", "со"} and self.pieces.words[seen.stop - 1].endswith(_WITH):
            return False
        segment = self.pieces.segment_text(seen.start)
        if self.pieces.left(seen):
            return False
        return not around.ELSEWHERE.search(segment) or bool(
            around.NOW.search(segment) or around.DELIVERY.search(segment)
        )

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
            beside = self.pieces.alone(seen) and any(other.place.kind == "city" for other in self.pieces.seen)
            return beside or (before in _AREA_IN and (self.pieces.capital(seen.start) or not seen.place.doubtful))
        if before in {"в", "до", "под", "to", "in"} and self.pieces.capital(seen.start):
            return True
        return bool(seen.named.case) and (
            before in _IN or (seen.named.case == "kk" and self.pieces.capital(seen.start))
        )

    def street_shown(self, seen: Seen) -> bool:
        before, after = self.pieces.word(seen.start - 1), self.pieces.word(seen.stop)
        beyond = self.pieces.word(seen.stop + 1)
        if around.NUMBERED_NOT.match(beyond):
            return False
        if self.addressed(seen):
            return True
        if seen.place.kind == "city" and before not in _AREA_IN:
            return False
        first = not seen.start or self.pieces.all[seen.start - 1].segment != self.pieces.all[seen.start].segment
        return (after[:1].isdigit() and (first or before in _AREA_IN)) or (
            before == "near" and self.pieces.capital(seen.start)
        )

    def addressed(self, seen: Seen) -> bool:
        """A house number given as an address: after that word, or as the whole correction («жоқ, Абай 45»)."""
        pieces = self.pieces
        if not pieces.house_at(seen.stop):
            return False
        alone = len(pieces.segments[pieces.all[seen.start].segment]) == seen.named.words + 1
        corrects = self.question == "confirm" and alone and pieces.capital(seen.start)
        return corrects or pieces.word(seen.start - 1) in around.ADDRESS

    def with_house(self, seen: Seen) -> Said:
        """A street or district with the numbers that follow it."""
        last, pieces = seen.stop, self.pieces
        while last < min(len(pieces.words), seen.stop + _HOUSE_WORDS):
            near = pieces.all[last].segment - pieces.all[seen.start].segment <= 1
            if not near or pieces.word(last + 1) in around.MEASURES:
                break
            if not (
                (pieces.words[last][0].isdigit() and len(pieces.words[last]) < _PHONE)
                or pieces.words[last] in around.HOUSE_TYPES | around.STREET_TYPES
            ):
                break
            last += 1
        while last > seen.stop and not pieces.words[last - 1][0].isdigit():
            last -= 1
        name, start, end = pieces.said(seen)
        stop = max(end, pieces.all[last - 1].end)
        return name + pieces.text[end:stop], start, stop


def _put_right(message: Message, context: Context) -> re.Match[str] | None:
    """The part of an address that a correction puts in the place of another."""
    low = plain(message.low)
    about_address = around.ABOUT_ADDRESS.search(context.question_text.lower())
    return around.NOT_BUT.search(low) or (around.NOT_THIS_BUT.search(low) if about_address else None)


def read(message: Message, context: Context) -> Found | None:
    """The place this message names as the person's or the object's (text as value), or None."""
    asked = context.question == LOCATION
    if road := around.ROAD.search(message.low) if asked else None:
        value = f"трасса {message.text[road.start(1) : road.end()]}"
        return Found(value, message.text[road.start() : road.end()], road.start(), road.end(), 0.9)
    if context.question == "confirm" and (right := _put_right(message, context)):
        start, end = right.span("right")
        return Found(message.text[start:end], message.text[start:end], start, end, 0.8)
    village = None if asked or "?" in message.text else around.VILLAGE.search(message.text)
    if village and context.question in ("none", NEED) and not around.ELSEWHERE.search(plain(message.low)):
        return Found(village["name"], village.group(), village.start(), village.end(), 0.8)
    pieces = Pieces(message.text, plain(message.low), typos=asked)
    if not pieces.all or not (asked or pieces.seen):
        return None
    parts, confidence = Address(pieces).read() if asked else (_Mention(pieces, context.question).read(), 0.9)
    if not parts:
        return None
    parts.sort(key=lambda part: part[1])
    start, end = parts[0][1], max(part[2] for part in parts)
    value = ", ".join(dict.fromkeys(part[0] for part in parts))
    return Found(value, message.text[start:end], start, end, confidence)
