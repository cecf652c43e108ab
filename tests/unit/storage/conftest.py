"""What tests of storage share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Every statement that goes to a database, in order."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, _parameters: object, _context: object, _many: bool) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)
