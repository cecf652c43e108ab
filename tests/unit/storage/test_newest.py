"""A new database made in one go is the one that all migrations make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, inspect

from fsm.storage import newest
from fsm.storage.schema import migrate, steps, upgrade
from fsm.storage.store import plain_sqlite_engine


def migrated(file: Path) -> str:
    return made(file, upgrade)


def made(file: Path, make: Callable[[Connection], object]) -> str:
    """All that stands in a database made this way: every object and every row."""
    engine = plain_sqlite_engine(file)
    try:
        with engine.begin() as connection:
            make(connection)
            return newest.told(connection)
    finally:
        engine.dispose()


def test_the_file_is_what_the_migrations_make(tmp_path: Path) -> None:
    written = newest.FILE.read_text("utf-8")
    assert written == migrated(tmp_path / "migrated.db"), "run `python -m fsm.storage.newest`"
    assert written == made(tmp_path / "new.db", migrate)


def test_a_file_of_another_version_is_not_used(tmp_path: Path) -> None:
    def of_another_version(connection: Connection) -> None:
        assert not newest.make(connection, "9999")
        assert inspect(connection).get_table_names() == []
        assert newest.make(connection, steps()[-1])

    made(tmp_path / "new.db", of_another_version)


def test_tables_that_are_there_already_are_left_to_the_migrations(tmp_path: Path) -> None:
    def beside_others(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE notes (said TEXT)")
        assert migrate(connection) == steps()

    assert "CREATE TABLE notes" in made(tmp_path / "shared.db", beside_others)
