"""The gazetteer as an index: a word of a message, inflected or typed with Latin letters, to the places it may name."""

from __future__ import annotations

import re
from typing import NamedTuple

from fsm.reading import places_kazakhstan, places_world
from fsm.reading.calendar_words import plain

_SHORTEST_STEM = 3
_LONGEST_ENDING = 9
_TYPO_MIN = 7
_VOWELS = "аеиоуыэюяйь"

# Russian and Ukrainian case endings (after the stem), and Kazakh ones (after the stem and its vowel).
_RUSSIAN = frozenset(
    ["", *"а у ы и е о ю я ой ей ом ем ью ий ый ого ому ым ом ое ая ую ого ов ах ями ами ам ови еви ому ым".split()]
)
_KAZAKH = re.compile(
    r"[аеиоуыяюйь]{0,2}(?:дагы|деги|тагы|теги|ндагы|да|де|та|те|нда|дан|ден|тан|тен|нан|нен|га|ге|ка|ке|на|не|нын|нин|дын"
    r"|дин|тын|тин|ны|ни|ды|ди|ты|ти|лык|лик|дык|дик|тык|тик|лыкпын|ликпин|мен|бен|пен)"
    r"(?:мын|мин|пын|пин|мыз|миз|быз|биз|быз|пыз)?"
)
_DIGRAPHS = (
    *(("shch", "щ"), ("sch", "ш"), ("zh", "ж"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц"), ("gh", "г")),
    *(("yu", "ю"), ("iu", "ю"), ("ya", "я"), ("ia", "я"), ("ye", "е"), ("yo", "е"), ("iy", "и"), ("'", "")),
)
_LETTERS = str.maketrans("abvgdeziyklmnoprstufhcqjw", "абвгдезийклмнопрстуфхцкжв")
_SOUND = str.maketrans({"ь": "", "ъ": "", "ы": "и", "й": "и", "э": "е", "щ": "ш"})


class Place(NamedTuple):
    """A place: its name in the Russian nominative, its kind, and whether the name needs evidence to be one.

    `kind` is city, area (of a city), street, oblast or country; `latin` is the name for people who write Latin.
    """

    name: str
    kind: str
    doubtful: bool
    latin: str = ""


class Named(NamedTuple):
    """A place found: how many words it took, and whether the case or spelling itself shows it is a place."""

    place: Place
    words: int
    case: str


def stem(word: str) -> str:
    """The part of a name that no case changes."""
    cut = word[:-2] if word.endswith(("ий", "ый", "ая", "ое")) else word[:-1] if word[-1] in _VOWELS else word
    return cut if len(cut) >= _SHORTEST_STEM else word


def from_latin(word: str) -> str:
    """The Cyrillic spelling of a name typed with Latin letters, by sound."""
    for latin, letter in _DIGRAPHS:
        word = word.replace(latin, letter)
    return word.translate(_LETTERS).translate(_SOUND)


def _case(rest: str, full: bool) -> str:
    """What the ending after a stem shows: "" for none or the nominative, "ru", "kk", or "no" if no case ends so."""
    if rest in _RUSSIAN:
        return "" if full else "ru"
    return "kk" if _KAZAKH.fullmatch(rest) else "no"


class _Spelling(NamedTuple):
    """One spelling of a place: the words as they stand in the nominative."""

    words: tuple[str, ...]
    place: Place


def _spellings() -> list[_Spelling]:
    kazakhstan, world = places_kazakhstan, places_world
    tables = (
        (kazakhstan.CITIES, "city"),
        (kazakhstan.AREAS, "area"),
        (kazakhstan.STREETS, "street"),
        (world.NEIGHBOURS, "city"),
        (world.WORLD, "city"),
        (world.COUNTRIES, "country"),
    )
    return [spelling for table, kind in tables for spelling in _table(table, kind)]


def _table(table: str, kind: str) -> list[_Spelling]:
    found = []
    for line in table.replace("\n", " ").split(";"):
        name, _, others = line.strip().partition(":")
        variants = [variant.strip() for variant in others.split(",") if variant.strip()]
        latin = next((variant for variant in variants if variant.isascii() and variant[0].isupper()), "")
        clean = re.sub(r" (?:город|қаласы|ауылы|поселок|село|кенті)$", "", name.lstrip("*"))
        for variant in (name, *variants):
            doubtful = variant.startswith("*") or variant != re.sub(r" (?:город|қаласы|ауылы|поселок|село|кенті)$", "", variant)
            words = re.sub(r" (?:город|қаласы|ауылы|поселок|село|кенті)$", "", variant.lstrip("*")).lower().replace("ё", "е")
            found.append(_Spelling(tuple(plain(words).split()), Place(clean, kind, doubtful, latin)))
    return found


def _index() -> dict[str, list[_Spelling]]:
    found: dict[str, list[_Spelling]] = {}
    for spelling in _spellings():
        first = spelling.words[0]
        keys = {stem(first)} if not first.isascii() else {first, stem(from_latin(first))}
        keys |= {stem(first.translate(_SOUND))} if not first.isascii() else set()
        for key in keys:
            found.setdefault(key, []).append(spelling)
    for variants in found.values():
        variants.sort(key=lambda spelling: -len(spelling.words))
    return found


_INDEX = _index()
# The first two letters of everything known: a word that begins otherwise names no place.
HEADS = frozenset(head for key in _INDEX for head in (key[:2],)) | frozenset(
    word[:2] for variants in _INDEX.values() for spelling in variants for word in spelling.words[:1]
)


def _dropped(word: str) -> set[str]:
    return {word[:index] + word[index + 1 :] for index in range(1, len(word))}


def _typo_index() -> dict[str, _Spelling]:
    found: dict[str, _Spelling] = {}
    for variants in _INDEX.values():
        for spelling in variants:
            word = spelling.words[0]
            if len(spelling.words) == 1 and len(word) >= _TYPO_MIN and spelling.place.kind == "city":
                found.update(dict.fromkeys(_dropped(word), spelling))
    return found


_TYPOS = _typo_index()


def misspelt(word: str) -> Place | None:
    """A city with one letter missing, doubled or wrong; only worth asking where a city is expected."""
    if len(word) < _TYPO_MIN - 1:
        return None
    for short in (word, *_dropped(word)):
        if short in _TYPOS and len(short) >= _TYPO_MIN - 2:
            return _TYPOS[short].place
    return None


def _fits(word: str, name: str) -> str:
    """How a word stands to a word of a name: "" the same, "ru"/"kk" inflected, "no" different."""
    if word == name:
        return ""
    if word.isascii():
        word, name = from_latin(word), name.translate(_SOUND) if not name.isascii() else from_latin(name)
        if word == name:
            return ""
    base = stem(name)
    if not word.startswith(base):
        return "no"
    return _case(word[len(base) :], full=False)


def find(words: list[str], index: int) -> Named | None:
    """The place named by the words from `index` on: the longest spelling that fits, the nominative before cases."""
    word = words[index]
    bases = [word] if not word.isascii() else [word, from_latin(word)]
    best: Named | None = None
    for base in bases:
        for length in range(len(base), min(len(base), max(_SHORTEST_STEM, len(base) - _LONGEST_ENDING)) - 1, -1):
            for spelling in _INDEX.get(base[:length], ()):
                named = _named(words, index, spelling)
                if named and (best is None or (named.words, named.case == "") > (best.words, best.case == "")):
                    best = named
        if best:
            return best
    return best


def _named(words: list[str], index: int, spelling: _Spelling) -> Named | None:
    if index + len(spelling.words) > len(words):
        return None
    case = ""
    for word, name in zip(words[index:], spelling.words, strict=False):
        fit = _fits(word, name)
        if fit == "no":
            return None
        case = fit or case
    return Named(spelling.place, len(spelling.words), case)


def _oblasts() -> dict[str, str]:
    found = {}
    for line in places_kazakhstan.OBLASTS.replace("\n", " ").split(";"):
        name, _, others = line.strip().partition(":")
        for variant in (name, *others.split(",")):
            if variant.strip():
                found[stem(plain(variant.strip().lower()).split()[-1])] = name
    return found


# Stem of the word before "область" or "облысы" -> the oblast's adjective; short names -> the whole.
OBLASTS = _oblasts()
OBLAST_SHORT = {
    plain(short.strip()): name.strip()
    for short, _, name in (line.partition(":") for line in places_kazakhstan.OBLAST_SHORT.replace("\n", " ").split(";"))
}
