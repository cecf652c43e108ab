"""Links to go on elsewhere: offered when asked for, and before a page is closed; each good for one, for a week."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from bot.batch import Batch
from bot.cards import CardTable
from bot.elsewhere import Elsewhere
from bot.filings import FromLead
from bot.letters import decode
from bot.packs import Packs, edition_of
from bot.turn import Turns
from bot.wording import Catalogue
from channels.contract import Inbound, Kind, Outbound, Sender, TryLater
from fsm import script
from fsm.people import codes
from fsm.storage.ids import Ids
from fsm.storage.people_tables import resume_codes
from fsm.storage.store import Store
from tests.conftest import StillClock
from tests.fakes.channel import FakeChannel

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DOORS = {
    "telegram": "https://t.me/laptop_bot?start={code}",
    "whatsapp": "https://wa.me/77001234567?text={text}",
}


class WithDoor(FakeChannel):
    """A network whose people can be sent to it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.asked = 0

    async def front_door(self) -> str:
        self.asked += 1
        if self.troubles:
            raise self.troubles.popleft()
        return DOORS[self.name]


async def told(*names: str) -> Elsewhere:
    """Knows the doors of these channels."""
    elsewhere = Elsewhere({name: WithDoor(name) for name in names}, Catalogue.load())
    learning = asyncio.create_task(elsewhere.run())
    await asyncio.sleep(0)
    learning.cancel()
    return elsewhere


class Chat:
    """A person and the engine's write path, without any network."""

    def __init__(self, store: Store, elsewhere: Elsewhere, channel: str) -> None:
        ids, catalogue = Ids(), Catalogue.load()
        edition = edition_of("laptop_repair", 1, script.load("laptop_repair"))
        turns = Turns(Packs(edition, {}), catalogue, ids, CardTable(catalogue, ids, str))
        turns.elsewhere = elsewhere
        self._batch = Batch(turns, StillClock(AT), timedelta(0))
        self._store = store
        self._channel = channel
        self._count = 0

    async def says(self, text: str, language: str = "ru") -> list[Outbound]:
        self._count += 1
        inbound = Inbound(
            channel=self._channel,
            event_id=f"e{self._count}",
            kind=Kind.SAID,
            sender=Sender("p", language=language),
            chat="p",
            sent_at=AT,
            message_id=f"m{self._count}",
            text=text,
        )
        outcome = await self._store.write(lambda connection: self._batch.apply(connection, [FromLead(inbound)], []))
        return [decode(letter.body) for letter in outcome.letters if letter.channel == self._channel]


def links(messages: list[Outbound]) -> list[str]:
    return [button.url for message in messages for row in message.buttons for button in row if button.url]


@pytest.mark.parametrize(
    ("here", "wish", "app"), [("whatsapp", "Telegram?", "telegram"), ("telegram", "лучше в ватсап", "whatsapp")]
)
async def test_a_link_is_the_answer_to_the_wish_and_the_question_waits(
    store: Store, here: str, wish: str, app: str
) -> None:
    chat = Chat(store, await told("telegram", "whatsapp"), here)
    await chat.says("Не включается, залил водой")
    answer = await chat.says(wish)
    (link,) = links(answer)
    head, _, tail = DOORS[app].partition("{")
    assert link.startswith(head)
    assert tail
    (code,) = re.findall(r"r_[\w-]{22}", unquote(link))
    assert codes.is_code(code)
    row = (await store.read(lambda at: at.execute(select(resume_codes)).all()))[0]
    assert (row.digest, row.expires_at, row.used_at) == (codes.digest(code), AT + timedelta(days=7), None)
    assert "Когда" not in answer[0].text
    assert "10" in (await chat.says("завтра"))[0].text


async def test_what_was_told_beside_the_wish_is_not_lost(store: Store) -> None:
    chat = Chat(store, await told("telegram"), "whatsapp")
    await chat.says("Не включается, залил водой")
    answer = await chat.says("завтра, а можно в телеграме?")
    assert len(links(answer)) == 1
    assert "10–15" in answer[-1].text


async def test_an_app_we_are_not_on_is_not_offered(store: Store) -> None:
    chat = Chat(store, await told("telegram"), "telegram")
    await chat.says("Не включается, залил водой")
    assert links(await chat.says("а можно в ватсапе?")) == []


async def test_a_visitor_is_offered_both_once_before_the_page_is_closed(store: Store) -> None:
    chat = Chat(store, await told("telegram", "whatsapp"), "web")
    heard = [await chat.says(text) for text in ("Не включается, залил водой", "завтра", "да, подходит")]
    assert links([message for messages in heard for message in messages]) == []
    last = await chat.says("Алия, 8 777 123 45 67")
    assert [link.partition("?")[0] for link in links(last)] == ["https://t.me/laptop_bot", "https://wa.me/77001234567"]
    assert links(await chat.says("спасибо")) == []


async def test_in_telegram_the_end_needs_no_other_door(store: Store) -> None:
    chat = Chat(store, await told("telegram", "whatsapp"), "telegram")
    heard = [await chat.says(text) for text in ("Не включается, залил водой", "завтра", "да", "Алия, 8 777 123 45 67")]
    assert links([message for messages in heard for message in messages]) == []


async def test_whoever_said_stop_gets_no_link(store: Store) -> None:
    chat = Chat(store, await told("telegram"), "whatsapp")
    await chat.says("Не включается, залил водой")
    await chat.says("стоп")
    assert await chat.says("можно в телеграме?") == []


@pytest.mark.parametrize(
    ("language", "label"),
    [("ru", "Продолжить в Telegram"), ("kk", "Telegram-да жалғастыру"), ("en", "Continue in Telegram")],
)
async def test_the_button_speaks_the_language_of_the_lead(store: Store, language: str, label: str) -> None:
    chat = Chat(store, await told("telegram"), "whatsapp")
    words = {"ru": "Не включается, залил водой", "kk": "Қосылмайды, су төгіп алдым", "en": "It won't turn on"}
    await chat.says(words[language], language)
    (answer,) = await chat.says("Telegram?", language)
    assert [button.label for row in answer.buttons for button in row] == [label]


async def test_a_door_that_cannot_be_known_now_is_not_offered(store: Store) -> None:
    closed = WithDoor("telegram")
    closed.troubles.append(TryLater(30, "no network"))
    elsewhere = Elsewhere({"telegram": closed, "web": FakeChannel("web")}, Catalogue.load())
    learning = asyncio.create_task(elsewhere.run())
    await asyncio.sleep(0.01)
    assert closed.asked == 1
    assert elsewhere.apps("web") == ()
    assert links(await Chat(store, elsewhere, "web").says("можно в телеграме?")) == []
    learning.cancel()
