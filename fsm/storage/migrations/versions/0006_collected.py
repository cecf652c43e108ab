"""what collecting campaigns found"""

import sqlalchemy as sa
from alembic import op

from fsm.storage.base import BigId, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scrape_blocks",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_scrape_blocks_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrape_blocks")),
        sa.UniqueConstraint("workspace_id", "host", name=op.f("uq_scrape_blocks_workspace_id_host")),
    )
    op.create_table(
        "scrape_cache",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("charset", sa.String(length=40), nullable=False),
        sa.Column("robots_tag", sa.String(length=200), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("modified", sa.String(length=100), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_scrape_cache_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrape_cache")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_scrape_cache_workspace_id_key")),
    )
    with op.batch_alter_table("scrape_cache", schema=None) as batch_op:
        batch_op.create_index("ix_scrape_cache_at", ["at"], unique=False)

    op.create_table(
        "scrape_campaigns",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("frequency", sa.String(length=16), nullable=False),
        sa.Column("max_found", sa.Integer(), nullable=False),
        sa.Column("max_pages", sa.Integer(), nullable=False),
        sa.Column("min_quality", sa.Integer(), nullable=False),
        sa.Column("auto_keep", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_scrape_campaigns_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrape_campaigns")),
    )
    with op.batch_alter_table("scrape_campaigns", schema=None) as batch_op:
        batch_op.create_index("ix_scrape_campaigns_state_next_at", ["state", "next_at"], unique=False)
        batch_op.create_index("ix_scrape_campaigns_workspace_id", ["workspace_id"], unique=False)

    op.create_table(
        "scrape_runs",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", BigId, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Text(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["scrape_campaigns.id"], name=op.f("fk_scrape_runs_campaign_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_scrape_runs_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrape_runs")),
    )
    with op.batch_alter_table("scrape_runs", schema=None) as batch_op:
        batch_op.create_index("ix_scrape_runs_campaign_id_state", ["campaign_id", "state"], unique=False)

    op.create_table(
        "collected",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", BigId, nullable=False),
        sa.Column("run_id", BigId, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.Column("last_seen", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["scrape_campaigns.id"], name=op.f("fk_collected_campaign_id")),
        sa.ForeignKeyConstraint(["run_id"], ["scrape_runs.id"], name=op.f("fk_collected_run_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_collected_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collected")),
    )
    with op.batch_alter_table("collected", schema=None) as batch_op:
        batch_op.create_index(
            "ix_collected_campaign_id_state_quality", ["campaign_id", "state", "quality"], unique=False
        )
        batch_op.create_index("ix_collected_workspace_id_last_seen", ["workspace_id", "last_seen"], unique=False)

    op.create_table(
        "scrape_pages",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("run_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["scrape_runs.id"], name=op.f("fk_scrape_pages_run_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_scrape_pages_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrape_pages")),
        sa.UniqueConstraint("run_id", "key", name=op.f("uq_scrape_pages_run_id_key")),
    )
    with op.batch_alter_table("scrape_pages", schema=None) as batch_op:
        batch_op.create_index("ix_scrape_pages_key", ["key"], unique=False)
        batch_op.create_index("ix_scrape_pages_run_id_state", ["run_id", "state"], unique=False)

    op.create_table(
        "collected_keys",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("collected_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["collected_id"], ["collected.id"], name=op.f("fk_collected_keys_collected_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_collected_keys_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collected_keys")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_collected_keys_workspace_id_key")),
    )
    with op.batch_alter_table("collected_keys", schema=None) as batch_op:
        batch_op.create_index("ix_collected_keys_collected_id", ["collected_id"], unique=False)
