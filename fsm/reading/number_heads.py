"""The part of a number before its scale: figures, words below a thousand, halves, couples, decimals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from fsm.reading.number_tokens import Piece
from fsm.reading.numeral_parts import POINTS, kind_at, near, part_after, parts_of, ratio_at, tenths_at, zeros_at
from fsm.reading.numeral_words import Kind

MILLION = 1e6
HUNDRED = 100
_COMPOUND = frozenset({Kind.ONE, Kind.UNIT, Kind.TEEN, Kind.TEN, Kind.HUNDRED, Kind.TIMES, Kind.NOTE})
_MULTIPLIED = frozenset({Kind.SCALE, Kind.TIMES, Kind.NOTE})
_GOVERNING = (
    "до от около больше меньше свыше порядка более менее дороже дешевле выше ниже с из пределах рамках районе з від "
    "понад більше менше близько вище нижче біля чем"
)
BEFORE_GENITIVE = frozenset(_GOVERNING.split())
_MOST_FILLERS = 3
_UNITS_END = 10
_HYPHENATED = 2  # pieces from a unit to the ten behind its hyphen
_MOST_DECIMAL = 1000
_FIRST_OF_TWO = frozenset(("between", "from", "между", "от", "с", "від", "між"))
_SECOND_OF_TWO = frozenset(("and", "to", "и", "до", "й", "та", "і", "-"))
_BETWEEN_TWO = frozenset(("-", "или", "or", "to", "або", "немесе"))
_SCALES = (Kind.SCALE, Kind.SHORT)
COINED = ("доллар", "долар", "dollar", "рубл", "евро", "euro", "тенге", "теңге", "гривн", "фунт", "pound", "сом")
_ONE_MARK = re.compile(r"\d{1,3}[.,]\d{3}$")  # 1.250 is one and a quarter before "million", else 1250


class Head(NamedTuple):
    value: float
    stop: int
    weak: bool = False
    about: bool = False
    case: str = ""
    grouped: bool = False
    whole: bool = True
    scale: float = 0.0


def head_at(pieces: Sequence[Piece], at: int) -> Head | None:
    """The part of a number before its scale."""
    whole = _whole_head(pieces, at)
    if whole is None or not near(pieces, whole.stop):
        return whole
    if pieces[whole.stop].text in POINTS:
        return _with_decimals(pieces, whole)
    parts = parts_of(pieces, whole.stop) if whole.value < _UNITS_END else None
    if parts is None:
        return whole
    stop, part = parts
    return Head(whole.value * part, stop, whole=False) if part else None


def _with_decimals(pieces: Sequence[Piece], whole: Head) -> Head:
    """«Две целых три десятых», "one point two five", "point zero five"."""
    at = whole.stop + 1
    if near(pieces, at) and pieces[at].text == "и":
        at += 1
    zeros = zeros_at(pieces, at)
    at += zeros
    fraction = _whole_head(pieces, at) if near(pieces, at) and not tenths_at(pieces, at) else None
    if fraction is None or not fraction.whole or fraction.value >= _MOST_DECIMAL:
        one = kind_at(pieces, at) is Kind.ONE
        if not zeros and not one:
            return whole
        digits, stop = f"{'0' * zeros}{'1' * one}", at + one
    else:
        digits, stop = f"{'0' * zeros}{fraction.value:.0f}", fraction.stop
    while kind_at(pieces, stop) in (Kind.UNIT, Kind.ONE) and stop == at + 1 and near(pieces, stop):
        digits, stop = f"{digits}{pieces[stop].entry.value:.0f}", stop + 1  # type: ignore[union-attr]
    by = tenths_at(pieces, stop)
    value = whole.value + int(digits) / by if by else float(f"{whole.value:.0f}.{digits}")
    return whole._replace(value=value, stop=stop + bool(by), whole=False)


def _whole_head(pieces: Sequence[Piece], at: int) -> Head | None:
    if at < len(pieces) and pieces[at].value is not None:
        return _figures(pieces, at)
    kind = kind_at(pieces, at)
    if kind is Kind.ONE and kind_at(pieces, at + 1) is Kind.ABOUT_TWO:
        at, kind = at + 1, Kind.ABOUT_TWO
    if kind in (Kind.HALF, Kind.ABOUT_TWO, Kind.FRACTION):
        return _multiplier(pieces, at)
    if kind is Kind.WHOLE and (entry := pieces[at].entry) and entry.value < HUNDRED:
        return Head(entry.value, at + 1)  # полсотни
    if kind not in _COMPOUND or not _begins(pieces, at):
        return None
    return _in_millions(pieces, _with_figures(pieces, _compound(pieces, at)))


def _with_figures(pieces: Sequence[Piece], head: Head) -> Head:
    """«сто 20 тысяч»: round hundreds in words, the rest in figures."""
    hundreds = kind_at(pieces, head.stop - 1) in (Kind.HUNDRED, Kind.TIMES) and not head.case
    if not hundreds or head.value % HUNDRED or not near(pieces, head.stop):
        return head
    rest = pieces[head.stop]
    fits = rest.value is not None and bool(rest.digits) and 0 < rest.value < HUNDRED
    counts = fits and (kind_at(pieces, head.stop + 1) is Kind.SCALE or rest.value % 10 == 0)  # type: ignore[operator]
    return head._replace(value=head.value + (rest.value or 0), stop=head.stop + 1) if counts else head


def _in_millions(pieces: Sequence[Piece], head: Head) -> Head:
    """«два двести», units and round hundreds without "thousand" are 2.2 million."""
    if not head.value:
        return _after_nought(pieces, head)
    units = kind_at(pieces, head.stop - 1) in (Kind.UNIT, Kind.ONE) and head.value < _UNITS_END
    if not units or not near(pieces, head.stop) or kind_at(pieces, head.stop) is not Kind.HUNDRED:
        return head
    rest = _compound(pieces, head.stop)
    if kind_at(pieces, rest.stop) in _SCALES or rest.case:
        return head
    return head._replace(value=head.value + rest.value / 1000, stop=rest.stop, whole=False)


def _after_nought(pieces: Sequence[Piece], head: Head) -> Head:
    """«Ноль пять миллиона» is half a million."""
    if not near(pieces, head.stop) or kind_at(pieces, head.stop) not in (Kind.UNIT, Kind.TEN, Kind.TEEN):
        return head
    rest = _compound(pieces, head.stop)
    if kind_at(pieces, rest.stop) is not Kind.SCALE or rest.case:
        return head
    return head._replace(value=float(f"0.{rest.value:.0f}"), stop=rest.stop, whole=False)


def _begins(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a number may begin with this word: not «сотен», and «один» only before what it counts."""
    entry = pieces[at].entry
    if (
        entry is None
        or is_several(pieces, at)
        or (entry.genitive and (not at or pieces[at - 1].text not in BEFORE_GENITIVE))
    ):
        return False
    return entry.kind is not Kind.ONE or _one_counts(pieces, at)


def _figures(pieces: Sequence[Piece], at: int) -> Head:
    piece = pieces[at]
    value = piece.value or 0.0
    stop = at + 1
    weak = False
    if ratio := ratio_at(pieces, at):
        return Head(ratio[1], ratio[0], whole=False)
    if near(pieces, stop) and piece.digits and (ratio := ratio_at(pieces, stop)):
        return Head(value + ratio[1], ratio[0], whole=False)
    following = pieces[stop].entry if near(pieces, stop) else None
    if following and following.kind is Kind.SCALE and following.value >= MILLION and _ONE_MARK.match(piece.text):
        return Head(float(piece.text.replace(",", ".")), stop, whole=False)
    if near(pieces, stop) and value < HUNDRED and kind_at(pieces, stop) in (Kind.TIMES, Kind.NOTE):
        entry = pieces[stop].entry
        value *= entry.value if entry else 1
        weak = kind_at(pieces, stop) is Kind.NOTE and pieces[stop].text.startswith("сот")
        stop += 1
    return Head(value, stop, weak, grouped=piece.grouped, whole=bool(piece.digits))


def _one_counts(pieces: Sequence[Piece], at: int) -> bool:
    """«один», "a" and «бір» are numbers only before a scale, a hundred, a couple or a half."""
    if not near(pieces, at + 1):
        return False
    following = kind_at(pieces, at + 1)
    if following in (Kind.SCALE, Kind.TIMES, Kind.ABOUT_TWO, Kind.NOTE):
        return True
    if following is Kind.TEN and pieces[at].text.isascii() and pieces[at + 1].text.isascii():
        return True  # "one fifty"
    following_text = pieces[at + 1].text
    if at and pieces[at - 1].text in _FIRST_OF_TWO and following_text in _SECOND_OF_TWO:
        return True
    after = kind_at(pieces, at + 2)
    if following_text in _BETWEEN_TWO and (after is Kind.UNIT or (after is Kind.TEN and _is_hyphened(pieces, at))):
        return True  # «один-два», "one or two million", "one-fifty"
    coin = following_text.startswith(COINED) and (at + 2 >= len(pieces) or _coins_follow(pieces, at + 2))
    return coin or following_text in POINTS or part_after(pieces, at + 1)[0] > 0


def _is_hyphened(pieces: Sequence[Piece], at: int) -> bool:
    """Whether English words are tied by a hyphen here."""
    tight = pieces[at].end == pieces[at + 1].start and pieces[at + 1].end == pieces[at + 2].start
    return tight and pieces[at].text.isascii() and pieces[at + 2].text.isascii()


def _coins_follow(pieces: Sequence[Piece], at: int) -> bool:
    """«Один рубль девяносто», "a dollar and 42 cents": a number goes on behind the coin."""
    at += pieces[at].text in ("и", "and", "та")
    kind = kind_at(pieces, at)
    return near(pieces, at) and (pieces[at].value is not None or (kind in _COMPOUND and kind is not Kind.ONE))


def _multiplier(pieces: Sequence[Piece], at: int) -> Head | None:
    """Half, one and a half, a couple: «пол» and «пару» need the thing they multiply."""
    entry = pieces[at].entry
    if entry is None:
        return None
    stop = at + 1
    while stop < len(pieces) and pieces[stop].text in ("of", "a", "-") and stop - at < _MOST_FILLERS:
        stop += 1
    multiplied = near(pieces, stop) and kind_at(pieces, stop) in _MULTIPLIED
    about = entry.kind is Kind.ABOUT_TWO
    if not multiplied:
        return None if entry.kind is not Kind.FRACTION else Head(entry.value, at + 1, whole=False)
    after = pieces[stop].entry
    if after and after.kind in (Kind.TIMES, Kind.NOTE):
        return Head(entry.value * after.value, stop + 1, about=about)
    return Head(entry.value, stop, about=about, whole=False)


def _compound(pieces: Sequence[Piece], at: int) -> Head:
    """Number words below a thousand: двести пятьдесят, бес жүз елу, two hundred and fifty."""
    total, floor, stop, case = 0.0, 1e9, at, ""
    while stop < len(pieces) and (stop == at or near(pieces, stop)):
        entry = pieces[stop].entry
        joint = 0
        if entry is None and stop > at:
            joint = _joint(pieces, stop) if not (at and pieces[at - 1].text == "between") else 0
            entry = pieces[stop + joint].entry if joint and stop + joint < len(pieces) else None
        if entry is None:
            break
        grown = _grown(entry.kind, entry.value, total, floor)
        if grown is None and _said_by_hundreds(pieces, at, stop + joint):
            grown = total * HUNDRED + entry.value, 10
        if grown is None:
            break
        total, floor = grown
        stop += joint + 1
        case = entry.case or case
        if entry.case:
            break
    note = kind_at(pieces, stop - 1) is Kind.NOTE and stop - at > 1
    return Head(total, stop, note and pieces[stop - 1].text.startswith("сот"), case=case, about=case == "like")


def _said_by_hundreds(pieces: Sequence[Piece], at: int, stop: int) -> bool:
    """English "two fifty" is 250."""
    first, second = pieces[at], pieces[stop]
    units = kind_at(pieces, at) in (Kind.UNIT, Kind.ONE) and kind_at(pieces, stop) is Kind.TEN
    return stop - at <= _HYPHENATED and units and first.text.isascii() and second.text.isascii()


def _joint(pieces: Sequence[Piece], at: int) -> int:
    """One piece to pass over inside a number: "and" after a hundred, the hyphen of twenty-five."""
    text = pieces[at].text
    if text == "and" and kind_at(pieces, at - 1) is Kind.TIMES:
        return 1
    if text != "-" or pieces[at].start != pieces[at - 1].end:
        return 0
    before, after = kind_at(pieces, at - 1), kind_at(pieces, at + 1)
    english = before in (Kind.UNIT, Kind.ONE) and pieces[at - 1].text.isascii()
    return int(before is Kind.TEN or (english and after in (Kind.TIMES, Kind.TEN)))  # "two-hundred", "two-fifty"


def _grown(kind: Kind, value: float, total: float, floor: float) -> tuple[float, float] | None:
    """The number with one more word, and the smallest magnitude in it; None if the word begins another number."""
    if kind is Kind.HUNDRED and not total:
        return value, 100
    if kind in (Kind.TIMES, Kind.NOTE):
        if not total:
            return value, value if kind is Kind.TIMES else 0
        return (total * value, value) if total < HUNDRED and floor <= 10 else None  # noqa: PLR2004
    if kind in (Kind.TEN, Kind.TEEN) and floor >= HUNDRED:
        return total + value, 10 if kind is Kind.TEN else 1
    if kind in (Kind.UNIT, Kind.ONE) and floor >= 10:  # noqa: PLR2004
        return total + value, 1
    return None


def is_several(pieces: Sequence[Piece], at: int) -> bool:
    """A few: "a few hundred" and «несколько тысяч» name no number."""
    return at > 0 and pieces[at - 1].text in ("few", "several", "несколько", "бірнеше", "кілька", "many", "много")
