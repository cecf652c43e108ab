"""2GIS Catalog 3.0 with one's own key: the best coverage of Kazakhstan; contacts only where the key was given them."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from jobs.scraping import clean, websites
from jobs.scraping.answers import Object, count, inner, loaded, number, objects, point, text
from jobs.scraping.contract import Ask, Blocked, Criteria, Found, Page, Parsed, Request, Skipped

ENDPOINT = "https://catalog.api.2gis.com"
_FIELDS = "items.point,items.address,items.adm_div,items.full_name,items.name_ex,items.org,items.rubrics,items.reviews"
_PAID_FIELDS = ",items.contact_groups"
_REFUSES_FIELDS = {400, 401, 402, 403}
_KEY_TROUBLE = {401, 402, 403}
_NOTHING_FOUND = 404
_OK = 200
_OPTIONS = ("city_id", "district_id", "rubric_id", "region_id")


class TwoGis:
    """`contacts` asks for the paid fields first; a key that is refused them is asked again without, which finds less.

    A demo key allows 5 pages of 10.
    """

    name = "2gis"

    def __init__(
        self, key: str, *, contacts: bool = False, page_size: int = 10, pages: int = 5, endpoint: str = ENDPOINT
    ) -> None:
        self._key = key
        self._fields = _FIELDS + (_PAID_FIELDS if contacts else "")
        self._page_size = page_size
        self._pages = pages
        self._endpoint = endpoint.rstrip("/")

    def plan(self, criteria: Criteria) -> tuple[Ask, ...]:
        asked = self._query(criteria)
        return (self._ask(asked, 1),) if asked else ()

    def _query(self, criteria: Criteria) -> dict[str, str]:
        """Who is looked for and where; empty when either is missing, because the service refuses that."""
        options = {name: criteria.options[f"2gis.{name}"] for name in _OPTIONS if criteria.options.get(f"2gis.{name}")}
        words = criteria.what.strip()
        if criteria.centre is not None:
            lat, lon = criteria.centre
            options |= {"point": f"{lon:.6f},{lat:.6f}", "radius": str(max(1, min(criteria.radius, 40_000)))}
        placed = options.keys() & {"city_id", "district_id", "point"}
        if not placed and criteria.where.strip() and words:
            words, placed = f"{words} {criteria.where.strip()}", {"q"}
        if not placed or not (words or "rubric_id" in options):
            return {}
        return {**({"q": words[:200]} if words else {}), **options, "locale": f"{criteria.language}_{criteria.region}"}

    def _ask(self, query: dict[str, str], page: int) -> Ask:
        rest = {"type": "branch", "search_type": "one_branch", "fields": self._fields}
        paging = {"page": str(page), "page_size": str(self._page_size)}
        return Ask(self.name, f"{self._endpoint}/3.0/items?{urlencode({**query, **rest, **paging})}", step=page - 1)

    def request(self, ask: Ask) -> Request:
        return Request(
            url=f"{ask.url}&{urlencode({'key': self._key})}",
            follows_robots=False,
            cacheable=False,
        )

    def parse(self, ask: Ask, page: Page, criteria: Criteria) -> Parsed:
        answer = loaded(page)
        code = count(inner(answer, "meta"), "code")
        if code == _NOTHING_FOUND:
            return Parsed()
        if code in _REFUSES_FIELDS and (plain := _unpaid(ask)) != ask:
            return Parsed(more=(plain,))
        if code in _KEY_TROUBLE:
            raise Blocked("key_refused", text(inner(answer, "meta", "error"), "message")[:200])
        if code != _OK:
            raise Skipped("refused_request", text(inner(answer, "meta", "error"), "message")[:200])
        return self._read(ask, answer, page, criteria)

    def _read(self, ask: Ask, answer: Object, page: Page, criteria: Criteria) -> Parsed:
        items = objects(inner(answer, "result").get("items"))
        found: list[Found] = []
        more = list(self._next(ask, count(inner(answer, "result"), "total") or 0)) if items else []
        silent = 0
        for item in items:
            business = clean.tidy(_business(item, page), criteria.region)
            site = websites.asked(business.site) if not (business.phones and business.emails) else None
            more += [site] if site else []
            found += [business] if clean.reachable(business) else []
            silent += not (clean.reachable(business) or site)
        return Parsed(tuple(found), tuple(more), {"no_contact": silent} if silent else {})

    def _next(self, ask: Ask, total: int) -> tuple[Ask, ...]:
        done = ask.step + 1
        if done >= self._pages or done * self._page_size >= total:
            return ()
        parts = urlsplit(ask.url)
        query = {**dict(parse_qsl(parts.query)), "page": str(done + 1)}
        return (Ask(self.name, urlunsplit(parts._replace(query=urlencode(query))), step=done),)


def _unpaid(ask: Ask) -> Ask:
    """The same question without the fields that cost extra; itself when it has none of them."""
    parts = urlsplit(ask.url)
    query = dict(parse_qsl(parts.query))
    fields = query.get("fields", "").removesuffix(_PAID_FIELDS)
    if fields == query.get("fields", ""):
        return ask
    changed = urlencode({**query, "fields": fields})
    return Ask(ask.source, urlunsplit(parts._replace(query=changed)), step=ask.step)


def _business(item: Object, page: Page) -> Found:
    stable = text(item, "id").partition("_")[0]
    contacts = [each for group in objects(item.get("contact_groups")) for each in objects(group.get("contacts"))]
    rubrics = objects(item.get("rubrics"))
    cities = [text(each, "name") for each in objects(item.get("adm_div")) if text(each, "type") == "city"]
    lat, lon = point(inner(item, "point"))
    return Found(
        source="2gis",
        url=f"https://2gis.kz/firm/{stable}" if stable.isdigit() else "https://2gis.kz/",
        at=page.at,
        external_id=f"2gis:{stable}" if stable else "",
        name=text(inner(item, "name_ex"), "primary") or text(item, "name"),
        phones=_of(contacts, "phone"),
        emails=_of(contacts, "email"),
        whatsapp=_of(contacts, "whatsapp"),
        telegram=_accounts(contacts, "telegram", ("t.me", "telegram.me")),
        instagram=_accounts(contacts, "instagram", ("instagram.com",)),
        site=next(iter(_of(contacts, "website")), ""),
        address=text(item, "address_name"),
        city=next(iter(cities), ""),
        category=next((text(each, "name") for each in rubrics if text(each, "kind") == "primary"), ""),
        lat=lat,
        lon=lon,
        rating=number(inner(item, "reviews"), "general_rating", 10),
        reviews=count(inner(item, "reviews"), "general_review_count"),
    )


def _of(contacts: list[Object], kind: str) -> tuple[str, ...]:
    """The values of one kind. A website's `value` is 2GIS's own redirect, the true address stands beside it."""
    keys = (
        ("text", "url") if kind == "website" else ("url", "value", "text") if kind == "whatsapp" else ("value", "text")
    )
    values = (text(contact, *keys) for contact in contacts if text(contact, "type") == kind)
    return tuple(value.removeprefix("https://wa.me/") for value in values if value)


def _accounts(contacts: list[Object], kind: str, hosts: tuple[str, ...]) -> tuple[str, ...]:
    links = (text(contact, "url", "value", "text") for contact in contacts if text(contact, "type") == kind)
    return tuple(filter(None, (clean.handle(link, hosts) for link in links)))
