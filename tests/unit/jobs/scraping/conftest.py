from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.sites import FakeWeb


@pytest.fixture
async def sites() -> AsyncIterator[FakeWeb]:
    web = FakeWeb()
    await web.start()
    yield web
    await web.stop()
