"""when a silent lead is reminded next, and how much each rep has on their hands"""

import sqlalchemy as sa
from alembic import op

from fsm.storage.base import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_SET = sa.text("nudge_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("leads", sa.Column("nudge_at", Moment(), nullable=True))
    op.create_index("ix_leads_nudge_at", "leads", ["nudge_at"], sqlite_where=_SET, postgresql_where=_SET)
    op.create_index("ix_handoffs_state_rep_id", "handoffs", ["state", "rep_id"])
    op.create_index("ix_handoffs_state_card_chat", "handoffs", ["state", "card_chat"])
