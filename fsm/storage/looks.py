"""Questions of yes or no about a whole table, asked with every batch: on PostgreSQL all of them in one trip.

A claim brings the answers along, so that a batch of known people pays nothing for them. They hold until
the transaction ends or claims again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from fsm.storage import direct

_ALL: Final[list[Look]] = []
_KEPT: Final = "looks"


class Look:
    """Whether any row of a table is so. `source` is what follows FROM, of our own writing ("targets WHERE active")."""

    def __init__(self, source: str) -> None:
        self._one = f"SELECT 1 FROM {source} LIMIT 1"  # noqa: S608 (names of ours)
        self.condition = f"EXISTS (SELECT FROM {source})"
        _ALL.append(self)

    def holds(self, connection: Connection) -> bool:
        if connection.dialect.name != "postgresql":
            return bool(direct.fetch(connection, self._one))
        known = _known(connection)
        if self not in known:
            asked = tuple(_ALL)
            row = connection.exec_driver_sql(f"SELECT {conditions(asked)}").one()
            known = remember(connection, asked, row)
        return known[self]


def all_looks() -> tuple[Look, ...]:
    """Every look there is by now."""
    return tuple(_ALL)


def conditions(looks: Sequence[Look]) -> str:
    """As columns of a query."""
    return ", ".join(look.condition for look in looks)


def remember(connection: Connection, looks: Sequence[Look], answers: Sequence[Any]) -> dict[Look, bool]:
    """Keep the answers for the rest of this transaction; no looks forget what was known."""
    known = dict(zip(looks, answers, strict=True))
    connection.info[_KEPT] = (connection.get_transaction(), known)
    return known


def _known(connection: Connection) -> dict[Look, bool]:
    transaction, known = connection.info.get(_KEPT, (None, {}))
    return known if transaction is not None and transaction is connection.get_transaction() else {}
