"""The tables of outreach: templates by version, campaigns, and one row for every message a campaign owes somebody.

The row of a message is the truth about it: UNIQUE(campaign, step, contact) is why nobody gets a message twice.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from fsm.storage.base import BigId, Moment, metadata, partial_index


def _workspace() -> Column[int]:
    return Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False)


templates = Table(
    "outreach_templates",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("name", String(100), nullable=False),
    Column("version", Integer, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "name", "version"),
)

campaigns = Table(
    "outreach_campaigns",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("name", String(100), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("state", String(8), nullable=False),
    Column("plan", Text, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("waits_for", String(40), nullable=False),
    Column("waits_until", Moment),
    Column("claimed_at", Moment),
    Column("first_sent_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
    Index("ix_outreach_campaigns_workspace_id_state", "workspace_id", "state"),
)

messages = Table(
    "outreach_messages",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("campaign_id", BigId, ForeignKey("outreach_campaigns.id"), nullable=False),
    Column("step", Integer, nullable=False),
    Column("contact_id", BigId, ForeignKey("contacts.id"), nullable=False),
    Column("template_id", BigId),
    Column("address", String(254), nullable=False),
    Column("status", String(10), nullable=False),
    Column("reason", String(300), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("sent_at", Moment),
    Column("responded_at", Moment),
    Column("updated_at", Moment, nullable=False),
    Column("network_id", String(200), nullable=False),
    UniqueConstraint("campaign_id", "step", "contact_id"),
    Index("ix_outreach_messages_contact_id", "contact_id"),
    Index("ix_outreach_messages_claimed", "campaign_id", "claimed_at"),
    Index("ix_outreach_messages_network_id", "workspace_id", "network_id"),
    partial_index(
        "ix_outreach_messages_due",
        "campaign_id",
        "due_at",
        "id",
        where="status = 'pending'",
    ),
)
