"""A day of three reps over a strict Bot API server and a WhatsApp server, with the real program between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.stages import until
from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi_chats import Shown
from tests.fakes.botapi_story import Person
from tests.fakes.waha import FakeWaha
from tests.story import test_telegram, test_whatsapp_program
from tests.story.program import Program, free_port
from tests.story.test_telegram import converse
from tests.story.test_whatsapp import STORIES

WHATSAPP = STORIES["ru"][:5]


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server
        assert server.violations == []


class Day:
    """The people of the day, their networks, and the program between them."""

    def __init__(self, api: FakeBotApi, waha: FakeWaha) -> None:
        self.api = api
        self.reps = api.group("Продажи", forum=True, admin=True)
        self.owner, self.berik, self.dana, self.egor = (
            api.person(name) for name in ("Владелец", "Берик", "Дана", "Егор")
        )
        self.aliya = api.person("Алия")
        self.marat = waha.person("Марат", "77011234567")
        self.telegram = self.whatsapp = 0

    async def leads_come(self) -> None:
        """Two leads on two networks; each has a topic of its own."""
        self.owner.says("/start")
        await self.owner.sees("Шаг 1")
        await converse(self.aliya, "ru")
        for text in WHATSAPP:
            before = len(self.marat.heard)
            self.marat.says(text)
            await until(lambda before=before: len(self.marat.heard) > before, 60)
        await until(lambda: len(self.reps.chat.topics) == 2, 30)
        self.telegram, self.whatsapp = sorted(self.reps.chat.topics)

    @property
    def card(self) -> Shown:
        return self.reps.in_topic(self.telegram)[0]

    async def race(self) -> tuple[Person, Person]:
        """Three press at once: one has the lead. Gives the winner and somebody else."""
        crew = (self.berik, self.dana, self.egor)
        for rep in crew:
            rep.presses("Беру", self.card, place=self.reps)
        await self.reps.sees("Этап: новая сделка")
        title = self.reps.chat.topics[self.telegram]
        winner = next(rep for rep in crew if rep.chat.title.split()[0] in title)
        return winner, next(rep for rep in crew if rep is not winner)

    async def words_go_both_ways(self, winner: Person, loser: Person) -> None:
        self.reps.writes(winner, "Здравствуйте, Алия! Ждём вас до 19:00.", topic=self.telegram)
        await self.aliya.sees("Ждём вас до 19:00")
        self.reps.writes(loser, "// вечно опаздывает", topic=self.telegram)
        self.aliya.says("Буду в шесть, спасибо")
        await self.reps.sees("Буду в шесть")
        assert "опаздывает" not in str([message.text for message in self.aliya.heard])
        self.reps.writes(self.dana, "Марат, добрый день! Привозите сегодня.", topic=self.whatsapp)
        await until(lambda: any("Привозите сегодня" in text for text in self.marat.heard), 60)
        self.marat.says("А какой адрес?")
        await self.reps.sees("А какой адрес?", 60)

    async def forgers_fail(self) -> None:
        stranger = self.api.person("Чужой")
        before = [message.text for message in self.reps.in_topic(self.telegram)]
        for data in ("AAAAAAAAAAAAAAAAAAAAAA.won", "~rep_out:1", "~forget_yes:1", "~resume:"):
            stranger.presses_raw(data, self.card, place=self.reps)
        await self.api.quiet()
        assert [message.text for message in self.reps.in_topic(self.telegram)] == before

    async def dana_is_removed(self) -> None:
        """In mid-chat: her next words go nowhere."""
        self.owner.says("/reps")
        await self.owner.sees("Ваша команда")
        self.owner.presses("Дана")
        await self.owner.sees("Лидов сразу")
        self.owner.presses("Убрать из команды")
        await self.owner.sees("больше не в команде")
        heard = len(self.marat.heard)
        self.reps.writes(self.dana, "Пишите мне лично!", topic=self.whatsapp)
        await asyncio.sleep(2.5)
        await self.api.quiet()
        assert len(self.marat.heard) == heard

    async def the_deal_is_won(self, winner: Person) -> None:
        """The topics are the same after a kill, and the sum is kept."""
        card = self.card
        winner.presses("Итог", card, place=self.reps)
        await until(lambda: any("Продано" in label for label in card.buttons), 20)
        winner.presses("Продано", card, place=self.reps)
        await self.reps.sees("На какую сумму", 20)
        self.reps.writes(winner, "18 500", topic=self.telegram)
        await self.reps.sees("18 500", 20)
        assert len(self.reps.chat.topics) == 2
        await until(lambda: self.telegram in self.reps.chat.closed_topics, 20)


async def test_three_reps_two_networks_one_day(api: FakeBotApi, tmp_path: Path) -> None:
    port = free_port()
    async with FakeWaha("NOWEB", retry_seconds=0.3) as waha:
        day = Day(api, waha)
        given = test_telegram.settings(api, day.reps, "poll", port) | test_whatsapp_program.settings(waha, port)
        async with Program(tmp_path, **given, TALAP_ADMINS=str(day.owner.id)) as program:
            await until(lambda: bool(waha.session.config.get("webhooks")), 30)
            await day.leads_come()
            winner, loser = await day.race()
            await day.words_go_both_ways(winner, loser)
            await day.forgers_fail()
            await program.kill()
            await program.start()
            await day.the_deal_is_won(winner)
            if winner is not day.dana:
                await day.dana_is_removed()
            assert await program.stop() == 0
    assert not waha.violations


async def test_a_group_that_becomes_a_supergroup_stays_the_reps_group(api: FakeBotApi, tmp_path: Path) -> None:
    reps, lead, rep = api.group(), api.person("Aliya"), api.person("Берик")
    given = test_telegram.settings(api, reps, "poll", free_port())
    async with Program(tmp_path, **given) as program:
        moved = reps.moves()
        await converse(lead, "ru")
        card = await moved.hears()
        await program.kill()
        await program.start()
        rep.presses("Беру", card, place=moved)
        await moved.sees("Этап: новая сделка", 20)
        assert await program.stop() == 0
