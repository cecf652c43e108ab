"""The document of faults names tests that exist and sentences that are said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.wording import Catalogue

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "faults.md").read_text("utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and "---" not in line and "Fault |" not in line]
SAID = {
    "owner.restarted": ("stopped suddenly", "is running again"),
    "owner.restarted.often": ("has stopped suddenly", "Check the server's memory and the log."),
    "owner.hole": ("The bot was away for long: Telegram messages between", "may be missing"),
    "owner.restored": ("Restored from a backup of", "h of sends) is unknown to the bot."),
    "owner.began_again": ("The bot broke (", ") and started again by itself. What it had received is safe."),
    "owner.stalled": ("The bot did not respond for", "has gone on; nothing is lost"),
    "owner.descriptors": ("The system ran out of open files (limit",),
    "owner.work.report": ("The report failed:", "Earlier reports are still here, the data is whole."),
    "owner.storage.locked": ("Another program holds the database: receiving is paused. Nothing gets lost",),
    "owner.storage.full": ("The disk is full: receiving is paused. Nothing gets lost, senders will repeat",),
    "owner.storage.well": ("The database works again",),
}


def test_every_test_it_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
    assert len(named) >= len(ROWS) - 6
    missing = [f"{file}::{name}" for file, name in named if not defines(ROOT / file, name)]
    assert missing == []


def defines(file: Path, name: str) -> bool:
    return file.exists() and re.search(rf"^(async )?def {name}\(", file.read_text("utf-8"), re.MULTILINE) is not None


@pytest.mark.parametrize("key", SAID)
def test_what_it_quotes_is_what_is_said(key: str) -> None:
    said = Catalogue.load().words("en")(key)
    for part in SAID[key]:
        assert part in TEXT
        assert part in said
