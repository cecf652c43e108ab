"""the lives of the program; given-up work is told once"""

import sqlalchemy as sa
from alembic import op

from fsm.storage.base import BigId, Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lives",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("alive_at", Moment(), nullable=False),
        sa.Column("heard_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("clean", sa.Boolean(), nullable=False),
        sa.Column("restored_at", Moment(), nullable=True),
        sa.Column("told_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_lives_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lives")),
    )
    op.add_column("effects", sa.Column("told_at", Moment(), nullable=True))
    op.execute("UPDATE effects SET told_at = created_at WHERE state = 'parked'")
