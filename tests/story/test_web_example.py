"""The example conversation as a newcomer has it: on the page, in three languages, up to the pressed Claim."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.story.browser import Visitor, chromium
from tests.story.program import Program

pytestmark = pytest.mark.browser

TALKS = {
    "ru": (
        "ru-RU",
        ["Сколько стоит ремонт?", "Не включается, залил водой", "Срочно, завтра экзамен", "Да, нормально"],
        "Алия, 8 777 123 45 67",
        "Алия",
    ),
    "kk": (
        "kk-KZ",
        ["Жөндеу қанша тұрады?", "Қосылмайды, су төгіліп кетті", "Шұғыл, ертең емтихан", "Иә, жарайды"],
        "Әлия, 8 777 123 45 67",
        "Әлия",
    ),
    "en": (
        "en-US",
        ["How much is a repair?", "It won't turn on, I spilled water", "Urgent, exam tomorrow", "Yes, that's fine"],
        "Aliya, +7 777 123 45 67",
        "Aliya",
    ),
}


@pytest.mark.parametrize("language", TALKS)
async def test_the_score_grows_the_card_arrives_and_the_claim_holds(tmp_path, language):
    locale, answers, contact, name = TALKS[language]
    async with (
        Program(tmp_path, TALAP_SCRIPT="laptop_repair", TALAP_BURST_SECONDS="0") as program,
        chromium() as browser,
    ):
        lead = await Visitor.arrives(browser, f"http://127.0.0.1:{program.port}", locale=locale)
        assert await lead.page.get_attribute("html", "lang") == language
        await expect(lead.part("empty")).to_be_visible()
        scores = []
        for answer in answers:
            await lead.says(answer)
            scores.append(await lead.score())
        await lead.says(contact)
        await expect(lead.part("card")).to_contain_text("+7 777 123 45 67")

        score = await lead.score()
        assert scores == sorted(scores)
        assert score > scores[-1]
        assert score >= 81
        assert sum(await lead.points()) == score
        await expect(lead.part("score")).to_have_attribute("data-band", "hot")
        await expect(lead.part("card")).to_contain_text(name)
        await expect(lead.part("card")).to_contain_text("10 000–15 000 ₸" if language != "en" else "15,000 ₸")
        quoted = await lead.page.locator('[data-fact="timeline"] .words').inner_text()
        assert quoted in answers[2]
        await lead.page.locator('[data-part="keys"] button').first.click()
        await expect(lead.part("notice")).not_to_be_empty()
        await expect(lead.page.locator('[data-part="keys"] button')).to_have_count(4)
        assert lead.troubles == []
