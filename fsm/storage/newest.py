"""A new SQLite database in one go: the newest schema as SQL, in the file beside this one.

A database without a past need not live through every migration: that took a sixth of the first start and 9 MB. The file
is what the migrations made, never written by hand (`python -m fsm.storage.newest` writes it anew), and a test holds
both ways to the same result. It names its version; one left behind by a newer migration is not used.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

FILE = Path(__file__).with_suffix(".sql")
_HEAD = "-- The schema after migration "
_BETWEEN = "\n\n"
_CONSTRAINT = "\tCONSTRAINT "
_NAME = "fsm.storage.newest"


def make(connection: Connection, version: str) -> bool:
    """Make everything of that version in an empty SQLite database; False if the file is of another version."""
    head, *statements = FILE.read_text("utf-8").strip().split(_BETWEEN)
    if head.partition("\n")[0] != _HEAD + version:
        return False
    for statement in statements:
        connection.exec_driver_sql(statement)
    return True


def told(connection: Connection) -> str:
    """The content of the file for the database of this connection, which migrations have just made."""
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    objects = connection.exec_driver_sql("SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    rows = [row for name, kind, _ in objects if kind == "table" for row in _rows(connection, name)]
    statements = [_in_order(sql) for _, _, sql in objects]
    return _BETWEEN.join([f"{_HEAD}{version}\n-- Written by `python -m {_NAME}`.", *statements, *rows]) + "\n"


def _in_order(statement: str) -> str:
    """The statement without blank lines and with its constraints in order: each migration has them in another one."""
    lines = [line.rstrip() for line in statement.splitlines() if line.strip()]
    constraints = sorted(line.rstrip(",") for line in lines if line.startswith(_CONSTRAINT))
    if not constraints:
        return "\n".join(lines)
    body = [line for line in lines[:-1] if not line.startswith(_CONSTRAINT)]
    return "\n".join([*body, ",\n".join(constraints), lines[-1]])


def _rows(connection: Connection, table: str) -> list[str]:
    columns = [row.name for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
    said = ", ".join("'CURRENT_TIMESTAMP'" if name == "created_at" else f'quote("{name}")' for name in columns)
    found = connection.exec_driver_sql(f"SELECT {said} FROM {table}").all()  # noqa: S608 (our own tables, when writing)
    names = ", ".join(f'"{name}"' for name in columns)
    values = (", ".join(map(str, row)) for row in found)
    return [f"INSERT INTO {table} ({names}) VALUES ({row})" for row in values]  # noqa: S608 (the same)


def _write() -> int:
    from fsm.storage.schema import upgrade
    from fsm.storage.store import plain_sqlite_engine

    with TemporaryDirectory() as folder:
        engine = plain_sqlite_engine(Path(folder) / "made.db")
        with engine.begin() as connection:
            upgrade(connection)
            FILE.write_text(told(connection), "utf-8")
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(_write())
