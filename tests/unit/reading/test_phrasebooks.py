"""Every phrase of every book of the reader compiles: books compile late, so a malformed line must fail here."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Final

import pytest

from fsm import reading
from fsm.reading.phrases import Phrasebook

_MARKS: Final = frozenset("()!@<>*.,/ ")
# A star inside a word meets nothing; the words meant are listed beside these two.
_FEWEST_PHRASES: Final = 5_000


def _books() -> dict[str, Phrasebook]:
    modules = [importlib.import_module(f"fsm.reading.{found.name}") for found in pkgutil.iter_modules(reading.__path__)]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Phrasebook)
    }


BOOKS: Final = _books()


def faults(book: Phrasebook) -> list[str]:
    """The phrases that do not compile, or accept nothing or anything at one of their places."""
    lines, found = book._lines, []
    for number in range(len(lines._tag)):
        text = lines.text(number).strip()
        pieces = text.split()
        if pieces[0] in {".", ".."} or pieces[-1] in {".", ".."} or text.count("(") != text.count(")"):
            found.append(f"gap or bracket: {text}")
        try:
            phrases = lines.phrases(number)
        except (KeyError, IndexError, ValueError) as error:
            found.append(f"{error!r}: {text}")
            continue
        for phrase in phrases:
            around = tuple(part for part in (phrase.not_before, phrase.not_after) if part)
            words = [word for part in (*phrase.parts, *around) for word in (*part.whole, *part.stems)]
            empty = not phrase.parts or any(not part.whole and not part.stems for part in (*phrase.parts, *around))
            if empty or any(not word or _MARKS & set(word) for word in words):
                found.append(f"empty or marked: {text}")
    return found


def test_the_books_are_found():
    assert {"fsm.reading.phrasebook._BOOK", "fsm.reading.money_cues._BOOK", "fsm.reading.money_states._BOOK"} <= set(
        BOOKS
    )
    assert sum(len(book._lines._tag) for book in BOOKS.values()) > _FEWEST_PHRASES


@pytest.mark.parametrize("name", sorted(BOOKS))
def test_every_phrase_compiles(name):
    assert faults(BOOKS[name]) == []


@pytest.mark.parametrize("phrase", ["скажу @nobody", "сколько .. ", "нет (да", "да/", "*", "< >", "не !", "да @"])
def test_a_malformed_phrase_is_told(phrase):
    assert faults(Phrasebook({"tag": f"скажу, сколько\n{phrase}"}, {"family": "муж* жена"}))
