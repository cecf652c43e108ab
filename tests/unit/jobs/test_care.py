"""Care decides what is due from figures alone: room on the disk, which backups go, what a changelog tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jobs.care.news import new_since
from jobs.care.retention import oldest_kept
from jobs.care.room import fits, is_low, too_many

GB = 1_000_000_000
CHANGES = """# Changes

## [Unreleased]

### Added
- Soon.

## [0.3.0] - 2026-11-01

### Added
- **Scripts** are changed [in the chat](docs/x.md), and
  taken back with one press.
- Care.

## [0.2.0] - 2026-10-01

### Fixed
- A thing.

## [0.1.0] - 2026-09-01
- The first.
"""


@pytest.mark.parametrize(
    ("free", "total", "low"),
    [(0.9 * GB, 2 * GB, True), (5 * GB, 100 * GB, True), (11 * GB, 100 * GB, False), (1.1 * GB, 5 * GB, False)],
)
def test_a_disk_is_low_below_a_gigabyte_or_a_tenth(free: float, total: float, low: bool) -> None:
    assert is_low(int(free), int(total)) is low


def test_a_copy_is_made_only_where_it_fits() -> None:
    assert fits(2 * GB, GB)
    assert not fits(GB, GB)


def test_the_oldest_daily_backups_go_and_nothing_else() -> None:
    names = [*(f"talap-2026-11-{day:02}.db" for day in range(1, 11)), "talap.db", "talap-mine.db", "notes.txt"]

    assert too_many(reversed(names)) == ["talap-2026-11-01.db", "talap-2026-11-02.db", "talap-2026-11-03.db"]
    assert too_many(names[:3]) == []


def test_nothing_is_too_old_unless_a_time_is_set() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)

    assert oldest_kept(0, now) is None
    assert oldest_kept(12, now) == pytest.approx(now - timedelta(days=365), abs=timedelta(days=1))


def test_what_is_new_is_told_from_the_version_that_ran_last() -> None:
    assert new_since(CHANGES, "0.2.0")[1:] == [
        "Scripts are changed in the chat, and taken back with one press.",
        "Care.",
    ]
    assert "A thing." in new_since(CHANGES, "0.1.0")
    assert "A thing." not in new_since(CHANGES, "a version nobody knows")
    assert new_since("", "0.1.0") == []
