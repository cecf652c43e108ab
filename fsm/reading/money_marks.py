"""How a number is marked as money by what stands next to it: a sign, a code, a noun with its country, coins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fsm.reading.money_currencies import (
    BESIDE,
    BESIDE_STEMS,
    CODES,
    COINS,
    COUNTRIES,
    DOLLARS,
    DOUBLE_COUNTRIES,
    JOINED_COINS,
    LONG_COUNTRIES,
    NOUNS,
    STEMS,
    SURNAMES,
    SYMBOLS,
    THOUSAND_CURRENCIES,
    THOUSANDS_OF,
)
from fsm.reading.number_tokens import Piece
from fsm.reading.numerals import CRORE, LAKH, THOUSAND, Numeral
from fsm.reading.stems import plain

_SHORTEST_STEM, _LONGEST_STEM = 3, 6
# Only letter by letter: in the plain spelling these would be sums.
_IN_CASES = dict.fromkeys(("сумах", "сумами", "сумам"), "UZS") | dict.fromkeys(
    ("сомах", "сомами", "сомам", "сомдо", "сом"), "KGS"
)
_A_SUM = frozenset(("сома", "soma"))  # Kazakh for a sum, unless a number stands before it
_NOT_FIRST = frozenset(("сом", "sum", "сум", "try", "som", "сома"))
_LEADING = frozenset(word for word in BESIDE if word.isascii() and len(word) <= _SHORTEST_STEM) - {"won"}
_LOOSE_DOLLARS = frozenset(("us", "hk", "usd"))
_COINS_IN_ONE = 100.0
_TWO_FIGURES = 10.0
_BEFORE_COINS = frozenset((".", ",", "и", "and", "та", "і", "й", "мен", "және"))
_MOST_BEFORE_COINS = 2
_BETWEEN = frozenset(("до", "за", "по", "від", "от", "на", "около"))
_PLURAL = ("рублей", "долларов", "баксов", "гривень", "гривен", "доларів")


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


def currency_in(pieces: Sequence[Piece]) -> str | None:
    """The first currency named anywhere."""
    for at, piece in enumerate(pieces):
        code = (
            SYMBOLS.get(piece.text)
            or _IN_CASES.get(piece.text)
            or (_code(piece.text) if len(piece.text) >= _SHORTEST_STEM else None)
        )
        if code and at and pieces[at - 1].text in ("ни", "без"):
            continue  # «ни рубля больше» names no currency
        if code and (piece.text in _A_SUM or piece.text == "try"):
            continue
        if code and not (at == 0 and piece.text in _NOT_FIRST):
            return code
    return None


def currency_after(pieces: Sequence[Piece], at: int, number: Numeral) -> tuple[str | None, int, float]:
    """The currency behind a number, the piece after it, and a scale hidden in it («тр»)."""
    nothing = (None, at, 0.0)
    dotted = at < len(pieces) and pieces[at].text in (".", "-") and pieces[at].start == pieces[at - 1].end
    stop = at + dotted
    if stop >= len(pieces) or pieces[stop].value is not None:
        return nothing
    text = pieces[stop].text
    loose = dotted and pieces[stop].start > pieces[stop - 1].end
    if text in THOUSANDS_OF:
        return THOUSANDS_OF[text], stop + 1, THOUSAND
    if text in ("т", "t") and (number.scale or number.value >= THOUSAND):
        return "KZT", stop + 1, 0.0
    if dotted and (loose or pieces[at].text == "-") and len(text) < _SHORTEST_STEM:
        return nothing
    if loose and pieces[at].text == "-":
        return nothing
    code, width = _of_several_words([piece.text for piece in pieces[stop : stop + 3]]) or (_beside(text), 1)
    stop += width
    stop += stop < len(pieces) and pieces[stop].text in SURNAMES
    return (code, stop, 0.0) if code else nothing


def currency_before(pieces: Sequence[Piece], first: int) -> tuple[str, int] | None:
    """The currency before the piece `first`, and the piece where it begins."""
    at = first - 1
    text = pieces[at].text if first else ""
    if text in SYMBOLS:
        return _dollars(pieces, at) if text == "$" else (SYMBOLS[text], at)
    if text == "." and at and pieces[at - 1].text == "rs":
        return "INR", at - 1
    if text in _LEADING:
        return BESIDE[text], at
    if text == "бакси":
        return None  # a boiler
    if (len(text) < _SHORTEST_STEM and text not in ("rs", "rm")) or text.endswith(("мен", "men")):
        return None  # «теңгемен 350» says in what, not how much of it
    taken_by_other = at > 0 and (pieces[at - 1].value is not None or pieces[at - 1].entry is not None)
    code = None if taken_by_other or text in ("сом", "sum", "сум", "try") else _code(text)
    return (code, at) if code else None


def with_currency(pieces: Sequence[Piece], number: Numeral) -> Amount:
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


def with_coins(pieces: Sequence[Piece], amount: Amount, coins: Amount) -> Amount | None:
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


def in_coins(pieces: Sequence[Piece], amount: Amount) -> Amount:
    """«50 центов» by themselves are half a dollar."""
    if amount.currency or amount.number.scale or not (code := coins_at(pieces, amount.number.stop, joined=False)):
        return amount
    stop = amount.number.stop + 1 + (pieces[amount.number.stop].text == "-")
    number = amount.number._replace(value=amount.number.value / _COINS_IN_ONE)
    return amount._replace(number=number, currency=code, stop=stop, end=pieces[stop - 1].end)


def coins_at(pieces: Sequence[Piece], at: int, *, joined: bool) -> str | None:
    """The currency whose hundredth parts stand at `at`; `joined` if the number before follows an amount of money."""
    if at >= len(pieces):
        return None
    text, tight = pieces[at].text, pieces[at].start == pieces[at - 1].end
    if text == "-" and tight and at + 1 < len(pieces):
        text = pieces[at + 1].text
    if joined and text in JOINED_COINS and (tight or len(text) > 1):
        return "USD"
    return COINS.get(text)


def _dollars(pieces: Sequence[Piece], at: int) -> tuple[str, int]:
    """Whose dollars a sign means: US$, C$, HK $."""
    before = pieces[at - 1] if at else None
    if before is None or before.text not in DOLLARS:
        return "USD", at
    tight = before.end == pieces[at].start
    return (DOLLARS[before.text], at - 1) if tight or before.text in _LOOSE_DOLLARS else ("USD", at)


def _of_several_words(texts: list[str]) -> tuple[str, int] | None:
    """Currencies of several pieces: у.е., US$, швейцарских франков, new zealand dollars."""
    if texts[:1] == ["у"] and texts[2:] == ["е"]:
        return "USD", 3
    if len(texts) > 1 and texts[1] == "$" and texts[0] in DOLLARS:
        return DOLLARS[texts[0]], 2
    first = 1 if texts[:1] and texts[0] in DOUBLE_COUNTRIES else 0
    if len(texts) < first + 2 or not _is_noun(texts[first + 1]):
        return None
    country = _country(plain(texts[first]))
    return (country, first + 2) if country else None


def _is_noun(text: str) -> bool:
    return _beside(text) is not None or plain(text).startswith(NOUNS)


def _country(spelled: str) -> str | None:
    if spelled in COUNTRIES:
        return COUNTRIES[spelled]
    if not spelled.startswith(LONG_COUNTRIES):
        return None
    return next(COUNTRIES[word] for word in LONG_COUNTRIES if spelled.startswith(word))


def _beside(text: str) -> str | None:
    """The currency that a word right behind a number names."""
    spelled = plain(text)
    return SYMBOLS.get(text) or BESIDE.get(spelled) or _code(text) or _listed(spelled, BESIDE, BESIDE_STEMS)


def _code(text: str) -> str | None:
    return _listed(plain(text), CODES, STEMS)


def _listed(spelled: str, words: dict[str, str], stems: dict[str, str]) -> str | None:
    if spelled in words:
        return words[spelled]
    for length in range(min(len(spelled), _LONGEST_STEM), _SHORTEST_STEM, -1):
        if spelled[:length] in stems:
            return stems[spelled[:length]]
    return None
