"""What is out of the ordinary, by a rule that can be said in a sentence (docs/metrics.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import sqrt
from statistics import median

from sqlalchemy import Connection, func, select

from fsm.storage import tables as t
from jobs.reports.cohort import alive
from jobs.reports.figures import Anomaly
from jobs.reports.period import Period, midnight

WEEKS = 8
ENOUGH_WEEKS = 4
FAR = 3.0
HALF, DOUBLE = 0.5, 2.0
DEAD_AFTER = 5.0
"""A channel is dead when it brought nobody while so many were to be expected: by chance once in 150."""

_HISTORY = timedelta(days=28)
_SPREAD = 1.4826


def usual(history: Sequence[int]) -> float | None:
    """What is normal: the median of the same weekdays before; None with fewer than four."""
    return float(median(history)) if len(history) >= ENOUGH_WEEKS else None


def unusual(number: int, history: Sequence[int]) -> str:
    """A "drop" or "spike" when a count lies three robust deviations off and is at most half or at least double; or "".

    The deviation is the larger of 1.4826 MAD, the square root of the median (counts scatter so much), and one.
    """
    middle = usual(history)
    if middle is None:
        return ""
    mad = median(abs(each - middle) for each in history)
    far = (number - middle) / max(_SPREAD * mad, sqrt(middle), 1.0)
    if far <= -FAR and number <= HALF * middle:
        return "drop"
    if far >= FAR and number >= DOUBLE * middle:
        return "spike"
    return ""


def weekdays_before(connection: Connection, workspace_id: int, period: Period) -> list[int]:
    """Leads on the same weekday of the eight weeks before, those left out in which nobody had come yet."""
    first = connection.execute(
        select(func.min(t.leads.c.created_at)).where(t.leads.c.workspace_id == workspace_id)
    ).scalar()
    if first is None:
        return []
    days = [period.last - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    moments = [(midnight(day, period.zone), midnight(day + timedelta(days=1), period.zone)) for day in days]
    return [_born(connection, workspace_id, since, until) for since, until in moments if until > first]


def _born(connection: Connection, workspace_id: int, since: datetime, until: datetime) -> int:
    leads = t.leads.c
    ours = (leads.workspace_id == workspace_id) & (leads.created_at >= since) & (leads.created_at < until) & alive
    return int(connection.execute(select(func.count()).select_from(t.leads).where(ours)).scalar_one())


def dead_channels(connection: Connection, workspace_id: int, until: datetime) -> list[Anomaly]:
    """Channels through which newcomers came, at the pace of their last four weeks, and none does any more."""
    who = t.identities.c
    ours = (who.workspace_id == workspace_id) & (who.created_at < until)
    recent = ours & (who.created_at >= until - 2 * _HISTORY)
    query = select(who.channel, func.max(who.created_at), func.count(), func.min(who.created_at))
    found = []
    for channel, last, number, first in connection.execute(query.where(recent).group_by(who.channel)):
        lived = max((last - first) / timedelta(days=1), 1.0)
        rate = number / lived
        expected = rate * ((until - last) / timedelta(days=1))
        if number >= DEAD_AFTER and expected >= DEAD_AFTER and until - last >= timedelta(days=1):
            found.append(Anomaly("dead", channel, int((until - last) / timedelta(days=1)), rate))
    return sorted(found, key=lambda each: -each.usual)


def anomalies(connection: Connection, workspace_id: int, period: Period, history: Sequence[int]) -> list[Anomaly]:
    """All that is unusual about the last day of a period."""
    found = dead_channels(connection, workspace_id, period.until)
    number = _born(connection, workspace_id, midnight(period.last, period.zone), period.until)
    kind = unusual(number, history)
    return [*([Anomaly(kind, "", number, usual(history) or 0.0)] if kind else []), *found]
