"""How far a campaign is: counts, pace, when it will be done, what it waits for; a line, and rows for reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select

from fsm.ports import Words
from jobs.contacts.tables import contacts
from jobs.outreach.campaign import ARRIVED, Campaign, Fate, State, waits_key
from jobs.outreach.campaigns import load
from jobs.outreach.consequences import UNSUBSCRIBED
from jobs.outreach.tables import campaigns, messages

_RECENT = timedelta(minutes=10)


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign at one moment. `counts` holds every status; `skipped` why people got no message.

    `a_minute` is the pace of the last ten minutes, `done_at` when the last message that is due will have gone at the
    pace the limits allow (None: nothing is left, or it stands still), `waits_for` the key of what it waits for.
    """

    campaign: Campaign
    counts: Mapping[str, int]
    skipped: Mapping[str, int]
    unsubscribed: int
    total: int
    left: int
    arrived: int
    a_minute: float
    today: int
    done_at: datetime | None
    waits_for: str
    waits_until: datetime | None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What a report needs of one campaign over a period, by the moment of sending."""

    campaign_id: int
    name: str
    channel: str
    sent: int
    delivered: int
    read: int
    responded: int
    bounced: int
    failed: int
    uncertain: int
    unsubscribed: int
    leads: int


def progress(connection: Connection, workspace_id: int, campaign_id: int, now: datetime) -> Progress:
    """How far it is. Raises LookupError for an unknown campaign."""
    campaign = load(connection, workspace_id, campaign_id)
    ours = messages.c.campaign_id == campaign_id
    by_status = select(messages.c.status, func.count()).where(ours).group_by(messages.c.status)
    counts = dict.fromkeys((each.value for each in Fate), 0)
    counts |= {row[0]: row[1] for row in connection.execute(by_status)}
    why = select(messages.c.reason, func.count()).where(ours, messages.c.status == Fate.SKIPPED.value)
    skipped: dict[str, int] = {}
    for reason, count in connection.execute(why.group_by(messages.c.reason)):
        skip = str(reason).partition(":")[0]
        skipped[skip] = skipped.get(skip, 0) + count
    left_them = select(func.count(messages.c.contact_id.distinct())).where(ours, messages.c.reason == UNSUBSCRIBED)
    recent = _sent_since(connection, campaign_id, now - _RECENT)
    today = _sent_since(connection, campaign_id, campaign.day_began(now))
    left = counts[Fate.PENDING.value] + counts[Fate.SENDING.value]
    last_due = connection.execute(
        select(func.max(messages.c.due_at)).where(ours, messages.c.status == Fate.PENDING.value)
    ).scalar()
    return Progress(
        campaign=campaign,
        counts=counts,
        skipped=skipped,
        unsubscribed=connection.execute(left_them).scalar_one(),
        total=sum(counts.values()),
        left=left,
        arrived=sum(counts[each.value] for each in ARRIVED),
        a_minute=round(recent / (_RECENT / timedelta(minutes=1)), 1),
        today=today,
        done_at=done_at(campaign, left, today, last_due, now),
        waits_for=campaign.waits_for,
        waits_until=campaign.waits_until,
    )


def done_at(campaign: Campaign, left: int, today: int, last_due: datetime | None, now: datetime) -> datetime | None:
    """When the last message will have gone: by the warm-up, by the allowances, and by what is due later."""
    if not left or campaign.state is not State.RUNNING:
        return None
    pace, waiting = campaign.plan.pace, left
    at = max(now, campaign.starts_at)
    room = max(0, campaign.allowed_today(at) - today)
    while waiting > room:
        waiting -= room
        at = campaign.day_ends(at)
        room = max(1, campaign.allowed_today(at))
    at += timedelta(minutes=waiting / pace.per_minute)
    return max(at, last_due) if last_due is not None else at


def line(found: Progress, words: Words) -> str:
    """The whole of it in one line: "Осень · 120 из 500 · ответили 8 · …"."""
    counts = found.counts
    parts = [
        words(
            "outreach.progress.line",
            name=found.campaign.name,
            arrived=str(found.arrived),
            total=str(found.total),
            responded=str(counts[Fate.RESPONDED.value]),
        )
    ]
    trouble = counts[Fate.BOUNCED.value] + counts[Fate.FAILED.value]
    if trouble:
        parts.append(words("outreach.progress.trouble", count=str(trouble)))
    if counts[Fate.UNCERTAIN.value]:
        parts.append(words("outreach.progress.doubt", count=str(counts[Fate.UNCERTAIN.value])))
    if counts[Fate.SKIPPED.value]:
        parts.append(words("outreach.progress.skipped", count=str(counts[Fate.SKIPPED.value])))
    parts.append(
        words(waits_key(found.waits_for)) if found.waits_for else words(f"outreach.state.{found.campaign.state}")
    )
    return " · ".join(parts)


def report(connection: Connection, workspace_id: int, since: datetime, until: datetime) -> list[Line]:
    """A row for every campaign that sent something in [since, until)."""
    sent_then = (messages.c.claimed_at >= since) & (messages.c.claimed_at < until)
    ours = (messages.c.workspace_id == workspace_id) & sent_then
    by_status = select(messages.c.campaign_id, messages.c.status, func.count()).where(ours)
    counts: dict[int, dict[str, int]] = {}
    for campaign_id, status, count in connection.execute(by_status.group_by(messages.c.campaign_id, messages.c.status)):
        counts.setdefault(campaign_id, {})[status] = count
    people = func.count(messages.c.contact_id.distinct())
    gone = select(messages.c.campaign_id, people).where(ours, messages.c.reason == UNSUBSCRIBED)
    unsubscribed = _by_campaign(connection, gone)
    came = (
        select(messages.c.campaign_id, func.count(contacts.c.lead_id.distinct()))
        .join(contacts, contacts.c.id == messages.c.contact_id)
        .where(ours, messages.c.status == Fate.RESPONDED.value)
    )
    leads = _by_campaign(connection, came)
    named = select(campaigns.c.id, campaigns.c.name, campaigns.c.channel).where(campaigns.c.id.in_(sorted(counts)))
    return [
        _line_of((number, name, channel), counts[number], unsubscribed.get(number, 0), leads.get(number, 0))
        for number, name, channel in connection.execute(named.order_by(campaigns.c.id))
    ]


def _line_of(who: tuple[int, str, str], counts: Mapping[str, int], unsubscribed: int, leads: int) -> Line:
    def of(*fates: Fate) -> int:
        return sum(counts.get(each.value, 0) for each in fates)

    return Line(
        campaign_id=who[0],
        name=who[1],
        channel=who[2],
        sent=of(*ARRIVED),
        delivered=of(Fate.DELIVERED, Fate.READ),
        read=of(Fate.READ),
        responded=of(Fate.RESPONDED),
        bounced=of(Fate.BOUNCED),
        failed=of(Fate.FAILED),
        uncertain=of(Fate.UNCERTAIN),
        unsubscribed=unsubscribed,
        leads=leads,
    )


def _sent_since(connection: Connection, campaign_id: int, since: datetime) -> int:
    query = select(func.count()).select_from(messages)
    return connection.execute(
        query.where(messages.c.campaign_id == campaign_id, messages.c.claimed_at > since)
    ).scalar_one()


def _by_campaign(connection: Connection, counted: Select[Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in connection.execute(counted.group_by(messages.c.campaign_id))}
