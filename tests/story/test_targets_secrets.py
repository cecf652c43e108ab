"""What the owner trusts us with is seen by the system it is for and by nobody else, even where that one repeats it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from aiohttp import web

from fsm.storage.schema import open_store
from tests.fakes.targets import FakeSystem
from tests.story.conftest import World
from tests.story.test_handoff import qualify

OWNER = "42"
CANARY = "kanareika-7d41f0c2b9"


class Gossip(FakeSystem):
    """Refuses everything, repeating in its answer all it was told: address, headers, body."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.route("*", "/{path:.*}", self._repeat)]

    async def _repeat(self, request: web.Request) -> web.Response:
        told = f"{request.path_qs} {dict(request.headers)}"
        self.heard += CANARY in told
        return web.json_response({"message": told[told.find(CANARY) - 20 :] if CANARY in told else told}, status=401)


def answers(kind: str, url: str) -> tuple[str, ...]:
    return {
        "n8n / вебхук": (f"{url}/webhook", f"{CANARY}-signing", f"X-Key: {CANARY}"),
        "NocoDB": (url, CANARY, "pBase", "mTable"),
        "Kommo / amoCRM": (url, CANARY, "-", "-"),
        "Битрикс24": (f"{url}/rest/1/{CANARY}", "-"),
    }[kind]


@pytest.fixture
async def shop(world_of: Callable[..., World]) -> World:
    world = world_of(admins=(int(OWNER),), web={"port": 0, "private_targets": "127.0.0.1"}, log_level="DEBUG")
    await world.start()
    return world


async def stored(world: World) -> dict[str, str]:
    """Everything in the database as text, by table."""
    store = await open_store(world.settings.database_url)
    try:
        tables = await store.read(
            lambda connection: {
                name: repr([tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')])  # noqa: S608 (names of our own tables)
                for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
        )
    finally:
        await store.close()
    return tables


async def test_a_secret_stands_nowhere_but_with_its_target(shop: World, capfd: pytest.CaptureFixture[str]) -> None:
    async with Gossip() as gossip:
        for kind in ("n8n / вебхук", "NocoDB", "Kommo / amoCRM", "Битрикс24"):
            await shop.says("/targets", who=OWNER)
            await shop.presses("➕ Добавить", who=OWNER)
            await shop.presses(kind, who=OWNER)
            for answer in answers(kind, gossip.url):
                await shop.says(answer, who=OWNER)
            await shop.presses("🧪 Проверить", who=OWNER)
        await qualify(shop)
        for _ in range(100):
            states = [row.state for row in await shop.rows("deliveries")]
            trials = [each for each in shop.telegram.to(OWNER) if "401" in each.text]
            if states.count("parked") >= 4 and "new" not in states and len(trials) >= 4:
                break
            await asyncio.sleep(0.1)
        assert states.count("parked") >= 4
        assert "new" not in states
        assert len(trials) >= 4
        assert gossip.heard >= 7  # the signed webhook keeps its signing secret to itself
    assert all(CANARY not in each.text for each in shop.telegram.to(OWNER))
    held = {name for name, rows in (await stored(shop)).items() if CANARY in rows}
    assert held == {"targets"}
    output = capfd.readouterr()
    assert CANARY not in output.out + output.err
    assert "delivery.parked" in output.out + output.err
