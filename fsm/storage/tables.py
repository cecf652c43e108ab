"""The tables of the core. Every row belongs to a workspace; nothing here knows a channel or a rule.

`inbox` and `outbox` are the two ends of the road: what was heard and not yet answered, what is to be said and not yet
sent. `leads.state` is the whole lead (`fsm.lead.Lead`) as JSON; the columns beside it are what lists and reports ask
for.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    true,
)

from fsm.storage.base import BigId, Moment, metadata, partial_index


def _workspace() -> Column[int]:
    return Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False)


def _workspace_of_lead() -> Column[int]:
    """No rule of its own: such rows are written with their lead's workspace, and the lead has the rule.

    PostgreSQL looked the workspace up for every row of every batch and noted on its one row who had looked: a quarter
    of the great write (measured), and a place where all processes meet. SQLite still has the rule: to drop it there is
    to copy the table.
    """
    return Column("workspace_id", Integer, nullable=False)


def _lead(*, nullable: bool = False) -> Column[int]:
    return Column("lead_id", BigId, ForeignKey("leads.id"), nullable=nullable)


workspaces = Table(
    "workspaces",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
)

leads = Table(
    "leads",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("state", LargeBinary, nullable=False),
    Column("stage", String(20), nullable=False),
    Column("score", Integer),
    Column("band", String(20)),
    Column("language", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("nudge_at", Moment),
    Index("ix_leads_workspace_id_updated_at", "workspace_id", "updated_at"),
    partial_index(
        "ix_leads_nudge_at",
        "nudge_at",
        where="nudge_at IS NOT NULL",
    ),
)

identities = Table(
    "identities",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace_of_lead(),
    Column("channel", String(32), nullable=False),
    Column("external_id", String(200), nullable=False),
    _lead(),
    Column("chat", String(200), nullable=False),
    Column("display_name", String(300), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "channel", "external_id"),
    Index("ix_identities_lead_id", "lead_id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace_of_lead(),
    Column("source", String(32), nullable=False),
    Column("external_id", String(200), nullable=False),
    _lead(nullable=True),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("handled_at", Moment),
    Column("error", Text),
    UniqueConstraint("workspace_id", "source", "external_id"),
    # Whoever erases a person has the database for themselves meanwhile, so they must not read all there is.
    Index("ix_inbox_lead_id", "lead_id"),
    partial_index(
        "ix_inbox_waiting",
        "lead_id",
        "id",
        where="handled_at IS NULL",
    ),
    partial_index("ix_inbox_parked", "workspace_id", "id", where="error IS NOT NULL"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    _workspace_of_lead(),
    _lead(),
    Column("author", String(8), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("network_id", String(200), nullable=False),
    Column("key", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("extras", Text),
    Column("at", Moment, nullable=False),
    Column("delivered_at", Moment),
    Column("read_at", Moment),
    Index("ix_messages_lead_id_id", "lead_id", "id"),
)

facts = Table(
    "facts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    _workspace_of_lead(),
    _lead(),
    Column("name", String(64), nullable=False),
    Column("value", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("message_id", String(200), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("reader", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_facts_lead_id_id", "lead_id", "id"),
)

scores = Table(
    "scores",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    _workspace_of_lead(),
    _lead(),
    Column("model", String(32), nullable=False),
    Column("score", Integer, nullable=False),
    Column("band", String(20), nullable=False),
    Column("parts", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_scores_lead_id_id", "lead_id", "id"),
)

events = Table(
    "events",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    _workspace_of_lead(),
    _lead(nullable=True),
    Column("kind", String(40), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_events_lead_id_id", "lead_id", "id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    _workspace_of_lead(),
    _lead(nullable=True),
    Column("kind", String(16), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("handoff_id", BigId),
    Column("message_id", BigId),
    Column("owner", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("told_at", Moment),
    Column("error", Text),
    Column("network_id", String(200)),
    Index("ix_outbox_lead_id", "lead_id"),
    partial_index(
        "ix_outbox_waiting",
        "lead_id",
        "id",
        where="state = 'new'",
    ),
    partial_index(
        "ix_outbox_told",
        "channel",
        "chat",
        "network_id",
        where="kind IN ('card', 'relay', 'staff')",
    ),
    partial_index(
        "ix_outbox_troubled",
        "id",
        where="state IN ('parked', 'uncertain')",
    ),
)

reps = Table(
    "reps",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("channel", String(32), nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("name", String(300), nullable=False),
    Column("role", String(16), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("chat", String(200), nullable=False, server_default=""),
    Column("username", String(64), nullable=False, server_default=""),
    Column("language", String(8), nullable=False, server_default=""),
    Column("profile", Text, nullable=False, server_default="{}"),
    Column("on_shift", Boolean, nullable=False, server_default=true()),
    Column("capacity", Integer, nullable=False, server_default="0"),
    Column("asked_at", Moment),
    UniqueConstraint("workspace_id", "channel", "external_id"),
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    _workspace_of_lead(),
    _lead(),
    Column("state", String(16), nullable=False),
    Column("score", Integer, nullable=False),
    Column("hot", Boolean, nullable=False),
    Column("rep_id", String(200), nullable=False),
    Column("rep_name", String(300), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("offered_at", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("card_channel", String(32), nullable=False),
    Column("card_chat", String(200), nullable=False),
    Column("card_message_id", String(200), nullable=False),
    Column("why", String(16), nullable=False, server_default=""),
    Column("answered_at", Moment),
    Column("closed_at", Moment),
    Column("outcome", String(16), nullable=False, server_default=""),
    Column("amount", Float),
    Column("reason", String(64), nullable=False, server_default=""),
    Column("due_at", Moment),
    Index("ix_handoffs_lead_id", "lead_id"),
    Index("ix_handoffs_state_rep_id", "state", "rep_id"),
    Index("ix_handoffs_state_card_chat", "state", "card_chat"),
    partial_index("ix_handoffs_claimed_at", "workspace_id", "claimed_at", where="claimed_at IS NOT NULL"),
    partial_index("ix_handoffs_answered_at", "workspace_id", "answered_at", where="answered_at IS NOT NULL"),
    partial_index(
        "ix_handoffs_due_at",
        "due_at",
        where="due_at IS NOT NULL",
    ),
)

buttons = Table(
    "buttons",
    metadata,
    Column("token", String(64), primary_key=True),
    _workspace_of_lead(),
    _lead(),
    Column("handoff_id", BigId, ForeignKey("handoffs.id"), nullable=False),
    Column("action", String(24), nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("ix_buttons_handoff_id", "handoff_id"),
)

scripts = Table(
    "scripts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("name", String(100), nullable=False),
    Column("version", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "name", "version"),
)

DEFAULT_WORKSPACE = 1
