"""what came on a day, and what a person must look at, is found without reading all there is"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _partial("ix_inbox_parked", "inbox", ["workspace_id", "id"], "error IS NOT NULL")
    for moment in ("claimed_at", "answered_at"):
        _partial(f"ix_handoffs_{moment}", "handoffs", ["workspace_id", moment], f"{moment} IS NOT NULL")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
