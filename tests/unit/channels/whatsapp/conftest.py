from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from channels.whatsapp.adapter import WhatsAppChannel
from tests.contract.stages import Engine, whatsapp_channel
from tests.fakes.waha import FakeWaha


@pytest.fixture(params=["NOWEB"])
async def waha(request: pytest.FixtureRequest) -> AsyncIterator[FakeWaha]:
    async with FakeWaha(request.param) as waha:
        yield waha
    assert not waha.violations


@pytest.fixture
async def wa(waha: FakeWaha) -> AsyncIterator[tuple[WhatsAppChannel, Engine, str]]:
    """A channel that hears, its engine, and the address of its hook."""
    async with whatsapp_channel(waha) as wa:
        yield wa


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as http:
        yield http
