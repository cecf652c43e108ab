"""A power cut tears the write-ahead log anywhere: what is opened afterwards is whole and ends at a commit."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fsm.storage import tables as t
from fsm.storage.schema import look_at, open_store

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HEADER, FRAME = 32, 24 + 4096
COMMITS = 150


async def torn_off(folder: Path) -> tuple[Path, Path]:
    """A database and its log as they lie on the disk in mid-run, after many commits without a checkpoint."""
    live = folder / "live.db"
    store = await open_store(f"sqlite:///{live}")
    for number in range(2, COMMITS + 2):
        row = {"id": number, "name": f"w{number}" * 50, "created_at": NOW}
        await store.write(lambda connection, row=row: connection.execute(t.workspaces.insert().values(row)))
    database, log = folder / "copy.db", folder / "copy.db-wal"
    shutil.copy(live, database)
    shutil.copy(f"{live}-wal", log)
    await store.close()
    return database, log


def after(database: Path, log: bytes, folder: Path) -> int:
    """How many of the commits are there after a start on this database and what is left of its log."""
    place = folder / "cut.db"
    for ending in ("", "-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    shutil.copy(database, place)
    place.with_name("cut.db-wal").write_bytes(log)
    look_at(place)  # what the start looks at first; raises when it would refuse
    with closing(sqlite3.connect(place)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ids = [row[0] for row in opened.execute("SELECT id FROM workspaces WHERE id > 1 ORDER BY id")]
    assert ids == list(range(2, len(ids) + 2)), "a commit is missing in the middle"
    return len(ids)


@pytest.mark.timeout(120)
async def test_cut_at_every_frame_the_start_finds_everything_up_to_a_commit(tmp_path: Path) -> None:
    database, log = await torn_off(tmp_path)
    whole = log.read_bytes()
    frames = (len(whole) - HEADER) // FRAME
    assert frames >= COMMITS
    found = [after(database, whole[: HEADER + FRAME * kept], tmp_path) for kept in range(0, frames + 1, 2)]
    assert found == sorted(found), "a longer log held less"
    assert found[-1] >= COMMITS - 1
    assert after(database, whole, tmp_path) == COMMITS


async def test_cut_or_garbled_inside_a_frame_costs_only_the_tail(tmp_path: Path) -> None:
    database, log = await torn_off(tmp_path)
    whole, chance = log.read_bytes(), random.Random(9)
    for _ in range(30):
        place = chance.randrange(HEADER, len(whole))
        frames = (place - HEADER) // FRAME
        up_to = after(database, whole[: HEADER + FRAME * frames], tmp_path)
        assert after(database, whole[:place], tmp_path) == up_to
        garbled = whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :]
        assert after(database, garbled, tmp_path) == up_to
