"""One program on one SQLite file: a second writer would starve silently, so it is refused with a sentence."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from fsm.storage.store import StorageBusy


class AlreadyRunning(Exception):
    """Another program has this database open; the text says which and since when."""


class WriterLock:
    """Held while the program runs; the system lets go of it even after kill -9."""

    def __init__(self, database: Path) -> None:
        self._note = database.with_name(f"{database.name}.running")
        self._lock = FileLock(f"{database}.lock")

    def take(self, now: datetime) -> None:
        """Raises AlreadyRunning when somebody else holds it, StorageBusy when nothing can be written there."""
        try:
            self._note.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            raise AlreadyRunning(f"Talap is already running on this database ({self._who()}).") from None
        except OSError as error:
            raise StorageBusy(
                f"Cannot write to {self._note.parent} ({error.strerror}); check its rights and the disk."
            ) from error
        with suppress(OSError):  # the note only helps people; a full disk must not keep the lock from holding
            self._note.write_text(f"process {os.getpid()}, since {now.astimezone():%Y-%m-%d %H:%M}", encoding="utf-8")

    def let_go(self) -> None:
        with suppress(OSError):
            self._note.unlink(missing_ok=True)
        self._lock.release()

    def _who(self) -> str:
        try:
            return self._note.read_text(encoding="utf-8")
        except OSError:
            return "another process"
