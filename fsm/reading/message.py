"""One chat message prepared for reading, and the circumstances it was sent in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*|\d+|[^\w\s]|_", re.UNICODE)
_FOLD = {
    "ё": "е",
    **dict.fromkeys("’ʼ`", "'"),
    **dict.fromkeys("\u00a0\u202f\u2009\u2007", " "),
    **dict.fromkeys("\u2013\u2014\u2212\u2012", "-"),
}
_NEIGHBOURS = dict(zip("әғқңөұүһіїєґ", "агкноуухииег", strict=True))
# A look for the letters first: most texts have none, and `translate` asks a table about every character.
_FOLDED, _FOLDING = re.compile(f"[{''.join(_FOLD)}]"), str.maketrans(_FOLD)
_NEIGHBOURED, _NEIGHBOURING = re.compile(f"[{''.join(_NEIGHBOURS)}]"), str.maketrans(_NEIGHBOURS)


def fold(text: str) -> str:
    """Lower case and join look-alikes, keeping every character at its offset (so spans hold in the original)."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters (İ) grow when lowered; they stay as they are
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered.translate(_FOLDING) if _FOLDED.search(lowered) else lowered


def plain(text: str) -> str:
    """Kazakh and Ukrainian letters as their Russian neighbours, every character at its place."""
    return text.translate(_NEIGHBOURING) if _NEIGHBOURED.search(text) else text


class Token:
    """A word, a run of digits, or one punctuation mark, with its offsets in the message."""

    __slots__ = ("end", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Token({self.text!r}, {self.start}, {self.end})"


class Context:
    """In which circumstances a message was sent: the open question, the moment, and the pack's country and currency.

    `question` is a fact name, "contact_name" (which "name" means too), "confirm" or "none"; `now` is aware, in the
    lead's zone.
    """

    __slots__ = ("_plain", "country", "currency", "now", "question", "question_text")

    def __init__(
        self,
        question: str,
        question_text: str,
        now: datetime,
        *,
        country: str = "KZ",
        currency: str = "KZT",
    ) -> None:
        self.question = "contact_name" if question == "name" else question
        self.question_text = question_text
        self.now = now
        self.country = country
        self.currency = currency
        self._plain: str | None = None

    @property
    def plain(self) -> str:
        """The question's text in lower case and in letters that Russian has, see `plain`."""
        if self._plain is None:
            self._plain = plain(self.question_text.lower())
        return self._plain


class Message:
    """The text, its folded twin of equal length, and its tokens (over the folded text)."""

    def __init__(self, text: str, low: str | None = None) -> None:
        self.text = text
        self.low = fold(text) if low is None else low

    @cached_property
    def plain(self) -> str:
        """The folded text in letters that Russian has, see `plain`."""
        return plain(self.low)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(self.low))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words only, without numbers and punctuation."""
        return tuple(token.text for token in self.tokens if token.text[0].isalpha())

    def without(self, spans: Iterable[tuple[int, int]], mark: str = " ") -> Message:
        """The same message with the given spans blanked, so that a later reader cannot take them again.

        `mark` (one character) begins each blank: with ";" the words around it are no longer neighbours.
        """
        text, low = self.text, self.low
        for start, end in spans:
            blank = (mark + " " * (end - start - 1))[: end - start]
            text, low = text[:start] + blank + text[end:], low[:start] + blank + low[end:]
        return self if text is self.text else Message(text, low)
