"""The person's own name, in the nominative: announced anywhere, or given freely where it was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from fsm.facts import Found
from fsm.reading import language
from fsm.reading import lexicon_names as lexicon
from fsm.reading.message import Context, Message
from fsm.reading.stems import Word, cyrillic, is_latin, plain, words_of

_ASKED: Final = "contact_name"
_BESIDE: Final = frozenset({"phone", "email", "best_time", "confirm", "none", "need", "location"})
_PATRONYMIC: Final = re.compile(
    r"(?:[оеё]вич|ич|[оеё]вна|ична|инична|[уұ]лы|[кқ]ызы|uly|kyzy|qyzy|ovich|evich|ovna|evna|йович|ївна|івна|ович)$"
)
_SURNAME: Final = re.compile(
    r"(?:[оеё]ва?|ина?|ына?|ский|ская|цкий|цкая|енко|чук|юк|як|швили|дзе|ян|янц|баев|баева|беков|бекова|ов|ева|ева|ев|ko|enko|ov|ova|ev|eva|ayev|ayeva|bekov|bekova|in|ina|sky|skiy|skaya|off|чик|ин|ко|ец|ук|ич)$"
)
_PREDICATE: Final = re.compile(r"(?:м[иіыe]н|п[иіы]н|б[иіы]н)$")
_SURE: Final = 0.95
_FREE: Final = 0.75
_LONGEST: Final = 4
_FEW: Final = 5


def _set(text: str) -> frozenset[str]:
    return frozenset(plain(word.lower()) for word in text.replace(",", " ").replace("-", " ").split())


_GIVEN: Final = _set(lexicon.GIVEN)
_ALSO_WORDS: Final = _set(lexicon.ALSO_WORDS)
_OTHERS: Final = _set(lexicon.OTHERS)
_NOT_A_NAME: Final = _set(lexicon.NOT_A_NAME)
_TITLES: Final = _set(lexicon.TITLES)
_ANNOUNCE: Final = frozenset(
    tuple(plain(word) for word in phrase.split())
    for phrase in lexicon.ANNOUNCE.replace("\n", ",").split(",")
    if phrase.split()
)
_LONGEST_ANNOUNCE: Final = max(map(len, _ANNOUNCE))
# After these a word must be a known name: they announce anything («я», "i am", «это»).
_WEAK: Final = frozenset(
    {
        ("я",),
        ("ето",),
        ("мен",),
        ("i", "am"),
        ("im",),
        ("this", "is"),
        ("its",),
        ("it", "is"),
        ("me",),
        ("просто",),
        ("пишите",),
        ("меня",),
        ("имя",),
        ("зовут",),
        ("мени",),
        ("маган",),
        ("контакт",),
        ("ваш",),
        ("ваша",),
        ("запишите",),
        ("ya",),
        ("men",),
        ("contact",),
        ("обрашатся",),
        ("name",),
        ("names",),
        ("звати",),
        ("звать",),
    }
)


@lru_cache(maxsize=1)
def _oblique() -> dict[str, str]:
    """Plain case forms of Russian names, each with its nominative."""
    forms: dict[str, str] = {}
    for name in (item.lower() for item in lexicon.GIVEN.split()):
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
def _nominative(raw: str) -> str | None:
    """The nominative of a known given name in any form, or None."""
    word = plain(raw)
    if word in _GIVEN or (is_latin(raw) and len(raw) > 3 and cyrillic(raw) in _GIVEN):  # noqa: PLR2004 - "rus", "ali"
        return raw
    if (stem := _PREDICATE.sub("", raw)) != raw and plain(stem) in _GIVEN:
        return stem
    return _oblique().get(word)


def _is_extra(raw: str) -> bool:
    """A patronymic or a surname by its ending."""
    return len(raw) > 4 and bool(_PATRONYMIC.search(raw) or _SURNAME.search(raw)) and not _is_vocabulary(raw)  # noqa: PLR2004


@lru_cache(maxsize=2048)
def _is_vocabulary(raw: str) -> bool:
    """An ordinary word of one of our languages, so no name by its look."""
    return plain(raw) in _NOT_A_NAME or language.is_listed(raw)


class _Reader:
    """One message's words and what may be a name among them."""

    def __init__(self, message: Message, context: Context) -> None:
        self.message = message
        self.words = words_of(message)
        self.asked = context.question == _ASKED
        self.question = context.question

    def _joined(self, at: int) -> bool:
        """Whether the word goes on from the one before it (no mark between)."""
        return not self.words[at - 1].after

    def known(self, at: int) -> bool:
        return _nominative(self.words[at].raw) is not None

    def group(self, start: int, free: bool) -> int:  # noqa: FBT001 - private
        """The word after a name that begins here; `start` itself when none does. Free: unknown words count too."""
        end = start
        seen_known = False
        while end < len(self.words) and end - start < _LONGEST and (end == start or self._joined(end)):
            raw = self.words[end].raw
            known = self.known(end) and not (seen_known and self.words[end].plain in _ALSO_WORDS)
            if not (known or _is_extra(raw) or (free and self._may_be_name(end))):
                break
            seen_known = seen_known or known
            end += 1
        return end if seen_known or free else start

    def _may_be_name(self, at: int) -> bool:
        word = self.words[at]
        return (
            word.plain != "#"
            and len(word.raw) > 1
            and not _is_vocabulary(word.raw)
            and word.plain not in _TITLES
            and word.plain not in _OTHERS
        )

    def others(self, start: int) -> bool:
        """Whether the name belongs to a child, a husband, a company or a street."""
        before = [word.plain for word in self.words[max(0, start - 3) : start]]
        return any(word in _OTHERS for word in before) or bool(
            before and before[-1] in ("не", "not", "для", "от", "у", "с")
        )

    def announced(self, at: int) -> tuple[str, ...] | None:
        """The announcing words right before this word, the longest that fit."""
        for length in range(min(_LONGEST_ANNOUNCE, at), 0, -1):
            words = tuple(word.plain for word in self.words[at - length : at])
            if words in _ANNOUNCE:
                return words
        return None

    def candidates(self) -> list[tuple[int, int, float]]:
        """Groups of words (start, end, confidence) that are the person's name."""
        found = []
        at = 0
        while at < len(self.words):
            end, confidence = self._at(at)
            if end > at and not self.others(at):
                found.append((at, end, confidence))
            at = max(end, at + 1)
        return found

    def _at(self, at: int) -> tuple[int, float]:
        words = self.announced(at)
        if words:
            strong = words not in _WEAK
            end = self.group(at, free=(strong or (self.asked and words != ("просто",))) and self._may_be_name(at))
            if end > at and (self.known(at) or strong or self.asked) and self._names_now(at, words):
                return end, _SURE
        if self.asked:
            return self.group(at, free=False), _SURE
        if self._stands_apart(at):
            return self.group(at, free=False), _FREE
        return at, 0.0

    def _names_now(self, at: int, words: tuple[str, ...]) -> bool:
        """«Я Роман» names, «я рада» does not: after weak words a word that is also a name needs its capital."""
        word = self.words[at]
        return words not in _WEAK or word.plain not in _ALSO_WORDS or self.message.text[word.start].isupper()

    def _stands_apart(self, at: int) -> bool:
        """A known name between marks, as people sign («8 747 555 90 90, Асхат»), or before "зовут"."""
        word = self.words[at]
        if not self.known(at) or word.plain in _ALSO_WORDS or self.question not in _BESIDE:
            return False
        end = self.group(at, free=False)
        following = self.words[end].plain if end < len(self.words) else ""
        if following in ("зовут", "звать", "звати", "деиди", "деп"):
            return True
        opens = at == 0 or self.words[at - 1].after or self.words[at - 1].plain == "#"
        closes = end == len(self.words) or self.words[end - 1].after or self.words[end].plain == "#"
        return bool(opens and closes) and self.question in ("phone", "email", "best_time")

    def free(self) -> tuple[int, int, float] | None:
        """At the name question a few words that are no vocabulary are taken for a name."""
        if not self.asked or len(self.words) > _FEW or "?" in self.message.text:
            return None
        skip = 0
        while skip < len(self.words) and not self._may_be_name(skip):
            skip += 1
        end = skip
        while end < len(self.words) and self._may_be_name(end) and (end == skip or self._joined(end)):
            end += 1
        rest = [word for word in self.words[end:] if word.plain not in _TITLES]
        if end == skip or end - skip > 3 or len(rest) > 1 or self.others(skip):  # noqa: PLR2004 - first, patronymic, surname
            return None
        return skip, end, _FREE


def _best(groups: Sequence[tuple[int, int, float]]) -> tuple[int, int, float]:
    """The fullest name; of equals the first."""
    return max(groups, key=lambda group: (group[1] - group[0], -group[0]))


def _as_name(message: Message, words: Sequence[Word]) -> str:
    """The name as written, each part in the nominative and with a capital."""
    parts = []
    for word in words:
        nominative = _nominative(word.raw)
        written = message.text[word.start : word.end]
        if nominative is not None and nominative != word.raw:
            written = nominative
        elif (stem := _PREDICATE.sub("", word.raw)) != word.raw and nominative is None and len(stem) > 3:  # noqa: PLR2004
            written = written[: len(stem)]
        parts.append(written[:1].upper() + written[1:])
    return " ".join(parts)


def read(message: Message, context: Context) -> Found | None:
    """The name as given (text), without titles, nicknames and other people's names; None when none is given."""
    reader = _Reader(message, context)
    groups = reader.candidates()
    chosen = _best(groups) if groups else reader.free()
    if chosen is None:
        return None
    first, stop, confidence = chosen
    start, end = reader.words[first].start, reader.words[stop - 1].end
    value = _as_name(message, reader.words[first:stop])
    return Found(value=value, words=message.text[start:end], start=start, end=end, confidence=confidence)
