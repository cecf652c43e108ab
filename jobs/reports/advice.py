"""What to do next, each with its reason: plain rules over a report's figures, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.reports.figures import TARGET_CPL, Advice, Group, Report, Share

MOST = 3
SLOW = 600.0
LEAKY, LEAKY_ASKED = 0.2, 15
COLD_HOTS, JUDGED = 0.4, 8
FEW_WAIT = 1
NOTABLE = 10


def advise(report: Report) -> list[Advice]:
    """At most three."""
    rules = (_waiting, _dead, _slow, _leak, _not_hot, _dear, _better, _nobody)
    return [each for rule in rules for each in rule(report)][:MOST]


def _waiting(report: Report) -> Iterator[Advice]:
    if report.waiting >= FEW_WAIT:
        yield Advice("report.advice.waiting", {"number": str(report.waiting)})


def _dead(report: Report) -> Iterator[Advice]:
    for each in report.anomalies:
        if each.kind == "dead":
            yield Advice("report.advice.dead", {"channel": each.name, "days": str(each.number)})


def _slow(report: Report) -> Iterator[Advice]:
    late = report.reps.median
    if late is not None and late > SLOW:
        yield Advice("report.advice.slow", {"minutes": f"{late / 60:.0f}", "number": str(report.reps.n)})


def _leak(report: Report) -> Iterator[Advice]:
    """The question at which most of those who were asked it fell silent."""
    leaky = [each for each in report.questions if each.asked >= LEAKY_ASKED and each.left / each.asked >= LEAKY]
    if leaky:
        worst = max(leaky, key=lambda each: each.left / each.asked)
        filled = {"question": worst.name, "left": str(worst.left), "asked": str(worst.asked)}
        yield Advice("report.advice.leak", filled)


def _not_hot(report: Report) -> Iterator[Advice]:
    judged, hot = report.verdicts.judged, report.verdicts.hot
    if judged >= JUDGED and (judged - hot) / judged >= COLD_HOTS:
        yield Advice("report.advice.not_hot", {"cold": str(judged - hot), "judged": str(judged)})


def _dear(report: Report) -> Iterator[Advice]:
    """The source that costs most a lead; spend without a single lead before all others."""
    spending = [group for group in report.groups.get("source", ()) if group.spent]
    useless = [group for group in spending if not group.funnel.new]
    if useless:
        worst = max(useless, key=lambda group: group.spent)
        yield Advice("report.advice.useless", {"source": worst.name, "spent": f"{worst.spent:.0f}"})
    elif report.currency == "KZT":
        dear = [group for group in spending if (group.cpl or 0.0) > TARGET_CPL and group.funnel.new >= NOTABLE]
        if dear:
            worst = max(dear, key=lambda group: group.cpl or 0.0)
            filled = {"source": worst.name, "cpl": f"{worst.cpl:.0f}", "target": f"{TARGET_CPL:.0f}"}
            yield Advice("report.advice.dear", filled)


def _better(report: Report) -> Iterator[Advice]:
    """A source whose leads qualify surely oftener than all the others' together."""
    for group in report.groups.get("source", ()):
        mine, rest = group.funnel.qualification, _rest(report, group)
        if group.name and mine.of >= NOTABLE and rest.of >= NOTABLE and mine.interval[0] > rest.interval[1]:
            filled = {"source": group.name, "mine": f"{mine.percent:.0f}", "rest": f"{rest.percent:.0f}"}
            yield Advice("report.advice.better", filled)
            return


def _rest(report: Report, group: Group) -> Share:
    whole = report.funnel
    return Share(whole.new - group.funnel.new, whole.qualified - group.funnel.qualified)


def _nobody(report: Report) -> Iterator[Advice]:
    if report.funnel.new:
        return
    if report.dozing:
        yield Advice("report.advice.dozing", {"number": str(report.dozing)})
    yield Advice("report.advice.share", {})
