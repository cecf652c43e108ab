"""deliveries to other systems, and keys of the API"""

import sqlalchemy as sa
from alembic import op

from fsm.storage.base import BigId, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_WAITS = sa.text("state = 'new'")


def upgrade() -> None:
    _targets()
    _deliveries()
    _keys()


def _targets() -> None:
    op.create_table(
        "targets",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_targets_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("target_id", BigId, nullable=False),
        sa.Column("lead_id", BigId, nullable=True),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("remote_id", sa.String(300), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_deliveries_workspace_id")),
        sa.ForeignKeyConstraint(["target_id"], ["targets.id"], name=op.f("fk_deliveries_target_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_deliveries_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("target_id", "key", name=op.f("uq_deliveries_target_id_key")),
    )
    op.create_index("ix_deliveries_target_id_lead_id_id", "deliveries", ["target_id", "lead_id", "id"])
    op.create_index("ix_deliveries_lead_id", "deliveries", ["lead_id"])
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["target_id", "lead_id"],
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )


def _keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("begins", sa.String(16), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_api_keys_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
    )
