"""What a lead may tell us: the values of facts, and the words each one stands on.

Every value is an immutable `msgspec.Struct` (or plain text, number, truth), so a lead's state is one JSON document.
The meaning of each value is the one of the annotation guide of the reading evaluation (README, "Reading").
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec


class Qualifier(StrEnum):
    """How firmly an amount was said."""

    EXACT = "exact"
    APPROX = "approx"
    UPTO = "upto"
    FROM = "from"
    RANGE = "range"
    UNKNOWN = "unknown"
    NONE = "none"
    FLEXIBLE = "flexible"


class Urgency(StrEnum):
    """How soon, by days from today: now <= 0, days 1-6, weeks 7-30, months 31-190, later > 190."""

    NOW = "now"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    LATER = "later"
    UNKNOWN = "unknown"


class Authority(StrEnum):
    """Who decides on the deal."""

    SELF = "self"
    SHARED = "shared"
    OTHER = "other"
    UNKNOWN = "unknown"


class Budget(msgspec.Struct, frozen=True, tag="budget"):
    """What the person would pay, as stated (never multiplied). An open bound is None. Currency is ISO 4217."""

    min: float | None
    max: float | None
    currency: str | None
    qualifier: Qualifier


class Timeline(msgspec.Struct, frozen=True, tag="timeline"):
    """When it is needed, as calendar days in the lead's zone, both inclusive. An open bound is None."""

    earliest: date | None
    latest: date | None
    urgency: Urgency


class Hours(msgspec.Struct, frozen=True, tag="hours", rename={"start": "from", "end": "to"}):
    """Time of day for a call or visit, local "HH:MM". A point has start == end; an open bound is None."""

    start: str | None
    end: str | None


Value = Budget | Timeline | Hours | str | float | bool

NEED = "need"
BUDGET = "budget"
TIMELINE = "timeline"
AUTHORITY = "authority"
NAME = "name"
PHONE = "phone"
EMAIL = "email"
LOCATION = "location"
BEST_TIME = "best_time"
PAIN = "pain"

KNOWN_FACTS = (NEED, BUDGET, TIMELINE, AUTHORITY, NAME, PHONE, EMAIL, LOCATION, BEST_TIME, PAIN)


class Found(msgspec.Struct, frozen=True):
    """A value read out of one message, with the very words that support it.

    `start` and `end` are character offsets into the message text; `confidence` is 0-1.
    """

    value: Value
    words: str
    start: int
    end: int
    confidence: float = 1.0


class Fact(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value the lead stands by: what was found, in which message, and by which reader."""

    value: Value
    words: str
    message_id: str
    start: int = 0
    end: int = 0
    confidence: float = 1.0
    reader: str = "rule"
