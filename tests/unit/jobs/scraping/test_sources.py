"""Each source against a server as strict as its documents, through the real fetcher."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jobs.scraping.contract import Ask, Blocked, Criteria, Found, Page, Skipped, Source
from jobs.scraping.fetch import Fetcher
from jobs.scraping.google_places import GooglePlaces
from jobs.scraping.olx import Olx
from jobs.scraping.osm import OpenStreetMap, query_for
from jobs.scraping.osm_tags import tags_for
from jobs.scraping.twogis import TwoGis
from tests.fakes.sites import FakeWeb
from tests.fakes.sites_apis import (
    GOOGLE,
    KEY,
    OLX,
    OVERPASS,
    TWOGIS,
    FakeGooglePlaces,
    FakeOlx,
    FakeOverpass,
    FakeTwoGis,
    offer,
)

DENTISTS = Criteria(what="стоматология", where="Алматы")
AT = datetime(2026, 11, 21, tzinfo=UTC)


async def all_of(source: Source, fetcher: Fetcher, criteria: Criteria) -> tuple[list[Found], list[str], dict[str, int]]:
    """Everything the source gives by itself: businesses, sites it points to, and what it left out."""
    waiting, found, sites, skipped = list(source.plan(criteria)), [], [], {}
    while waiting:
        ask = waiting.pop(0)
        if ask.source != source.name:
            sites.append(ask.url)
            continue
        assert KEY not in f"{ask.url}{ask.body}"
        parsed = source.parse(ask, await fetcher.fetch(source.request(ask)), criteria)
        found += parsed.found
        waiting += parsed.more
        for reason, count in parsed.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + count
    return found, sites, skipped


def node(number: int, **tags: str) -> dict[str, Any]:
    return {"type": "node", "id": number, "lat": 43.24, "lon": 76.9, "tags": {"name": f"Дент {number}", **tags}}


async def test_openstreetmap(sites: FakeWeb) -> None:
    overpass = FakeOverpass(sites)
    way = {
        "type": "way",
        "id": 7,
        "center": {"lat": 43.2, "lon": 76.8},
        "tags": {"name": "Way", "contact:phone": "87771112233"},
    }
    overpass.elements = [
        node(
            1,
            phone="+7 727 250 00 00;+7 701 250 00 00",
            email="a@dent.kz",
            **{"addr:city": "Алматы", "addr:street": "Абая"},
        ),
        node(2, website="dent2.kz", **{"contact:instagram": "@dent2"}),
        node(3, opening_hours="24/7"),
        way,
    ]
    found, more, skipped = await all_of(OpenStreetMap(f"http://{OVERPASS}/api/interpreter"), sites.fetcher(), DENTISTS)
    assert [(each.external_id, each.phones) for each in found] == [
        ("osm:node/1", ("+77012500000", "+77272500000")),
        ("osm:node/2", ()),
        ("osm:way/7", ("+77771112233",)),
    ]
    assert (found[0].address, found[0].url) == ("Алматы, Абая", "https://www.openstreetmap.org/node/1")
    assert (found[1].instagram, found[2].lat) == (("dent2",), 43.2)
    assert {each.attribution for each in found} == {"© OpenStreetMap contributors"}
    assert (more, skipped) == (["http://dent2.kz/"], {"no_contact": 1})
    assert 'area["ISO3166-2"="KZ-75"]' in overpass.queries[0]
    assert sites.paths(OVERPASS) == ["/api/interpreter"]


async def test_openstreetmaps_time_out_is_no_answer(sites: FakeWeb) -> None:
    overpass = FakeOverpass(sites)
    overpass.remark = 'runtime error: Query timed out in "query" at line 1 after 61 seconds.'
    overpass.elements = [node(1, phone="+7 727 250 00 00")]
    with pytest.raises(Skipped, match="source_trouble"):
        await all_of(OpenStreetMap(f"http://{OVERPASS}/api/interpreter"), sites.fetcher(), DENTISTS)


@pytest.mark.parametrize("words", ['x"];out;("', "x\\", 'a"b\\"c', "\n\r\t", "[.*](+)", "Ж" * 500])
async def test_words_of_the_owner_stay_words_in_the_query(sites: FakeWeb, words: str) -> None:
    overpass = FakeOverpass(sites)
    source = OpenStreetMap(f"http://{OVERPASS}/api/interpreter")
    await all_of(source, sites.fetcher(), Criteria(what=words, where=words))
    assert len(overpass.queries) == (1 if words.strip() else 0)


def test_openstreetmap_queries() -> None:
    assert query_for(Criteria(what="стоматология")) == ""
    assert query_for(Criteria(where="Алматы")) == ""
    round_query = query_for(Criteria(what="shop=tyres", centre=(43.24, 76.9), radius=3000))
    assert round_query == (
        '[out:json][timeout:60];(nwr(around:3000,43.240000,76.900000)["shop"="tyres"]["name"];);out center tags 500;'
    )
    assert tags_for("ремонт ноутбуков") == [("shop", "computer")]
    assert tags_for("шаштараз") == [("shop", "hairdresser")]
    assert tags_for("нечто редкое") == []
    assert '["name"~"нечто редкое",i]' in query_for(Criteria(what="нечто редкое", where="KZ-75"))


def firm(number: int, *contacts: dict[str, str]) -> dict[str, Any]:
    return {
        "id": f"7000000{number:04}_abc",
        "type": "branch",
        "name": f"Дента, клиника {number}",
        "name_ex": {"primary": f"Дента {number}"},
        "address_name": "Абая проспект, 10",
        "adm_div": [{"type": "country", "name": "Казахстан"}, {"type": "city", "name": "Алматы"}],
        "point": {"lat": 43.24, "lon": 76.9},
        "rubrics": [{"kind": "primary", "name": "Стоматологии"}],
        "reviews": {"general_rating": 4.6, "general_review_count": 120},
        "contact_groups": [{"contacts": list(contacts)}],
    }


PHONE = {"type": "phone", "value": "+77272500000", "text": "+7 (727) 250-00-00"}
SITE = {"type": "website", "value": "http://link.2gis.com/xyz", "text": "denta.kz", "url": "http://denta.kz"}
WHATSAPP = {"type": "whatsapp", "value": "https://wa.me/77012500000", "text": "", "url": "https://wa.me/77012500000"}


async def test_2gis_with_contacts_bought_is_read_page_by_page(sites: FakeWeb) -> None:
    catalog = FakeTwoGis(sites, bought=True)
    catalog.items = [firm(number, PHONE, SITE, WHATSAPP) for number in range(23)]
    found, more, skipped = await all_of(
        TwoGis(KEY, contacts=True, endpoint=f"http://{TWOGIS}"), sites.fetcher(), DENTISTS
    )
    assert len(found) == 23
    first = found[0]
    assert (first.name, first.external_id, first.city) == ("Дента 0", "2gis:70000000000", "Алматы")
    assert (first.phones, first.whatsapp) == (("+77012500000", "+77272500000"), ("+77012500000",))
    assert (first.site, first.rating, first.reviews, first.category) == (
        "http://denta.kz",
        4.6,
        120,
        "Стоматологии",
    )
    assert set(more) == {"http://denta.kz/"}
    assert (len(sites.paths(TWOGIS)), skipped) == (3, {})


async def test_2gis_never_goes_beyond_what_a_demo_key_allows(sites: FakeWeb) -> None:
    FakeTwoGis(sites, bought=True).items = [firm(number, PHONE) for number in range(90)]
    found, _, _ = await all_of(TwoGis(KEY, contacts=True, endpoint=f"http://{TWOGIS}"), sites.fetcher(), DENTISTS)
    assert (len(found), len(sites.paths(TWOGIS))) == (50, 5)


async def test_2gis_without_contacts_says_that_there_are_none(sites: FakeWeb) -> None:
    FakeTwoGis(sites).items = [firm(number, PHONE) for number in range(3)]
    found, _, skipped = await all_of(TwoGis(KEY, endpoint=f"http://{TWOGIS}"), sites.fetcher(), DENTISTS)
    assert (found, skipped) == ([], {"no_contact": 3})


async def test_2gis_refused_the_paid_fields_is_asked_without_them(sites: FakeWeb) -> None:
    FakeTwoGis(sites).items = [firm(number, PHONE) for number in range(3)]
    source = TwoGis(KEY, contacts=True, endpoint=f"http://{TWOGIS}")
    found, _, skipped = await all_of(source, sites.fetcher(), DENTISTS)
    assert (found, skipped) == ([], {"no_contact": 3})
    asked = sites.paths(TWOGIS)
    assert ["contact_groups" in each for each in asked] == [True, False]


async def test_2gis_errors_come_with_status_200(sites: FakeWeb) -> None:
    catalog = FakeTwoGis(sites)
    fetcher = sites.fetcher()
    assert (await all_of(TwoGis(KEY, endpoint=f"http://{TWOGIS}"), fetcher, DENTISTS))[0] == []
    with pytest.raises(Blocked, match="key_refused"):
        await all_of(TwoGis("wrong", endpoint=f"http://{TWOGIS}"), fetcher, DENTISTS)
    with pytest.raises(Blocked, match="key_refused"):
        await all_of(TwoGis("wrong", contacts=True, endpoint=f"http://{TWOGIS}"), fetcher, DENTISTS)
    catalog.code = 400
    with pytest.raises(Skipped, match="refused_request"):
        await all_of(TwoGis(KEY, endpoint=f"http://{TWOGIS}"), fetcher, DENTISTS)
    assert TwoGis(KEY).plan(Criteria(what="x")) == ()
    assert "point=76.900000%2C43.240000" in TwoGis(KEY).plan(Criteria(what="x", centre=(43.24, 76.9)))[0].url


async def test_google_only_leads_to_sites_and_nothing_of_it_is_kept(sites: FakeWeb) -> None:
    places = FakeGooglePlaces(sites)
    places.places = [
        {
            "id": f"ChIJ{number}",
            "businessStatus": "OPERATIONAL",
            "websiteUri": f"https://dent{number}.kz/",
            "rating": 4.5,
        }
        for number in range(25)
    ]
    places.places[3].pop("websiteUri")
    places.places[4]["businessStatus"] = "CLOSED_PERMANENTLY"
    places.places[5]["websiteUri"] = "https://www.instagram.com/dent5"
    found, more, skipped = await all_of(GooglePlaces(KEY, endpoint=f"http://{GOOGLE}"), sites.fetcher(), DENTISTS)
    assert (found, len(more), skipped) == ([], 22, {"may_not_be_stored": 2})
    assert set(places.masks) == {"places.id,places.businessStatus,places.websiteUri,nextPageToken"}
    assert len(sites.paths(GOOGLE)) == 2


async def test_google_finds_nothing_or_refuses(sites: FakeWeb) -> None:
    FakeGooglePlaces(sites)
    fetcher = sites.fetcher()
    assert await all_of(GooglePlaces(KEY, endpoint=f"http://{GOOGLE}"), fetcher, DENTISTS) == ([], [], {})
    with pytest.raises(Blocked, match="forbidden"):
        await all_of(GooglePlaces("wrong", endpoint=f"http://{GOOGLE}"), fetcher, DENTISTS)
    assert GooglePlaces(KEY).plan(Criteria(what="x")) == ()


async def test_olx_gives_businesses_that_wrote_their_number_themselves(sites: FakeWeb) -> None:
    olx = FakeOlx(sites)
    number = "Ремонт<br />Звоните: 8 701 %03d 45 67<br />"
    olx.offers = [offer(each, text=number % each) for each in range(100, 150)]
    olx.offers += [offer(1, business=False, text="8 702 111 22 33"), offer(2, text="без номера")]
    olx.offers += [offer(3, text="8 703 111 22 33", city="Астана")]
    found, _, skipped = await all_of(Olx(f"http://{OLX}"), sites.fetcher(), Criteria(what="ремонт", where="алматы"))
    assert len(found) == 50
    assert (found[0].phones, found[0].name, found[0].city) == (("+77011004567",), "Сервис 9100", "Алматы")
    assert found[0].url == "https://www.olx.kz/d/obyavlenie/advert-ID100.html"
    assert skipped == {"private_person": 1, "no_contact": 1, "other_place": 1}
    assert not any("phones" in path for path in sites.paths(OLX))
    assert all(gap >= 1.0 for gap in sites.gaps(OLX))
    assert sites.gaps(OLX)[1] >= 2.0


async def test_olx_is_left_when_its_robots_say_so_or_it_refuses(sites: FakeWeb) -> None:
    FakeOlx(sites)
    sites.robots(OLX, "User-agent: *\nDisallow: /api/")
    with pytest.raises(Skipped, match="robots"):
        await all_of(Olx(f"http://{OLX}"), sites.fetcher(), Criteria(what="ремонт"))
    sites.robots(OLX, "")
    sites.status(OLX, "/api/v1/offers/", 403)
    with pytest.raises(Blocked, match="forbidden"):
        await all_of(Olx(f"http://{OLX}"), sites.fetcher(), Criteria(what="ремонт"))


async def test_olxs_next_link_leads_nowhere_else(sites: FakeWeb) -> None:
    olx = FakeOlx(sites)
    olx.offers = [offer(each, text="8 701 123 45 67") for each in range(60)]
    olx.next_host = "http://169.254.169.254"
    found, _, _ = await all_of(Olx(f"http://{OLX}"), sites.fetcher(), Criteria(what="ремонт"))
    assert len(found) == 40
    page = Page(url="http://x", body=b'{"data": [], "links": {"next": {"href": "/api/v1/offers/?offset=1040"}}}', at=AT)
    assert Olx().parse(Ask("olx", "http://x"), page, Criteria()).more == ()


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"error": {"title": "no"}}', b"{}", b""])
async def test_what_is_no_listing_is_not_an_empty_one(body: bytes) -> None:
    with pytest.raises(Skipped):
        Olx().parse(Ask("olx", "http://x"), Page(url="http://x", body=body, at=AT), Criteria())
