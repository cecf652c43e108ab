"""Which message goes next, and what became of it. One message is claimed at a time, on disk, before it is sent.

`pending -> sending` is committed first; then it is sent; then its outcome is committed. What is still `sending` when
the program starts again may have arrived or not: it becomes `uncertain`, is shown to a person, and is never sent again
by itself. Everything that forbids a message (an opt-out, the hours of rest, the caps) is looked at in the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, func, select, update

from fsm.lead import Stage
from fsm.storage import tables as t
from fsm.storage.suppression import suppressed
from jobs.contacts import book
from jobs.contacts.book import Contact
from jobs.contacts.contact import EMAIL, PHONE, Address, Status
from jobs.contacts.tables import contacts
from jobs.outreach.campaign import Campaign, Fate, Hold, Policy, Refused, Skip, State, is_own_reason, permitted
from jobs.outreach.campaigns import campaign_of, load_templates
from jobs.outreach.quiet import opens_at, zones_of
from jobs.outreach.tables import campaigns, messages
from jobs.outreach.template import Missing, Ready, filled

_LOOKED_AT = (2, 8, 40, 40, 40, 40, 40)
"""How many due messages are looked at, time after time, until one may go: the first mostly may."""

_MINUTE = timedelta(minutes=1)
_TALKING = timedelta(hours=12)
_KINDS = {"email": EMAIL, "whatsapp": PHONE}

Link = Callable[[int, int, int], str]
"""The address of the page to unsubscribe, for a workspace, a campaign and a contact."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is to be sent now; on disk it is `sending` already."""

    id: int
    workspace_id: int
    campaign_id: int
    step: int
    contact_id: int
    channel: str
    chat: str
    ready: Ready
    tries: int


class Wait(msgspec.Struct, frozen=True):
    """Nothing to send on this channel: look again at `until` (None: when something changes)."""

    until: datetime | None = None


class Rules(msgspec.Struct, frozen=True):
    """What a claim obeys: the owner's policy, how a link to unsubscribe is made, and each channel's own pace."""

    policy: Policy
    link: Link
    per_minute: Mapping[str, int] = {}


class _Due(msgspec.Struct, frozen=True):
    id: int
    step: int
    contact_id: int
    tries: int


class _Verdict(msgspec.Struct, frozen=True):
    """What happens to a due message: it goes, is given up with a reason, or waits until a moment."""

    ready: Ready | None = None
    chat: str = ""
    skip: Skip | None = None
    piece: str = ""
    hold: Hold = Hold.NOTHING
    until: datetime | None = None


def abandoned(connection: Connection, now: datetime) -> int:
    """Call once at start, while nobody else sends: what was under way may have arrived. Gives how many."""
    lost = update(messages).where(messages.c.status == Fate.SENDING.value)
    return connection.execute(lost.values(status=Fate.UNCERTAIN.value, reason="interrupted", updated_at=now)).rowcount


def claim(connection: Connection, channel: str, now: datetime, rules: Rules) -> Claim | Wait:
    """The next message of a channel: of the campaign that has waited longest, and within all its limits."""
    soonest: list[datetime] = []
    room = rules.per_minute.get(channel)
    if room is not None and (sent := _claimed_since(connection, now - _MINUTE, channel=channel)) >= room:
        return Wait(now + _MINUTE / max(1, sent))
    for campaign in _running(connection, channel):
        found = _of_campaign(connection, campaign, now, rules)
        if isinstance(found, Claim):
            return found
        if found is not None:
            soonest.append(found)
    return Wait(min(soonest, default=None))


def _running(connection: Connection, channel: str) -> list[Campaign]:
    query = select(campaigns).where(campaigns.c.state == State.RUNNING.value, campaigns.c.channel == channel)
    query = query.order_by(campaigns.c.claimed_at.is_not(None), campaigns.c.claimed_at, campaigns.c.id)
    if connection.dialect.name == "postgresql":
        query = query.with_for_update()
    return [campaign_of(dict(row)) for row in connection.execute(query).mappings()]


def _of_campaign(connection: Connection, campaign: Campaign, now: datetime, rules: Rules) -> Claim | datetime | None:
    """A claim of this campaign, or when it may have one (None: never again)."""
    try:
        permitted(campaign.channel, campaign.plan, rules.policy)
    except Refused:
        return _waits(connection, campaign, Hold.SWITCHED_OFF, now + timedelta(minutes=5))
    hold, until = _capped(connection, campaign, now)
    if until is not None:
        return _waits(connection, campaign, hold, until)
    for how_many in _LOOKED_AT:
        due = _due(connection, campaign, now, how_many)
        if not due:
            return _nothing_due(connection, campaign, now)
        found = _first_that_may(connection, campaign, due, now, rules)
        if found is not None:
            return found
    return _waits(connection, campaign, Hold.NOTHING, now)


def _capped(connection: Connection, campaign: Campaign, now: datetime) -> tuple[Hold, datetime | None]:
    if campaign.starts_at > now:
        return Hold.NOT_YET, campaign.starts_at
    pace = campaign.plan.pace
    recent = select(messages.c.claimed_at).where(
        messages.c.campaign_id == campaign.id, messages.c.claimed_at > now - _MINUTE, messages.c.claimed_at <= now
    )
    moments = sorted(row[0] for row in connection.execute(recent))
    if len(moments) >= pace.per_minute:
        return Hold.MINUTE, moments[-pace.per_minute] + _MINUTE
    if _claimed_since(connection, campaign.day_began(now), campaign_id=campaign.id) >= campaign.allowed_today(now):
        return Hold.DAY, campaign.day_ends(now)
    return Hold.NOTHING, None


def _claimed_since(connection: Connection, since: datetime, *, channel: str = "", campaign_id: int = 0) -> int:
    query = select(func.count()).select_from(messages).where(messages.c.claimed_at > since)
    if campaign_id:
        query = query.where(messages.c.campaign_id == campaign_id)
    if channel:
        query = query.join(campaigns, campaigns.c.id == messages.c.campaign_id).where(campaigns.c.channel == channel)
    return connection.execute(query).scalar_one()


def _due(connection: Connection, campaign: Campaign, now: datetime, how_many: int) -> list[_Due]:
    query = select(messages.c.id, messages.c.step, messages.c.contact_id, messages.c.tries).where(
        messages.c.campaign_id == campaign.id,
        messages.c.status == Fate.PENDING.value,
        messages.c.due_at <= now,
    )
    rows = connection.execute(query.order_by(messages.c.due_at, messages.c.id).limit(how_many))
    return [_Due(*row) for row in rows]


def _nothing_due(connection: Connection, campaign: Campaign, now: datetime) -> datetime | None:
    """When the next message is due; a campaign that owes nothing any more is done."""
    query = select(messages.c.due_at, messages.c.reason).where(
        messages.c.campaign_id == campaign.id, messages.c.status == Fate.PENDING.value
    )
    following = connection.execute(query.order_by(messages.c.due_at).limit(1)).one_or_none()
    if following is not None:
        known = following.reason in {Hold.QUIET.value, Hold.TALKING.value} or is_own_reason(following.reason)
        return _waits(connection, campaign, following.reason if known else Hold.LATER, following.due_at)
    under_way = select(func.count()).where(
        messages.c.campaign_id == campaign.id, messages.c.status == Fate.SENDING.value
    )
    if not connection.execute(under_way).scalar_one():
        done = {"state": State.DONE.value, "finished_at": now, "waits_for": "", "waits_until": None}
        connection.execute(update(campaigns).where(campaigns.c.id == campaign.id).values(done))
    return None


def _waits(connection: Connection, campaign: Campaign, hold: str, until: datetime) -> datetime:
    if (campaign.waits_for, campaign.waits_until) != (str(hold), until):
        waiting = {"waits_for": str(hold), "waits_until": until}
        connection.execute(update(campaigns).where(campaigns.c.id == campaign.id).values(waiting))
    return until


def _first_that_may(
    connection: Connection, campaign: Campaign, due: Sequence[_Due], now: datetime, rules: Rules
) -> Claim | None:
    """Go through due messages in order, settling those that may not go, up to the first that may."""
    judge = _Judge(connection, campaign, due, now, rules)
    for row in due:
        verdict = judge.of(row)
        if verdict.ready is not None:
            return _claimed(connection, campaign, row, verdict, now)
        if verdict.skip is not None:
            reason = f"{verdict.skip.value}:{verdict.piece}" if verdict.piece else verdict.skip.value
            mark(connection, row.id, Fate.SKIPPED, now, reason=reason)
        elif verdict.until is not None:
            change = {"due_at": verdict.until, "reason": verdict.hold.value, "updated_at": now}
            connection.execute(update(messages).where(messages.c.id == row.id).values(change))
    return None


def _claimed(connection: Connection, campaign: Campaign, row: _Due, verdict: _Verdict, now: datetime) -> Claim | None:
    if verdict.ready is None:
        return None
    change = {
        "status": Fate.SENDING.value,
        "reason": "",
        "claimed_at": now,
        "updated_at": now,
        "address": verdict.chat,
        "template_id": campaign.plan.steps[row.step].template_id,
    }
    here = (messages.c.id == row.id) & (messages.c.status == Fate.PENDING.value)
    if connection.execute(update(messages).where(here).values(change)).rowcount != 1:
        return None
    since = {"claimed_at": now, "waits_for": "", "waits_until": None, "first_sent_at": campaign.first_sent_at or now}
    connection.execute(update(campaigns).where(campaigns.c.id == campaign.id).values(since))
    return Claim(
        id=row.id,
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        step=row.step,
        contact_id=row.contact_id,
        channel=campaign.channel,
        chat=verdict.chat,
        ready=verdict.ready,
        tries=row.tries,
    )


class _Judge:
    """Everything a verdict on some due messages needs, read for all of them at once."""

    def __init__(
        self, connection: Connection, campaign: Campaign, due: Sequence[_Due], now: datetime, rules: Rules
    ) -> None:
        people = {row.contact_id for row in due}
        self._campaign, self._now, self._rules = campaign, now, rules
        self._contacts = book.by_id(connection, campaign.workspace_id, people)
        self._addresses = book.addresses_of(connection, people)
        self._chats, self._talking, self._gone = _leads(connection, campaign, self._contacts.values(), now)
        asked = {each for some in self._addresses.values() for each in some}
        asked |= {Address("telegram", chat) for chat in self._chats.values()}
        self._closed = suppressed(connection, campaign.workspace_id, asked)
        wanted = {step.template_id for step in campaign.plan.steps}
        self._templates = load_templates(connection, campaign.workspace_id, wanted)

    def of(self, row: _Due) -> _Verdict:
        contact = self._contacts.get(row.contact_id)
        if contact is None or row.step >= len(self._campaign.plan.steps):
            return _Verdict(skip=Skip.STEP_REMOVED if contact else Skip.NO_ADDRESS)
        chat = self._chat(contact)
        if (skip := self._forbidden(contact, chat)) is not None:
            return _Verdict(skip=skip)
        plan = self._campaign.plan
        opens = opens_at(self._now, zones_of(contact.city, contact.phone, plan.zone), plan.quiet)
        if opens > self._now:
            return _Verdict(hold=Hold.QUIET, until=opens)
        if (until := self._talking.get(contact.lead_id or 0)) is not None:
            return _Verdict(hold=Hold.TALKING, until=until)
        template = self._templates[plan.steps[row.step].template_id]
        link = self._rules.link(contact.workspace_id, self._campaign.id, contact.id)
        ready = filled(template, contact.language, values_of(contact, template.channel, link))
        if isinstance(ready, Missing):
            return _Verdict(skip=Skip.MISSING_FIELD, piece=ready.field)
        return _Verdict(ready=ready, chat=chat)

    def _forbidden(self, contact: Contact, chat: str) -> Skip | None:
        mine = {*self._addresses.get(contact.id, ()), Address("telegram", self._chats.get(contact.lead_id or 0, ""))}
        if mine & self._closed or contact.lead_id in self._gone:
            return Skip.SUPPRESSED
        if contact.status == Status.CLOSED.value:
            return Skip.CLOSED
        if not chat:
            return Skip.NO_ADDRESS
        consents = self._campaign.plan.audience.consents
        if self._campaign.channel != "telegram" and consents and contact.consent not in consents:
            return Skip.NO_CONSENT
        return None

    def _chat(self, contact: Contact) -> str:
        """Where the contact is written to on this channel; "" when nowhere."""
        if self._campaign.channel == "telegram":
            return self._chats.get(contact.lead_id or 0, "")
        kind = _KINDS[self._campaign.channel]
        found = [each.address for each in self._addresses.get(contact.id, ()) if each.kind == kind]
        main = contact.email if kind == EMAIL else contact.phone
        address = main if main in found else next(iter(found), "")
        return f"{address.removeprefix('+')}@c.us" if address and kind == PHONE else address


def values_of(contact: Contact, channel: str, link: str) -> dict[str, str]:
    """What a text may say of a contact; letters may also place the link to unsubscribe."""
    values = dict(contact.extra)
    values |= {name: getattr(contact, name) for name in ("name", "company", "city", "phone", "email", "source")}
    return values | ({"unsubscribe": link} if channel == "email" else {})


def _leads(
    connection: Connection, campaign: Campaign, people: Collection[Contact], now: datetime
) -> tuple[dict[int, str], dict[int, datetime], set[int]]:
    """Of the contacts that are leads: their Telegram chats, until when not to break into a talk, who said stop."""
    ids = sorted({each.lead_id for each in people if each.lead_id is not None})
    if not ids:
        return {}, {}, set()
    known = select(t.leads.c.id, t.leads.c.stage, t.leads.c.updated_at).where(t.leads.c.id.in_(ids))
    rows = connection.execute(known).all()
    gone = {row.id for row in rows if row.stage == Stage.OPTED_OUT.value}
    talking = {row.id: row.updated_at + _TALKING for row in rows if row.updated_at + _TALKING > now}
    chats = select(t.identities.c.lead_id, t.identities.c.chat).where(
        t.identities.c.lead_id.in_(ids),
        t.identities.c.workspace_id == campaign.workspace_id,
        t.identities.c.channel == "telegram",
    )
    found = {row.lead_id: row.chat for row in connection.execute(chats.order_by(t.identities.c.id))}
    return found, talking, gone


def forbidden_since(connection: Connection, claimed: Claim, now: datetime) -> bool:
    """Whether something came between the claim and its sending: then it is not sent, and why is written down.

    Elsewhere somebody may have said stop, or the owner paused, after the claim was made and before it could be sent.
    """
    kind = {"email": EMAIL}.get(claimed.channel, claimed.channel)
    state = select(campaigns.c.state).where(campaigns.c.id == claimed.campaign_id)
    if suppressed(connection, claimed.workspace_id, [Address(kind, claimed.chat)]):
        mark(connection, claimed.id, Fate.SKIPPED, now, reason=Skip.SUPPRESSED.value, claimed_at=None)
        return True
    match connection.execute(state).scalar():
        case State.RUNNING.value:
            return False
        case State.PAUSED.value:
            mark(connection, claimed.id, Fate.PENDING, now, claimed_at=None)
        case _:
            mark(connection, claimed.id, Fate.SKIPPED, now, reason=Skip.STOPPED.value, claimed_at=None)
    return True


def mark(connection: Connection, message_id: int, fate: Fate, now: datetime, **also: object) -> None:
    """Write down what became of a message."""
    change = {"status": fate.value, "updated_at": now, **also}
    connection.execute(update(messages).where(messages.c.id == message_id).values(change))


def contacted(connection: Connection, contact_id: int, now: datetime) -> None:
    """The first message went to a contact."""
    here = (contacts.c.id == contact_id) & (contacts.c.status == Status.NEW.value)
    connection.execute(update(contacts).where(here).values(status=Status.CONTACTED.value, updated_at=now))
