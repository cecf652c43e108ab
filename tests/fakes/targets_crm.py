"""Kommo, Bitrix24 and HubSpot as their documents describe them, each with one account."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.fakes.targets import FakeSystem, need, only

_LEAD = {"name", "price", "status_id", "pipeline_id", "request_id", "custom_fields_values", "_embedded"}


class FakeKommo(FakeSystem):
    """`hal+json` answers, arrays in POST, `problem+json` errors, 204 for an empty list."""

    TOKEN = "kommo-token"

    def __init__(self) -> None:
        super().__init__()
        self.leads: dict[int, dict[str, Any]] = {}
        self.contacts: dict[int, dict[str, Any]] = {}
        self.notes: dict[int, list[str]] = {}
        self.slow_search = False

    def routes(self) -> list[web.AbstractRouteDef]:
        base = "/api/v4"
        return [
            web.post(f"{base}/leads/complex", self._complex),
            web.get(f"{base}/leads", self._leads),
            web.get(f"{base}/contacts", self._contacts),
            web.get(f"{base}/contacts/{{number}}", self._contact),
            web.patch(f"{base}/contacts/{{number}}", self._change_contact),
            web.get(f"{base}/leads/{{number}}", self._lead),
            web.patch(f"{base}/leads/{{number}}", self._change),
            web.post(f"{base}/leads/{{number}}/notes", self._note),
        ]

    def _allowed(self, request: web.Request) -> None:
        need(request.headers.get("Authorization") == f"Bearer {self.TOKEN}", "no token")

    def _checked(self, lead: dict[str, Any]) -> None:
        only(lead, _LEAD, "lead")
        need(isinstance(lead.get("name", ""), str), "name")
        need(isinstance(lead.get("price", 0), int), "price is a whole number")
        for field in lead.get("custom_fields_values", ()):
            need(set(field) == {"field_id", "values"} and isinstance(field["field_id"], int), "custom field")
            need(all(set(value) == {"value"} for value in field["values"]), "values of a custom field")

    async def _complex(self, request: web.Request) -> web.Response:
        self._allowed(request)
        given = await request.json()
        need(isinstance(given, list) and len(given) == 1, "an array of leads")
        lead = given[0]
        self._checked(lead)
        need(lead.get("status_id") not in (142, 143), "a new lead in a closed stage")
        embedded = lead["_embedded"]
        only(embedded, {"tags", "contacts", "companies"}, "_embedded")
        (contact,) = embedded["contacts"]
        only(contact, {"first_name", "last_name", "custom_fields_values"}, "contact")
        self._contact_fields(contact.get("custom_fields_values", []))
        number = 10 + len(self.leads)
        self.leads[number] = lead
        self.contacts[number + 1_000] = contact | {"lead": number}
        made = {"id": number, "contact_id": number + 1_000, "company_id": None, "merged": False}
        return web.json_response([made | {"request_id": [lead["request_id"]]}])

    async def _contacts(self, request: web.Request) -> web.Response:
        self._allowed(request)
        only(dict(request.query), {"query", "with"}, "query")
        need(request.query["with"] == "leads", "with")
        found = [
            {"id": number, "_embedded": {"leads": [{"id": contact["lead"]}]}}
            for number, contact in self.contacts.items()
            if request.query["query"] in str(contact.get("custom_fields_values"))
        ]
        return web.json_response({"_embedded": {"contacts": found}}) if found else web.Response(status=204)

    async def _lead(self, request: web.Request) -> web.Response:
        self._allowed(request)
        only(dict(request.query), {"with"}, "query")
        number = int(request.match_info["number"])
        lead = self.leads.get(number)
        if lead is None:
            return web.Response(status=204)
        told: dict[str, Any] = {"id": number, "name": lead["name"], "_embedded": {"tags": []}}
        if request.query.get("with") == "contacts":
            mine = [{"id": each, "is_main": True} for each, one in self.contacts.items() if one["lead"] == number]
            told["_embedded"]["contacts"] = mine
        return web.json_response(told)

    async def _leads(self, request: web.Request) -> web.Response:
        self._allowed(request)
        only(dict(request.query), {"query", "limit", "with"}, "query")
        wanted = "" if self.slow_search else request.query["query"]
        found = [{"id": each, "name": lead["name"]} for each, lead in self.leads.items() if wanted in lead["name"]]
        if not found or not wanted:
            return web.Response(status=204)
        return web.json_response({"_embedded": {"leads": found}})

    async def _contact(self, request: web.Request) -> web.Response:
        self._allowed(request)
        number = int(request.match_info["number"])
        given = {name: value for name, value in self.contacts[number].items() if name != "lead"}
        return web.json_response({"id": number, "custom_fields_values": None} | given)

    async def _change_contact(self, request: web.Request) -> web.Response:
        self._allowed(request)
        given = await request.json()
        only(given, {"first_name", "last_name", "custom_fields_values"}, "contact")
        contact = self.contacts[int(request.match_info["number"])]
        fields = given.pop("custom_fields_values", [])
        self._contact_fields(fields)
        named = {field["field_code"] for field in fields}
        old = [each for each in contact.get("custom_fields_values", ()) if each["field_code"] not in named]
        contact |= given | {"custom_fields_values": old + fields}
        return web.json_response({"id": int(request.match_info["number"]), "updated_at": 1})

    def _contact_fields(self, fields: list[dict[str, Any]]) -> None:
        for field in fields:
            need(set(field) == {"field_code", "values"} and field["field_code"] in {"PHONE", "EMAIL"}, "contact field")
            need(all(set(each) == {"value", "enum_code"} for each in field["values"]), "contact values")

    async def _change(self, request: web.Request) -> web.Response:
        self._allowed(request)
        number, given = int(request.match_info["number"]), await request.json()
        self._checked(given)
        if number not in self.leads:
            return web.json_response({"title": "Not found", "status": 404}, status=404)
        self.leads[number] |= given
        return web.json_response({"id": number, "updated_at": 1})

    async def _note(self, request: web.Request) -> web.Response:
        self._allowed(request)
        (note,) = await request.json()
        need(set(note) == {"note_type", "params"} and note["note_type"] == "common", "note")
        need(set(note["params"]) == {"text"} and note["params"]["text"], "note text")
        number = int(request.match_info["number"])
        self.notes.setdefault(number, []).append(note["params"]["text"])
        return web.json_response({"_embedded": {"notes": [{"id": 1}]}})


_ITEM = frozenset(
    {
        "title",
        "name",
        "lastName",
        "sourceId",
        "sourceDescription",
        "stageId",
        "assignedById",
        "opportunity",
        "currencyId",
        "isManualOpportunity",
        "comments",
        "originatorId",
        "originId",
        "utmSource",
        "utmMedium",
        "utmCampaign",
        "utmContent",
        "utmTerm",
        "fm",
        "ufCrm_1639669411830",
    }
)


class FakeBitrix(FakeSystem):
    """An incoming webhook. It refuses field names it does not know; `forgiving` ignores them, as the real one does."""

    def __init__(self, *, forgiving: bool = False) -> None:
        super().__init__()
        self.forgiving = forgiving
        self.items: dict[int, dict[str, Any]] = {}
        self.comments: list[tuple[int, str]] = []
        self.errors: list[tuple[int, str]] = []

    @property
    def webhook(self) -> str:
        return f"{self.url}/rest/1/secret-code"

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.post("/rest/1/secret-code/{method}", self._method)]

    async def _method(self, request: web.Request) -> web.Response:
        if self.errors:
            status, code = self.errors.pop(0)
            return web.json_response({"error": code, "error_description": "as told"}, status=status)
        methods = {
            "crm.item.add": self._add,
            "crm.item.update": self._update,
            "crm.item.get": self._get,
            "crm.item.list": self._list,
            "crm.item.fields": self._fields,
            "crm.timeline.comment.add": self._comment,
        }
        method = methods.get(request.match_info["method"])
        if method is None:
            return web.json_response({"error": "ERROR_METHOD_NOT_FOUND"}, status=404)
        return method(await request.json())

    def _result(self, result: Any) -> web.Response:
        return web.json_response({"result": result, "time": {"operating": 0.1}})

    def _checked(self, fields: dict[str, Any]) -> None:
        if not self.forgiving:
            only(fields, _ITEM, "fields")
        for each in fields.get("fm", ()):
            need(set(each) == {"typeId", "valueType", "value"} and each["typeId"] in {"PHONE", "EMAIL"}, "fm")

    def _add(self, given: dict[str, Any]) -> web.Response:
        need(set(given) == {"entityTypeId", "fields"} and given["entityTypeId"] == 1, "crm.item.add")
        self._checked(given["fields"])
        need(given["fields"].get("originId"), "no origin, so it cannot be found again")
        number = 342 + len(self.items)
        self.items[number] = given["fields"]
        return self._result({"item": {"id": number, **given["fields"]}})

    def _update(self, given: dict[str, Any]) -> web.Response:
        need(set(given) == {"entityTypeId", "id", "fields"} and isinstance(given["id"], int), "crm.item.update")
        self._checked(given["fields"])
        if given["id"] not in self.items:
            return web.json_response({"error": "NOT_FOUND", "error_description": "no such item"}, status=400)
        fields = dict(given["fields"])
        more = fields.pop("fm", [])  # values without an id are added to those that are there
        self.items[given["id"]] |= fields
        if more:
            self.items[given["id"]]["fm"] = [*self.items[given["id"]].get("fm", []), *more]
        return self._result({"item": {"id": given["id"]}})

    def _get(self, given: dict[str, Any]) -> web.Response:
        need(set(given) == {"entityTypeId", "id"} and isinstance(given["id"], int), "crm.item.get")
        if given["id"] not in self.items:
            return web.json_response({"error": "NOT_FOUND", "error_description": "no such item"}, status=400)
        return self._result({"item": {"id": given["id"], **self.items[given["id"]]}})

    def _fields(self, given: dict[str, Any]) -> web.Response:
        need(given == {"entityTypeId": 1}, "crm.item.fields")
        return self._result({"fields": {name: {"type": "string"} for name in _ITEM}})

    def _list(self, given: dict[str, Any]) -> web.Response:
        need(set(given) == {"entityTypeId", "filter", "select"}, "crm.item.list")
        wanted = given["filter"]
        need(set(wanted) == {"originatorId", "originId"}, "filter")
        found = [
            {"id": number}
            for number, item in self.items.items()
            if all(item.get(name) == value for name, value in wanted.items())
        ]
        return self._result({"items": found})

    def _comment(self, given: dict[str, Any]) -> web.Response:
        need(set(given) == {"fields"} and set(given["fields"]) == {"ENTITY_ID", "ENTITY_TYPE", "COMMENT"}, "comment")
        self.comments.append((given["fields"]["ENTITY_ID"], given["fields"]["COMMENT"]))
        return self._result(7)


_PROPERTIES = {"email", "firstname", "lastname", "phone", "lifecyclestage", "talap_score"}


class FakeHubSpot(FakeSystem):
    """Contacts; an e-mail is unique, an unknown property is refused."""

    TOKEN = "pat-token"
    PREFIX = "/crm/objects/2026-03/contacts"

    def __init__(self) -> None:
        super().__init__()
        self.contacts: dict[str, dict[str, str]] = {}

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.post(self.PREFIX, self._create),
            web.post(f"{self.PREFIX}/batch/upsert", self._upsert),
            web.post(f"{self.PREFIX}/search", self._search),
            web.patch(f"{self.PREFIX}/{{number}}", self._change),
        ]

    def _checked(self, request: web.Request, properties: dict[str, Any]) -> dict[str, str]:
        need(request.headers.get("Authorization") == f"Bearer {self.TOKEN}", "no token")
        only(properties, _PROPERTIES, "properties")
        need(all(isinstance(value, str) for value in properties.values()), "a property that is no text")
        return properties

    def _kept(self, properties: dict[str, str]) -> str:
        number = str(501 + len(self.contacts))
        self.contacts[number] = properties
        return number

    async def _create(self, request: web.Request) -> web.Response:
        given = await request.json()
        need(set(given) == {"properties"}, "create")
        properties = self._checked(request, given["properties"])
        need(set(properties) & {"email", "firstname", "lastname"}, "one of email, firstname, lastname")
        number = self._kept(properties)
        return web.json_response({"id": number, "properties": properties}, status=201)

    async def _upsert(self, request: web.Request) -> web.Response:
        given = await request.json()
        need(set(given) == {"inputs"} and len(given["inputs"]) == 1, "inputs")
        (one,) = given["inputs"]
        need(set(one) == {"idProperty", "id", "properties"} and one["idProperty"] == "email", "input")
        properties = self._checked(request, one["properties"])
        same = [number for number, each in self.contacts.items() if each.get("email") == one["id"]]
        number = same[0] if same else self._kept({"email": one["id"]})
        self.contacts[number] |= properties
        return web.json_response({"status": "COMPLETE", "results": [{"id": number, "new": not same}]})

    async def _search(self, request: web.Request) -> web.Response:
        given = await request.json()
        need(set(given) == {"filterGroups", "limit"}, "search")
        (wanted,) = given["filterGroups"][0]["filters"]
        need(set(wanted) == {"propertyName", "operator", "value"} and wanted["operator"] == "EQ", "filter")
        found = [
            {"id": number, "properties": each}
            for number, each in self.contacts.items()
            if each.get(wanted["propertyName"]) == wanted["value"]
        ]
        return web.json_response({"total": len(found), "results": found[: given["limit"]]})

    async def _change(self, request: web.Request) -> web.Response:
        given = await request.json()
        properties = self._checked(request, given["properties"])
        number = request.match_info["number"]
        if number not in self.contacts:
            return web.json_response({"status": "error", "message": "resource not found"}, status=404)
        taken = [each for each, one in self.contacts.items() if one.get("email") == properties.get("email", 0)]
        if taken and taken != [number]:
            said = f"Contact already exists. Existing ID: {taken[0]}"
            return web.json_response({"status": "error", "message": said, "category": "CONFLICT"}, status=409)
        self.contacts[number] |= properties
        return web.json_response({"id": number, "properties": self.contacts[number]})
