"""What the owner hears of the life before this one: killed, or away for longer than Telegram keeps messages."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.contract.stages import until
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.story.conftest import World
from tests.story.program import Program

SUDDEN = {"ru": "внезапно остановился", "kk": "кенет тоқтап", "en": "stopped suddenly"}


def settings(api: FakeBotApi, owner: int, language: str = "ru") -> dict[str, str]:
    return {
        "TALAP_TELEGRAM__TOKEN": TOKEN,
        "TALAP_TELEGRAM__API_BASE": api.url,
        "TALAP_ADMINS": str(owner),
        "TALAP_REPS__LANGUAGE": language,
        "TALAP_BURST_SECONDS": "0",
    }


@pytest.mark.parametrize("language", ["kk"])
async def test_after_a_kill_the_owner_gets_one_line_and_after_an_orderly_stop_none(
    tmp_path: Path, language: str
) -> None:
    async with FakeBotApi() as api:
        owner, leads = api.person("Owner"), [api.person(f"Lead {number}") for number in range(3)]
        program = Program(tmp_path, **settings(api, owner.id, language))
        await program.start()
        leads[0].says("Здравствуйте")
        await leads[0].hears()
        await api.quiet(0.5)
        await program.kill()
        await asyncio.sleep(1.1)  # Telegram tells whole seconds
        for lead in leads:
            lead.says("Нужен сайт для клиники")
        await asyncio.sleep(1.1)
        await program.start()
        told = await owner.sees(SUDDEN[language], 30)
        assert ": 3." in told.text, told.text
        assert ": 0." in told.text, told.text
        for lead in leads:
            await lead.hears()
        assert await program.stop() == 0
        await program.start()
        leads[0].says("300 тысяч тенге")
        await leads[0].hears()
        await asyncio.sleep(6)
        assert [message.text for message in owner.heard] == [told.text]
        assert await program.stop() == 0


async def test_sends_under_way_at_a_kill_are_counted_as_uncertain(tmp_path: Path) -> None:
    async with FakeBotApi() as api:
        owner, lead = api.person("Owner"), api.person("Lead")
        program = Program(tmp_path, **settings(api, owner.id), FAILPOINT="sending")
        await program.launch()
        lead.says("Здравствуйте")
        assert await program.end() == 137
        async with Program(tmp_path, **settings(api, owner.id)) as again:
            await lead.hears()
            told = await owner.sees(SUDDEN["ru"], 30)
            assert "Могло уйти дважды: 1." in told.text
            assert await again.stop() == 0


async def test_a_crash_loop_is_one_line_and_then_a_number(tmp_path: Path) -> None:
    async with FakeBotApi() as api:
        owner = api.person("Owner")
        program = Program(tmp_path, **settings(api, owner.id))
        await program.start()
        await program.kill()
        for _ in range(3):
            await program.start()
            await owner.sees(SUDDEN["ru"], 30)
            await program.kill()
        assert len(owner.heard) == 1
        with closing(sqlite3.connect(tmp_path / "talap.db")) as hand:
            eleven = "datetime('now', '-11 minutes') || '.000000'"
            hand.execute(f"UPDATE lives SET told_at = {eleven} WHERE told_at IS NOT NULL")  # noqa: S608 (ours)
            hand.commit()
        async with program:
            told = await owner.sees("внезапно останавливался уже 3 раз", 30)
            assert "память" in told.text
            assert len(owner.heard) == 2


async def test_a_hole_in_what_was_heard_is_told_with_its_two_ends_in_our_zone(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(42,))
    await world.start()
    await world.says("Здравствуйте")
    await heard(world)
    await world.stop()
    stopped = world.clock.now()
    world.clock.skipped += timedelta(hours=30)
    await world.start()
    world.clock.skipped += timedelta(seconds=40)
    await until(lambda: bool(holes(world)), 20)
    zone = ZoneInfo("Asia/Almaty")
    assert f"{stopped.astimezone(zone):%d.%m %H:}" in holes(world)[0]
    assert f"{(stopped + timedelta(hours=6)).astimezone(zone):%d.%m %H:}" in holes(world)[0]
    await world.stop()
    await world.start()
    world.clock.skipped += timedelta(seconds=40)
    await asyncio.sleep(5)
    assert len(holes(world)) == 1


async def test_an_outage_of_a_day_loses_nothing_and_a_clock_that_jumps_is_no_outage(
    world_of: Callable[..., World],
) -> None:
    world = world_of(admins=(42,))
    await world.start()
    await heard(world)
    await world.stop()
    world.clock.skipped += timedelta(hours=23)
    await world.start()
    await heard(world)
    world.clock.skipped += timedelta(hours=48)
    await asyncio.sleep(5)
    assert holes(world) == []


async def heard(world: World) -> None:
    """The program has listened long enough for it to count, and knows it."""
    world.clock.skipped += timedelta(seconds=40)
    await asyncio.sleep(2.5)


def holes(world: World) -> list[str]:
    return [message.text for message in world.telegram.to("42") if "могли пропасть" in message.text]
