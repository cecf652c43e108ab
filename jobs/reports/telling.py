"""A report in words: what reads in ten seconds on a phone, and the details for whoever wants them."""

from __future__ import annotations

from collections.abc import Iterator

from fsm.ports import Words
from handoff.card import CHANNELS, safe
from jobs.reports.figures import (
    ENOUGH_TIMES,
    TARGET_CONVERSION,
    TARGET_CPL,
    TARGET_ROI,
    Advice,
    Anomaly,
    Report,
    Share,
    Speed,
)
from jobs.reports.period import DAY, MONTH, WEEK, Period

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_SIGNS = {"KZT": "₸", "USD": "$", "EUR": "€", "RUB": "₽", "UAH": "₴", "INR": "₹"}
_ANOMALIES = {"drop": "report.anomaly.drop", "spike": "report.anomaly.spike"}
"""A dead channel is told as what to do about it."""
_TITLES = {WEEK: "report.title.week", MONTH: "report.title.month"}
_THIN = "\u00a0"
_MOST_LINES, _MOST_ADVICE = 12, 2


def told(report: Report, words: Words) -> str:
    """The report as safe HTML of at most a dozen short lines."""
    lines = [f"📊 <b>{title(report.period, words)}</b>"]
    lines += _happened(report, words) if report.funnel.new else [words("report.nobody")]
    lines += [f"⚠️ {_anomaly(each, words)}" for each in report.anomalies if each.kind in _ANOMALIES]
    room = min(_MOST_ADVICE, max(1, _MOST_LINES - len(lines)))
    lines += [f"💡 {advice(each, words)}" for each in report.advice[:room]]
    return "\n".join(lines)


def title(period: Period, words: Words) -> str:
    """What the report is about: a day, a week, a month or dates."""
    first, last = period.first, period.last
    if period.first == period.last:
        return f"{words(f'date.day.{first.month}', day=str(first.day))}, {words(f'weekday.{first.isoweekday()}')}"
    span = f"{first:%d.%m} – {last:%d.%m.%Y}"
    key = _TITLES.get(period.kind)
    return words(key, dates=span) if key else span


def _happened(report: Report, words: Words) -> Iterator[str]:
    funnel = report.funnel
    yield words("report.new", number=str(funnel.new)) + _compared(report, words)
    yield words(
        "report.steps",
        qualified=str(funnel.qualified),
        hot=str(funnel.hot),
        taken=str(funnel.taken),
        won=str(funnel.won),
    )
    yield words("report.bot", speed=_bot(report.bot, words))
    yield words("report.reps", speed=_reps(report.reps, words))
    yield from _money(report, words)
    best = next((group for group in report.groups["source"] if group.name and group.funnel.new), None)
    if best is not None:
        yield words(
            "report.best",
            source=safe(best.name, 24),
            number=str(best.funnel.new),
            qualified=str(best.funnel.qualified),
        )
    if report.period.kind != DAY and report.outreach:
        sent, answers = (sum(getattr(line, name) for line in report.outreach) for name in ("sent", "responded"))
        yield words("report.outreach", sent=str(sent), responded=str(answers))
    if report.verdicts.judged:
        yield words("report.verdicts", hot=str(report.verdicts.hot), judged=str(report.verdicts.judged))


def _compared(report: Report, words: Words) -> str:
    if report.usual is not None:
        return " " + words("report.usual", number=f"{report.usual:.0f}")
    if report.period.kind != DAY and report.before.new:
        return " " + words("report.before", number=str(report.before.new))
    return ""


def _bot(speed: Speed, words: Words) -> str:
    few = speed.n + speed.waiting < ENOUGH_TIMES
    return words("report.few", number=str(speed.n + speed.waiting)) if few else seconds(speed.median, words)


def _reps(speed: Speed, words: Words) -> str:
    if not speed.n and not speed.waiting:
        return words("report.no_offers")
    if speed.n + speed.waiting < ENOUGH_TIMES:
        return words("report.few", number=str(speed.n + speed.waiting))
    if speed.p90 is None:
        return words(
            "report.speed_waiting",
            median=seconds(speed.median, words),
            waiting=str(speed.waiting),
            fast=share(speed.within, words),
        )
    return words(
        "report.speed",
        median=seconds(speed.median, words),
        p90=seconds(speed.p90, words),
        fast=share(speed.within, words),
    )


def _money(report: Report, words: Words) -> Iterator[str]:
    money = report.money
    if money.cpl is not None and not money.funnel.conversion.enough:
        few = words("report.few", number=str(money.funnel.new))
        yield words("report.money", cpl=few, roi="—", days=str(money.days))
    elif money.cpl is not None:
        # The target is in tenge: beside another currency it would say nothing.
        target = _against(money.cpl < TARGET_CPL) if report.currency == "KZT" else ""
        told_cpl = f"{amount(money.cpl, money.currency)}{target}"
        roi = f"{money.roi:.0f}{_THIN}%{_against(money.roi > TARGET_ROI)}" if money.roi is not None else "—"
        yield words("report.money", cpl=told_cpl, roi=roi, days=str(money.days))
    conversion = money.funnel.conversion
    if conversion.enough and conversion.percent is not None:
        sign = _against(conversion.percent > TARGET_CONVERSION)
        yield words("report.conversion", share=f"{share(conversion, words)}{sign}", days=str(money.days))


def _against(reached: bool) -> str:  # noqa: FBT001 (a target is reached or not)
    return " ✅" if reached else " ▫️"


def share(part: Share, words: Words) -> str:
    """As "67 % (8 of 12)"; of too few only the counts."""
    counts = words("report.of", number=str(part.number), of=str(part.of))
    return counts if part.percent is None else f"{part.percent:.0f}{_THIN}% ({counts})"


def seconds(value: float | None, words: Words) -> str:
    """A span in the largest unit that fits; a dash for what is not known."""
    if value is None:
        return "—"
    if value < _MINUTE:
        return words("report.seconds", number=f"{max(value, 1):.0f}")
    if value < 2 * _HOUR:
        return words("report.minutes", number=f"{value / _MINUTE:.0f}")
    if value < 2 * _DAY:
        return words("report.hours", number=f"{value / _HOUR:.0f}")
    return words("report.days", number=f"{value / _DAY:.0f}")


def amount(value: float, currency: str) -> str:
    """As "12 500 ₸"."""
    return f"{value:,.0f}".replace(",", _THIN) + _THIN + _SIGNS.get(currency, currency)


def channel(name: str, words: Words) -> str:
    """What people call a channel."""
    return words(f"channel.{name}") if name in CHANNELS else safe(name, 20)


def _anomaly(found: Anomaly, words: Words) -> str:
    return words(_ANOMALIES[found.kind], number=str(found.number), usual=f"{found.usual:.0f}")


def advice(found: Advice, words: Words) -> str:
    """A recommendation with its reason, as safe HTML."""
    params = {name: safe(value, 40) for name, value in found.params.items()}
    if "channel" in params:
        params["channel"] = channel(found.params["channel"], words)
    return words(found.key, **params)
