"""The plan of every statement the engine runs, on a large database: whole tables must not be read."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, event

_LARGE = (
    "leads",
    "identities",
    "inbox",
    "messages",
    "facts",
    "scores",
    "events",
    "handoffs",
    "buttons",
    "outbox",
    "effects",
)
_SMALL = ("waiting", "troubled", "running", "parked", "done")
"""Indexes of just the rows in a state; to walk along one of them is what it is for."""

_ASKED_FOR = ("SELECT", "UPDATE", "DELETE", "WITH")


@contextlib.contextmanager
def heard() -> Iterator[dict[str, Any]]:
    """Collect each statement the program runs meanwhile, with one set of its values."""
    statements: dict[str, Any] = {}

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _context: object, many: bool) -> None:
        if statement.lstrip().upper().startswith(_ASKED_FOR):
            statements.setdefault(re.sub(r"\s+", " ", statement), parameters[0] if many else parameters)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def scans(connection: Connection, statements: dict[str, Any]) -> dict[str, list[str]]:
    """The statements that read a large table from end to end, each with the lines of its plan that say so."""
    found: dict[str, list[str]] = {}
    for statement, parameters in statements.items():
        lines = [line for line in plan(connection, statement, parameters) if _reads_all(line)]
        if lines:
            found[statement] = lines
    return found


def plan(connection: Connection, statement: str, parameters: Any) -> list[str]:
    """How the database would run a statement, a line a step."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        return [str(row[-1]) for row in rows]
    return [str(row[0]).strip() for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).all()]


def _reads_all(line: str) -> bool:
    words = line.replace('"', "").split()
    for before in ("SCAN", "Seq Scan on", "Parallel Seq Scan on"):
        if before in line and any(word in _LARGE for word in words):
            return not ("INDEX ix_" in line and any(name in line for name in _SMALL))
    return False
