"""An owner with a phone connects the shop's mailbox and WhatsApp in the chat, and customers there are answered."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from channels.contract import Kind, Sender
from fsm.storage.schema import open_store
from handoff import house
from tests.contract.stages import until
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.botapi_story import Person
from tests.fakes.mail_imap import PASSWORD, USER, Dovecot
from tests.fakes.mail_person import Correspondent
from tests.fakes.mail_smtp import FakeSmtp
from tests.fakes.waha import KEY, FakeWaha
from tests.story.conftest import REPS, World
from tests.story.program import Program, free_port

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WRONG = "kanareika-wrong-5e21"


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server
        assert server.violations == []


def given(api: FakeBotApi, owner: Person, **more: str) -> dict[str, str]:
    return {
        "TALAP_TELEGRAM__TOKEN": TOKEN,
        "TALAP_TELEGRAM__API_BASE": api.url,
        "TALAP_ADMINS": str(owner.id),
        "TALAP_SCRIPT": "laptop_repair",
        "TALAP_BURST_SECONDS": "0",
        "TALAP_WEB__PORT": str(free_port()),
        "TALAP_LOG_LEVEL": "DEBUG",
    } | more


async def secret(owner: Person, text: str) -> None:
    """Write something secret, and see it go out of the chat."""
    owner.says(text)
    wanted = owner.chat.last_id

    async def gone() -> None:
        while wanted not in owner.chat.removed:
            await owner.api.chats.change(10)

    await asyncio.wait_for(gone(), 10)


async def asked_for_password(owner: Person, imap: Dovecot, smtp: FakeSmtp) -> None:
    """From /channels to the question about the password, with servers nobody could guess."""
    owner.says("/channels")
    await owner.sees("Не подключено")
    owner.presses("e-mail")
    await owner.sees("Почта не подключена")
    owner.presses("Подключить")
    await owner.sees("Какой у магазина адрес")
    owner.says("мой адрес")
    await owner.sees("не похоже на адрес")
    owner.says(USER)
    assert "imap.example.kz, smtp.example.kz" in (await owner.sees("Пришлите пароль")).text
    owner.presses("Другие серверы")
    await owner.sees("Напишите два сервера")
    owner.says(f"127.0.0.1:{imap.port} 127.0.0.1:{smtp.port}")
    await owner.sees("Пришлите пароль")


def stored(home: Path, wanted: str) -> set[str]:
    """The tables in which a text stands, and among the settings the names of the rows."""
    with closing(sqlite3.connect(home / "talap.db")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        query = 'SELECT * FROM "{}"'
        held = {name for name in names if wanted in repr(database.execute(query.format(name)).fetchall())}
        if "settings" in held:
            rows = database.execute("SELECT name, value FROM settings").fetchall()
            held = held - {"settings"} | {f"settings {name}" for name, value in rows if wanted in value}
    return held


async def takes_up(program: Program, network: str, *, there: bool = True) -> None:
    """Wait until the running engine has a network, or has it no more."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if (network in (await program.health()).parts) is there:
                return
        except OSError:  # between two engines nobody listens
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.1)
    raise AssertionError(f"{network} was not taken up")


async def test_from_nothing_to_an_answered_mail_by_chat_only(api: FakeBotApi, tmp_path: Path) -> None:
    owner = api.person("Данияр", language="ru")
    async with (
        Dovecot() as imap,
        FakeSmtp() as smtp,
        Program(tmp_path, **given(api, owner)) as program,
    ):
        await asked_for_password(owner, imap, smtp)
        await secret(owner, WRONG)
        told = (await owner.sees("Не получилось", 30)).text
        assert "не принимает пароль" in told
        assert stored(tmp_path, WRONG) == set()
        owner.presses("Попробовать ещё раз")
        await owner.sees("Пришлите пароль")
        await secret(owner, PASSWORD)
        await owner.sees("Почта работает", 30)
        other = api.person("Болат", language="ru")
        for text in ("Сколько стоит ремонт?", "Не включается, залил водой", "Срочно, завтра экзамен"):
            other.says(text)
            await other.hears(30)
        await takes_up(program, "email")
        assert len(other.heard) == len({shown.text for shown in other.heard}) == 3
        lead = Correspondent(("aliya@example.com", "Aliya"), imap, smtp, datetime.now(UTC), "Ремонт ноутбука")
        lead.says("Здравствуйте! Сколько стоит ремонт?")
        await until(lambda: len(lead.sees) == 1, 30)
        owner.says("/channels")
        assert "Не подключено: WhatsApp" in (await owner.sees("Не подключено")).text
        assert stored(tmp_path, PASSWORD) == {"settings connected.email"}
        await program.kill()
        await program.start()
        lead.says("Не включается, залил водой")
        await until(lambda: len(lead.sees) == 2, 30)
        owner.presses("e-mail")
        await owner.sees("Почта подключена")
        owner.presses("Отключить")
        await owner.sees("Отключить почту")
        owner.presses("Отключить")
        await owner.sees("пароль забыт")
        await takes_up(program, "email", there=False)
        assert stored(tmp_path, PASSWORD) == set()
        lead.says("2")
        await api.quiet(1)
        assert len(lead.sees) == 2
        assert await program.stop() == 0
        assert not any("сломался" in shown.text or "перезапус" in shown.text for shown in owner.heard)
        assert PASSWORD not in program.output
        assert WRONG not in program.output
        assert "engine.takes_up_connections" in program.output


async def test_what_the_settings_file_says_goes_before_the_chat(api: FakeBotApi, tmp_path: Path) -> None:
    owner = api.person("Данияр", language="ru")
    async with Dovecot() as imap, FakeSmtp() as smtp:
        more = {
            "TALAP_EMAIL__IMAP_HOST": "127.0.0.1",
            "TALAP_EMAIL__IMAP_PORT": str(imap.port),
            "TALAP_EMAIL__SMTP_HOST": "127.0.0.1",
            "TALAP_EMAIL__SMTP_PORT": str(smtp.port),
            "TALAP_EMAIL__ADDRESS": USER,
            "TALAP_EMAIL__PASSWORD": PASSWORD,
        }
        async with Program(tmp_path, **given(api, owner, **more)) as program:
            owner.says("/channels")
            await owner.sees("Каналы")
            owner.presses("e-mail")
            shown = await owner.sees(".env")
            assert not {"🔌 Подключить", "✏️ Изменить", "Отключить"} & set(shown.buttons)
            assert await program.stop() == 0


async def test_all_processes_on_one_database_take_it_up(
    api: FakeBotApi, tmp_path: Path, new_postgres: Callable[[], str]
) -> None:
    owner, url = api.person("Данияр", language="ru"), new_postgres()
    shared = given(api, owner, TALAP_DATABASE=url)
    second = shared | {"TALAP_WEB__PORT": str(free_port()), "TALAP_ROLE": "worker"}
    async with (
        Dovecot() as imap,
        FakeSmtp() as smtp,
        Program(tmp_path / "web", **(shared | {"TALAP_ROLE": "web"})) as web,
        Program(tmp_path / "worker", **second) as worker,
    ):
        await asked_for_password(owner, imap, smtp)
        await secret(owner, PASSWORD)
        await owner.sees("Почта работает", 30)
        await takes_up(web, "email")
        await takes_up(worker, "email")
        lead = Correspondent(("aliya@example.com", "Aliya"), imap, smtp, datetime.now(UTC), "Ремонт ноутбука")
        lead.says("Здравствуйте! Сколько стоит ремонт?")
        await until(lambda: len(lead.sees) == 1, 30)
        assert await worker.stop() == 0
        assert await web.stop() == 0
        assert not any("сломался" in shown.text for shown in owner.heard)
        assert PASSWORD not in web.output + worker.output


async def test_the_set_up_leads_there_and_back_and_a_group_sees_none_of_it(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(42,))
    await world.start()
    await world.says("", "42", kind=Kind.STARTED)
    async with Dovecot() as imap, FakeSmtp() as smtp:
        store = await open_store(world.settings.database_url)
        await store.write(lambda connection: house.put(connection, 1, "set_up", "channels", by="42", at=AT))
        await store.close()
        await world.says("/setup", "42")
        press = world.telegram.inbound(REPS, kind=Kind.PRESSED, token="~channel_mail:s", callback="g", group=True)
        before = len(world.telegram.to(REPS))
        await world.telegram.hear(msgspec.structs.replace(press, sender=Sender(id="42", name="Owner")))
        await world.settled()
        (told,) = world.telegram.to(REPS)[before:]
        assert "в личном чате" in told.text
        for label in ("▫️ e-mail", "🔌 Подключить"):
            await world.presses(label, "42")
        await world.says(USER, "42")
        await world.presses("Другие серверы", "42")
        await world.says(f"127.0.0.1:{imap.port} 127.0.0.1:{smtp.port}", "42")
        await world.says(PASSWORD, "42")
        await until(lambda: any("Почта работает" in each.text for each in world.telegram.to("42")), 20)
        await asyncio.sleep(3)
        await world.presses("‹ Назад", "42")
        assert "✅ e-mail" in [button.label for row in world.telegram.to("42")[-1].buttons for button in row]


def asks_again(owner: Person, words: str) -> Callable[[], bool]:
    """Whether what /whatsapp shows has these words by now; asked anew every second."""
    asked = [time.monotonic() - 1, len(owner.heard)]

    def seen() -> bool:
        if time.monotonic() - asked[0] >= 1:
            asked[0] = time.monotonic()
            owner.says("/whatsapp")
        return any(words in shown.text for shown in owner.heard[int(asked[1]) :])

    return seen


async def test_the_owner_lets_whatsapp_write_first_and_takes_it_back(api: FakeBotApi, tmp_path: Path) -> None:
    """The switch tells its danger, is taken up also over a file's settings, and goes off again."""
    owner = api.person("Данияр", language="ru")
    async with FakeWaha(retry_seconds=0.3) as waha:
        own = {"TALAP_WAHA__URL": waha.url, "TALAP_WAHA__API_KEY": KEY, "TALAP_WAHA__HMAC_KEY": "k" * 32}
        async with Program(tmp_path, **given(api, owner), **own) as program:
            owner.says("/whatsapp")
            assert "Первым бот не пишет" in (await owner.sees("WhatsApp работает")).text
            owner.presses("Писать первым: нет")
            assert "заблокировать номер" in (await owner.sees("Писать первым в WhatsApp")).text
            owner.presses("Включить")
            await owner.sees("Боту можно писать первым")
            await until(asks_again(owner, "Первых сообщений за сутки"), 20)
            owner.presses("Писать первым: да")
            await owner.sees("Боту можно писать первым")
            owner.presses("Выключить")
            await until(asks_again(owner, "Первым бот не пишет"), 20)
            assert await program.stop() == 0
    assert not waha.violations


async def test_whatsapp_by_chat_only(api: FakeBotApi, tmp_path: Path) -> None:
    owner = api.person("Данияр", language="ru")
    async with FakeWaha(retry_seconds=0.3) as waha:
        waha.session.exists = True
        waha.session.status = "SCAN_QR_CODE"
        settings = given(api, owner)
        async with Program(tmp_path, **settings) as program:
            owner.says("/whatsapp")
            await owner.sees("через WAHA")
            owner.presses("Подключить")
            await owner.sees("По какому адресу")
            owner.says("это где")
            await owner.sees("не похоже на адрес")
            owner.says(waha.url)
            await owner.sees("Где стоит WAHA")
            owner.presses("Здесь, без Docker")
            await owner.sees("Пришлите ключ")
            await secret(owner, WRONG)
            assert "не принимает этот ключ" in (await owner.sees("Не получилось", 30)).text
            assert stored(tmp_path, WRONG) == set()
            owner.presses("Попробовать ещё раз")
            await owner.sees("Пришлите ключ")
            await secret(owner, KEY)
            await owner.sees("WAHA отвечает", 30)
            await owner.sees("Связанные устройства", 30)
            assert any(shown.file is not None for shown in owner.heard)
            await takes_up(program, "whatsapp")
            waha.becomes("WORKING")
            await owner.sees("WhatsApp подключён", 30)
            lead = waha.person("Алия")
            lead.says("Сколько стоит ремонт?")
            await until(lambda: len(lead.heard) == 1, 30)
            assert stored(tmp_path, KEY) == {"settings connected.whatsapp"}
            owner.says("/whatsapp")
            await owner.sees("WhatsApp работает")
            owner.presses("Отключить")
            await owner.sees("Отключить WhatsApp")
            owner.presses("Отключить")
            await owner.sees("ключ забыт")
            await takes_up(program, "whatsapp", there=False)
            assert stored(tmp_path, KEY) == set()
            assert await program.stop() == 0
            assert KEY not in program.output
            assert WRONG not in program.output
    assert not waha.violations


async def test_a_password_that_is_good_no_more_is_put_right_in_the_chat(api: FakeBotApi, tmp_path: Path) -> None:
    """The bot starts all the same, says what is wrong, and "Change" mends it."""
    owner = api.person("Данияр", language="ru")
    async with Dovecot() as imap, FakeSmtp() as smtp:
        program = Program(tmp_path, **given(api, owner))
        async with program:
            await asked_for_password(owner, imap, smtp)
            await secret(owner, PASSWORD)
            await owner.sees("Почта работает", 30)
            await takes_up(program, "email")
            assert await program.stop() == 0
            with closing(sqlite3.connect(tmp_path / "talap.db")) as hand, hand:
                query = "UPDATE settings SET value = replace(value, ?, ?) WHERE name = 'connected.email'"
                assert hand.execute(query, (PASSWORD, WRONG)).rowcount == 1
            await program.start()
            await until_unwell(program)
            owner.says("/channels")
            assert "не принимает пароль" in (await owner.sees("⚠️ e-mail")).text
            owner.presses("e-mail")
            await owner.sees("Почта не работает")
            owner.presses("Изменить")
            await owner.sees("Какой у магазина адрес")
            owner.says(USER)
            await owner.sees("Пришлите пароль")
            owner.presses("Другие серверы")
            await owner.sees("Напишите два сервера")
            owner.says(f"127.0.0.1:{imap.port} 127.0.0.1:{smtp.port}")
            await owner.sees("Пришлите пароль")
            await secret(owner, PASSWORD)
            await owner.sees("Почта работает", 30)
            lead = Correspondent(("aliya@example.com", "Aliya"), imap, smtp, datetime.now(UTC), "Ремонт ноутбука")
            lead.says("Здравствуйте! Сколько стоит ремонт?")
            await until(lambda: len(lead.sees) == 1, 30)
            assert await program.stop() == 0
            assert WRONG not in program.output


async def until_unwell(program: Program) -> None:
    deadline = time.monotonic() + 30
    while (await program.health()).parts["email"]["ok"]:
        assert time.monotonic() < deadline, "nobody noticed the password"
        await asyncio.sleep(0.2)
