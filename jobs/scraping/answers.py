"""Reading JSON answers of strangers: whatever comes, the types are ours and nothing raises but `Skipped`."""

from __future__ import annotations

import json
from typing import Any

from jobs.scraping.body import decoded
from jobs.scraping.contract import Page, Skipped

Object = dict[str, Any]
_LONGEST_TEXT = 20_000


def loaded(page: Page) -> Object:
    """The object of an answer. Raises Skipped("unreadable") for anything else."""
    try:
        answer = json.loads(decoded(page.body, page.charset or "utf-8"))
    except (ValueError, RecursionError) as error:
        raise Skipped("unreadable", "not the JSON its documents promise") from error
    if not isinstance(answer, dict):
        raise Skipped("unreadable", "not an object")
    return answer


def inner(node: Object, *path: str) -> Object:
    """The object at a path, empty when there is none."""
    value: Any = node
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Object]:
    """The objects of a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text(node: Object, *keys: str) -> str:
    """The first of these keys that holds a text or a whole number."""
    for key in keys:
        value = node.get(key)
        if isinstance(value, str) and value.strip():
            return value[:_LONGEST_TEXT]
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)[:40] if abs(value) < 10**39 else ""
    return ""


def number(node: Object, key: str, most: float = 1e9) -> float | None:
    """A finite number between -most and most."""
    value = node.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -most <= value <= most else None


def count(node: Object, key: str) -> int | None:
    """A whole number from 0."""
    value = number(node, key)
    return int(value) if value is not None and value >= 0 else None


def point(node: Object, lat: str = "lat", lon: str = "lon") -> tuple[float | None, float | None]:
    """Latitude and longitude, both or neither."""
    north, east = number(node, lat, 90), number(node, lon, 180)
    return (None, None) if north is None or east is None else (north, east)
