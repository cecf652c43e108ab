"""A message cut into what numbers are made of: figures (with their separators), words, and single marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import numeric

from fsm.reading.message import Message
from fsm.reading.number_lookup import pieces
from fsm.reading.numeral_words import SHY, Entry, Kind
from fsm.reading.stems import split

_SCANNER = re.compile(
    r"(?P<group>\d{1,3}(?:(?: \d{3})+|(?:[.]\d{3})+|(?:[,]\d{3})+|(?:['_]\d{3})+)(?!\d)(?:[.,]\d{1,2}(?![\d.,]))?)"
    r"|(?P<indian>\d{1,2}(?:(?:,\d{2})+,|(?: \d{2})+ )\d{3}(?![\d ]*\d))"
    r"|(?P<decimal>\d+[.,]\d+(?![.,]?\d)|(?<!\S)[.,]\d+(?![.,]?\d))"
    r"|(?P<vulgar>(?:\d{1,3} ?)?[½¼¾⅓⅔])"
    r"|(?P<plain>\d+)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<mark>[^\w\s]|_|\n)"
)
_CUT_OTHERWISE = re.compile("[½¼¾⅓⅔‘]")  # `split` takes them for letters, or for the end of a word
_MOST_DIGITS = 15
_COINS = 2
_KAZAKH = (
    "бір бир екі еки үш уш төрт торт бес алты жеті жети сегіз сегиз тоғыз тогыз он жиырма отыз қырық кырык елу алпыс "
    "жетпіс жетпис сексен тоқсан токсан жүз жуз мың мын мынг миллион млн"
)
_KAZAKH_NUMBERS = frozenset(_KAZAKH.split())
_AND = frozenset(("-", "мен", "бен", "пен"))
_ADDED = frozenset(("тағы", "тагы", "қосымша", "косымша", "плюс"))


class Piece(NamedTuple):
    """A figure, a number word, another word, or a mark; `entry` is set for number words, `value` for figures."""

    text: str
    start: int
    end: int
    value: float | None = None
    entry: Entry | None = None
    digits: str = ""

    @property
    def grouped(self) -> bool:
        """Whether the figure has separators of thousands: 150 000."""
        return len(self.digits) > 3 and self.text != self.digits and self.value == float(self.digits or 0)  # noqa: PLR2004


def pieces_of(message: Message) -> tuple[Piece, ...]:
    """All pieces in order; linear in the length of the text."""
    return _pieces(message.low.replace("‘", "'"))


def has_numbers(message: Message) -> bool:
    """Whether a figure or a number word may stand anywhere in the message: in most none does."""
    return _has_numbers(message.low)


@lru_cache(maxsize=16)
def _has_numbers(low: str) -> bool:
    told = any(word.plain == "#" or pieces(word.raw) for word in split(low))
    return told or _CUT_OTHERWISE.search(low) is not None


@lru_cache(maxsize=16)
def _pieces(low: str) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for match in _SCANNER.finditer(low):
        kind, text, (start, end) = match.lastgroup, match.group(), match.span()
        if kind == "word":
            known = pieces(text)
            if len(known) > 1:
                found.extend(_run_together(known, text, start))
            else:
                found.append(Piece(text, start, end, None, known[0][0] if known else None))
        elif kind == "mark":
            found.append(Piece(text, start, end))
        else:
            found.append(_figure(kind or "", text, start, end))
    return tuple(_without_shy(found))


def _run_together(known: Sequence[tuple[Entry, int]], text: str, start: int) -> Iterator[Piece]:
    """The number words of one typed word: стопятьдесят."""
    for entry, length in known:
        yield Piece(text[:length], start, start + length, None, entry)
        text, start = text[length:], start + length


def _figure(kind: str, text: str, start: int, end: int) -> Piece:
    if kind == "decimal":
        whole, _, fraction = text.replace(",", ".").partition(".")
        digits = whole if fraction.strip("0") == "" and len(fraction) <= _COINS else ""  # «45,00» is whole
        return Piece(text, start, end, value=_number(f"{whole or 0}.{fraction}"), digits=digits)
    if kind == "vulgar":
        return Piece(text, start, end, value=float(text[:-1] or 0) + numeric(text[-1]))
    whole, fraction = text, ""
    if kind == "group" and text[-3:-2] in ".," and text[-3:-2] != "":
        whole, fraction = text[:-3], text[-2:]
    elif kind == "group" and text[-2:-1] in (".", ","):
        whole, fraction = text[:-2], text[-1:]
    digits = "".join(char for char in whole if char.isdigit())
    return Piece(text, start, end, value=_number(f"{digits}.{fraction or 0}"), digits=digits)


def _number(text: str) -> float | None:
    return float(text) if len(text) <= _MOST_DIGITS else None


def _without_shy(found: list[Piece]) -> list[Piece]:
    """Kazakh numbers that are Russian words («он», «торт») count only beside another Kazakh number."""
    for at in range(len(found) - 1, -1, -1):
        if found[at].entry and found[at].text in SHY and not _beside_kazakh(found, at):
            found[at] = found[at]._replace(entry=None)
    return found


def _beside_kazakh(found: list[Piece], at: int) -> bool:
    before = found[at - 1].text if at else ""
    if (before in _KAZAKH_NUMBERS and before not in SHY) or before in _ADDED:
        return True
    if before in SHY and at > 1 and found[at - 2].text in _KAZAKH_NUMBERS - SHY:
        return True  # «жүз он бес»
    after = found[at + 1] if at + 1 < len(found) else None
    if after is not None and after.text in _AND and at + 2 < len(found):
        after = found[at + 2]  # «он бес-жиырма мың», «он бес пен жиырма»
    if after is None or after.entry is None:
        return False
    return after.text in _KAZAKH_NUMBERS or (after.entry.kind is Kind.SCALE and bool(after.entry.case))
