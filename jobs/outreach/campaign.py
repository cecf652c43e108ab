"""What a campaign is and what may happen to it, as data and small rules. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from jobs.outreach.quiet import Quiet

CHANNELS = ("email", "whatsapp", "telegram")


class State(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Fate(StrEnum):
    """What became of a message. Only a pending one is ever sent; an uncertain one may have arrived."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    RESPONDED = "responded"
    BOUNCED = "bounced"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"

    @property
    def key(self) -> str:
        return f"outreach.status.{self.value}"


ARRIVED = (Fate.SENT, Fate.DELIVERED, Fate.READ, Fate.RESPONDED)
"""It left us and nothing says that it did not arrive."""


class Skip(StrEnum):
    """Why somebody gets no message."""

    NO_ADDRESS = "no_address"
    SUPPRESSED = "suppressed"
    CLOSED = "closed"
    NO_CONSENT = "no_consent"
    RESPONDED = "responded"
    MISSING_FIELD = "missing_field"
    NOT_IN_AUDIENCE = "not_in_audience"
    STEP_REMOVED = "step_removed"
    STOPPED = "stopped"
    BY_HAND = "by_hand"

    @property
    def key(self) -> str:
        return f"outreach.skip.{self.value}"


class Hold(StrEnum):
    """Why a campaign waits, or was paused without anybody asking."""

    NOTHING = ""
    NOT_YET = "not_yet"
    QUIET = "quiet"
    MINUTE = "minute"
    DAY = "day"
    LATER = "later"
    CHANNEL = "channel"
    LIVE = "live"
    TALKING = "talking"
    PAUSED = "paused"
    BOUNCES = "bounces"
    REFUSALS = "refusals"
    MISCONFIGURED = "misconfigured"
    SWITCHED_OFF = "switched_off"
    RESTORED = "restored"

    @property
    def key(self) -> str:
        return f"outreach.waits.{self.value}"


_OWN_REASON = re.compile(r"[a-z]+(\.[a-z_]+)+")


def is_own_reason(reason: str) -> bool:
    """Whether this is the key of the words by which a channel says why it holds something back."""
    return _OWN_REASON.fullmatch(reason) is not None


def waits_key(waits_for: str) -> str:
    """The key of the words for what a campaign waits for: a `Hold`, or a channel's own reason, a key already."""
    return waits_for if is_own_reason(waits_for) else Hold(waits_for).key


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a campaign is for. An empty list means anybody; `quality_from` is 0-100."""

    quality_from: int = 0
    cities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ("new", "contacted")
    consents: tuple[str, ...] = ("given",)
    languages: tuple[str, ...] = ()


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How much may go: a day (in the campaign's zone), a minute, and on the first day, growing day by day."""

    per_day: int = 200
    per_minute: int = 6
    first_day: int = 30
    growth: float = 1.5

    def today(self, days_running: int) -> int:
        """The day's allowance on the n-th day since the first message (0 is the first)."""
        if self.first_day >= self.per_day:
            return self.per_day
        return min(self.per_day, int(self.first_day * self.growth ** min(days_running, 60)))


class Step(msgspec.Struct, frozen=True):
    """One message of the series: which template, and how long after the one before (seconds)."""

    template_id: int
    after: int = 0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner decides about a campaign, and may change while it runs. `zone` is for contacts who tell none."""

    steps: tuple[Step, ...]
    audience: Audience = Audience()
    pace: Pace = Pace()
    quiet: Quiet = Quiet()
    zone: str = "Asia/Almaty"


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign as the table has it."""

    id: int
    workspace_id: int
    name: str
    channel: str
    state: State
    plan: Plan
    starts_at: datetime
    waits_for: str
    waits_until: datetime | None
    claimed_at: datetime | None
    first_sent_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    def day_began(self, now: datetime) -> datetime:
        """When today began in the campaign's zone."""
        return now.astimezone(ZoneInfo(self.plan.zone)).replace(hour=0, minute=0, second=0, microsecond=0)

    def day_ends(self, now: datetime) -> datetime:
        """When today's allowance is renewed."""
        return self.day_began(self.day_began(now) + timedelta(hours=36))

    def allowed_today(self, now: datetime) -> int:
        """How many may go today, the warm-up included."""
        zone = ZoneInfo(self.plan.zone)
        began = (self.first_sent_at or now).astimezone(zone).date()
        return self.plan.pace.today(max(0, (now.astimezone(zone).date() - began).days))


class Refusal(StrEnum):
    """Why a campaign cannot be made, changed or moved on."""

    NO_STEPS = "no_steps"
    NO_TEMPLATE = "no_template"
    OTHER_CHANNEL = "other_channel"
    BAD_CHANNEL = "bad_channel"
    BAD_PACE = "bad_pace"
    BAD_ZONE = "bad_zone"
    BAD_DELAY = "bad_delay"
    NEEDS_CONSENT = "needs_consent"
    SWITCHED_OFF = "switched_off"
    NOBODY = "nobody"
    WRONG_STATE = "wrong_state"

    @property
    def key(self) -> str:
        return f"outreach.refused.{self.value}"


class Refused(ValueError):
    """Not possible; `why` names the words for the owner."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


MOVES: dict[str, dict[State, State]] = {
    "start": {State.DRAFT: State.RUNNING},
    "pause": {State.RUNNING: State.PAUSED},
    "resume": {State.PAUSED: State.RUNNING},
    "stop": {State.DRAFT: State.STOPPED, State.RUNNING: State.STOPPED, State.PAUSED: State.STOPPED},
    "finish": {State.RUNNING: State.DONE},
}
"""What may be done in which state, and where it leads."""


def moved(state: State, how: str) -> State:
    """Where a campaign goes; raises Refused when it may not."""
    try:
        return MOVES[how][state]
    except KeyError:
        raise Refused(Refusal.WRONG_STATE) from None


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner allows and the program can do. `channels` are those that are set up.

    WhatsApp is off until the owner switches it on, and then only for people who agreed.
    """

    channels: frozenset[str] = frozenset()
    whatsapp: bool = False


def permitted(channel: str, plan: Plan, policy: Policy) -> None:
    """Raise Refused when such a campaign must not run."""
    if channel not in policy.channels or (channel == "whatsapp" and not policy.whatsapp):
        raise Refused(Refusal.SWITCHED_OFF)
    if channel == "whatsapp" and set(plan.audience.consents) != {"given"}:
        raise Refused(Refusal.NEEDS_CONSENT)


class Toll(msgspec.Struct, frozen=True):
    """How the last messages of a campaign fared: tried in all, bounced, refused by the network."""

    tried: int
    bounced: int
    refused: int


_JUDGED_FROM = 20
_MOST_BOUNCED = 0.1
_MOST_REFUSED = 0.25


def endangered(toll: Toll) -> Hold:
    """Whether to go on would hurt the sender's name: too many dead addresses, or too much refused."""
    if toll.tried < _JUDGED_FROM:
        return Hold.NOTHING
    if toll.bounced > toll.tried * _MOST_BOUNCED:
        return Hold.BOUNCES
    return Hold.REFUSALS if toll.refused > toll.tried * _MOST_REFUSED else Hold.NOTHING
