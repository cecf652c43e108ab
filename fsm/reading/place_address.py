"""The answer to "where": known places, streets and houses as said, and short unknown names."""

from __future__ import annotations

from typing import NamedTuple

from fsm.reading import place_words as around
from fsm.reading.place_pieces import Pieces, Said, Seen

_MOST_WORDS = 9
_SHORT_RUN = 3
_LONG_RUN = 8
_MOST_SEGMENTS = 40


class Run(NamedTuple):
    """Words of one segment kept together.

    `sure`: surely a place; `whole`: all the segment says; `numeric`: only house words and numbers.
    """

    said: Said
    sure: bool
    whole: bool
    numeric: bool
    words: int


class Address:
    """Puts the answer together out of the pieces of a message."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.words = pieces.words
        cities = [seen for seen in pieces.seen if seen.place.kind == "city" and not pieces.street_like(seen)]
        city = pieces.here(cities)
        self.dropped = {seen.start for seen in cities if seen is not city}
        if city:
            self.dropped |= {seen.start for seen in pieces.seen if seen.place.kind == "country"}

    def read(self) -> tuple[list[Said], float]:
        """The parts of the address in order, and how sure they are; no parts if there is none."""
        runs = [run for inside in list(self.pieces.segments.values())[:_MOST_SEGMENTS] for run in self.segment(inside)]
        if any(run.sure for run in runs):
            return self.strong(runs), 0.95
        weak = [run.said for run in runs if not run.numeric]
        refused = around.REMOTE.search(self.pieces.low) or "?" in self.pieces.text
        return (weak[:2], 0.6) if not refused and len(self.words) <= _MOST_WORDS else ([], 0.0)

    def strong(self, runs: list[Run]) -> list[Said]:
        """What is sure, with the short segments beside it ("Абая 45, кв 12", "Ташкент, Чиланзар")."""
        kept: list[Said] = []
        for run in runs:
            if run.sure or (run.whole and run.words <= _SHORT_RUN and (kept or not run.numeric)):
                kept.append(run.said)
        return kept

    def segment(self, inside: list[int]) -> list[Run]:
        """The runs of kept words of one segment; what is no part of an address breaks them."""
        runs: list[list[int]] = [[]]
        for index in inside:
            word = self.words[index]
            if word in around.CUT and not (word in {"угол", "уг"} and not self.has_number(runs[-1])):
                break
            if self.keeps(index, runs[-1]):
                runs[-1].append(index)
            elif runs[-1]:
                runs.append([])
        return [self.run(run, len(run) == len(inside)) for run in runs if self.worth(run)]

    def has_number(self, run: list[int]) -> bool:
        return any(self.words[index][0].isdigit() for index in run)

    def keeps(self, index: int, run: list[int]) -> bool:
        word = self.words[index]
        if index in self.dropped or self.pieces.word(index + 1) in around.FLOORS or word in around.UNSPOKEN:
            return False
        if any(seen.start <= index < seen.stop for seen in self.pieces.seen):
            return True
        if word in around.TYPES or word[0].isdigit() or (run and self.words[run[-1]] in around.STREET_TYPES):
            return True
        if len(word) == 1:
            return bool(run) and self.words[run[-1]][0].isdigit()
        return word not in around.LITTLE and word not in around.CUT and not around.VERBISH.fullmatch(word)

    def worth(self, run: list[int]) -> bool:
        """A run that says something: a name, or a number with the word for what it counts."""
        words = [self.words[index] for index in run]
        named = any(word[0].isalpha() and word not in around.TYPES and len(word) > 1 for word in words)
        counted = any(word[0].isdigit() for word in words)
        return named or counted or any(index in self.pieces.at for index in run)

    def run(self, run: list[int], whole: bool) -> Run:  # noqa: FBT001 -- whether the run is all of its segment
        words = [self.words[index] for index in run]
        typed = any(word in around.STREET_TYPES | around.AREA_TYPES | around.VILLAGE_TYPES for word in words)
        counted = self.has_number(run)
        names = [word for word in words if word[0].isalpha() and word not in around.TYPES]
        numbered = bool(names) and counted and words[0][0].isalpha() and len(words) <= _LONG_RUN
        known = any(index in self.pieces.at for index in run)
        said = (self.spoken(run), self.pieces.all[run[0]].start, self.pieces.all[run[-1]].end)
        sure = known or (typed and (bool(names) or counted)) or numbered
        return Run(said, sure, whole, not names, len(words))

    def spoken(self, run: list[int]) -> str:
        """The words of a run as said, known cities and oblasts in the nominative."""
        parts: list[str] = []
        skip = -1
        for index in run:
            seen = self.pieces.at.get(index)
            if index < skip:
                continue
            if seen:
                parts.append(self.pieces.said(seen)[0])
                skip = seen.stop
            elif not self.of_city(index):
                piece = self.pieces.all[index]
                parts.append(self.pieces.text[piece.start : piece.end])
        return " ".join(parts)

    def of_city(self, index: int) -> bool:
        """A type word that only says that the known name beside it is a city."""
        beside = self.pieces.at.get(index + 1), self.before(index)
        return self.words[index] in around.CITY_TYPES and any(seen and seen.place.kind == "city" for seen in beside)

    def before(self, index: int) -> Seen | None:
        return next((seen for seen in self.pieces.seen if seen.stop == index), None)
