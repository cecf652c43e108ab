"""The tables of our own people: invitations, open forms, topics, their words to leads, and what the owner has set."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from fsm.storage.base import BigId, Moment, metadata


def _workspace() -> Column[int]:
    return Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False)


invites = Table(
    "invites",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", String(200), nullable=False),
)

forms = Table(
    "forms",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("channel", String(32), nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("name", String(64), nullable=False),
    Column("data", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "channel", "external_id"),
)

topics = Table(
    "topics",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("lead_id", BigId, ForeignKey("leads.id"), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "channel", "chat", "lead_id"),
    Index("ix_topics_channel_chat_topic", "channel", "chat", "topic"),
)

rep_words = Table(
    "rep_words",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("lead_id", BigId, ForeignKey("leads.id"), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("network_id", String(200), nullable=False),
    Column("message_id", BigId, nullable=False),
    Column("letter_id", BigId, nullable=False),
    UniqueConstraint("workspace_id", "channel", "chat", "network_id"),
    Index("ix_rep_words_letter_id", "letter_id"),
)

settings = Table(
    "settings",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("name", String(64), nullable=False),
    Column("value", Text, nullable=False),
    Column("set_by", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "name"),
)
