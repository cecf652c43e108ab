"""The real program on WhatsApp: killed again and again while people talk, it loses nothing and says nothing twice."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.contract.stages import until
from tests.fakes.waha import HMAC_KEY, KEY, FakeWaha
from tests.fakes.waha_people import Person
from tests.story.program import Program, free_port
from tests.story.test_whatsapp import STORIES

WORDS = STORIES["ru"][:5]


def settings(waha: FakeWaha, port: int) -> dict[str, str]:
    return {
        "TALAP_WAHA__URL": waha.url,
        "TALAP_WAHA__API_KEY": KEY,
        "TALAP_WAHA__HMAC_KEY": HMAC_KEY,
        "TALAP_WAHA__WEBHOOK_URL": f"http://127.0.0.1:{port}/hooks/waha",
        "TALAP_SCRIPT": "laptop_repair",
        "TALAP_BURST_SECONDS": "0",
        "TALAP_WEB__PORT": str(port),
    }


@pytest.mark.parametrize("engine", ["NOWEB", "WEBJS"])
async def test_kills_in_mid_conversation_lose_and_repeat_nothing(tmp_path: Path, engine: str) -> None:
    chance = random.Random(11)

    async def talk(lead: Person) -> None:
        for text in WORDS:
            before = len(lead.heard)
            lead.says(text)
            await until(lambda: len(lead.heard) > before, 90)  # noqa: B023 - awaited within the loop
            await asyncio.sleep(chance.random())

    async with FakeWaha(engine, retry_seconds=0.3) as waha:
        port = free_port()
        leads = [waha.person("Алия", f"7777123450{number}") for number in range(4)]
        async with Program(tmp_path, **settings(waha, port)) as program:
            await until(lambda: bool(waha.session.config.get("webhooks")), 30)
            talking = asyncio.gather(*(talk(lead) for lead in leads))
            for _ in range(3):
                await asyncio.sleep(1 + chance.random() * 3)
                await program.kill()
                await program.start()
            await talking
            assert await program.stop() == 0
        for lead in leads:
            assert len(lead.heard) == len(set(lead.heard)) == len(WORDS), lead.screen
            assert lead.heard[-1].startswith("Спасибо, Алия!"), lead.screen
    assert not waha.violations
