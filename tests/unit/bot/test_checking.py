"""`python -m bot check` looks at the group of our people as well."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest

from bot.checking import check
from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi_story import Group


async def lines(api: FakeBotApi, group: Group, home: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.chdir(home)
    told = {"HOME": str(home), "TELEGRAM__TOKEN": api.token, "TELEGRAM__API_BASE": api.url, "REPS__CHAT": str(group.id)}
    for name, value in told.items():
        monkeypatch.setenv(f"TALAP_{name}", value)
    screen = io.StringIO()
    result = await asyncio.to_thread(check, screen)
    return result, next(line for line in screen.getvalue().splitlines() if "telegram group" in line)


async def test_a_line_says_how_the_group_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with FakeBotApi() as api:
        good = await lines(api, api.group("Отдел продаж", forum=True), tmp_path, monkeypatch)
        assert good[1].startswith("ok")
        assert "Отдел продаж" in good[1]
        powerless = await lines(api, api.group("Новая", forum=True, admin=False), tmp_path, monkeypatch)
        assert powerless[1].startswith("NO")
        assert "Manage Topics" in powerless[1]
        assert powerless[0] == 1
