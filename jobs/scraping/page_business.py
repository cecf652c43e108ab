"""A page of a firm's own site as one business: what it tells machines, what it links to, and what people read."""

from __future__ import annotations

import msgspec
from selectolax.lexbor import LexborHTMLParser

from jobs.scraping import clean, page_contacts, page_links, page_names, page_places, page_structured, page_text
from jobs.scraping.body import decoded
from jobs.scraping.contract import Found, Page
from jobs.scraping.page_links import Links


class Reading(msgspec.Struct, frozen=True):
    """The business a page shows (not tidied), its links, its robots directives, and whether a script draws it."""

    found: Found
    links: Links
    directives: str
    is_drawn: bool


def read(page: Page, source: str, region: str) -> Reading:
    """All that the page tells of the firm."""
    tree = page_text.parser_of(decoded(page.body, page.charset))
    told = page_structured.read(tree)
    page_text.unframed(tree)
    local = _region(tree, page.url, region)
    links = page_links.read(tree, page.url, local)
    directives = " ".join(node.attributes.get("content") or "" for node in tree.css('meta[name="robots" i]')[:5])
    named, is_drawn = page_names.hints(tree), page_text.is_drawn(tree)
    lines = page_text.lines_of(tree)
    for account in (*told.links, *page_contacts.accounts(lines)):
        page_links.talk(account, links)
    faxes = page_contacts.faxes(lines, local)
    numbers = [
        number
        for text in (*told.phones, *links.phones)
        for number in _all_of(text, local, region)
        if number not in faxes
    ]
    address, city = page_places.place(told, lines)
    whatsapp = (clean.phone(text, local) or text for text in links.whatsapp)
    found = Found(
        source=source,
        url=page.url,
        at=page.at,
        external_id=f"site:{clean.host_of(page.url)}",
        name=page_names.best(told.names, named, lines, clean.host_of(page.url)),
        phones=(*numbers, *page_contacts.phones(lines, local)),
        emails=(*told.emails, *links.emails, *page_contacts.emails(lines)),
        whatsapp=(*whatsapp, *page_contacts.whatsapps(lines, local)),
        telegram=tuple(links.telegram),
        instagram=tuple(links.instagram),
        site=_root(page.url),
        address=address,
        city=city,
        lat=told.lat,
        lon=told.lon,
        rating=told.rating,
        reviews=told.reviews,
    )
    return Reading(found, links, f"{directives} {page.robots_tag}".lower(), is_drawn)


def _region(tree: LexborHTMLParser, url: str, region: str) -> str:
    """Whose local numbers stand on this page."""
    page = tree.css_first("html[lang]")
    return clean.region_at(clean.host_of(url), (page.attributes.get("lang") or "") if page is not None else "", region)


def _all_of(text: str, local: str, region: str) -> list[str]:
    """The number of a link or a property, or the numbers where somebody put several into one."""
    number = clean.phone(text, local) or clean.phone(text, region)
    return [number] if number else page_contacts.phones([text], local)


def _root(url: str) -> str:
    return "/".join(url.split("/", 3)[:3]) + "/"
