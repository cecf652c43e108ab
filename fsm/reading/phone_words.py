"""Phone numbers said in words: «восемь семьсот семь сорок два ...», «сегіз жеті жүз жеті ...», "double five"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from fsm.reading.message import Message
from fsm.reading.number_tokens import Piece, has_numbers, pieces_of
from fsm.reading.numeral_words import Kind
from fsm.reading.stems import split

_FEWEST, _LENGTHS = 10, (11, 10, 12)
_FEWEST_GAPS = 3  # four words at least
_MOST_WAYS = 64
_MOST_GAP = 4
_COUNTED = {"double": 2, "triple": 3, "treble": 3, "два": 2, "две": 2, "три": 3, "четыре": 4, "екі": 2, "үш": 3}
_ENGLISH_COUNTS = frozenset({"double", "triple", "treble"})
_FIGURES = {
    **dict.fromkeys(
        ("ноль", "нуль", "ноля", "нуля", "нолей", "нулей", "нулі", "нолика", "нөл", "нол", "zero", "oh", "o"), "0"
    ),
    **dict.fromkeys(("единицы", "единиц", "единички", "один", "одна", "бір", "бир", "one", "одинички"), "1"),
    **dict.fromkeys(("двойки", "двоек"), "2"),
    **dict.fromkeys(("тройки", "троек"), "3"),
    **dict.fromkeys(("четверки", "четверок"), "4"),
    **dict.fromkeys(("пятерки", "пятерок"), "5"),
    **dict.fromkeys(("шестерки", "шестерок"), "6"),
    **dict.fromkeys(("семерки", "семерок"), "7"),
    **dict.fromkeys(("восьмерки", "восьмерок"), "8"),
    **dict.fromkeys(("девятки", "девяток"), "9"),
}
_REPEATED = frozenset(_FIGURES) - {"ноль", "нуль", "один", "одна", "бір", "бир", "one", "zero", "нол", "нөл"}
_FIGURE_KINDS = frozenset({Kind.ONE, Kind.UNIT})
_PASSED = frozenset({"-", ",", ".", "и", "+", "плюс", "(", ")", "\u2026", "plus"}) | {
    *("потом", "дальше", "далее", "затем", "then", "сосын", "кейін", "потім", "далі"),
}


def may_tell_digits(message: Message) -> bool:
    """Whether a digit may be told in the message at all, in figures or in words."""
    if has_numbers(message):
        return True
    spoken = message.low.count(" ") >= _FEWEST_GAPS
    return spoken and any(word.raw in _FIGURES or word.raw in _COUNTED for word in split(message.low))


def spoken_digits(message: Message) -> list[tuple[str, int, int]]:
    """Runs of number words that may be a phone number: their figures and where they stand."""
    if message.low.count(" ") < _FEWEST_GAPS:
        return []
    found: list[tuple[str, int, int]] = []
    for run in _runs(pieces_of(message)):
        found.extend((digits, run[0].start, run[-1].end) for digits in _ways(run))
    return found


def _runs(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Stretches of number words and figures with only marks between them."""
    runs: list[list[Piece]] = [[]]
    for piece in pieces:
        if _is_number(piece):
            runs[-1].append(piece)
        elif piece.text not in _PASSED and runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 3 and any(piece.value is None for piece in run)]  # noqa: PLR2004


def _is_number(piece: Piece) -> bool:
    if piece.text in _FIGURES or piece.text in _COUNTED or piece.value is not None:
        return True
    return piece.entry is not None and piece.entry.kind not in (Kind.SCALE, Kind.SHORT, Kind.HALF, Kind.FRACTION)


def _ways(run: list[Piece]) -> list[str]:
    """The readings of a run with a plausible number of figures; said groups are kept whole where possible."""
    chunks = _chunks(run)
    options = [_options(chunk) for chunk in chunks]
    found: list[str] = []
    whole = "".join(option[0] for option in options)
    if len(whole) in _LENGTHS:
        return [whole]
    if len(chunks) > _MOST_WAYS:
        return []
    ambiguous = [index for index, option in enumerate(options) if len(option) > 1][:6]
    for choice in product(*(options[index] for index in ambiguous)):
        parts = [option[0] for option in options]
        for index, text in zip(ambiguous, choice, strict=True):
            parts[index] = text
        digits = "".join(parts)
        if len(digits) in _LENGTHS[:2]:
            found.append(digits)
    return found[:4]


def _chunks(run: list[Piece]) -> list[list[Piece]]:
    """Number words grouped as they are said: «семьсот два», «пятьдесят пять», «три семёрки»."""
    chunks: list[list[Piece]] = []
    floor = 0.0
    for piece in run:
        grown = _continues(chunks[-1], piece, floor) if chunks else None
        if grown is None:
            chunks.append([piece])
            floor = _magnitude(piece)
        else:
            chunks[-1].append(piece)
            floor = grown
    return chunks


def _magnitude(piece: Piece) -> float:
    kind = piece.entry.kind if piece.entry else None
    return {Kind.HUNDRED: 100.0, Kind.TIMES: 100.0, Kind.TEN: 10.0}.get(kind, 1.0) if kind else 0.0


def _continues(chunk: list[Piece], piece: Piece, floor: float) -> float | None:
    """The smallest magnitude once `piece` joins the chunk; None if it begins another."""
    last = chunk[-1]
    if last.text in _COUNTED and len(chunk) == 1 and piece.text in _REPEATED:
        return 0.0
    if last.text in _ENGLISH_COUNTS and len(chunk) == 1:
        return 0.0 if _is_number(piece) else None
    if piece.entry is None or (piece.text in _FIGURES and piece.entry.kind is not Kind.ONE):
        return None
    kind = piece.entry.kind
    if kind is Kind.TIMES and floor == 1 and len(chunk) == 1 and last.entry and last.entry.kind in _FIGURE_KINDS:
        return 100.0
    if kind in (Kind.TEN, Kind.TEEN) and floor == 100:  # noqa: PLR2004
        return 10.0 if kind is Kind.TEN else 1.0
    return 1.0 if kind in _FIGURE_KINDS and floor >= 10 else None  # noqa: PLR2004


def _options(chunk: list[Piece]) -> list[str]:
    """The figures of a chunk: as one number first, then as its words one by one."""
    first = chunk[0]
    if first.value is not None:
        return [first.digits or first.text]
    if len(chunk) > 1 and chunk[-1].text in _REPEATED and first.text in _COUNTED:
        return [_FIGURES[chunk[-1].text] * _COUNTED[first.text]]
    if first.text in _ENGLISH_COUNTS and len(chunk) > 1:
        return [_single(chunk[-1]) * _COUNTED[first.text]]
    if len(chunk) == 1:
        return [_single(first)]
    whole = str(int(_total(chunk)))
    apart = "".join(_single(piece) for piece in chunk)
    return [whole, apart] if apart != whole else [whole]


def _total(chunk: list[Piece]) -> float:
    total = 0.0
    for piece in chunk:
        value = piece.entry.value if piece.entry else 0.0
        is_times = piece.entry is not None and piece.entry.kind is Kind.TIMES
        total = total * value if is_times and total else total + value
    return total


def _single(piece: Piece) -> str:
    if piece.text in _FIGURES:
        return _FIGURES[piece.text]
    return str(int(piece.entry.value)) if piece.entry else piece.digits
