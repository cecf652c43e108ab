"""What sending came to, written down: the message, its contact, the next step of the series, the campaign's health.

Each function is one transaction's worth of work; a message that is settled is never settled differently by a late word,
except that an uncertain one may turn out to have been sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, func, select, update

from jobs.contacts import book
from jobs.contacts.contact import EMAIL, PHONE, TELEGRAM, Address
from jobs.outreach.campaign import ARRIVED, Fate, Hold, Refusal, Refused, Skip, State, Toll, endangered
from jobs.outreach.campaigns import campaign_of
from jobs.outreach.queue import Claim, contacted, mark
from jobs.outreach.tables import campaigns, messages

MOST_TRIES = 12
"""So often a network may ask us to wait before a message is given up."""

_JUDGED = 50
_KIND = {"email": EMAIL, "whatsapp": PHONE, "telegram": TELEGRAM}


class Wait(msgspec.Struct, frozen=True):
    """How long a message is put off and why; `held` is the key of our own reason, "" when the network asked for it.

    It counts as a try of this message unless the whole channel waits, or we held it back ourselves.
    """

    seconds: float
    why: str
    held: str = ""
    counts: bool = True


class Doubt(msgspec.Struct, frozen=True):
    """A message that may have arrived, for a person to decide about."""

    id: int
    campaign: str
    contact_id: int
    address: str
    reason: str
    claimed_at: datetime | None


def sent(connection: Connection, claim: Claim, network_id: str, now: datetime) -> None:
    """It arrived at the network; the next step of the series is owed from now on."""
    mark(connection, claim.id, Fate.SENT, now, sent_at=now, network_id=network_id[:200], reason="")
    contacted(connection, claim.contact_id, now)
    owe_next(connection, claim.campaign_id, claim.step, claim.contact_id, now)


def later(connection: Connection, claim: Claim, wait: Wait, now: datetime) -> None:
    """The network said no for now, so it surely did not arrive; it is tried again, but not for ever."""
    tries = claim.tries + wait.counts
    if tries >= MOST_TRIES:
        mark(connection, claim.id, Fate.FAILED, now, reason=wait.why[:300], tries=tries)
        return
    due = now + timedelta(seconds=max(wait.seconds, 1.0))
    # Not claimed any more: what did not go does not count against the day.
    also = {"due_at": due, "tries": tries, "reason": wait.held or Hold.LATER.value, "claimed_at": None}
    mark(connection, claim.id, Fate.PENDING, now, **also)
    held = {"waits_for": wait.held or Hold.CHANNEL.value, "waits_until": due}
    connection.execute(update(campaigns).where(campaigns.c.id == claim.campaign_id).values(held))


def uncertain(connection: Connection, claim: Claim, why: str, now: datetime) -> None:
    """It may have arrived: never sent again by itself, shown to a person."""
    mark(connection, claim.id, Fate.UNCERTAIN, now, reason=why[:300])


def bounced(connection: Connection, claim: Claim, why: str, now: datetime) -> None:
    """Nobody can be reached there; the address is not used again."""
    mark(connection, claim.id, Fate.BOUNCED, now, reason=why[:300])
    if claim.channel != TELEGRAM:
        address = f"+{claim.chat.partition('@')[0]}" if claim.channel == "whatsapp" else claim.chat
        book.died(connection, claim.workspace_id, Address(_KIND[claim.channel], address), why, now)
        # Who blocked a bot harms nobody's name; dead addresses do.
        spare(connection, claim.campaign_id)


def failed(connection: Connection, claim: Claim, why: str, now: datetime) -> None:
    """The network rejects it for good."""
    mark(connection, claim.id, Fate.FAILED, now, reason=why[:300])
    spare(connection, claim.campaign_id)


def halted(connection: Connection, claim: Claim, why: str, now: datetime) -> None:
    """The channel cannot send at all: nothing arrived, and every campaign on it waits for the owner."""
    mark(connection, claim.id, Fate.PENDING, now, claimed_at=None, reason=why[:300])
    here = (campaigns.c.channel == claim.channel) & (campaigns.c.state == State.RUNNING.value)
    here &= campaigns.c.workspace_id == claim.workspace_id
    change = {"state": State.PAUSED.value, "waits_for": Hold.MISCONFIGURED.value, "waits_until": None}
    connection.execute(update(campaigns).where(here).values(change))


def spare(connection: Connection, campaign_id: int) -> None:
    """Pause a campaign whose last messages fared so badly that going on would hurt the sender's name."""
    judged = (*ARRIVED, Fate.BOUNCED, Fate.FAILED)
    query = select(messages.c.status).where(
        messages.c.campaign_id == campaign_id, messages.c.status.in_([each.value for each in judged])
    )
    last = list(connection.execute(query.order_by(messages.c.claimed_at.desc()).limit(_JUDGED)).scalars())
    hold = endangered(Toll(len(last), last.count(Fate.BOUNCED.value), last.count(Fate.FAILED.value)))
    if hold:
        here = (campaigns.c.id == campaign_id) & (campaigns.c.state == State.RUNNING.value)
        change = {"state": State.PAUSED.value, "waits_for": hold.value, "waits_until": None}
        connection.execute(update(campaigns).where(here).values(change))


def owe_next(connection: Connection, campaign_id: int, step: int, contact_id: int, now: datetime) -> None:
    """Owe the step after this one, when the series has one and is not over."""
    query = select(campaigns).where(campaigns.c.id == campaign_id)
    campaign = campaign_of(dict(connection.execute(query).mappings().one()))
    over = campaign.state is State.STOPPED
    if step + 1 >= len(campaign.plan.steps) or over:
        return
    row = {
        "workspace_id": campaign.workspace_id,
        "campaign_id": campaign_id,
        "step": step + 1,
        "contact_id": contact_id,
        "address": "",
        "status": Fate.PENDING.value,
        "reason": "",
        "tries": 0,
        "due_at": now + timedelta(seconds=campaign.plan.steps[step + 1].after),
        "updated_at": now,
        "network_id": "",
    }
    connection.execute(book.or_ignore(connection, messages), [row])


def doubts(connection: Connection, workspace_id: int, limit: int = 20) -> list[Doubt]:
    """Messages nobody knows the fate of, oldest first."""
    query = (
        select(
            messages.c.id,
            campaigns.c.name,
            messages.c.contact_id,
            messages.c.address,
            messages.c.reason,
            messages.c.claimed_at,
        )
        .join(campaigns, campaigns.c.id == messages.c.campaign_id)
        .where(messages.c.workspace_id == workspace_id, messages.c.status == Fate.UNCERTAIN.value)
    )
    return [Doubt(*row) for row in connection.execute(query.order_by(messages.c.id).limit(limit))]


def decide(connection: Connection, workspace_id: int, message_id: int, fate: Fate, now: datetime) -> None:
    """What a person decided about a doubtful message: SENT (it arrived), PENDING (send it again), SKIPPED (leave it).

    Raises Refused when the message is not in doubt (any more).
    """
    here = (messages.c.id == message_id) & (messages.c.workspace_id == workspace_id)
    here &= messages.c.status == Fate.UNCERTAIN.value
    also: dict[Fate, dict[str, object]] = {
        Fate.SENT: {"sent_at": now, "reason": ""},
        Fate.PENDING: {"due_at": now, "reason": "", "claimed_at": None},
        Fate.SKIPPED: {"reason": Skip.BY_HAND.value},
    }
    change = update(messages).where(here).values(status=fate.value, updated_at=now, **also[fate])
    row = connection.execute(
        change.returning(messages.c.campaign_id, messages.c.step, messages.c.contact_id)
    ).one_or_none()
    if row is None:
        raise Refused(Refusal.WRONG_STATE)
    if fate is Fate.SENT:
        contacted(connection, row.contact_id, now)
        owe_next(connection, row.campaign_id, row.step, row.contact_id, now)
    if fate is Fate.PENDING:
        again = (campaigns.c.id == row.campaign_id) & (campaigns.c.state == State.DONE.value)
        connection.execute(update(campaigns).where(again).values(state=State.RUNNING.value, finished_at=None))


def in_doubt(connection: Connection, workspace_id: int) -> int:
    """How many messages nobody knows the fate of."""
    here = (messages.c.workspace_id == workspace_id) & (messages.c.status == Fate.UNCERTAIN.value)
    return connection.execute(select(func.count()).select_from(messages).where(here)).scalar_one()
