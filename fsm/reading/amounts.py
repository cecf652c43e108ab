"""Amounts of money in a message: numbers with their currency, and the unit a bare number has here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from fsm.facts import BUDGET
from fsm.reading.message import Context, Message
from fsm.reading.money_currencies import THOUSAND_CURRENCIES
from fsm.reading.money_marks import Amount, currency_in, in_coins, with_coins, with_currency
from fsm.reading.money_otherwise import is_possible
from fsm.reading.money_words import QUESTION_UNITS
from fsm.reading.number_heads import MILLION
from fsm.reading.number_tokens import Piece, has_numbers, pieces_of
from fsm.reading.numeral_words import Kind
from fsm.reading.numerals import LAKH, THOUSAND, Numeral, numerals

_FEW = 100.0
_MOST_NUMBERS = 30


class Unit(NamedTuple):
    """What the question makes of bare numbers: the multiplier it names (0 if none) and its currency."""

    times: float
    currency: str | None


@lru_cache(maxsize=4)
def amounts(message: Message, context: Context) -> list[Amount]:
    """The first numbers that are not evidently something else, in order; an answer has a few, never dozens.

    Kept for the readers that look at the same message.
    """
    if not has_numbers(message):
        return []
    pieces = pieces_of(message)
    found: list[Amount] = []
    for number in islice(numerals(pieces), _MOST_NUMBERS):
        amount = with_currency(pieces, number)
        if found and (whole := with_coins(pieces, found[-1], amount)):
            found[-1] = whole
            continue
        amount = in_coins(pieces, amount)
        if is_possible(pieces, amount, asked=context.question == BUDGET):
            found.append(amount)
        elif found and _counts_together(pieces, found[-1], amount):
            found.pop()
    return found or _one_or_two(pieces, context)


def _one_or_two(pieces: Sequence[Piece], context: Context) -> list[Amount]:
    """«Один», «пару» as the whole answer to «сколько миллионов?», where a bare number is enough."""
    if context.question != BUDGET:
        return []
    words = [(at, piece) for at, piece in enumerate(pieces) if piece.text.isalnum()]
    if len(words) != 1 or not unit_of(context).times:
        return []
    ((at, piece),) = words
    kind = piece.entry.kind if piece.entry else None
    if piece.entry is None or kind not in (Kind.ONE, Kind.ABOUT_TWO):
        return []
    number = Numeral(piece.entry.value, 0.0, at, at + 1, about=kind is Kind.ABOUT_TWO)
    return [Amount(number, at, at + 1, None, piece.start, piece.end)]


def _counts_together(pieces: Sequence[Piece], amount: Amount, counted: Amount) -> bool:
    """In «3-4 месяца» and «с 1 по 4 число» the first number counts the same thing as the second."""
    joint = [piece.text for piece in pieces[amount.stop : counted.first]]
    return not amount.marked and not amount.number.grouped and (not joint or (len(joint) == 1 and joint[0] in _JOINTS))


def unit_of(context: Context) -> Unit:
    """The unit and currency that the question names: «сколько тысяч», "in dollars"."""
    return _unit_named(context.question_text)


@lru_cache(maxsize=64)
def _unit_named(question: str) -> Unit:
    """As `unit_of`; our own questions are few, and asked of everybody."""
    pieces = pieces_of(Message(question))
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


_JOINTS = frozenset(("-", "по", "до", "или", "to", "or", "і", "и", "/", "або"))
