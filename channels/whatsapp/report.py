"""How the number stands, as sentences for the owner: what is stopped, what soon will be, and the figures. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from .governor import Errand, Limits, Pulse, Reason, allowed_today, judge, standing


class Sentence(msgspec.Struct, frozen=True):
    """A key of the catalogue of words and what fills its places. `bad` ones come first and want attention."""

    key: str
    values: dict[str, str] = {}
    bad: bool = False


def report(pulse: Pulse, limits: Limits, restricted_until: datetime | None = None) -> tuple[Sentence, ...]:
    """The number's standing, worst first: what holds answers back now, what is near its limit, then the figures."""
    stopped = judge(pulse, Errand.REPLY, limits).reason
    bad = [Sentence(stopped.key, bad=True)] if stopped is not None else []
    bad += [_near(reason, pulse, limits, restricted_until) for reason in standing(pulse, limits) if reason != stopped]
    return (*bad, *_figures(pulse, limits))


def _near(reason: Reason, pulse: Pulse, limits: Limits, until: datetime | None) -> Sentence:
    if reason is Reason.RESTRICTED:
        return Sentence("whatsapp.near.restricted", {"until": f"{until:%d.%m %H:%M} UTC" if until else "?"}, bad=True)
    now, most = _measure(reason, pulse, limits)
    return Sentence(f"whatsapp.near.{reason.value}", {"now": str(now), "most": str(most)}, bad=True)


def _measure(reason: Reason, pulse: Pulse, limits: Limits) -> tuple[int, int]:
    """Where a figure is and where it stops things; shares are per cent."""
    figures = {
        Reason.STUCK: (pulse.stuck, limits.most_stuck),
        Reason.ERRORS: (_share(pulse.failed, pulse.tried), round(limits.most_errors * 100)),
        Reason.REPLY_RATE: (_share(pulse.answered, pulse.asked), round(limits.least_reply_rate * 100)),
        Reason.FIRST_A_DAY: (pulse.firsts, _firsts(pulse, limits)),
        Reason.DAY: (pulse.day, _day(pulse, limits)),
        Reason.HOUR: (pulse.hour, limits.hour),
        Reason.MINUTE: (pulse.minute, limits.minute),
    }
    return figures[reason]


def _figures(pulse: Pulse, limits: Limits) -> Iterator[Sentence]:
    sent = {"hour": pulse.hour, "most_hour": limits.hour, "day": pulse.day, "most_day": _day(pulse, limits)}
    yield _sentence("whatsapp.figures.sent", sent)
    if limits.first_messages:
        yield _sentence("whatsapp.figures.firsts", {"firsts": pulse.firsts, "most_firsts": _firsts(pulse, limits)})
    else:
        yield Sentence("whatsapp.figures.firsts_off")
    if pulse.asked:
        yield _sentence("whatsapp.figures.answers", {"answered": pulse.answered, "asked": pulse.asked})
    if pulse.failed or pulse.stuck:
        yield _sentence(
            "whatsapp.figures.trouble", {"failed": pulse.failed, "tried": pulse.tried, "stuck": pulse.stuck}
        )
    if _day(pulse, limits) < limits.day:
        yield _sentence("whatsapp.figures.young", {"days": int(pulse.age_days) + 1})


def _sentence(key: str, values: dict[str, int]) -> Sentence:
    return Sentence(key, {name: str(value) for name, value in values.items()})


def _day(pulse: Pulse, limits: Limits) -> int:
    return allowed_today(pulse.age_days, limits.day_young, limits.day, limits.growth)


def _firsts(pulse: Pulse, limits: Limits) -> int:
    return allowed_today(pulse.age_days, limits.first_day_young, limits.first_day, limits.growth)


def _share(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
