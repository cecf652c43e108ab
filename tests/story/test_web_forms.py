"""A form on somebody else's website, in a real browser: one `fetch`, from a listed origin and from one that is not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from aiohttp import web
from playwright.async_api import Page

from tests.story.browser import chromium
from tests.story.program import Program, free_port

pytestmark = pytest.mark.browser

FORM = """<!doctype html><html lang="ru"><meta charset="utf-8"><h1>Мастерская</h1>
<form><input name="name"><input name="phone"><textarea name="message"></textarea><button>Отправить</button></form>
<p id="answer"></p>
<script>
  // As README shows it, with a key so that a double click is one form.
  const form = document.querySelector("form"), answer = document.getElementById("answer");
  const once = crypto.randomUUID();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const sent = await fetch("%(host)s/api/form", {
        method: "POST",
        headers: {"Content-Type": "application/json", "Idempotency-Key": once},
        body: JSON.stringify({...Object.fromEntries(new FormData(form)), page: location.href}),
      });
      const said = await sent.json();
      answer.textContent = sent.ok ? said.reply : `${sent.status} ${said.field}`;
    } catch (error) {
      answer.textContent = "blocked";
    }
  });
</script>"""


@asynccontextmanager
async def website(host: str, port: int) -> AsyncIterator[str]:
    """A page with the form on an origin of its own."""

    async def front(_request: web.Request) -> web.Response:
        return web.Response(text=FORM % {"host": host}, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/", front)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        await runner.cleanup()


async def sends(page: Page, **values: str) -> str:
    """Fill the form in, send it, and read what the page shows."""
    for name, value in values.items():
        await page.fill(f'[name="{name}"]', value)
    await page.evaluate("document.getElementById('answer').textContent = ''")
    await page.click("button")
    await page.locator("#answer:not(:empty)").wait_for()
    return await page.locator("#answer").inner_text()


async def test_a_listed_website_sends_its_form_once_and_another_is_turned_away(tmp_path):
    listed, stranger = free_port(), free_port()
    settings = {"TALAP_SCRIPT": "laptop_repair", "TALAP_BURST_SECONDS": "0"}
    settings["TALAP_WEBCHAT__ORIGINS"] = f"http://127.0.0.1:{listed}"
    async with AsyncExitStack() as stack:
        program = await stack.enter_async_context(Program(tmp_path, **settings))
        host = f"http://127.0.0.1:{program.port}"
        shop = await stack.enter_async_context(website(host, listed))
        other = await stack.enter_async_context(website(host, stranger))
        browser = await stack.enter_async_context(chromium())
        page = await browser.new_page()

        await page.goto(f"{shop}?utm_source=2gis")
        wrong = await sends(page, name="Алия", phone="12", message="Не включается ноутбук")
        assert wrong == "400 phone"
        answer = await sends(page, phone="8 777 123 45 67")
        assert "Когда он вам нужен?" in answer
        assert await sends(page) == answer, "a second click has another effect"

        await page.goto(other)
        assert await sends(page, name="X", phone="8 777 000 00 00", message="hello") == "blocked"

        leads = (await (await page.request.get(f"{host}/api/v1/leads")).json())["leads"]
        assert [(lead["name"], lead["source"], lead["channel"]) for lead in leads] == [
            ("Алия", f"http://127.0.0.1:{listed}/", "webhook"),
        ]
