"""WAHA's own OpenAPI document (the part we use), and whether something is as it says."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "recorded" / "whatsapp" / "schema" / "waha-2026.7.1-excerpt.json"
_KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
}


@lru_cache
def document() -> dict[str, Any]:
    """The excerpt. Its `x-corrections` tell where WAHA's samples contradict its document."""
    whole: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return whole


def problems(value: Any, schema: dict[str, Any], *, strict: bool, where: str = "$") -> list[str]:
    """What is wrong with a value; `strict` also complains about fields that are not documented."""
    if value is None and schema.get("nullable"):
        return []
    if "$ref" in schema:
        named = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return problems(value, named, strict=strict, where=where)
    if "allOf" in schema:
        return [each for part in schema["allOf"] for each in problems(value, part, strict=strict, where=where)]
    if "oneOf" in schema:
        tried = [problems(value, part, strict=strict, where=where) for part in schema["oneOf"]]
        return min(tried, key=len)
    found = _kind(value, schema, where)
    if not found and isinstance(value, dict):
        found = _fields(value, schema, strict=strict, where=where)
    if not found and isinstance(value, list) and "items" in schema:
        parts = (problems(v, schema["items"], strict=strict, where=f"{where}[{i}]") for i, v in enumerate(value))
        found = [each for part in parts for each in part]
    return found


def _kind(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    names = schema.get("type", [])
    allowed = [kind for name in ([names] if isinstance(names, str) else names) for kind in _KINDS[name]]
    if allowed and (not isinstance(value, tuple(allowed)) or (isinstance(value, bool) and bool not in allowed)):
        return [f"{where}: {type(value).__name__} instead of {names}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is not one of {schema['enum']}"]
    return []


def _fields(value: dict[str, Any], schema: dict[str, Any], *, strict: bool, where: str) -> list[str]:
    fields = schema.get("properties", {})
    found = [f"{where}.{name}: missing" for name in schema.get("required", []) if name not in value]
    for name, inner in value.items():
        if name in fields:
            found += problems(inner, fields[name], strict=strict, where=f"{where}.{name}")
        elif strict and fields:
            found.append(f"{where}.{name}: not documented")
    return found


def webhook_problems(envelope: dict[str, Any]) -> list[str]:
    """What is wrong with an event before it is sent."""
    return problems(envelope, document()["webhooks"][envelope["event"]], strict=True)


@lru_cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    paths = sorted(document()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), path) for path in paths]


def operation(verb: str, path: str) -> tuple[str, dict[str, str]] | None:
    """The documented path a request means, and what stands in its places; None for one nobody documented."""
    for pattern, template in _templates():
        found = pattern.fullmatch(path)
        if found and verb.lower() in document()["paths"][template]:
            return template, found.groupdict()
    return None


def request_problems(verb: str, template: str, query: dict[str, str], body: Any) -> list[str]:
    """What is wrong with a request: fields, types, parameters."""
    told = document()["paths"][template][verb.lower()]
    named = {each["name"]: each for each in told.get("parameters", []) if each["in"] == "query"}
    found = [f"query {name}: not documented" for name in query if name not in named]
    found += [f"query {name}: missing" for name, each in named.items() if each.get("required") and name not in query]
    for name, value in query.items():
        schema = named.get(name, {}).get("schema", {})
        if schema.get("type") == "number" and not re.fullmatch(r"-?\d+(\.\d+)?", value):
            found.append(f"query {name}: {value!r} is no number")
        if schema.get("type") == "boolean" and value not in ("true", "false"):
            found.append(f"query {name}: {value!r} is neither true nor false")
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"query {name}: {value!r} is not one of {schema['enum']}")
    if "requestBody" in told:
        schema = told["requestBody"]["content"]["application/json"]["schema"]
        found += problems(body, schema, strict=True, where="body")
    elif body not in (None, {}):
        found.append("body: none is documented")
    return found


def answer_problems(verb: str, template: str, answer: Any) -> list[str]:
    """What is wrong with an answer of ours, where the document tells its shape."""
    for response in document()["paths"][template][verb.lower()]["responses"].values():
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        if schema:
            return problems(answer, schema, strict=False)
    return []
