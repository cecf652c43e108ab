"""A real browser, headless: what a newcomer sees and does. Needs Chromium on PATH."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PATIENCE = 10_000


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser; skips the test with a sentence where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium), so no page can be looked at.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(QUIET))
        try:
            yield browser
        finally:
            await browser.close()


class Visitor:
    """A person at the demo page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("dialog", lambda dialog: self.troubles.append(f"dialog {dialog.message}"))
        page.on("console", lambda said: said.type == "error" and self.troubles.append(said.text))

    @classmethod
    async def arrives(cls, browser: Browser, address: str, **context: Any) -> Visitor:
        place = await browser.new_context(**{"viewport": WIDE, "locale": "ru-RU"} | context)
        place.set_default_timeout(PATIENCE)
        visitor = cls(await place.new_page())
        await visitor.page.goto(address)
        await visitor.online()
        return visitor

    async def another_tab(self) -> Visitor:
        tab = Visitor(await self.page.context.new_page())
        await tab.page.goto(self.page.url)
        await tab.online()
        return tab

    async def online(self) -> None:
        await expect(self.page.locator('[data-part="status"][data-state="online"]')).to_be_visible(timeout=30_000)

    async def types(self, text: str) -> None:
        await self.page.fill('[data-part="input"]', text)
        await self.page.press('[data-part="input"]', "Enter")

    async def says(self, text: str) -> None:
        """Write and wait for the answer."""
        heard = await self.answers.count()
        await self.types(text)
        await self.answers.nth(heard).wait_for()

    @property
    def answers(self) -> Any:
        return self.page.locator(".line.bot:not(.typing) .text")

    @property
    def own(self) -> Any:
        return self.page.locator(".line.visitor .text")

    async def score(self) -> int:
        return int(await self.part("number").inner_text())

    def part(self, name: str) -> Any:
        return self.page.locator(f'#desk [data-part="{name}"]')

    async def points(self) -> list[int]:
        """The points of the reasons, as shown."""
        shown = await self.page.locator('#desk [data-part="parts"] .points').all_inner_texts()
        return [int(text.replace("−", "-").split("/")[0]) for text in shown]
