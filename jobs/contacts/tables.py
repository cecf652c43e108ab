"""The tables of contacts: people we collected or were given, whom nobody has verified yet. Leads are kept apart.

A person is known by addresses (a phone, an e-mail, an account); an address belongs to one contact of a workspace.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from fsm.storage.base import BigId, Moment, metadata

contacts = Table(
    "contacts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("company", String(200), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("email", String(254), nullable=False),
    Column("city", String(120), nullable=False),
    Column("language", String(8), nullable=False),
    Column("source", String(100), nullable=False),
    Column("source_url", Text, nullable=False),
    Column("consent", String(8), nullable=False),
    Column("consent_how", String(200), nullable=False),
    Column("consent_at", Moment),
    Column("quality", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("extra", Text, nullable=False),
    Column("lead_id", BigId, ForeignKey("leads.id")),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("ix_contacts_workspace_id_status", "workspace_id", "status"),
    Index("ix_contacts_lead_id", "lead_id"),
)

contact_addresses = Table(
    "contact_addresses",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False),
    Column("contact_id", BigId, ForeignKey("contacts.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("address", String(254), nullable=False),
    Column("dead", String(200)),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "kind", "address"),
    Index("ix_contact_addresses_contact_id", "contact_id"),
)

contact_imports = Table(
    "contact_imports",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False),
    Column("file", String(200), nullable=False),
    Column("source", String(100), nullable=False),
    Column("consent", String(8), nullable=False),
    Column("consent_how", String(200), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("repeated", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", Moment, nullable=False),
)
