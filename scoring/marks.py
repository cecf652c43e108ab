"""How good a fact is: a share of what its factor can give, in thousandths, and the word key that says why.

These are the judgements of the whole scoring; everything else is arithmetic.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from fsm.facts import Authority, Budget, Fact, Qualifier, Timeline, Urgency
from fsm.lead import Lead

FULL = 1000
VERIFIED = "contact"
"""The reader's name on a phone the network vouches for (a contact shared by its owner)."""


class Mark(NamedTuple):
    """A share of a factor's points in thousandths (0-1000), the reason's key, and the fact it stands on."""

    share: int
    note: str
    fact: str = ""


UNTOLD = 0

# Below half the usual price a bargain is out of reach; within a quarter of it people meet.
NEAR = 0.75
HALF = 0.5


def budget(value: object, reference: tuple[float, float] | None, currency: str) -> Mark:
    """A budget against the usual price: the most the lead would pay compared with the least it costs."""
    if not isinstance(value, Budget):
        return Mark(UNTOLD, "budget.untold")
    if value.qualifier is Qualifier.FLEXIBLE:
        return Mark(FULL, "budget.flexible", "budget")
    if value.qualifier is Qualifier.NONE:
        return Mark(0, "budget.none", "budget")
    top = value.max if value.max is not None else value.min
    if top is None:
        return Mark(250, "budget.unknown", "budget")
    if reference is None or (value.currency or currency) != currency:
        return Mark(800, "budget.named", "budget")
    return Mark(*_against(top, reference[0]), "budget")


def _against(top: float, price: float) -> tuple[int, str]:
    if top >= price:
        return FULL, "budget.fits"
    if top >= price * NEAR:
        return 700, "budget.near"
    if top >= price * HALF:
        return 400, "budget.below"
    return 100, "budget.far_below"


TIMELINES = {
    Urgency.NOW: Mark(FULL, "timeline.now", "timeline"),
    Urgency.DAYS: Mark(900, "timeline.days", "timeline"),
    Urgency.WEEKS: Mark(650, "timeline.weeks", "timeline"),
    Urgency.MONTHS: Mark(350, "timeline.months", "timeline"),
    Urgency.LATER: Mark(100, "timeline.later", "timeline"),
    Urgency.UNKNOWN: Mark(100, "timeline.unknown", "timeline"),
}

TOMORROW, DAYS, WEEKS, MONTHS = 1, 6, 30, 190


def timeline(value: object, today: date) -> Mark:
    """How soon it is needed, counted from `today`: a day said last week is nearer now, or gone."""
    if not isinstance(value, Timeline):
        return Mark(UNTOLD, "timeline.untold")
    # A day of grace: shortly after midnight "today" is still today for everybody but the calendar.
    if value.latest is not None and (value.latest - today).days < -1:
        return Mark(300, "timeline.passed", "timeline")
    return TIMELINES[urgency(value, today)]


def urgency(value: Timeline, today: date) -> Urgency:
    """The urgency as of `today`; the words decide where no day was named, or where "urgent" came with the day.

    Tomorrow presses like today: whoever answers the day after has lost the lead.
    """
    day = value.latest or value.earliest
    if day is None:
        return value.urgency
    left = (day - today).days
    if left <= TOMORROW or (value.urgency is Urgency.NOW and left <= DAYS):
        return Urgency.NOW
    if left <= DAYS:
        return Urgency.DAYS
    if left <= WEEKS:
        return Urgency.WEEKS
    return Urgency.MONTHS if left <= MONTHS else Urgency.LATER


AUTHORITIES: dict[str, Mark] = {
    Authority.SELF: Mark(FULL, "authority.self", "authority"),
    Authority.SHARED: Mark(600, "authority.shared", "authority"),
    Authority.OTHER: Mark(200, "authority.other", "authority"),
    Authority.UNKNOWN: Mark(100, "authority.unknown", "authority"),
}


def authority(value: object) -> Mark:
    """Who decides. The value may be the plain word, as it comes back from storage."""
    if value is None:
        return Mark(UNTOLD, "authority.untold")
    return AUTHORITIES.get(str(value), Mark(UNTOLD, "authority.untold"))


SEVERITIES = {
    0: Mark(300, "need.looking", "need"),
    1: Mark(700, "need.wish", "need"),
    2: Mark(850, "need.trouble", "need"),
    3: Mark(FULL, "need.acute", "need"),
}


def severity(lead: Lead) -> int | None:
    """How much it hurts, 0-3: as read, or real trouble where they told of one and nothing graver was read."""
    told = 2 if "pain" in lead.facts else None
    return told if lead.pain_severity is None else lead.pain_severity


def need(told: Fact | None, severity: int | None) -> Mark:
    """What hurts and how much. A plain wish to buy something definite counts like mild pain."""
    if told is None:
        share = 150 * (severity or 0)
        return Mark(share, "need.vague" if share else "need.untold", "pain" if share else "")
    if severity is None:
        return Mark(700, "need.told", "need")
    return SEVERITIES[max(0, min(severity, 3))]


def contact(lead: Lead) -> Mark:
    """Whether a person can call back and by what name."""
    phone = lead.facts.get("phone")
    return contact_of(
        phone=0 if phone is None else (2 if phone.reader == VERIFIED else 1),
        name="name" in lead.facts,
        email="email" in lead.facts,
    )


def contact_of(*, phone: int, name: bool, email: bool) -> Mark:
    """`phone` is 0 unknown, 1 typed, 2 vouched for by the network."""
    extra = 150 * name
    if phone:
        way = "contact.verified" if phone > 1 else "contact.phone"
        return Mark((800 if phone > 1 else 650) + extra + 50 * email, way, "phone")
    if email:
        return Mark(350 + extra, "contact.email", "email")
    return Mark(extra, "contact.name" if name else "contact.untold", "name" if name else "")
