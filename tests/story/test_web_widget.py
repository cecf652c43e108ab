"""The widget on somebody else's website: another origin, its storage, phone and desktop, a break of the line."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from playwright.async_api import Page, expect

from tests.story.browser import PATIENCE, PHONE, WIDE, chromium
from tests.story.program import Program, free_port

pytestmark = pytest.mark.browser


@pytest.fixture
async def shop(tmp_path) -> AsyncIterator[tuple[str, Program]]:
    """A shop's page on an origin of its own, with the one line in it, and the program behind it."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    settings = {"TALAP_SCRIPT": "laptop_repair", "TALAP_BURST_SECONDS": "0", "TALAP_WEBCHAT__ORIGINS": origin}
    async with Program(tmp_path, **settings) as program:
        line = f'<script async src="http://127.0.0.1:{program.port}/widget.js" data-lang="ru"></script>'
        page = (
            f"<!doctype html><html lang=ru><meta name=viewport content='width=device-width'><body><h1>Shop</h1>{line}"
        )

        async def front(_request: web.Request) -> web.Response:
            return web.Response(text=page, content_type="text/html")

        app = web.Application()
        app.add_routes([web.get("/", front)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield origin, program
        await runner.cleanup()


async def opened(page: Page) -> None:
    await page.get_by_role("button", name="Написать нам").click()
    await expect(inside(page).locator('[data-part="status"][data-state="online"]')).to_be_visible(timeout=30_000)


def inside(page: Page):
    return page.frame_locator("iframe")


async def says(page: Page, text: str, answers: int) -> None:
    await inside(page).locator('[data-part="input"]').fill(text)
    await inside(page).locator('[data-part="input"]').press("Enter")
    await expect(inside(page).locator(".line.bot:not(.typing) .text")).to_have_count(answers, timeout=PATIENCE)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desktop", "phone"])
async def test_a_visitor_talks_comes_back_and_finds_the_conversation(shop, size, tmp_path):
    origin, program = shop
    async with chromium() as browser:
        place = await browser.new_context(viewport=size, locale="ru-RU")
        page = await place.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(f"{origin}/?utm_source=instagram&utm_campaign=spring")
        await opened(page)
        await says(page, "Сколько стоит ремонт?", 1)
        await page.screenshot(path=str(tmp_path / "widget.png"))
        box = await page.locator("iframe").bounding_box()
        assert box is not None
        assert (box["width"] == size["width"]) is (size is PHONE)
        await page.reload()
        await opened(page)
        await expect(inside(page).locator(".line.bot:not(.typing) .text")).to_have_count(1)
        assert "talap:widget:token" in await page.evaluate("Object.keys(localStorage)")
        second = await place.new_page()
        await second.goto(origin)
        await opened(second)
        await says(second, "Не включается, залил водой", 2)
        await expect(inside(page).locator(".line.visitor .text")).to_have_count(2)
        await inside(page).get_by_role("button", name="Закрыть").click()
        await expect(page.locator("iframe")).to_be_hidden()
        lead = (await (await place.request.get(f"http://127.0.0.1:{program.port}/api/v1/leads")).json())["leads"]
        assert [each["source"] for each in lead] == ["instagram/spring"]
        assert all(url.startswith((origin, f"http://127.0.0.1:{program.port}")) for url in asked)


async def test_what_was_written_while_the_engine_was_away_arrives_once(shop):
    origin, program = shop
    async with chromium() as browser:
        page = await browser.new_page()
        await page.goto(origin)
        await opened(page)
        await says(page, "Сколько стоит ремонт?", 1)
        await program.kill()
        await expect(inside(page).locator('[data-state="offline"]')).to_be_visible()
        await inside(page).locator('[data-part="input"]').fill("Не включается, залил водой")
        await inside(page).locator('[data-part="input"]').press("Enter")
        await program.start()
        await expect(inside(page).locator(".line.bot:not(.typing) .text")).to_have_count(2, timeout=30_000)
        await expect(inside(page).locator(".line.visitor .tick.sent")).to_have_count(2)


async def test_a_website_that_is_not_listed_may_not_show_it(shop):
    _, program = shop
    async with chromium() as browser:
        page = await browser.new_page()
        answer = await page.request.get(f"http://127.0.0.1:{program.port}/widget?lang=kk")
        policy = answer.headers["content-security-policy"]
        assert f"frame-ancestors 'self' {shop[0]};" in policy + ";"
        assert "x-frame-options" not in answer.headers
        front = await page.request.get(f"http://127.0.0.1:{program.port}/")
        assert front.headers["x-frame-options"] == "DENY"


async def test_a_file_goes_from_a_foreign_website_and_is_there_in_the_next_visit(shop):
    origin, _ = shop
    async with chromium() as browser:
        page = await browser.new_page(viewport=PHONE)
        await page.goto(origin)
        await opened(page)
        receipt = {"name": "чек.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 receipt"}
        await inside(page).locator('[data-part="chooser"]').set_input_files([receipt])
        await expect(inside(page).locator(".tray li.there")).to_have_count(1)
        await says(page, "Вот чек за прошлый ремонт", 1)
        await page.reload()
        await opened(page)
        await expect(inside(page).locator(".visitor a.file b")).to_have_text("чек.pdf")


FITS = """input => {
  const pen = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(input);
  pen.font = style.font;
  const room = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(input.placeholder).width <= room;
}"""


async def test_by_keyboard_and_ear_it_can_be_used_as_well(shop):
    origin, _ = shop
    async with chromium() as browser:
        page = await browser.new_page(viewport=WIDE)
        await page.goto(origin)
        bubble = page.locator("body > button")
        await expect(bubble).to_have_attribute("aria-expanded", "false")
        await page.keyboard.press("Tab")
        await expect(bubble).to_be_focused()
        await page.keyboard.press("Enter")
        chat = inside(page)
        await expect(chat.locator('[data-part="status"][data-state="online"]')).to_be_visible(timeout=30_000)
        await expect(bubble).to_have_attribute("aria-expanded", "true")
        await expect(page.locator("iframe")).to_have_attribute("title", "Написать нам")
        await expect(chat.locator('[data-part="input"]')).to_be_focused()
        await expect(chat.get_by_role("log")).to_have_attribute("aria-live", "polite")
        await expect(chat.get_by_role("button", name="Заново")).to_have_count(0)  # nobody loses a talk by accident
        unnamed = "it => !it.labels?.length && !it.ariaLabel && !it.textContent.trim()"
        controls = chat.locator("button:visible, textarea")
        assert await controls.count() >= 4
        assert not await controls.evaluate_all(f"all => all.some({unnamed})")
        await page.keyboard.type("Ноутбук не включается, нужно завтра, 15 тысяч")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Escape")
        await expect(page.locator("iframe")).to_be_hidden()
        await expect(bubble).to_be_focused()
        await expect(bubble).to_have_attribute("aria-label", "Написать нам (1)", timeout=PATIENCE)
        await page.keyboard.press("Enter")
        await expect(bubble).to_have_attribute("aria-label", "Закрыть чат")


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
async def test_what_is_asked_for_fits_its_field_on_a_phone(shop, language):
    _, program = shop
    async with chromium() as browser:
        page = await browser.new_page(viewport=PHONE)
        await page.goto(f"http://127.0.0.1:{program.port}/?lang={language}")
        field = page.locator('[data-part="input"]')
        for key in ("web.chat.placeholder", "web.chat.contact"):
            said = await page.evaluate(f"() => import('/static/dom.js').then(dom => dom.say('{key}'))")
            await field.evaluate("(input, said) => input.placeholder = said", said)
            assert await field.evaluate(FITS), said
