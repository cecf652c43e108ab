"""Changing a campaign that is under way: its texts, whom it is for, how fast, when; who had a message keeps it."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from bot.admin import draft, shown
from bot.admin.acts import Act, Answer, Key
from bot.admin.draft import Data
from bot.admin.outreach_one import number_in
from bot.admin.outreach_plan import FORM, plan_of, template_of
from fsm.ports import Words
from jobs.outreach import campaigns
from jobs.outreach.campaign import Audience, Campaign, Plan, Policy, State, Step
from jobs.outreach.preview import columns
from jobs.outreach.template import Template

_DAY = 86_400
_MOST_STEPS = 3


def begin(act: Act) -> Answer:
    """Open a campaign for changes; one that is sending is paused first, so that nobody gets half of both."""
    mine, number = act.member.workspace_id, number_in(act)
    try:
        campaign = campaigns.load(act.connection, mine, number)
    except LookupError:
        return Answer(notice=act.words("admin.old"))
    if campaign.state not in {State.RUNNING, State.PAUSED}:
        return Answer(notice=act.words("outreach.refused.wrong_state"))
    if campaign.state is State.RUNNING and campaign.starts_at <= act.at:
        campaigns.pause(act.connection, mine, number)
    texts = campaigns.load_templates(act.connection, mine, {step.template_id for step in campaign.plan.steps})
    data = data_of(campaign, texts, act.at)
    return draft.ask(changes(act, data), FORM, data, *edit_keys(act.words, data), anew=True)


def data_of(campaign: Campaign, texts: Mapping[int, Template], now: datetime) -> Data:
    """A campaign as the steps of its making would have put it together."""
    plan, people = campaign.plan, campaign.plan.audience
    data: Data = {
        "campaign": campaign.id,
        "channel": campaign.channel,
        "steps": [_step(step, texts) for step in plan.steps],
        "audience": {
            "quality": people.quality_from,
            "source": next(iter(people.sources), ""),
            "city": next(iter(people.cities), ""),
            "consent": "given" if people.consents else "",
        },
        "per_day": plan.pace.per_day,
        "per_minute": plan.pace.per_minute,
        "at_once": plan.pace.first_day >= plan.pace.per_day,
    }
    waits = campaign.first_sent_at is None and campaign.starts_at > now
    return data | ({"at": campaign.starts_at.isoformat(), "waits": True} if waits else {})


def _step(step: Step, texts: Mapping[int, Template]) -> dict[str, Any]:
    known = texts[step.template_id].texts if step.template_id in texts else {}
    written = {language: {"text": each.text, "subject": each.subject} for language, each in known.items()}
    return {"texts": written, "days": step.after // _DAY}


def changes(act: Act, data: Data) -> str:
    """What it would be, and the rule: who had the first message keeps it, everybody else gets the new one."""
    words = act.words
    campaign = campaigns.load(act.connection, act.member.workspace_id, data["campaign"])
    plan = _plan(act, campaign, data, ())
    had, to_come = campaigns.prospect(act.connection, campaign, plan)
    zone = act.tools.packs.current.pack.zone
    lines = [
        f"✏️ <b>{html.escape(campaign.name, quote=False)}</b>",
        words("outreach.edit.had", count=str(had)),
        words("outreach.edit.to_come", count=str(to_come)),
        words("outreach.review.pace", day=str(plan.pace.per_day), minute=str(plan.pace.per_minute)),
    ]
    if plan.pace.first_day < plan.pace.per_day:
        lines.append(words("outreach.review.warm", first=str(plan.pace.first_day)))
    if data.get("at"):
        at = datetime.fromisoformat(data["at"])
        lines.append(words("outreach.review.at", at=shown.moment(at, zone, act.at)))
    if len(data["steps"]) > 1:
        lines.append(words("outreach.review.series", count=str(len(data["steps"]))))
    return "\n".join(lines)


def edit_keys(words: Words, data: Data) -> list[tuple[Key, ...]]:
    """What can be changed, and keeping it."""
    several = len(data["steps"]) > 1
    texts = tuple(
        Key(words("outreach.edit.text") + (f" {place + 1}" if several else ""), "out_word", str(place))
        for place in range(len(data["steps"]))
    )
    warm = words("outreach.warm_on" if data.get("at_once") else "outreach.warm_off")
    keys = [
        (Key(words("outreach.save"), "out_save"),),
        texts,
        (Key(words("outreach.by.audience"), "out_for"), Key(warm, "out_plan", "slow")),
        (
            Key(words("outreach.per_day", count=str(data["per_day"])), "out_plan", "day"),
            Key(words("outreach.per_minute", count=str(data["per_minute"])), "out_plan", "minute"),
        ),
    ]
    if data.get("waits"):
        keys.append((Key(words("outreach.at_now"), "out_plan", "now"), Key(words("outreach.at_other"), "out_at")))
    if len(data["steps"]) < _MOST_STEPS:
        keys.append((Key(words("outreach.series", days="3"), "out_more"),))
    keys.append((Key(words("outreach.edit.leave"), "out_one", str(data["campaign"])),))
    return keys


def kept(act: Act, data: Data, policy: Policy) -> None:
    """Write the changes down. Raises Refused, BadTemplate, and LookupError for a campaign that is gone."""
    mine = act.member.workspace_id
    campaign = campaigns.load(act.connection, mine, data["campaign"])
    before = campaigns.load_templates(act.connection, mine, {step.template_id for step in campaign.plan.steps})
    extras = columns(act.connection, mine)
    ids = []
    for place in range(len(data["steps"])):
        new = template_of(data, place)
        old = campaign.plan.steps[place].template_id if place < len(campaign.plan.steps) else 0
        same = old in before and before[old].texts == new.texts
        ids.append(old if same else campaigns.save_template(act.connection, mine, new, act.at, extras))
    campaigns.edit(act.connection, mine, campaign.id, _plan(act, campaign, data, ids), act.at, policy)
    if data.get("waits"):
        starts_at = datetime.fromisoformat(data["at"]) if data.get("at") else act.at
        if starts_at != campaign.starts_at and campaign.first_sent_at is None:
            campaigns.reschedule(act.connection, mine, campaign.id, starts_at, act.at)


def _plan(act: Act, campaign: Campaign, data: Data, ids: tuple[int, ...] | list[int]) -> Plan:
    """The campaign's plan with what was changed; what these screens do not show stays as it is."""
    old, new = campaign.plan, plan_of(act, data, ids)
    delays = [step.after for step in old.steps] + [step.after for step in new.steps[len(old.steps) :]]
    steps = tuple(Step(step.template_id, after) for step, after in zip(new.steps, delays, strict=False))
    return msgspec.structs.replace(old, steps=steps, audience=_audience(old.audience, new.audience), pace=new.pace)


def _audience(old: Audience, new: Audience) -> Audience:
    changed: dict[str, Any] = {"quality_from": new.quality_from}
    for name in ("sources", "cities"):
        if getattr(new, name) != getattr(old, name)[:1]:
            changed[name] = getattr(new, name)
    if bool(new.consents) != bool(old.consents):
        changed["consents"] = new.consents
    return msgspec.structs.replace(old, **changed)
