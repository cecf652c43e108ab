"""Making and moving campaigns: every function is one transaction's worth of work on a connection.

Whom a campaign owes a message is written down when it starts or is edited, one row a person and step; from then on
those rows are the truth, and stopping, pausing or a crash cannot make anybody get a message twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, and_, func, insert, literal, or_, select, update

from fsm.storage import tables as t
from jobs.contacts.book import or_ignore
from jobs.contacts.contact import Status
from jobs.contacts.tables import contacts
from jobs.outreach.campaign import (
    ARRIVED,
    CHANNELS,
    Campaign,
    Fate,
    Hold,
    Plan,
    Policy,
    Refusal,
    Refused,
    Skip,
    State,
    moved,
    permitted,
)
from jobs.outreach.quiet import is_zone
from jobs.outreach.tables import campaigns, messages, templates
from jobs.outreach.template import Template, Wording, check

_MOST_STEPS = 10
_LONGEST_DELAY = 365 * 86_400
_MINUTES_A_DAY = 1_440

_plan = msgspec.json.Decoder(Plan).decode
_texts = msgspec.json.Decoder(dict[str, Wording]).decode
_encode = msgspec.json.Encoder().encode


def save_template(
    connection: Connection, workspace_id: int, template: Template, now: datetime, extras: Collection[str] = ()
) -> int:
    """Keep a template as the next version of its name; gives its id. Raises BadTemplate."""
    check(template, extras)
    here = (templates.c.workspace_id == workspace_id) & (templates.c.name == template.name)
    newest = connection.execute(select(func.max(templates.c.version)).where(here)).scalar() or 0
    row = {
        "workspace_id": workspace_id,
        "name": template.name,
        "version": newest + 1,
        "channel": template.channel,
        "body": _encode(template.texts).decode(),
        "created_at": now,
    }
    return int(connection.execute(insert(templates).values(row).returning(templates.c.id)).scalar_one())


def load_templates(connection: Connection, workspace_id: int, ids: Collection[int]) -> dict[int, Template]:
    """Templates by id; unknown ones and those of other workspaces are left out."""
    query = select(templates).where(templates.c.workspace_id == workspace_id, templates.c.id.in_(ids))
    rows = connection.execute(query).mappings()
    return {row["id"]: Template(row["name"], row["channel"], _texts(row["body"])) for row in rows}


def create(  # noqa: PLR0913, PLR0917 (what the owner says of a campaign)
    connection: Connection,
    workspace_id: int,
    name: str,
    channel: str,
    plan: Plan,
    now: datetime,
    starts_at: datetime | None = None,
) -> int:
    """A draft; gives its id. Raises Refused."""
    _check(connection, workspace_id, channel, plan)
    row = {
        "workspace_id": workspace_id,
        "name": " ".join(name.split())[:100],
        "channel": channel,
        "state": State.DRAFT.value,
        "plan": _encode(plan).decode(),
        "starts_at": starts_at or now,
        "waits_for": Hold.NOTHING.value,
        "created_at": now,
    }
    return int(connection.execute(insert(campaigns).values(row).returning(campaigns.c.id)).scalar_one())


def load(connection: Connection, workspace_id: int, campaign_id: int) -> Campaign:
    """A campaign; raises LookupError when the workspace has none of this number."""
    here = (campaigns.c.workspace_id == workspace_id) & (campaigns.c.id == campaign_id)
    row = connection.execute(select(campaigns).where(here)).mappings().one_or_none()
    if row is None:
        raise LookupError(f"no campaign {campaign_id}")
    return campaign_of(dict(row))


def listed(connection: Connection, workspace_id: int) -> list[Campaign]:
    """All campaigns, the newest first."""
    query = select(campaigns).where(campaigns.c.workspace_id == workspace_id).order_by(campaigns.c.id.desc())
    return [campaign_of(dict(row)) for row in connection.execute(query).mappings()]


def campaign_of(row: dict[str, Any]) -> Campaign:
    """A row of the table as a value."""
    return Campaign(**row | {"state": State(row["state"]), "plan": _plan(row["plan"])})


def reach(connection: Connection, workspace_id: int, channel: str, plan: Plan) -> int:
    """How many people the audience has now."""
    chosen = audience(workspace_id, channel, plan).subquery()
    return connection.execute(select(func.count()).select_from(chosen)).scalar_one()


def start(connection: Connection, workspace_id: int, campaign_id: int, now: datetime, policy: Policy) -> int:
    """Begin; gives how many people it is for. Raises Refused."""
    campaign = load(connection, workspace_id, campaign_id)
    state = moved(campaign.state, "start")
    permitted(campaign.channel, campaign.plan, policy)
    if campaign.channel == "telegram":
        contacts_of_leads(connection, workspace_id, now)
    people = _enrol(connection, campaign, now)
    if not people:
        raise Refused(Refusal.NOBODY)
    _set(connection, campaign_id, state=state.value, started_at=now, waits_for="", waits_until=None)
    return people


def pause(connection: Connection, workspace_id: int, campaign_id: int, why: Hold = Hold.PAUSED) -> None:
    """Send nothing more for now; the message under way is the last. Raises Refused."""
    state = moved(load(connection, workspace_id, campaign_id).state, "pause")
    _set(connection, campaign_id, state=state.value, waits_for=why.value, waits_until=None)


def resume(connection: Connection, workspace_id: int, campaign_id: int, policy: Policy) -> None:
    """Go on where it stood. Raises Refused."""
    campaign = load(connection, workspace_id, campaign_id)
    state = moved(campaign.state, "resume")
    permitted(campaign.channel, campaign.plan, policy)
    _set(connection, campaign_id, state=state.value, waits_for="", waits_until=None)


def hold_for_restore(connection: Connection) -> None:
    """After a restored backup nothing runs until somebody confirms: what was sent since the backup is not known."""
    paused = {"state": State.PAUSED.value, "waits_for": Hold.RESTORED.value, "waits_until": None}
    connection.execute(update(campaigns).where(campaigns.c.state == State.RUNNING.value).values(**paused))


def held_by_restore(connection: Connection, workspace_id: int) -> int:
    """How many campaigns wait for somebody's word since a backup was restored."""
    held = campaigns.c.state == State.PAUSED.value, campaigns.c.waits_for == Hold.RESTORED.value
    query = select(func.count()).select_from(campaigns).where(campaigns.c.workspace_id == workspace_id, *held)
    return connection.execute(query).scalar_one()


def stop(connection: Connection, workspace_id: int, campaign_id: int, now: datetime) -> int:
    """End for good; gives how many people get no message for it. Raises Refused."""
    state = moved(load(connection, workspace_id, campaign_id).state, "stop")
    _set(connection, campaign_id, state=state.value, waits_for="", waits_until=None, finished_at=now)
    return _skip(connection, campaign_id, Skip.STOPPED, now)


def edit(  # noqa: PLR0913, PLR0917 (whose, which, what, when, within what)
    connection: Connection, workspace_id: int, campaign_id: int, plan: Plan, now: datetime, policy: Policy
) -> None:
    """Change what is still to come: who was written to is not written to again, whatever changes. Raises Refused."""
    campaign = load(connection, workspace_id, campaign_id)
    if campaign.state in {State.STOPPED, State.DONE}:
        raise Refused(Refusal.WRONG_STATE)
    _check(connection, workspace_id, campaign.channel, plan)
    if campaign.state is not State.DRAFT:
        permitted(campaign.channel, plan, policy)
    _set(connection, campaign_id, plan=_encode(plan).decode(), waits_for="", waits_until=None)
    if campaign.state is State.DRAFT:
        return
    changed = load(connection, workspace_id, campaign_id)
    _skip(connection, campaign_id, Skip.STEP_REMOVED, now, messages.c.step >= len(plan.steps))
    still = audience(workspace_id, campaign.channel, plan, every_status=True).with_only_columns(contacts.c.id)
    outside = messages.c.contact_id.not_in(still)
    _skip(connection, campaign_id, Skip.NOT_IN_AUDIENCE, now, and_(messages.c.step == 0, outside))
    _take_back(connection, changed, now)
    _enrol(connection, changed, now)
    _lengthen(connection, changed, now)
    # What waited for the old hours or the old pace is looked at anew.
    waiting = (messages.c.campaign_id == campaign_id) & (messages.c.status == Fate.PENDING.value)
    put_off = waiting & (messages.c.reason == Hold.QUIET.value)
    connection.execute(update(messages).where(put_off).values(due_at=now, reason="", updated_at=now))


def reschedule(connection: Connection, workspace_id: int, campaign_id: int, starts_at: datetime, now: datetime) -> None:
    """Another beginning, while nothing has gone yet. Raises Refused."""
    campaign = load(connection, workspace_id, campaign_id)
    if campaign.first_sent_at is not None or campaign.state in {State.STOPPED, State.DONE}:
        raise Refused(Refusal.WRONG_STATE)
    _set(connection, campaign_id, starts_at=starts_at, waits_for="", waits_until=None)
    waiting = (messages.c.campaign_id == campaign_id) & (messages.c.status == Fate.PENDING.value)
    due = max(starts_at, now) + timedelta(seconds=campaign.plan.steps[0].after)
    connection.execute(update(messages).where(waiting).values(due_at=due, reason="", updated_at=now))


def prospect(connection: Connection, campaign: Campaign, plan: Plan) -> tuple[int, int]:
    """How many people had the first message already, and how many would get it by this plan."""
    first = (messages.c.campaign_id == campaign.id) & (messages.c.step == 0)
    waits = messages.c.status == Fate.PENDING.value
    left_out = (messages.c.status == Fate.SKIPPED.value) & (messages.c.reason == Skip.NOT_IN_AUDIENCE.value)
    skipped = messages.c.status == Fate.SKIPPED.value
    had = connection.execute(select(func.count()).where(first, ~waits, ~skipped)).scalar_one()
    settled = select(messages.c.contact_id).where(first, ~waits, ~left_out)
    chosen = audience(campaign.workspace_id, campaign.channel, plan).where(contacts.c.id.not_in(settled)).subquery()
    return had, connection.execute(select(func.count()).select_from(chosen)).scalar_one()


def _take_back(connection: Connection, campaign: Campaign, now: datetime) -> None:
    """Owe again what an earlier edit gave up and this one wants after all; nothing of it was ever sent."""
    given_up = (messages.c.campaign_id == campaign.id) & (messages.c.status == Fate.SKIPPED.value)
    inside = audience(campaign.workspace_id, campaign.channel, campaign.plan)
    outside = (messages.c.step == 0) & (messages.c.reason == Skip.NOT_IN_AUDIENCE.value)
    removed = (messages.c.step < len(campaign.plan.steps)) & (messages.c.reason == Skip.STEP_REMOVED.value)
    owed = {"status": Fate.PENDING.value, "reason": "", "due_at": max(campaign.starts_at, now), "updated_at": now}
    for which in (outside & messages.c.contact_id.in_(inside), removed):
        connection.execute(update(messages).where(given_up, which).values(owed))


def _check(connection: Connection, workspace_id: int, channel: str, plan: Plan) -> None:
    """Raise Refused unless a plan makes sense."""
    if channel not in CHANNELS:
        raise Refused(Refusal.BAD_CHANNEL)
    if not 0 < len(plan.steps) <= _MOST_STEPS:
        raise Refused(Refusal.NO_STEPS)
    if any(not 0 <= step.after <= _LONGEST_DELAY for step in plan.steps):
        raise Refused(Refusal.BAD_DELAY)
    pace, quiet = plan.pace, plan.quiet
    hours_are_minutes = 0 <= quiet.start < _MINUTES_A_DAY and 0 <= quiet.end < _MINUTES_A_DAY
    if min(pace.per_day, pace.per_minute, pace.first_day) < 1 or pace.growth < 1 or not hours_are_minutes:
        raise Refused(Refusal.BAD_PACE)
    if not is_zone(plan.zone):
        raise Refused(Refusal.BAD_ZONE)
    known = load_templates(connection, workspace_id, {step.template_id for step in plan.steps})
    if any(step.template_id not in known for step in plan.steps):
        raise Refused(Refusal.NO_TEMPLATE)
    if any(template.channel != channel for template in known.values()):
        raise Refused(Refusal.OTHER_CHANNEL)


def audience(workspace_id: int, channel: str, plan: Plan, *, every_status: bool = False) -> Select[Any]:
    """The contacts a plan is for. Those who can never be reached are among them, to be skipped with a reason."""
    audience = plan.audience
    query = select(contacts.c.id).where(
        contacts.c.workspace_id == workspace_id, contacts.c.quality >= audience.quality_from
    )
    chosen: list[tuple[Any, Sequence[str]]] = [
        (contacts.c.city, audience.cities),
        (contacts.c.source, audience.sources),
        (contacts.c.language, audience.languages),
    ]
    if not every_status and channel != "telegram":
        chosen.append((contacts.c.status, audience.statuses))
    for column, values in chosen:
        if values:
            query = query.where(column.in_(values))
    if channel == "telegram":
        # Only who opened a chat with the bot; opening it is the consent.
        started = select(t.identities.c.lead_id).where(
            t.identities.c.workspace_id == workspace_id, t.identities.c.channel == "telegram"
        )
        return query.where(contacts.c.lead_id.in_(started), contacts.c.status != Status.CLOSED.value)
    return query.where(contacts.c.consent.in_(audience.consents)) if audience.consents else query


def contacts_of_leads(connection: Connection, workspace_id: int, now: datetime) -> None:
    """Leads who came by themselves are among those a Telegram campaign may write to: give them a contact each.

    A campaign's start does so; earlier it makes them seen in counts and previews.
    """
    known = select(contacts.c.lead_id).where(contacts.c.workspace_id == workspace_id, contacts.c.lead_id.is_not(None))
    values: dict[str, Any] = dict.fromkeys(
        ("company", "phone", "email", "city", "source_url", "consent_how", "extra"), literal("")
    )
    values |= {
        "workspace_id": t.leads.c.workspace_id,
        "name": func.coalesce(func.max(t.identities.c.display_name), ""),
        "language": t.leads.c.language,
        "source": literal("lead"),
        "consent": literal("none"),
        "quality": func.coalesce(t.leads.c.score, 0),
        "status": literal("responded"),
        "lead_id": t.leads.c.id,
        "created_at": literal(now, contacts.c.created_at.type),
        "updated_at": literal(now, contacts.c.updated_at.type),
    }
    chosen = (
        select(*values.values())
        .join_from(t.leads, t.identities, t.identities.c.lead_id == t.leads.c.id)
        .where(
            t.leads.c.workspace_id == workspace_id,
            t.identities.c.channel == "telegram",
            t.leads.c.id.not_in(known),
        )
        .group_by(t.leads.c.id)
    )
    connection.execute(insert(contacts).from_select(list(values), chosen))


def _enrol(connection: Connection, campaign: Campaign, now: datetime) -> int:
    """Owe the first message to everybody in the audience who is not owed it yet; gives how many are."""
    due = max(campaign.starts_at, now) + timedelta(seconds=campaign.plan.steps[0].after)
    chosen = audience(campaign.workspace_id, campaign.channel, campaign.plan)
    _owe(connection, campaign, 0, chosen, due, now)
    here = (messages.c.campaign_id == campaign.id) & (messages.c.step == 0)
    return connection.execute(select(func.count()).where(here)).scalar_one()


def _lengthen(connection: Connection, campaign: Campaign, now: datetime) -> None:
    """Owe a step that was added to everybody who had the one before it and did not answer."""
    for step in range(1, len(campaign.plan.steps)):
        before = messages.alias()
        had = select(before.c.contact_id).where(
            before.c.campaign_id == campaign.id,
            before.c.step == step - 1,
            or_(*(before.c.status == fate.value for fate in ARRIVED if fate is not Fate.RESPONDED)),
        )
        _owe(connection, campaign, step, had, now + timedelta(seconds=campaign.plan.steps[step].after), now)


def _owe(  # noqa: PLR0913, PLR0917 (the columns of one row)
    connection: Connection, campaign: Campaign, step: int, people: Select[Any], due: datetime, now: datetime
) -> None:
    (person,) = people.subquery().columns
    values: dict[str, Any] = {
        "workspace_id": literal(campaign.workspace_id),
        "campaign_id": literal(campaign.id, messages.c.campaign_id.type),
        "step": literal(step),
        "contact_id": person,
        "address": literal(""),
        "status": literal(Fate.PENDING.value),
        "reason": literal(""),
        "tries": literal(0),
        "due_at": literal(due, messages.c.due_at.type),
        "updated_at": literal(now, messages.c.updated_at.type),
        "network_id": literal(""),
    }
    # WHERE: without one SQLite takes ON CONFLICT for the condition of a join.
    rows = select(*values.values()).where(literal(1) == 1).order_by(person)
    connection.execute(or_ignore(connection, messages).from_select(list(values), rows))


def _skip(connection: Connection, campaign_id: int, why: Skip, now: datetime, also: Any = None) -> int:
    """Give up what waits; gives how many that are."""
    waiting = messages.c.status == Fate.PENDING.value
    here = and_(messages.c.campaign_id == campaign_id, waiting, *(() if also is None else (also,)))
    skipped = {"status": Fate.SKIPPED.value, "reason": why.value, "updated_at": now}
    return connection.execute(update(messages).where(here).values(skipped)).rowcount


def _set(connection: Connection, campaign_id: int, **values: object) -> None:
    connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(**values))
