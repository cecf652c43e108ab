"""people known by several addresses"""

import sqlalchemy as sa
from alembic import op

from fsm.storage.base import BigId, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merges",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("survivor_id", BigId, nullable=False),
        sa.Column("absorbed_id", BigId, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["absorbed_id"], ["leads.id"], name=op.f("fk_merges_absorbed_id")),
        sa.ForeignKeyConstraint(["survivor_id"], ["leads.id"], name=op.f("fk_merges_survivor_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_merges_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.create_index("ix_merges_survivor_id", ["survivor_id"], unique=False)
        batch_op.create_index(
            "uq_merges_absorbed",
            ["absorbed_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "vouched_phones",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_vouched_phones_lead_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_vouched_phones_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouched_phones")),
        sa.UniqueConstraint("workspace_id", "phone", name=op.f("uq_vouched_phones_workspace_id_phone")),
    )
    with op.batch_alter_table("vouched_phones", schema=None) as batch_op:
        batch_op.create_index("ix_vouched_phones_lead_id", ["lead_id"], unique=False)

    op.create_table(
        "resume_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("used_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_resume_codes_lead_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_resume_codes_workspace_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_resume_codes")),
    )
    with op.batch_alter_table("resume_codes", schema=None) as batch_op:
        batch_op.create_index("ix_resume_codes_lead_id", ["lead_id"], unique=False)

    op.create_table(
        "suppressions",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_suppressions_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressions")),
        sa.UniqueConstraint("workspace_id", "digest", name=op.f("uq_suppressions_workspace_id_digest")),
    )
    op.create_table(
        "suppression_keys",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_suppression_keys_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_suppression_keys")),
    )
