"""The interfaces contacts come from, as strict as their documents: a request they would refuse is refused here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.fakes.sites import FakeWeb

OVERPASS = "overpass.test"
TWOGIS = "catalog.2gis.test"
GOOGLE = "places.google.test"
OLX = "www.olx.test"
KEY = "made-up-key-0123456789"


class FakeOverpass:
    """Balanced query, form field `data`, a User-Agent that says who asks; two answers at a time at most."""

    def __init__(self, web_: FakeWeb) -> None:
        self.elements: list[dict[str, Any]] = []
        self.remark = ""
        self.queries: list[str] = []
        web_.on(OVERPASS, "/api/interpreter", self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        form = await request.post()
        query = str(form.get("data", ""))
        self.queries.append(query)
        if request.method != "POST" or not request.headers.get("User-Agent", "").count("+http"):
            return web.Response(status=403)
        if not _is_query(query):
            return web.Response(status=400, text="<p>parse error</p>", content_type="text/html")
        answer = {
            "version": 0.6,
            "generator": "Overpass API",
            "osm3s": {"timestamp_osm_base": "2026-11-21T00:00:00Z", "copyright": "ODbL"},
            "elements": self.elements,
        }
        return web.json_response({**answer, "remark": self.remark} if self.remark else answer)


def _is_query(query: str) -> bool:
    """Strings closed, brackets balanced, JSON asked for, centre of ways asked for."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "S", query)
    balanced = all(bare.count(left) == bare.count(right) for left, right in ("()", "[]"))
    return balanced and '"' not in bare and bare.startswith("[out:json]") and "out center tags" in bare


class FakeTwoGis:
    """Catalog 3.0: always status 200, the truth is in `meta.code`; a demo key's limits; contacts only if bought."""

    def __init__(self, web_: FakeWeb, *, bought: bool = False) -> None:
        self.items: list[dict[str, Any]] = []
        self.bought = bought
        self.code: int | None = None
        web_.on(TWOGIS, "/3.0/items", self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        query = request.query
        refused = self._refusal(query)
        if refused is not None:
            return self._error(*refused)
        page, size = int(query.get("page", "1")), int(query.get("page_size", "10"))
        chosen = self.items[(page - 1) * size : page * size]
        if not chosen:
            return self._error(404, "Results not found")
        if not self.bought:
            chosen = [{key: value for key, value in item.items() if key != "contact_groups"} for item in chosen]
        meta = {"api_version": "3.0.1", "code": 200, "issue_date": "20261121"}
        return web.json_response({"meta": meta, "result": {"items": chosen, "total": len(self.items)}})

    def _refusal(self, query: Mapping[str, str]) -> tuple[int, str] | None:
        if self.code is not None:
            return self.code, "set by the test"
        if query.get("key") != KEY:
            return 403, "Authorization error"
        if not ({"q", "rubric_id", "org_id"} & query.keys()):
            return 400, "Missing subject"
        if "items.contact_groups" in query.get("fields", "") and not self.bought:
            return 403, "Method is not available for the key"
        outside = int(query.get("page_size", "10")) > 10 or int(query.get("page", "1")) > 5
        return (400, "paramIsOutsideSet") if outside else None

    def _error(self, code: int, message: str) -> web.Response:
        error = {"message": message, "type": "itemNotFound" if code == 404 else "error"}
        return web.json_response({"meta": {"api_version": "3.0.1", "code": code, "error": error}})


class FakeGooglePlaces:
    """Text search (New): a mask without spaces or an error, the same question for the next page, `{}` for nothing."""

    def __init__(self, web_: FakeWeb) -> None:
        self.places: list[dict[str, Any]] = []
        self.masks: list[str] = []
        web_.on(GOOGLE, "/v1/places:searchText", self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        mask = request.headers.get("X-Goog-FieldMask", "")
        self.masks.append(mask)
        if request.headers.get("X-Goog-Api-Key") != KEY:
            return self._error(403, "PERMISSION_DENIED")
        body = json.loads(await request.text())
        size = body.get("pageSize", 20)
        if request.method != "POST" or not mask or " " in mask or not body.get("textQuery") or not 1 <= size <= 20:
            return self._error(400, "INVALID_ARGUMENT")
        first = 0
        if "pageToken" in body:
            token = json.loads(body.pop("pageToken"))
            if token["body"] != body:
                return self._error(400, "INVALID_ARGUMENT")
            first = token["first"]
        if not self.places:
            return web.json_response({})
        fields = {field.removeprefix("places.") for field in mask.split(",") if field.startswith("places.")}
        shown = [{key: place[key] for key in place if key in fields} for place in self.places[first : first + size]]
        answer: dict[str, Any] = {"places": shown}
        if "nextPageToken" in mask.split(",") and first + size < min(60, len(self.places)):
            answer["nextPageToken"] = json.dumps({"first": first + size, "body": body})
        return web.json_response(answer)

    def _error(self, status: int, name: str) -> web.Response:
        return web.json_response({"error": {"code": status, "message": "no", "status": name}}, status=status)


class FakeOlx:
    """`/api/v1/offers/`: forty at most, an offset up to 1000, the next page as a link."""

    def __init__(self, web_: FakeWeb) -> None:
        self.offers: list[dict[str, Any]] = []
        self.next_host = f"http://{OLX}"
        web_.on(OLX, "/api/v1/offers/", self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        offset, limit = int(request.query.get("offset", "0")), int(request.query.get("limit", "40"))
        if offset > 1000 or limit > 50:
            error = {"code": 400, "title": "Data validation error occurred", "status": 400}
            return web.json_response({"error": error}, status=400)
        links = {"self": {"href": f"{self.next_host}{request.path_qs}"}}
        if offset + limit < len(self.offers):
            onward = request.url.update_query(offset=str(offset + limit)).raw_path_qs
            links["next"] = {"href": f"{self.next_host}{onward}"}
        return web.json_response(
            {
                "data": self.offers[offset : offset + limit],
                "metadata": {
                    "total_elements": len(self.offers),
                    "visible_total_count": len(self.offers),
                    "promoted": [],
                },
                "links": links,
            }
        )


def offer(
    number: int, *, business: bool = True, text: str = "", city: str = "Алматы", seller: int = 0
) -> dict[str, Any]:
    """An advert as the listing shows it; `contact.phone` is only a flag."""
    seller = seller or 9000 + number
    return {
        "id": number,
        "url": f"https://www.olx.kz/d/obyavlenie/advert-ID{number}.html",
        "title": f"Ремонт ноутбуков {number}",
        "description": text,
        "created_time": "2026-11-20T10:00:00+05:00",
        "status": "active",
        "business": business,
        "params": [{"key": "price", "value": {"value": 5000, "currency": "KZT", "arranged": False}}],
        "user": {"id": seller, "name": f"Продавец {seller}", "company_name": f"Сервис {seller}" if business else None},
        "contact": {"name": "Асхат", "phone": True, "chat": True},
        "map": {"lat": 43.24, "lon": 76.9, "radius": 2, "show_detailed": False},
        "location": {
            "city": {"id": 1, "name": city, "normalized_name": "almaty"},
            "region": {"id": 2, "name": "Регион"},
        },
    }
