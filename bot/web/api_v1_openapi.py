"""The OpenAPI description of /api/v1, made from the shapes its doors read and write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from bot.web.api_problem import TITLES, TYPE, Trouble
from bot.web.api_shapes import HandIn, LeadFull
from bot.web.api_v1_shapes import (
    Analysis,
    Audit,
    Conversation,
    Form,
    Leads,
    MoveTo,
    NoQuery,
    Nothing,
    Paging,
    Say,
    Sent,
    Standing,
    Wish,
)
from handoff.dossier import Dossier

SHAPES = (
    HandIn,
    LeadFull,
    Leads,
    MoveTo,
    Say,
    Nothing,
    Standing,
    Sent,
    Analysis,
    Conversation,
    Audit,
    Dossier,
    Trouble,
    Wish,
)
_KEY: list[dict[str, list[str]]] = [{"key": []}, {"bearer": []}]
_LEAD = {"name": "lead_id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
_LEAD |= {"description": "a lead that was joined into another is found by its old number as well"}
_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[ -~]*$"},
    "description": "a repeated request with the same key has one effect",
}
_SIGNATURE = {
    "name": "X-Signature",
    "in": "header",
    "schema": {"type": "string"},
    "description": "sha256= and the HMAC-SHA256 of the body in hex, where TALAP_WEB__WEBHOOK_SECRET is set",
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "the ETag the caller knows; another version is answered with 412",
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "the ETag the caller knows; the same version is answered with 304",
}
_ETAG = {"ETag": {"description": "the version of the lead", "schema": {"type": "string"}}}
_LOCATION = {"Location": {"description": "the address of the lead", "schema": {"type": "string"}}}
_OF_A_LEAD = ("lead", "package", "conversation", "audit", "analyze", "transfer", "move", "handoff", "say")
_ALWAYS = (401, 403, 429, 503)
_ACT = (400, 404, 409, 413, 422)


def paths() -> dict[str, Any]:
    """The paths of /api/v1."""
    one = "/api/v1/leads/{lead_id}"
    return {
        "/api/v1/leads": {
            "get": _get("Leads, newest first", "leads", Leads, Wish, (400,)),
            "post": _create(),
        },
        one: {"get": _one()},
        f"{one}/stage": {"patch": _act("Move the deal to its next stage", "move", MoveTo, Standing, extra=[_IF_MATCH])},
        f"{one}/transfer": {"post": _act("Begin the deal of a lead that is worth it", "transfer", Nothing, Standing)},
        f"{one}/handoff": {"post": _act("Put the lead in front of the reps now", "handoff", Nothing, Standing)},
        f"{one}/analyze": {"post": _analyze()},
        f"{one}/messages": {"post": _act("Say something to the lead as a person", "say", Say, Sent, made=True)},
        f"{one}/package": {"get": _package()},
        f"{one}/conversation": {"get": _of_lead("What was said, oldest first", "conversation", Conversation, Paging)},
        f"{one}/audit": {"get": _of_lead("What changed, oldest first", "audit", Audit, Paging)},
    }


def _get(what: str, name: str, answer: type, query: type, refusals: Sequence[int]) -> dict[str, Any]:
    return {
        "summary": what,
        "operationId": name,
        "parameters": _query(query),
        "responses": {"200": _body(answer)} | _refusals(refusals),
        "security": _KEY,
    }


def _of_lead(what: str, name: str, answer: type, query: type) -> dict[str, Any]:
    told = _get(what, name, answer, query, (400, 404))
    return told | {"parameters": [_LEAD, *told["parameters"]]}


def _one() -> dict[str, Any]:
    told = _of_lead("One lead with its facts, the reasons of its score and what was said", "lead", LeadFull, NoQuery)
    told["parameters"].append(_IF_NONE_MATCH)
    told["responses"]["200"]["headers"] = _ETAG
    told["responses"]["304"] = {"description": "nothing has changed", "headers": _ETAG}
    return told


def _package() -> dict[str, Any]:
    told = _of_lead("The lead's package, as JSON or as text", "package", Dossier, Form)
    told["responses"]["200"]["content"]["text/plain"] = {"schema": {"type": "string"}}
    return told


def _create() -> dict[str, Any]:
    refusals = (400, 404, 413, 422)
    return {
        "summary": "Create a lead from what a person wrote, or add it to theirs",
        "operationId": "create",
        "parameters": [_IDEMPOTENCY, _SIGNATURE],
        "requestBody": {"required": True, "content": _content(HandIn)},
        "responses": {
            "200": _body(LeadFull) | {"headers": _ETAG | _LOCATION},
            "201": _body(LeadFull) | {"headers": _ETAG | _LOCATION, "links": _links()},
        }
        | _refusals(refusals),
        "security": _KEY,
    }


def _links() -> dict[str, Any]:
    """What can be done next with the lead that was made."""
    made = {"lead_id": "$response.body#/lead/lead_id"}
    return {name: {"operationId": name, "parameters": made} for name in _OF_A_LEAD}


def _act(  # noqa: PLR0913 (an operation)
    what: str, name: str, given: type, answer: type, *, extra: Sequence[Any] = (), made: bool = False
) -> dict[str, Any]:
    well = "201" if made else "200"
    waits = {"description": "it is kept and waits for its turn; ask for the lead a moment later"}
    refusals = (*_ACT, *((412,) if extra else ()))
    return {
        "summary": what,
        "operationId": name,
        "parameters": [_LEAD, _IDEMPOTENCY, *extra],
        "requestBody": {"required": given is not Nothing, "content": _content(given)},
        "responses": {well: _body(answer), "202": _body(answer) | waits} | _refusals(refusals),
        "security": _KEY,
    }


def _analyze() -> dict[str, Any]:
    return {
        "summary": "The score by rules with its parts, and an adviser's opinion that changes nothing",
        "operationId": "analyze",
        "parameters": [_LEAD],
        "requestBody": {"required": False, "content": _content(Nothing)},
        "responses": {"200": _body(Analysis)} | _refusals(_ACT),
        "security": _KEY,
    }


def _query(shape: type) -> list[dict[str, Any]]:
    schema = msgspec.json.schema_components([shape], ref_template="#/components/schemas/{name}")[1][shape.__name__]
    return [{"name": name, "in": "query", "schema": _without_null(each)} for name, each in schema["properties"].items()]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is given or left out; it is never null."""
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if not kinds:
        return {name: value for name, value in schema.items() if name != "default" or value is not None}
    return dict(kinds[0])


def _refusals(codes: Sequence[int]) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Trouble"}
    return {
        str(code): {"description": TITLES[code], "content": {TYPE: {"schema": reference}}}
        for code in sorted({*codes, *_ALWAYS})
    }


def _body(shape: type) -> dict[str, Any]:
    return {"description": (shape.__doc__ or "").partition("\n")[0], "content": _content(shape)}


def _content(shape: type) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}}
