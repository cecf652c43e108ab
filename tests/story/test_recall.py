"""What our people were shown, put right afterwards: cards of leads that became one, and people who are erased."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.erasers import ERASERS
from bot.people import People
from fsm.storage import erasure, files, people
from fsm.storage.schema import open_store
from tests.contract.stages import until
from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi_faults import bad_request
from tests.fakes.botapi_story import Person
from tests.fakes.waha import FakeWaha
from tests.fakes.waha_people import Person as OnWhatsApp
from tests.story.conftest import World
from tests.story.test_handoff import qualify
from tests.story.town import Town

OWNER = 42
TELLS = ("Не включается, залил водой", "Срочно, завтра экзамен", "Да, подходит", "Алия, 8 777 000 11 22")
ERASED = "🧹 Данные этого человека стёрты: он попросил об этом или вышел срок хранения."
CANARY = "канареечный пароль 904"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with (
        FakeBotApi() as api,
        FakeWaha("NOWEB") as waha,
        Town(tmp_path, api, waha, forum=True, admins=(42,)).running() as made,
    ):
        yield made
        assert api.violations == []
    assert not waha.violations


async def on_telegram(town: Town) -> Person:
    """Somebody whose card is in the group."""
    aliya = town.api.person("Алия")
    aliya.starts("olx")
    for text in TELLS:
        await town.tells(aliya, lambda: aliya.says(text))  # noqa: B023 - awaited within the loop
    return aliya


async def on_whatsapp(town: Town) -> OnWhatsApp:
    phone = town.waha.person("Алия", "77771234567")
    for text in ("Здравствуйте! Не включается ноутбук, залил водой", "завтра", "да, подходит", "Алия"):
        await town.tells(phone, lambda: phone.says(text))  # noqa: B023 - awaited within the loop
    return phone


async def test_the_card_of_a_joined_lead_says_where_it_goes_on_and_comes_back_when_they_are_parted(town: Town) -> None:
    await on_whatsapp(town)
    berik, dana = town.api.person("Берик"), town.api.person("Дана")
    berik.presses("Беру", place=town.reps)
    await town.settled()
    aliya = await on_telegram(town)
    first, second = sorted(town.reps.chat.topics)
    before = town.reps.in_topic(second)[0]
    old_title = town.reps.chat.topics[second]
    assert "🤝 Беру" in before.buttons

    await town.tells(aliya, lambda: aliya.shares_contact("+77771234567"))
    await until(lambda: second in town.reps.chat.closed_topics)
    card = town.reps.in_topic(second)[0]
    assert card.id == before.id
    assert card.buttons == []
    assert card.text.startswith("🔗 Это один человек с другим лидом (один подтверждённый номер)")
    assert town.reps.chat.topics[first].split(" · ")[1] in card.text
    assert "Берик" in card.text
    assert "Залит" not in card.text.partition("Работаем")[0]
    assert town.reps.chat.topics[second] == "🔗 Алия · в другой теме"
    assert first not in town.reps.chat.closed_topics
    link = f"https://t.me/c/{-town.reps.id - 1_000_000_000_000}/{first}"
    assert link in edits_of(town, card.id)

    # Whoever still writes in the old topic is heard: the words go to the one lead.
    town.reps.chat.closed_topics.discard(second)
    town.reps.writes(berik, "Алия, добрый день!", topic=second)
    await until(lambda: any("добрый день" in each.text for each in aliya.heard))

    one = await town.lead("telegram", aliya.id)
    ((merge_id, _, _, _),) = await town.look(lambda connection: people.joinings(connection, one.id))
    turns = town.turns()
    await town.change(lambda connection: People(turns).part(connection, merge_id, "Асель", town.now()))
    await until(lambda: town.reps.chat.topics[second] == old_title)
    card = town.reps.in_topic(second)[0]
    assert "🤝 Беру" in card.buttons
    assert "777 000 11 22" in card.text
    dana.presses("Беру", card, place=town.reps)
    await town.settled()
    assert "Дана" in town.reps.chat.topics[second]


async def test_a_rep_whose_lead_went_on_elsewhere_is_called(town: Town) -> None:
    """Two leads in two hands become one: the one whose card is void hears of it, the other goes on."""
    berik, dana = town.api.person("Берик"), town.api.person("Дана")
    await on_whatsapp(town)
    berik.presses("Беру", place=town.reps)
    await town.settled()
    aliya = await on_telegram(town)
    first, second = sorted(town.reps.chat.topics)
    dana.presses("Беру", town.reps.in_topic(second)[0], place=town.reps)
    await town.settled()
    await town.tells(aliya, lambda: aliya.shares_contact("+77771234567"))
    await until(lambda: town.reps.chat.closed_topics)
    (closed,) = town.reps.chat.closed_topics
    loser = {first: "Берик", second: "Дана"}[closed]
    await until(lambda: any("в другой карточке" in each.text for each in town.reps.in_topic(closed)))
    call = next(each for each in town.reps.in_topic(closed) if "в другой карточке" in each.text)
    assert call.text.startswith(f"🔗 {loser}, ")
    assert "tg://user?id=" in str(call.raw)


def edits_of(town: Town, message_id: int) -> str:
    """The newest change of a message as the bot asked for it, with its links."""
    changes = [call.params for call in town.api.calls if call.method == "editMessageText"]
    return next(str(each["text"]) for each in reversed(changes) if each["message_id"] == message_id)


async def forgotten(town: Town, aliya: Person) -> None:
    lead = await town.lead("telegram", aliya.id)
    await town.change(lambda connection: erasure.forget(connection, lead.id, town.now(), ERASERS))
    await until(lambda: bool(town.reps.chat.closed_topics), 15)


async def a_day_with_a_secret(town: Town) -> Person:
    aliya, berik = await on_telegram(town), town.api.person("Берик")
    (topic,) = town.reps.chat.topics
    berik.presses("Беру", place=town.reps)
    await town.settled()
    town.reps.writes(berik, f"Алия, ваш {CANARY}?", topic=topic)
    await until(lambda: any(CANARY in each.text for each in aliya.heard))
    await town.tells(aliya, lambda: aliya.says(f"да, {CANARY}"))
    aliya.sends_photo(f"фото: {CANARY}")
    await until(lambda: any(each.file for each in town.reps.in_topic(topic)))
    await town.settled()
    return aliya


async def test_nothing_personal_stays_in_the_group_where_the_bot_may_delete(town: Town) -> None:
    aliya = await a_day_with_a_secret(town)
    (topic,) = town.reps.chat.topics
    await forgotten(town, aliya)
    left = town.reps.in_topic(topic)
    assert [each.text for each in left] == [ERASED]
    town.reps.writes(town.api.person("Дана"), "Алия, здравствуйте", reply_to=left[0])
    await town.reps.sees("Писать некому")
    assert left[0].buttons == []
    assert town.reps.chat.topics[topic] == "🧹 Данные стёрты"


async def test_what_may_not_be_deleted_any_more_is_emptied(town: Town) -> None:
    """After 48 hours Telegram deletes nothing for a bot without the right to; its own words it may always change."""
    aliya = await a_day_with_a_secret(town)
    (topic,) = town.reps.chat.topics
    town.api.faults.add("deleteMessage", bad_request("message can't be deleted for everyone"), times=99)
    await forgotten(town, aliya)
    left = town.reps.in_topic(topic)
    assert len(left) > 2
    assert {each.text for each in left} == {ERASED}
    assert not [each for each in left if each.buttons]


async def test_not_a_byte_is_left_in_the_database_or_its_log(town: Town) -> None:
    """Words, cards, what was shown to reps and the owner: moments later nothing of it is in the file or its log."""
    owner = Person.introduced(town.api, 42, "Владелец", "ru", "", started=True)
    await town.tells(owner, owner.starts)
    aliya = await a_day_with_a_secret(town)
    lead = await town.lead("telegram", aliya.id)
    await town.tells(owner, lambda: owner.says(f"/lead {lead.id}"))
    assert any("777 000 11 22" in each.text for each in owner.heard)
    secrets = [CANARY, "777 000 11 22", "+77770001122", "экзамен", str(aliya.id)]

    def hits() -> dict[str, list[str]]:
        return {
            file.name: [each for each in secrets if each.encode() in file.read_bytes()]
            for file in town.settings.home.rglob("talap.db*")
            if file.is_file()
        }

    assert any(hits().values())
    await town.tells(owner, lambda: owner.says(f"/forget {lead.id}"))
    await town.tells(owner, lambda: owner.presses("🧹 Да, стереть"))
    await until(lambda: bool(town.reps.chat.closed_topics), 15)
    for _ in range(200):
        if not any(hits().values()):
            break
        await asyncio.sleep(0.1)
    assert {name: found for name, found in hits().items() if found} == {}


async def test_at_night_old_leads_go_with_their_cards_contacts_and_papers(world_of: Callable[..., World]) -> None:
    """Tables made for our people may name whoever was erased: all that are older than an hour go with them."""
    world = world_of(admins=(OWNER,))
    await world.start()
    await world.says("/start", who=str(OWNER))
    await qualify(world)
    await world.says("/care", who=str(OWNER))
    await world.presses("3 мес.", who=str(OWNER))
    await world.presses("🧹 Да, стирать", who=str(OWNER))
    await world.stop()
    world.clock.skipped += timedelta(days=120)
    await keeps_papers(world, timedelta(days=1), timedelta(days=31), timedelta(days=100))
    await world.start()
    for _ in range(400):
        if world.card_now().text == ERASED and not await world.rows("files"):
            break
        await asyncio.sleep(0.05)
    assert (world.card_now().text, world.card_now().buttons) == (ERASED, ())
    assert await world.rows("files") == []


async def test_at_night_papers_of_a_month_ago_go_and_fresh_ones_stay(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(OWNER,))
    await world.start()
    async with asyncio.timeout(20):
        while not any(row.name == "care_night" for row in await world.rows("periods")):
            await asyncio.sleep(0.05)
    await world.stop()
    world.clock.skipped += timedelta(days=5)
    await keeps_papers(world, timedelta(days=29), timedelta(days=31), timedelta(days=100))
    await world.start()
    for _ in range(400):
        if any(row.kind == "care_night" and row.state == "done" for row in await world.rows("effects")):
            break
        await asyncio.sleep(0.05)
    kept = [world.clock.now() - row.created_at < timedelta(days=30) for row in await world.rows("files")]
    assert kept == [True]


async def keeps_papers(world: World, *ages: timedelta) -> None:
    """Tables made for our people so long ago."""
    store = await open_store(world.settings.database_url)
    try:
        for number, age in enumerate(ages):
            name = f"own:{age.days}"
            file = files.File(
                id=age.days * 10 + number, workspace_id=1, lead_id=None, channel="", file_id=name, kind="document"
            )
            at = world.clock.now() - age
            await store.write(lambda connection: files.expect(connection, file, at))  # noqa: B023 - awaited here
            await store.write(lambda connection: files.fill(connection, file, b"a table"))  # noqa: B023 - awaited here
    finally:
        await store.close()
