"""Systems that are told of leads, on loopback: strict about the documented form, and able to be unwell.

Anything that the documents do not name (a field, a parameter, a header's value) is answered with 400 and kept in
`wrong`, so that a test that forgets to look still fails by what did not arrive.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Bad(Exception):
    """A request of another form than documented."""


def need(truth: object, what: str) -> None:
    if not truth:
        raise Bad(what)


def only(given: dict[str, Any], known: frozenset[str] | set[str], what: str) -> None:
    need(set(given) <= known, f"{what}: unknown {sorted(set(given) - known)}")


class FakeSystem:
    """A server whose routes are given by those who inherit. `sick` are statuses to answer with first."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.calls: list[str] = []
        self.sick: list[int] = []
        self.retry_after = ""
        self._runner: web.AppRunner | None = None
        self.url = ""

    def routes(self) -> list[web.AbstractRouteDef]:
        return []

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._strict])
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _strict(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.calls.append(f"{request.method} {request.path}")
        if self.sick:
            headers = {"Retry-After": self.retry_after} if self.retry_after else {}
            return web.json_response({"message": "unwell"}, status=self.sick.pop(0), headers=headers)
        try:
            return await handler(request)
        except Bad as bad:
            self.wrong.append(str(bad))
            return web.json_response({"message": str(bad), "msg": str(bad)}, status=400)


class FakeHook(FakeSystem):
    """A program of one's own, or n8n with header authentication."""

    def __init__(self, secret: str, header: tuple[str, str] | None = None) -> None:
        super().__init__()
        self.secret = secret
        self.header = header
        self.documents: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.leads_to = ""

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.post("/webhook/talap", self._hear), web.get("/elsewhere", self._elsewhere)]

    async def _hear(self, request: web.Request) -> web.Response:
        if self.leads_to:
            return web.Response(status=302, headers={"Location": self.leads_to})
        raw, headers = await request.read(), request.headers
        if self.header is not None and headers.get(self.header[0]) != self.header[1]:
            return web.json_response({"message": "Authorization data is wrong!"}, status=403)
        signed = headers["X-Timestamp"].encode() + b"." + raw
        right = "sha256=" + hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()
        need(hmac.compare_digest(headers["X-Signature"], right), "the signature is wrong")
        need(headers["Content-Type"] == "application/json", "it is no JSON")
        told = json.loads(raw)
        need(set(told) == {"event", "id", "at", "data", "package", "text"}, f"another document: {sorted(told)}")
        need(headers["X-Event"] == told["event"], "the event in the header is another one")
        need(headers["X-Delivery-Id"] == told["id"] == headers["X-Idempotency-Key"], "two ids for one delivery")
        if told["id"] not in self.ids:  # a repeat is known by its id
            self.ids.append(told["id"])
            self.documents.append(told)
        return web.json_response({"message": "Workflow was started"})

    async def _elsewhere(self, _request: web.Request) -> web.Response:
        self.wrong.append("a redirect was followed")
        return web.json_response({})


class FakeNocoDb(FakeSystem):
    """One table; `old` has only version 2 of the API, and `front_page` shows a page at addresses it does not know."""

    TOKEN = "noco-token"
    COLUMNS = frozenset(
        {
            "external_key",
            "lead_id",
            "created_at",
            "name",
            "phone",
            "email",
            "channel",
            "source",
            "language",
            "stage",
            "score",
            "band",
            "need",
            "budget",
            "timeline",
            "authority",
            "location",
            "best_time",
            "summary",
            "rep",
            "deal",
            "outcome",
            "amount",
            "lost_reason",
            "last_words",
            "updated_at",
        }
    )

    def __init__(self, *, old: bool = False, front_page: bool = False) -> None:
        super().__init__()
        self.old = old or front_page
        self.front_page = front_page
        self.rows: dict[int, dict[str, str]] = {}

    def routes(self) -> list[web.AbstractRouteDef]:
        v2, v3 = "/api/v2/tables/mTable/records", "/api/v3/data/pBase/mTable/records"
        found = [web.route(each, v2, self._v2) for each in ("GET", "POST", "PATCH")]
        if self.front_page:
            found.append(web.get(v3, self._shown))
        return found if self.old else found + [web.route(each, v3, self._v3) for each in ("GET", "POST", "PATCH")]

    def _find(self, request: web.Request) -> list[int]:
        only(dict(request.query), {"where", "limit"}, "query")
        where = request.query["where"]
        need(where.startswith("(external_key,eq,") and where.endswith(")"), f"where: {where}")
        key = where.removeprefix("(external_key,eq,").removesuffix(")")
        need(not set(key) & set(",()~"), f"a key that breaks the filter: {key}")
        return [number for number, row in self.rows.items() if row["external_key"] == key][
            : int(request.query["limit"])
        ]

    def _checked(self, fields: dict[str, Any]) -> dict[str, str]:
        only(fields, self.COLUMNS, "columns")
        need(all(isinstance(value, str) for value in fields.values()), "a value that is no text")
        return fields

    def _new(self, fields: dict[str, Any]) -> int:
        number = len(self.rows) + 1
        self.rows[number] = self._checked(fields)
        return number

    async def _shown(self, _request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>NocoDB</title>", content_type="text/html")

    async def _v3(self, request: web.Request) -> web.Response:
        need(request.headers.get("xc-token") == self.TOKEN, "no token")
        if request.method == "GET":
            found = [{"id": each, "fields": self.rows[each]} for each in self._find(request)]
            return web.json_response({"records": found, "next": None, "prev": None})
        (given,) = await request.json()
        if request.method == "POST":
            only(given, {"fields"}, "record")
            number = self._new(given["fields"])
            return web.json_response({"records": [{"id": number, "fields": given["fields"]}]})
        only(given, {"id", "fields"}, "record")
        if given["id"] not in self.rows:
            return web.json_response({"error": "RECORD_NOT_FOUND", "message": "no such record"}, status=404)
        self.rows[given["id"]] |= self._checked(given["fields"])
        return web.json_response({"records": [{"id": given["id"], "fields": self.rows[given["id"]]}]})

    async def _v2(self, request: web.Request) -> web.Response:
        need(request.headers.get("xc-token") == self.TOKEN, "no token")
        if request.method == "GET":
            found = [{"Id": each, **self.rows[each]} for each in self._find(request)]
            return web.json_response({"list": found, "pageInfo": {"totalRows": len(found)}})
        (given,) = await request.json()
        if request.method == "POST":
            return web.json_response([{"Id": self._new(given)}])
        number = given.pop("Id")
        if number not in self.rows:
            return web.json_response({"msg": "Record not found"}, status=404)
        self.rows[number] |= self._checked(given)
        return web.json_response([{"Id": number}])


class FakeApprise(FakeSystem):
    """What Apprise's jsons:// addresses speak to."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[tuple[str, str]] = []
        self.leads_to = ""

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.post("/notify", self._hear), web.route("*", "/elsewhere", self._elsewhere)]

    async def _elsewhere(self, _request: web.Request) -> web.Response:
        self.wrong.append("a redirect was followed")
        return web.json_response({})

    async def _hear(self, request: web.Request) -> web.Response:
        if self.leads_to:
            return web.Response(status=302, headers={"Location": self.leads_to})
        told = await request.json()
        need(set(told) == {"version", "title", "message", "attachments", "type"}, f"another form: {sorted(told)}")
        self.messages.append((told["title"], told["message"]))
        return web.json_response({})
