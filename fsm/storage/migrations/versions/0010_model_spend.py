"""what is spent on language models, shared by all processes"""

import sqlalchemy as sa
from alembic import op

from fsm.storage.base import BigId

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_spend",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("about", BigId, nullable=False),
        sa.Column("nano_usd", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_model_spend_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "day", "about", name=op.f("pk_model_spend")),
    )
