"""rows of a lead are in its workspace; PostgreSQL no longer looks that up for each of them"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_OF_LEADS = ("identities", "inbox", "messages", "facts", "scores", "events", "outbox", "handoffs", "buttons")


def upgrade() -> None:
    """Drop the rule where that is a word. SQLite would have to copy every table, and there the look costs next to nothing."""
    if op.get_bind().dialect.name == "postgresql":
        for table in _OF_LEADS:
            op.drop_constraint(f"fk_{table}_workspace_id", table, type_="foreignkey")
