"""A copy taken while running, and the way back: nothing of yesterday is sent again without a person's word."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.backup import backup, restore
from bot.config import Settings
from bot.lock import AlreadyRunning
from channels.contract import TryLater
from fsm.storage.schema import open_store
from fsm.storage.store import StorageError
from jobs.outreach import campaigns
from jobs.outreach.campaign import Plan, Policy, Step
from jobs.outreach.quiet import Quiet
from jobs.outreach.template import Template, Wording
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
    notice, said = sorted(await again.telegram.until("42", 2), key=lambda each: "восстановлена" in each.text)
    assert "restored from a backup" in notice.text
    assert "Рассылки" not in said.text
    assert again.telegram.to("501") == []
    assert len(await again.says("в пятницу")) == 1
    assert list(tmp_path.glob("talap.db.before-*"))


async def campaign(world: World) -> None:
    """Everybody who wrote is written to in an hour."""
    now = world.clock.now()

    def begin(connection: Connection) -> None:
        news = Template("Новости", "telegram", {"ru": Wording("У нас скидки на чистку ноутбуков")})
        number = campaigns.save_template(connection, 1, news, now)
        plan = Plan(steps=(Step(number),), quiet=Quiet(0, 0))
        made = campaigns.create(connection, 1, "Скидки", "telegram", plan, now, now + timedelta(hours=1))
        campaigns.start(connection, 1, made, now, Policy(channels=frozenset({"telegram"})))

    store = await open_store(world.settings.database_url)
    await store.write(begin)
    await store.close()


async def test_after_a_restore_no_campaign_goes_on_until_somebody_says_so(
    world_of: Callable[..., World], tmp_path: Path
) -> None:
    world = world_of(admins=(42,))
    await world.start()
    await world.says("/start", who="42")
    await world.says("Здравствуйте")
    await campaign(world)
    copy = tmp_path / "yesterday.db"
    backup(world.settings, copy)
    await world.stop()
    restore(world.settings, copy, world.clock.now() + timedelta(days=1))

    again = world_of(admins=(42,))
    again.clock.skipped = timedelta(days=1, hours=2)
    await again.start()
    for _ in range(200):
        told = [each for each in again.telegram.to("42") if "восстановлена" in each.text]
        if told:
            break
        await asyncio.sleep(0.05)
    assert "(24 ч), боту неизвестно" in told[0].text
    assert "Рассылки на паузе: 1" in told[0].text
    await again.presses("📣 К рассылкам", who="42")
    assert again.telegram.to("501") == []
    await again.presses(next(label for label in labels(again) if "Скидки" in label), who="42")
    assert "на паузе после восстановления" in again.telegram.to("42")[-1].text
    await again.presses("▶️ Продолжить", who="42")
    (sent,) = await again.telegram.until("501", 1)
    assert "скидки на чистку" in sent.text


def labels(world: World) -> list[str]:
    return [button.label for message in world.telegram.to("42") for row in message.buttons for button in row]


async def test_a_damaged_database_gives_way_to_a_backup_and_stays_beside_it(world: World, tmp_path: Path) -> None:
    copy, place = tmp_path / "copy.db", tmp_path / "talap.db"
    backup(world.settings, copy)
    await world.stop()
    damaged = b"SQLite format 3\x00" + b"\xff" * 20_000
    place.write_bytes(damaged)
    restore(world.settings, copy, NOW)
    assert [each.read_bytes() for each in tmp_path.glob("talap.db.before-*")] == [damaged]
    await world.start()
    assert len(await world.says("Здравствуйте")) == 1


async def test_a_backup_of_a_newer_version_is_refused_and_nothing_changes(world: World, tmp_path: Path) -> None:
    copy, place = tmp_path / "copy.db", tmp_path / "talap.db"
    backup(world.settings, copy)
    await world.stop()
    with closing(sqlite3.connect(copy)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    before = place.read_bytes()
    with pytest.raises(StorageError, match="newer Talap"):
        restore(world.settings, copy, NOW)
    assert place.read_bytes() == before
    assert list(tmp_path.glob("*.restoring*")) == []


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
