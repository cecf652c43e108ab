"""The answer to "where": known places, streets and houses as said, and short unknown names."""

from __future__ import annotations

from typing import NamedTuple

from fsm.reading import place_words as around
from fsm.reading.calendar_atoms import known
from fsm.reading.everyday import is_everyday
from fsm.reading.name_forms import is_ordinary
from fsm.reading.place_pieces import Pieces, Said, Seen
from fsm.reading.place_typed import typed

_BRIEF, _SHORT_NAME = 5, 4
_KAZAKH_PLACE = ("дан", "ден", "тан", "тен", "нан", "нен", "данмын", "денмин", "танмын", "тенмин", "дамын", "демин")
_DISTRICT = ("ский", "ском", "ского", "цкий", "цком", "ая", "ой")
_NO_TOWN = ("ые", "ого", "ему", "ому", "ими", "ыми", "тся", "лся", "лось", "лись")
_SHORT_RUN = 3
_LONG_RUN = 8
_MOST_SEGMENTS, _LONGEST_HOUSE = 40, 7


class Run(NamedTuple):
    """Words of one segment kept together.

    `sure`: surely a place; `whole`: all the segment says; `numeric`: only house words and numbers; `at`: where.
    """

    said: Said
    sure: bool
    whole: bool
    numeric: bool
    at: tuple[int, ...]


class Address:
    """Puts the answer together out of the pieces of a message."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces
        self.words = pieces.words
        cities = [seen for seen in pieces.seen if seen.place.kind == "city" and not pieces.street_like(seen)]
        city = pieces.here(cities)
        self.dropped = {
            seen.start
            for seen in cities
            if seen is not city and pieces.word(seen.start - 1) not in around.VILLAGE_TYPES
        }
        if city:
            self.dropped |= {
                seen.start for seen in pieces.seen if seen.place.kind == "country" and not pieces.street_like(seen)
            }

    def read(self) -> tuple[list[Said], float]:
        """The parts of the address in order, and how sure they are; no parts if there is none."""
        runs = [run for inside in list(self.pieces.segments.values())[:_MOST_SEGMENTS] for run in self.segment(inside)]
        if any(run.sure for run in runs):
            return self.strong(runs), 0.95
        names = [run for run in runs if not run.numeric]
        refused = around.REMOTE.search(self.pieces.low) or "?" in self.pieces.text
        if not refused and (said := self.landmark() or self.middle()):
            return [said], 0.7
        if refused or len(names) != 1 or not self.strange(names[0]):
            return [], 0.0
        return [names[0].said], 0.6

    def landmark(self) -> Said | None:
        """A station, complex or street that the answer only stands near: «возле метро Москва»."""
        for one in typed(self.pieces):
            start, end = self.pieces.all[one.start].start, self.pieces.all[one.stop - 1].end
            return self.pieces.spoken(one.start, one.stop), start, end
        found = around.NEAR.search(self.pieces.text)
        if found is None:
            return None
        start, end = found.span(found.lastgroup or 0)
        city = next((seen for seen in self.pieces.seen if self.pieces.all[seen.start].start == start), None)
        if city is None and len(self.words) > _LONG_RUN:
            return None
        return self.pieces.said(city) if city else (found[found.lastgroup or 0], start, end)

    def middle(self) -> Said | None:
        """«в центре»: a part of the town that has no name, as the whole answer."""
        if len(self.words) > _BRIEF:
            return None
        found = around.MIDDLE.search(self.pieces.low)
        return (found.group().replace("центре", "центр"), *found.span()) if found else None

    def strange(self, run: Run) -> bool:
        """An unknown name as the whole answer: "Кайнарбулак", "из жана талапа", "Кеңсайданмын"."""
        words = [self.words[index] for index in run.at]
        if len(self.words) > _BRIEF or len(words) > _SHORT_RUN - 1 or any(known(word) for word in words):
            return False
        if any(word in around.COMMON or len(word) < _SHORT_NAME or is_everyday(word) for word in words):
            return False
        if all(map(is_ordinary, words)):
            return False
        if any(word.endswith(_NO_TOWN) for word in words):
            return False
        led = self.pieces.word(run.at[0] - 1) in {"из", "from"}
        cased = words[-1].endswith(_KAZAKH_PLACE) and len(words[-1]) > _SHORT_RUN + 2
        return led or cased or all(self.pieces.capital(index) for index in run.at)

    def strong(self, runs: list[Run]) -> list[Said]:
        """What is sure, with the short segments beside it ("Абая 45, кв 12", "Ташкент, Чиланзар")."""
        kept: list[Said] = []
        for run in runs:
            words = [self.words[index] for index in run.at]
            plain_name = run.numeric or len(words) == 1 or all(self.pieces.capital(index) for index in run.at)
            beside = run.whole and len(words) <= _SHORT_RUN and plain_name
            beside = beside and (run.numeric or not around.COMMON.intersection(words))
            lettered = self.pieces.lettered(run.at[0])
            housed = run.numeric and run.whole and (lettered or not around.HOUSE_TYPES.isdisjoint(words))
            if run.sure or housed or (beside and (kept if run.numeric else not any(map(known, words)))):
                kept.append(run.said)
        return kept

    def segment(self, inside: list[int]) -> list[Run]:
        """The runs of kept words of one segment; what is no part of an address breaks them."""
        runs: list[list[int]] = [[]]
        for index in inside:
            word = self.words[index]
            if word in around.CUT and index in self.pieces.at and len(inside) == 1:
                runs[-1].append(index)  # «Есик», a town and a door
                continue
            if word in around.CUT and not (word in around.CROSSINGS and not self.has_number(runs[-1])):
                break
            if word in around.NEARBY and any(self.words[at][0].isdigit() for at in range(index)):
                break  # the address has been given; what it is near to is no part of it
            if self.keeps(index, runs[-1]):
                runs[-1].append(index)
            elif runs[-1]:
                runs.append([])
        return [self.run(run, len(run) == len(inside)) for run in runs if self.worth(run)]

    def has_number(self, run: list[int]) -> bool:
        return any(self.words[index][0].isdigit() for index in run)

    def keeps(self, index: int, run: list[int]) -> bool:
        word = self.words[index]
        floor = self.pieces.word(index + 1) in around.FLOORS and self.pieces.beside(index)
        if index in self.dropped or floor:
            return False
        if word[0].isdigit():
            return len(word) <= _LONGEST_HOUSE and self.pieces.word(index + 1) not in around.DISTANCES
        if len(word) == 1 and not self.is_part(index, run):
            return self.letters(index, run)
        known_or_name = word not in around.LITTLE and word not in around.CUT and not around.VERBISH.fullmatch(word)
        beside = (bool(run) and run[-1] in self.pieces.at and is_everyday(word)) or (
            index + 1 in self.pieces.at and is_ordinary(word)
        )
        if beside and not self.pieces.capital(index):
            known_or_name = False  # «в Алматы конечно», «жақында Оралға»
        return known_or_name or self.is_part(index, run)

    def letters(self, index: int, run: list[int]) -> bool:
        """Whether a letter alone belongs to a house: "B-17", «12 А», «блок В»."""
        if self.pieces.lettered(index):
            return True
        if index + 1 in self.pieces.at and self.pieces.at[index + 1].place.kind == "city":
            return False  # «Жибек жолы 14 в Кордае»
        return bool(run) and (self.words[run[-1]][0].isdigit() or self.words[run[-1]] in around.LETTERED)

    def is_part(self, index: int, run: list[int]) -> bool:
        """Whether the word is a known name, a type word, or what such a word opened."""
        word = self.words[index]
        if self.pieces.village(index) or self.goes_on(index, run) or word in around.TYPES:
            return True
        if any(seen.start <= index < seen.stop for seen in self.pieces.seen):
            return True
        ordinal = word in around.ORDINAL_ENDINGS and run and self.words[run[-1]][0].isdigit()
        tied = ordinal and self.pieces.text[self.pieces.all[index].start - 1] in "-–"
        return bool(tied or (run and self.opens(run[-1], word)))

    def goes_on(self, index: int, run: list[int]) -> bool:
        """A word with a capital within a name that a type word opened: «село Новый Путь», «жк Легенда»."""
        if not run or run[-1] != index - 1 or not self.pieces.capital(index):
            return False
        opened = next((at for at in reversed(run) if self.words[at] in around.TYPES or self.pieces.village(at)), None)
        return opened is not None and all(self.pieces.capital(at) for at in range(opened + 1, index))

    def opens(self, index: int, word: str) -> bool:
        """Whether a type word makes a name of what follows: «улица Мира», «район вокзала»."""
        kind = self.words[index]
        if word in around.LITTLE:
            return False
        return kind in around.STREET_TYPES or (kind.startswith("район") and word not in around.COMMON)

    def worth(self, run: list[int]) -> bool:
        """A run that says something: a name, or a number with the word for what it counts."""
        words = [self.words[index] for index in run]
        named = any(word[0].isalpha() and word not in around.TYPES and len(word) > 1 for word in words)
        counted = any(word[0].isdigit() for word in words)
        lettered = len(words) > 1 and words[-2] in around.LETTERED and len(words[-1]) == 1
        return named or counted or lettered or any(index in self.pieces.at for index in run)

    def run(self, run: list[int], whole: bool) -> Run:  # noqa: FBT001 -- whether the run is all of its segment
        names = [self.words[index] for index in run if self.words[index][0].isalpha()]
        names = [word for word in names if word not in around.TYPES and len(word) > 1]
        sure = self.known_in(run) or self.typed(run) or self.numbered(run, names, whole) or self.crosses(run)
        if sure:
            run = self.trimmed(run)
        said = (self.spoken(run), self.pieces.all[run[0]].start, self.pieces.all[run[-1]].end)
        return Run(said, sure, whole, not names, tuple(run))

    def known_in(self, run: list[int]) -> bool:
        """A known place that is not an everyday word in the middle of a sentence."""
        places = [self.pieces.at[index] for index in run if index in self.pieces.at]
        return any(
            not seen.place.doubtful
            or all(self.words[index] in around.TYPES for index in run if not seen.start <= index < seen.stop)
            or self.pieces.word(seen.stop)[:1].isdigit()
            or self.pieces.word(seen.start - 1) in around.TYPES
            or (seen.named.case == "kk" and self.pieces.capital(seen.start) and not self.pieces.opens(seen.start))
            for seen in places
        )

    def typed(self, run: list[int]) -> bool:
        """A street or district word with a name or number beside it."""
        for index in run:
            beside = [near for near in (index - 1, index + 1) if near in run]
            names = [self.words[near] for near in beside if self.words[near] not in around.COMMON]
            if (self.words[index] in around.STREET_TYPES or self.pieces.village(index)) and names:
                return True
            if self.words[index] in around.AREA_TYPES and any(
                (self.words[near].endswith(_DISTRICT) and self.words[near] not in around.COMMON)
                or self.pieces.capital(near)
                or self.of_what(near)
                for near in beside
            ):
                return True
        return False

    def of_what(self, index: int) -> bool:
        """«район вокзала», «в районе рынка»: a part of the town by what stands there."""
        word = self.words[index]
        named = len(word) >= _SHORT_NAME and word not in around.COMMON and known(word) is None
        return named and word.endswith(("а", "я", "ы", "и")) and self.words[index - 1].startswith("район")

    def crosses(self, run: list[int]) -> bool:
        """A street named where two cross: «угол Абая и Гагарина», «Абай мен Жамбыл қиылысы»."""
        inside = self.pieces.segments[self.pieces.all[run[0]].segment]
        crossing = any(self.words[index] in around.CROSSINGS for index in inside)
        return crossing and all(self.pieces.capital(index) for index in run)

    def numbered(self, run: list[int], names: list[str], whole: bool) -> bool:  # noqa: FBT001 -- see run
        """A name and a house number: "Жандосова 55", "kabanbay batyr 60"; not "тысяч 50", "айфон 13 упал"."""
        digits = [index for index in run if self.words[index][0].isdigit()]
        if not names or not digits or not 0 < digits[0] - run[0] <= _SHORT_RUN or not self.house(digits):
            return False
        if any(around.NUMBERED_NOT.match(word) or word in around.COMMON or known(word) for word in names):
            return False
        beyond = [index for index in run if index > digits[0] and index not in digits]
        if any(self.words[index] not in around.TYPES and len(self.words[index]) > 1 for index in beyond):
            return False
        capital = all(self.pieces.capital(index) for index in run if self.words[index] in names[:1])
        return bool(around.STREET_ENDING.search(self.words[digits[0] - 1])) or (whole and capital)

    def house(self, digits: list[int]) -> bool:
        """Whether these may number a house and a flat: no amounts, no telephone."""
        if any(index + 1 in digits and index + 2 in digits for index in digits):
            return False
        return around.HOUSE.fullmatch(self.words[digits[0]]) is not None

    def trimmed(self, run: list[int]) -> list[int]:
        """The run without everyday words before and after what is surely a place."""
        if len(run) <= _SHORT_RUN:
            return run
        inside = [
            index
            for index in run
            if any(seen.start <= index < seen.stop for seen in self.pieces.seen)
            or self.words[index] in around.TYPES
            or self.words[index][0].isdigit()
            or self.pieces.capital(index)
            or not around.ORDINAL_ENDINGS.isdisjoint((self.words[index], self.words[index - 1]))
        ]
        return (
            list(range(max(run[0], inside[0] - 1 if self.near_number(inside[0]) else inside[0]), inside[-1] + 1)) or run
        )

    def near_number(self, index: int) -> bool:
        """Whether a number follows its own name ("кайрата 15")."""
        return self.words[index][0].isdigit() and self.words[index - 1][:1].isalpha() if index else False

    def spoken(self, run: list[int]) -> str:
        """The words of a run as said, known cities and oblasts in the nominative."""
        said, skip, last = "", -1, -1
        for index in run:
            unspoken = self.words[index] in around.UNSPOKEN or (
                len(self.words[index]) == 1 and self.pieces.village(index)
            )
            if index < skip or self.of_city(index) or unspoken:
                continue
            seen, piece = self.pieces.at.get(index), self.pieces.all[index]
            skip = seen.stop if seen else index + 1
            gap = self.pieces.text[last : piece.start] if last >= 0 else ""
            said += (gap if gap in {"", "-", "/"} else " ") if said else ""
            basic = around.NOMINATIVE.get(self.words[index])
            said += self.pieces.said(seen)[0] if seen else basic or self.pieces.text[piece.start : piece.end]
            last = self.pieces.all[skip - 1].end
        return said

    def of_city(self, index: int) -> bool:
        """A type word that only says that the known name beside it is a city."""
        beside = self.pieces.at.get(index + 1), self.before(index)
        return self.words[index] in around.CITY_TYPES and any(seen and seen.place.kind == "city" for seen in beside)

    def before(self, index: int) -> Seen | None:
        return next((seen for seen in self.pieces.seen if seen.stop == index), None)
