"""The laptop example on WhatsApp, as the lead sees it: approved texts, through the whole engine and the fake WAHA.

When words were changed on purpose, run with APPROVE=1, read the difference, and commit it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import Clock
from bot.config import Settings
from channels.whatsapp.adapter import WhatsAppChannel
from channels.whatsapp.config import WahaConfig
from channels.whatsapp.patience import Patience
from tests.contract.stages import until
from tests.fakes.channel import FakeChannel
from tests.fakes.waha import HMAC_KEY, KEY, FakeWaha
from tests.fakes.waha_people import Person
from tests.story.program import free_port

APPROVED = Path(__file__).parent / "approved"
REPS = "-100777"
QUICK = Patience(look_every=0.2, look_again=0.02, catch_up_every=60, letters_a_second=0)
STORIES = {
    "ru": (
        *("Здравствуйте! Сколько стоит ремонт?", "Не включается, залил водой", "2", "да, подходит", "Алия"),
        "спасибо",
    ),
    "kk": ("Сәлем! Жөндеу қанша тұрады?", "Қосылмайды, су төгіп алдым", "1", "1", "Әлия", "рақмет"),
    "en": ("Hi! How much is a repair?", "It won't turn on, I spilled water", "today", "1", "Aliya", "thanks"),
}


class WorkingHours(Clock):
    """Noon in Almaty: what the bot promises depends on the hour."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@asynccontextmanager
async def engine(waha: FakeWaha, home: Path) -> AsyncIterator[FakeChannel]:
    """The engine with WhatsApp and a reps' group; gives the group's network."""
    port = free_port()
    hook = f"http://127.0.0.1:{port}/hooks/waha"
    config = WahaConfig(url=waha.url, api_key=KEY, hmac_key=HMAC_KEY, webhook_url=hook)
    whatsapp, telegram = WhatsAppChannel(config, patience=QUICK), FakeChannel()
    given = {"home": home, "script": "laptop_repair", "burst_seconds": 0, "web": {"port": port}, "reps": {"chat": REPS}}
    started = asyncio.Event()
    settings = Settings.model_validate(given)
    app = App(settings, clock=WorkingHours(), extra=[whatsapp, telegram], started=lambda _: started.set())
    running = asyncio.create_task(app.run())
    starting = asyncio.create_task(started.wait())
    await asyncio.wait([running, starting], timeout=20, return_when=asyncio.FIRST_COMPLETED)
    starting.cancel()
    await until(lambda: running.done() or (waha.session.config.get("webhooks") and whatsapp.health.ok))
    try:
        yield telegram
    finally:
        app.stop()
        await asyncio.wait_for(running, 15)


async def answered(lead: Person, text: str, **more: object) -> None:
    """The lead writes, and reads all that comes."""
    before = len(lead.heard)
    lead.says(text, **more)
    await until(lambda: len(lead.heard) > before)
    await settled(lead)


async def settled(lead: Person) -> None:
    seen = -1
    while seen != len(lead.heard):
        seen = len(lead.heard)
        await asyncio.sleep(0.15)


@pytest.fixture(params=["NOWEB"])
async def waha(request: pytest.FixtureRequest) -> AsyncIterator[FakeWaha]:
    async with FakeWaha(request.param) as waha:
        yield waha
    assert not waha.violations


@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("waha", ["NOWEB", "GOWS", "WEBJS"], indirect=True)
async def test_the_laptop_example_reads_as_approved(waha: FakeWaha, tmp_path: Path, language: str) -> None:
    async with engine(waha, tmp_path) as telegram:
        lead = waha.person("Алия", "77771234567")
        for text in STORIES[language]:
            await answered(lead, text)
        (card,) = await telegram.until(REPS, 1)
        assert "+7 777 123 45 67" in card.text
    seen = "\n".join(lead.screen) + "\n"
    approved = APPROVED / f"whatsapp_{language}.txt"
    if os.environ.get("APPROVE"):
        approved.write_text(seen, "utf-8")
    assert seen == approved.read_text("utf-8")


async def test_a_person_behind_two_ids_is_one_lead(waha: FakeWaha, tmp_path: Path) -> None:
    async with engine(waha, tmp_path):
        lead = waha.person("Алия", "77771234567")
        for number, text in enumerate(STORIES["ru"][:5]):
            await answered(lead, text, hidden=number % 2 == 1)
        assert lead.heard[-1].startswith("Спасибо, Алия!")
        assert len(lead.heard) == len(set(lead.heard))


@pytest.mark.parametrize("waha", ["NOWEB", "WEBJS"], indirect=True)
async def test_a_number_typed_after_a_restart_still_chooses(waha: FakeWaha, tmp_path: Path) -> None:
    lead = waha.person("Алия", "77771234567")
    async with engine(waha, tmp_path):
        for text in STORIES["ru"][:2]:
            await answered(lead, text)
    async with engine(waha, tmp_path):
        await answered(lead, "2")
    assert lead.heard[-1].startswith("Обычно такой ремонт стоит 10–15 тысяч тенге.")


async def test_what_was_said_while_the_program_was_off_is_answered_once(waha: FakeWaha, tmp_path: Path) -> None:
    lead = waha.person("Алия", "77771234567")
    async with engine(waha, tmp_path):
        await answered(lead, STORIES["ru"][0])
    waha.events.lost = True
    lead.says(STORIES["ru"][1])
    waha.events.lost = False
    async with engine(waha, tmp_path):
        await until(lambda: len(lead.heard) == 2)
        await settled(lead)
    assert len(lead.heard) == 2
    assert "Когда он вам нужен?" in lead.heard[1]
