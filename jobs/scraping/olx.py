"""OLX's public listing data: firms that wrote their number into their own advert. Private sellers are left alone.

Numbers behind the "show phone" button are guarded against collecting, and we do not ask for them.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

from jobs.scraping import clean, page_contacts, page_text
from jobs.scraping.answers import Object, inner, loaded, objects, point, text
from jobs.scraping.contract import Ask, Criteria, Found, Page, Parsed, Request, Skipped

ENDPOINT = "https://www.olx.kz"
_COUNTRIES = frozenset({"KZ", "UA", "UZ", "PL", "PT", "RO", "BG"})
_LIMIT = 40
_LAST_OFFSET = 1_000
_GAP = 2.0
_OPTIONS = ("city_id", "region_id", "district_id", "category_id")


def olx_of(country: str) -> str:
    """The site of a country (ISO 3166); Kazakhstan's where OLX has none."""
    return f"https://www.olx.{country.lower()}" if country in _COUNTRIES else ENDPOINT


class Olx:
    """Adverts of businesses. `endpoint` is the country's site, e.g. https://www.olx.ua."""

    name = "olx"

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint.rstrip("/")

    def plan(self, criteria: Criteria) -> tuple[Ask, ...]:
        options = {name: criteria.options[f"olx.{name}"] for name in _OPTIONS if criteria.options.get(f"olx.{name}")}
        query = {"query": criteria.what.strip()[:200]} if criteria.what.strip() else {}
        if not query and "category_id" not in options:
            return ()
        asked = {"offset": "0", "limit": str(_LIMIT), **query, **options, "sort_by": "created_at:desc"}
        return (Ask(self.name, f"{self._endpoint}/api/v1/offers/?{urlencode(asked)}"),)

    def request(self, ask: Ask) -> Request:
        return Request(url=ask.url, headers={"Accept": "application/json"}, gap=_GAP)

    def parse(self, ask: Ask, page: Page, criteria: Criteria) -> Parsed:
        answer = loaded(page)
        if "error" in answer or "data" not in answer:
            # Neither offers nor an empty list: the service changed or refused, which must not look like "none".
            raise Skipped("source_trouble", text(inner(answer, "error"), "title", "detail")[:200])
        found: list[Found] = []
        skipped: dict[str, int] = {}
        for offer in objects(answer["data"]):
            business = clean.tidy(_business(offer, page, criteria), criteria.region)
            reason = _unwanted(offer, business, criteria)
            if reason:
                skipped[reason] = skipped.get(reason, 0) + 1
            else:
                found.append(business)
        return Parsed(tuple(found), self._next(ask, answer), skipped)

    def _next(self, ask: Ask, answer: Object) -> tuple[Ask, ...]:
        href = text(inner(answer, "links", "next"), "href")
        try:
            parts = urlsplit(href)
            offset = parse_qs(parts.query).get("offset", ["0"])[0]
        except ValueError:
            return ()
        here = urlsplit(self._endpoint)
        # The link is data: it may lead on, but only on this site, to the listing, and inside its window.
        if (parts.scheme, parts.netloc) != (here.scheme, here.netloc) or not parts.path.startswith("/api/v1/offers"):
            return ()
        if not (offset.isascii() and offset.isdigit() and len(offset) < 6 and int(offset) <= _LAST_OFFSET):  # noqa: PLR2004
            return ()
        return (Ask(self.name, href[:2000], step=ask.step + 1),)


def _unwanted(offer: Object, business: Found, criteria: Criteria) -> str:
    if offer.get("business") is not True and not text(inner(offer, "user"), "company_name"):
        return "private_person"
    if not _is_there(offer, criteria):
        return "other_place"
    return "" if clean.reachable(business) else "no_contact"


def _is_there(offer: Object, criteria: Criteria) -> bool:
    """Whether the advert stands in the wanted city; the service itself looks when it was given the city's id."""
    where = criteria.where.strip().casefold()
    if not where or any(criteria.options.get(f"olx.{name}") for name in ("city_id", "region_id", "district_id")):
        return True
    location = inner(offer, "location")
    names = (text(inner(location, each), "name", "normalized_name") for each in ("city", "region", "district"))
    return any(where in name.casefold() for name in names if name)


def _business(offer: Object, page: Page, criteria: Criteria) -> Found:
    user, location = inner(offer, "user"), inner(offer, "location")
    words = page_text.lines_of(page_text.parser_of(text(offer, "description")))
    lines = [text(offer, "title"), *words]
    lat, lon = point(inner(offer, "map"))
    seller = text(user, "id")
    return Found(
        source="olx",
        url=text(offer, "url")[:2000],
        at=page.at,
        external_id=f"olx:{seller}" if seller else "",
        name=text(user, "company_name") or text(inner(offer, "contact"), "name") or text(user, "name"),
        phones=tuple(page_contacts.phones(lines, criteria.region)),
        emails=tuple(page_contacts.emails(lines)),
        city=text(inner(location, "city"), "name"),
        category=criteria.what,
        lat=lat,
        lon=lon,
    )
