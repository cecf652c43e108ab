"""The gazetteer as an index: a word of a message, inflected or typed with Latin letters, to the places it may name."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from fsm.reading import places_kazakhstan, places_more, places_world
from fsm.reading.calendar_words import plain
from fsm.reading.place_words import OBLAST_TYPES

_TYPO_MIN, _TYPO_MAX = 7, 18
_LATIN_MIN = 4
# A case typed with Latin letters ("v almate"); without its preposition a short word is English ("lucky" is no Луцк).
_LATIN_CASE, _LATIN_LEADS = 6, frozenset({"v", "vo", "iz", "na", "s", "po", "do", "pod", "g", "gorod", "gorode"})
_VOWELS = "аеиоуыэюяйь"

# Endings by the end of the nominative: (ends with, how many letters go, what comes instead). The first that fits holds.
_DECLENSIONS: tuple[tuple[tuple[str, ...], int, str], ...] = (
    (("ний",), 2, "его ему ем им"),
    (("ий", "ый"), 2, "ого ому ом им ым"),
    (("ое",), 2, "ого ому ом ым"),
    (("ая",), 2, "ой ую"),
    (("ия",), 1, "и ю ей"),
    (("а",), 1, "ы и е у ой"),
    (("я",), 1, "и е ю ей"),
    (("й",), 1, "я ю ем е"),
    (("ль",), 1, "я ю ем е и ью"),
    (("ь",), 1, "и ью ю"),
    (("во", "но"), 1, "а у ом е"),
    (("ы", "ны", "лны"), 1, "ам ах ами"),
    (("е", "и", "о", "у", "ю", "э"), 0, ""),
    (("ов", "ев", "ин", "ын"), 0, "а у ом е ым и ови"),
    (("",), 0, "а у ом е и ови еви"),
)
_KAZAKH = re.compile(
    r"(?:(?<=[кпстшхфцчв])(?:та|те|тан|тен|ка|ке|тын|тин|тагы|теги"
    r"|тык|тик)|(?<![кпстшхфцч])(?:да|де|дан|ден|га|ге|нын|нин|дын|дин"
    r"|дагы|деги|лык|лик|дык|дик|нан|нен)|мен)(?:мын|мин|пын|пин|мыз|миз|быз|биз|пыз)?$"
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
    return word[:-2] if word.endswith(("ий", "ый", "ая", "ое")) else word[:-1] if word[-1] in _VOWELS else word


def forms(word: str) -> dict[str, str]:
    """A name's word in its Russian and Ukrainian cases: form -> "" for the nominative, else "ru"."""
    head, link, tail = word.partition("-на-")
    if link:
        return {f"{form}{link}{tail}": case for form, case in forms(head).items()}
    found = {word: ""}
    if not word.isascii():
        for ends, cut, endings in _DECLENSIONS:
            if word.endswith(ends):
                base = word[: len(word) - cut]
                found |= {base + ending: "ru" for ending in endings.split() if base + ending != word}
                break
    return found


def from_latin(word: str) -> str:
    """The Cyrillic spelling of a name typed with Latin letters, by sound."""
    for latin, letter in _DIGRAPHS:
        word = word.replace(latin, letter)
    return word.translate(_LETTERS).translate(_SOUND)


class _Spelling(NamedTuple):
    """One spelling of a place: the words as they stand in the nominative, and the shapes each may take."""

    words: tuple[str, ...]
    place: Place
    shapes: tuple[dict[str, str], ...]


def _spellings(*, latin: bool) -> list[_Spelling]:
    kazakhstan, more, world = places_kazakhstan, places_more, places_world
    tables = (
        (kazakhstan.CITIES, "city"),
        (kazakhstan.AREAS, "area"),
        (kazakhstan.STREETS, "street"),
        (world.AREAS, "area"),
        (world.NEIGHBOURS, "city"),
        (world.WORLD, "city"),
        (world.COUNTRIES, "country"),
        (more.CITIES, "city"),
        (more.NEIGHBOURS, "city"),
        (more.WORLD, "city"),
        (more.AREAS, "area"),
    )
    return [spelling for table, kind in tables for spelling in _table(table, kind, latin=latin)]


_TAGS = re.compile(r" (?:город|қаласы|ауылы|поселок|село|кенті)$")


def sounds(word: str, *, declined: bool) -> dict[str, str]:
    """The sound of each form, for people who write with Latin letters."""
    if word.isascii():
        return {from_latin(word): ""}
    return {form.translate(_SOUND): case for form, case in (forms(word) if declined else {word: ""}).items()}


def _table(table: str, kind: str, *, latin: bool) -> list[_Spelling]:
    found = []
    for line in table.replace("\n", " ").split(";"):
        name, _, others = line.strip().partition(":")
        variants = [variant.strip() for variant in others.split(",") if variant.strip()]
        in_latin = next((variant for variant in variants if variant.isascii() and variant[0].isupper()), "")
        clean = _TAGS.sub("", name.lstrip("*"))
        for variant in (name, *variants):
            same = plain(variant.lower()) == plain(name.lstrip("*").lower())
            doubtful = variant.startswith("*") or (same and name.startswith("*")) or bool(_TAGS.search(variant))
            words = tuple(plain(_TAGS.sub("", variant.lstrip("*")).lower().replace("ё", "е")).split())
            place = Place(clean, kind, doubtful, in_latin)
            shapes = (sounds(word, declined=not doubtful) if latin else forms(word) for word in words)
            found.append(_Spelling(words, place, tuple(shapes)))
    return found


def _index(*, latin: bool) -> dict[str, list[_Spelling]]:
    found: dict[str, list[_Spelling]] = {}
    for spelling in _spellings(latin=latin):
        for form in spelling.shapes[0]:
            found.setdefault(form, []).append(spelling)
    for variants in found.values():
        variants.sort(key=lambda spelling: (-len(spelling.words), spelling.place.doubtful))
    return found


_INDEX = _index(latin=False)
# The first two letters of everything known: a word that begins otherwise names no place.
HEADS = frozenset(key[:2] for key in _INDEX) | frozenset(
    word[:2] for variants in _INDEX.values() for spelling in variants for word in spelling.words[:1]
)


@cache
def _sounds() -> dict[str, list[_Spelling]]:
    """The index for people who write with Latin letters; made when the first of them writes."""
    return _index(latin=True)


def _dropped(word: str) -> set[str]:
    return {word[:index] + word[index + 1 :] for index in range(1, len(word))}


@cache
def _typos() -> dict[str, _Spelling]:
    """Names with one letter left out; made when the first unknown word stands where a city is expected."""
    found: dict[str, _Spelling] = {}
    for variants in _INDEX.values():
        for spelling in variants:
            word = spelling.words[0]
            if (
                len(spelling.words) == 1
                and len(word) >= _TYPO_MIN
                and "-" not in word
                and spelling.place.kind == "city"
            ):
                found.update(dict.fromkeys(_dropped(word), spelling))
    return found


def misspelt(word: str) -> Place | None:
    """A city with one letter missing, doubled or wrong; only worth asking where a city is expected."""
    if not _TYPO_MIN - 1 <= len(word) <= _TYPO_MAX:
        return None
    for short in (word, *_dropped(word)):
        if len(short) >= _TYPO_MIN - 2 and (spelling := _typos().get(short)) is not None:
            return spelling.place
    return None


def find(words: list[str], index: int) -> Named | None:
    """The place named by the words from `index` on: the longest spelling that fits."""
    word = words[index]
    if not word.isascii():
        return _named(words, index, word, latin=False)
    return _named(words, index, from_latin(word), latin=True) if len(word) >= _LATIN_MIN else None


def _named(words: list[str], index: int, first: str, *, latin: bool) -> Named | None:
    known = _sounds() if latin else _INDEX
    for spelling in known.get(first, ()):
        shapes = spelling.shapes
        case = _rest(words, index, shapes, latin=latin)
        led = len(first) > _LATIN_CASE or (index and words[index - 1] in _LATIN_LEADS)
        if case is not None and (not latin or led or not shapes[0][first]):
            return Named(spelling.place, len(spelling.words), shapes[0][first] or case)
    ending = _KAZAKH.search(first, 3)
    for spelling in known.get(first[: ending.start()], ()) if ending else ():
        if len(spelling.words) == 1:
            return Named(spelling.place, 1, "kk")
    return None


def _rest(words: list[str], index: int, shapes: tuple[dict[str, str], ...], *, latin: bool) -> str | None:
    """The case of the words after the first, or None if they are not this name's."""
    if index + len(shapes) > len(words):
        return None
    case = ""
    for word, known in zip(words[index + 1 : index + len(shapes)], shapes[1:], strict=True):
        form = from_latin(word) if latin else word
        ending = None if form in known else _KAZAKH.search(form)
        if ending and form[: ending.start()] in known:
            case = "kk"
        elif form in known:
            case = known[form] or case
        else:
            return None
    return case


def _oblasts() -> dict[str, str]:
    found = {}
    for line in places_kazakhstan.OBLASTS.replace("\n", " ").split(";"):
        name, _, others = line.strip().partition(":")
        for variant in (name, *others.split(",")):
            if variant.strip():
                found[stem(plain(variant.strip().lower()).split()[-1])] = name
    return found


def oblast(word: str, following: str) -> str:
    """The oblast named by a word before "область" or "облысы"; "" if there is none of that name."""
    name = OBLASTS.get(stem(word)) if following in OBLAST_TYPES else None
    return f"{name} область" if name else OBLAST_SHORT.get(word, "")


# Stem of the word before "область" or "облысы" -> the oblast's adjective; short names -> the whole.
OBLASTS = _oblasts()
OBLAST_SHORT = {
    plain(short.strip()): name.strip()
    for short, _, name in (line.partition(":") for line in places_kazakhstan.OBLAST_SHORT.replace("\n", " ").split(";"))
}
