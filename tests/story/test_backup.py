"""A copy taken while running, and the way back: nothing of yesterday is sent again without a person's word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.backup import backup, restore
from bot.config import Settings
from bot.lock import AlreadyRunning
from channels.contract import TryLater
from fsm.storage.store import StorageError
from tests.story.conftest import World

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


async def test_a_backup_of_a_running_engine_restores_and_sends_nothing_by_itself(
    world_of: Callable[..., World], tmp_path: Path
) -> None:
    world = world_of(admins=(42,))
    await world.start()
    await world.says("Здравствуйте")
    world.telegram.troubles.append(TryLater(60))
    await world.telegram.hear(world.telegram.inbound("501", text="Не включается, залил водой"))
    await world.settled()
    copy = tmp_path / "copies" / "yesterday.db"
    backup(world.settings, copy)
    with pytest.raises(AlreadyRunning):
        restore(world.settings, copy, NOW)
    await world.stop()

    restore(world.settings, copy, NOW)
    again = world_of(admins=(42,))
    await again.start()
    (notice,) = await again.telegram.until("42", 1)
    assert "restored from a backup" in notice.text
    assert again.telegram.to("501") == []
    assert len(await again.says("в пятницу")) == 1
    assert list(tmp_path.glob("talap.db.before-*"))


async def test_a_backup_never_writes_over_anything(world: World, tmp_path: Path) -> None:
    target = tmp_path / "notes.txt"
    target.write_text("mine")
    with pytest.raises(StorageError, match="already"):
        backup(world.settings, target)
    assert target.read_text() == "mine"


async def test_something_else_is_not_restored(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("these are notes " * 100)
    with pytest.raises(StorageError, match="damaged"):
        restore(Settings(home=tmp_path), notes, NOW)
    with pytest.raises(StorageError, match="no database"):
        backup(Settings(home=tmp_path / "nowhere"), tmp_path / "x.db")
