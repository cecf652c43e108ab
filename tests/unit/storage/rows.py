"""Rows for any table, for tests that must hold for tables not yet written."""

from __future__ import annotations

import importlib
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Float, Integer, LargeBinary, Numeric, String, Table

from fsm.storage.base import Moment, metadata

_A_WORD = 40
ROOT = Path(__file__).parents[3]


def every_table() -> list[Table]:
    """The tables of all areas, in an order in which rows may be made."""
    for area in ("fsm", "handoff", "jobs", "bot"):
        for file in sorted((ROOT / area).rglob("*.py")):
            if "migrations" not in file.parts and "Table(" in file.read_text("utf-8"):
                importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    return list(metadata.sorted_tables)


def filled(table: Table, number: int, words: str, at: datetime) -> dict[str, Any]:
    """A row with a value in every column: `words` wherever there is room for what people say, `number` elsewhere."""
    return {column.name: _value(column.type, number, words, at) for column in table.c}


def _value(kind: Any, number: int, words: str, at: datetime) -> Any:
    if isinstance(kind, Moment):
        return at
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer | Float | Numeric):
        return number
    if isinstance(kind, LargeBinary):
        return words.encode()
    assert isinstance(kind, String), kind
    if kind.length is None:
        return words
    return f"{number} {words}"[: kind.length] if kind.length > _A_WORD else str(number)
