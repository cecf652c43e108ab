"""What a page says for machines: schema.org as JSON-LD (nested, in a graph, slightly broken) or as microdata."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST_NODES = 3_000
_MOST_SCRIPTS = 20
_LONGEST_SCRIPT = 500_000
_LONGEST_VALUE = 300
_TRAILING_COMMA = re.compile(r",(\s{0,200}[}\]])")
_COMMENT = re.compile(
    r"^\s{0,200}(?:<!--|/\*\s?<!\[CDATA\[\s?\*/|//\s?<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s?\]\]>|\]\]>)\s{0,200}$"
)
_PEOPLE_AND_GOODS = {
    "person", "product", "offer", "review", "article", "newsarticle", "blogposting", "jobposting", "breadcrumblist",
    "imageobject", "event", "webpage", "website", "listitem", "searchaction", "question", "answer", "videoobject",
}  # fmt: skip
_OTHERS = {
    "author", "review", "reviews", "itemReviewed", "employee", "founder", "brand", "competitor", "manufacturer",
    "sponsor", "organizer", "performer", "memberOf", "hiringOrganization", "alumniOf", "creator",
}  # fmt: skip
_ABOUT_THE_FIRM = {"contactpage", "aboutpage", "contactpoint"}


class Told(msgspec.Struct):
    """All a page tells machines about the firm, as it stands there."""

    names: list[str] = []
    phones: list[str] = []
    emails: list[str] = []
    links: list[str] = []
    addresses: list[str] = []
    cities: list[str] = []
    site: str = ""
    lat: float | None = None
    lon: float | None = None
    rating: float | None = None
    reviews: int | None = None


def read(tree: LexborHTMLParser) -> Told:
    """JSON-LD first, then microdata. Never raises; what cannot be understood is left out."""
    told = Told()
    for script in tree.css('script[type*="ld+json"]')[:_MOST_SCRIPTS]:
        for thing in _things(_loaded(script.text())):
            _from_thing(thing, told)
    _from_microdata(tree, told)
    return told


def _loaded(text: str) -> Any:
    raw = _COMMENT.sub("", text[:_LONGEST_SCRIPT])
    for attempt in (raw, _TRAILING_COMMA.sub(r"\1", raw), html.unescape(_TRAILING_COMMA.sub(r"\1", raw))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(root: Any) -> Iterator[dict[str, Any]]:
    """Every object in the tree that may speak of the firm; people, goods and news are not entered."""
    waiting, seen = [root], 0
    while waiting and seen < _MOST_NODES:
        seen += 1
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            kinds = _kinds(node)
            if not kinds or kinds - _PEOPLE_AND_GOODS:
                yield node
            waiting += [value for key, value in node.items() if _leads_to_firm(key, kinds) and _nested(value)]


def _kinds(node: dict[str, Any]) -> set[str]:
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return {str(each).rpartition("/")[2].lower() for each in values if each}


def _leads_to_firm(key: str, kinds: set[str]) -> bool:
    if kinds & {"person", "review", "jobposting"}:
        return False
    return key not in _OTHERS and not (key == "location" and "event" in kinds)


def _nested(value: Any) -> bool:
    return isinstance(value, dict | list)


def _from_thing(thing: dict[str, Any], told: Told) -> None:
    kinds = _kinds(thing)
    told.phones += _texts(thing.get("telephone"))
    told.emails += _texts(thing.get("email"))
    told.links += _texts(thing.get("sameAs"))
    if not (kinds - _ABOUT_THE_FIRM) or "postaladdress" in kinds:
        _address(thing, told)
        return
    if {"telephone", "email", "address", "contactPoint"} & thing.keys() or any("organi" in kind for kind in kinds):
        told.names += _texts(thing.get("name")) or _texts(thing.get("legalName"))
        told.site = told.site or next(iter(_texts(thing.get("url"))), "")
        told.addresses += _texts(thing.get("address"))
        _numbers(thing, told)


def _address(thing: dict[str, Any], told: Told) -> None:
    parts = [text for key in ("addressLocality", "streetAddress") for text in _texts(thing.get(key))]
    if parts:
        told.addresses.append(", ".join(parts))
        told.cities += _texts(thing.get("addressLocality"))


def _numbers(thing: dict[str, Any], told: Told) -> None:
    geo, rating = thing.get("geo"), thing.get("aggregateRating")
    if isinstance(geo, dict) and told.lat is None:
        lat, lon = _number(geo.get("latitude")), _number(geo.get("longitude"))
        if lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180:  # noqa: PLR2004 - the globe
            told.lat, told.lon = lat, lon
    if isinstance(rating, dict) and told.rating is None:
        told.rating = _number(rating.get("ratingValue"))
        count = _number(rating.get("reviewCount") or rating.get("ratingCount"))
        told.reviews = int(count) if count is not None and 0 <= count < 1e9 else None  # noqa: PLR2004 - sane


def _number(value: Any) -> float | None:
    try:
        number = float(str(value)[:30].replace(",", "."))
    except ValueError:
        return None
    return number if number == number and abs(number) < 1e12 else None  # noqa: PLR0124, PLR2004 - NaN is not itself


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = (html.unescape(str(each)[:_LONGEST_VALUE]) for each in values[:20] if isinstance(each, str | int))
    return [text for text in texts if text.strip()]


def _from_microdata(tree: LexborHTMLParser, told: Told) -> None:
    """Microdata, RDFa Lite and the older microformat of visiting cards, whichever the page uses."""
    told.phones += _all(tree, "telephone", ".vcard .tel, .h-card .p-tel")
    told.emails += _all(tree, "email", ".vcard .email, .h-card .u-email")
    told.links += _all(tree, "sameAs", "")
    places = _all(tree, "addressLocality", ".adr .locality")[:3]
    streets = _all(tree, "streetAddress", ".adr .street-address")[:3]
    told.cities += places
    told.addresses += [f"{places[0]}, {street}" if places else street for street in streets]
    if not streets:
        told.addresses += [text for text in _all(tree, "address", "")[:3] if len(text) < _LONGEST_VALUE]
    firms = tree.css('[itemscope][itemtype*="schema.org"], [typeof]')[:20]
    for firm in firms:
        kind = (firm.attributes.get("itemtype") or firm.attributes.get("typeof") or "").rpartition("/")[2].lower()
        if kind.rpartition(":")[2] not in _PEOPLE_AND_GOODS and firm.css_first(_CONTACT):
            named = firm.css_first('[itemprop~="name"], [property="name"], [property="schema:name"]')
            told.names += [_shown(named)] if named is not None else []
    cards = (card for card in tree.css(".vcard")[:20] if card.css_first(".tel, .adr") is not None)
    told.names += [_shown(named) for card in cards if (named := card.css_first(".org")) is not None]


_CONTACT = ", ".join(
    selector
    for name in ("telephone", "address")
    for selector in (f'[itemprop~="{name}"]', f'[property="{name}"]', f'[property="schema:{name}"]')
)


def _all(tree: LexborHTMLParser, name: str, older: str) -> list[str]:
    """The values of a property in all its spellings."""
    selectors = [
        f'[itemprop~="{name}"]',
        f'[property="{name}"]',
        f'[property="schema:{name}"]',
        *([older] if older else []),
    ]
    return [_shown(node) for node in tree.css(", ".join(selectors))[:20]]


def _shown(node: LexborNode) -> str:
    """The value of a microdata property: its content attribute, its link, or its text."""
    attributes = node.attributes
    value = attributes.get("content") or attributes.get("href") or node.text(separator=" ")
    for scheme in ("tel:", "mailto:"):
        value = value.removeprefix(scheme)
    return " ".join(value[:_LONGEST_VALUE].split())
