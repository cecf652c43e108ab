"""Days of reps: with leads on four networks as everybody's screens show it, and with the real program killed in it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.wording import Catalogue
from tests.contract.stages import until
from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi_chats import Shown
from tests.fakes.botapi_story import Person
from tests.fakes.mail_imap import Dovecot
from tests.fakes.mail_smtp import FakeSmtp
from tests.fakes.waha import FakeWaha
from tests.story import test_telegram, test_whatsapp_program
from tests.story.program import Program, free_port
from tests.story.reps_day import PNG, FourNetworks
from tests.story.reps_lines import LINES
from tests.story.test_telegram import converse
from tests.story.test_whatsapp import STORIES

WHATSAPP = STORIES["ru"][:5]
APPROVED = Path(__file__).parent / "approved" / "reps"


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server
        assert server.violations == []


class Played:
    """The acts of the day, in order."""

    def __init__(self, day: FourNetworks, language: str) -> None:
        self.day = day
        self.says = LINES[language]
        self.word = Catalogue.load().words(language)
        self.aliya, self.marat, self.john, self.bota = self.says.names

    def key(self, action: str) -> str:
        return self.word(f"card.{action}")

    async def leads_come(self) -> None:
        day = self.day
        await day.does("Ерлан", "/start", day.owner.starts)
        for text in self.says.telegram:
            await day.does("Алия", text, lambda text=text: day.aliya.says(text))
        for text in self.says.whatsapp:
            await day.does("Марат", text, lambda text=text: day.marat.says(text))
        for text in self.says.mail:
            await day.does("John", text, lambda text=text: day.mails(text))
        await day.visitor.comes()
        for text in self.says.page:
            await day.does("Бота", text, lambda text=text: day.visitor.says(text))
        assert len(day.reps.chat.topics) == 4

    async def race(self) -> None:
        """Berik is first; whoever presses after him is told so."""
        day, claim = self.day, self.key("claim")
        card = day.card_of(self.aliya)
        token = card.token(claim)
        await day.presses(day.berik, claim, self.aliya)
        await day.presses_old(day.dana, claim, card, token)
        await day.presses_old(day.berik, claim, card, token)
        assert "Берик" in day.reps.chat.topics[day.topic_of(self.aliya)]

    async def words_go_both_ways(self) -> None:
        day, says = self.day, self.says
        await day.writes(day.berik, says.hello, self.aliya)
        await day.does("Алия", says.wait, lambda: day.aliya.says(says.wait))
        await day.writes(day.dana, says.note, self.aliya)
        await day.writes(day.dana, says.hello, self.marat)
        await day.does("Марат", says.wait, lambda: day.marat.says(says.wait))
        assert not [each for each in day.aliya.heard if "5 %" in each.text]

    async def silence(self) -> None:
        """Egor claims and says nothing, nobody claims Bota: the one is taken back, the other goes to the owner."""
        day, says = self.day, self.says
        await day.presses(day.egor, self.key("claim"), self.john)
        await day.later(6)
        await day.later(6)
        await day.writes(day.egor, says.hello, self.bota)
        await day.does("Бота", says.wait, lambda: day.visitor.says(says.wait))
        await day.writes(day.dana, says.hello, self.john)
        await day.does("John", says.wait, lambda: day.mails(says.wait, answered=False))
        assert "Дана" in day.reps.chat.topics[day.topic_of(self.john)]
        assert any(self.bota in each.text for each in day.owner.heard)

    async def files_go_both_ways(self) -> None:
        day, says = self.day, self.says
        await day.does("Алия", "a photo", lambda: day.aliya.sends_photo(says.broken))
        await day.does("Марат", "a voice note", day.marat.sends_voice)
        await day.does("John", "a photo", lambda: day.mails(says.broken, answered=False, file="photo.png"))
        await day.does("Бота", "a photo", lambda: day.visitor.sends_file("screen.png", PNG, says.broken))
        for rep, name in (
            (day.berik, self.aliya),
            (day.dana, self.marat),
            (day.dana, self.john),
            (day.egor, self.bota),
        ):
            topic = day.topic_of(name)
            assert [each.file.kind for each in day.reps.in_topic(topic) if each.file], name
            act = lambda rep=rep, topic=topic: day.reps.sends_photo(rep, topic=topic, caption=says.price)  # noqa: E731 (an act)
            await day.does(rep.chat.title, f"a photo in the topic of {name}", act)
        assert day.aliya.last.file is not None
        assert day.waha.sent[-1].file is not None
        assert [part.get_filename() for part in day.john.sees[-1].read.iter_attachments()]
        assert says.price in day.visitor.shown

    async def the_bot_and_back(self) -> None:
        day = self.day
        await day.presses(day.berik, self.key("give_back"), self.aliya)
        await day.writes(day.berik, self.says.hello, self.aliya)
        await day.presses(day.berik, self.key("keep"), self.aliya)
        await day.presses(day.dana, self.key("outcome"), self.aliya)

    async def dana_is_removed(self) -> None:
        """In mid-chat: her leads are free at once, and what she writes goes nowhere."""
        day, outcome = self.day, self.key("outcome")
        card = day.card_of(self.marat)
        token = card.token(outcome)
        await day.does("Ерлан", "/reps", lambda: day.owner.says("/reps"))
        await day.does("Ерлан", "[Дана]", lambda: day.owner.presses("Дана"))
        label = self.word("people.remove")
        await day.does("Ерлан", f"[{label}]", lambda: day.owner.presses(label))
        heard, mails = len(day.marat.heard), len(day.john.sees)
        await day.writes(day.dana, "Пишите мне лично!", self.marat)
        await day.presses_old(day.dana, outcome, card, token)
        assert (len(day.marat.heard), len(day.john.sees)) == (heard, mails)
        await day.presses(day.egor, self.key("claim"), self.marat)

    async def it_ends(self) -> None:
        """Won with a sum, lost for a reason, stopped; and what people write after it."""
        day, says = self.day, self.says
        await day.presses(day.berik, self.key("outcome"), self.aliya)
        await day.presses(day.berik, self.key("won"), self.aliya)
        topic = day.topic_of(self.aliya)
        question = day.reps.in_topic(topic)[-1]
        heard = len(day.aliya.heard)
        answer = f"answers the question: {says.vague}"
        await day.does("Берик", answer, lambda: day.reps.writes(day.berik, says.vague, topic=topic, reply_to=question))
        assert len(day.aliya.heard) == heard
        await day.writes(day.berik, says.sum, self.aliya)
        assert topic in day.reps.chat.closed_topics
        await day.does("Алия", says.thanks, lambda: day.aliya.says(says.thanks))
        assert topic not in day.reps.chat.closed_topics
        await day.does("Алия", says.again, lambda: day.aliya.says(says.again))
        await day.presses(day.egor, self.key("outcome"), self.bota)
        await day.presses(day.egor, self.key("lost"), self.bota)
        await day.presses(day.egor, self.key("lost_price"), self.bota)
        await day.does("Бота", says.thanks, lambda: day.visitor.says(says.thanks))
        await day.does("Марат", says.stop, lambda: day.marat.says(says.stop))
        heard = len(day.marat.heard)
        await day.writes(day.egor, says.hello, self.marat)
        assert len(day.marat.heard) == heard


@pytest.mark.parametrize("language", LINES)
async def test_four_networks_three_reps_one_day_as_approved(api: FakeBotApi, tmp_path: Path, language: str) -> None:
    """A change of words is read and approved: APPROVE=1 writes tests/story/approved/reps anew."""
    async with FakeWaha("NOWEB") as waha, Dovecot() as imap, FakeSmtp() as smtp:
        day = FourNetworks(tmp_path, api, waha, (imap, smtp), language)
        played = Played(day, language)
        async with day.running():
            await played.leads_come()
            await played.race()
            await played.words_go_both_ways()
            await played.silence()
            await played.files_go_both_ways()
            await played.the_bot_and_back()
            await played.dana_is_removed()
            await played.it_ends()
    assert not waha.violations
    seen = "\n".join(day.diary.lines).strip() + "\n"
    file = APPROVED / f"{language}.txt"
    if os.environ.get("APPROVE"):
        file.write_text(seen, "utf-8")
    assert seen == file.read_text("utf-8")


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
