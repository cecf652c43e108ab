"""The runs of campaigns: which pages wait, and writing down in one commit what a page gave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from fsm.storage.inserting import insert_for
from jobs.scraping import campaigns, clean, collected
from jobs.scraping import tables as t
from jobs.scraping.campaigns import Campaign
from jobs.scraping.contract import Ask, Found, Keep, Parsed, Source

RUNNING, PAUSED, DONE, STOPPED = "running", "paused", "done", "stopped"
NEW, READ, SKIPPED = "new", "done", "skipped"
BLOCKED_FOR = timedelta(days=30)
_AT_A_TIME = 200

Unwanted = Callable[[Connection, int, Found], bool]
"""Whether a workspace must not keep this business (it asked to be forgotten, it is a customer already)."""


class Hands(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes contacts into the list as they are found, and who says whom nobody wants."""

    keep: Keep | None = None
    unwanted: Unwanted | None = None


class Ending(msgspec.Struct, frozen=True):
    """The state a runner leaves a run in, and why: "finished", "max_found", "max_pages", "asked"."""

    state: str
    why: str


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run is. `skipped` counts pages and entries by reason, `blocked` names hosts that said no."""

    run_id: int
    state: str
    why: str = ""
    pages: int = 0
    waiting: int = 0
    found: int = 0
    new: int = 0
    known: int = 0
    skipped: dict[str, int] = {}
    blocked: tuple[str, ...] = ()

    def line(self) -> str:
        """One line for a person: "pages 12 of 40, found 8, new 5, known 3, skipped 4 (gone 3, robots 1)"."""
        parts = [f"pages {self.pages} of {self.pages + self.waiting}", f"found {self.found}", f"new {self.new}"]
        parts += [f"known {self.known}"] if self.known else []
        if self.skipped:
            reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(self.skipped.items()))
            parts.append(f"skipped {sum(self.skipped.values())} ({reasons})")
        parts += [f"blocked by {', '.join(self.blocked)}"] if self.blocked else []
        return ", ".join(parts)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one page: what it gave, or why there is nothing; `blocked` when the host said no."""

    parsed: Parsed = Parsed()
    reason: str = ""
    blocked: bool = False


class Waiting(msgspec.Struct, frozen=True):
    id: int
    ask: Ask
    host: str


class NoCampaign(LookupError):
    """There is no such campaign, or it is not active."""


def open_run(
    connection: Connection, campaign_id: int, sources: Mapping[str, Source], now: datetime
) -> tuple[int, Campaign]:
    """The campaign's unfinished run, or a new one with its pages planned. Raises NoCampaign when it may not run."""
    campaign = campaigns.get(connection, campaign_id)
    if campaign is None or campaign.state is not campaigns.State.ACTIVE:
        raise NoCampaign(f"campaign {campaign_id} is not active")
    collected.lock(connection, campaign.workspace_id)
    unfinished = (t.runs.c.campaign_id == campaign_id) & t.runs.c.state.in_((RUNNING, PAUSED))
    run_id = connection.execute(select(t.runs.c.id).where(unfinished).order_by(t.runs.c.id).limit(1)).scalar()
    if run_id is not None:
        connection.execute(update(t.runs).where(t.runs.c.id == run_id).values(state=RUNNING, why="", updated_at=now))
    else:
        run_id = _new_run(connection, campaign, sources, now)
    _skip_blocked(connection, int(run_id), campaign.workspace_id, now)
    return int(run_id), campaign


def _new_run(connection: Connection, campaign: Campaign, sources: Mapping[str, Source], now: datetime) -> int:
    zero = dict.fromkeys(("pages", "found", "new", "known"), 0)
    row = {"workspace_id": campaign.workspace_id, "campaign_id": campaign.id, "state": RUNNING, "why": "", **zero}
    row |= {"skipped": "{}", "started_at": now, "updated_at": now}
    run_id = int(connection.execute(insert(t.runs).values(row).returning(t.runs.c.id)).scalar_one())
    chosen = [sources[name] for name in campaign.plan.sources if name in sources]
    asks = [ask for source in chosen for ask in source.plan(campaign.plan.criteria)]
    _add_pages(connection, run_id, campaign.workspace_id, _least_recent_first(connection, campaign.id, asks), now)
    return run_id


def _least_recent_first(connection: Connection, campaign_id: int, asks: list[Ask]) -> list[Ask]:
    """Pages never read come first, so a run with a limit goes on where the last one ended."""
    query = (
        select(t.pages.c.key, func.max(t.pages.c.run_id))
        .join(t.runs, t.runs.c.id == t.pages.c.run_id)
        .where(t.runs.c.campaign_id == campaign_id, t.pages.c.state != NEW)
        .group_by(t.pages.c.key)
    )
    last = {row[0]: int(row[1]) for row in connection.execute(query)}
    return sorted(asks, key=lambda ask: last.get(ask.key, 0))


def _add_pages(connection: Connection, run_id: int, workspace_id: int, asks: Iterable[Ask], now: datetime) -> None:
    rows = [
        {
            "workspace_id": workspace_id,
            "run_id": run_id,
            "key": ask.key,
            "ask": msgspec.json.encode(ask).decode(),
            "host": clean.host_of(ask.url)[:255],
            "step": ask.step,
            "state": NEW,
            "reason": "",
            "at": now,
        }
        for ask in asks
    ]
    if rows:
        connection.execute(insert_for(connection, t.pages).on_conflict_do_nothing(), rows)


def waiting(connection: Connection, run_id: int) -> list[Waiting]:
    """The next pages: what was begun is finished first, then in the order of the plan."""
    query = select(t.pages.c.id, t.pages.c.ask, t.pages.c.host).where(
        t.pages.c.run_id == run_id, t.pages.c.state == NEW
    )
    rows = connection.execute(query.order_by(t.pages.c.step.desc(), t.pages.c.id).limit(_AT_A_TIME))
    return [Waiting(row[0], msgspec.json.decode(row[1], type=Ask), row[2]) for row in rows]


def settle(
    connection: Connection,
    page: Waiting,
    outcome: Outcome,
    now: datetime,
    hands: Hands,
) -> None:
    """Write down what a page gave, once: a page that was settled already changes nothing."""
    run = (
        connection.execute(select(t.runs).join(t.pages, t.pages.c.run_id == t.runs.c.id).where(t.pages.c.id == page.id))
        .mappings()
        .one()
    )
    campaign = campaigns.get(connection, run["campaign_id"])
    assert campaign is not None  # noqa: S101 - a foreign key says so
    collected.lock(connection, campaign.workspace_id)
    here = (t.pages.c.id == page.id) & (t.pages.c.state == NEW)
    state = SKIPPED if outcome.reason else READ
    if (
        connection.execute(update(t.pages).where(here).values(state=state, reason=outcome.reason[:40], at=now)).rowcount
        == 0
    ):
        return
    _add_pages(connection, run["id"], campaign.workspace_id, outcome.parsed.more, now)
    tally = _take_all(connection, run["id"], campaign, outcome.parsed.found, hands)
    for reason, count in outcome.parsed.skipped.items():
        tally.skip(reason, count)
    if outcome.reason:
        tally.skip(outcome.reason)
    if outcome.blocked:
        _block(connection, campaign.workspace_id, page, outcome.reason, now)
        _skip_blocked(connection, run["id"], campaign.workspace_id, now)
    _count(connection, run["id"], tally, now)


class _Tally(msgspec.Struct):
    pages: int = 1
    found: int = 0
    new: int = 0
    known: int = 0
    skipped: dict[str, int] = {}

    def skip(self, reason: str, count: int = 1) -> None:
        self.skipped[reason] = self.skipped.get(reason, 0) + count


def _take_all(
    connection: Connection,
    run_id: int,
    campaign: Campaign,
    found: Iterable[Found],
    hands: Hands,
) -> _Tally:
    tally, changed = _Tally(), []
    order = collected.Order(campaign.workspace_id, campaign.id, run_id, campaign.plan.criteria.region)
    already = int(connection.execute(select(t.runs.c.new).where(t.runs.c.id == run_id)).scalar_one())
    for each in found:
        if already + tally.new >= campaign.plan.max_found:
            tally.skip("over_limit")
        elif hands.unwanted is not None and hands.unwanted(connection, campaign.workspace_id, each):
            tally.skip("unwanted")
        else:
            taken = collected.take(connection, each, order)
            tally.found += 1
            tally.new += taken.new
            tally.known += not taken.new
            changed += [taken.id] if taken.richer else []
    if hands.keep is not None and campaign.plan.auto_keep and changed:
        collected.hand_over(connection, campaign.workspace_id, changed, hands.keep, campaign.plan.min_quality)
    return tally


def _count(connection: Connection, run_id: int, tally: _Tally, now: datetime) -> None:
    row = connection.execute(select(t.runs).where(t.runs.c.id == run_id)).mappings().one()
    values: dict[str, Any] = {name: row[name] + getattr(tally, name) for name in ("pages", "found", "new", "known")}
    values["skipped"] = _added(row["skipped"], tally.skipped)
    connection.execute(update(t.runs).where(t.runs.c.id == run_id).values(**values, updated_at=now))


def _added(before: str, more: Mapping[str, int]) -> str:
    counts = msgspec.json.decode(before, type=dict[str, int])
    for reason, count in more.items():
        counts[reason] = counts.get(reason, 0) + count
    return msgspec.json.encode(counts).decode()


def _block(connection: Connection, workspace_id: int, page: Waiting, reason: str, now: datetime) -> None:
    here = (t.blocks.c.workspace_id == workspace_id) & (t.blocks.c.host == page.host)
    connection.execute(delete(t.blocks).where(here))
    row = {"host": page.host, "source": page.ask.source, "reason": reason[:40], "at": now, "until": now + BLOCKED_FOR}
    connection.execute(insert(t.blocks).values(workspace_id=workspace_id, **row))


def _skip_blocked(connection: Connection, run_id: int, workspace_id: int, now: datetime) -> None:
    hosts = select(t.blocks.c.host).where(t.blocks.c.workspace_id == workspace_id, t.blocks.c.until > now)
    here = (t.pages.c.run_id == run_id) & (t.pages.c.state == NEW) & t.pages.c.host.in_(hosts)
    left_out = connection.execute(update(t.pages).where(here).values(state=SKIPPED, reason="blocked", at=now)).rowcount
    if left_out:
        _count(connection, run_id, _Tally(pages=0, skipped={"blocked": left_out}), now)


def unblock(connection: Connection, workspace_id: int, host: str) -> bool:
    """The owner says this host may be asked again; whether it was blocked."""
    here = (t.blocks.c.workspace_id == workspace_id) & (t.blocks.c.host == host)
    return connection.execute(delete(t.blocks).where(here)).rowcount > 0


def blocked_hosts(connection: Connection, workspace_id: int, now: datetime) -> list[tuple[str, str, datetime]]:
    """Hosts that said no: name, reason, until when they are left alone."""
    here = (t.blocks.c.workspace_id == workspace_id) & (t.blocks.c.until > now)
    rows = connection.execute(select(t.blocks.c.host, t.blocks.c.reason, t.blocks.c.until).where(here).order_by("host"))
    return [(row[0], row[1], row[2]) for row in rows]


def progress(connection: Connection, run_id: int) -> Progress:
    """How far the run is."""
    row = connection.execute(select(t.runs).where(t.runs.c.id == run_id)).mappings().one()
    still = select(func.count()).where(t.pages.c.run_id == run_id, t.pages.c.state == NEW)
    hosts = select(t.blocks.c.host).where(
        t.blocks.c.workspace_id == row["workspace_id"],
        t.blocks.c.host.in_(select(t.pages.c.host).where(t.pages.c.run_id == run_id, t.pages.c.state == SKIPPED)),
    )
    return Progress(
        run_id=run_id,
        state=row["state"],
        why=row["why"],
        waiting=int(connection.execute(still).scalar_one()),
        skipped=msgspec.json.decode(row["skipped"], type=dict[str, int]),
        blocked=tuple(sorted(connection.execute(hosts).scalars())),
        **{name: row[name] for name in ("pages", "found", "new", "known")},
    )


def leave(connection: Connection, run_id: int, campaign: Campaign, ending: Ending, now: datetime) -> None:
    """The runner goes away: the run is over, or waits to be taken up again. An owner's word stands."""
    here = (t.runs.c.id == run_id) & (t.runs.c.state == RUNNING)
    ended = {"ended_at": now} if ending.state == DONE else {}
    values = {"state": ending.state, "why": ending.why, "updated_at": now, **ended}
    if connection.execute(update(t.runs).where(here).values(values)).rowcount and ending.state == DONE:
        campaigns.after_run(connection, campaign, now)


def forget_older(connection: Connection, before: datetime) -> int:
    """Drop the page lists of runs that ended before `before`; how many rows that were. The runs' figures stay."""
    old = select(t.runs.c.id).where(t.runs.c.ended_at < before)
    return connection.execute(delete(t.pages).where(t.pages.c.run_id.in_(old))).rowcount
