"""Going on in another app: the links the bot gives when asked, and where they lead."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.contract.stages import until
from tests.fakes.botapi import FakeBotApi
from tests.fakes.waha import FakeWaha
from tests.story.town import Town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with FakeBotApi() as api, FakeWaha("NOWEB") as waha, Town(tmp_path, api, waha).running() as made:
        await until(lambda: bool(api.called("getMe")))
        yield made
        assert api.violations == []
    assert not waha.violations


async def test_from_whatsapp_to_telegram_by_the_link_the_bot_gives(town: Town) -> None:
    phone = town.waha.person("Алия", "77771234567")
    await town.tells(phone, lambda: phone.says("Здравствуйте! Не включается ноутбук, залил водой"))
    before = await town.lead("whatsapp", phone.chat)
    answer = await town.tells(phone, lambda: phone.says("А можно в телеграме?"))
    assert "продолжим там" in answer
    link = re.search(r"https://t\.me/(\w+)\?start=(r_[\w-]{22})", answer)
    assert link, answer
    assert link[1] == town.api.me["username"]
    after = await town.lead("whatsapp", phone.chat)
    assert (after.misses, after.open_question) == (before.misses, before.open_question)

    aliya = town.api.person("Алия")
    answer = await town.tells(aliya, lambda: aliya.starts(link[2]))
    assert answer.startswith("Продолжаем здесь")
    assert "Когда" in answer
    assert (await town.lead("telegram", aliya.id)).id == before.id


async def test_from_telegram_to_whatsapp_by_the_words_prepared(town: Town) -> None:
    aliya = town.api.person("Алия")
    aliya.starts("olx")
    await town.tells(aliya, lambda: aliya.says("Не включается, залил водой"))
    await town.tells(aliya, lambda: aliya.says("давайте лучше в ватсап"))
    (url,) = [button["url"] for row in aliya.last.markup["inline_keyboard"] for button in row]
    number = town.waha.me["id"].partition("@")[0]
    assert url.startswith(f"https://wa.me/{number}?text=")
    words = unquote(url.partition("text=")[2])
    phone = town.waha.person("Алия", "77771234567")
    answer = await town.tells(phone, lambda: phone.says(words))
    assert answer.startswith("Продолжаем здесь")
    assert "1. Сегодня" in answer
    one = await town.lead("whatsapp", phone.chat)
    assert one.id == (await town.lead("telegram", aliya.id)).id
    assert (one.source, one.channel) == ("olx", "whatsapp")


async def test_a_wish_beside_an_answer_loses_neither(town: Town) -> None:
    aliya = town.api.person("Алия")
    aliya.starts()
    await town.tells(aliya, lambda: aliya.says("Не включается, залил водой"))
    answer = await town.tells(aliya, lambda: aliya.says("завтра, а можно в вотсапе?"))
    said = [message.text for message in aliya.heard[-2:]]
    assert any("продолжим там" in text for text in said), said
    assert "10–15" in answer
    assert "timeline" in (await town.lead("telegram", aliya.id)).facts


async def test_from_the_page_to_telegram_by_the_link_at_its_end(town: Town) -> None:
    visitor = await town.visitor("instagram")
    for text in ("Не включается, залил водой", "завтра", "да, подходит", "Алия, 8 777 123 45 67"):
        await visitor.says(text)
    assert visitor.heard[-1].startswith("Чтобы ответ нашёл вас")
    (link,) = [link for link in visitor.links if "t.me" in link]
    aliya = town.api.person("Алия")
    answer = await town.tells(aliya, lambda: aliya.starts(link.partition("start=")[2]))
    assert answer.startswith("Продолжаем здесь")
    one = await town.lead("telegram", aliya.id)
    assert (one.id, one.channel, one.source) == ((await town.lead("web", visitor.id)).id, "telegram", "instagram")
    assert await town.leads() == [(one.id, "qualified")]
