"""slow work and its results"""

import sqlalchemy as sa
from alembic import op

from fsm.storage.base import BigId, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "effects",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("worker", sa.String(length=64), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_effects_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effects")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_effects_workspace_id_key")),
    )
    for name, columns, state in (
        ("ix_effects_waiting", ["kind", "due_at"], "new"),
        ("ix_effects_running", ["lease_until"], "running"),
        ("ix_effects_parked", ["id"], "parked"),
        ("ix_effects_done", ["done_at"], "done"),
    ):
        where = sa.text(f"state = '{state}'")
        op.create_index(name, "effects", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "periods",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("claimed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_periods_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "name", "period", name=op.f("pk_periods")),
    )
