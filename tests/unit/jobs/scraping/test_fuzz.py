"""Readers of strangers' pages never fail and never hang, whatever the page."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.scraping.body import decoded
from jobs.scraping.contract import Ask, Blocked, Criteria, Found, Page, Parsed, Skipped, Source
from jobs.scraping.google_places import GooglePlaces
from jobs.scraping.olx import Olx
from jobs.scraping.osm import OpenStreetMap
from jobs.scraping.refusals import by_page
from jobs.scraping.twogis import TwoGis
from jobs.scraping.websites import Websites
from tests.fakes.sites_pages import FIRMS

AT = datetime(2026, 11, 21, tzinfo=UTC)
APIS: list[Source] = [OpenStreetMap(), TwoGis("k", contacts=True), GooglePlaces("k"), Olx()]
CRITERIA = Criteria(what="стоматология", where="Алматы")
PAGES = [body.encode() if isinstance(body, str) else body for firm in FIRMS for body, _ in firm.pages.values()]
SLOWEST_SECONDS = 2.0


def parsed(source: Source, body: bytes, charset: str = "") -> Parsed:
    ask = Ask(source.name, "http://firma.kz/3.0/items?q=x&page=1", "{}")
    try:
        return source.parse(ask, Page(url="http://firma.kz/", body=body, charset=charset, at=AT), CRITERIA)
    except (Skipped, Blocked):
        return Parsed()


def sound(found: Found) -> None:
    """What may be written down: bounded, printable, in one form."""
    assert len(found.name) <= 200
    assert len(found.address) <= 300
    assert all(number.startswith("+") and number[1:].isdigit() for number in (*found.phones, *found.whatsapp))
    assert all("@" in address and address == address.lower() for address in found.emails)
    assert found.url == "" or found.url.startswith(("http://", "https://"))
    assert "\n" not in found.name + found.address + found.city
    assert max(map(len, (found.phones, found.emails, found.whatsapp, found.telegram, found.instagram))) <= 8


@pytest.mark.parametrize("seed", range(150))
def test_spoilt_pages(seed: int) -> None:
    """Real pages with bytes changed, cut, doubled and thrown together."""
    dice = random.Random(seed)
    page = bytearray(dice.choice(PAGES))
    for _ in range(dice.randint(1, 30)):
        at, length = dice.randrange(len(page)), dice.randint(1, 40)
        action = dice.randrange(4)
        if action == 0:
            page[at : at + length] = dice.randbytes(length)
        elif action == 1:
            del page[at : at + length]
        elif action == 2:
            page[at:at] = page[at : at + length] * dice.randint(1, 20)
        else:
            page[at:at] = dice.choice(
                [b"<", b"\x00", b'"', b"<div>", b"</script>", b"<!--", b"&#0;", b"\xff\xfe", b"<title>"]
            )
        page = page or bytearray(b"x")
    for found in parsed(Websites(), bytes(page)).found:
        sound(found)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)
KEYS = (
    "meta code result items total id name name_ex primary point lat lon adm_div type rubrics kind contact_groups "
    "contacts value text url reviews general_rating elements tags phone website email center remark data user business "
    "company_name description title location city map links next href places websiteUri nextPageToken error status "
    "@type @graph telephone address geo latitude aggregateRating ratingValue sameAs"
)
SHAPED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from([200, 404, "+7 701 123 45 67", "firma.kz", "http://[x", "phone", "node", "Organization"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=6),
    max_leaves=40,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answer=SHAPED | JSON)
def test_answers_of_any_shape(answer: Any) -> None:
    body = json.dumps(answer).encode()
    wrapped = json.dumps(
        {
            "meta": {"code": 200},
            "result": {"items": [answer], "total": 99},
            "elements": [answer],
            "data": [answer],
            "places": [answer],
        }
    ).encode()
    for source in APIS:
        for text in (body, wrapped):
            for found in parsed(source, text).found:
                sound(found)
    script = b'<script type="application/ld+json">' + body + b"</script>"
    for found in parsed(Websites(), script).found:
        sound(found)


@settings(max_examples=150, deadline=None)
@given(
    body=st.binary(max_size=400),
    charset=st.sampled_from(["", "utf-8", "utf-16", "cp1251", "idna", "punycode", "rot13", "utf-7"]),
)
def test_bytes_of_any_kind(body: bytes, charset: str) -> None:
    assert isinstance(decoded(body, charset), str)
    by_page(decoded(body, charset))
    for source in (Websites(), *APIS):
        parsed(source, body, charset)


MEGABYTE = 1_000_000
NASTY = {
    "open tags": b"<div " * (MEGABYTE // 5),
    "deep": b"<div>" * 100_000 + b"8 701 123 45 67",
    "deep inline": b"<b><i>" * 60_000 + b"8 701 123 45 67",
    "digits": b"7" * MEGABYTE,
    "phones": b"8 701 123 45 67, " * (MEGABYTE // 17),
    "almost phones": b"8 (701) 12- " * (MEGABYTE // 12),
    "brackets": b"(((((((7" * (MEGABYTE // 8),
    "at signs": b"a@" * (MEGABYTE // 2),
    "dots": b"a." * (MEGABYTE // 2) + b"@",
    "names": b"x" * MEGABYTE + b"@x.kz",
    "spaces": b" " * MEGABYTE + b"at" + b" " * MEGABYTE,
    "quotes": "«".encode() * (MEGABYTE // 2),
    "links": b'<a href="/contacts">x</a>' * (MEGABYTE // 25),
    "json arrays": b'<script type="application/ld+json">' + b"[" * MEGABYTE + b"</script>",
    "json objects": b'<script type="application/ld+json">' + b'{"a":' * 200_000 + b"1" + b"}" * 200_000 + b"</script>",
    "json commas": b'<script type="application/ld+json">{' + b", " * (MEGABYTE // 2) + b"</script>",
    "metas": b"<meta charset" * (MEGABYTE // 13),
    "titles": b"<title>" * (MEGABYTE // 7),
    "comments": b"<!--" * (MEGABYTE // 4),
    "studios": "разработка сайта ".encode() * (MEGABYTE // 30),
    "cities": "г. Алматы ул. 1 ".encode() * (MEGABYTE // 25),
    "copyright": b"(c) 2020 - " * (MEGABYTE // 11),
    "nulls": b"\x00" * MEGABYTE,
    "tables": b"<table><tr><td>12 345<td>67 890" * (MEGABYTE // 31),
    "scripts": b"<script>" * (MEGABYTE // 8),
    "microdata": b'<p itemscope itemtype="http://schema.org/x"><b itemprop="telephone">' * 15_000,
    "accounts": b"wa.me/" * (MEGABYTE // 6),
}


@pytest.mark.parametrize("kind", NASTY)
def test_pages_made_to_be_slow_are_read_in_bounded_time(kind: str) -> None:
    began = time.process_time()
    text = decoded(NASTY[kind])
    by_page(text)
    for found in parsed(Websites(), NASTY[kind]).found:
        sound(found)
    assert time.process_time() - began < SLOWEST_SECONDS
