"""The tables of deliveries: which systems are told, and what each was or is to be told of which lead."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

import fsm.storage.tables as _core  # noqa: F401 (the workspaces and leads that rows here belong to)
from fsm.storage.base import BigId, Moment, metadata, partial_index

_WAITS = "state = 'new'"

targets = Table(
    "targets",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(100), nullable=False),
    Column("config", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("removed_at", Moment),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False),
    Column("target_id", BigId, ForeignKey("targets.id"), nullable=False),
    Column("lead_id", BigId, ForeignKey("leads.id")),
    Column("event", String(40), nullable=False),
    Column("key", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("error", Text),
    Column("remote_id", String(300)),
    UniqueConstraint("target_id", "key"),
    Index("ix_deliveries_target_id_lead_id_id", "target_id", "lead_id", "id"),
    Index("ix_deliveries_lead_id", "lead_id"),
    partial_index("ix_deliveries_waiting", "target_id", "lead_id", where=_WAITS),
)
