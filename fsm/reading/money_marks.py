"""How a number is marked as money by what stands next to it: a sign, a code, a noun with its country, coins."""

from __future__ import annotations

from collections.abc import Sequence

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
    SYMBOLS,
    THOUSANDS_OF,
)
from fsm.reading.number_tokens import Piece
from fsm.reading.numerals import THOUSAND, Numeral
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
        if code and piece.text in _A_SUM:
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
    return (code, stop + width, 0.0) if code else nothing


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
    if (len(text) < _SHORTEST_STEM and text not in ("rs", "rm")) or text.endswith(("мен", "men")):
        return None  # «теңгемен 350» says in what, not how much of it
    taken_by_other = at > 0 and (pieces[at - 1].value is not None or pieces[at - 1].entry is not None)
    code = None if taken_by_other or text in ("сом", "sum", "сум", "try") else _code(text)
    return (code, at) if code else None


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
    return SYMBOLS.get(text) or _code(text) or _listed(plain(text), BESIDE, BESIDE_STEMS)


def _code(text: str) -> str | None:
    return _listed(plain(text), CODES, STEMS)


def _listed(spelled: str, words: dict[str, str], stems: dict[str, str]) -> str | None:
    if spelled in words:
        return words[spelled]
    for length in range(min(len(spelled), _LONGEST_STEM), _SHORTEST_STEM, -1):
        if spelled[:length] in stems:
            return stems[spelled[:length]]
    return None
