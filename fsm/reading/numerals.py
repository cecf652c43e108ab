"""Numbers as people type them: figures, words, slang and their mixtures, in Russian, Kazakh, English, Ukrainian.

«150 000», «1,5 млн», «2 млн 300», «лям двести», «тысяч 50», «екі жарым миллион», "two and a half million". A number
here has a value and a scale; what it counts (money, metres, years) is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fsm.reading.number_tokens import Piece
from fsm.reading.numeral_words import Kind

THOUSAND, MILLION, LAKH, CRORE = 1e3, 1e6, 1e5, 1e7
_COMPOUND = frozenset({Kind.ONE, Kind.UNIT, Kind.TEEN, Kind.TEN, Kind.HUNDRED, Kind.TIMES, Kind.NOTE})
_MULTIPLIED = frozenset({Kind.SCALE, Kind.TIMES, Kind.NOTE})
_PREPOSITIONS = "за по до под около на где то гдето примерно так от в эдак у десь близько"
_BEFORE_INVERTED = frozenset(_PREPOSITIONS.split())
_GOVERNING = (
    "до от около больше меньше свыше порядка более менее дороже дешевле выше ниже с из пределах рамках районе з від "
    "понад більше менше близько вище нижче біля чем"
)
_BEFORE_GENITIVE = frozenset(_GOVERNING.split())
_HALF_AFTER = (
    ("с", "половиной"),
    ("c", "половиной"),
    ("с", "пол"),
    ("з", "половиною"),
    ("и", "половина"),
    ("и", "половину"),
    ("and", "a", "half"),
    ("жарым",),
    ("половиной",),
)
_TAIL_LEAST, _TAIL_STEP, _HUNDRED = 10, 5, 100
_MOST_GAP = 8  # spaces inside one number; more is what an address or a phone left behind
_MOST_FILLERS = 3
_POINTS = frozenset(("point", "точка", "запятая", "крапка", "кома", "целых", "нүкте"))
_FROM = frozenset(("от", "с", "від", "from", "ot"))
_COINED = ("доллар", "долар", "dollar", "рубл", "евро", "euro", "тенге", "теңге", "гривн", "фунт", "pound", "сом")
_ONE_MARK = re.compile(r"\d{1,3}[.,]\d{3}$")  # 1.250 is one and a quarter before "million", else 1250


class Numeral(NamedTuple):
    """One number. `scale` is the last thousand, million ... said (0 if none); `first`, `stop` index the pieces."""

    value: float
    scale: float
    first: int
    stop: int
    weak: bool = False  # needs surroundings that make it money: «5 м», «2 штуки», «6 соток»
    about: bool = False  # the wording itself is vague: «тысяч 50», пару тысяч, мыңдай
    case: str = ""  # the Kazakh ending: from, to
    grouped: bool = False
    whole: bool = True  # no fraction was written in the figure
    inner: str = ""  # a preposition inside: «тысяч до 50»
    note: bool = False  # slang that stands for a sum by itself: сотка, полтинник


class _Head(NamedTuple):
    value: float
    stop: int
    weak: bool = False
    about: bool = False
    case: str = ""
    grouped: bool = False
    whole: bool = True
    scale: float = 0.0


def numerals(pieces: Sequence[Piece]) -> Iterator[Numeral]:
    """All numbers in order, without overlaps."""
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        number = None
        if piece.value is not None or piece.entry is not None:
            number = _inverted(pieces, at) or _straight(pieces, at)
        if number is not None:
            yield number
        at = at + 1 if number is None else number.stop


def _near(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a piece follows the one before it closely enough to belong to the same number."""
    return 0 < at < len(pieces) and pieces[at].start - pieces[at - 1].end < _MOST_GAP


def _kind(pieces: Sequence[Piece], at: int) -> Kind | None:
    if at >= len(pieces):
        return None
    entry = pieces[at].entry
    return entry.kind if entry else None


def _head(pieces: Sequence[Piece], at: int) -> _Head | None:
    """The part of a number before its scale."""
    whole = _whole_head(pieces, at)
    if whole is None or not _near(pieces, whole.stop) or pieces[whole.stop].text not in _POINTS:
        return whole
    fraction = _whole_head(pieces, whole.stop + 1)
    if fraction is None or not fraction.whole or fraction.value >= _HUNDRED:
        return whole
    return whole._replace(value=float(f"{whole.value:.0f}.{fraction.value:.0f}"), stop=fraction.stop, whole=False)


def _whole_head(pieces: Sequence[Piece], at: int) -> _Head | None:
    if at < len(pieces) and pieces[at].value is not None:
        return _figures(pieces, at)
    kind = _kind(pieces, at)
    if kind is Kind.ONE and _kind(pieces, at + 1) is Kind.ABOUT_TWO:
        at, kind = at + 1, Kind.ABOUT_TWO
    if kind in (Kind.HALF, Kind.ABOUT_TWO, Kind.FRACTION):
        return _multiplier(pieces, at)
    return _compound(pieces, at) if kind in _COMPOUND and _begins(pieces, at) else None


def _begins(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a number may begin with this word: not «сотен», and «один» only before what it counts."""
    entry = pieces[at].entry
    if entry is None or (entry.genitive and (not at or pieces[at - 1].text not in _BEFORE_GENITIVE)):
        return False
    return entry.kind is not Kind.ONE or _one_counts(pieces, at)


def _figures(pieces: Sequence[Piece], at: int) -> _Head:
    piece = pieces[at]
    value = piece.value or 0.0
    stop = at + 1
    weak = False
    following = pieces[stop].entry if _near(pieces, stop) else None
    if following and following.kind is Kind.SCALE and following.value >= MILLION and _ONE_MARK.match(piece.text):
        return _Head(float(piece.text.replace(",", ".")), stop, whole=False)
    if _near(pieces, stop) and value < _HUNDRED and _kind(pieces, stop) in (Kind.TIMES, Kind.NOTE):
        entry = pieces[stop].entry
        value *= entry.value if entry else 1
        weak = _kind(pieces, stop) is Kind.NOTE and pieces[stop].text.startswith("сот")
        stop += 1
    return _Head(value, stop, weak, grouped=piece.grouped, whole=bool(piece.digits))


def _one_counts(pieces: Sequence[Piece], at: int) -> bool:
    """«один», "a" and «бір» are numbers only before a scale, a hundred, a couple or a half."""
    if not _near(pieces, at + 1):
        return False
    following = _kind(pieces, at + 1)
    if following in (Kind.SCALE, Kind.TIMES, Kind.ABOUT_TWO, Kind.NOTE):
        return True
    following_text = pieces[at + 1].text
    coin = following_text.startswith(_COINED) and at + 2 >= len(pieces)
    return coin or following_text in _POINTS or bool(_half_after(pieces, at + 1))


def _multiplier(pieces: Sequence[Piece], at: int) -> _Head | None:
    """Half, one and a half, a couple: «пол» and «пару» need the thing they multiply."""
    entry = pieces[at].entry
    if entry is None:
        return None
    stop = at + 1
    while stop < len(pieces) and pieces[stop].text in ("of", "a", "-") and stop - at < _MOST_FILLERS:
        stop += 1
    multiplied = _near(pieces, stop) and _kind(pieces, stop) in _MULTIPLIED
    about = entry.kind is Kind.ABOUT_TWO
    if not multiplied:
        return None if entry.kind is not Kind.FRACTION else _Head(entry.value, at + 1, whole=False)
    after = pieces[stop].entry
    if after and after.kind in (Kind.TIMES, Kind.NOTE):
        return _Head(entry.value * after.value, stop + 1, about=about)
    return _Head(entry.value, stop, about=about, whole=False)


def _compound(pieces: Sequence[Piece], at: int) -> _Head:
    """Number words below a thousand: двести пятьдесят, бес жүз елу, two hundred and fifty."""
    total, floor, stop, case = 0.0, 1e9, at, ""
    while stop < len(pieces) and (stop == at or _near(pieces, stop)):
        entry = pieces[stop].entry
        joint = 0
        if entry is None and stop > at:
            joint = _joint(pieces, stop)
            entry = pieces[stop + joint].entry if joint and stop + joint < len(pieces) else None
        if entry is None:
            break
        grown = _grown(entry.kind, entry.value, total, floor)
        if grown is None and _said_by_hundreds(pieces, at, stop):
            grown = total * _HUNDRED + entry.value, 10
        if grown is None:
            break
        total, floor = grown
        stop += joint + 1
        case = entry.case or case
        if entry.case:
            break
    note = _kind(pieces, stop - 1) is Kind.NOTE and stop - at > 1
    return _Head(total, stop, note and pieces[stop - 1].text.startswith("сот"), case=case, about=case == "like")


def _said_by_hundreds(pieces: Sequence[Piece], at: int, stop: int) -> bool:
    """English "two fifty" is 250."""
    first, second = pieces[at], pieces[stop]
    units = _kind(pieces, at) in (Kind.UNIT, Kind.ONE) and _kind(pieces, stop) is Kind.TEN
    return stop == at + 1 and units and first.text.isascii() and second.text.isascii()


def _joint(pieces: Sequence[Piece], at: int) -> int:
    """One piece to pass over inside a number: "and" after a hundred, the hyphen of twenty-five."""
    text = pieces[at].text
    if text == "and" and _kind(pieces, at - 1) is Kind.TIMES:
        return 1
    tight = text == "-" and pieces[at].start == pieces[at - 1].end
    return 1 if tight and _kind(pieces, at - 1) is Kind.TEN and pieces[at - 1].text.isascii() else 0


def _grown(kind: Kind, value: float, total: float, floor: float) -> tuple[float, float] | None:
    """The number with one more word, and the smallest magnitude in it; None if the word begins another number."""
    if kind is Kind.HUNDRED and not total:
        return value, 100
    if kind in (Kind.TIMES, Kind.NOTE):
        if not total:
            return value, 100 if kind is Kind.TIMES else 0
        return (total * value, 100) if total < _HUNDRED and floor <= 10 else None  # noqa: PLR2004
    if kind in (Kind.TEN, Kind.TEEN) and floor >= _HUNDRED:
        return total + value, 10 if kind is Kind.TEN else 1
    if kind in (Kind.UNIT, Kind.ONE) and floor >= 10:  # noqa: PLR2004
        return total + value, 1
    return None


def _half_after(pieces: Sequence[Piece], at: int) -> int:
    """How many pieces say "and a half" here."""
    if not _near(pieces, at):
        return 0
    for words in _HALF_AFTER:
        if tuple(piece.text for piece in pieces[at : at + len(words)]) == words:
            return len(words)
    return 0


def _scale_at(pieces: Sequence[Piece], at: int, head: _Head) -> tuple[float, bool, str, int] | None:
    """The scale that follows a head: its value, whether it is weak, its case, and the piece after it."""
    if at < len(pieces) and pieces[at].text in "-." and pieces[at].start == pieces[at - 1].end:
        following = _kind(pieces, at + 1)
        tight = at + 1 < len(pieces) and pieces[at + 1].start == pieces[at].end
        if pieces[at].text == "-" and tight and following is Kind.SCALE:
            at += 1
    if not _near(pieces, at):
        return None
    entry = pieces[at].entry
    if entry is None:
        return None
    if entry.kind is Kind.SCALE:
        return entry.value, entry.weak, entry.case, at + 1
    if entry.kind is Kind.SHORT:
        return _short(pieces, at, head)
    return None


def _short(pieces: Sequence[Piece], at: int, head: _Head) -> tuple[float, bool, str, int] | None:
    """One letter after a figure: 20к, 70т, 1.5м, 60L. Apart from the figure it may be a preposition."""
    piece, before = pieces[at], pieces[at - 1]
    glued = piece.start == before.end
    entry = piece.entry
    if entry is None or not (glued or piece.text in ("k", "cr") or _ends_here(pieces, at + 1)):
        return None
    if piece.text in ("т", "t") and head.value >= THOUSAND:
        return None
    if before.value is None and piece.text not in ("к", "k"):
        return None
    return entry.value, piece.text not in ("к", "k", "cr"), "", at + 1


def _ends_here(pieces: Sequence[Piece], at: int) -> bool:
    """Whether no word or figure follows directly, so that a lone letter cannot be a preposition."""
    return at >= len(pieces) or not pieces[at].text[0].isalnum() or pieces[at].text in _UNITS_OF_MONEY


_AFTER_LETTER = "тг тенге теңге руб рублей грн usd kzt eur долларов баксов евро макс максимум max не"
_UNITS_OF_MONEY = frozenset(_AFTER_LETTER.split())


def _straight(pieces: Sequence[Piece], at: int) -> Numeral | None:
    """A head with its scale and tail, or a scale alone: «миллион», «полмиллиона»."""
    entry = pieces[at].entry
    if entry and entry.kind is Kind.WHOLE:
        scale = THOUSAND if entry.value < MILLION / 10 else MILLION
        return Numeral(entry.value, scale, at, at + 1, whole=False)
    if entry and entry.kind is Kind.SCALE:
        if entry.genitive and not _alone_counts(pieces, at):
            return None
        return _with_tail(pieces, Numeral(entry.value, entry.value, at, at + 1, weak=entry.weak, case=entry.case))
    head = _head(pieces, at)
    if head is None:
        return None
    return _scaled(pieces, at, head)


def _alone_counts(pieces: Sequence[Piece], at: int) -> bool:
    """A genitive by itself is one unit after a preposition: «до миллиона», «не меньше тысячи»; so is «штуку»."""
    text = pieces[at].text
    if text in ("штуку", "штука", "кусок"):
        return True
    return at > 0 and text[-1] in "аи" and text != "тысячами" and pieces[at - 1].text in _BEFORE_GENITIVE


def _scaled(pieces: Sequence[Piece], at: int, head: _Head) -> Numeral:
    half = _half_after(pieces, head.stop)
    value, stop = head.value + 0.5 * bool(half), head.stop + half
    note = _kind(pieces, head.stop - 1) is Kind.NOTE
    whole = head.whole and not half
    plain = Numeral(value, 0.0, at, stop, head.weak, head.about, head.case, head.grouped, whole, note=note)
    scale = _scale_at(pieces, stop, head)
    if scale is None:
        return plain
    times, weak, case, stop = scale
    number = plain._replace(
        value=round(value * times, 2),
        scale=times,
        stop=stop,
        weak=weak,
        about=head.about or case == "like",
        case=case,
    )
    half = _half_after(pieces, stop)
    if half:
        return number._replace(value=number.value + times / 2, stop=stop + half)
    return _with_tail(pieces, number)


def _with_tail(pieces: Sequence[Piece], number: Numeral) -> Numeral:
    """What follows a scale inside the same number: 2 млн 300 тыс, лям двести, 1 crore 20 lakh."""
    if number.case or number.weak:
        return number
    at = number.stop
    if at < len(pieces) and pieces[at].text == "." and pieces[at].start == pieces[at - 1].end:
        at += 1
    if at < len(pieces) and pieces[at].text in ("и", "and", "та") and _near(pieces, at):
        at += 1
    if not _near(pieces, at) or "\n" in pieces[at].text:
        return number
    head = _head(pieces, at)
    if head is None or head.weak:
        half = _half_after(pieces, number.stop)
        return number._replace(value=number.value * 1.5, stop=number.stop + half) if half else number
    scale = _scale_at(pieces, head.stop, head)
    if scale is not None:
        return _with_scaled_tail(pieces, number, head, scale)
    in_words = pieces[number.first].value is None and pieces[at].value is None
    return _with_bare_tail(number, head, in_words=in_words)


def _with_scaled_tail(
    pieces: Sequence[Piece], number: Numeral, head: _Head, scale: tuple[float, bool, str, int]
) -> Numeral:
    times, weak, case, stop = scale
    if times >= number.scale or head.value * times >= number.scale or weak:
        return number
    grown = number._replace(value=number.value + head.value * times, stop=stop, case=case, scale=times)
    return _with_tail(pieces, grown)


def _with_bare_tail(number: Numeral, head: _Head, *, in_words: bool) -> Numeral:
    """«2 млн 300» is 2 300 000, «тысяча двести» is 1200; but «лям два» is a range and «2 млн 5» is nothing."""
    joined = head.value
    if not head.whole or joined < _TAIL_LEAST or joined >= THOUSAND or (joined % _TAIL_STEP and not in_words):
        return number
    if number.scale == THOUSAND and joined < _HUNDRED and not in_words:
        return number
    unit = {MILLION: THOUSAND, 1e9: MILLION, CRORE: LAKH, THOUSAND: 1.0}.get(number.scale)
    if unit is None or joined * unit >= number.scale:
        return number
    return number._replace(value=number.value + joined * unit, stop=head.stop, case=head.case)


def _inverted(pieces: Sequence[Piece], at: int) -> Numeral | None:
    """«тысяч 50», «миллиона три», «тысяч за 30»: the noun before the number means "about"."""
    entry = pieces[at].entry
    notes = entry is not None and (
        (entry.kind is Kind.NOTE and pieces[at].text[-1] in "иы") or (entry.kind is Kind.TIMES and entry.genitive)
    )
    if entry is None or not (notes or (entry.kind is Kind.SCALE and entry.genitive and not entry.weak)):
        return None
    stop = at + 1
    inner = ""
    while stop < len(pieces) and pieces[stop].text in _BEFORE_INVERTED and stop - at <= _MOST_FILLERS:
        inner = pieces[stop].text
        stop += 1
    if inner == "до" and at and pieces[at - 1].text in _FROM:
        return None  # «от миллиона до двух» is a range
    head = _head(pieces, stop) if _near(pieces, stop) else None
    if head is None or head.value >= THOUSAND or head.weak or _scale_at(pieces, head.stop, head):
        return None
    half = _half_after(pieces, head.stop)
    value = (head.value + 0.5 * bool(half)) * entry.value
    if notes:
        return Numeral(value, 0.0, at, head.stop, about=True, note=True) if head.value < _TAIL_LEAST else None
    return Numeral(value, entry.value, at, head.stop + half, about=True, inner=inner)
