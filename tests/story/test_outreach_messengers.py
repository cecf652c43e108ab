"""Campaigns over WhatsApp and Telegram from the owner's chat, against strict servers of both networks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.app import App
from bot.config import Settings
from channels.telegram.adapter import TelegramChannel
from channels.telegram.config import TelegramConfig
from channels.whatsapp.adapter import WhatsAppChannel
from channels.whatsapp.config import WahaConfig
from channels.whatsapp.governor import Limits
from fsm.storage import tables as t
from fsm.storage.schema import open_store
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.botapi_chats import Shown
from tests.fakes.botapi_story import Person
from tests.fakes.waha import HMAC_KEY, KEY, FakeWaha
from tests.fakes.waha_people import Person as WhatsAppPerson
from tests.story.conftest import Ahead
from tests.story.program import free_port
from tests.story.test_whatsapp import QUICK

ALMATY = ZoneInfo("Asia/Almaty")
BRISK = Limits(pace_seconds=0.05, first_day=1_000, first_day_young=1_000, minute=1_000, judged_after=1_000)


class Town:
    """A program with a Telegram bot and a WhatsApp number, its owner at a phone, and people."""

    def __init__(self, api: FakeBotApi, waha: FakeWaha, home: Path, limits: Limits, hour: int = 12) -> None:
        self.api, self.waha, self._home, self._limits = api, waha, home, limits
        self.owner: Person = api.person("Дана", username="dana")
        self.clock = Ahead()
        at = datetime.now(UTC).astimezone(ALMATY).replace(hour=hour, minute=0)
        self.clock.skipped = (at - datetime.now(UTC)) % timedelta(days=1)
        self.port = free_port()
        self.seen: list[str] = []
        self._app: App | None = None
        self._running: asyncio.Task[None] | None = None

    def settings(self) -> dict[str, Any]:
        return {
            "home": self._home,
            "script": "laptop_repair",
            "burst_seconds": 0,
            "web": {"port": self.port},
            "admins": (self.owner.id,),
            "outreach": {"whatsapp": True},
            "reps": {"language": "ru"},
            "waha": self._waha_config(),
        }

    def _waha_config(self) -> WahaConfig:
        hook = f"http://127.0.0.1:{self.port}/hooks/waha"
        return WahaConfig(url=self.waha.url, api_key=KEY, hmac_key=HMAC_KEY, webhook_url=hook, first_messages=True)

    async def start(self) -> None:
        config = self._waha_config()
        whatsapp = WhatsAppChannel(config, now=self.clock.now, patience=QUICK, limits=self._limits)
        telegram = TelegramChannel(TelegramConfig(token=TOKEN, api_base=self.api.url), now=self.clock.now)
        settings = Settings.model_validate(self.settings() | {"waha": None})
        started = asyncio.Event()
        self._app = App(settings, clock=self.clock, extra=[whatsapp, telegram], started=lambda _: started.set())
        self._running = asyncio.create_task(self._app.run())
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait([self._running, waiting], return_when=asyncio.FIRST_COMPLETED, timeout=20)
        waiting.cancel()
        async with asyncio.timeout(20):
            while not (self.waha.session.config.get("webhooks") and whatsapp.health.ok):
                if self._running.done():
                    self._running.result()
                await asyncio.sleep(0.02)

    async def stop(self) -> None:
        if self._app is not None and self._running is not None:
            self._app.stop()
            await asyncio.wait_for(self._running, 15)
            self._app = None

    # The owner

    @property
    def screen(self) -> Shown:
        """The newest message but the morning's report, which comes whenever it is drawn."""
        return [each for each in self.owner.heard if not each.deleted and not each.text.startswith("📊")][-1]

    async def says(self, text: str) -> str:
        self.owner.says(text)
        return await self._answered()

    async def presses(self, label: str) -> str:
        self.owner.presses(label)
        return await self._answered()

    async def _answered(self) -> str:
        await self.api.quiet(0.15)
        return self._note(self.screen)

    def _note(self, shown: Shown) -> str:
        self.seen.append("\n".join([shown.text, *(f"[{label}]" for label in shown.buttons)]))
        assert shown.text.count("\n") < 12 or "Лид №" in shown.text, shown.text
        return shown.text

    async def until(self, words: str, within: float = 40) -> str:
        return self._note(await self.owner.sees(words, within))

    async def imports(self, table: str, *, agreed: bool = True) -> None:
        await self.says("/contacts")
        self.owner.sends_document(table.encode(), "klienty.csv", "text/csv")
        await self.until("Откуда эти люди")
        await self.presses("Наши клиенты")
        await self.presses("Да, согласились" if agreed else "Не спрашивали")
        await self.until("Если загрузить")
        await self.presses("📥 Загрузить")
        await self.until("загружен")

    async def made(self, channel: str, text: str) -> str:
        """A campaign up to its review, without a warm-up and quick."""
        await self.says("/outreach")
        await self.presses("➕ Новая")
        await self.presses(channel)
        preview = await self.says(text)
        await self.presses("Дальше")
        await self.presses("Дальше")
        await self.presses("Без разогрева")
        while not any("В минуту: 200" in label for label in self.screen.buttons):
            await self.presses("В минуту")
        return preview

    async def rows(self, table: str) -> list[Any]:
        store = await open_store(f"sqlite:///{self._home / 'talap.db'}")
        try:
            query = select(t.metadata.tables[table])
            return await store.read(lambda connection: list(connection.execute(query).all()))
        finally:
            await store.close()


Making = Callable[..., Any]


@pytest.fixture
def town_of(tmp_path: Path) -> Making:
    @asynccontextmanager
    async def made(limits: Limits = BRISK, hour: int = 12) -> AsyncIterator[Town]:
        async with FakeBotApi() as api, FakeWaha("NOWEB") as waha:
            town = Town(api, waha, tmp_path, limits, hour)
            await town.start()
            try:
                yield town
            finally:
                await town.stop()
            assert api.violations == []
        assert not waha.violations

    return made


def phones(waha: FakeWaha, people: int) -> tuple[str, list[WhatsAppPerson]]:
    """A table of people with WhatsApp, and themselves."""
    lines = ["Имя;Компания;Телефон;E-mail"]
    found = []
    for number in range(people):
        person = waha.person(f"Человек {number}", f"7701555{number:04}")
        found.append(person)
        lines.append(f"Человек {number};Фирма {number};+{person.number};p{number}@example.kz")
    return "\n".join(lines), found


def ours(person: WhatsAppPerson) -> list[str]:
    return [text for text in person.heard if "мастерская" in text]


@pytest.mark.timeout(180)
async def test_whatsapp_from_the_table_to_leads_and_people_who_leave(town_of: Making) -> None:
    async with town_of() as town:
        table, people = phones(town.waha, 12)
        await town.imports(table)
        preview = await town.made("WhatsApp", "Здравствуйте, {name}! Новая мастерская рядом с {company}.")
        assert "Здравствуйте, Человек 0! Новая мастерская рядом с Фирма 0." in preview
        assert "ответьте «Стоп»" in preview
        assert "WhatsApp, получателей: 12" in town.screen.text
        await town.presses("🚀 Начать")
        await town.until("завершена", 60)
        assert "12/12" in town.screen.text
        assert [len(ours(each)) for each in people] == [1] * 12
        for person in people:
            for sent in [each for each in town.waha.sent if each.chat == person.chat]:
                town.waha.ack(sent.id, 3)

        people[3].says("Здравствуйте, ноутбук не включается")
        await town.until("есть ответ на рассылку")
        assert "Человек 3" in town.screen.text
        async with asyncio.timeout(10):
            while len(people[3].heard) < 2:
                await asyncio.sleep(0.05)
        assert "Ноутбук" in people[3].heard[1] or "Когда" in people[3].heard[1], people[3].heard
        await town.presses("Открыть лид")
        assert "Человек 3" in town.screen.text

        news = len([each for each in town.owner.heard if "есть ответ" in each.text])
        people[5].says("стоп")
        await asyncio.sleep(1.5)
        assert len([each for each in town.owner.heard if "есть ответ" in each.text]) == news
        gone = [row for row in await town.rows("contacts") if row.name == "Человек 5"]
        assert [row.status for row in gone] == ["closed"]
        await town.says("/outreach")
        await town.presses("✅ Здравствуйте")
        assert "Ответили: 1" in town.screen.text
        assert "Отписались: 1" in town.screen.text
        print("\n\n".join(town.seen))


@pytest.mark.timeout(120)
async def test_pause_holds_within_one_message_and_an_edit_screen_follows(town_of: Making) -> None:
    async with town_of(BRISK) as town:
        table, people = phones(town.waha, 200)
        await town.imports(table)
        await town.made("WhatsApp", "Здравствуйте, {name}! Новая мастерская.")
        await town.presses("🚀 Начать")
        shown = town.screen
        async with asyncio.timeout(40):
            while sum(bool(ours(each)) for each in people) < 5:
                await asyncio.sleep(0.02)
        await town.presses("⏸ Пауза")
        held = sum(bool(ours(each)) for each in people)
        await asyncio.sleep(1.5)
        assert sum(bool(ours(each)) for each in people) <= held + 1
        assert "на паузе" in town.screen.text
        await town.presses("▶️ Продолжить")
        async with asyncio.timeout(60):
            while sum(bool(ours(each)) for each in people) < held + 5:
                await asyncio.sleep(0.02)
        await asyncio.sleep(4)
        assert shown.versions or town.screen.versions  # one message that changes, not many
        await town.presses("⏹ Стоп")
        held = sum(bool(ours(each)) for each in people)
        await town.presses("Да, остановить")
        await asyncio.sleep(1)
        assert sum(bool(ours(each)) for each in people) <= held + 1
        assert "остановлена" in town.screen.text
        assert {len(ours(each)) for each in people} <= {0, 1}


@pytest.mark.timeout(120)
async def test_a_young_number_is_spared_and_the_reason_is_shown(town_of: Making) -> None:
    limits = Limits(pace_seconds=0.05, first_day_young=5)
    async with town_of(limits) as town:
        table, people = phones(town.waha, 20)
        await town.imports(table)
        await town.made("WhatsApp", "Здравствуйте, {name}! Новая мастерская.")
        await town.presses("🚀 Начать")
        told = await town.until("На сегодня первых сообщений достаточно, до")
        assert "✉️ Отправлено: 5" in told
        await asyncio.sleep(2)
        assert sum(bool(ours(each)) for each in people) == 5
        waiting = [row for row in await town.rows("outreach_messages") if row.status == "pending"]
        assert len(waiting) == 15
        assert {row.tries for row in waiting} == {0}
        people[0].says("Здравствуйте, ноутбук не включается")
        async with asyncio.timeout(10):
            while len(people[0].heard) < 2:
                await asyncio.sleep(0.05)  # answers go on


@pytest.mark.timeout(120)
async def test_at_night_a_campaign_waits_for_the_morning_and_says_so(town_of: Making) -> None:
    async with town_of(hour=23) as town:
        table, people = phones(town.waha, 5)
        await town.imports(table)
        await town.made("WhatsApp", "Здравствуйте, {name}! Новая мастерская.")
        await town.presses("🚀 Начать")
        told = await town.until("у получателей ночь, до")
        assert "09:00" in told
        assert not any(ours(each) for each in people)


@pytest.mark.timeout(180)
async def test_telegram_for_whoever_started_the_bot_with_a_button_to_leave(town_of: Making) -> None:
    async with town_of() as town:
        people = [town.api.person(f"Гость {number}") for number in range(6)]
        stranger = town.api.person("Чужой", started=False)
        for each in people:
            each.starts()
            await each.hears()
        for heard in (2, 3):  # reminders of the script come first; who was written to just now is left in peace
            await town.stop()
            town.clock.skipped += timedelta(days=1)
            await town.start()
            async with asyncio.timeout(30):
                while any(len(each.heard) < heard for each in people):
                    await asyncio.sleep(0.05)
            await town.api.quiet(1.0)
        people[4].chat.blocked = True
        for each in people:
            each.skip()
        await town.made("Telegram", "Здравствуйте, {name|друзья}! Мастерская дарит диагностику.")
        assert "Telegram, получателей: 6" in town.screen.text
        await town.presses("🚀 Начать")
        told = await town.until("завершена", 60)
        assert "✉️ Отправлено: 5" in told
        assert "Не дошло: 1" in told
        for number, each in enumerate(people):
            got = [shown for shown in each.heard if "дарит" in shown.text]
            assert len(got) == (number != 4)
        assert not stranger.heard

        first, second = people[0], people[1]
        first.presses("🔕 Больше не писать")
        await first.sees("ольше не")
        second.says("Да, интересно! Ноутбук не включается")
        await town.until("есть ответ на рассылку")
        assert "Гость 1" in town.screen.text
        assert not any("Гость 0" in each.text for each in town.owner.heard if "есть ответ" in each.text)
        await town.says("/outreach")
        await town.presses("✅ Здравствуйте")
        assert "Ответили: 1" in town.screen.text
        assert "Отписались: 1" in town.screen.text

        await town.stop()
        town.clock.skipped += timedelta(hours=22)
        await town.start()
        await town.made("Telegram", "Мастерская работает в выходные.")
        assert "Telegram, получателей: 5" in town.screen.text
        await town.presses("🚀 Начать")
        async with asyncio.timeout(60):
            while not [shown for shown in people[5].heard if "выходные" in shown.text]:
                await asyncio.sleep(0.1)
        assert not [shown for shown in first.heard if "выходные" in shown.text]
        assert [shown for shown in people[2].heard if "выходные" in shown.text]
        print("\n\n".join(town.seen))
