"""When a disk has too little room, and which backups are kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

LEAST_BYTES = 1_000_000_000
LEAST_SHARE = 0.1
KEPT_BACKUPS = 7

_BACKUP = re.compile(r"talap-\d{4}-\d{2}-\d{2}\.db")


def is_low(free: int, total: int) -> bool:
    """Whether less than 1 GB or less than a tenth of a disk is free; sizes in bytes."""
    return free < LEAST_BYTES or free < LEAST_SHARE * total


def fits(free: int, size: int) -> bool:
    """Whether a copy of `size` bytes may be made without the disk running full."""
    return free > 1.2 * size + LEAST_BYTES / 10


def too_many(names: Iterable[str], kept: int = KEPT_BACKUPS) -> list[str]:
    """The names of daily backups beyond those that are kept, the oldest first; other files are left alone."""
    return sorted(name for name in names if _BACKUP.fullmatch(name))[:-kept] if kept else []
