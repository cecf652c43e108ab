"""What tests of storage share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from sqlalchemy import Engine, event

from fsm.storage.schema import open_store
from fsm.storage.store import PostgresStore


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Every statement that goes to a database, in order."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, _parameters: object, _context: object, _many: bool) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
async def postgres_store(new_postgres: Callable[[], str]) -> AsyncIterator[PostgresStore]:
    """A new database on the real server, for what only PostgreSQL does."""
    opened = await open_store(new_postgres())
    assert isinstance(opened, PostgresStore)
    yield opened
    await opened.close()
