"""Any list of websites as a source: the first page, then the one or two pages where contacts stand."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from jobs.scraping import clean
from jobs.scraping.contract import Ask, Criteria, Found, Page, Parsed, Request, Skipped

if TYPE_CHECKING:
    from jobs.scraping.page_links import Links

NAME = "website"
_GUESSES = ("/contacts", "/kontakty")
_MORE = 2
"""Pages of a site asked for after the first one."""
_LAST, _MOVED = 1, 2
"""Steps: of a contact page, which leads no further, and of the page an empty first one sends its reader to."""


class Websites:
    """Reads firms' own sites: three pages of each at most."""

    name = NAME

    def plan(self, criteria: Criteria) -> tuple[Ask, ...]:
        return tuple(dict.fromkeys(ask for text in criteria.sites if (ask := asked(text))))

    def request(self, ask: Ask) -> Request:
        return Request(url=ask.url)

    def parse(self, ask: Ask, page: Page, criteria: Criteria) -> Parsed:
        from jobs.scraping import page_business

        if clean.is_platform(clean.host_of(page.url)):
            raise Skipped("platform")
        reading = page_business.read(page, NAME, criteria.region)
        directives = reading.directives.replace(",", " ").split()
        if {"noindex", "none"} & set(directives):
            raise Skipped("noindex")
        found = clean.tidy(reading.found, criteria.region)
        if reading.is_drawn and not (clean.reachable(found) or reading.links.contacts or reading.links.moved):
            # Its other addresses would give the same empty page.
            raise Skipped("needs_browser")
        more = () if ask.step == _LAST or "nofollow" in directives else _further(ask, reading.links, page.url, found)
        if clean.reachable(found):
            return Parsed((found,), more)
        # A first page without contacts is no loss yet: its contact page may have them.
        return Parsed((), more, {} if more else {"no_contact": 1})


def asked(text: str) -> Ask | None:
    """A site as people write it ("firma.kz", "https://firma.kz/ru/") as an ask; None when it is no site of its own."""
    address = clean.site(text)
    return Ask(NAME, address if address.count("/") > 2 else f"{address}/") if address else None  # noqa: PLR2004 - path


def _further(ask: Ask, links: Links, url: str, found: Found) -> tuple[Ask, ...]:
    """The pages worth asking for after this one: where it sends its reader, else where contacts stand."""
    if links.moved and not ask.step and not clean.reachable(found):
        return tuple(Ask(NAME, target, step=_MOVED) for target in links.moved[:1]) + _contact_pages(links, url, 1)
    most = _MORE - 1 if ask.step == _MOVED else _MORE
    complete = bool(found.phones and found.emails)
    return _contact_pages(links, url, most, guessing=not complete and not ask.step)


def _contact_pages(links: Links, url: str, most: int, *, guessing: bool = False) -> tuple[Ask, ...]:
    """Where the page says contacts are, shortest addresses first, and what it says of itself; else the usual places."""
    sure = [target for target in links.contacts if target not in links.maybe]
    contacts, about = [*sorted(sure, key=len), *sorted(links.maybe, key=len)], sorted(links.about, key=len)
    guesses = [urljoin(url, guess) for guess in _GUESSES] if guessing and not contacts else []
    chosen = dict.fromkeys((*contacts[:_MORE], *about[:1], *guesses))
    return tuple(Ask(NAME, target, step=_LAST) for target in list(chosen)[:most])
