"""The owner's chat: lists, search, the day, the pause of the whole bot, forgetting; and who may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.admin.menu import PARTS
from tests.story.conftest import World
from tests.story.test_handoff import qualify

OWNER = "42"


@pytest.fixture
async def shop(world_of: Callable[..., World]) -> World:
    world = world_of(admins=(int(OWNER),))
    await world.start()
    return world


async def last(world: World, text: str) -> str:
    await world.says(text, who=OWNER)
    return world.telegram.to(OWNER)[-1].text


async def test_the_owner_finds_leads_and_opens_one(shop: World) -> None:
    await qualify(shop)
    await shop.says("Здравствуйте", who="502")
    assert "Лиды" in await last(shop, "/leads")
    labels = [button.label for row in shop.telegram.to(OWNER)[-1].buttons for button in row]
    assert any("Алия" in label for label in labels)
    assert "«алия»" in await last(shop, "/leads алия")
    assert "Нашёл" in await last(shop, "/leads 123 45 67")
    assert "Никого" in await last(shop, "/leads 999 00 11")
    await shop.says("/leads", who=OWNER)
    await shop.presses(next(label for label in labels if "Алия" in label), who=OWNER)
    card = shop.telegram.to(OWNER)[-1]
    assert "+7 777 123 45 67" in card.text
    assert card.edits
    await shop.presses("💬 Разговор", who=OWNER)
    assert "завтра экзамен" in shop.telegram.to(OWNER)[-1].text


async def test_plain_words_work_as_commands(shop: World) -> None:
    assert "Сегодня" in await last(shop, "сегодня")
    assert "Лиды" in await last(shop, "Заявки") or "пусто" in shop.telegram.to(OWNER)[-1].text


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("сколько сегодня заявок?", "Сегодня"),
        ("покажи отчёт за неделю", "За какое время"),
        ("как пригласить менеджера", "Ваша команда"),
        ("бүгін кім күтіп тұр", "Сегодня"),
        ("show me the report please", "За какое время"),
    ],
)
async def test_a_few_words_open_the_page_they_speak_of(shop: World, words: str, page: str) -> None:
    assert page in await last(shop, words)


async def test_nothing_is_done_on_a_guess(shop: World) -> None:
    assert "Не понял" in await last(shop, "поставь на паузу до завтра")
    assert "Не понял" in await last(shop, "надо бы кого-то забыть или стереть")
    assert await shop.says("Здравствуйте", who="502") != []


async def test_help_fits_a_phone_and_shows_every_command_by_kinds(shop: World) -> None:
    seen = await last(shop, "/help")
    assert len(seen.splitlines()) <= 12
    kinds = [button.label for row in shop.telegram.to(OWNER)[-1].buttons for button in row if button.label != "🌐"]
    for kind in kinds:
        await shop.presses(kind, who=OWNER)
        page = shop.telegram.to(OWNER)[-1]
        assert page.edits
        assert len(page.text.splitlines()) <= 12
        seen += page.text
    for part in PARTS:
        for command in part.commands:
            assert (f"/{command.name} —" in seen) is (command.shown and command.name != "help")


async def test_a_paused_bot_hears_and_keeps_silent_and_answers_afterwards(shop: World) -> None:
    assert "молчит" in await last(shop, "/pause")
    assert await shop.says("Здравствуйте", who="502") == []
    assert await shop.says("Сколько стоит ремонт?", who="502") == []
    assert "снова отвечает" in await last(shop, "/resume")
    assert await shop.says("Не включается", who="502") != []


async def test_forgetting_asks_first_and_leaves_nothing(shop: World) -> None:
    await qualify(shop)
    number = str((await shop.lead()).id)
    assert "насовсем" in await last(shop, f"/forget {number}")
    await shop.presses("🧹 Да, стереть", who=OWNER)
    assert "Стёр" in shop.telegram.to(OWNER)[-1].text
    assert "Такого лида нет" in await last(shop, f"/lead {number}")
    assert [row for row in await shop.rows("messages") if "экзамен" in row.text] == []


async def test_a_lead_who_types_commands_is_a_lead(shop: World) -> None:
    answers = await shop.says("/leads", who="666")
    assert "Лиды" not in "".join(message.text for message in answers)
    await shop.says("/pause", who="666")
    assert await shop.says("Здравствуйте", who="667") != []


async def test_the_same_act_delivered_twice_is_done_once(shop: World) -> None:
    act = shop.telegram.inbound(OWNER, text="/today")
    await shop.telegram.hear(act, act)
    await shop.telegram.hear(act)
    await shop.settled()
    assert len([message for message in shop.telegram.to(OWNER) if "Сегодня" in message.text]) == 1


async def test_two_leads_are_joined_by_hand_and_parted_again(shop: World) -> None:
    await qualify(shop)
    await shop.says("Здравствуйте, это снова Алия с другого телефона", who="502")
    one, other = (await shop.lead()).id, (await shop.lead("502")).id
    await shop.says(f"/joined {one}", who=OWNER)
    await shop.presses("🔗 Соединить с другим", who=OWNER)
    assert "один лид" in await last(shop, str(other))
    assert (await shop.lead("502")).id == one
    await shop.says(f"/joined {one}", who=OWNER)
    assert "соединил сотрудник" in shop.telegram.to(OWNER)[-1].text
    await shop.presses("✂️ Это разные люди", who=OWNER)
    assert (await shop.lead("502")).id == other
