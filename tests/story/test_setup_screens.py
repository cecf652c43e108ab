"""Every screen of the set-up and the settings, in three languages, on a phone; and what people do to a form."""

from __future__ import annotations

import asyncio
import html
import re
import textwrap
from collections.abc import Callable

import pytest

from channels.contract import Kind, Outbound
from tests.story.conftest import World

OWNER = "42"
WIDTH, LINES, ROWS, LABEL = 32, 12, 8, 24
NAMES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}


@pytest.fixture
async def fresh(world_of: Callable[..., World]) -> World:
    world = world_of(admins=(int(OWNER),), reps={"language": "ru"})
    await world.start()
    return world


def shown(world: World) -> list[Outbound]:
    return world.telegram.to(OWNER)


def lines_of(message: Outbound) -> list[str]:
    """The lines of a screen as a narrow phone wraps them."""
    text = html.unescape(re.sub(r"</?[a-z]+>", "", message.text))
    return [part for line in text.split("\n") for part in textwrap.wrap(line, WIDTH) or [""]]


async def press_token(world: World, beginning: str) -> None:
    """Press the newest button whose token begins so."""
    for message in reversed(shown(world)):
        for button in (button for row in message.buttons for button in row):
            if button.token.startswith(beginning):
                number = message.edits or str(world.telegram.sent.index(message) + 1)
                what = {"token": button.token, "callback": f"cb{len(world.telegram.sent)}", "message_id": number}
                await world.says("", OWNER, kind=Kind.PRESSED, **what)
                return
    raise AssertionError(f"no button {beginning}")


STEPS = (
    ("~setup_set:language.w.{language}", ""),
    ("", "Мастерская по ремонту и обслуживанию «Технодом»"),
    ("~setup_set:trade.w.own", ""),
    ("", "1. Какой зал? малый / средний / большой\nЧто празднуете?\nСколько гостей?\nКогда праздник?"),
    ("~setup_set:own.w.fewer", ""),
    ("~setup_set:own.w.enough", ""),
    ("", "Атлантида"),
    ("~setup_set:zone.w.Asia/Almaty", ""),
    ("~setup_set:spoken.w.en", ""),
    ("~setup_set:spoken.w.ok", ""),
    ("", "Банкетный зал, от 8 до 12 тысяч за гостя"),
    ("~setup_set:look.w.ok", ""),
    ("~setup_set:reps.w.alone", ""),
    ("~whatsapp:w", ""),
    ("~waha_on:", ""),
    ("", "где это"),
    ("", "http://127.0.0.1:9"),
    ("~waha_hook:here", ""),
    ("", "ключ"),
    ("~setup:channels", ""),
    ("~channel_mail:w", ""),
    ("~mail_on:w", ""),
    ("", "магазин"),
    ("", "tech-dom-almaty@yandex.kz"),
    ("~mail_on:w", ""),
    ("", "shop@tech-dom-almaty.example"),
    ("~mail_hosts:", ""),
    ("", "один"),
    ("", "127.0.0.1:9 127.0.0.1:9"),
    ("", "пароль-канарейка"),
    ("~setup:channels", ""),
    ("~channel_site:w", ""),
    ("~setup:channels", ""),
    ("~setup_set:channels.w.ok", ""),
    ("~setup_set:quiet.w.22-8", ""),
    ("~setup_done:", ""),
    ("~settings:", ""),
    ("~settings_ask:minutes", ""),
    ("", "5 15"),
    ("~settings_ask:hours", ""),
    ("~settings_usual:hours", ""),
    ("~settings_ask:pipeline", ""),
    ("", "замер, договор, оплата"),
    ("~settings_well:", ""),
    ("~setup:trade.s", ""),
    ("~setup_set:trade.s.laptop_repair", ""),
    ("~setup:reps.s", ""),
    ("~settings:", ""),
    ("", "/channels"),
    ("", "/parked"),
)


@pytest.mark.parametrize("language", NAMES)
async def test_every_screen_fits_a_phone(fresh: World, language: str) -> None:
    await fresh.says("", OWNER, kind=Kind.STARTED)
    for token, text in STEPS:
        before = len(shown(fresh))
        if token:
            await press_token(fresh, token.format(language=language))
        else:
            await fresh.says(text, OWNER)
        assert len(shown(fresh)) > before, (token, text)
    for message in shown(fresh):
        assert len(lines_of(message)) <= LINES, message.text
        assert len(message.buttons) <= ROWS, message.text
        for button in (button for row in message.buttons for button in row):
            assert len(button.label) <= LABEL, button.label
            assert len(button.token.encode()) <= 64, button.token
    texts = [message.text for message in shown(fresh)]
    areas = r"\b(setup|settings|whatsapp|parked|channels|connect|email)\.[a-z]"
    assert not [text for text in texts if re.search(areas, text)]


async def test_what_is_typed_cannot_break_a_screen_or_the_script(fresh: World) -> None:
    await fresh.says("", OWNER, kind=Kind.STARTED)
    await press_token(fresh, "~setup_set:language.w.ru")
    await fresh.says("x" * 61, OWNER)
    assert "Слишком длинно" in shown(fresh)[-1].text
    await fresh.says("<b>{name}</b> & 'Ко': \"!\"", OWNER)
    await press_token(fresh, "~setup_set:trade.w.own")
    await fresh.says("???", OWNER)
    assert "Не вижу вопроса" in shown(fresh)[-1].text
    await fresh.says("Цвет {какой}? <i>белый / {чёрный} / - / # красный: да", OWNER)
    assert "&lt;i&gt;белый" in shown(fresh)[-1].text
    await fresh.says("\n".join(f"Вопрос {number}?" for number in range(20)), OWNER)
    assert "не больше 12" in shown(fresh)[-1].text
    await press_token(fresh, "~setup_set:own.w.enough")
    await fresh.says("Алматы", OWNER)
    await press_token(fresh, "~setup_set:spoken.w.ok")
    await fresh.says("цена {price}: 5000 тг", OWNER)
    assert "Вот как начнётся" in shown(fresh)[-1].text
    await press_token(fresh, "~setup_set:look.w.ok")
    (answer,) = await fresh.says("Сколько стоит?", who="501")
    assert "Что вам нужно?" in answer.text
    assert "5 000" in answer.text.replace("\u00a0", " ")
    assert "{" not in answer.text
    (answer,) = await fresh.says("Покраска забора", who="501")
    assert "Цвет какой?" in answer.text
    assert [button.label for row in answer.buttons for button in row][-1] == "# красный: да"


async def test_the_set_up_is_left_and_gone_on_with_and_gone_back_in(fresh: World) -> None:
    await fresh.says("", OWNER, kind=Kind.STARTED)
    await press_token(fresh, "~setup_set:language.w.ru")
    await fresh.says("Технодом", OWNER)
    await fresh.says("/today", OWNER)
    await fresh.says("", OWNER, kind=Kind.STARTED)
    assert "Чем вы занимаетесь" in shown(fresh)[-1].text
    await press_token(fresh, "~setup:business")
    assert "Сейчас: Технодом" in shown(fresh)[-1].text
    await fresh.says("Техномир", OWNER)
    await press_token(fresh, "~setup_set:trade.w.services")
    await fresh.stop()
    await fresh.start()
    await asyncio.sleep(0.2)
    await fresh.says("/start", OWNER)
    assert "В каком вы городе" in shown(fresh)[-1].text
    await fresh.says("Тараз", OWNER)
    await press_token(fresh, "~setup_set:spoken.w.ok")
    await press_token(fresh, "~setup_skip:offer")
    assert "Техномир" in shown(fresh)[-1].text


@pytest.mark.parametrize(
    "token",
    [
        "setup:nothing",
        "setup:own.s.x",
        "setup_set:trade.w.../../etc",
        "setup_set:trade.x.services",
        "setup_set:city.w.Алматы",
        "setup_set:quiet.w.99-1",
        "setup_set:zone.s.Mars/Olympus",
        "setup_set:spoken.w.ok.ok",
        "setup_skip:business",
        "settings_ask:token",
        "settings_usual:set_up",
        "group_take:-1001",
        "group_found:x",
        "group_leave:",
    ],
)
async def test_made_up_buttons_change_nothing(fresh: World, token: str) -> None:
    await fresh.says("", OWNER, kind=Kind.STARTED)
    before = {row.name: row.value for row in await fresh.rows("settings") if row.name != "set_up"}
    await fresh.telegram.hear(fresh.telegram.inbound(OWNER, kind=Kind.PRESSED, token=f"~{token}", callback="c"))
    await fresh.settled()
    assert {row.name: row.value for row in await fresh.rows("settings") if row.name != "set_up"} == before
    assert [row for row in await fresh.rows("inbox") if row.error] == []


async def test_the_set_up_can_wait(fresh: World) -> None:
    await fresh.says("", OWNER, kind=Kind.STARTED)
    await press_token(fresh, "~setup_later:")
    assert "/settings" in shown(fresh)[-1].text
    await fresh.says("/start", OWNER)
    assert "Шаг" not in shown(fresh)[-1].text
    await fresh.says("настройка", OWNER)
    assert "Шаг 1 из 10" in shown(fresh)[-1].text


async def test_a_seller_sets_nothing_up(fresh: World) -> None:
    for text in ("/setup", "/settings", "/whatsapp"):
        (answer, *_) = await fresh.says(text, who="77")
        assert "Шаг" not in answer.text
        assert "TALAP" not in answer.text
    assert [row for row in await fresh.rows("settings") if row.set_by == "77"] == []
