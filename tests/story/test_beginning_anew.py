"""An error nobody foresaw ends a life of the engine, not the service: it says so, and is back in seconds."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from pathlib import Path

from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.story.program import Program


def settings(api: FakeBotApi, owner: int) -> dict[str, str]:
    return {
        "TALAP_TELEGRAM__TOKEN": TOKEN,
        "TALAP_TELEGRAM__API_BASE": api.url,
        "TALAP_ADMINS": str(owner),
        "TALAP_BURST_SECONDS": "0",
    }


async def test_an_engine_that_breaks_begins_anew_and_tells(tmp_path: Path) -> None:
    """The table of what waits is taken away: no query can work, which nobody foresees."""
    async with FakeBotApi() as api:
        owner, lead = api.person("Owner"), api.person("Lead")
        async with Program(tmp_path, **settings(api, owner.id)) as program:
            lead.says("Здравствуйте")
            await lead.hears()
            with sqlite3.connect(tmp_path / "talap.db") as hand:
                hand.execute("ALTER TABLE outbox RENAME TO outbox_away")
            hand.close()
            await owner.sees("Бот сломался", 20)
            lead.says("Нужен сайт для клиники")
            with sqlite3.connect(tmp_path / "talap.db") as hand:
                hand.execute("ALTER TABLE outbox_away RENAME TO outbox")
            hand.close()
            await lead.hears(30)
            await api.quiet(0.5)
            texts = [shown.text for shown in lead.heard]
            # What was on its way when the engine broke may come twice, never more.
            assert len(set(texts)) == 2 <= len(texts) <= 3, texts
            assert await program.stop() == 0
        assert "engine.begins_anew" in program.output


async def test_an_engine_that_keeps_breaking_can_still_be_ended(tmp_path: Path) -> None:
    async with FakeBotApi() as api:
        owner = api.person("Owner")
        program = Program(tmp_path, **settings(api, owner.id))
        await program.start()
        with sqlite3.connect(tmp_path / "talap.db") as hand:
            hand.execute("ALTER TABLE outbox RENAME TO outbox_away")
        hand.close()
        await owner.sees("Бот сломался", 20)
        await asyncio.sleep(0.2)
        program.signal(signal.SIGTERM)
        assert await program.end(20) in {0, -signal.SIGTERM}
