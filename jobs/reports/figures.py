"""The figures of a report as plain values. What each one means stands in docs/metrics.md."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, isfinite, sqrt
from statistics import median

import msgspec

from jobs.outreach.progress import Line
from jobs.reports.period import Period

ENOUGH = 10
"""A share of fewer than these is not told as a percentage."""

ENOUGH_TIMES = 3
"""A median of fewer than these is not told."""

FAST = 300.0
"""Seconds within which a lead should be answered."""

TARGET_CPL = 500.0
"""KZT at most for a lead."""

TARGET_ROI = 300.0
TARGET_CONVERSION = 20.0
"""Per cent at least."""

_Z = 1.96


class Share(msgspec.Struct, frozen=True):
    """So many of so many."""

    of: int
    number: int

    @property
    def enough(self) -> bool:
        return self.of >= ENOUGH

    @property
    def percent(self) -> float | None:
        """None while there is too little to tell."""
        return 100 * self.number / self.of if self.enough else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval, in per cent; (0, 100) of nothing."""
        if not self.of:
            return (0.0, 100.0)
        part, z2 = self.number / self.of, _Z**2 / self.of
        middle = part + z2 / 2
        wide = _Z * sqrt(part * (1 - part) / self.of + z2 / 4 / self.of)
        return (max(0.0, 100 * (middle - wide) / (1 + z2)), min(100.0, 100 * (middle + wide) / (1 + z2)))


class Speed(msgspec.Struct, frozen=True):
    """How fast somebody answered, in seconds. `waiting` were not answered: they count as slow, not as absent."""

    n: int = 0
    waiting: int = 0
    median: float | None = None
    p90: float | None = None
    within: Share = Share(0, 0)


def speed(seconds: Sequence[float], waiting: int) -> Speed:
    """`median` and `p90` over all, those who wait counted as infinitely late; None when that is where they fall."""
    everybody = sorted(seconds)
    total = len(everybody) + waiting
    if total < ENOUGH_TIMES:
        return Speed(len(everybody), waiting, within=_fast(everybody, total))
    endless = [*everybody, *([float("inf")] * waiting)]
    middle, late = median(endless), endless[ceil(0.9 * total) - 1]
    return Speed(len(everybody), waiting, _told(middle), _told(late), _fast(everybody, total))


def _fast(seconds: Sequence[float], total: int) -> Share:
    return Share(total, sum(each <= FAST for each in seconds))


def _told(seconds: float) -> float | None:
    return None if not isfinite(seconds) else seconds


class Funnel(msgspec.Struct):
    """How far the leads of a cohort came by now; each of them is counted in every step it reached."""

    new: int = 0
    qualified: int = 0
    hot: int = 0
    taken: int = 0
    won: int = 0
    lost: int = 0
    revenue: float = 0.0

    @property
    def conversion(self) -> Share:
        """Won of all who came."""
        return Share(self.new, self.won)

    @property
    def qualification(self) -> Share:
        return Share(self.new, self.qualified)


class Group(msgspec.Struct):
    """The leads of one source (campaign, channel, language, script, rep), and what they cost."""

    name: str
    funnel: Funnel
    speed: Speed
    spent: float = 0.0

    @property
    def cpl(self) -> float | None:
        return self.spent / self.funnel.new if self.spent and self.funnel.new else None

    @property
    def roi(self) -> float | None:
        """By revenue, not by margin: the program knows what a deal brought, not what it cost to fulfil."""
        return 100 * (self.funnel.revenue - self.spent) / self.spent if self.spent else None


class Question(msgspec.Struct, frozen=True):
    """One question over a cohort: how many were asked, answered, how often again, how many fell silent at it.

    `moved` is the median of points that knowing the answer changed, `banded` how many got another band by it.
    """

    name: str
    asked: int
    answered: int
    again: int
    left: int
    moved: float | None
    banded: int


class Verdicts(msgspec.Struct, frozen=True):
    """What reps said of what we called hot: so many judged, so many of them really hot."""

    judged: int = 0
    hot: int = 0
    junk: int = 0


class Money(msgspec.Struct, frozen=True):
    """The targets' figures over a cohort of `days` days; amounts in `currency`, `other` in other ones."""

    days: int
    currency: str
    spent: float
    funnel: Funnel
    other: tuple[tuple[str, float], ...] = ()

    @property
    def cpl(self) -> float | None:
        """Blended: all that was spent by all who came. None without either."""
        return self.spent / self.funnel.new if self.spent and self.funnel.new else None

    @property
    def roi(self) -> float | None:
        return 100 * (self.funnel.revenue - self.spent) / self.spent if self.spent else None


class Anomaly(msgspec.Struct, frozen=True):
    """Something unusual: drop, spike or dead. `name` is a channel, "" for all leads; `usual` what is normal a day."""

    kind: str
    name: str
    number: int
    usual: float


class Advice(msgspec.Struct, frozen=True):
    """A recommendation by the key of its text, and what fills it: the reason is part of the text."""

    key: str
    params: dict[str, str]


class Report(msgspec.Struct, kw_only=True):
    """Everything a report tells, before it is put into words."""

    period: Period
    currency: str
    funnel: Funnel
    before: Funnel
    usual: float | None
    bot: Speed
    reps: Speed
    close_rate: Share
    money: Money
    verdicts: Verdicts
    groups: dict[str, list[Group]]
    questions: list[Question]
    hours: list[int]
    days: list[int]
    waiting: int
    dozing: int
    anomalies: list[Anomaly] = []
    advice: list[Advice] = []
    sampled: int = 0
    outreach: list[Line] = []
