"""What happens because nobody came: deadlines in working hours, and the next thing to do when one has passed. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from fsm.lead import Handoff
from handoff.reps import Shift, covers
from handoff.states import State

_LONGEST_SEARCH = 8 * 24 * 60


class Terms(msgspec.Struct, frozen=True):
    """A workspace's promise: minutes to claim and to the first word after it; its hours (none: always) and zone."""

    claim_minutes: int = 5
    answer_minutes: int = 10
    hours: tuple[Shift, ...] = ()
    zone: str = "UTC"


class Step(StrEnum):
    """What a passed deadline leads to."""

    NUDGE = "nudge"
    ESCALATE = "escalate"
    TAKE_BACK = "take_back"
    NOTHING = "nothing"


def due(terms: Terms, at: datetime, minutes: int) -> datetime:
    """When so many minutes of working time after `at` are over."""
    if not terms.hours:
        return at + timedelta(minutes=minutes)
    here = at.astimezone(ZoneInfo(terms.zone))
    left = minutes
    for _ in range(_LONGEST_SEARCH):
        if left == 0:
            break
        left -= any(covers(shift, here) for shift in terms.hours)
        # Minutes are counted on the clock of the world, so that a change to summer time does not count twice.
        here = (here.astimezone(at.tzinfo) + timedelta(minutes=1)).astimezone(ZoneInfo(terms.zone))
    return here.astimezone(at.tzinfo)


def open_now(terms: Terms, at: datetime) -> bool:
    """Whether anybody is expected to work at `at`."""
    return not terms.hours or any(covers(shift, at.astimezone(ZoneInfo(terms.zone))) for shift in terms.hours)


def lapsed(handoff: Handoff, at: datetime) -> Step:
    """What to do about a passed deadline: the next rep, then the owner; a silent rep loses the lead."""
    if handoff.due_at is None or at < handoff.due_at:
        return Step.NOTHING
    if handoff.state == State.CLAIMED:
        return Step.TAKE_BACK if handoff.answered_at is None else Step.NOTHING
    if handoff.state != State.OFFERED:
        return Step.NOTHING
    return Step.NUDGE if handoff.step == 0 else Step.ESCALATE
