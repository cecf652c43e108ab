"""Care without being asked: the morning's line, the night's backup and erasure, a full disk, an upgrade."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot import caring
from fsm.storage import tables as t
from fsm.storage.schema import open_store
from handoff import house
from tests.story.conftest import World
from tests.story.test_handoff import qualify

OWNER = "42"


@pytest.fixture
async def shop(world_of: Callable[..., World]) -> World:
    world = world_of(admins=(int(OWNER),))
    await world.start()
    await world.says("/start", who=OWNER)
    return world


async def a_day_later(world: World, days: int = 1) -> None:
    """The program stands still and starts on another day, so that the missed periods are served."""
    await world.stop()
    world.clock.skipped += timedelta(days=days)
    await world.start()


async def until(world: World, word: str, count: int = 1) -> list[str]:
    for _ in range(300):
        found = [message.text for message in world.telegram.to(OWNER) if word in message.text]
        if len(found) >= count:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"nobody said {word!r}: {[message.text for message in world.telegram.to(OWNER)]}")


async def set_house(world: World, name: str, value: object) -> None:
    store = await open_store(world.settings.database_url)
    try:
        await store.write(
            lambda connection: house.put(connection, t.DEFAULT_WORKSPACE, name, value, by="test", at=world.clock.now())
        )
    finally:
        await store.close()


async def works(world: World, kind: str) -> list[str]:
    return [row.state for row in await world.rows("effects") if row.kind == kind]


async def done(world: World, kind: str) -> None:
    for _ in range(300):
        if "done" in await works(world, kind):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(await works(world, kind))


async def test_a_quiet_morning_is_one_line_and_one_only(shop: World) -> None:
    await qualify(shop)
    await a_day_later(shop)
    told = await until(shop, "Всё в порядке")
    assert "новых лидов" in told[0]
    await done(shop, caring.MORNING)
    await shop.stop()
    await shop.start()
    await asyncio.sleep(1)
    assert len(await until(shop, "Всё в порядке")) == 1


async def test_the_line_can_be_switched_off_but_what_waits_is_told(shop: World) -> None:
    await set_house(shop, "all_is_well", value=False)
    await a_day_later(shop)
    await done(shop, caring.MORNING)
    assert not [message for message in shop.telegram.to(OWNER) if "Всё в порядке" in message.text]
    await qualify(shop)
    await shop.stop()
    with closing(sqlite3.connect(shop.settings.home / "talap.db")) as database:
        database.execute("UPDATE outbox SET state = 'parked', told_at = '2026-01-01' WHERE kind = 'card'")
        database.commit()
    shop.clock.skipped += timedelta(days=1)
    await shop.start()
    assert "писем 1" in (await until(shop, "Ждут вашего решения"))[0]


async def test_the_night_backs_up_and_keeps_seven(shop: World) -> None:
    folder: Path = shop.settings.home / "backups"
    folder.mkdir()
    for day in range(1, 10):
        (folder / f"talap-2020-01-{day:02}.db").write_bytes(b"old")
    await a_day_later(shop)
    await done(shop, caring.NIGHT)
    kept = sorted(file.name for file in folder.iterdir())
    assert len(kept) == 7
    assert kept[-1] > "talap-2026"
    with closing(sqlite3.connect(folder / kept[-1])) as copy:
        assert copy.execute("SELECT count(*) FROM reps").fetchone() == (1,)


async def test_old_conversations_are_erased_at_night_and_no_trace_is_left_in_the_file(shop: World) -> None:
    await qualify(shop)
    assert "храню всегда" in await said(shop, "/care")
    await shop.presses("3 мес.", who=OWNER)
    assert "Сейчас таких: 0" in shop.telegram.to(OWNER)[-1].text
    await shop.presses("🧹 Да, стирать", who=OWNER)
    assert "храню 3 мес." in shop.telegram.to(OWNER)[-1].text
    await a_day_later(shop, 30)
    await done(shop, caring.NIGHT)
    assert any("экзамен" in row.text for row in await shop.rows("messages"))
    await a_day_later(shop, 90)
    for _ in range(300):
        if not any("экзамен" in row.text for row in await shop.rows("messages")):
            break
        await asyncio.sleep(0.05)
    for _ in range(300):
        if "new" not in await works(shop, caring.NIGHT) and "running" not in await works(shop, caring.NIGHT):
            break
        await asyncio.sleep(0.05)
    await shop.stop()
    assert "экзамен".encode() not in (shop.settings.home / "talap.db").read_bytes()


async def said(world: World, text: str) -> str:
    await world.says(text, who=OWNER)
    return world.telegram.to(OWNER)[-1].text


async def test_an_upgrade_is_told_once_and_a_first_start_is_none(shop: World) -> None:
    await done_version(shop)
    assert not [message for message in shop.telegram.to(OWNER) if "обновлён" in message.text]
    await shop.stop()
    with closing(sqlite3.connect(shop.settings.home / "talap.db")) as database:
        database.execute("UPDATE settings SET value = ? WHERE name = 'care'", ('{"version": "0.0.1"}',))
        database.commit()
    shop.clock.skipped += timedelta(hours=1)
    await shop.start()
    assert "0.0.1" in (await until(shop, "обновлён"))[0]
    while any(row.kind == "care_upgraded" and row.state == "new" for row in await shop.rows("effects")):
        await asyncio.sleep(
            0.05
        )  # whoever is stopped before this is noted tells it again: slow work is done at least once
    shop.clock.skipped += timedelta(hours=1)
    await shop.stop()
    await shop.start()
    await asyncio.sleep(1)
    assert len(await until(shop, "обновлён")) == 1


async def done_version(world: World) -> None:
    for _ in range(200):
        if any(row.name == "care" for row in await world.rows("settings")):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the version was not noted")


async def test_room_on_the_disk_is_looked_at_every_hour(shop: World) -> None:
    await done(shop, caring.DISK)
    usage = shutil.disk_usage(shop.settings.home)
    low = usage.free < 1_000_000_000 or usage.free < usage.total / 10
    assert bool([message for message in shop.telegram.to(OWNER) if "На диске" in message.text]) is low
