"""The tables of who is who: leads joined, codes to go on elsewhere, vouched numbers, and whom never to write to."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from fsm.storage.base import BigId, Moment, metadata, partial_index


def _workspace() -> Column[int]:
    return Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False)


def _lead(name: str = "lead_id") -> Column[int]:
    return Column(name, BigId, ForeignKey("leads.id"), nullable=False)


merges = Table(
    "merges",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    _workspace(),
    _lead("survivor_id"),
    _lead("absorbed_id"),
    Column("record", LargeBinary, nullable=False),
    Column("why", String(16), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", String(200)),
    # A lead is part of one other at most; this also finds the way from it to where it went.
    partial_index(
        "uq_merges_absorbed",
        "absorbed_id",
        unique=True,
        where="undone_at IS NULL",
    ),
    Index("ix_merges_survivor_id", "survivor_id"),
)
"""One row a merge. `record` is a `fsm.people.record.Record` as JSON: both leads as they were, and the rows moved."""

vouched_phones = Table(
    "vouched_phones",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("phone", String(20), nullable=False),
    _lead(),
    Column("channel", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "phone"),
    Index("ix_vouched_phones_lead_id", "lead_id"),
)
"""Numbers a network says are the person's own; a number that was only typed never stands here."""

resume_codes = Table(
    "resume_codes",
    metadata,
    Column("digest", String(64), primary_key=True),
    _workspace(),
    _lead(),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", String(64), nullable=False),
    Index("ix_resume_codes_lead_id", "lead_id"),
)
"""Codes to go on with a conversation elsewhere. Only their SHA-256 is kept; `used_by` is that of the event."""

suppressions = Table(
    "suppressions",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("digest", String(64), nullable=False),
    Column("why", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "digest"),
)
"""Whom never to write to first: keyed hashes of addresses, which outlive every other trace of a person."""

suppression_keys = Table(
    "suppression_keys",
    metadata,
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), primary_key=True),
    Column("key", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
)
"""The random key of an installation's hashes, so that they tell nothing beside another list."""
