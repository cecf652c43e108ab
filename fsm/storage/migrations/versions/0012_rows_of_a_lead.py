"""what came and went for a lead is found by the lead"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_inbox_lead_id", "inbox", ["lead_id"])
    op.create_index("ix_outbox_lead_id", "outbox", ["lead_id"])
