"""A newcomer with nothing but a token sets the bot up in the bot, and the first lead's card arrives."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.botapi_story import Group, Person
from tests.story.program import Program, free_port


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server
        assert server.violations == []


def only_a_token(api: FakeBotApi) -> dict[str, str]:
    return {
        "TALAP_TELEGRAM__TOKEN": TOKEN,
        "TALAP_TELEGRAM__API_BASE": api.url,
        "TALAP_WEB__PORT": str(free_port()),
        "TALAP_BURST_SECONDS": "0",
    }


class Watched(Program):
    """A program whose words are read while it runs, as its owner does."""

    said = b""

    async def launch(self) -> None:
        await super().launch()
        assert self._reader is not None
        self._reader.cancel()
        self._reader = asyncio.create_task(self._collected())

    async def _collected(self) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        stream = self._process.stdout
        while line := await stream.readline():
            self.said += line
        return self.said

    async def owner_code(self) -> str:
        """The code the program prints at its start."""
        for _ in range(200):
            found = re.search(rb"/start (own_\S+)", self.said)
            if found is not None:
                return found[1].decode()
            await asyncio.sleep(0.05)
        raise AssertionError(f"no code for the owner in {self.said.decode()}")


def adds_the_bot(person: Person, group: Group, status: str = "member") -> None:
    """Somebody adds the bot to a group, or changes its rights there."""
    me = person.api.me

    def member(state: str) -> dict[str, object]:
        return {"user": me, "status": state}

    change = {
        "chat": group.chat.as_json(),
        "from": person.user,
        "date": int(time.time()),
        "old_chat_member": member("left"),
        "new_chat_member": member(status),
    }
    person.api.push("my_chat_member", change, group.id)


async def answers(owner: Person, does: str, *, presses: bool, sees: str) -> str:
    """The owner presses or writes something, and the screen that follows says this."""
    (owner.presses if presses else owner.says)(does)
    return (await owner.sees(sees)).text


async def test_from_a_token_to_the_first_card(api: FakeBotApi, tmp_path: Path) -> None:
    owner = api.person("Данияр Б", language="ru")
    async with Watched(tmp_path, **only_a_token(api)) as program:
        owner.starts(await program.owner_code())
        assert "На каком языке" in (await owner.sees("владелец")).text
        await answers(owner, "Русский", presses=True, sees="называется")
        await answers(owner, "Мастер на час", presses=False, sees="Чем вы занимаетесь")
        await answers(owner, "Ремонт ноутбуков", presses=True, sees="городе")
        await answers(owner, "мы в алмате", presses=False, sees="Алматы")
        await answers(owner, "Готово", presses=True, sees="сколько это обычно стоит")
        preview = await answers(owner, "Чиним ноутбуки, 12-18 тысяч", presses=False, sees="Вот как начнётся")
        assert "Это «Мастер на час»" in preview
        await answers(owner, "Годится", presses=True, sees="Куда её присылать")
        await answers(owner, "Мне, сюда", presses=True, sees="Где ещё пишут")
        await answers(owner, "Дальше", presses=True, sees="не беспокоить")
        await answers(owner, "22-8", presses=True, sees="Показать пример")
        owner.presses("Показать пример")
        await owner.sees("Бот работает", 60)
        example = next(message for message in owner.heard if "+7" in message.text)
        assert "ПРИМЕР" in example.text
        owner.presses("Стереть пример")
        await owner.sees("Пример стёрт")
        await gone(owner, example)
        assert len([message for message in owner.heard if "+7" not in message.text]) <= 12

        lead = api.person("Алия", language="ru")
        for text, expected in (
            ("Сколько стоит ремонт?", "12"),
            ("Не включается, залил водой", "Когда"),
            ("Срочно, завтра экзамен", "18"),
            ("Да, нормально", "зовут"),
            ("Алия, 8 777 123 45 67", "Спасибо"),
        ):
            lead.says(text)
            assert expected in (await lead.hears()).text
        card = await owner.sees("+7 777 123 45 67")
        assert "ПРИМЕР" not in card.text
        assert await program.stop() == 0


async def gone(person: Person, message: object) -> None:
    """Wait until a message was taken back."""
    deadline = time.monotonic() + 10
    while not message.deleted:
        assert time.monotonic() < deadline, "the example's card still stands"
        await person.api.chats.change(deadline - time.monotonic())


async def test_own_questions_a_group_and_a_kill_in_the_middle(api: FakeBotApi, tmp_path: Path) -> None:
    owner = api.person("Aigerim", language="en")
    given = only_a_token(api)
    async with Watched(tmp_path, **given) as program:
        owner.starts(await program.owner_code())
        await owner.sees("Which language")
        await answers(owner, "English", presses=True, sees="called")
        await answers(owner, "Toi Hall", presses=False, sees="What do you do")
        await answers(owner, "My own questions", presses=True, sees="Write the questions")
        await answers(
            owner, "What are you celebrating?\nWhich hall? small / large", presses=False, sees="2. Which hall"
        )
        await answers(owner, "When is the party?", presses=False, sees="3. When")
        await api.quiet()
        await program.kill()
        await program.start()
        owner.starts()
        await owner.sees("3. When")
        await answers(owner, "Done", presses=True, sees="Which city")
        await answers(owner, "Shymkent", presses=False, sees="Which languages")
        await answers(owner, "Done", presses=True, sees="what does it usually cost")
        await answers(owner, "Skip", presses=True, sees="This is how a talk begins")
        await answers(owner, "Looks good", presses=True, sees="Where to?")
        group = api.group("Sales", forum=False)
        adds_the_bot(owner, group)
        await owner.sees("I'm no admin there")
        group.chat.admin = group.chat.forum = True
        owner.presses("Check again")
        await owner.sees("may not manage topics")
        group.chat.can_manage_topics = True
        adds_the_bot(owner, group, "administrator")
        await owner.sees("each customer gets a topic")
        await answers(owner, "Yes, there", presses=True, sees="Where else do customers write")
        await answers(owner, "Next", presses=True, sees="not bother")
        await answers(owner, "21-9", presses=True, sees="Shall I show an example")
        owner.presses("Show an example")
        await owner.sees("The bot works", 60)
        card = next(message for message in group.heard if "EXAMPLE" in message.text)
        assert card.topic in group.chat.topics
        stranger = api.person("Somebody")
        other = api.group("Strangers")
        adds_the_bot(stranger, other)
        await api.quiet()
        assert stranger.heard == []
        assert await program.stop() == 0
