"""Places told by their kind and not by a list: «8 мкр», «ЖК Комфорт Сити», "Baker street 5", «село Новый Путь»."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fsm.reading import place_words as around
from fsm.reading.calendar_atoms import known
from fsm.reading.place_pieces import Pieces

_LONGEST_NAME = 3
_FEWEST_LETTERS = 3


class Typed(NamedTuple):
    """Pieces `start` to `stop` (exclusive) that name a place; `kind` is quarter, complex, street or village."""

    start: int
    stop: int
    kind: str


def typed(pieces: Pieces) -> Iterator[Typed]:
    """Every place of the message that its own wording tells, left to right, without overlaps."""
    at = 0
    while at < len(pieces.words):
        found = _at(pieces, at)
        if found is not None and found.start >= at:
            yield found
            at = found.stop
        else:
            at += 1


def _at(pieces: Pieces, at: int) -> Typed | None:
    word, following = pieces.words[at], pieces.word(at + 1)
    if word[0].isdigit() and len(word) <= _LONGEST_NAME:
        return _numbered(pieces, at)
    if word in around.QUARTER_TYPES:
        numbered = following[:1].isdigit() and len(following) <= _LONGEST_NAME and pieces.beside(at)
        stop = at + 2 if numbered else _name_after(pieces, at + 1)
        return Typed(at, stop, "quarter") if stop > at + 1 else None
    if word in around.COMPLEX_TYPES:
        stop = _name_after(pieces, at + 1, any_case=True)
        return Typed(at, stop, "complex") if stop > at + 1 else None
    if word in around.STREETS_BEFORE or pieces.village(at):
        stop = _name_after(pieces, at + 1)
        kind = "street" if word in around.STREETS_BEFORE else "village"
        return Typed(at, stop, kind) if stop > at + 1 else None
    if word in around.LEADS or not at or not pieces.together(at - 1, at) or _introduced(pieces, at):
        return _unlisted(pieces, at + (word in around.LEADS)) or _named_before(pieces, at)
    return _named_before(pieces, at)


def _unlisted(pieces: Pieces, at: int) -> Typed | None:
    """«на Брусиловского 24», «Ходжанова 58а, второй подъезд», «офис в Нурлы Тау»: known by what stands around it."""
    stop = _name_after(pieces, at) if at < len(pieces.words) and pieces.capital(at) and _is_name(pieces, at) else at
    if stop == at:
        return None
    led = _introduced(pieces, at) or (pieces.word(at - 1) in around.LEADS and pieces.beside(at - 1))
    if led and pieces.word(at - 2) in around.PREMISES and not around.SHOPS.intersection(pieces.words[at:stop]):
        return Typed(at, stop, "street" if pieces.word(stop)[:1].isdigit() else "complex")
    house = pieces.word(stop)
    if not (around.STREET_ENDING.search(pieces.words[stop - 1]) and around.HOUSE.fullmatch(house)):
        return None
    lettered = not house.isdigit() or pieces.word(stop + 1) in around.WITHIN or pieces.word(stop + 2) in around.WITHIN
    return Typed(at, stop + 1, "street") if (led and _ends(pieces, stop)) or lettered else None


def _introduced(pieces: Pieces, at: int) -> bool:
    """«адрес другой: Жарокова 210»."""
    start = pieces.all[at].start
    colon = pieces.text[max(0, start - 2) : start].rstrip().endswith(":")
    return colon and any(word in around.ADDRESS for word in pieces.words[max(0, at - 4) : at])


def _ends(pieces: Pieces, at: int) -> bool:
    """Whether nothing that the number at `at` could count follows it."""
    return not pieces.beside(at) or around.NUMBERED_NOT.match(pieces.words[at + 1]) is None


def _numbered(pieces: Pieces, at: int) -> Typed | None:
    """«8 мкр», «12-й микрорайон», «14-ықшамаудан», "221b Baker street"."""
    named = at + 1 + (pieces.word(at + 1) in around.ORDINAL_ENDINGS)
    if pieces.word(named) in around.QUARTER_TYPES and pieces.together(at, named):
        return Typed(at, named + 1, "quarter")
    street = _named_before(pieces, at + 1)
    latin = street is not None and pieces.words[street.stop - 1].isascii()
    return street._replace(start=at) if street and latin and pieces.together(at, street.start) else None


def _name_after(pieces: Pieces, at: int, *, any_case: bool = False) -> int:
    """The piece after a name that begins here: words with capitals, or (a complex) the rest of a short segment."""
    stop = at
    while stop < len(pieces.words) and stop - at < _LONGEST_NAME and pieces.together(at, stop):
        if not (pieces.names(stop) and pieces.capital(stop)):
            break
        stop += 1
    if stop == at and any_case and at < len(pieces.words) and pieces.beside(at - 1) and _is_name(pieces, at):
        rest = [index for index in pieces.segments[pieces.all[at].segment] if index >= at and pieces.names(index)]
        short = len(rest) <= 2 and all(_is_name(pieces, index) for index in rest)  # noqa: PLR2004 - «жк комфорт сити»
        stop = at + (len(rest) if short else 1)
    return stop


def _is_name(pieces: Pieces, at: int) -> bool:
    word = pieces.words[at]
    common = word in around.COMMON or word in around.TYPES or bool(around.VERBISH.fullmatch(word))
    return pieces.names(at) and len(word) >= _FEWEST_LETTERS and not common and known(word) is None


def _named_before(pieces: Pieces, at: int) -> Typed | None:
    """One to three words with capitals before their street word: «Қарасай батыр көшесі», "Baker street"."""
    stop = at
    while stop < len(pieces.words) and stop - at <= _LONGEST_NAME and pieces.together(at, stop):
        word = pieces.words[stop]
        if word in around.STREETS_AFTER:
            return Typed(at, stop + 1, "street") if stop > at else None
        if not pieces.names(stop) or not (pieces.capital(stop) or stop > at) or word in around.COMMON:
            return None
        stop += 1
    return None
