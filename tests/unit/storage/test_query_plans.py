"""Every statement on the road of a message finds its rows by an index: a big database answers like a small one.

The statements are not listed here but taken from a whole talk, so a new one is judged as well.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Engine, event

from bot.config import Settings
from tests.fakes.channel import FakeChannel
from tests.story.conftest import REPS, World

GROWING = ("leads", "inbox", "identities", "outbox", "messages", "facts", "scores", "events", "handoffs", "buttons")
TALK = ("Сколько стоит ремонт?", "Не включается, залил водой", "Срочно, завтра", "Да, нормально", "Алия, 87771234567")
ONCE_AT_START = re.compile(r"SELECT max\(|alembic|sqlite_master|pg_catalog|PRAGMA")


class Heard:
    """Every kind of statement that was executed, each with the first parameters it had."""

    def __init__(self) -> None:
        self.statements: dict[str, Any] = {}

    def note(self, _c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if re.match(r"(SELECT|UPDATE|DELETE)\b", statement) and not ONCE_AT_START.search(statement):
            self.statements.setdefault(statement, parameters[0] if many else parameters)


@pytest.fixture
async def heard(database_url: str, tmp_path: Path) -> AsyncIterator[Heard]:
    notes = Heard()
    event.listen(Engine, "before_cursor_execute", notes.note)
    settings = {
        "home": tmp_path,
        "database": database_url,
        "script": "laptop_repair",
        "burst_seconds": 0,
        "web": {"port": 0},
        "reps": {"chat": REPS, "language": "ru"},
        "admins": "42",
    }
    world = World(Settings.model_validate(settings), FakeChannel())
    try:
        await world.start()
        for line in TALK:
            await world.says(line)
        await world.rep_presses("Dana", "Беру")
        await world.says("стоп")
        await world.stop()
        yield notes
    finally:
        event.remove(Engine, "before_cursor_execute", notes.note)
        await world.stop()


async def test_nothing_on_the_road_reads_a_whole_table(heard: Heard, database_url: str) -> None:
    assert len(heard.statements) > 15
    if database_url.startswith("sqlite"):
        plans = _sqlite_plans(heard, database_url.removeprefix("sqlite:///"))
        scan = re.compile(rf"SCAN ({'|'.join(GROWING)})(?! USING (COVERING )?INDEX)\b")
    else:
        plans = await _postgres_plans(heard, database_url)
        scan = re.compile(rf"Seq Scan on ({'|'.join(GROWING)})\b")
    whole = {statement: plan for statement, plan in plans.items() if scan.search(plan)}
    assert whole == {}, json.dumps(whole, indent=1, ensure_ascii=False)


def _sqlite_plans(heard: Heard, path: str) -> dict[str, str]:
    database = sqlite3.connect(path)
    try:
        return {
            statement: "\n".join(row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))
            for statement, parameters in heard.statements.items()
        }
    finally:
        database.close()


async def _postgres_plans(heard: Heard, url: str) -> dict[str, str]:
    """With whole-table reads made as dear as can be: what still is one has no index to go by."""
    connection = await asyncpg.connect(url)
    plans: dict[str, str] = {}
    try:
        await connection.execute("SET enable_seqscan = off")
        for statement, parameters in heard.statements.items():
            rows = await connection.fetch(f"EXPLAIN {statement}", *parameters)
            plans[statement] = "\n".join(row[0] for row in rows)
    finally:
        await connection.close()
    return plans
