"""What one number may do so that WhatsApp lets it live. Pure: figures and a wish in, a verdict with its reason out.

Answers to people who wrote are only paced, and stopped by trouble that would make it worse. Reminders wait for a decent
hour and for an answer to the one before. First messages are refused unless the owner switched them on, and then few,
fewer for a young number, and fewer still when people do not answer. Nothing here hides what the number is.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0


class Errand(StrEnum):
    """What a message is to the person: an answer, a word they did not wait for, or the very first one."""

    REPLY = "reply"
    REMINDER = "reminder"
    FIRST = "first"


class Reason(StrEnum):
    """Why a message must wait or stay. `key` names the words for people."""

    COLD = "cold"
    QUIET = "quiet"
    RESTRICTED = "restricted"
    UNANSWERED = "unanswered"
    REPLY_RATE = "reply_rate"
    PACE = "pace"
    FIRST_A_DAY = "first_a_day"
    CONTACT = "contact"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    ERRORS = "errors"
    STUCK = "stuck"

    @property
    def key(self) -> str:
        """The key of the sentence for the owner."""
        return f"whatsapp.held.{self.value}"


class Limits(msgspec.Struct, frozen=True):
    """How much is healthy. `*_young` holds on a number's first day and grows by `growth` a day up to the full figure.

    WhatsApp publishes no figures; these are cautious readings of WAHA's advice and can be changed in one place.
    """

    first_messages: bool = False
    minute: int = 25
    hour: int = 400
    day: int = 3_000
    day_young: int = 400
    first_day: int = 40
    first_day_young: int = 5
    growth: float = 1.4
    pace_seconds: float = 45.0
    contact_hour: int = 30
    contact_day: int = 100
    replies_in_a_row: int = 12
    reminders_in_a_row: int = 2
    judged_after: int = 15
    least_reply_rate: float = 0.3
    judged_sends: int = 6
    most_errors: float = 0.5
    errors_pause: float = 120.0
    most_stuck: int = 6
    warn_at: float = 0.8


class Pulse(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a number at one moment, and of one contact. Ages and waits in seconds.

    `firsts` are first messages of the last day, `asked` and `answered` those old enough to judge and how many of them
    were answered. `tried` and `failed` are the sends of the last ten minutes. `stuck` messages left minutes ago and
    never reached WhatsApp's server, although others did (`acks`). `restricted_for` is WhatsApp's own restriction.
    """

    age_days: float = 0.0
    minute: int = 0
    hour: int = 0
    day: int = 0
    firsts: int = 0
    since_first: float = _DAY
    asked: int = 0
    answered: int = 0
    tried: int = 0
    failed: int = 0
    stuck: int = 0
    acks: bool = False
    restricted_for: float = 0.0
    contact_hour: int = 0
    contact_day: int = 0
    in_a_row: int = 0
    quiet_for: float = 0.0


class Verdict(msgspec.Struct, frozen=True):
    """Go (no reason), wait `wait` seconds, or never (`wait` 0).

    `for_all` holds for every contact, `for_first` for the first messages to all of them.
    """

    reason: Reason | None = None
    wait: float = 0.0
    for_all: bool = False
    for_first: bool = False

    @property
    def go(self) -> bool:
        return self.reason is None

    @property
    def never(self) -> bool:
        return self.reason is not None and self.wait <= 0


GO = Verdict()


def judge(pulse: Pulse, errand: Errand, limits: Limits) -> Verdict:
    """Whether a message may go now."""
    checks = [_trouble(pulse, limits)]
    if errand is not Errand.REPLY:
        checks += [_unasked(pulse, errand, limits)]
    checks += [_contact(pulse, limits), _number(pulse, limits)]
    return next((verdict for verdict in checks if not verdict.go), GO)


def allowed_today(age_days: float, young: int, full: int, growth: float) -> int:
    """A day's allowance: `young` on the first day, growing by `growth` every day up to `full`."""
    days = max(0.0, min(age_days, 365.0))
    return min(full, int(young * growth ** int(days)))


def standing(pulse: Pulse, limits: Limits) -> tuple[Reason, ...]:
    """What is wrong or soon will be, worst first: for the owner to see before it hurts.

    Counts are told at four fifths of their limit (`warn_at`), shares of errors and of stuck messages at half.
    """
    near = []
    day = allowed_today(pulse.age_days, limits.day_young, limits.day, limits.growth)
    firsts = allowed_today(pulse.age_days, limits.first_day_young, limits.first_day, limits.growth)
    if pulse.restricted_for > 0:
        near.append(Reason.RESTRICTED)
    if _stuck(pulse, limits.most_stuck * 0.5):
        near.append(Reason.STUCK)
    if _erring(pulse, limits, limits.most_errors * 0.5):
        near.append(Reason.ERRORS)
    if _unloved(pulse, limits, min(1.0, limits.least_reply_rate * 1.3)):
        near.append(Reason.REPLY_RATE)
    if limits.first_messages and pulse.firsts >= firsts * limits.warn_at:
        near.append(Reason.FIRST_A_DAY)
    if pulse.day >= day * limits.warn_at:
        near.append(Reason.DAY)
    if pulse.hour >= limits.hour * limits.warn_at:
        near.append(Reason.HOUR)
    if pulse.minute >= limits.minute * limits.warn_at:
        near.append(Reason.MINUTE)
    return tuple(near)


def _trouble(pulse: Pulse, limits: Limits) -> Verdict:
    """Errors and messages that do not arrive: more of them would only look worse."""
    if _stuck(pulse, limits.most_stuck):
        return Verdict(Reason.STUCK, limits.errors_pause, for_all=True)
    if _erring(pulse, limits, limits.most_errors):
        return Verdict(Reason.ERRORS, limits.errors_pause, for_all=True)
    return GO


def _unasked(pulse: Pulse, errand: Errand, limits: Limits) -> Verdict:
    if errand is Errand.FIRST and not limits.first_messages:
        return Verdict(Reason.COLD)
    if pulse.quiet_for > 0:
        return Verdict(Reason.QUIET, pulse.quiet_for)
    if pulse.in_a_row >= limits.reminders_in_a_row:
        return Verdict(Reason.UNANSWERED)
    return _first(pulse, limits) if errand is Errand.FIRST else GO


def _first(pulse: Pulse, limits: Limits) -> Verdict:
    if pulse.restricted_for > 0:
        return Verdict(Reason.RESTRICTED, pulse.restricted_for, for_first=True)
    if _unloved(pulse, limits, limits.least_reply_rate):
        return Verdict(Reason.REPLY_RATE, _HOUR, for_first=True)
    if pulse.firsts >= allowed_today(pulse.age_days, limits.first_day_young, limits.first_day, limits.growth):
        return Verdict(Reason.FIRST_A_DAY, _HOUR, for_first=True)
    if pulse.since_first < limits.pace_seconds:
        return Verdict(Reason.PACE, limits.pace_seconds - pulse.since_first, for_first=True)
    return GO


def _contact(pulse: Pulse, limits: Limits) -> Verdict:
    """One person: not too much in an hour or a day, and not on and on when they say nothing."""
    if pulse.contact_hour >= limits.contact_hour or pulse.contact_day >= limits.contact_day:
        return Verdict(Reason.CONTACT, _HOUR / 4)
    if pulse.in_a_row >= limits.replies_in_a_row:
        return Verdict(Reason.UNANSWERED, _HOUR / 4)
    return GO


def _number(pulse: Pulse, limits: Limits) -> Verdict:
    if pulse.day >= allowed_today(pulse.age_days, limits.day_young, limits.day, limits.growth):
        return Verdict(Reason.DAY, _HOUR / 4, for_all=True)
    if pulse.hour >= limits.hour:
        return Verdict(Reason.HOUR, 2 * _MINUTE, for_all=True)
    if pulse.minute >= limits.minute:
        return Verdict(Reason.MINUTE, _MINUTE / 6, for_all=True)
    return GO


def _stuck(pulse: Pulse, most: float) -> bool:
    """Engines that never tell how far a message got (WEBJS without its option) cannot be judged by it."""
    return pulse.acks and pulse.stuck >= most


def _erring(pulse: Pulse, limits: Limits, most: float) -> bool:
    return pulse.tried >= limits.judged_sends and pulse.failed >= pulse.tried * most


def _unloved(pulse: Pulse, limits: Limits, least: float) -> bool:
    return pulse.asked >= limits.judged_after and pulse.answered < pulse.asked * least
