from __future__ import annotations

from datetime import UTC, datetime

import pytest

from channels import registry
from channels.email.config import EmailConfig
from channels.telegram.config import TelegramConfig
from channels.webchat import WebchatConfig
from channels.whatsapp.config import WahaConfig
from tests.fakes.botapi import TOKEN
from tests.fakes.web_engine import FakeEngine


def now() -> datetime:
    return datetime.now(UTC)


def test_a_channel_is_built_under_its_own_name() -> None:
    sections = {
        "telegram": TelegramConfig(token=TOKEN),
        "web": WebchatConfig(),
        "whatsapp": WahaConfig(url="http://127.0.0.1:3000", api_key="key", hmac_key="h" * 16),
        "email": EmailConfig(
            imap_host="127.0.0.1", smtp_host="127.0.0.1", address="shop@example.kz", password="secret"
        ),
    }
    built = registry.build(sections, history=FakeEngine(), now=now)
    assert [channel.name for channel in built] == list(sections)
    assert set(sections) == set(registry.CHANNELS)


def test_a_section_left_out_switches_the_channel_off() -> None:
    assert registry.build({"telegram": None, "web": None}, history=FakeEngine(), now=now) == []


def test_a_channel_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError, match="pigeon"):
        registry.build({"pigeon": object()}, history=FakeEngine(), now=now)
