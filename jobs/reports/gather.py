"""A period's report from the database: one walk over its cohort, and a few counts around it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, func, literal_column, select

from fsm.storage import tables as t
from handoff.states import State
from jobs.outreach import progress
from jobs.reports import spending
from jobs.reports.advice import advise
from jobs.reports.anomalies import anomalies, usual, weekdays_before
from jobs.reports.cohort import Lead, alive, cohort, funnel
from jobs.reports.figures import Funnel, Group, Money, Report, Share, Speed, Verdicts, speed
from jobs.reports.period import DAY, Period
from jobs.reports.questions import MOST, Fills, questions

SOURCE, CAMPAIGN, CHANNEL, LANGUAGE, SCRIPT, REP = "source", "campaign", "channel", "language", "script", "rep"
GROUPS = (SOURCE, CAMPAIGN, CHANNEL, LANGUAGE, SCRIPT, REP)
MONEY_DAYS = 30
_MOST_GROUPS = 50
_REST = "…"
_GOOD, _JUNK = (State.WON, State.LOST, State.CLAIMED), State.JUNK


class Setting(msgspec.Struct, frozen=True):
    """Whose report: the workspace, its currency, and which facts answer which question of its script."""

    workspace_id: int
    currency: str
    fills: Fills = {}


class _Times(msgspec.Struct):
    """Seconds until an answer, and how many still wait."""

    seconds: list[float]
    waiting: int = 0

    def speed(self) -> Speed:
        return speed(self.seconds, self.waiting)


class _Pile(msgspec.Struct):
    """A group in the making."""

    funnel: Funnel
    times: _Times


class _Walk:
    """What one walk over a cohort gathers."""

    def __init__(self, period: Period) -> None:
        self.zone = ZoneInfo(period.zone)
        self.first = period.first
        self.funnel = Funnel()
        self.bot, self.reps = _Times([]), _Times([])
        self.piles: dict[str, dict[str, _Pile]] = {kind: {} for kind in GROUPS}
        self.hours = [0] * 24
        self.days = [0] * len(period.days)
        self.judged: list[str] = []
        self.newest: deque[Lead] = deque(maxlen=MOST)

    def take(self, lead: Lead) -> None:
        here = lead.at.astimezone(self.zone)
        self.hours[here.hour] += 1
        self.days[(here.date() - self.first).days] += 1
        lead.count(self.funnel)
        _time(self.bot, lead.at, lead.replied_at)
        handed = lead.handed
        if handed is not None:
            _time(self.reps, handed.offered_at, handed.answered_at)
            if handed.hot and handed.state != State.OFFERED:
                self.judged.append(handed.state)
        for kind, name in _groups_of(lead):
            pile = self.piles[kind].setdefault(name, _Pile(Funnel(), _Times([])))
            lead.count(pile.funnel)
            if handed is not None:
                _time(pile.times, handed.offered_at, handed.answered_at)
        self.newest.append(lead)


def _time(times: _Times, since: datetime, until: datetime | None) -> None:
    if until is None:
        times.waiting += 1
    else:
        times.seconds.append(max(0.0, (until - since).total_seconds()))


def _groups_of(lead: Lead) -> Iterable[tuple[str, str]]:
    source, _, campaign = lead.told.source.partition("/")
    yield SOURCE, source
    if campaign:
        yield CAMPAIGN, campaign
    yield CHANNEL, lead.told.channel
    yield LANGUAGE, lead.language
    yield SCRIPT, f"{lead.told.script}@{lead.told.script_version}" if lead.told.script else ""
    if lead.handed is not None and lead.handed.rep:
        yield REP, lead.handed.rep


def report(connection: Connection, setting: Setting, period: Period, now: datetime) -> Report:
    """Everything about the leads that were born in a period, as far as they have come by `now`."""
    workspace_id = setting.workspace_id
    walk = _Walk(period)
    for lead in cohort(connection, workspace_id, period.since, period.until):
        walk.take(lead)
    before = period.before()
    history = weekdays_before(connection, workspace_id, period)
    spent = spending.by_source(connection, workspace_id, period)
    judged = walk.judged
    made = Report(
        period=period,
        currency=setting.currency,
        funnel=walk.funnel,
        before=funnel(connection, workspace_id, before.since, before.until),
        usual=usual(history) if period.kind == DAY else None,
        bot=walk.bot.speed(),
        reps=walk.reps.speed(),
        close_rate=_closed(connection, workspace_id, period),
        money=_money(connection, setting, period),
        verdicts=Verdicts(len(judged), sum(each in _GOOD for each in judged), judged.count(_JUNK)),
        groups=_grouped(walk.piles, spent, setting.currency),
        questions=questions(connection, list(walk.newest), setting.fills, now),
        hours=walk.hours,
        days=walk.days,
        waiting=_waiting(connection, workspace_id),
        dozing=_dozing(connection, workspace_id),
        anomalies=anomalies(connection, workspace_id, period, history),
        sampled=len(walk.newest),
        outreach=progress.report(connection, workspace_id, period.since, period.until),
    )
    made.advice = advise(made)
    return made


def _grouped(
    piles: Mapping[str, Mapping[str, _Pile]], spent: Iterable[tuple[str, str, str, float]], currency: str
) -> dict[str, list[Group]]:
    """Groups by size. Spend of a source that brought nobody is a group too: that is news."""
    costs: dict[str, dict[str, float]] = {SOURCE: defaultdict(float), CAMPAIGN: defaultdict(float)}
    for source, campaign, unit, amount in spent:
        if unit == currency:
            costs[SOURCE][source] += amount
            if campaign:
                costs[CAMPAIGN][campaign] += amount
    found: dict[str, list[Group]] = {}
    for kind in GROUPS:
        made = {name: Group(name, pile.funnel, pile.times.speed()) for name, pile in piles[kind].items()}
        for name, amount in costs.get(kind, {}).items():
            made.setdefault(name, Group(name, Funnel(), Speed())).spent = amount
        ordered = sorted(made.values(), key=lambda group: (-group.funnel.new, -group.spent, group.name))
        found[kind] = ordered[:_MOST_GROUPS]
    return found


def _closed(connection: Connection, workspace_id: int, period: Period) -> Share:
    """Won of what was won or lost in the period, whenever the leads came."""
    h = t.handoffs.c
    ours = (h.workspace_id == workspace_id) & (h.closed_at >= period.since) & (h.closed_at < period.until)
    query = select(h.state, func.count()).where(ours, h.state.in_((State.WON.value, State.LOST.value)))
    counts: dict[str, int] = {row[0]: row[1] for row in connection.execute(query.group_by(h.state))}
    return Share(sum(counts.values()), counts.get(State.WON.value, 0))


def _money(connection: Connection, setting: Setting, period: Period) -> Money:
    """Over the period itself, for a day over the thirty days that end with it: yesterday's leads cannot have bought."""
    days = max(MONEY_DAYS, len(period.days)) if period.kind == DAY else len(period.days)
    over = msgspec.structs.replace(period, first=period.last - timedelta(days=days - 1))
    sums: dict[str, float] = defaultdict(float)
    for _source, _campaign, unit, amount in spending.by_source(connection, setting.workspace_id, over):
        sums[unit] += amount
    return Money(
        days=days,
        currency=setting.currency,
        spent=sums.pop(setting.currency, 0.0),
        funnel=funnel(connection, setting.workspace_id, over.since, over.until),
        other=tuple(sorted(sums.items())),
    )


def _waiting(connection: Connection, workspace_id: int) -> int:
    """Offers nobody has taken; the state as a literal, so that the index of just these rows is used."""
    h = t.handoffs.c
    offered = h.state == literal_column(f"'{State.OFFERED.value}'")
    query = select(func.count()).select_from(t.handoffs).where(h.workspace_id == workspace_id, offered)
    return int(connection.execute(query).scalar_one())


def _dozing(connection: Connection, workspace_id: int) -> int:
    """Leads of the last ninety days' worth who are warm and with nobody."""
    leads = t.leads.c
    recent = select(func.max(leads.created_at)).where(leads.workspace_id == workspace_id)
    newest = connection.execute(recent).scalar()
    if newest is None:
        return 0
    ours = (leads.workspace_id == workspace_id) & alive & (leads.created_at >= newest - timedelta(days=30))
    query = select(func.count()).select_from(t.leads).where(ours, leads.stage == "nurture")
    return int(connection.execute(query).scalar_one())
