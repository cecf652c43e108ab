"""Collecting campaigns as the owner knows them: what, where, from which sources, how often and how much."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update

from jobs.scraping import tables as t
from jobs.scraping.contract import Criteria


class Frequency(StrEnum):
    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class State(StrEnum):
    """A draft waits for the owner's look at its preview; only an active one runs."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"


_AGAIN = {
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(days=7),
    Frequency.MONTHLY: timedelta(days=30),
}


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner decides. `max_found` bounds new contacts of a run and `max_pages` its requests.

    With `auto_keep` contacts of `min_quality` and above go to the list as they are found; else they wait for a look.
    """

    name: str
    criteria: Criteria
    sources: tuple[str, ...]
    frequency: Frequency = Frequency.ONCE
    max_found: int = 200
    max_pages: int = 500
    min_quality: int = 30
    auto_keep: bool = False


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign as it is stored."""

    id: int
    workspace_id: int
    plan: Plan
    state: State
    next_at: datetime | None


def create(connection: Connection, workspace_id: int, plan: Plan, now: datetime) -> int:
    """Write a new campaign down as a draft; gives its id. Raises ValueError when a limit is no limit."""
    row = {**_row(plan), "workspace_id": workspace_id, "state": State.DRAFT, "created_at": now, "updated_at": now}
    return int(connection.execute(insert(t.campaigns).values(row).returning(t.campaigns.c.id)).scalar_one())


def change(connection: Connection, campaign_id: int, plan: Plan, now: datetime) -> None:
    """Replace what was decided; a run under way goes on with its own pages and the new limits."""
    here = t.campaigns.c.id == campaign_id
    connection.execute(update(t.campaigns).where(here).values({**_row(plan), "updated_at": now}))


def _row(plan: Plan) -> dict[str, Any]:
    if plan.max_found < 1 or plan.max_pages < 1 or not plan.sources:
        raise ValueError("a campaign needs a source and limits of at least one")
    return {
        "name": plan.name[:200],
        "criteria": msgspec.json.encode(plan.criteria).decode(),
        "sources": msgspec.json.encode(plan.sources).decode(),
        "frequency": plan.frequency,
        "max_found": plan.max_found,
        "max_pages": plan.max_pages,
        "min_quality": plan.min_quality,
        "auto_keep": plan.auto_keep,
    }


def start(connection: Connection, campaign_id: int, now: datetime) -> None:
    """Let it run from now on, also after a pause: an unfinished run goes on where it stopped."""
    _enter(connection, campaign_id, State.ACTIVE, now, next_at=now)


def pause(connection: Connection, campaign_id: int, now: datetime) -> None:
    """Stop after the pages that are on their way; `start` goes on from there."""
    _enter(connection, campaign_id, State.PAUSED, now, next_at=None)
    _leave_runs(connection, campaign_id, "paused", now)


def stop(connection: Connection, campaign_id: int, now: datetime) -> None:
    """End it for good; what was collected stays."""
    _enter(connection, campaign_id, State.FINISHED, now, next_at=None)
    _leave_runs(connection, campaign_id, "stopped", now)


def _enter(connection: Connection, campaign_id: int, state: State, now: datetime, next_at: datetime | None) -> None:
    values = {"state": state, "updated_at": now, "next_at": next_at}
    connection.execute(update(t.campaigns).where(t.campaigns.c.id == campaign_id).values(values))


def _leave_runs(connection: Connection, campaign_id: int, state: str, now: datetime) -> None:
    open_ones = (t.runs.c.campaign_id == campaign_id) & t.runs.c.state.in_(("running", "paused"))
    ended = {"ended_at": now} if state == "stopped" else {}
    connection.execute(update(t.runs).where(open_ones).values(state=state, why="owner", updated_at=now, **ended))


def after_run(connection: Connection, campaign: Campaign, now: datetime) -> None:
    """A run is over: say when the next one is due, or that there is none."""
    span = _AGAIN.get(campaign.plan.frequency)
    active = (t.campaigns.c.id == campaign.id) & (t.campaigns.c.state == State.ACTIVE)
    state = State.FINISHED if span is None else State.ACTIVE
    values = {"state": state, "next_at": None if span is None else now + span, "updated_at": now}
    connection.execute(update(t.campaigns).where(active).values(values))


def due(connection: Connection, now: datetime, limit: int = 20) -> list[int]:
    """Campaigns whose moment has come, the longest waiting first."""
    here = (t.campaigns.c.state == State.ACTIVE) & (t.campaigns.c.next_at <= now)
    return list(
        connection.execute(select(t.campaigns.c.id).where(here).order_by(t.campaigns.c.next_at).limit(limit)).scalars()
    )


def get(connection: Connection, campaign_id: int) -> Campaign | None:
    """One campaign, or None."""
    row = connection.execute(select(t.campaigns).where(t.campaigns.c.id == campaign_id)).mappings().first()
    return None if row is None else _campaign(row)


def listed(connection: Connection, workspace_id: int) -> list[Campaign]:
    """All campaigns of a workspace, newest first."""
    query = select(t.campaigns).where(t.campaigns.c.workspace_id == workspace_id).order_by(t.campaigns.c.id.desc())
    return [_campaign(row) for row in connection.execute(query).mappings()]


def _campaign(row: RowMapping) -> Campaign:
    return Campaign(
        id=row["id"],
        workspace_id=row["workspace_id"],
        state=State(row["state"]),
        next_at=row["next_at"],
        plan=Plan(
            name=row["name"],
            criteria=msgspec.json.decode(row["criteria"], type=Criteria),
            sources=msgspec.json.decode(row["sources"], type=tuple[str, ...]),
            frequency=Frequency(row["frequency"]),
            max_found=row["max_found"],
            max_pages=row["max_pages"],
            min_quality=row["min_quality"],
            auto_keep=row["auto_keep"],
        ),
    )
