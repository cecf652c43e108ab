"""Where a firm is: the address and the city, from what machines are told or from the lines people read."""

from __future__ import annotations

import re
from functools import lru_cache

from fsm.reading import places_kazakhstan, places_world
from jobs.scraping import clean
from jobs.scraping.page_structured import Told

_LONGEST = 160
_TOWN_LINE = 40
_FEWEST_LETTERS = 4
_BIG = r"[А-ЯЁӘҒҚҢӨҰҮҺІЇЄҐ]"
_SMALL = r"[а-яёәғқңөұүһіїєґ'’]"
_STREET = re.compile(
    r"(?:\bул\b\.?|\bулица\b|\bпр\.|\bпр-?[тк]т?\b|\bпросп\b|\bпроспект\b|\bмкр\b|\bмкрн\b|\bм-н\b"
    r"|\bмикрорайон\b|\bбульвар\b|\bб-р\b"
    r"|\bпер\.|\bпереулок\b|\bшоссе\b|\bтракт\b|\bнаб\.|\bнабережная\b|\bплощадь\b|\bпл\.|\bаллея\b|\bпроезд\b"
    r"|\bкв-л\b|\bквартал\b"
    r"|\bвул\.|\bвулиц[яі]\b|\bпровулок\b|көшесі|\bкөш\.|даңғылы|\bдаңғ?\.|\bк-сі\b|\bд-лы\b|шағын\s?аудан"
    r"|\bы\.а\.|\bмөлтек"
    r"|\bavenue\b|\bstreet\b|\bave\b|\bst(?:\.|\b(?=,|$))|\broad\b|\brd\b\.?|\bblvd\b|\bboulevard\b|\bdrive\b|\blane\b"
    r"|\bhighway\b|\bsuite\b)",
    re.IGNORECASE,
)
_CITY = re.compile(
    rf"(?<!\w)(?<!\d\s)(?:[гмс]\.\s?|[Гг]ород\s+|[Мм]істо\s+|[Пп]ос[её]лок\s+|пгт\.?\s+|[Сс]ело\s+|[гм]\s(?={_BIG}))"
    rf"({_BIG}{_SMALL}+(?:[- ]{_BIG}{_SMALL}+|-на-{_BIG}{_SMALL}+)?)|({_BIG}{_SMALL}+)\s?қ(?:\.|аласы)"
)
_LABEL = re.compile(
    r"^[^:\d]{0,25}(?:адрес\w*|мекен-?\s?жай\w*|address(?:es)?|locations?|знаходимось|находимся|расположен\w*"
    r"|локация)[^:\d]{0,20}(?::|$)\s*",
    re.IGNORECASE,
)
_INLINE = re.compile(r"\b(?:адрес|мекен-?жай\w*|address)\s?:\s*", re.IGNORECASE)
_TRAILING = re.compile(
    r"[\s,;.|(]*(?:\b(?:тел|телефон\w*|моб|сот|факс|phone|tel|call|e-?mail|почта|ұялы|пн|режим|график)\b"
    r"|[\w.+-]+@|\+\s?\d|\b8[ (-]{1,2}\d{3}).*$",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(
    r"@|https?:|\b(?:дней|часов|лет|года?|руб|тенге|тг|кв\.\s?м|price|years?)\b|₸|\b\d{1,2}[:.]00\b|телефон"
    r"|звоните|№\s?\d{4}",
    re.IGNORECASE,
)
_COUNTRY = re.compile(
    r"казахстан|қазақстан|kazakhstan|россия|украин|україн|russia|ukraine|узбекистан|беларус", re.IGNORECASE
)
_UKRAINIAN = re.compile(r"[іїєґ]|\bвул\.", re.IGNORECASE)
_HOUSE = re.compile(r"\d")
_INDEX = re.compile(r"^\s*(?:\d{5,6}|[A-Z]\d{2}[A-Z]\d[A-Z]\d)[,\s]+")


def place(told: Told, lines: list[str]) -> tuple[str, str]:
    """The address and the city, as far as the page tells."""
    known = [cut for text in told.addresses if (cut := _cut(_one_line(text)))]
    with_house = [text for text in known if _HOUSE.search(text) or _STREET.search(text)]
    at, address = (-1, with_house[0]) if with_house else _read(lines)
    address = address or next(iter(known), "")
    locality = next((named for text in told.cities if (named := _named(text))), "")
    near = [] if at < 0 else [lines[here] for here in (at - 1, at + 1, at - 2) if 0 <= here < len(lines)]
    city = locality or city_of(address) or next((city for line in near if (city := city_of(line))), "")
    return address, city or _said(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _read(lines: list[str]) -> tuple[int, str]:
    """The first line that is an address, said to be one or naming a street and a house, with where it stands."""
    candidates = [
        (score, -at, text)
        for at, line in enumerate(lines)
        if (score := _score(line, lines, at)) and (text := _cut(line))
    ]
    if not candidates:
        return -1, ""
    _, minus, text = max(candidates)
    at = -minus
    return at, _continued(lines, at, text)


def _score(line: str, lines: list[str], at: int) -> int:
    """How sure it is that this line is an address: 3 with a label and a street, 2 with either and a house, else 0."""
    if len(line) > _LONGEST * 2:
        return 0
    label = _LABEL.match(line) or _INLINE.search(line)
    text = _cut(line)
    if not text or len(text) > _LONGEST or _NO_PLACE.search(text) or not _HOUSE.search(text):
        return 0
    announced = label is not None or (at > 0 and _LABEL.fullmatch(lines[at - 1]) is not None)
    street = _STREET.search(text) is not None
    named = bool(city_of(text)) and len(text) <= _LONGEST // 2 and "," in text
    if announced and (street or named or label is not None):
        return 3
    return 2 if street else 1 if named and _announced_near(lines, at) else 0


def _announced_near(lines: list[str], at: int) -> bool:
    """Whether one of the lines shortly before says that addresses follow."""
    return any(
        _LABEL.match(line) or line.lower().rstrip(":") in {"офис", "office", "контакты"}
        for line in lines[max(0, at - 4) : at]
    )


def _cut(line: str) -> str:
    inline = _INLINE.search(line)
    text = line[inline.end() :] if inline is not None else _LABEL.sub("", line)
    for match in re.finditer(r"(?::|\.)\s", text[:60]):
        # "Офисы: г. Иркутск, ..." - what stands before says who or what, not where; "г. Иркутск" has nothing before.
        before, after = text[: match.start()], text[match.end() :]
        if len(before) >= _FEWEST_LETTERS and not _HOUSE.search(before) and city_of(after) and not city_of(before):
            text = after
            break
    return re.sub(r"[\s,;]+т\.?$", "", _TRAILING.sub("", text)).strip(" ,;|•-–—")


def _continued(lines: list[str], at: int, text: str) -> str:
    """With the line before, where that one only names the town or ends in a comma, and the one after a comma."""
    before = lines[at - 1].strip() if at > 0 and not _LABEL.match(lines[at]) else ""
    plain = bool(before) and len(before) <= _LONGEST // 2 and not (_NO_PLACE.search(before) or _LABEL.match(before))
    town = plain and len(before) <= _TOWN_LINE and city_of(before) and not (city_of(text) or _STREET.search(before))
    if plain and (before.endswith(",") or town):
        text = f"{before.rstrip(',')}, {text}"
    after = lines[at + 1].strip() if at + 1 < len(lines) and lines[at].rstrip().endswith(",") else ""
    return f"{text}, {_cut(after)}" if after and len(after) <= _LONGEST // 2 and not _NO_PLACE.search(after) else text


def city_of(text: str) -> str:
    """The town a line of an address names, as it is written there."""
    spoken = _spoken(text)
    if spoken:
        return spoken
    for part in re.split(r"[,;/|]|\.\s| - ", text):
        word = re.sub(r"\s+", " ", _INDEX.sub("", part)).strip(" .:\xa0")
        street = _STREET.search(word)
        before = word[: street.start()].strip() if street is not None else ""
        # "Челябинск ул. Мирная 1": the town may stand right before the street.
        for town in (word, before):
            if town.lower() in _cities():
                return town
    return ""


def _spoken(text: str) -> str:
    """The town after a word or a letter for one. In Russian "м." is an underground station, in Ukrainian a town."""
    for match in _CITY.finditer(text):
        if not match[0].lower().startswith("м") or _UKRAINIAN.search(text):
            return next(part for part in match.groups() if part)
    return ""


def _named(text: str) -> str:
    """A locality without "г." and the region before it."""
    return city_of(text) or clean.name(re.split(r"[,;]", text)[-1])


def _said(lines: list[str]) -> str:
    """A town that is named as such anywhere, when no address was found."""
    spoken = (_spoken(line) for line in lines if len(line) <= _LONGEST)
    named = next((city for city in spoken if city), "")
    # "Алматы, Казахстан": a line that names the country means the firm, a bare list of towns does not.
    abroad = (city_of(line) for line in lines if len(line) <= _LONGEST // 2 and _COUNTRY.search(line))
    return named or next((city for city in abroad if city), "")


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    """Towns by all their spellings, small letters; of the rare word that is also a name the town is meant here."""
    tables = (places_kazakhstan.CITIES, places_world.NEIGHBOURS, places_world.WORLD)
    names = (name for table in tables for entry in table.split(";") for name in re.split("[:,]", entry))
    return frozenset(
        plain for name in names if len(plain := " ".join(name.split()).lstrip("*").lower()) >= _FEWEST_LETTERS
    )
