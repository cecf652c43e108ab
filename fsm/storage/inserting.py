"""An INSERT of the database's own kind, which knows what to do about a row that is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert_for(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """The INSERT for the database of this connection."""
    return insert_of(connection.dialect.name, table)


def insert_of(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """The INSERT for a kind of database, "sqlite" or "postgresql"."""
    if dialect != "postgresql":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # 25 ms and 3 MB that SQLite need not pay

    return postgresql.insert(table)
