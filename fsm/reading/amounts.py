"""Amounts of money in a message: numbers with their currency, and the unit a bare number has here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from fsm.facts import BUDGET
from fsm.reading.message import Context, Message
from fsm.reading.money_currencies import THOUSAND_CURRENCIES
from fsm.reading.money_marks import coins_at, currency_after, currency_before, currency_in
from fsm.reading.money_words import (
    ALWAYS_STEMS,
    ALWAYS_WORDS,
    COUNTED_STEMS,
    COUNTED_WORDS,
    LABELS,
    ORDINALS,
    QUESTION_UNITS,
)
from fsm.reading.number_heads import MILLION
from fsm.reading.number_tokens import Piece, pieces_of
from fsm.reading.numerals import CRORE, LAKH, THOUSAND, Numeral, numerals
from fsm.reading.stems import cyrillic, is_latin, plain

_SHORTEST_STEM = 3
_LOOKS_LIKE_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])[.](?:0[1-9]|1[0-2])$")
_LONG_STEMS = tuple(stem for stem in COUNTED_STEMS if len(stem) > 4)  # noqa: PLR2004 - safe in Latin letters
_FEW = 100.0
_COINS_IN_ONE = 100.0
_TWO_FIGURES = 10.0
_BEFORE_COINS = frozenset((".", ",", "и", "and", "та", "і", "й", "мен", "және"))
_MOST_BEFORE_COINS = 2
_MOST_NUMBERS = 30
_PREPOSITIONS = "до от с за в на по около под макс max to from upto kzt usd rs eur inr тг"
_MAY_TOUCH = frozenset(_PREPOSITIONS.split())


class Amount(NamedTuple):
    """One number that may be money. `first`, `stop` index the pieces with the currency, which is the adjacent one."""

    number: Numeral
    first: int
    stop: int
    currency: str | None
    start: int
    end: int

    @property
    def marked(self) -> bool:
        """Whether the number is money or a large round figure by its own wording."""
        return bool(self.currency or (self.number.scale and not self.number.weak))


class Unit(NamedTuple):
    """What the question makes of bare numbers: the multiplier it names (0 if none) and its currency."""

    times: float
    currency: str | None


def amounts(message: Message, context: Context) -> list[Amount]:
    """The first numbers that are not evidently something else, in order; an answer has a few, never dozens."""
    pieces = pieces_of(message)
    found: list[Amount] = []
    for number in islice(numerals(pieces), _MOST_NUMBERS):
        amount = _with_currency(pieces, number)
        if found and (whole := _with_coins(pieces, found[-1], amount)):
            found[-1] = whole
            continue
        amount = _in_coins(pieces, amount)
        if _is_possible(pieces, amount, asked=context.question == BUDGET):
            found.append(amount)
        elif found and _counts_together(pieces, found[-1], amount):
            found.pop()
    return found


def _counts_together(pieces: Sequence[Piece], amount: Amount, counted: Amount) -> bool:
    """In «3-4 месяца» and «с 1 по 4 число» the first number counts the same thing as the second."""
    joint = [piece.text for piece in pieces[amount.stop : counted.first]]
    return not amount.marked and not amount.number.grouped and (not joint or (len(joint) == 1 and joint[0] in _JOINTS))


def unit_of(context: Context) -> Unit:
    """The unit and currency that the question names: «сколько тысяч», "in dollars"."""
    pieces = pieces_of(Message(context.question_text))
    times = next((QUESTION_UNITS[piece.text] for piece in pieces if piece.text in QUESTION_UNITS), 0.0)
    return Unit(times, currency_in(pieces))


def money(amount: Amount, unit: Unit, currency: str, beside: float = 0.0) -> float:
    """The amount in whole currency units; `beside` is the scale shared by a neighbour («10-15 тысяч»)."""
    number = amount.number
    if number.scale or number.grouped:
        return number.value
    if beside:
        return number.value * beside
    if amount.currency and not _is_slang(amount, currency):
        return number.value
    if number.value >= THOUSAND:
        return number.value * unit.times if unit.times >= LAKH else number.value
    return number.value * (unit.times or _usual(number, unit, currency))


def _is_slang(amount: Amount, currency: str) -> bool:
    """«сотка тенге» is a hundred thousand: nobody calls a hundred tenge that."""
    return currency in THOUSAND_CURRENCIES and amount.number.note


def _usual(number: Numeral, unit: Unit, currency: str) -> float:
    foreign = unit.currency is not None and unit.currency not in THOUSAND_CURRENCIES
    if foreign or currency not in THOUSAND_CURRENCIES:
        return 1.0
    return THOUSAND if number.whole or number.value >= _FEW else MILLION


def _with_currency(pieces: Sequence[Piece], number: Numeral) -> Amount:
    first, stop = number.first, number.stop
    code, stop, times = currency_after(pieces, stop, number)
    if times and not number.scale:
        number = number._replace(value=number.value * times, scale=times)
    if code is None and first > 1 and pieces[first - 1].text in _BETWEEN and pieces[first - 2].text in _PLURAL:
        code = currency_in(pieces[first - 2 : first - 1])
    elif code is None and first and (before := currency_before(pieces, first)):
        code, first = before
    inside = (piece.entry for piece in pieces[number.first : number.stop])
    if code is None and any(entry and entry.value in (LAKH, CRORE) for entry in inside):
        code = "INR"
    about = number.about or (code is not None and first < number.first and pieces[first].text.endswith(_PLURAL))
    number = number._replace(about=about)
    return Amount(number, first, stop, code, pieces[first].start, pieces[stop - 1].end)


_STREETS = frozenset("ул улица улице вул вулиця вулиці просп проспект проспекте пер переулок мкр көшесі street".split())  # noqa: SIM905
_BETWEEN = frozenset(("до", "за", "по", "від", "от", "на", "около"))
_JOINTS = frozenset(("-", "по", "до", "или", "to", "or", "і", "и", "/", "або"))
_PLURAL = ("рублей", "долларов", "баксов", "гривень", "гривен", "доларів")


def _with_coins(pieces: Sequence[Piece], amount: Amount, coins: Amount) -> Amount | None:
    """«20 долларов 43 цента», "$20 and 43c" as one amount."""
    joint = [piece.text for piece in pieces[amount.stop : coins.first]]
    if amount.currency is None or not set(joint) <= _BEFORE_COINS or len(joint) > _MOST_BEFORE_COINS:
        return None
    number = coins.number
    if number.scale or number.grouped or not number.whole or number.value >= _COINS_IN_ONE or not amount.number.whole:
        return None
    stop = coins.stop
    if coins_at(pieces, number.stop, joined=True):
        stop = number.stop + 1
    elif not _coins_unsaid(pieces, amount, coins, joint):
        return None
    number = amount.number._replace(value=round(amount.number.value + number.value / _COINS_IN_ONE, 2))
    return amount._replace(number=number, stop=stop, end=pieces[stop - 1].end)


def _coins_unsaid(pieces: Sequence[Piece], amount: Amount, coins: Amount, joint: list[str]) -> bool:
    """«20 долларов 43», "twenty dollars and 43" at the end of a message: after "and", no round number."""
    value = coins.number.value
    ends = coins.stop >= len(pieces) or (coins.stop + 1 == len(pieces) and pieces[coins.stop].text == ".")
    foreign = amount.currency not in THOUSAND_CURRENCIES and not coins.currency
    loose = not joint or value % 10 > 0
    return foreign and ends and loose and value >= _TWO_FIGURES and "," not in joint and "." not in joint


def _in_coins(pieces: Sequence[Piece], amount: Amount) -> Amount:
    """«50 центов» by themselves are half a dollar."""
    if amount.currency or amount.number.scale or not (code := coins_at(pieces, amount.number.stop, joined=False)):
        return amount
    stop = amount.number.stop + 1 + (pieces[amount.number.stop].text == "-")
    number = amount.number._replace(value=amount.number.value / _COINS_IN_ONE)
    return amount._replace(number=number, currency=code, stop=stop, end=pieces[stop - 1].end)


def _is_possible(pieces: Sequence[Piece], amount: Amount, *, asked: bool) -> bool:
    """Whether a number can be money: not counted, not a label, not a clock time, a percentage or a date."""
    number = amount.number
    if (number.value <= 0 and not asked) or _numbers_house(pieces, amount):
        return False
    if amount.currency:
        return True
    if _is_clock_or_label(pieces, amount) or _is_date(pieces, number):
        return False
    if _counted(pieces, amount.stop, large=bool(number.scale) or number.value >= THOUSAND):
        return False
    before = pieces[amount.first - 1].text if amount.first else ""
    return number.scale > 0 or plain(before) not in LABELS


def _numbers_house(pieces: Sequence[Piece], amount: Amount) -> bool:
    """«вул. Зелена 115», «улица Зелёная 12»: a house number behind the name of its street."""
    before = [
        piece.text for piece in pieces[max(0, amount.number.first - 4) : amount.number.first] if piece.text != "."
    ]
    whole = amount.number.whole and not amount.number.scale and not amount.number.grouped
    return whole and any(word in _STREETS for word in before[-2:])


def _is_clock_or_label(pieces: Sequence[Piece], amount: Amount) -> bool:
    """18:00, №5, A4, 3м², 2м*3м."""
    following = pieces[amount.stop].text if amount.stop < len(pieces) else ""
    before = pieces[amount.first - 1] if amount.first else None
    tight = before.text if before and before.end == amount.start else ""
    if _is_half_and_half(pieces, amount):
        return True
    if tight == "-" and amount.first > 1 and not amount.number.scale and _is_name(pieces, amount.first - 2):
        return True
    if amount.number.scale and _runs_on(pieces, amount):
        return True
    if following == ":" or tight in (":", "№", "#") or (tight.isalpha() and tight not in _MAY_TOUCH):
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
    return tied and not word.text.startswith(("бюдж", "сумм", "макс", "потол", "budget", "max", "до", "тысяч"))


def _is_half_and_half(pieces: Sequence[Piece], amount: Amount) -> bool:
    """50/50."""
    around = [piece.text for piece in pieces[max(0, amount.first - 2) : amount.stop + 2]]
    return any(around[at : at + 3] in (["50", "/", "50"], ["50", "на", "50"]) for at in (0, len(around) - 3))


def _is_date(pieces: Sequence[Piece], number: Numeral) -> bool:
    alone = not number.scale and number.stop - number.first == 1
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
    if tight and pieces[at].text in ORDINALS:
        return True
    spelled = plain(pieces[at].text) or pieces[at].text
    if is_latin(spelled) and len(spelled) > _SHORTEST_STEM and cyrillic(spelled).startswith(_LONG_STEMS):
        return True
    squared = at + 1 < len(pieces) and pieces[at + 1].text in ("2", "²") and pieces[at + 1].start == pieces[at].end
    if squared and spelled in ("м", "m"):
        return True
    if large:
        return spelled in ALWAYS_WORDS or spelled.startswith(ALWAYS_STEMS)
    return spelled in COUNTED_WORDS or spelled.startswith(COUNTED_STEMS)
