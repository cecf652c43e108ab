"""The criteria model: budget, timeline, authority, need, contact. Every point has a reason and the lead's own words.

A factor gives its weight times how good the fact is (`scoring.marks`). What a script can never ask is not weighed at
all (`scoring.rules.narrowed`). Some facts also put a lid on the whole: a lead without money is no qualified lead,
however urgent. A lid is a part of its own with negative points, so the parts still add up to the score.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fsm.facts import Authority, Budget, Qualifier, Timeline, Urgency, Value
from fsm.lead import Lead, Part, Worth
from scoring import marks
from scoring.marks import Mark
from scoring.rules import Rules

Judge = Callable[[Lead, Rules, date], Mark]

JUDGES: dict[str, Judge] = {
    "budget": lambda lead, rules, _: marks.budget(value_of(lead, "budget"), rules.reference, rules.currency),
    "timeline": lambda lead, _, today: marks.timeline(value_of(lead, "timeline"), today),
    "authority": lambda lead, _rules, _today: marks.authority(value_of(lead, "authority")),
    "need": lambda lead, _rules, _today: marks.need(lead.facts.get("need"), marks.severity(lead)),
    "contact": lambda lead, _rules, _today: marks.contact(lead),
}

FACTS = {
    "budget": ("budget",),
    "timeline": ("timeline",),
    "authority": ("authority",),
    "need": ("need",),
    "contact": ("phone", "name"),
}
"""The facts a factor is judged by and a person could still ask for."""

TAUGHT_BY = {
    "budget": {"budget"},
    "timeline": {"timeline"},
    "authority": {"authority"},
    "need": {"need", "pain"},
    "contact": {"phone", "name", "email"},
}
"""The questions that can teach us about a factor."""


def weigh(lead: Lead, rules: Rules, now: datetime) -> Worth:
    """What the lead is worth at `now` (aware). The same lead, rules and day always give the same answer."""
    today = now.astimezone(ZoneInfo(rules.zone)).date()
    judged = [(factor, weight, JUDGES[factor](lead, rules, today)) for factor, weight in rules.weights if weight]
    parts = [part_of(lead, factor, weight, mark) for factor, weight, mark in judged]
    untold = [(fact, part) for part in parts for fact in FACTS[part.factor] if is_open(fact, value_of(lead, fact))]
    score = total = sum([part.points for part in parts])
    lid = _lid(lead, rules, {mark.note for _, _, mark in judged})
    if lid is not None and total > lid.at:
        parts.append(_over(lead, lid, total))
        score = lid.at
    ceiling = lid.at if lid is not None else 100
    raises = [(fact, min(total + _gain(lead, part, fact), ceiling) - score) for fact, part in untold]
    return Worth(
        score=score,
        band=rules.bands.of(score),
        parts=tuple(parts),
        model="criteria",
        unknown=tuple([fact for fact, _ in untold]),
        raises=tuple(sorted([pair for pair in raises if pair[1] > 0], key=_dearest_first)),
    )


def _dearest_first(pair: tuple[str, int]) -> int:
    return -pair[1]


def value_of(lead: Lead, fact: str) -> Value | None:
    """The value of a fact, or None while it is not known."""
    told = lead.facts.get(fact)
    return None if told is None else told.value


def part_of(lead: Lead, factor: str, weight: int, mark: Mark) -> Part:
    """The part a mark earns out of `weight` points, with the words it stands on."""
    earned = points(mark.share, weight)
    fact = lead.facts.get(mark.fact)
    if fact is None:
        return Part(factor, earned, weight, mark.note)
    return Part(factor, earned, weight, mark.note, fact.words, fact.message_id)


def points(share: int, weight: int) -> int:
    """Thousandths of a weight as whole points, half up."""
    return (share * weight + marks.FULL // 2) // marks.FULL


class Lid(NamedTuple):
    """The most a lead can be worth while a reason holds."""

    at: int
    note: str
    fact: str


def _lid(lead: Lead, rules: Rules, notes: set[str]) -> Lid | None:
    """The lowest lid that applies. Bounds are bands, so that the business meaning survives other bounds."""
    not_qualified, not_hot = rules.bands.qualified - 1, rules.bands.hot - 1
    if notes & {"budget.none", "budget.far_below"}:
        return Lid(not_qualified, "limit.money", "budget")
    if lead.pain_severity == 0:
        return Lid(not_qualified, "limit.looking", "need")
    if "authority.other" in notes:
        return Lid(not_hot, "limit.decider", "authority")
    return None


def _over(lead: Lead, lid: Lid, total: int) -> Part:
    fact = lead.facts.get(lid.fact)
    return Part(
        factor="limit",
        points=lid.at - total,
        of=0,
        note=lid.note,
        words=fact.words if fact else "",
        message_id=fact.message_id if fact else "",
    )


def is_open(fact: str, value: Value | None) -> bool:
    """Whether a fact is still to be learned: not told, or told to be unknown."""
    if value is None:
        return True
    if isinstance(value, Budget):
        return value.qualifier is Qualifier.UNKNOWN
    if isinstance(value, Timeline):
        return value.urgency is Urgency.UNKNOWN and value.latest is None and value.earliest is None
    return fact == "authority" and value == Authority.UNKNOWN


def _gain(lead: Lead, part: Part, fact: str) -> int:
    """The points the best possible answer about a fact would add to its part, before any lid."""
    best = best_contact(lead, fact) if part.factor == "contact" else marks.FULL
    return points(best, part.of) - part.points


def best_contact(lead: Lead, fact: str) -> int:
    """The share the contact would have if `fact` (phone or name) were known too."""
    phone = lead.facts.get("phone")
    has = 0 if phone is None else (2 if phone.reader == marks.VERIFIED else 1)
    return marks.contact_of(
        phone=2 if fact == "phone" else has,
        name=fact == "name" or "name" in lead.facts,
        email="email" in lead.facts,
    ).share
