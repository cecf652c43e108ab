"""Parts of a whole inside a number: «с половиной», three quarters of, 1/2, «две целых три десятых»."""

from __future__ import annotations

from collections.abc import Sequence

from fsm.reading.number_tokens import Piece
from fsm.reading.numeral_words import Kind

MOST_GAP = 8  # spaces inside one number; more is what an address or a phone left behind
POINTS = frozenset(("point", "точка", "запятая", "крапка", "кома", "целых", "целая", "целые", "цілих", "ціла", "нүкте"))
_AFTER = {
    ("с", "половиной"): 0.5,
    ("c", "половиной"): 0.5,
    ("с", "пол"): 0.5,
    ("з", "половиною"): 0.5,
    ("и", "половина"): 0.5,
    ("и", "половину"): 0.5,
    ("and", "a", "half"): 0.5,
    ("жарым",): 0.5,
    ("половиной",): 0.5,
    ("с", "четвертью"): 0.25,
    ("з", "чвертю"): 0.25,
    ("и", "четверть"): 0.25,
    ("and", "a", "quarter"): 0.25,
    ("и", "три", "четверти"): 0.75,
    ("and", "three", "quarters"): 0.75,
    ("с", "третью"): 1 / 3,
    ("and", "a", "third"): 1 / 3,
}
_BY_FIRST = {words[0]: [pair for pair in _AFTER.items() if pair[0][0] == words[0]] for words in _AFTER}
_BEFORE_SCALE = {"half": 0.5, "quarter": 0.25}
_OF = frozenset(("of", "a", "от"))
_MOST_OF = 2
_DENOMINATORS = frozenset((2.0, 3.0, 4.0, 5.0, 8.0))
_TENTHS = {"десят": 10.0, "сот": 100.0, "тысячн": 1000.0, "тисячн": 1000.0}
_ADJECTIVAL = ("ых", "их", "ая", "ые", "а", "і")
_MOST_DECIMALS = 3


def near(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a piece follows the one before it closely enough to belong to the same number."""
    return 0 < at < len(pieces) and pieces[at].start - pieces[at - 1].end < MOST_GAP


def kind_at(pieces: Sequence[Piece], at: int) -> Kind | None:
    """What the piece does inside a number; None behind the end and for what is no number word."""
    if at >= len(pieces):
        return None
    entry = pieces[at].entry
    return entry.kind if entry else None


def part_after(pieces: Sequence[Piece], at: int) -> tuple[int, float]:
    """How many pieces say "and a half" or another part here, and the part; (0, 0) if none do."""
    if not near(pieces, at):
        return 0, 0.0
    for words, part in _BY_FIRST.get(pieces[at].text, ()):
        if tuple(piece.text for piece in pieces[at : at + len(words)]) == words:
            return len(words), part
    loose = pieces[at].text == "and" and kind_at(pieces, at + 2) is Kind.SCALE  # "two and half lakhs"
    part = _BEFORE_SCALE.get(pieces[at + 1].text, 0.0) if loose else 0.0
    return (2, part) if part else (0, 0.0)


def parts_of(pieces: Sequence[Piece], at: int) -> tuple[int, float] | None:
    """The piece behind "quarters of a", «трети», and what one such part is, if a scale follows; None for others."""
    entry = pieces[at].entry if near(pieces, at) else None
    if entry is None or entry.kind is not Kind.PART:
        return None
    stop = at + 1
    while stop < len(pieces) and pieces[stop].text in _OF and stop - at <= _MOST_OF:
        stop += 1
    return (stop, entry.value) if near(pieces, stop) and kind_at(pieces, stop) is Kind.SCALE else (stop, 0.0)


def ratio_at(pieces: Sequence[Piece], at: int) -> tuple[int, float] | None:
    """«1/2» before an English scale ("3/4 million"); in Russian «2/3 млн» is two or three millions."""
    if at + 3 >= len(pieces) or pieces[at + 1].text != "/":
        return None
    over, under, scale = pieces[at].value, pieces[at + 2].value, pieces[at + 3]
    tight = pieces[at].end == pieces[at + 1].start and pieces[at + 1].end == pieces[at + 2].start
    if not tight or over is None or under not in _DENOMINATORS or not 0 < over < under:
        return None
    return (at + 3, over / under) if scale.text.isascii() and kind_at(pieces, at + 3) is Kind.SCALE else None


def zeros_at(pieces: Sequence[Piece], at: int) -> int:
    """How many noughts stand here in words or figures: "point zero five"."""
    stop = at
    while near(pieces, stop) and stop - at < _MOST_DECIMALS and _is_zero(pieces[stop]):
        stop += 1
    return stop - at


def tenths_at(pieces: Sequence[Piece], at: int) -> float:
    """What «десятых», «сотых» divide by; 0 if nothing of the kind stands here."""
    if not near(pieces, at) or not pieces[at].text.endswith(_ADJECTIVAL):
        return 0.0
    return next((by for stem, by in _TENTHS.items() if pieces[at].text.startswith(stem)), 0.0)


def _is_zero(piece: Piece) -> bool:
    return piece.digits == "0" or (piece.entry is not None and piece.entry.kind is Kind.UNIT and not piece.entry.value)
