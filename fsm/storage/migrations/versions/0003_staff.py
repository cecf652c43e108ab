"""the people of ours, their cards and topics"""

import sqlalchemy as sa
from alembic import op

from fsm.storage.base import BigId, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TOLD = sa.text("kind IN ('card', 'relay', 'staff')")
_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    _people()
    _road()
    _words()
    _files()


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", BigId, nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.String(length=1000), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("mime", sa.String(length=128), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_files_lead_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_files_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("workspace_id", "lead_id", "origin", name=op.f("uq_files_workspace_id_lead_id_origin")),
    )
    op.create_index("ix_files_lead_id", "files", ["lead_id", "created_at"])


def _people() -> None:
    for column in (
        sa.Column("chat", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("username", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("language", sa.String(length=8), nullable=False, server_default=""),
        sa.Column("profile", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("on_shift", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("capacity", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("asked_at", Moment(), nullable=True),
    ):
        op.add_column("reps", column)
    op.create_table(
        "invites",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("used_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_invites_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invites_code_hash")),
    )
    op.create_table(
        "forms",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_forms_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forms")),
        sa.UniqueConstraint(
            "workspace_id", "channel", "external_id", name=op.f("uq_forms_workspace_id_channel_external_id")
        ),
    )
    op.create_table(
        "settings",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_settings_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_settings_workspace_id_name")),
    )


def _road() -> None:
    for column in (
        sa.Column("why", sa.String(length=16), nullable=False, server_default=""),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False, server_default=""),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("due_at", Moment(), nullable=True),
    ):
        op.add_column("handoffs", column)
    op.create_index("ix_handoffs_due_at", "handoffs", ["due_at"], sqlite_where=_DUE, postgresql_where=_DUE)
    with op.batch_alter_table("buttons") as buttons:
        buttons.alter_column("action", existing_type=sa.String(length=16), type_=sa.String(length=24))
    op.add_column("messages", sa.Column("delivered_at", Moment(), nullable=True))
    op.add_column("messages", sa.Column("read_at", Moment(), nullable=True))
    op.add_column("outbox", sa.Column("network_id", sa.String(length=200), nullable=True))
    op.create_index(
        "ix_outbox_told", "outbox", ["channel", "chat", "network_id"], sqlite_where=_TOLD, postgresql_where=_TOLD
    )


def _words() -> None:
    op.create_table(
        "topics",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_topics_lead_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_topics_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint(
            "workspace_id", "channel", "chat", "lead_id", name=op.f("uq_topics_workspace_id_channel_chat_lead_id")
        ),
    )
    op.create_index("ix_topics_channel_chat_topic", "topics", ["channel", "chat", "topic"])
    op.create_table(
        "rep_words",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.String(length=200), nullable=False),
        sa.Column("network_id", sa.String(length=200), nullable=False),
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("letter_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_rep_words_lead_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_rep_words_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rep_words")),
        sa.UniqueConstraint(
            "workspace_id",
            "channel",
            "chat",
            "network_id",
            name=op.f("uq_rep_words_workspace_id_channel_chat_network_id"),
        ),
    )
    op.create_index("ix_rep_words_letter_id", "rep_words", ["letter_id"])
