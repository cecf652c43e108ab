from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import ValidationError

from channels.telegram.config import TelegramConfig
from tests.fakes.botapi import TOKEN

SECRET = "x" * 32


def test_a_token_is_enough() -> None:
    config = TelegramConfig(token=TOKEN)
    assert (config.mode, config.base) == ("poll", "https://api.telegram.org")


def test_any_bot_api_server_may_serve() -> None:
    assert TelegramConfig(token=TOKEN, api_base="http://127.0.0.1:8081/").base == "http://127.0.0.1:8081"
    assert TelegramConfig(token=TOKEN, api_base="").base == "https://api.telegram.org"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"token": ""}, "not a bot token"),
        ({"token": f" {TOKEN}"}, "not a bot token"),
        ({"token": "AAE" * 12}, "not a bot token"),
        ({"token": f"{TOKEN}/../x"}, "not a bot token"),
        ({"api_base": "localhost:8081"}, "must begin with http"),
        ({"mode": "polling"}, "Input should be 'poll' or 'webhook'"),
        ({"mode": "webhook", "webhook_secret": SECRET}, r"webhook_url\s.*public address"),
        ({"mode": "webhook", "webhook_url": "bot.kz", "webhook_secret": SECRET}, r"webhook_url\s.*public address"),
        ({"mode": "webhook", "webhook_url": "https://bot.kz/hooks/telegram"}, r"webhook_secret\s.*32 to 256"),
        (
            {"mode": "webhook", "webhook_url": "https://bot.kz/x", "webhook_secret": "x" * 31},
            r"webhook_secret\s.*32 to 256",
        ),
        (
            {"mode": "webhook", "webhook_url": "https://bot.kz/x", "webhook_secret": "ж" * 40},
            r"webhook_secret\s.*32 to 256",
        ),
        ({"tokn": "x"}, "not permitted"),
    ],
)
def test_a_wrong_setting_is_told_in_a_sentence_that_does_not_show_the_token(
    wrong: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence) as raised:
        TelegramConfig.model_validate({"token": TOKEN, **wrong})
    assert TOKEN not in str(raised.value)


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(ValidationError) as raised:
        TelegramConfig(token=TOKEN, mode="webhook")
    assert [mistake["loc"] for mistake in raised.value.errors()] == [("webhook_url",), ("webhook_secret",)]


def test_printing_the_config_shows_no_secret() -> None:
    config = TelegramConfig(token=TOKEN, mode="webhook", webhook_url="https://bot.kz/x", webhook_secret=SECRET)
    for shown in (repr(config), str(config), str(config.model_dump())):
        assert TOKEN not in shown
        assert SECRET not in shown


def test_importing_and_building_the_channel_loads_no_aiogram() -> None:
    """It takes seconds and a hundred megabytes; who only talks with leads needs none of it."""
    code = (
        "import sys; from channels import registry; from channels.telegram.config import TelegramConfig;"
        f"registry.build({{'telegram': TelegramConfig(token='{TOKEN}')}}, history=None, now=lambda: None);"
        "import channels.telegram.webhook, channels.telegram.menus, channels.console.adapter;"
        "sys.exit('aiogram' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
