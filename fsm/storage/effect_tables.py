"""The tables of slow work: what is to be done outside a turn, and which periods of the clock have been served."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, Text, UniqueConstraint

import fsm.storage.tables as _core  # noqa: F401 (the workspaces that rows here belong to)
from fsm.storage.base import BigId, Moment, metadata, partial_index


def _index(state: str, *columns: str) -> Index:
    """An index of just the rows in one state, so that it stays as small as that queue is."""
    name = {"new": "waiting"}.get(state, state)
    where = f"state = '{state}'"
    return partial_index(f"ix_effects_{name}", *columns, where=where)


effects = Table(
    "effects",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("key", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("worker", String(64)),
    Column("result", Text),
    Column("error", Text),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("told_at", Moment),
    UniqueConstraint("workspace_id", "key"),
    _index("new", "kind", "due_at"),
    _index("running", "lease_until"),
    _index("parked", "id"),
    _index("done", "done_at"),
)

periods = Table(
    "periods",
    metadata,
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("period", String(40), nullable=False),
    Column("claimed_at", Moment, nullable=False),
    PrimaryKeyConstraint("workspace_id", "name", "period"),
)
