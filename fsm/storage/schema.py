"""Bringing a database to the newest schema, and refusing one that is damaged, newer, or already in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, inspect

from fsm.storage import newest
from fsm.storage.store import PostgresStore, SqliteStore, StorageError, Store, keeps_its_word, plain_sqlite_engine

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_SECONDS = 600.0
_BESIDE = ("-wal", "-shm", "-journal")
_CHECKED_IN_FULL = 64 * 1024 * 1024


def migrate(connection: Connection) -> tuple[str, ...]:
    """Apply what is missing, in the caller's transaction; gives the names of the steps applied.

    Raises StorageError when the database comes from a newer version of the program.
    """
    known, current = steps(), _current(connection)
    if current is not None and current not in known:
        raise StorageError(
            f"The database was written by a newer Talap (schema {current}); install that version or restore a backup.",
        )
    if current == known[-1]:
        return ()
    if current is None:
        return _begin(connection, known)
    upgrade(connection)
    return known[known.index(current) + 1 :]


def _begin(connection: Connection, known: tuple[str, ...]) -> tuple[str, ...]:
    there = inspect(connection).get_table_names()
    if "leads" in there:
        raise StorageError("The database has tables but no schema version; it was not made by Talap as it is.")
    if there or connection.dialect.name != "sqlite" or not newest.make(connection, known[-1]):
        upgrade(connection)
    return known


def pending(connection: Connection) -> bool:
    """Whether `migrate` would change anything."""
    return _current(connection) != steps()[-1]


def steps() -> tuple[str, ...]:
    """The steps of the schema in order; each is a file named by its number."""
    return tuple(sorted(file.name[:4] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py")))


def _current(connection: Connection) -> str | None:
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, whatever they are."""
    from alembic import command  # a third of a second that only a change of the schema need pay
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def one_at_a_time(connection: Connection) -> None:
    """Wait until no other process prepares this database; holds until the caller's transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7461)")


async def open_store(url: str) -> Store:
    """Open a database ready for work: undamaged, durable, and at the newest schema.

    `url` is "sqlite:///path" or "postgresql://...". Raises StorageError with one sentence that says what to do.
    """
    if url.startswith("sqlite:///"):
        return _open_sqlite(Path(url.removeprefix("sqlite:///")))
    if url.startswith("postgresql"):
        return await _open_postgres(url)
    raise StorageError(
        f"TALAP_DATABASE must begin with sqlite:/// or postgresql://, not {url.split(':', maxsplit=1)[0]}:"
    )


def _open_sqlite(path: Path) -> Store:
    look_at(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        _bring_up(path)
    else:
        _make(path)
    return SqliteStore(path)


def _bring_up(path: Path) -> None:
    engine = plain_sqlite_engine(path)
    try:
        with engine.begin() as connection:
            keeps_its_word(connection)
            migrate(connection)
    finally:
        engine.dispose()


def _make(path: Path) -> None:
    """Make a new database beside its place and move it there whole: a kill in the middle leaves nothing half-made.

    What a database that is gone has left in its place would be taken for the new one's, so it is put aside.
    """
    fresh = path.with_name(f"{path.name}.new")
    for ending in ("", *_BESIDE):
        fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
    _bring_up(fresh)
    for ending in _BESIDE:
        left = path.with_name(path.name + ending)
        if left.exists():
            left.replace(left.with_name(f"{left.name}.of-the-one-before"))
    fresh.replace(path)
    with suppress(OSError):  # not every system lets a folder be flushed
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


async def _open_postgres(url: str) -> Store:
    store = PostgresStore(url)

    def prepare(connection: Connection) -> None:
        keeps_its_word(connection)
        one_at_a_time(connection)  # the second to start then finds nothing to do
        migrate(connection)

    try:
        await store.write(prepare, within=_MIGRATION_SECONDS)
    except BaseException:
        await store.close()
        raise
    return store


def look_at(path: Path) -> None:
    """Refuse a file that is there but is no healthy database; never write a blank one over it."""
    if not path.exists():
        return
    if path.is_dir():
        raise StorageError(f"{path} is a folder; TALAP_DATABASE must name a file.")
    size = path.stat().st_size
    if size == 0:
        raise StorageError(f"{path} is empty. Restore a backup over it, or delete it to begin anew.")
    try:
        trouble = _trouble(path, thorough=size <= _CHECKED_IN_FULL)
    except sqlite3.Error as error:
        trouble = str(error)
    if trouble:
        raise StorageError(f"{path} is damaged or not a database ({trouble}). Restore a backup over it.")


def _trouble(path: Path, *, thorough: bool) -> str:
    connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=5)
    try:
        if not thorough:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return ""
        verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        return "" if verdict == "ok" else verdict.splitlines()[0]
    finally:
        connection.close()
