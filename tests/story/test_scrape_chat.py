"""Collecting from the owner's chat: who asks, what, a look first, a run that shows itself, and into the contacts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.app import App
from bot.roles import Behind
from jobs.scraping.fetch import Cache, Fetcher
from tests.fakes.sites import FakeWeb
from tests.fakes.sites_apis import OVERPASS, FakeOverpass
from tests.fakes.sites_pages import FIRMS
from tests.story.conftest import World
from tests.story.test_outreach_chat import OWNER, Phone, Shop
from tests.story.test_scraping import serve_bad_sites, serve_firms


class Collecting(World):
    """A world whose program reads made-up sites instead of the web."""

    fetcher: Callable[[str, Cache], Fetcher] | None = None

    async def start(self) -> None:
        started = asyncio.Event()
        self._app = App(
            self.settings,
            clock=self.clock,
            extra=[self.telegram, *self.extra],
            started=lambda _: started.set(),
            behind=Behind(fetcher=self.fetcher),
        )
        self._task = asyncio.create_task(self._app.run())
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait([self._task, waiting], return_when=asyncio.FIRST_COMPLETED, timeout=20)
        waiting.cancel()


@pytest.fixture
async def sites() -> AsyncIterator[FakeWeb]:
    made = FakeWeb()
    await made.start()
    serve_firms(made)
    yield made
    await made.stop()


@pytest.fixture
async def shop(world_of: Callable[..., World], sites: FakeWeb, tmp_path: Path) -> AsyncIterator[Shop]:
    plain = world_of(admins=(int(OWNER),), scrape={"overpass": f"http://{OVERPASS}/api/interpreter"})
    phone = Phone()
    world = Collecting(plain.settings, phone)
    world.fetcher = lambda _contact, cache: sites.fetcher(cache)
    await world.start()
    yield Shop(world, phone, None, None)  # type: ignore[arg-type]  # no mailbox in these stories
    await world.stop()


async def asked_what(shop: Shop) -> None:
    """Up to the question what is looked for; the first time the sites must be told who asks."""
    await shop.says("/scrape")
    assert "Сайты должны знать" in await shop.presses("➕ Новый")
    assert "Нужна почта" in await shop.says("завтра скажу")
    assert "Кого ищем" in await shop.says("info@masterskaya.kz")


async def test_sites_of_a_list_are_read_shown_and_kept(shop: Shop, sites: FakeWeb) -> None:
    serve_bad_sites(sites)
    await asked_what(shop)
    hosts = [firm.host for firm in FIRMS]
    assert f"Список сайтов: {len(hosts) + 2}" in await shop.says("\n".join([*hosts, "captcha.kz", "refusing.kz"]))
    await shop.presses("👀 Пример")
    await shop.until("вот кто найдётся")
    assert await shop.world.rows("contacts") == []
    await shop.presses("▶️ Начать")
    told = await shop.until("все страницы прочитаны", within=60)
    assert "captcha.kz" in told
    found = await shop.world.rows("collected")
    assert len(found) >= len(hosts) * 0.9
    await shop.presses("👀 Показать")
    assert "/100" in shop.screen().text
    await shop.presses("📥 В контакты")
    kept = await shop.world.rows("contacts")
    assert len(kept) == len(found)
    assert {row.consent for row in kept} == {"none"}
    assert all(row.source_url.startswith("http") for row in kept)
    assert f"Контакты: {len(kept)}" in await shop.says("/contacts")
    print("\n\n".join(shop.seen))


async def test_the_map_is_asked_for_a_trade_in_a_city_and_again_every_week(shop: Shop, sites: FakeWeb) -> None:
    overpass = FakeOverpass(sites)
    tags = {"name": "FixLab", "shop": "computer", "website": "http://fixlab.kz", "phone": "+7 727 390 20 30"}
    overpass.elements = [{"type": "node", "id": 1, "lat": 43.2, "lon": 76.9, "tags": tags}]
    await asked_what(shop)
    assert "Где" in await shop.says("ремонт ноутбуков")
    draft = await shop.says("Алматы")
    assert "ремонт ноутбуков, Алматы" in draft
    assert "Нужен ключ: 2ГИС, Google" in draft
    await shop.presses("🔂 Один раз")
    assert any("Каждый день" in key.label for row in shop.screen().buttons for key in row)
    await shop.presses("▶️ Начать")
    await shop.until("все страницы прочитаны", within=60)
    await shop.presses("📥 В контакты (1)")
    assert [row.company for row in await shop.world.rows("contacts")] == ["FixLab"]
    asked = len(overpass.queries)
    shop.world.clock.skipped += timedelta(days=1, minutes=1)
    await shop.world.stop()
    await shop.world.start()
    async with asyncio.timeout(50):
        while len(overpass.queries) == asked:
            await asyncio.sleep(0.2)
    assert (await shop.world.rows("contacts"))[0].company == "FixLab"
    print("\n\n".join(shop.seen))


async def test_a_run_is_paused_goes_on_and_is_stopped(shop: Shop, sites: FakeWeb) -> None:
    names = [f"shop{number}.kz" for number in range(300)]
    for number, name in enumerate(names):
        sites.page(name, "/", f"<p>8 701 {number:03} 45 67</p><a href='/contacts'>Контакты</a>")
        sites.page(name, "/contacts", f"<p>info@{name}</p>")
    shop.phone.files["sites.csv"] = "\n".join(["Сайт", *names]).encode()
    await asked_what(shop)
    await shop.sends("sites.csv", shop.phone.files["sites.csv"])
    await shop.until("Список сайтов: 300")
    await shop.presses("▶️ Начать")
    while len(sites.ledger) < 30:
        await asyncio.sleep(0.02)
    await shop.presses("⏸ Пауза")
    await asyncio.sleep(1.5)
    held = len(sites.ledger)
    await asyncio.sleep(1)
    assert len(sites.ledger) == held < 900
    assert "На паузе" in shop.screen().text
    await shop.presses("▶️ Продолжить")
    while len(sites.ledger) < held + 30:
        await asyncio.sleep(0.02)
    await shop.presses("⏹ Стоп")
    await asyncio.sleep(1.5)
    held = len(sites.ledger)
    await asyncio.sleep(1)
    assert len(sites.ledger) == held
    assert "Остановлено" in shop.screen().text
    asked = [path for path, times in sites.counts().items() if times > 1 and not path.endswith("robots.txt")]
    assert len(asked) <= 8


async def test_a_page_that_did_not_change_is_not_sent_again_after_a_restart(shop: Shop, sites: FakeWeb) -> None:
    sent: list[int] = []

    async def answer(request: web.Request) -> web.Response:
        sent.append(304 if request.headers.get("If-None-Match") == '"7"' else 200)
        if sent[-1] == 304:
            return web.Response(status=304)
        return web.Response(text="<p>8 701 123 45 67</p>", headers={"ETag": '"7"'}, content_type="text/html")

    sites.on("firma.kz", "/", answer)
    await asked_what(shop)
    await shop.says("firma.kz")
    await shop.presses("🔂 Один раз")
    await shop.presses("▶️ Начать")
    await shop.until("все страницы прочитаны", within=60)
    shop.world.clock.skipped += timedelta(days=1, minutes=1)
    await shop.world.stop()
    await shop.world.start()
    async with asyncio.timeout(60):
        while 304 not in sent:
            await asyncio.sleep(0.1)
    assert sent.count(200) == 1
    assert len(await shop.world.rows("collected")) == 1
    assert len(await shop.world.rows("scrape_cache")) == 1


async def test_research_says_what_it_does_and_begins_with_collecting(shop: Shop) -> None:
    assert "Исследование рынка" in await shop.says("/research")
    assert "Сайты должны знать" in await shop.presses("Собрать список")
