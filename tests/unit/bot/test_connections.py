"""Where an address's mail is, and what was connected in the chat laid over the settings."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot import connections as laid
from bot import logs
from bot.admin.mail_servers import fields_of, servers_of, typed_servers
from bot.config import Settings
from channels.email.config import EmailConfig
from channels.whatsapp.config import WahaConfig
from fsm.storage.store import Store
from handoff import connections

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MAIL = {"imap_host": "imap.shop.kz", "smtp_host": "smtp.shop.kz", "address": "shop@shop.kz", "password": "canary-4c1d"}


@pytest.mark.parametrize(
    ("address", "imap", "provider"),
    [
        ("shop@gmail.com", "imap.gmail.com", "gmail"),
        ("shop@googlemail.com", "imap.gmail.com", "gmail"),
        ("shop@yandex.ru", "imap.yandex.ru", "yandex"),
        ("shop@yandex.kz", "imap.yandex.ru", "yandex"),
        ("shop@yandex.com.tr", "imap.yandex.ru", "yandex"),
        ("shop@ya.ru", "imap.yandex.ru", "yandex"),
        ("shop@mail.ru", "imap.mail.ru", "mailru"),
        ("shop@bk.ru", "imap.mail.ru", "mailru"),
        ("shop@list.ru", "imap.mail.ru", "mailru"),
        ("shop@inbox.ru", "imap.mail.ru", "mailru"),
        ("shop@icloud.com", "imap.mail.me.com", "icloud"),
        ("shop@notgmail.com", "imap.notgmail.com", "other"),
        ("shop@yandex.ru.evil.kz", "imap.yandex.ru.evil.kz", "other"),
        ("shop@shop.kz", "imap.shop.kz", "other"),
    ],
)
def test_the_servers_of_an_address(address: str, imap: str, provider: str) -> None:
    found = servers_of(address)
    assert (found.imap_host, found.provider) == (imap, provider)
    config = EmailConfig.model_validate({**fields_of(found), "address": address, "password": "secret-secret"})
    assert config.imap_how == "tls"
    assert config.smtp_how == ("starttls" if provider == "icloud" else "tls")


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("imap.shop.kz smtp.shop.kz", {"imap_host": "imap.shop.kz", "smtp_host": "smtp.shop.kz"}),
        (
            "Imap.Shop.kz,\nsmtp.shop.kz:587",
            {"imap_host": "imap.shop.kz", "smtp_host": "smtp.shop.kz", "smtp_port": 587},
        ),
        ("imap.shop.kz", None),
        ("imap.shop.kz smtp.shop.kz third.kz", None),
        ("imap.shop.kz smtp.shop.kz:0", None),
        ("imap.shop.kz smtp.shop.kz:70000", None),
        ("https://shop.kz/imap smtp.shop.kz", None),
        ("", None),
    ],
)
def test_servers_as_people_type_them(typed: str, fields: dict[str, object] | None) -> None:
    assert typed_servers(typed) == fields


def of(network: str, fields: dict[str, object], at: datetime = AT) -> laid.Stored:
    return {network: connections.Connected(fields, at)}


def test_what_was_connected_in_the_chat_is_laid_over_the_settings() -> None:
    settings = laid.overlaid(Settings(), of("email", MAIL))
    assert settings.email == EmailConfig.model_validate(MAIL)
    assert settings.in_chat == {"email"}
    assert settings.in_role("all").in_chat == {"email"}
    assert settings.model_copy(update={"script": "x"}).in_chat == {"email"}
    assert Settings().in_chat == frozenset()
    assert "canary-4c1d" not in logs.hide("the server says canary-4c1d is wrong")


def test_what_the_settings_say_goes_before_the_chat() -> None:
    given = Settings(email=EmailConfig.model_validate(MAIL | {"address": "own@shop.kz"}))
    settings = laid.overlaid(given, of("email", MAIL))
    assert settings.email is not None
    assert settings.email.address == "own@shop.kz"
    assert settings.in_chat == frozenset()


WAHA = {"url": "http://localhost:3000", "api_key": "canary-7a2f", "hmac_key": "k" * 16}


def test_the_switch_lets_whatsapp_write_first_however_it_was_connected() -> None:
    switch = of(connections.FIRST, {})
    for given, stored in ((Settings(), of("whatsapp", WAHA)), (Settings(waha=WahaConfig.model_validate(WAHA)), {})):
        before, after = laid.overlaid(given, stored), laid.overlaid(given, {**stored, **switch})
        assert before.waha is not None
        assert after.waha is not None
        assert (before.waha.first_messages, before.outreach.whatsapp) == (False, False)
        assert (after.waha.first_messages, after.outreach.whatsapp) == (True, True)
        assert connections.FIRST in after.in_chat
    assert laid.overlaid(Settings(), switch).waha is None


def test_what_cannot_be_used_any_more_leaves_the_rest_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    settings = laid.overlaid(Settings(), of("email", MAIL | {"imap_host": "/"}))
    assert settings.email is None
    assert "canary-4c1d" not in "".join(capsys.readouterr())


async def test_a_secret_of_a_draft_goes_when_it_is_connected_and_the_rest_when_it_is_disconnected(store: Store) -> None:
    def told(connection: Connection) -> None:
        connections.keep_draft(connection, 1, "email", MAIL, by="7", at=AT)
        connections.connect(connection, 1, "email", MAIL, by="7", at=AT)

    await store.write(told)
    assert await store.read(lambda connection: connections.draft(connection, 1, "email")) == {}
    assert await store.read(lambda connection: connections.connected(connection, 2)) == {}
    assert await store.read(laid.stored) == of("email", MAIL)
    await store.write(lambda connection: connections.disconnect(connection, 1, "email"))
    assert await store.read(laid.stored) == {}


async def test_a_change_is_noticed_also_when_the_same_was_connected_again(store: Store) -> None:
    def connect(at: datetime) -> None:
        return lambda connection: connections.connect(connection, 1, "email", MAIL, by="7", at=at)

    await store.write(connect(AT))
    waiting = asyncio.create_task(laid.changed(store, of("email", MAIL)))
    await asyncio.sleep(1.5 * laid.LOOK_EVERY)
    assert not waiting.done()
    await store.write(connect(AT + timedelta(minutes=1)))
    await asyncio.wait_for(waiting, 5)
