"""How to take this lead on, as advice by rules: the first is the most pressing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from fsm.facts import AUTHORITY, BEST_TIME, PHONE, TIMELINE, Authority, Hours, Timeline, Urgency
from fsm.lead import Lead
from fsm.ports import Words
from scoring.marks import urgency

PRESSING = frozenset({Urgency.NOW, Urgency.DAYS})
MORNING, EVENING = 9, 21
"""Hours between which a call disturbs nobody."""


class Advice(NamedTuple):
    """A word key ("approach....") and what fills it."""

    key: str
    params: dict[str, str]


Rule = Callable[[Lead, Words, datetime], Advice | None]


def approach(lead: Lead, words: Words, now: datetime) -> tuple[Advice, ...]:
    """The advice that fits, in order of weight; never empty. `now` is aware, in the zone of the lead and the reps."""
    found = [advice for rule in RULES if (advice := rule(lead, words, now)) is not None]
    return tuple(found)


def _first_contact(lead: Lead, words: Words, now: datetime) -> Advice:
    """Whether to call or to write, and when: a stated hour first, then urgency, then decency."""
    if PHONE not in lead.facts:
        return Advice("approach.write", {})
    stated = lead.facts.get(BEST_TIME)
    if stated is not None and isinstance(stated.value, Hours):
        return Advice("approach.call_at", {"time": words.value(BEST_TIME, stated.value)})
    if not MORNING <= now.hour < EVENING:
        return Advice("approach.message_first", {})
    return Advice("approach.call_now" if _presses(lead, now) else "approach.call", {})


def _presses(lead: Lead, now: datetime) -> bool:
    told = lead.facts.get(TIMELINE)
    return told is not None and isinstance(told.value, Timeline) and urgency(told.value, now.date()) in PRESSING


def _mood(lead: Lead, _words: Words, _now: datetime) -> Advice | None:
    return Advice("approach.calm", {}) if lead.sentiment == "negative" else None


def _decider(lead: Lead, _words: Words, _now: datetime) -> Advice | None:
    told = lead.facts.get(AUTHORITY)
    shared = told is not None and told.value in {Authority.SHARED, Authority.OTHER}
    return Advice("approach.decider", {}) if shared or "authority" in lead.objections else None


def _doubt(lead: Lead, _words: Words, _now: datetime) -> Advice | None:
    for doubt in ("trust", "price", "competitor", "warranty", "time"):
        if doubt in lead.objections:
            return Advice(f"approach.doubt.{doubt}", {})
    return None


def _question(lead: Lead, words: Words, _now: datetime) -> Advice | None:
    """The unknown that would tell most."""
    if lead.worth is None:
        return None
    asked = next((fact for fact, _ in lead.worth.raises if fact != PHONE or lead.worth.score), None)
    return Advice("approach.ask", {"fact": words(f"fact.{asked}")}) if asked else None


RULES: tuple[Rule, ...] = (_first_contact, _mood, _doubt, _decider, _question)
