"""The tables of collecting: campaigns, their runs, the pages of a run, what was collected, and hosts that said no.

A page row is the unit of work: whatever a page gave is written in the same commit that marks the page as done, so a run
killed anywhere goes on with the next page and counts none twice.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from fsm.storage.base import BigId, Moment, metadata


def _workspace() -> Column[int]:
    return Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False)


campaigns = Table(
    "scrape_campaigns",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("name", String(200), nullable=False),
    Column("criteria", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("frequency", String(16), nullable=False),
    Column("max_found", Integer, nullable=False),
    Column("max_pages", Integer, nullable=False),
    Column("min_quality", Integer, nullable=False),
    Column("auto_keep", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("next_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("ix_scrape_campaigns_state_next_at", "state", "next_at"),
    Index("ix_scrape_campaigns_workspace_id", "workspace_id"),
)

runs = Table(
    "scrape_runs",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("campaign_id", BigId, ForeignKey("scrape_campaigns.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("why", String(40), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("skipped", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_scrape_runs_campaign_id_state", "campaign_id", "state"),
)

pages = Table(
    "scrape_pages",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("run_id", BigId, ForeignKey("scrape_runs.id"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("ask", Text, nullable=False),
    Column("host", String(255), nullable=False),
    Column("step", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("run_id", "key"),
    Index("ix_scrape_pages_run_id_state", "run_id", "state"),
    Index("ix_scrape_pages_key", "key"),
)

collected = Table(
    "collected",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("campaign_id", BigId, ForeignKey("scrape_campaigns.id"), nullable=False),
    Column("run_id", BigId, ForeignKey("scrape_runs.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("name", String(200), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("email", String(200), nullable=False),
    Column("site", String(500), nullable=False),
    Column("source", String(32), nullable=False),
    Column("source_url", Text, nullable=False),
    Column("seen_on", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("quality", Integer, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Index("ix_collected_campaign_id_state_quality", "campaign_id", "state", "quality"),
    Index("ix_collected_workspace_id_last_seen", "workspace_id", "last_seen"),
)

collected_keys = Table(
    "collected_keys",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("key", String(300), nullable=False),
    Column("collected_id", BigId, ForeignKey("collected.id"), nullable=False),
    UniqueConstraint("workspace_id", "key"),
    Index("ix_collected_keys_collected_id", "collected_id"),
)

blocks = Table(
    "scrape_blocks",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("host", String(255), nullable=False),
    Column("source", String(32), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    UniqueConstraint("workspace_id", "host"),
)

remembered = Table(
    "scrape_cache",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    _workspace(),
    Column("key", String(64), nullable=False),
    Column("content_type", String(100), nullable=False),
    Column("charset", String(40), nullable=False),
    Column("robots_tag", String(200), nullable=False),
    Column("etag", String(200), nullable=False),
    Column("modified", String(100), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "key"),
    Index("ix_scrape_cache_at", "at"),
)
