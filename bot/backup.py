"""The verbs `backup` and `restore` for a SQLite database: a consistent copy while running, and a careful way back.

What a backup still had to send may long have arrived, so nothing of it is sent by itself: the owner is shown it as
doubtful, and campaigns stand still until somebody lets them go on. PostgreSQL has its own tools (pg_dump, pg_restore).
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, update

from bot.config import Settings
from bot.lock import WriterLock
from fsm.storage import lives, mail
from fsm.storage import tables as t
from fsm.storage.schema import look_at, migrate
from fsm.storage.store import StorageError, plain_sqlite_engine
from jobs.outreach.campaigns import hold_for_restore

_BESIDE = ("-wal", "-shm")


def backup(settings: Settings, target: Path) -> None:
    """Copy the database to `target`, also while the program runs. Raises StorageError with a sentence."""
    source = database_of(settings)
    if not source.exists():
        raise StorageError(f"There is no database at {source} to back up.")
    if target.exists():
        raise StorageError(f"{target} is there already; choose another name, a backup never writes over anything.")
    copied(source, target)
    print(f"Backed up to {target} ({target.stat().st_size // 1024} KiB).")  # noqa: T201 (for people)


def restore(settings: Settings, source: Path, now: datetime) -> None:
    """Put a backup in the place of the database; what was there is kept beside it."""
    if not source.exists():
        raise StorageError(f"There is no backup at {source}.")
    look_at(source)
    place = database_of(settings)
    lock = WriterLock(place)
    lock.take(now)
    try:
        kept = _replace(source, place, now)
    finally:
        lock.let_go()
    beside = f" What was there before is {kept}." if kept else ""
    print(f"Restored from {source}.{beside}")  # noqa: T201 (for people)


def database_of(settings: Settings) -> Path:
    """The file of a SQLite database. Raises StorageError for PostgreSQL."""
    url = settings.database_url
    if not url.startswith("sqlite:///"):
        raise StorageError("This database is PostgreSQL; back it up with pg_dump and restore it with pg_restore.")
    return Path(url.removeprefix("sqlite:///"))


def copied(source: Path, target: Path) -> None:
    """A consistent copy of a database in use. Raises StorageError when it is damaged; nothing is kept then."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    reading = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    with closing(reading) as running, closing(sqlite3.connect(partial)) as copy:
        running.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        verdict = str(copy.execute("PRAGMA integrity_check(1)").fetchone()[0])
    if verdict != "ok":
        partial.unlink()
        raise StorageError(f"The copy is damaged ({verdict}); the database itself may be. Nothing was kept.")
    partial.replace(target)


def _replace(source: Path, place: Path, now: datetime) -> Path | None:
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f"{place.name}.restoring")
    shutil.copyfile(source, fresh)
    try:
        _unsure(fresh, source, now)
    except StorageError:
        for ending in ("", *_BESIDE):
            fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
        raise
    kept = None
    if place.exists():
        kept = place.with_name(f"{place.name}.before-{now.astimezone():%Y%m%d-%H%M%S}")
        _put_aside(place, kept)
    for leftover in _BESIDE:
        place.with_name(f"{place.name}{leftover}").unlink(missing_ok=True)
    fresh.replace(place)
    return kept


def _put_aside(place: Path, kept: Path) -> None:
    """A whole copy of what was there; of a damaged database the files as they are."""
    try:
        copied(place, kept)
    except (StorageError, sqlite3.Error):
        kept.with_name(f"{kept.name}.partial").unlink(missing_ok=True)
        for ending in ("", *_BESIDE):
            part = place.with_name(place.name + ending)
            if part.exists():
                shutil.copyfile(part, kept.with_name(kept.name + ending))


def _unsure(fresh: Path, source: Path, now: datetime) -> None:
    """Bring the copy to the newest schema, and let nothing in it go out without a person's word."""
    taken_at = datetime.fromtimestamp(source.stat().st_mtime, UTC)
    doubt = f"restored from a backup ({source.name}); it may have been sent since"
    engine = plain_sqlite_engine(fresh)
    try:
        with engine.begin() as connection:
            migrate(connection)
            _hold_letters(connection, doubt)
            connection.execute(update(t.leads).values(nudge_at=None))  # who seems silent may have spoken since
            hold_for_restore(connection)
            lives.restored(connection, taken_at, now)
    finally:
        engine.dispose()


def _hold_letters(connection: Connection, doubt: str) -> None:
    waiting = update(t.outbox).where(t.outbox.c.state == mail.NEW)
    connection.execute(waiting.values(state=mail.UNCERTAIN, told_at=None, error=doubt))
