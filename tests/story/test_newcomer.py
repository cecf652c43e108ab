"""A newcomer's first day: a shop is set up, a thousand people are written to by mail, sites are read, the script is
changed, and the reports are read. All from one small phone, against real mail servers and a strict Bot API.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import openpyxl
import pytest
from sqlalchemy import select

from bot.app import App
from bot.config import Settings
from bot.roles import Behind
from channels.telegram.config import TelegramConfig
from fsm.storage import tables as t
from fsm.storage.schema import open_store
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.botapi_chats import Shown
from tests.fakes.mail_imap import USER, Dovecot
from tests.fakes.mail_person import Correspondent
from tests.fakes.mail_smtp import Delivered, FakeSmtp
from tests.fakes.sites import FakeWeb
from tests.fakes.sites_pages import FIRMS
from tests.story.conftest import Ahead
from tests.story.program import free_port
from tests.story.test_outreach import DSN
from tests.story.test_outreach_chat import table
from tests.story.test_scraping import serve_firms
from tests.unit.channels.email.post import config

ALMATY = ZoneInfo("Asia/Almaty")
_LINES, _WIDTH = 12, 220


class Newcomer:
    """Somebody with a token, a mailbox and a phone. `day` is what stood on the phone, screen after screen."""

    def __init__(self, home: Path, api: FakeBotApi, imap: Dovecot, smtp: FakeSmtp, sites: FakeWeb) -> None:
        self.home, self.api, self.imap, self.smtp, self.sites = home, api, imap, smtp, sites
        self.phone = api.person("Дана Б", language="ru")
        self.port = free_port()
        self.clock = Ahead()
        noon = datetime.now(UTC).astimezone(ALMATY).replace(hour=12, minute=0)
        self.clock.skipped = (noon - datetime.now(UTC)) % timedelta(days=1)
        self.day: list[str] = []

    async def starts(self) -> None:
        given = {
            "home": self.home,
            "burst_seconds": 0,
            "web": {"port": self.port, "public_url": "https://talap.example"},
            "telegram": TelegramConfig(token=TOKEN, api_base=self.api.url),  # type: ignore[arg-type]
            "email": config(self.imap.port, self.smtp.port),
        }
        behind = Behind(fetcher=lambda _contact, cache: self.sites.fetcher(cache))
        started = asyncio.Event()
        settings = Settings.model_validate(given)
        self._app = App(settings, clock=self.clock, started=lambda _: started.set(), behind=behind)
        self._running = asyncio.create_task(self._app.run())
        async with asyncio.timeout(20):
            await started.wait()

    @property
    def code(self) -> str:
        """What the program prints at its start for its owner."""
        return self._app.owner_code

    async def stops(self) -> None:
        self._app.stop()
        await asyncio.wait_for(self._running, 15)

    @property
    def screen(self) -> Shown:
        return [each for each in self.phone.heard if not each.deleted][-1]

    def looks(self, shown: Shown) -> str:
        """Read a screen; it must fit a small phone."""
        keys = " ".join(f"[{label}]" for label in shown.buttons)
        self.day.append(f"{shown.text}\n{keys}".strip())
        lines = shown.text.split("\n")
        assert len(lines) <= _LINES or "Лид №" in shown.text, shown.text
        assert all(len(line) <= _WIDTH for line in lines), shown.text
        rows = shown.markup.get("inline_keyboard") or []
        assert len(rows) <= 8, shown.buttons
        assert all(len(label) <= 32 for label in shown.buttons), shown.buttons
        return shown.text

    async def says(self, text: str, sees: str = "") -> str:
        self.phone.says(text)
        return await self._then(sees)

    async def presses(self, label: str, sees: str = "") -> str:
        self.phone.presses(label)
        return await self._then(sees)

    async def _then(self, sees: str) -> str:
        await self.api.quiet(0.15)
        return await self.sees(sees) if sees else self.looks(self.screen)

    async def sees(self, words: str, within: float = 40) -> str:
        return self.looks(await self.phone.sees(words, within))

    async def turns(self, label: str, wanted: str) -> None:
        """Press a button that turns from choice to choice until the screen says so."""
        for _ in range(12):
            if wanted in self.screen.text or any(wanted in each for each in self.screen.buttons):
                return
            await self.presses(label)
        raise AssertionError(f"{label!r} never came to {wanted!r}")

    async def rows(self, name: str) -> list[Any]:
        store = await open_store(f"sqlite:///{self.home / 'talap.db'}")
        try:
            query = select(t.metadata.tables[name])
            return await store.read(lambda connection: list(connection.execute(query).all()))
        finally:
            await store.close()


@pytest.fixture
async def newcomer(tmp_path: Path) -> AsyncIterator[Newcomer]:
    sites = FakeWeb()
    await sites.start()
    serve_firms(sites)
    async with FakeBotApi() as api, Dovecot() as imap, FakeSmtp() as smtp:
        somebody = Newcomer(tmp_path, api, imap, smtp, sites)
        await somebody.starts()
        yield somebody
        await somebody.stops()
        assert api.violations == []
    await sites.stop()


async def sets_up(me: Newcomer, code: str) -> None:
    me.phone.starts(code)
    await me.sees("На каком языке")
    await me.presses("Русский", "называется")
    await me.says("Мастер на час", "Чем вы занимаетесь")
    await me.presses("Ремонт ноутбуков", "городе")
    await me.says("Алматы", "Алматы")
    await me.presses("Готово", "сколько это обычно стоит")
    await me.says("Чиним ноутбуки, 12-18 тысяч", "Вот как начнётся")
    await me.presses("Годится", "Куда её присылать")
    await me.presses("Мне, сюда", "Где ещё пишут")
    await me.presses("Дальше", "не беспокоить")
    await me.presses("22-8", "Показать пример")
    await me.presses("Показать пример")
    await me.sees("Бот работает", 60)
    await me.presses("Стереть пример", "Пример стёрт")


async def imports(me: Newcomer) -> None:
    await me.says("/contacts", "Контактов пока нет")
    me.phone.sends_document(table(1_000, 150), "klienty.csv", "text/csv")
    await me.sees("Откуда эти люди")
    await me.presses("Наши клиенты")
    await me.presses("Да, согласились")
    assert "Новых: 988" in await me.sees("Если загрузить")
    await me.presses("📥 Загрузить")
    await me.sees("загружен")


async def writes_to_astana(me: Newcomer) -> None:
    me.smtp.faults["rcpt"].extend(["550 5.1.1 no such user" if n % 50 == 49 else "" for n in range(150)])
    await me.presses("📣 Написать им")
    await me.presses("E-mail")
    await me.says("Новости для {company}")
    assert "Здравствуйте, Человек 0" in await me.says("Здравствуйте, {name}! У нас новая мастерская.")
    await me.presses("Дальше")
    await me.turns("Город", "Подходит: 150")
    await me.presses("Дальше")
    await me.presses("Без разогрева")
    await me.turns("В день", "В день: 500")
    await me.turns("В минуту", "В минуту: 200")
    await me.presses("🚀 Начать")
    await me.sees("завершена", 120)
    assert "Отправлено: 147" in me.screen.text
    assert max(Counter(mail.recipient for mail in me.smtp.mails).values()) == 1


async def hears_what_comes_of_it(me: Newcomer) -> None:
    """One presses the button of their mail program, one uses its mailto, two addresses die later, three answer."""
    pressing, mailing, *rest = me.smtp.mails
    link = re.search(r"<https://talap\.example(/u/[^>]+)>", str(pressing.read["List-Unsubscribe"]))
    assert link is not None
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{me.port}{link[1]}", data="List-Unsubscribe=One-Click") as answer,
    ):
        assert answer.status == 200
    assert f"<mailto:{USER}?subject=Stop>" in str(mailing.read["List-Unsubscribe"])
    leaving = EmailMessage()
    leaving["From"], leaving["To"], leaving["Subject"] = mailing.recipient, USER, "Stop"
    leaving["Message-ID"] = "<leaving@example.kz>"
    leaving.set_content("")
    await asyncio.to_thread(me.imap.deliver, leaving.as_bytes())
    dead: list[Delivered] = rest[:2]
    reports = [
        DSN.format(own=USER, number=n, address=each.recipient, original=each.read["Message-ID"])
        for n, each in enumerate(dead)
    ]
    await asyncio.to_thread(me.imap.deliver_all, [each.encode() for each in reports])
    for mail in rest[2:5]:
        lead = Correspondent((mail.recipient, ""), me.imap, me.smtp, datetime.now(UTC), "Re: Новости")
        lead.says("Здравствуйте! Ноутбук не включается, залил водой, нужно сегодня")
    async with asyncio.timeout(30):
        while len([each for each in me.phone.heard if "есть ответ на рассылку" in each.text]) < 3:
            await asyncio.sleep(0.1)
    async with asyncio.timeout(30):
        while not _settled(await me.rows("outreach_messages")):
            await asyncio.sleep(0.2)
    await me.says("/outreach")
    await me.presses("✅ Новости")
    for line in ("Ответили: 3", "Отписались: 2", "Не дошло: 5"):
        assert line in me.screen.text, me.screen.text
    async with asyncio.timeout(20):
        while len(me.smtp.to(rest[2].recipient)) < 2:
            await asyncio.sleep(0.1)
    assert "?" in me.smtp.to(rest[2].recipient)[1].text


def _settled(messages: list[Any]) -> bool:
    counts = Counter(row.status for row in messages)
    return (
        counts["bounced"] == 5 and counts["responded"] == 3 and sum(r.reason == "unsubscribed" for r in messages) == 2
    )


async def collects(me: Newcomer) -> None:
    await me.says("/scrape")
    await me.presses("➕ Новый")
    if "Сайты должны знать" in me.screen.text:
        await me.says("info@masterskaya.kz")
    await me.says("\n".join(firm.host for firm in FIRMS), "Список сайтов")
    await me.presses("▶️ Начать")
    await me.sees("все страницы прочитаны", 60)
    await me.presses("👀 Показать")
    await me.presses("📥 В контакты")
    assert len(await me.rows("contacts")) > 988 + len(FIRMS) * 0.8


async def changes_the_script(me: Newcomer) -> None:
    await me.says("/scripts")
    await me.presses("✏️ Изменить")
    await me.presses("1")
    await me.presses("✏️ RU")
    await me.says("Что стряслось с вашим ноутбуком?\nРасскажите подробнее?")
    await me.says("/scripts")
    await me.presses("✏️ Открыть черновик")
    await me.presses("🔁 Прогнать беседы")
    await me.sees("Прогнал бесед")
    await me.presses("🚀 Опубликовать")
    assert "отвечает новым" in me.screen.text
    lead = me.api.person("Алия")
    lead.says("Сколько стоит ремонт?")
    assert "стряслось" in (await lead.hears()).text


async def reads_reports(me: Newcomer) -> None:
    await me.says("/report", "За какое время")
    await me.presses("Сегодня")
    told = await me.sees("Новых лидов")
    assert re.search(r"Новых лидов: [4-9]", told), told
    await me.presses("📎 Excel")
    async with asyncio.timeout(30):
        while not [each for each in me.phone.heard if each.file and each.file.name.endswith(".xlsx")]:
            await asyncio.sleep(0.1)
    file = next(each.file for each in me.phone.heard if each.file and each.file.name.endswith(".xlsx"))
    assert file is not None
    sheets = openpyxl.load_workbook(io.BytesIO(file.content))
    assert sheets["Итог"]._charts


@pytest.mark.timeout(300)
async def test_the_first_day_from_a_token_to_the_report(newcomer: Newcomer) -> None:
    began = asyncio.get_running_loop().time()
    await sets_up(newcomer, newcomer.code)
    await imports(newcomer)
    await writes_to_astana(newcomer)
    await hears_what_comes_of_it(newcomer)
    await collects(newcomer)
    await changes_the_script(newcomer)
    await reads_reports(newcomer)
    print("\n\n".join(newcomer.day))
    print(f"{len(newcomer.day)} screens, {asyncio.get_running_loop().time() - began:.0f} s")
