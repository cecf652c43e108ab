"""Is the program well? One address for load balancers, watchdogs and people."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

import msgspec
from aiohttp import web

from fsm.storage.store import StorageBusy, Store

_READ_WITHIN = 3.0


class Part(msgspec.Struct, frozen=True):
    """One part of the program: whether it works, and if not why, in words without secrets."""

    ok: bool
    why: str = ""


class Health(Protocol):
    """Knows how the parts are."""

    async def parts(self) -> Mapping[str, Part]:
        """The parts by name ("database", "telegram"); quick, never raises."""
        ...


async def database_part(store: Store) -> Part:
    """Whether it can be read now, and whether what was last to be kept was kept: a full disk can still be read."""
    trouble = store.condition.trouble
    if trouble is not None:
        return Part(False, trouble.why)
    try:
        async with asyncio.timeout(_READ_WITHIN):
            await store.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
    except StorageBusy as busy:
        return Part(False, str(busy))
    except TimeoutError:
        return Part(False, f"The database did not answer within {_READ_WITHIN:g} s.")
    return Part(True)


def health_route(health: Health) -> web.RouteDef:
    """GET /health: 200 when every part is well, else 503; both say how each part is."""

    async def answer(_request: web.Request) -> web.Response:
        parts = await health.parts()
        well = all(part.ok for part in parts.values())
        body = msgspec.json.encode({"ok": well, "parts": parts})
        return web.Response(status=200 if well else 503, body=body, content_type="application/json")

    return web.get("/health", answer)
