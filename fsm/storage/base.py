"""What every table of every area shares: the metadata, and moments stored as UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Index, Integer, MetaData, text
from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)


def partial_index(name: str, *columns: str | Column[Any], where: str, unique: bool = False) -> Index:
    """An index of only the rows of which `where` (SQL) is true, so that it stays as small as what is asked for.

    Migrations write the same for PostgreSQL; said here as well it would load all of that dialect at every start.
    """
    return Index(name, *columns, unique=unique, sqlite_where=text(where), info={"where": where})


# SQLite numbers rows by itself only for INTEGER PRIMARY KEY, which is 64 bits wide there anyway.
BigId = BigInteger().with_variant(Integer, "sqlite")


@lru_cache(maxsize=256)
def _text(value: datetime) -> str:
    # A batch writes one moment many times; the sort order of the text is that of time.
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class _SqliteMoment(DATETIME):
    """SQLite's DATETIME without its general formatter: measured, a quarter of the cost of writing a row."""

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        _ = dialect
        return lambda value: None if value is None else _text(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], datetime | None]:
        _ = dialect, coltype
        return lambda value: None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC: text in SQLite (sorts as time), timestamptz in PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(_SqliteMoment())  # type: ignore[no-untyped-call]
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        _ = dialect
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value
