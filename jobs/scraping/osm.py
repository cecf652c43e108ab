"""OpenStreetMap through Overpass: free, may be stored with its attribution, asked rarely and with one query."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from jobs.scraping import clean, websites
from jobs.scraping.answers import Object, inner, loaded, objects, point, text
from jobs.scraping.contract import Ask, Criteria, Found, Page, Parsed, Request, Skipped
from jobs.scraping.osm_tags import tags_for

ENDPOINT = "https://overpass-api.de/api/interpreter"
ATTRIBUTION = "© OpenStreetMap contributors"
_SECONDS = 60
_MOST = 500
_GAP = 5.0
_REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_CITIES = {
    "алматы": "KZ-75", "almaty": "KZ-75", "астана": "KZ-71", "astana": "KZ-71",
    "шымкент": "KZ-79", "shymkent": "KZ-79",
}  # fmt: skip
_KINDS = ("shop", "amenity", "office", "craft", "tourism", "healthcare", "leisure")


class OpenStreetMap:
    """Businesses with a name on the map. `endpoint` may be a mirror of one's own."""

    name = "osm"

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint

    def plan(self, criteria: Criteria) -> tuple[Ask, ...]:
        query = query_for(criteria)
        return (Ask(self.name, self._endpoint, query),) if query else ()

    def request(self, ask: Ask) -> Request:
        return Request(
            url=ask.url,
            method="POST",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode({"data": ask.body}).encode(),
            follows_robots=False,
            cacheable=False,
            gap=_GAP,
            seconds=_SECONDS + 30.0,
        )

    def parse(self, ask: Ask, page: Page, criteria: Criteria) -> Parsed:
        _ = ask
        answer = loaded(page)
        # A time-out comes with status 200 and half the elements: that is no answer.
        if "error" in text(answer, "remark").lower():
            raise Skipped("source_trouble", text(answer, "remark")[:200])
        found: list[Found] = []
        more: list[Ask] = []
        silent = 0
        for element in objects(answer.get("elements")):
            business = clean.tidy(_business(element, page, criteria.language), criteria.region)
            site = websites.asked(business.site) if not (business.phones and business.emails) else None
            more += [site] if site else []
            found += [business] if clean.reachable(business) else []
            silent += not (clean.reachable(business) or site)
        return Parsed(tuple(found), tuple(more), {"no_contact": silent} if silent else {})


def query_for(criteria: Criteria) -> str:
    """The Overpass query, or nothing when the criteria name no place or no trade."""
    chosen = [f"[{_quoted(key)}={_quoted(value)}]" for key, value in tags_for(criteria.what)]
    if not chosen and criteria.what.strip():
        chosen = [f'["name"~{_quoted(_plain_pattern(criteria.what.strip()))},i]']
    area, limit = _place(criteria)
    if not chosen or not limit:
        return ""
    parts = "".join(f'nwr{limit}{tag}["name"];' for tag in chosen)
    return f"[out:json][timeout:{_SECONDS}];{area}({parts});out center tags {_MOST};"


def _place(criteria: Criteria) -> tuple[str, str]:
    """The statement that finds the area, and the filter that uses it."""
    if criteria.centre is not None:
        lat, lon = criteria.centre
        return "", f"(around:{max(1, min(criteria.radius, 50_000))},{lat:.6f},{lon:.6f})"
    where = criteria.where.strip()
    code = where if _REGION.fullmatch(where) else _CITIES.get(where.lower(), "")
    if code:
        return f'area["ISO3166-2"={_quoted(code)}]->.a;', "(area.a)"
    if not where:
        return "", ""
    keys = ("name", "name:ru", "name:kk", "name:en")
    areas = "".join(f'area[{_quoted(key)}={_quoted(where)}]["boundary"="administrative"];' for key in keys)
    return f"({areas})->.a;", "(area.a)"


def _quoted(words: str) -> str:
    """A string of the query language that stays one string whatever is in it."""
    plain = "".join(char for char in words[:80] if char.isprintable())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _plain_pattern(words: str) -> str:
    return re.sub(r"([.\[\](){}*+?|^$\\])", r"\\\1", words[:60])


def _business(element: Object, page: Page, language: str) -> Found:
    tags = inner(element, "tags")
    kind, number = text(element, "type"), text(element, "id")
    lat, lon = point(element) if "lat" in element else point(inner(element, "center"))
    street = " ".join(filter(None, (text(tags, "addr:street"), text(tags, "addr:housenumber"))))
    city = text(tags, "addr:city")
    reference = f"{kind}/{number}" if kind in {"node", "way", "relation"} and number.isdigit() else ""
    return Found(
        source="osm",
        url=f"https://www.openstreetmap.org/{reference}",
        at=page.at,
        external_id=f"osm:{reference}" if reference else "",
        name=text(tags, f"name:{language}", "name", "brand", "operator"),
        phones=_several(tags, "phone", "contact:phone", "mobile", "contact:mobile"),
        emails=_several(tags, "email", "contact:email"),
        whatsapp=_several(tags, "contact:whatsapp"),
        telegram=_accounts(tags, "contact:telegram", ("t.me", "telegram.me")),
        instagram=_accounts(tags, "contact:instagram", ("instagram.com",)),
        site=text(tags, "website", "contact:website"),
        address=", ".join(filter(None, (city, street))) if street else "",
        city=city,
        category=next((f"{key}={value}" for key in _KINDS if (value := text(tags, key))), ""),
        lat=lat,
        lon=lon,
        attribution=ATTRIBUTION,
    )


def _several(tags: Object, *keys: str) -> tuple[str, ...]:
    return tuple(part.strip() for key in keys for part in re.split(r"[;,]", text(tags, key))[:8] if part.strip())


def _accounts(tags: Object, key: str, hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Accounts given as a link or as the bare name."""
    values = (value.lstrip("@") for value in _several(tags, key))
    return tuple(
        filter(None, (clean.handle(value if "/" in value else f"{hosts[0]}/{value}", hosts) for value in values))
    )
