"""The OpenAPI 3.1 description of the REST doors, made from the very shapes they read and write."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.web import api_v1_openapi as v1
from bot.web.api_shapes import FormIn, FormTaken, HandIn, LeadList, Problem, Query, Stats, Taken

_SHAPES = (HandIn, FormIn, Taken, FormTaken, LeadList, Stats, Problem, *v1.SHAPES[1:])
_WHAT = "Hand in what people wrote; look leads up, move them on, hand them over and speak to them."
_KEY: list[dict[str, list[str]]] = [{"key": []}, {"bearer": []}]
_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[ -~]*$"},
    "description": "a repeated request with the same key has one effect and the same answer",
}
_SIGNATURE = {
    "name": "X-Signature",
    "in": "header",
    "schema": {"type": "string"},
    "description": "sha256= and the HMAC-SHA256 of the body in hex, where TALAP_WEB__WEBHOOK_SECRET is set",
}


def describe() -> dict[str, Any]:
    """The whole description as JSON-ready data."""
    _, shapes = msgspec.json.schema_components(_SHAPES, ref_template="#/components/schemas/{name}")
    listing = _get("Leads, newest first", LeadList, _narrowing())
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Talap",
            "version": "1",
            "summary": "Hand in what people wrote; look leads up, move them on, hand them over and speak to them.",
        },
        "paths": {
            "/api/webhook": {"post": _post("Hand in a message", HandIn, Taken, _KEY)},
            "/api/webhook/leads": {"get": listing},
            "/api/webhook/stats": {"get": _get("Counts of leads", Stats, [])},
            "/api/form": {"post": _post("Send a website form, from an allowed origin", FormIn, FormTaken, [])},
            **v1.paths(),
        },
        "components": {
            "schemas": shapes,
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _post(what: str, given: type, answer: type, security: list[Any]) -> dict[str, Any]:
    answers = {"200": _body(answer)} | _refusals(("400", "413", "503"))
    return {
        "summary": what,
        "parameters": [_IDEMPOTENCY, *([_SIGNATURE] if security else [])],
        "requestBody": {"required": True, "content": _content(given)},
        "responses": answers | _refusals(("401", "403") if security else ("403",)),
        "security": security,
    }


def _get(what: str, answer: type, parameters: list[Any]) -> dict[str, Any]:
    refused = _refusals(("400", "401", "403"))
    return {
        "summary": what,
        "parameters": parameters,
        "responses": {"200": _body(answer)} | refused,
        "security": _KEY,
    }


def _narrowing() -> list[dict[str, Any]]:
    schema = msgspec.json.schema_components([Query], ref_template="{name}")[1]["Query"]
    return [{"name": name, "in": "query", "schema": each} for name, each in schema["properties"].items()]


def _refusals(codes: tuple[str, ...]) -> dict[str, Any]:
    return {code: _body(Problem) for code in (*codes, "429")}


def _body(shape: type) -> dict[str, Any]:
    return {"description": (shape.__doc__ or "").partition("\n")[0], "content": _content(shape)}


def _content(shape: type) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}}
