"""Is the program well? One address for load balancers, watchdogs and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec
from aiohttp import web


class Part(msgspec.Struct, frozen=True):
    """One part of the program: whether it works, and if not why, in words without secrets."""

    ok: bool
    why: str = ""


class Health(Protocol):
    """Knows how the parts are."""

    async def parts(self) -> Mapping[str, Part]:
        """The parts by name ("database", "telegram"); quick, never raises."""
        ...


def health_route(health: Health) -> web.RouteDef:
    """GET /health: 200 when every part is well, else 503; both say how each part is."""

    async def answer(_request: web.Request) -> web.Response:
        parts = await health.parts()
        well = all(part.ok for part in parts.values())
        body = msgspec.json.encode({"ok": well, "parts": parts})
        return web.Response(status=200 if well else 503, body=body, content_type="application/json")

    return web.get("/health", answer)
