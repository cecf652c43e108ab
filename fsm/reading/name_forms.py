"""The forms of a name: what is a given name, a patronymic or a surname, and its nominative."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from fsm.reading import lexicon_names as lexicon
from fsm.reading.everyday import is_everyday
from fsm.reading.language_words import is_listed
from fsm.reading.message import Message
from fsm.reading.stems import Word, cyrillic, is_latin, plain

_PATRONYMIC: Final = re.compile(
    r"(?:[оеё]вич|ич|[оеё]вна|ична|инична|[уұ]лы|[кқ]ызы|uly|kyzy|qyzy|ovich|evich|ovna|evna|йович|ївна|івна|ович)$"
)
_PATRONYMIC_SURE: Final = re.compile(
    "(?:[оеё]вич|ьич|[оеё]вна|ична|[уұ]лы|[кқ]ызы|uly|kyzy|qyzy|ovich|evich|ovna|evna|йович|ївна|івна|[оеё]вн[уы]"
    "|[оеё]вной)$"
)
_PATRONYMIC_ENDS: Final = ("ич", "на", "лы", "зы", "ly", "zy", "ch", "vna", "ну", "ны", "ной")
"""What a patronymic in any case ends with: asked first, for hardly a word does."""

_SURNAME: Final = re.compile(
    r"(?:[оеё]ва?|ина?|ына?|ский|ская|цкий|цкая|енко|чук|юк|як|швили|дзе|ян|янц|баев|баева|беков|бекова|ов|ева|ева"
    r"|ев|ko|enko|ov|ova|ev|eva|ayev|ayeva|bekov|bekova|in|ina|sky|skiy|skaya|off|чик|ин|ко|ец|ук|ич)$"
)
_PATRONYMIC_CASE: Final = re.compile(r"(?<=[оеё])вн(?:ой|ою|у|ы|е)$|(?<=[оеё]в)ич(?:а|у|ем|е)$")
_PREDICATE: Final = re.compile(r"(?:м[иіыe]н|п[иіы]н|б[иіы]н)$")
_SHORTEST_FAMILY_NAME: Final = 5


def name_words(text: str) -> frozenset[str]:
    return frozenset(plain(word.lower()) for word in text.replace(",", " ").replace("-", " ").split())


_GIVEN: Final = name_words(lexicon.GIVEN)
_AS_WRITTEN: Final = frozenset(lexicon.GIVEN.lower().split())
ALSO_WORDS: Final = name_words(lexicon.ALSO_WORDS)
_NOT_A_NAME: Final = name_words(lexicon.NOT_A_NAME)


@lru_cache(maxsize=1)
def _oblique() -> dict[str, str]:
    """Plain case forms of Russian names, each with its nominative."""
    forms: dict[str, str] = {}
    names = [item.lower() for item in lexicon.GIVEN.split()]
    for name in sorted(names, key=lambda name: name[-1] not in "ая"):  # «Гульнаре» is Гульнара before Гульнар
        if is_latin(name):
            continue
        for form in _case_forms(name):
            forms.setdefault(plain(form), name)
    return {form: name for form, name in forms.items() if form not in _GIVEN}


def _case_forms(name: str) -> list[str]:
    stem, last = name[:-1], name[-1]
    if last == "а":
        return [stem + ending for ending in ("ы", "и", "е", "у", "ой", "ою", "ей")]
    if last == "я":
        return [stem + ending for ending in ("и", "е", "ю", "ей", "ёй")]
    if last in "йь":
        return [stem + ending for ending in ("я", "ю", "ем", "е", "и", "ью")]
    return [name + ending for ending in ("а", "у", "ом", "е")]


@lru_cache(maxsize=2048)
def nominative(raw: str) -> str | None:
    """The nominative of a known given name in any form, or None."""
    word = plain(raw)
    if word in _GIVEN and raw not in _AS_WRITTEN and len(word) < _SHORTEST_FAMILY_NAME and is_vocabulary(raw):
        return None  # «день» is spelt like «Дэн» only in the plain spelling
    if word in _GIVEN or (is_latin(raw) and len(raw) > 3 and cyrillic(raw) in _GIVEN):  # noqa: PLR2004 - "rus", "ali"
        return raw
    if (stem := _PREDICATE.sub("", raw)) != raw and plain(stem) in _GIVEN:
        return stem
    return None if is_vocabulary(raw) else _oblique().get(word)


def patronymic(raw: str) -> str | None:
    """The nominative of a Russian patronymic in any case, or None."""
    if match := _PATRONYMIC_CASE.search(raw):
        return raw[: match.start()] + ("вна" if "вн" in match.group() else "ич")
    return None


def is_patronymic(raw: str) -> bool:
    """Whether the word is a patronymic, which shows that the word before it is a name."""
    return raw.endswith(_PATRONYMIC_ENDS) and len(raw) >= _SHORTEST_FAMILY_NAME and bool(_PATRONYMIC_SURE.search(raw))


@lru_cache(maxsize=1024)
def is_family_name(raw: str) -> bool:
    """A patronymic or a surname by its ending."""
    return (
        len(raw) >= _SHORTEST_FAMILY_NAME
        and bool(_PATRONYMIC.search(raw) or _PATRONYMIC_CASE.search(raw) or _SURNAME.search(raw))
        and not is_vocabulary(raw)
    )


@lru_cache(maxsize=2048)
def is_vocabulary(raw: str) -> bool:
    """An ordinary word of one of our languages, so no name by its look."""
    return plain(raw) in _NOT_A_NAME or is_listed(raw)


def is_ordinary(raw: str) -> bool:
    """A word of the vocabulary or of every day, so no name and no town by its look."""
    return is_vocabulary(raw) or is_everyday(raw)


def as_name(message: Message, words: Sequence[Word], *, in_case: bool) -> str:
    """The name as written, each part in the nominative and with a capital."""
    parts = []
    for word in words:
        basic = nominative(word.raw) or patronymic(word.raw)
        written = message.text[word.start : word.end]
        if basic is not None and basic != word.raw and (in_case or _PREDICATE.search(word.raw)):
            written = basic
        elif (stem := _PREDICATE.sub("", word.raw)) != word.raw and basic is None and len(stem) > 3:  # noqa: PLR2004
            written = written[: len(stem)]
        parts.append(written[:1].upper() + written[1:])
    return " ".join(parts)
