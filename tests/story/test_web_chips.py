"""A newcomer who only presses what the page offers to try gets to the manager's card, with every pack that ships."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.story.browser import Visitor, chromium
from tests.story.program import Program

pytestmark = pytest.mark.browser

LOCALES = ("ru-RU", "kk-KZ", "en-US")
MOST_PRESSES = 12
PHONE = "+7 777 123 45 67"


@pytest.mark.parametrize("script", ["services", "laptop_repair", "real_estate"])
async def test_the_examples_lead_to_the_card_one_by_one_and_all_at_once(tmp_path, script):
    async with Program(tmp_path, TALAP_SCRIPT=script, TALAP_BURST_SECONDS="0") as program, chromium() as browser:
        for locale in LOCALES:
            lead = await Visitor.arrives(browser, f"http://127.0.0.1:{program.port}", locale=locale)
            pressed = await _press_on(lead)
            await expect(lead.part("card"), f"{locale}: {pressed}").to_contain_text(PHONE)

            await lead.page.click("#restart")
            await expect(lead.part("empty")).to_be_visible()
            await lead.page.locator('[data-part="chips"] button').nth(1).click()
            await expect(lead.part("card"), locale).to_contain_text(PHONE)
            assert await _adds_up(lead) > 60
            assert lead.troubles == []


async def _adds_up(lead: Visitor) -> int:
    """The score, once it is the sum of its parts; the page may be drawn anew between two looks."""
    for _ in range(50):
        score = await lead.score()
        if sum(await lead.points()) == score == await lead.score():
            return score
        await asyncio.sleep(0.1)
    raise AssertionError("the parts of the score do not add up")


async def _press_on(lead: Visitor) -> list[str]:
    """Press the first example again and again, until there is a card or nothing more to press."""
    pressed: list[str] = []
    chips = lead.page.locator('[data-part="chips"] button')
    while len(pressed) < MOST_PRESSES and not await lead.part("card").inner_text() and await chips.count():
        pressed.append(await chips.first.inner_text())
        await chips.first.click()
        # The next question brings the next example; the same one again means that it was not understood.
        await expect(chips.filter(has_text=pressed[-1]), f"not understood: {pressed}").to_have_count(0)
        await lead.answers.nth(len(pressed) - 1).wait_for()
    return pressed
