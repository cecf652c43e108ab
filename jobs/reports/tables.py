"""What reports own in the database: what was spent, and the indexes that let them read a period without the rest."""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from fsm.storage import tables as t
from fsm.storage.base import BigId, Moment, metadata, partial_index

spend = Table(
    "spend",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("source", String(100), nullable=False),
    Column("campaign", String(100), nullable=False),
    Column("amount", Float, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("key", String(80), nullable=False),
    Column("added_by", String(200), nullable=False),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "key"),
    Index("ix_spend_workspace_id_day", "workspace_id", "day"),
)
"""One row a day, source and campaign; a sum for a period is spread over its days. `key` makes a repeat a no-op."""

# With what is counted in the index itself, a month of leads is counted without reading them.
_born = t.leads.c
Index("ix_leads_born", _born.workspace_id, _born.created_at, _born.stage, _born.band)
_who = t.identities.c
Index("ix_identities_born", _who.workspace_id, _who.created_at, _who.channel)
partial_index(
    "ix_handoffs_offered",
    t.handoffs.c.workspace_id,
    where="state = 'offered'",
)
partial_index(
    "ix_handoffs_closed",
    t.handoffs.c.workspace_id,
    t.handoffs.c.closed_at,
    where="closed_at IS NOT NULL",
)
