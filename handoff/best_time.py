"""When to call a lead: the hours they named, else as soon as decency and their hurry allow. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import msgspec

from fsm.facts import BEST_TIME, TIMELINE, Hours, Timeline
from fsm.lead import Lead
from handoff.approach import EVENING, MORNING, PRESSING
from scoring.marks import urgency

_DAY = timedelta(days=1)
_POINT = timedelta(hours=1)


class CallWindow(msgspec.Struct, frozen=True, kw_only=True):
    """The next time that suits for a call, from now on, aware and in `zone`.

    `why` is stated (their own hours, `said` in their words), urgent (they are in a hurry) or usual (daytime).
    """

    since: datetime
    until: datetime
    zone: str
    why: str
    said: str = ""


def best_time(lead: Lead, now: datetime) -> CallWindow:
    """The window that is open now or opens next; `now` is aware, in the zone of the lead."""
    stated = lead.facts.get(BEST_TIME)
    if stated is not None and isinstance(stated.value, Hours) and (stated.value.start or stated.value.end):
        since, until = _next(now, *_bounds(stated.value))
        return CallWindow(since=since, until=until, zone=str(now.tzinfo), why="stated", said=stated.words)
    since, until = _next(now, time(MORNING), time(EVENING))
    told = lead.facts.get(TIMELINE)
    hurried = told is not None and isinstance(told.value, Timeline) and urgency(told.value, now.date()) in PRESSING
    why = "urgent" if hurried else "usual"
    return CallWindow(since=since, until=until, zone=str(now.tzinfo), why=why)


def _bounds(hours: Hours) -> tuple[time, time]:
    start, end = _clock(hours.start, time(MORNING)), _clock(hours.end, time(EVENING))
    if hours.start and hours.start == hours.end:  # a point in time: about an hour
        end = (datetime.combine(datetime.min, start) + _POINT).time()  # noqa: DTZ901 (only its time of day is used)
    return start, end


def _clock(told: str | None, otherwise: time) -> time:
    if not told:
        return otherwise
    return time(23, 59) if told.startswith("24") else time.fromisoformat(told)


def _next(now: datetime, start: time, end: time) -> tuple[datetime, datetime]:
    """The window that holds `now`, else the next one; one whose end is before its start runs past midnight."""
    for day in (now.date() - _DAY, now.date(), now.date() + _DAY):
        since = datetime.combine(day, start, now.tzinfo)
        until = datetime.combine(day if end > start else day + _DAY, end, now.tzinfo)
        if until > now:
            return max(since, now), until
    return now, now  # not reached: tomorrow's window ends after now
