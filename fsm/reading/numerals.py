"""Numbers as people type them: figures, words, slang and their mixtures, in Russian, Kazakh, English, Ukrainian.

«150 000», «1,5 млн», «2 млн 300», «лям двести», «тысяч 50», «екі жарым миллион», "two and a half million". A number
here has a value and a scale; what it counts (money, metres, years) is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fsm.reading.number_heads import (
    BEFORE_GENITIVE,
    COINED,
    HUNDRED,
    MILLION,
    Head,
    head_at,
    is_several,
)
from fsm.reading.number_tokens import Piece
from fsm.reading.numeral_parts import kind_at, near, part_after
from fsm.reading.numeral_words import Kind

THOUSAND, LAKH, CRORE = 1e3, 1e5, 1e7
_PREPOSITIONS = "за по до под около на где то гдето примерно так от в эдак у десь близько"
_BEFORE_INVERTED = frozenset(_PREPOSITIONS.split())
_TAIL_LEAST, _TAIL_STEP = 10, 5
_MOST_FILLERS = 3
_PLURAL_FROM = 5  # after it the noun is plural: миллиона два, but миллионов пять
_HUNDREDS = 3  # figures of a number between 100 and 999
_ENDINGS = frozenset(("х", "ти", "ми", "ех", "ю", "ть", "мя", "х-", "ох"))
_FROM = frozenset(("от", "с", "від", "from", "ot"))


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


def _scale_at(pieces: Sequence[Piece], at: int, head: Head) -> tuple[float, bool, str, int] | None:
    """The scale that follows a head: its value, whether it is weak, its case, and the piece after it."""
    at = _past_ending(pieces, at)
    entry = pieces[at].entry if near(pieces, at) else None
    if entry is not None and entry.kind is Kind.SCALE:
        return entry.value, entry.weak, entry.case, at + 1
    return _short(pieces, at, head) if entry is not None and entry.kind is Kind.SHORT else None


def _past_ending(pieces: Sequence[Piece], at: int) -> int:
    """The piece after a hyphen or an ending tied to the figure, if a scale follows: 3х миллионов, 5-ти тысяч."""
    stop = at
    while stop < min(at + 2, len(pieces)) and pieces[stop].start == pieces[stop - 1].end:
        if pieces[stop].text != "-" and pieces[stop].text not in _ENDINGS:
            break
        stop += 1
    return stop if stop > at and kind_at(pieces, stop) is Kind.SCALE else at


def _short(pieces: Sequence[Piece], at: int, head: Head) -> tuple[float, bool, str, int] | None:
    """One letter after a figure: 20к, 70т, 1.5м, 60L. Apart from the figure it may be a preposition."""
    piece, before = pieces[at], pieces[at - 1]
    glued = piece.start == before.end
    entry = piece.entry
    if entry is None or not (glued or piece.text in ("k", "cr") or _ends_here(pieces, at + 1)):
        return None
    if piece.text in ("т", "t") and head.value >= THOUSAND:
        return None
    if before.value is None and piece.text not in ("к", "k", "cr"):
        return None
    weak = piece.text not in ("к", "k", "cr", "кк", "kk") and not _figure_goes_on(pieces, at)
    return entry.value, weak, "", at + 1


def _figure_goes_on(pieces: Sequence[Piece], at: int) -> bool:
    """«2м500»: a letter between figures is no metre."""
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    hundreds = after is not None and len(after.digits) == _HUNDREDS and after.start == pieces[at].end
    return hundreds and pieces[at].text in ("м", "m") and pieces[at - 1].value is not None


def _ends_here(pieces: Sequence[Piece], at: int) -> bool:
    """Whether no word or figure follows directly, so that a lone letter cannot be a preposition."""
    return at >= len(pieces) or not pieces[at].text[0].isalnum() or pieces[at].text in _UNITS_OF_MONEY


_AFTER_LETTER = "тг тенге теңге руб рублей грн usd kzt eur долларов баксов евро макс максимум max не"
_UNITS_OF_MONEY = frozenset(_AFTER_LETTER.split())


def _straight(pieces: Sequence[Piece], at: int) -> Numeral | None:
    """A head with its scale and tail, or a scale alone: «миллион», «полмиллиона»."""
    entry = pieces[at].entry
    if entry and entry.kind is Kind.WHOLE and entry.value >= HUNDRED:
        scale = THOUSAND if entry.value < MILLION / 10 else MILLION
        return Numeral(entry.value, scale, at, at + 1, whole=False)
    if entry and entry.kind is Kind.SCALE:
        if entry.weak and entry.value == THOUSAND and near(pieces, at + 1) and pieces[at + 1].value is not None:
            return None  # «штука 20»: one costs 20
        if is_several(pieces, at) or (entry.genitive and not _alone_counts(pieces, at)):
            return None
        return _with_tail(pieces, Numeral(entry.value, entry.value, at, at + 1, weak=entry.weak, case=entry.case))
    head = head_at(pieces, at)
    if head is None:
        return None
    return _scaled(pieces, at, head)


def _alone_counts(pieces: Sequence[Piece], at: int) -> bool:
    """A genitive by itself is one unit after a preposition: «до миллиона», «не меньше тысячи»; so is «штуку»."""
    text = pieces[at].text
    if text in ("штуку", "штука", "кусок"):
        return True
    return at > 0 and text[-1] in "аиі" and text != "тысячами" and pieces[at - 1].text in BEFORE_GENITIVE


def _scaled(pieces: Sequence[Piece], at: int, head: Head) -> Numeral:
    half, part = part_after(pieces, head.stop)
    value, stop = head.value + part, head.stop + half
    note = kind_at(pieces, head.stop - 1) is Kind.NOTE
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
    half, part = part_after(pieces, stop)
    if half:
        return number._replace(value=number.value + times * part, stop=stop + half)
    return _with_tail(pieces, number)


def _with_tail(pieces: Sequence[Piece], number: Numeral) -> Numeral:
    """What follows a scale inside the same number: 2 млн 300 тыс, лям двести, 1 crore 20 lakh."""
    if number.case or number.weak:
        return number
    joint, at = _tail_joint(pieces, number)
    if not near(pieces, at) or "\n" in pieces[at].text:
        return number
    head = head_at(pieces, at)
    if head is None or head.weak:
        half, part = part_after(pieces, number.stop)
        return number._replace(value=number.value * (1 + part), stop=number.stop + half) if half else number
    scale = _scale_at(pieces, head.stop, head)
    if scale is not None:
        return _with_scaled_tail(pieces, number, head, scale)
    return _with_unscaled_tail(pieces, number, head, at, joint)


def _with_unscaled_tail(pieces: Sequence[Piece], number: Numeral, head: Head, at: int, joint: str) -> Numeral:
    """A tail without a scale of its own: units where it is spelled out in full, else a part of the scale before."""
    in_words = pieces[number.first].value is None and pieces[at].value is None
    formal = joint == "," or (joint == "and" and in_words and head.value < HUNDRED and number.scale > CRORE)
    units = in_words and head.value < _TAIL_LEAST and _counts_units(pieces, number, head, joint)
    if formal or units:
        return number._replace(value=number.value + head.value, stop=head.stop, case=head.case)
    if _is_tenth(pieces, at, number):
        return number._replace(value=number.value + head.value * number.scale / 10, stop=head.stop)
    return _with_bare_tail(number, head, in_words=in_words)


def _tail_joint(pieces: Sequence[Piece], number: Numeral) -> tuple[str, int]:
    """What joins a tail to its scale («2 млн. 300», "a million and fifty"), and the piece where the tail begins."""
    at = number.stop
    if at < len(pieces) and pieces[at].text == "." and pieces[at].start == pieces[at - 1].end:
        at += 1
    text = pieces[at].text if at < len(pieces) else ""
    joins = text in ("и", "and", "та") and near(pieces, at)
    if joins or (text == "," and _spelled_on(pieces, number, at + 1)):
        return text, at + 1
    return "", at


def _spelled_on(pieces: Sequence[Piece], number: Numeral, at: int) -> bool:
    """In "one million, two hundred thousand" English words written out with commas are one number."""
    words = (*pieces[number.first : number.stop], *pieces[at : at + 1])
    if at >= len(pieces) or not all(word.value is None and word.text.isascii() for word in words):
        return False
    head = head_at(pieces, at) if pieces[at].entry else None
    if head is None or head.weak or not head.whole:
        return False
    scale = _scale_at(pieces, head.stop, head)
    return HUNDRED <= head.value < number.scale if scale is None else head.value * scale[0] < number.scale


def _is_tenth(pieces: Sequence[Piece], at: int, number: Numeral) -> bool:
    """«2к5» is two and a half thousand."""
    short = pieces[number.stop - 1].text in ("к", "k") and pieces[number.first].value is not None
    tied = at == number.stop and pieces[at].start == pieces[at - 1].end and len(pieces[at].digits) == 1
    return short and tied and (at + 1 >= len(pieces) or pieces[at + 1].start > pieces[at].end)


def _counts_units(pieces: Sequence[Piece], number: Numeral, head: Head, joint: str) -> bool:
    """«Семь тысяч четыре» by itself or before its currency; «семь тысяч четыре человека» counts people."""
    counted = kind_at(pieces, number.first) is not Kind.SCALE and not number.about
    if number.scale != THOUSAND or not counted or head.value < 1 or not head.whole:
        return False
    after = pieces[head.stop].text if head.stop < len(pieces) else "."
    return joint == "and" or not after[0].isalnum() or after in _UNITS_OF_MONEY or after.startswith(COINED)


def _with_scaled_tail(
    pieces: Sequence[Piece], number: Numeral, head: Head, scale: tuple[float, bool, str, int]
) -> Numeral:
    times, weak, case, stop = scale
    if times >= number.scale or head.value * times >= number.scale or weak:
        return number
    about = number.about or case == "like"
    grown = number._replace(value=number.value + head.value * times, stop=stop, case=case, scale=times, about=about)
    return _with_tail(pieces, grown)


def _with_bare_tail(number: Numeral, head: Head, *, in_words: bool) -> Numeral:
    """«2 млн 300» is 2 300 000, «тысяча двести» is 1200; but «лям два» is a range and «2 млн 5» is nothing."""
    joined = head.value
    if not head.whole or joined < _TAIL_LEAST or joined >= THOUSAND or (joined % _TAIL_STEP and not in_words):
        return number
    if number.scale == THOUSAND and joined < HUNDRED and not in_words:
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
    head = head_at(pieces, stop) if near(pieces, stop) else None
    if head is None or head.value >= THOUSAND or head.weak or _scale_at(pieces, head.stop, head):
        return None
    if head.value >= _PLURAL_FROM and not notes and stop == at + 1 and _alone_counts(pieces, at):
        return None  # «до миллиона двухсот» is one million and two hundred thousand
    half, part = part_after(pieces, head.stop)
    value = (head.value + part) * entry.value
    if notes:
        return Numeral(value, 0.0, at, head.stop, about=True, note=True) if head.value < _TAIL_LEAST else None
    return Numeral(value, entry.value, at, head.stop + half, about=True, inner=inner)
