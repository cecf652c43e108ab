from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.botapi import FakeBotApi


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(retry_seconds=0.02) as api:
        yield api
        assert not api.violations
