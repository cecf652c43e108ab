"""In which language a message is written: ru, kk, en, uk, or mix (two of them with a word of weight each)."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import Final

import msgspec

from fsm.reading import email
from fsm.reading.language_words import (
    KAZAKH_LETTERS,
    NOT_UKRAINIAN,
    PROOF_OF_RUSSIAN,
    UKRAINIAN_LETTERS,
    cyrillic_languages,
    guess_latin,
    is_kazakh,
    latin_languages,
    weight,
)
from fsm.reading.message import Context, Message, fold
from fsm.reading.stems import Word, cyrillic, is_cyrillic, is_latin, split

_LATIN: Final = re.compile("[a-z]")
_NEAR: Final = 40
"""Characters before a word that are looked at: all of them for every word would be the square of a message."""
_LED: Final = re.compile(r"\b(?:на|в|во|с|со|из|до|от|по|возле|около)$", re.IGNORECASE)
_TITLE_AFTER: Final = re.compile(
    r" +(?:би|батыр|хан|ата|ана|көшесі|данғылы|даңғылы)\b(?! \w*(?:лып|тып))", re.IGNORECASE
)


class _Evidence:
    """Words of a message by the languages they prove, and those that leave a choice."""

    def __init__(self, words: tuple[Word, ...], text: str) -> None:
        self.text = text
        self.small = text.islower()
        self.in_cyrillic = any(is_cyrillic(word.raw) and len(word.raw) > 1 for word in words)
        self.proof: defaultdict[str, int] = defaultdict(int)
        self.choice: list[frozenset[str]] = []
        self.borrowed = 0
        self.unknown_cyrillic = 0
        self.unknown_latin: list[str] = []
        for word in words:
            self._weigh(word)

    def _is_proper(self, word: Word) -> bool:
        """A capital inside a sentence marks a place or a firm, whose letters and endings prove nothing."""
        if self.small or not (written := self.text[word.start : word.end]).istitle():
            return False
        before = self.text[max(0, word.start - _NEAR) : word.start].rstrip()
        if _LED.search(before) and not KAZAKH_LETTERS.search(word.raw):
            return True  # «с Сайрана на Шугылу»
        inside = bool(before) and before[-1] not in ".!?"
        if (inside and len(written) == 1) or _TITLE_AFTER.match(self.text, word.end):
            return True  # a label («категория В») or a street («Толе би»)
        return inside and not is_kazakh(word) and "kk" in cyrillic_languages(word.raw)

    def _weigh(self, word: Word) -> None:
        if word.plain == "#" or self._is_proper(word):
            return
        told = weight(word.raw)
        if told.loan and self.in_cyrillic:
            return
        if told.proves:
            self.proof[told.proves] += 1
        elif told.leaves:
            self.choice.append(told.leaves)
        self.borrowed += told.borrowed
        if told.unknown == "latin":
            self.unknown_latin.append(word.raw)
        elif told.unknown:
            self.unknown_cyrillic += 1


def _slavic(evidence: _Evidence, words: tuple[Word, ...], found: set[str]) -> set[str]:
    """Ukrainian shares most words with Russian; only words that cannot be Ukrainian prove a mix."""
    if not {"ru", "uk"} <= found:
        return found
    lettered = any("і" in word.raw or UKRAINIAN_LETTERS.search(word.raw) for word in words)
    if not lettered and evidence.proof["ru"] > evidence.proof["uk"]:
        return found - {"uk"}
    russian = any(
        word.plain in PROOF_OF_RUSSIAN or (NOT_UKRAINIAN.search(word.raw) and not KAZAKH_LETTERS.search(word.raw))
        for word in words
    )
    return found if russian else found - {"ru"}


def _proven(evidence: _Evidence, words: tuple[Word, ...]) -> set[str]:
    found = set(evidence.proof)
    if evidence.unknown_latin and not found and not evidence.choice and not evidence.unknown_cyrillic:
        found = guess_latin(evidence.unknown_latin)
    if evidence.borrowed and "kk" not in found and "uk" not in found:
        found.add("ru")
    if found and any(not choice & found and "ru" in choice for choice in evidence.choice):
        found.add("ru")
    if found == {"ru"} and any(choice == {"kk", "uk"} for choice in evidence.choice):
        found.add("kk")  # a word with і among Russian ones, and no Ukrainian word
    return _slavic(evidence, words, found)


def _undecided(evidence: _Evidence, words: tuple[Word, ...], asked: str | None) -> str | None:
    """No word proves a language: the language of the question if the letters allow it, else the likeliest."""
    letters = [word.raw for word in words if word.plain != "#"]
    if not letters:
        return None
    possible = {"ru", "kk", "uk"} if any(map(is_cyrillic, letters)) else {"en"}
    for choice in evidence.choice:
        possible = (possible & choice) or possible
    if asked in possible:
        return asked
    return next(language for language in ("ru", "kk", "uk", "en") if language in possible)


def _words(text: str) -> tuple[Word, ...]:
    """The words without addresses, at their places in the text."""
    low = fold(text)
    return split(_ADDRESS.sub(lambda match: " " * len(match.group()), low) if _may_hold_address(low) else low)


def _may_hold_address(low: str) -> bool:
    """Whether the folded text has any of what an address (`_ADDRESS`) cannot be without."""
    return "@" in low or "." in low or "://" in low or " банк" in low


@lru_cache(maxsize=256)
def _read(text: str) -> str | None:
    words = _words(text)
    evidence = _Evidence(words, text)
    found = _proven(evidence, words)
    if len(found) > 1:
        return "mix"
    return found.pop() if found else None


_SPELLED_OUT: Final = re.compile(r"@|\bat\b|[(\[] ?at")
_ADDRESS: Final = re.compile(
    r"\b(?:отбасы|халық|жусан|жүсан|алтын)(?= банк)|\S+@\S+|https?://\S+|\b\w+\.(?:kz|ru|com|net|org|ua|io)\b\S*"
)


def read(message: Message, context: Context | None = None) -> str | None:
    """ru, kk, en, uk, mix, or None when there is no word; the question's language breaks ties."""
    text = _without_addresses(message, context)
    found = _read(text)
    if found:
        return found
    words = _words(text)
    asked = _read(context.question_text) if context and context.question_text else None
    return _undecided(_Evidence(words, text), words, asked)


def _without_addresses(message: Message, context: Context | None) -> str:
    """The text without addresses that are spelled out: "kate at yandex dot ru" is no English."""
    if context is None or not ("at" in message.low or "@" in message.low) or not _SPELLED_OUT.search(message.low):
        return message.text
    rest = message.without(email.spans(message, context)).text
    return rest if "@" in message.low or any(char.isalpha() for char in rest) else message.text


def spelled(words: tuple[Word, ...], low: str) -> tuple[Word, ...]:
    """The words with transliterated Russian and Kazakh put back into Cyrillic plain spelling."""
    if not _LATIN.search(low) or not any(is_latin(word.raw) for word in words):
        return words
    all_native = _read(low) in {"ru", "kk"} and not any(is_cyrillic(word.raw) for word in words)
    return tuple(_in_cyrillic(word) if _is_translit(word, all_native) else word for word in words)


def _in_cyrillic(word: Word) -> Word:
    return msgspec.structs.replace(word, plain=cyrillic(word.raw))


def _is_translit(word: Word, all_native: bool) -> bool:  # noqa: FBT001 - two call sites in one line
    if not is_latin(word.raw) or word.plain == "#":
        return False
    found = latin_languages(word.raw)
    return found != {"en"} if all_native else bool(found) and "en" not in found
