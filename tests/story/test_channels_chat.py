"""What the owner sees of the channels: WhatsApp linked by a picture or a code, what is stuck, settings changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from channels.contract import Kind, Outbound, Refused
from fsm.storage import tables as t
from fsm.storage.schema import open_store
from tests.fakes.waha import HMAC_KEY, KEY, FakeWaha
from tests.story.conftest import World

OWNER = "42"


@pytest.fixture
async def waha() -> AsyncIterator[FakeWaha]:
    async with FakeWaha(retry_seconds=0.3) as server:
        yield server
        assert server.violations == []


@pytest.fixture
async def shop(world_of: Callable[..., World], waha: FakeWaha) -> World:
    return world_of(admins=(int(OWNER),), waha={"url": waha.url, "api_key": KEY, "hmac_key": HMAC_KEY})


@pytest.fixture
async def office(world_of: Callable[..., World]) -> World:
    world = world_of(admins=(int(OWNER),))
    await world.start()
    await world.says("/setup", who=OWNER)
    return world


async def until(world: World, holds: Callable[[list[Outbound]], Any], within: float = 15) -> Any:
    """Wait until what the owner was shown is as it should be."""
    async with asyncio.timeout(within):
        while not (found := holds(world.telegram.to(OWNER))):
            await asyncio.sleep(0.05)
    return found


def last_with(words: str) -> Callable[[list[Outbound]], Outbound | None]:
    return lambda shown: next((message for message in reversed(shown) if words in message.text), None)


def pictures(shown: list[Outbound]) -> list[Outbound]:
    return [message for message in shown if message.files]


async def test_the_qr_code_is_shown_renewed_and_taken_back_when_the_phone_is_linked(
    shop: World, waha: FakeWaha
) -> None:
    waha.session.exists = True
    waha.session.status = "SCAN_QR_CODE"
    await shop.start()
    await asyncio.sleep(0.5)
    await shop.says("/whatsapp", who=OWNER)
    (first,) = await until(shop, pictures)
    assert first.files[0].content
    assert "Связанные устройства" in first.text
    waha.qr_code = b"\x89PNG\r\n\x1a\nanother"
    await until(shop, lambda shown: len(pictures(shown)) == 2)
    waha.becomes("WORKING")
    await until(shop, last_with("WhatsApp подключён"))
    await until(shop, lambda shown: len([message for message in shown if message.deletes]) == 2)
    assert "WhatsApp работает" in (await last(shop, "/whatsapp")).text


async def last(world: World, text: str) -> Outbound:
    await world.says(text, who=OWNER)
    return world.telegram.to(OWNER)[-1]


async def test_a_code_to_type_is_given_by_number(shop: World, waha: FakeWaha) -> None:
    waha.session.status = "SCAN_QR_CODE"
    await shop.start()
    await shop.says("/whatsapp", who=OWNER)
    await until(shop, pictures)
    await shop.presses("🔢 Код вместо QR", who=OWNER)
    assert "Напишите номер" in shop.telegram.to(OWNER)[-1].text
    assert "не похоже" in (await last(shop, "12")).text
    await shop.says("8 701 234 56 78", who=OWNER)
    await until(shop, last_with("5678-ABCD"))
    assert waha.called("/api/{session}/auth/request-code")[0].body == {"phoneNumber": "77012345678"}
    waha.becomes("WORKING")
    await until(shop, last_with("WhatsApp подключён"))


async def test_codes_are_for_no_group(shop: World) -> None:
    await shop.start()
    reps = shop.settings.reps.chat
    said = shop.telegram.inbound(reps, text="/whatsapp", group=True, sender={"id": OWNER, "name": "Owner"})
    await shop.telegram.hear(said)
    await shop.settled()
    assert "только в личном чате" in shop.telegram.to(reps)[-1].text


async def test_a_server_that_is_away_is_told_in_plain_words(shop: World, waha: FakeWaha) -> None:
    await waha.stop()
    await shop.start()
    await asyncio.sleep(1)
    await shop.says("/whatsapp", who=OWNER)
    told = await until(shop, last_with("Не получается связаться с WAHA"))
    assert "🔄 Показать код" in [button.label for row in told.buttons for button in row]
    shown = (await last(shop, "/channels")).text
    assert "⚠️ WhatsApp" in shown
    assert "Не получается связаться" in shown


async def test_channels_tell_what_came_and_went_and_how_to_have_more(office: World) -> None:
    await office.says("Здравствуйте")
    shown = (await last(office, "/channels")).text
    assert "✅ Telegram: пришло 1, ушло 1" in shown
    assert "Не подключено: WhatsApp, e-mail" in shown
    await office.presses("чат на сайте", who=OWNER)
    assert "/widget.js" in office.telegram.to(OWNER)[-1].text
    await office.presses("WhatsApp", who=OWNER)
    assert "через WAHA" in office.telegram.to(OWNER)[-1].text
    assert "🔌 Подключить" in [button.label for row in office.telegram.to(OWNER)[-1].buttons for button in row]


async def test_what_is_stuck_is_shown_and_sent_again_or_given_up(office: World) -> None:
    assert "Ничего не зависло" in (await last(office, "/parked")).text
    for who in ("501", "502"):
        office.telegram.troubles.append(Refused("the text is <too> strange"))
        await office.says("Здравствуйте", who=who)
    assert "Требует внимания: 2" in (await last(office, "/parked")).text
    for action, notice in (("🔁 Ещё раз", "Отправляю ещё раз"), ("✖️ Убрать", "Хорошо, не отправляю")):
        label = next(b.label for row in office.telegram.to(OWNER)[-1].buttons for b in row if b.label.startswith("📭"))
        await office.presses(label, who=OWNER)
        assert "&lt;too&gt;" in office.telegram.to(OWNER)[-1].text
        await office.presses(action, who=OWNER)
        assert office.telegram.notices()[-1] == notice
    assert "Ничего не зависло" in office.telegram.to(OWNER)[-1].text
    assert len([who for who in ("501", "502") if office.telegram.to(who)]) == 1


async def test_a_lead_that_is_stuck_goes_to_a_rep(office: World) -> None:
    await office.says("Здравствуйте")
    await office.says("Не включается")
    office.telegram.troubles.append(Refused("strange"))
    await office.says("Завтра")
    await office.says("/parked", who=OWNER)
    label = next(b.label for row in office.telegram.to(OWNER)[-1].buttons for b in row if b.label.startswith("📭"))
    await office.presses(label, who=OWNER)
    await office.presses("🙋 Менеджеру", who=OWNER)
    assert "Не включается" in office.cards()[-1].text


@pytest.mark.parametrize("token", ["parked_one:l1", "parked_again:x", "parked_drop:i" + "9" * 30, "parked_give:e0"])
async def test_made_up_buttons_do_nothing(office: World, token: str) -> None:
    await office.telegram.hear(office.telegram.inbound(OWNER, kind=Kind.PRESSED, token=f"~{token}", callback="c"))
    await office.settled()
    assert office.telegram.notices()[-1] == "Уже решено"


async def test_settings_are_changed_one_by_one(office: World) -> None:
    await office.says("/settings", who=OWNER)
    await office.presses("⏱ Сроки", who=OWNER)
    assert "два числа" in (await last(office, "скоро")).text
    assert "взять за 7 мин, ответить за 20" in (await last(office, "7 20")).text
    await office.presses("🏁 Этапы сделки", who=OWNER)
    assert "🏁 замер → договор → оплата" in (await last(office, "замер, договор, оплата")).text
    await office.presses("🕘 Часы работы", who=OWNER)
    assert "🕘 пн-пт 9-18" in (await last(office, "пн-пт 9-18")).text
    await office.presses("📍 Город", who=OWNER)
    assert "📍 Киев" in (await last(office, "мы в Киеве")).text
    await office.presses("🌙 Тихие часы", who=OWNER)
    assert "21-9" in (await last(office, "никогда")).text
    assert "🌙 23-7" in (await last(office, "23:00 – 7:00")).text
    await office.presses("🗣 Языки", who=OWNER)
    await office.presses("✅ Қазақша", who=OWNER)
    await office.presses("Готово ›", who=OWNER)
    assert "🗣 Русский, English" in office.telegram.to(OWNER)[-1].text


async def test_a_new_trade_is_what_newcomers_are_asked_and_others_go_on(office: World) -> None:
    await office.says("Здравствуйте", who="501")
    await office.says("/settings", who=OWNER)
    await office.presses("🧩 Занятие", who=OWNER)
    await office.presses("🏠 Недвижимость", who=OWNER)
    (answer,) = await office.says("Здравствуйте", who="502")
    assert "Купить" in [button.label for row in answer.buttons for button in row]
    (answer,) = await office.says("Не включается, залил водой", who="501")
    assert "Когда" in answer.text
    await office.presses("💰 Цена", who=OWNER)
    await office.says("квартиры, 30-40 млн", who=OWNER)
    assert "30" in (await office.says("Сколько стоит?", who="503"))[0].text


async def test_the_example_leaves_no_trace(office: World) -> None:
    await office.says("/settings", who=OWNER)
    before = {name: len(await office.rows(name)) for name in ("leads", "handoffs", "messages", "identities")}
    await office.presses("▶️ Пример", who=OWNER)
    await until(office, last_with("Бот работает"), 40)
    cards = [message for message in office.cards() if "ПРИМЕР" in message.text]
    assert len(cards) == 1
    office.clock.skipped += timedelta(minutes=5)
    async with asyncio.timeout(15):
        while {name: len(await office.rows(name)) for name in before} != before:
            await asyncio.sleep(0.3)


async def halted(world: World, table: str, **values: object) -> None:
    """Something of the past that could not be handled, as a crash or a bug leaves it."""
    store = await open_store(world.settings.database_url)
    try:
        await store.write(lambda connection: connection.execute(t.metadata.tables[table].update().values(**values)))
    finally:
        await store.close()


async def test_words_that_could_not_be_handled_are_taken_up_again(office: World) -> None:
    await office.says("Здравствуйте")
    await office.says("Не включается, залил водой")
    now = office.clock.now()
    await halted(office, "inbox", error="KeyError: 'need'", handled_at=now)
    shown = await last(office, "/parked")
    assert "Требует внимания: " in shown.text
    labels = [button.label for row in shown.buttons for button in row]
    await office.presses(next(label for label in labels if label.startswith("📨") and "лид" in label), who=OWNER)
    card = office.telegram.to(OWNER)[-1].text
    assert "KeyError" in card
    assert "blockquote" in card
    await office.presses("🔁 Ещё раз", who=OWNER)
    assert office.telegram.notices()[-1] == "Пробую ещё раз"
    waiting = [row for row in await office.rows("inbox") if row.handled_at is None]
    assert waiting == []
    taken = [row for row in await office.rows("inbox") if row.lead_id and row.error is None]
    assert len(taken) == 1


async def test_work_that_was_given_up_is_done_when_asked_again(office: World) -> None:
    await office.says("/settings", who=OWNER)
    await office.presses("▶️ Пример", who=OWNER)
    await until(office, last_with("Бот работает"), 40)
    await halted(office, "effects", state="parked", error="the network was away")
    shown = await last(office, "/parked")
    label = next(button.label for row in shown.buttons for button in row if button.label.startswith("⚙️"))
    await office.presses(label, who=OWNER)
    assert "the network was away" in office.telegram.to(OWNER)[-1].text
    await office.presses("✖️ Убрать", who=OWNER)
    assert office.telegram.notices()[-1] == "Убрал"
    states = sorted(row.state for row in await office.rows("effects"))
    assert states.count("parked") == len(states) - 1
