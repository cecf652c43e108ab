from __future__ import annotations

import pytest
from pydantic import ValidationError

from channels.email.config import EmailConfig, is_loopback


def config(**given: object) -> EmailConfig:
    usual = {
        "imap_host": "imap.mail.ru",
        "smtp_host": "smtp.mail.ru",
        "address": "Shop@Mail.RU",
        "password": "app-password",
    }
    return EmailConfig.model_validate(usual | given)


def test_four_settings_are_enough_and_everything_is_encrypted() -> None:
    made = config()
    assert (made.address, made.login, made.domain) == ("shop@mail.ru", "shop@mail.ru", "mail.ru")
    assert (made.imap_port, made.imap_how, made.smtp_port, made.smtp_how) == (993, "tls", 465, "tls")
    assert "app-password" not in repr(made)


@pytest.mark.parametrize(
    ("given", "imap", "smtp"),
    [
        ({"smtp_port": 587}, "tls", "starttls"),
        ({"imap_port": 143, "smtp_port": 25}, "starttls", "starttls"),
        ({"imap_host": "127.0.0.1", "imap_port": 10143, "smtp_host": "localhost", "smtp_port": 2525}, "none", "none"),
        ({"imap_host": "::1", "imap_port": 993}, "tls", "tls"),
        ({"imap_host": "10.0.0.5", "imap_port": 143}, "starttls", "tls"),
        ({"imap_host": "127.0.0.1.evil.kz", "imap_port": 143}, "starttls", "tls"),
        ({"imap_security": "none", "smtp_security": "starttls"}, "none", "starttls"),
    ],
)
def test_only_this_machine_or_the_owners_word_is_spoken_to_in_the_clear(
    given: dict[str, object], imap: str, smtp: str
) -> None:
    made = config(**given)
    assert (made.imap_how, made.smtp_how) == (imap, smtp)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"imap_host": "https://imap.mail.ru"}, "without https://"),
        ({"imap_host": ""}, "name of a mail server"),
        ({"smtp_host": "smtp.mail.ru\r\nX"}, "name of a mail server"),
        ({"address": "shop"}, "shop@example.kz"),
        ({"address": "shop@mail.ru\r\nBcc: x@y.kz"}, "shop@example.kz"),
        ({"aliases": ["olx"]}, "shop@example.kz"),
        ({"password": ""}, "app password"),
        ({"password": "a\nb"}, "app password"),
        ({"user": "a\r\nb"}, "one line"),
        ({"name": "a\nBcc: x@y.kz"}, "one line"),
        ({"folder": "a\nb"}, "one line"),
        ({"imap_port": 0}, "greater than or equal to 1"),
        ({"colour": "red"}, "not permitted"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence) as refused:
        config(**given)
    assert "app-password" not in str(refused.value)


def test_loopback_is_known_by_its_numbers() -> None:
    assert [is_loopback(host) for host in ("127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "LOCALHOST")] == [
        True
    ] * 6
    assert [is_loopback(host) for host in ("localhost.evil.kz", "128.0.0.1", "mail.ru")] == [False] * 3


def test_an_app_password_may_be_copied_as_google_shows_it() -> None:
    assert config(password="abcd efgh ijkl mnop").password.get_secret_value() == "abcdefghijklmnop"
    assert config(password="two words").password.get_secret_value() == "two words"
