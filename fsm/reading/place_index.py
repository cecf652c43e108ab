"""The gazetteer as an index: a word of a message, inflected or typed with Latin letters, to the places it may name.

Names are found by the part that no case changes; which forms they take is worked out when a word begins like one. All
forms of all names at hand would take 3 MB and a fortieth of the start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from fsm.reading import places_kazakhstan, places_more, places_world
from fsm.reading.calendar_words import plain
from fsm.reading.place_everyday import FORMS
from fsm.reading.place_words import OBLAST_TYPES

_TYPO_MIN, _TYPO_MAX = 7, 18
_LATIN_MIN = 4
_HEAD = 2
_ENDING = 3  # letters of the longest ending of a case
# A case typed with Latin letters ("v almate"); without its preposition a short word is English ("lucky" is no Луцк).
_LATIN_CASE, _LATIN_LEADS = 6, frozenset({"v", "vo", "iz", "na", "s", "po", "do", "pod", "g", "gorod", "gorode"})
_VOWELS = "аеиоуыэюяйь"
_ADJECTIVE, _LOCATING = ("ском", "цком"), frozenset({"в", "во", "на", "о", "об", "при"})

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
    r"|дагы|деги|лык|лик|дык|дик|(?<=[мн])(?:нан|нен))|мен)(?:мын|мин|пын|пин|бын|бин|мыз|миз|быз|биз|пыз)?$"
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


def _declined(word: str) -> tuple[str, str]:
    """The part of a nominative before its case endings, and those endings (in one string, with blanks)."""
    if not word.isascii():
        for ends, cut, endings in _DECLENSIONS:
            if word.endswith(ends):
                return word[: len(word) - cut], endings
    return word, ""


def forms(word: str) -> dict[str, str]:
    """A name's word in its Russian and Ukrainian cases: form -> "" for the nominative, else "ru"."""
    head, link, tail = word.partition("-на-")
    if link:
        return {f"{form}{link}{tail}": case for form, case in forms(head).items()}
    base, endings = _declined(word)
    return {word: ""} | {base + ending: "ru" for ending in endings.split() if base + ending != word}


def from_latin(word: str) -> str:
    """The Cyrillic spelling of a name typed with Latin letters, by sound."""
    for latin, letter in _DIGRAPHS:
        word = word.replace(latin, letter)
    return word.translate(_LETTERS).translate(_SOUND)


class _Spelling(NamedTuple):
    """One spelling of a place: the words as they stand in the nominative."""

    words: tuple[str, ...]
    place: Place

    def shapes(self, *, latin: bool) -> list[dict[str, str]]:
        """The forms that each word may take."""
        return [_shape(word, latin=latin, declined=not self.place.doubtful) for word in self.words]


def _spellings() -> list[_Spelling]:
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
    return [spelling for table, kind in tables for spelling in _table(table, kind)]


_TAGS = re.compile(r" (?:город|қаласы|ауылы|поселок|село|кенті)$")


def sounds(word: str, *, declined: bool) -> dict[str, str]:
    """The sound of each form, for people who write with Latin letters."""
    if word.isascii():
        return {from_latin(word): ""}
    return {form.translate(_SOUND): case for form, case in (forms(word) if declined else {word: ""}).items()}


def _table(table: str, kind: str) -> list[_Spelling]:
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
            found.append(_Spelling(words, place))
    return found


@lru_cache(maxsize=1024)
def _shape(word: str, *, latin: bool, declined: bool) -> dict[str, str]:
    return sounds(word, declined=declined) if latin else forms(word)


def _beginnings(spelling: _Spelling, *, latin: bool) -> Iterable[str]:
    """What every form of the first word begins with and few letters follow; each form where there is no such thing."""
    word = spelling.words[0]
    declined = not (latin and spelling.place.doubtful)
    if "-на-" in word or (latin and word.isascii()) or not declined:
        return _shape(word, latin=latin, declined=declined)
    base = _declined(word)[0]
    return (base.translate(_SOUND) if latin else base,)


def _index(*, latin: bool) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for number, spelling in enumerate(_SPELLINGS):
        for beginning in _beginnings(spelling, latin=latin):
            found[beginning] = (*found.get(beginning, ()), number)
    return found


_IN_THE_TABLES = _spellings()
# Longest first, then those that need no evidence: the order in which they are tried.
_SPELLINGS = sorted(_IN_THE_TABLES, key=lambda spelling: (-len(spelling.words), spelling.place.doubtful))
_INDEX = _index(latin=False)
# The first two letters of everything known: a word that begins otherwise names no place.
HEADS = frozenset(
    form[:_HEAD]
    for key, numbers in _INDEX.items()
    for form in ([key] if len(key) >= _HEAD else {form for n in numbers for form in forms(_SPELLINGS[n].words[0])})
)


@cache
def _sounds() -> dict[str, tuple[int, ...]]:
    """The index for people who write with Latin letters; made when the first of them writes."""
    return _index(latin=True)


def _spelled(form: str, *, latin: bool) -> list[tuple[_Spelling, list[dict[str, str]]]]:
    """The spellings whose first word may have this form, with the forms of all their words, in the order to try."""
    known = _sounds() if latin else _INDEX
    numbers: list[int] = []
    for length in range(max(1, len(form) - _ENDING), len(form) + 1):
        if form[:length] in known:
            numbers += known[form[:length]]
    if not numbers:
        return []
    likely = ((_SPELLINGS[number], _SPELLINGS[number].shapes(latin=latin)) for number in sorted(numbers))
    return [(spelling, shapes) for spelling, shapes in likely if form in shapes[0]]


def _dropped(word: str) -> set[str]:
    return {word[:index] + word[index + 1 :] for index in range(1, len(word))}


@cache
def _typos() -> dict[str, _Spelling]:
    """Names with one letter left out; made when the first unknown word stands where a city is expected."""
    found: dict[str, _Spelling] = {}
    for spelling in _IN_THE_TABLES:
        word = spelling.words[0]
        if len(spelling.words) == 1 and len(word) >= _TYPO_MIN and "-" not in word and spelling.place.kind == "city":
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
    adjective = first.endswith(_ADJECTIVE) and index > 0 and words[index - 1] in _LOCATING
    for spelling, shapes in _spelled(first, latin=latin):
        if adjective and spelling.place.name.endswith("к"):
            continue  # «в Минском районе», «на уральском складе»
        case = _rest(words, index, shapes, latin=latin)
        led = len(first) > _LATIN_CASE or (index and words[index - 1] in _LATIN_LEADS)
        if case is not None and (not latin or led or not shapes[0][first]):
            return Named(_doubted(spelling, words[index]), len(spelling.words), shapes[0][first] or case)
    ending = _KAZAKH.search(first, 3)
    for spelling, shapes in _spelled(first[: ending.start()], latin=latin) if ending else ():
        if ending and len(spelling.words) == 1 and not shapes[0][first[: ending.start()]]:
            return Named(_doubted(spelling, first[: ending.start()]), 1, "kk")
    return None


def _doubted(spelling: _Spelling, form: str) -> Place:
    """The place, in doubt where its one word is spelt like an everyday one."""
    place = spelling.place
    return place._replace(doubtful=True) if len(spelling.words) == 1 and form in FORMS else place


def _rest(words: list[str], index: int, shapes: Sequence[Mapping[str, str]], *, latin: bool) -> str | None:
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


def may_begin(word: str) -> bool:
    """Whether a place of the gazetteer, in some form, may begin with this word, whatever words stand around it."""
    if stem(word) in OBLASTS or word in OBLAST_SHORT:
        return True
    latin = word.isascii()
    if word[:_HEAD] not in HEADS or (latin and len(word) < _LATIN_MIN):
        return False
    form = from_latin(word) if latin else word
    ending = _KAZAKH.search(form, 3)
    cut = form[: ending.start()] if ending else form
    return bool(_spelled(form, latin=latin) or _spelled(cut, latin=latin))


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
