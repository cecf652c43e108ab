"""Numbers that are something else than money: counted goods, ordinals, dates, hours, labels, negative numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fsm.reading.money_marks import Amount
from fsm.reading.money_words import (
    ALWAYS_STEMS,
    ALWAYS_WORDS,
    COUNTED_STEMS,
    COUNTED_WORDS,
    LABELS,
    ORDINALS,
)
from fsm.reading.number_heads import MILLION
from fsm.reading.number_lookup import is_ordinal
from fsm.reading.number_tokens import Piece
from fsm.reading.numerals import THOUSAND, Numeral
from fsm.reading.place_index import find
from fsm.reading.stems import cyrillic, is_latin, plain

_SHORTEST_STEM = 3
_LOOKS_LIKE_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])[.](?:0[1-9]|1[0-2])$")
_LONG_STEMS = tuple(stem for stem in COUNTED_STEMS if len(stem) > 4)  # noqa: PLR2004 - safe in Latin letters
_MINUS = frozenset(("минус", "мінус", "minus", "negative"))
_PLUS = frozenset(("плюс", "plus", "+"))
_PREPOSITIONS = "до от с за в на по около под макс max to from upto kzt usd rs eur inr тг"
_MAY_TOUCH = frozenset(_PREPOSITIONS.split())
_HEADINGS = ("бюдж", "сумм", "сома", "макс", "потол", "цен", "budget", "price", "max", "до", "тысяч")
_SHORTEST_NAME = 2
_STREETS = frozenset("ул улица улице вул вулиця вулиці просп проспект проспекте пер переулок мкр көшесі street".split())  # noqa: SIM905
_BY = frozenset(("на", "х", "x", "*", "×", "by"))
_METRES = frozenset(("м", "m", "м2", "m2", "кв", "см", "cm", "и"))
_LARGEST_SIDE = 30.0
_SIDES = ("верх", "низ", "длин", "ширин", "высот", "стен", "периметр", "диагонал")
_JOINS = frozenset(("-", ",", "и", "і", "та", "және", "and"))
_NO_AMOUNTS = (["0", "-", "0"], ["50", "/", "50"], ["50", "на", "50"], ["24", "/", "7"])


def is_possible(pieces: Sequence[Piece], amount: Amount, *, asked: bool) -> bool:
    """Whether a number can be money: not counted, not a label, not a clock time, a percentage or a date."""
    number = amount.number
    if (number.value <= 0 and not asked) or _numbers_house(pieces, amount) or _is_negative(pieces, amount):
        return False
    if amount.currency:
        return True
    if _is_clock_or_label(pieces, amount) or _is_date(pieces, number):
        return False
    if _counted(pieces, amount.stop, large=bool(number.scale) or number.value >= THOUSAND):
        return False
    if _is_ordinal(pieces, number):
        return False
    at = amount.first - 1
    if at > 0 and pieces[at].text == ":":
        at -= 1
    while at > 1 and pieces[at].text in _JOINS and pieces[at - 1].value is not None:
        at -= 2  # «человек 30-35», «детям 6 и 11»
    before = pieces[at].text if at >= 0 else ""
    return number.scale > 0 or plain(before) not in LABELS


def _is_negative(pieces: Sequence[Piece], amount: Amount) -> bool:
    """«Минус 10 тысяч» is no budget; «плюс-минус 50» is about that much."""
    before = [piece.text for piece in pieces[max(0, amount.first - 3) : amount.first]]
    return before[-1:] != [] and before[-1] in _MINUS and not _PLUS.intersection(before)


def _is_ordinal(pieces: Sequence[Piece], number: Numeral) -> bool:
    """«Двадцать первый», "one hundred and fifth": a number in words whose last word is an ordinal counts no money."""
    at = number.stop
    if number.scale or pieces[at - 1].entry is None or at >= len(pieces):
        return False
    at += pieces[at].text in ("-", "and") and at + 1 < len(pieces)
    return is_ordinal(pieces[at].text)


def _numbers_house(pieces: Sequence[Piece], amount: Amount) -> bool:
    """«вул. Зелена 115», «улица Зелёная 12»: a house number behind the name of its street."""
    before = [
        piece.text for piece in pieces[max(0, amount.number.first - 4) : amount.number.first] if piece.text != "."
    ]
    whole = amount.number.whole and not amount.number.scale and not amount.number.grouped
    return whole and (any(word in _STREETS for word in before[-2:]) or _stands_behind_place(amount, before))


def _stands_behind_place(amount: Amount, before: list[str]) -> bool:
    """«Тимирязева 42», «Толе би 150», «Орбита 3»: a bare figure right behind a street's or a quarter's name."""
    if amount.currency or amount.number.value >= THOUSAND or not before or len(before[-1]) < _SHORTEST_NAME:
        return False
    for words in (before[-2:], before[-1:]):
        named = find(words, 0) if words[0].isalpha() else None
        if named is not None and named.words == len(words) and named.place.kind in ("street", "area"):
            return True
    return False


def _is_clock_or_label(pieces: Sequence[Piece], amount: Amount) -> bool:
    """18:00, №5, A4, 3м², 2м*3м."""
    following = pieces[amount.stop].text if amount.stop < len(pieces) else ""
    before = pieces[amount.first - 1] if amount.first else None
    tight = before.text if before and before.end == amount.start else ""
    if _is_half_and_half(pieces, amount) or _is_size(pieces, amount):
        return True
    small = amount.number.value < THOUSAND
    if tight == "-" and amount.first > 1 and small and _is_name(pieces, amount.first - 2):
        return True
    if amount.number.scale and _runs_on(pieces, amount):
        return True
    if following == ":" or tight in ("№", "#") or (tight.isalpha() and tight not in _MAY_TOUCH):
        return True
    if tight == ":" and not (amount.first > 1 and _is_heading(pieces[amount.first - 2])):
        return True
    return amount.number.weak and amount.number.scale == MILLION and following[:1] in ("2", "²", "*", "x", "х")


def _runs_on(pieces: Sequence[Piece], amount: Amount) -> bool:
    """«33К7788»: a letter with a figure on both sides is no thousand."""
    last = pieces[amount.stop - 1]
    tight = amount.stop < len(pieces) and pieces[amount.stop].start == last.end
    return len(last.text) == 1 and last.text.isalpha() and tight and pieces[amount.stop].value is not None


def _is_name(pieces: Sequence[Piece], at: int) -> bool:
    """A word tied to a figure by a hyphen: ТОП-10, Самал-2 (but «бюджет-350»)."""
    word = pieces[at]
    tied = word.end == pieces[at + 1].start and word.text.isalpha() and word.entry is None
    return tied and not _is_heading(word)


def _is_heading(word: Piece) -> bool:
    """Whether a figure tied to the word is the amount it announces: «бюджет:350», «max-50»."""
    return word.text.startswith(
        ("бюдж", "сумм", "сома", "макс", "потол", "цен", "budget", "price", "max", "до", "тысяч")
    )


def _is_half_and_half(pieces: Sequence[Piece], amount: Amount) -> bool:
    """50/50, 24/7, 0-0-12."""
    if [piece.text for piece in pieces[max(0, amount.first - 2) : amount.first]] == ["0", "-"]:
        return True  # «рассрочка 0-0-12»
    around = [piece.text for piece in pieces[max(0, amount.first - 2) : amount.stop + 2]]
    return any(around[at : at + 3] in _NO_AMOUNTS for at in (0, len(around) - 3))


def _is_size(pieces: Sequence[Piece], amount: Amount) -> bool:
    """«Кухня 3 на 4», «комната 4x5 м»; but «50 на 2 месяца» is money."""
    at = amount.number.first
    if [piece.text for piece in pieces[amount.stop : amount.stop + 1]] == ["по"] and amount.number.value < THOUSAND:
        side = pieces[amount.stop + 1].text if amount.stop + 1 < len(pieces) else ""
        return side.startswith(_SIDES)  # «4 метра по верху и 3 по низу»
    first = at - 2 if at > 1 and pieces[at - 1].text in _BY and pieces[at - 2].value is not None else at
    if first + 2 >= len(pieces) or pieces[first + 1].text not in _BY or pieces[first + 2].value is None:
        return False
    if max(pieces[first].value or 0.0, pieces[first + 2].value or 0.0) > _LARGEST_SIDE or amount.number.scale:
        return False
    after = pieces[first + 3].text if first + 3 < len(pieces) else ""
    return not after or not after[0].isalnum() or after in _METRES or after.startswith(("метр", "metr"))


def _is_date(pieces: Sequence[Piece], number: Numeral) -> bool:
    alone = not number.scale and number.stop - number.first == 1 and len(pieces) > 1
    return alone and bool(_LOOKS_LIKE_DATE.match(pieces[number.first].text))


def _is_detached_case(pieces: Sequence[Piece], at: int) -> bool:
    """«23 млн ға жуық», «160 қа дейін»: a Kazakh ending written apart, no hectare."""
    if at >= len(pieces) or pieces[at].text not in ("ға", "га", "қа"):
        return False
    following = plain(pieces[at + 1].text) if at + 1 < len(pieces) else ""
    return pieces[at].text != "га" or following.startswith(("деи", "жуик", "таиа", "шеи"))


def _counted(pieces: Sequence[Piece], at: int, *, large: bool) -> bool:
    """Whether a noun follows that the number counts: people, metres, years, lessons."""
    tight = at < len(pieces) and pieces[at].start == pieces[at - 1].end
    if tight and pieces[at].text == "-":
        at += 1
    suffixed = tight and at < len(pieces) and pieces[at - 1].text == "-" and pieces[at].text in ("ға", "га")
    suffixed = suffixed or _is_detached_case(pieces, at)
    if suffixed or at >= len(pieces) or pieces[at].value is not None or pieces[at].text == "ден":
        return False
    return (tight and pieces[at].text in ORDINALS) or _is_counted(pieces, at, large=large)


def _is_counted(pieces: Sequence[Piece], at: int, *, large: bool) -> bool:
    """Whether the word at `at` is a thing that numbers count; of large ones only what cannot be a price's."""
    spelled = plain(pieces[at].text) or pieces[at].text
    if is_latin(spelled) and len(spelled) > _SHORTEST_STEM and cyrillic(spelled).startswith(_LONG_STEMS):
        return True
    following = pieces[at + 1].text if at + 1 < len(pieces) else ""
    squared = following in ("2", "²") and pieces[at + 1].start == pieces[at].end
    if (squared and spelled in ("м", "m")) or (spelled == "of" and following in ("us", "them", "you")):
        return True
    if large:
        return spelled in ALWAYS_WORDS or spelled.startswith(ALWAYS_STEMS)
    return spelled in COUNTED_WORDS or spelled.startswith(COUNTED_STEMS)
