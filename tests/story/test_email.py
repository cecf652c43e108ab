"""The laptop example by e-mail, as the lead's mail program shows it: approved texts, through the whole engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import Clock
from bot.config import Settings
from channels.email.adapter import EmailChannel
from channels.email.hypertext import text_of
from channels.email.names import is_ours
from tests.contract.stages import until
from tests.fakes.channel import FakeChannel
from tests.fakes.mail_imap import Dovecot
from tests.fakes.mail_person import Correspondent
from tests.fakes.mail_smtp import FakeSmtp
from tests.story.program import free_port
from tests.unit.channels.email.post import BRISK, config

APPROVED = Path(__file__).parent / "approved"
REPS = "-100777"
STORIES = {
    "ru": (
        "Ремонт ноутбука",
        *("Здравствуйте! Сколько стоит ремонт?", "Не включается, залил водой", "2", "да, подходит"),
        "Алия, 8 777 123 45 67\n\nС уважением,\nАлия Ким",
    ),
    "kk": (
        "Ноутбук жөндеу",
        *("Сәлем! Жөндеу қанша тұрады?", "Қосылмайды, су төгіп алдым", "1", "1"),
        "Әлия, 8 777 123 45 67\n\nҚұрметпен,\nӘлия",
    ),
    "en": (
        "Laptop repair",
        *("Hi! How much is a repair?", "It won't turn on, I spilled water", "today", "1"),
        "Aliya, +7 777 123 45 67\n\nSent from my iPhone",
    ),
}


class WorkingHours(Clock):
    """Noon in Almaty: what the bot promises depends on the hour."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@asynccontextmanager
async def engine(imap: Dovecot, smtp: FakeSmtp, home: Path) -> AsyncIterator[FakeChannel]:
    """The engine with e-mail and a reps' group; gives the group's network."""
    mailbox = EmailChannel(config(imap.port, smtp.port, name="Мастерская"), patience=BRISK)
    telegram = FakeChannel()
    given = {
        "home": home,
        "script": "laptop_repair",
        "burst_seconds": 0,
        "web": {"port": free_port()},
        "reps": {"chat": REPS},
    }
    started = asyncio.Event()
    settings = Settings.model_validate(given)
    app = App(settings, clock=WorkingHours(), extra=[mailbox, telegram], started=lambda _: started.set())
    running = asyncio.create_task(app.run())
    starting = asyncio.create_task(started.wait())
    await asyncio.wait([running, starting], timeout=20, return_when=asyncio.FIRST_COMPLETED)
    starting.cancel()
    try:
        yield telegram
    finally:
        app.stop()
        await asyncio.wait_for(running, 15)


async def answered(lead: Correspondent, text: str) -> None:
    """The lead writes, and reads what comes."""
    before = len(lead.sees)
    lead.says(text)
    await until(lambda: len(lead.sees) > before)
    await asyncio.sleep(0.2)


def screen(lead: Correspondent, said: tuple[str, ...]) -> str:
    """The thread as a mail program shows it, oldest first."""
    shown: list[str] = []
    for text, mail in zip(said, lead.sees, strict=True):
        name, _ = parseaddr(str(mail.read["From"]))
        shown += [f"> {line}".rstrip() for line in text.splitlines()]
        shown += [f"[{name}] {mail.read['Subject']}", mail.text, ""]
    return "\n".join(shown)


@pytest.mark.parametrize("language", STORIES)
async def test_the_laptop_example_reads_as_approved(tmp_path: Path, language: str) -> None:
    subject, *said = STORIES[language]
    async with Dovecot() as imap, FakeSmtp() as smtp, engine(imap, smtp, tmp_path) as telegram:
        lead = Correspondent(("aliya@example.com", "Aliya"), imap, smtp, datetime.now(UTC), subject)
        for text in said:
            await answered(lead, text)
        (card,) = await telegram.until(REPS, 1)
        assert "+7 777 123 45 67" in card.text
        assert screen(lead, tuple(said)) == (APPROVED / f"email_{language}.txt").read_text("utf-8")
        for mail in lead.sees:
            assert text_of(mail.html) == mail.text.strip()
            assert mail.read["Subject"] == f"Re: {subject}"
        chain = [str(mail.read["References"]).split() for mail in lead.sees]
        assert [len(references) for references in chain] == [1, 3, 5, 7, 9]
        assert [is_ours(one) for one in chain[-1]] == [False, True] * 4 + [False]


async def test_a_restart_goes_on_in_the_same_thread_and_answers_nothing_twice(tmp_path: Path) -> None:
    subject, *said = STORIES["ru"]
    async with Dovecot() as imap, FakeSmtp() as smtp:
        lead = Correspondent(("aliya@example.com", "Aliya"), imap, smtp, datetime.now(UTC), subject)
        async with engine(imap, smtp, tmp_path):
            for text in said[:2]:
                await answered(lead, text)
        lead.says(said[2])
        async with engine(imap, smtp, tmp_path):
            await until(lambda: len(lead.sees) > 2)
            await asyncio.sleep(0.5)
        assert len(lead.sees) == 3
        assert "10–15 тысяч" in lead.sees[-1].text
        assert len(str(lead.sees[-1].read["References"]).split()) == 5


async def test_a_vacation_note_in_the_middle_is_not_an_answer(tmp_path: Path) -> None:
    subject, *said = STORIES["ru"]
    async with Dovecot() as imap, FakeSmtp() as smtp, engine(imap, smtp, tmp_path):
        lead = Correspondent(("aliya@example.com", "Aliya"), imap, smtp, datetime.now(UTC), subject)
        await answered(lead, said[0])
        imap.deliver(b"Auto-Submitted: auto-replied\r\n" + lead.write("Я в отпуске до понедельника"))
        await asyncio.sleep(0.5)
        await answered(lead, said[1])
        assert len(lead.sees) == 2
        assert "Когда он вам нужен?" in lead.sees[-1].text
