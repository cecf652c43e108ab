"""The table of API keys: only their hashes, so that whoever reads the database learns no key."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

import fsm.storage.tables as _core  # noqa: F401 (the workspaces that keys belong to)
from fsm.storage.base import BigId, Moment, metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("begins", String(16), nullable=False),
    Column("role", String(16), nullable=False),
    Column("name", String(100), nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
