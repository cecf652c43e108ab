"""spend, the indexes of reports, and the views that other tools read"""

import sqlalchemy as sa
from alembic import op

from fsm.storage.base import BigId, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SQLITE = {
    "source": "coalesce(json_extract(CAST(l.state AS TEXT), '$.source'), '')",
    "channel": "json_extract(CAST(l.state AS TEXT), '$.channel')",
    "script": "coalesce(json_extract(CAST(l.state AS TEXT), '$.script'), '')",
    "version": "coalesce(json_extract(CAST(l.state AS TEXT), '$.script_version'), 0)",
    "seconds": "(julianday({later}) - julianday({earlier})) * 86400.0",
    "day": "date({moment})",
    "asked": "json_each(CAST(l.state AS TEXT), '$.asked') AS a",
    "times": "CAST(a.value AS INTEGER)",
    "open": "coalesce(json_extract(CAST(l.state AS TEXT), '$.open_question'), '')",
}
POSTGRES = {
    "source": "coalesce(convert_from(l.state, 'UTF8')::json ->> 'source', '')",
    "channel": "convert_from(l.state, 'UTF8')::json ->> 'channel'",
    "script": "coalesce(convert_from(l.state, 'UTF8')::json ->> 'script', '')",
    "version": "coalesce((convert_from(l.state, 'UTF8')::json ->> 'script_version')::integer, 0)",
    "seconds": "extract(epoch FROM {later} - {earlier})::double precision",
    "day": "({moment} AT TIME ZONE 'UTC')::date",
    "asked": "LATERAL json_each_text(coalesce(convert_from(l.state, 'UTF8')::json -> 'asked', '{}'::json)) AS a",
    "times": "a.value::integer",
    "open": "coalesce(convert_from(l.state, 'UTF8')::json ->> 'open_question', '')",
}


def views(words: dict[str, str]) -> dict[str, str]:
    """The views by name, in the order in which they are made."""

    def seconds(later: str, earlier: str) -> str:
        return words["seconds"].format(later=later, earlier=earlier)

    def day(moment: str) -> str:
        return words["day"].format(moment=moment)

    alive = "l.stage NOT IN ('merged', 'erased')"
    last = "h.id = (SELECT max(x.id) FROM handoffs x WHERE x.lead_id = l.id)"
    first = "(SELECT min(m.at) FROM messages m WHERE m.lead_id = l.id AND m.author IN ('bot', 'rep'))"
    return {
        "report_leads": f"""
            SELECT l.workspace_id, l.id AS lead_id, l.created_at, {day("l.created_at")} AS day, l.stage, l.band,
                l.score, l.language, {words["channel"]} AS channel, {words["source"]} AS source,
                {words["script"]} AS script, {words["version"]} AS script_version,
                CASE WHEN l.band IN ('qualified', 'hot') THEN 1 ELSE 0 END AS qualified,
                CASE WHEN l.band = 'hot' THEN 1 ELSE 0 END AS hot,
                CASE WHEN h.claimed_at IS NOT NULL THEN 1 ELSE 0 END AS taken,
                CASE WHEN h.state = 'won' THEN 1 ELSE 0 END AS won,
                CASE WHEN h.state = 'lost' THEN 1 ELSE 0 END AS lost,
                h.state AS handoff, h.verdict, h.rep_name AS rep, h.amount, h.reason,
                h.offered_at, h.claimed_at, h.answered_at, h.closed_at,
                {seconds(first, "l.created_at")} AS first_answer_seconds,
                {seconds("h.answered_at", "h.offered_at")} AS rep_answer_seconds
            FROM leads l LEFT JOIN handoffs h ON {last} WHERE {alive}""",  # noqa: S608 (our own words only)
        "report_spend": """
            SELECT workspace_id, day, source, campaign, currency, sum(amount) AS amount
            FROM spend GROUP BY workspace_id, day, source, campaign, currency""",
        "report_days": """
            SELECT workspace_id, day, source, channel, count(*) AS leads, sum(qualified) AS qualified,
                sum(hot) AS hot, sum(taken) AS taken, sum(won) AS won, sum(lost) AS lost,
                coalesce(sum(CASE WHEN won = 1 THEN amount END), 0) AS revenue
            FROM report_leads GROUP BY workspace_id, day, source, channel""",
        "report_questions": f"""
            SELECT l.workspace_id, l.id AS lead_id, l.created_at, {words["script"]} AS script,
                {words["version"]} AS script_version, a.key AS question, {words["times"]} AS times_asked,
                CASE WHEN {words["open"]} = a.key THEN 1 ELSE 0 END AS still_open
            FROM leads l, {words["asked"]} WHERE {alive} AND a.key NOT LIKE '%.%'""",  # noqa: S608 (our own words only)
    }


def upgrade() -> None:
    op.create_table(
        "spend",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("campaign", sa.String(length=100), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_spend_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spend")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_spend_workspace_id_key")),
    )
    op.create_index("ix_spend_workspace_id_day", "spend", ["workspace_id", "day"])
    op.create_index("ix_leads_born", "leads", ["workspace_id", "created_at", "stage", "band"])
    op.create_index("ix_identities_born", "identities", ["workspace_id", "created_at", "channel"])
    offered = sa.text("state = 'offered'")
    op.create_index("ix_handoffs_offered", "handoffs", ["workspace_id"], sqlite_where=offered, postgresql_where=offered)
    closed = sa.text("closed_at IS NOT NULL")
    op.create_index(
        "ix_handoffs_closed", "handoffs", ["workspace_id", "closed_at"], sqlite_where=closed, postgresql_where=closed
    )
    postgres = op.get_bind().dialect.name == "postgresql"
    for name, query in views(POSTGRES if postgres else SQLITE).items():
        # As it is, since a colon in a cast is no parameter; asyncpg's form of a statement wants its per cents doubled.
        statement = f"CREATE VIEW {name} AS {query}"
        op.get_bind().exec_driver_sql(statement.replace("%", "%%") if postgres else statement)
