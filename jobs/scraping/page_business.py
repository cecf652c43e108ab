"""A page of a firm's own site as one business: what it tells machines, what it links to, and what people read."""

from __future__ import annotations

import re

import msgspec
from selectolax.lexbor import LexborHTMLParser

from jobs.scraping import clean, page_contacts, page_links, page_structured, page_text
from jobs.scraping.body import decoded
from jobs.scraping.contract import Found, Page
from jobs.scraping.page_links import Links
from jobs.scraping.page_structured import Told

_LONGEST_STREET = 160
_STREET = re.compile(
    r"(?:\bул\.|\bулица\b|\bпр\.|\bпр-?т\b|\bпроспект\b|\bмкр\b|\bмикрорайон\b|\bбульвар\b|\bб-р\b|көшесі|даңғылы|\bк-сі\b"
    r"|шағын\s?аудан|\bavenue\b|\bstreet\b|\bave\b|\bst\.)",
    re.IGNORECASE,
)
_CITY = re.compile(
    r"\bг(?:\.|ород)\s?([А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі]+(?:-[А-ЯЁа-яё]+)?)|([А-ЯЁӘҒҚҢӨҰҮҺІ][а-яёәғқңөұүһі]+)\s?қ(?:\.|аласы)"
)
_LEADING = re.compile(r"^[^:]{0,20}(?:адрес|мекен-?жай|address)[^:]{0,20}:\s*", re.IGNORECASE)
_TRAILING = re.compile(r"[\s,;.]*\b(?:тел|моб|сот|факс|phone|tel|e-?mail|почта|ұялы)\b.*$", re.IGNORECASE)
_SPLIT = re.compile(r"\s+[|—–·•:-]\s+|\s*[|·•]\s*")
_GENERIC = re.compile(
    r"^(?:главная(?:\s+страница)?|контакты|наши контакты|о\s+нас|о\s+компании|home|contacts?|contact us|about(?:\s+us)?"
    r"|басты(?:\s+бет)?|байланыс|біз туралы|официальный сайт|добро пожаловать|welcome|index|untitled|новая страница)$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*(?:\d{4}\s*(?:[-–—]\s*\d{4})?)?[\s,.]*(.{2,80})", re.IGNORECASE)
_LEGAL = re.compile(r"\b(?:ТОО|ИП|АО|ЖШС|ЖК|LLP|ООО|TOO)\s+[«\"“][^»\"”]{2,80}[»\"”]")


class Reading(msgspec.Struct, frozen=True):
    """The business a page shows (not tidied), its links, its robots directives, and whether a script draws it."""

    found: Found
    links: Links
    directives: str
    is_drawn: bool


def read(page: Page, source: str, region: str) -> Reading:
    """All that the page tells of the firm."""
    tree = page_text.parser_of(decoded(page.body, page.charset))
    told, links = page_structured.read(tree), page_links.read(tree, page.url)
    directives = " ".join(node.attributes.get("content") or "" for node in tree.css('meta[name="robots" i]')[:5])
    named, is_drawn = _names(tree), page_text.is_drawn(tree)
    lines = page_text.lines_of(tree)
    for account in page_contacts.accounts(lines):
        page_links.talk(account, links)
    address, city = _place(told, lines)
    found = Found(
        source=source,
        url=page.url,
        at=page.at,
        external_id=f"site:{clean.host_of(page.url)}",
        name=_name(told, named, lines, clean.host_of(page.url)),
        phones=(*told.phones, *links.phones, *page_contacts.phones(lines, region)),
        emails=(*told.emails, *links.emails, *page_contacts.emails(lines)),
        whatsapp=tuple(links.whatsapp),
        telegram=(*links.telegram, *_handles(told, ("t.me", "telegram.me"))),
        instagram=(*links.instagram, *_handles(told, ("instagram.com",))),
        site=_root(page.url),
        address=address,
        city=city,
        lat=told.lat,
        lon=told.lon,
        rating=told.rating,
        reviews=told.reviews,
    )
    return Reading(found, links, f"{directives} {page.robots_tag}".lower(), is_drawn)


def _root(url: str) -> str:
    return "/".join(url.split("/", 3)[:3]) + "/"


def _handles(told: Told, hosts: tuple[str, ...]) -> list[str]:
    return [account for link in told.links if (account := clean.handle(link, hosts))]


def _names(tree: LexborHTMLParser) -> list[str]:
    """The page's own title, best guess first."""
    site = tree.css_first('meta[property="og:site_name"]')
    title, heading = tree.css_first("title"), tree.css_first("h1")
    texts = [site.attributes.get("content") or ""] if site is not None else []
    texts += _SPLIT.split(title.text()[:300])[::-1] if title is not None else []
    return [*texts, heading.text(separator=" ")[:200] if heading is not None else ""]


def _name(told: Told, titles: list[str], lines: list[str], host: str) -> str:
    """What machines are told, else what the firm signs with, else the best piece of the title, else the site's name."""
    signed = [match[0] for line in lines if (match := _LEGAL.search(line))]
    rights = [match[1] for line in lines[-15:] if (match := _COPYRIGHT.search(line))]
    titled = [text for text in map(clean.name, titles) if text and not _GENERIC.match(text)]
    brand = host.partition(".")[0]
    like_host = [text for text in titled if brand and brand in re.sub(r"[^a-z0-9]", "", text.lower())]
    rights = [re.split(r"[.|]|все права|all rights|барлық", text, flags=re.IGNORECASE)[0] for text in rights]
    choice = (*told.names, *like_host, *titled[:1], *signed, *rights, host)
    return next((text for raw in choice if len(text := clean.name(raw)) > 1 and not _GENERIC.match(text)), host)


def _place(told: Told, lines: list[str]) -> tuple[str, str]:
    """The address and the city, as far as the page tells."""
    streets = (
        _TRAILING.sub("", _LEADING.sub("", line))
        for line in lines
        if len(line) <= _LONGEST_STREET and _STREET.search(line) and any(char.isdigit() for char in line)
    )
    address = next(iter(told.addresses), "") or next(streets, "")
    named = _CITY.search(address)
    city = next(iter(told.cities), "") or (next(part for part in named.groups() if part) if named else "")
    return address, city
