"""What a firm is called: pieces of the title, its logo, how it signs, weighed against each other and the host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import msgspec
from rapidfuzz import fuzz
from selectolax.lexbor import LexborHTMLParser

from jobs.scraping import clean

_SPLIT = re.compile(r"\s+[|—–·•:/»-]\s+|\s*[|·•]\s*|:\s+")
_GENERIC = re.compile(
    r"^(?:главная(?:\s+страница)?|контакты(?: и реквизиты)?|наши контакты|контактная информация|обратная связь|о\s+нас"
    r"|о\s+компании|о\s+фирме|о\s+проекте|адреса?|реквизиты|услуги|наши услуги|каталог|новости|цены"
    r"|прайс(?:-лист)?|вакансии"
    r"|home(?:\s?page)?|contacts?|contact us|contact information|get in touch|about(?:\s+us)?|main(?:\s+page)?"
    r"|our services"
    r"|басты(?:\s+бет)?|байланыс(?:тар)?|біз туралы|біз туралы ақпарат|біздің байланыс|бізбен байланыс\S*|қызметтер"
    r"|головна(?:\s+сторінка)?|контакти|наші контакти|про\s+(?:нас|компанію)|послуги|kontakt[iy]?|o nas|glavnaya"
    r"|официальный сайт|official (?:web)?site|добро пожаловать.{0,20}|welcome.{0,20}|index|untitled(?: document)?"
    r"|новая страница|без названия|document|logo|логотип|title|страница|page|личный кабинет|меню|menu|403.*"
    r"|404.*|error.*)$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[\s:©]*(?:\d{4}\s*(?:[-–—]\s*(?:\d{4})?)?)?[\s,.]*(.{2,80})", re.IGNORECASE
)
_RIGHTS_END = re.compile(
    r"\.\s|\.$|\||,\s?(?=[+\d(]|тел|г\.|20\d\d)|\s(?:19|20)\d\d\b|\s[-–—]\s|©|\s{3,}"
    r"|все\s?права|all\s?rights|барлық|всі\s?права",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:ТОО|ИП|АО|ЖШС|ЖК|LLP|ООО|TOO|ТОВ|ФОП|ПАО|ЗАО|ОАО|ЧП|ПП|ГКП|ГУ|КГУ|МУП)\s+"
    r"(?:[«\"“][^»\"”]{2,80}[»\"”]+|[А-ЯЁӘҒҚҢӨҰҮҺІ][\w-]{2,30})"
)
_SERVICE = re.compile(
    r"\b(?:адреса?|телефоны?|купить|заказать|цен[аы]|недорого|доставка|ремонт|продажа|аренда|услуги|каталог|производств\w+"
    r"|установка|изготовление"
    r"|лучш\w+|официальн\w+|профессиональн\w+|качественн\w+|оптом|онлайн|для вас|ваш\w*|наш\w*|мы|all|best"
    r"|your|our|we|buy|cheap"
    r"|services?|in|для|под ключ|круглосуточно|24/7|запись|сатып алу|қызмет\w*)\b",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"^(?:контакты|телефоны?)\b|[!?…]|\b(?:ответит|позвоните|пишите|звоните|узнайте|закажите|call|contact)\b",
    re.IGNORECASE,
)
_OF_CONTACTS = re.compile(r"^\s*(?:наши\s+)?контакты\s+(?:компании\s+|фирмы\s+)?(?!и\b)(?=\S)", re.IGNORECASE)
_TOO_LONG, _TOO_WORDY = 45, 5
_LIKE = 80
_FEWEST = 3
_LAST_LINES = 15
_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіїєґ"
_SOUNDS = "a b v g d e e zh z i y k l m n o p r s t u f h c ch sh sch - y - e yu ya a g k n o u u h i i e g"
_LATIN = {letter: sound.strip("-") for letter, sound in zip(_LETTERS, _SOUNDS.split(), strict=True)}


class Hints(msgspec.Struct, frozen=True):
    """What a page's tree says of the name before its scripts are taken out: texts by where they stand."""

    site: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    logo: tuple[str, ...] = ()
    heading: str = ""


def hints(tree: LexborHTMLParser) -> Hints:
    """Read the places where a firm's name may stand."""
    metas = tree.css(
        'meta[property="og:site_name"], meta[name="application-name"], meta[name="apple-mobile-web-app-title"]'
    )
    title, heading = tree.css_first("title"), tree.css_first("h1")
    return Hints(
        site=tuple((node.attributes.get("content") or "")[:200] for node in metas[:3]),
        title=tuple(_SPLIT.split(title.text()[:300])) if title is not None else (),
        logo=tuple(_logos(tree)),
        heading=" ".join(heading.text(separator=" ")[:200].split()) if heading is not None else "",
    )


def _logos(tree: LexborHTMLParser) -> Iterator[str]:
    """Words of the logo and of the links to the first page."""
    logos = tree.css(
        '[class*="logo" i], [class*="brand" i], [id*="logo" i], a[href="/"], a[href="index.html"], a[href="./"]'
    )
    for node in logos[:12]:
        picture = node if node.tag == "img" else node.css_first("img[alt]")
        if picture is not None:
            yield (picture.attributes.get("alt") or "")[:200]
        if len(text := " ".join(node.text(separator=" ")[:200].split())) <= _TOO_LONG:
            yield text


def best(told: list[str], seen: Hints, lines: list[str], host: str) -> str:
    """What machines are told; else the likeliest of all the places; else the site's name."""
    for text in map(clean.name, told):
        if len(text) > 1 and not _GENERIC.match(text):
            return text
    signed = _signed(lines)
    weights: dict[str, float] = {}
    for raw, points in chain(_titled(seen), ((text, 3.0) for text in signed)):
        text = clean.name(raw)
        if len(text) > 1 and not _GENERIC.match(text) and re.search(r"[^\W\d_]{2}", text):
            key = next((known for known in weights if known.lower() == text.lower()), text)
            weights[key] = weights.get(key, _by_itself(text, host)) + points
    return max(weights, key=lambda text: weights[text], default=host)


def _titled(seen: Hints) -> Iterator[tuple[str, float]]:
    yield from ((text, 5.0) for text in seen.site)
    pieces = (_OF_CONTACTS.sub("", piece) for piece in seen.title)
    own = [text for text in map(clean.name, pieces) if text and not _GENERIC.match(text)]
    alone = len(own) == 1 and len(seen.title) > 1
    yield from ((text, 4.0 if alone else 2.5 if text == own[-1] else 2.0) for text in own)
    yield from ((text, 2.0) for text in dict.fromkeys(seen.logo))
    yield seen.heading, 1.0


def _signed(lines: list[str]) -> list[str]:
    legal = [match[0] for line in lines if (match := _LEGAL.search(line))][:3]
    rights = [match[1] for line in lines[-_LAST_LINES:] if (match := _COPYRIGHT.search(line))]
    return list(dict.fromkeys((*legal, *(_RIGHTS_END.split(text)[0] for text in rights))))


def _by_itself(text: str, host: str) -> float:
    """How much the words look like a name: like the site's own, short, not praising goods."""
    points = 4.0 if _like_host(text, host) else 0.0
    points -= 2.5 if _SERVICE.search(text) else 0.0
    points -= 4.0 if _SPEECH.search(text) else 0.0
    points -= 3.0 if len(text) > _TOO_LONG or text.count(" ") >= _TOO_WORDY else 0.0
    points -= 2.0 if text.lower().replace("www.", "") == host else 0.0
    return points + (1.0 if re.search(r"[«\"“]", text) else 0.0)


def _like_host(text: str, host: str) -> bool:
    brand = re.sub(r"[^a-z0-9]", "", host.rpartition(".")[0].rpartition(".")[2] or host.partition(".")[0])
    plain = re.sub(r"[^a-z0-9]", "", "".join(_LATIN.get(char, char) for char in text.lower()))
    if not brand or not plain:
        return False
    part = len(plain) >= _FEWEST and brand.startswith(plain)
    return part or (len(brand) >= _FEWEST and brand in plain) or fuzz.ratio(brand, plain) >= _LIKE
