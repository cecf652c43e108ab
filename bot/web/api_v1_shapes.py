"""What goes in and out of /api/v1 beside the shapes it shares with the other doors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from multidict import MultiMapping

from bot.web.api_shapes import LeadLine, PartOut
from channels.webchat.frames import BadInput
from fsm.lead import Band

Cursor = Annotated[str, msgspec.Meta(pattern="^[0-9]{1,19}$", description="`next` of the page before")]
Limit = Annotated[int, msgspec.Meta(ge=1, le=200)]
Score = Annotated[int, msgspec.Meta(ge=0, le=100)]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
StageName = Literal[
    "new",
    "contacted",
    "qualifying",
    "qualified",
    "nurture",
    "disqualified",
    "handed_off",
    "closed",
    "opted_out",
]
DealStage = Annotated[str, msgspec.Meta(min_length=1, max_length=40, description="a stage of the owner's pipeline")]
Shape = TypeVar("Shape", bound=msgspec.Struct)


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of leads may be narrowed by; `since` and `until` are about when a lead first came.

    `before` and `min_score` are other names of `cursor` and `score_min`.
    """

    limit: Limit = 50
    cursor: Cursor | None = None
    before: Cursor | None = None
    stage: StageName | None = None
    band: Band | None = None
    deal: DealStage | None = None
    score_min: Score | None = None
    min_score: Score | None = None
    score_max: Score | None = None
    source: Word | None = None
    channel: Word | None = None
    rep: Word | None = None
    since: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    q: Annotated[str, msgspec.Meta(min_length=2, max_length=100)] | None = None


class NoQuery(msgspec.Struct, frozen=True):
    """A door that takes no parameters."""


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing needs to be said."""


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    """Which page of a list."""

    limit: Limit = 100
    cursor: Cursor | None = None


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """In which form the package is given."""

    format: Literal["json", "text"] = "json"


class Leads(msgspec.Struct, frozen=True):
    """A page of leads, newest first. A page may be short: go on with `next` as `cursor` until it is ""."""

    leads: tuple[LeadLine, ...]
    next: str


class MoveTo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the deal is to go: the stage that follows the present one."""

    stage: DealStage


class Say(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words to the lead, as a person writes them; `rep` is the id of the colleague in whose name."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    rep: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Standing(msgspec.Struct, frozen=True):
    """Where the lead stands now. `done` is false while the request still waits for its turn; ask again then."""

    done: bool
    lead: LeadLine


class Sent(msgspec.Struct, frozen=True):
    """The words are on their way; the bot is silent until `held_until` (null: until it is given back)."""

    done: bool
    message_id: str
    held_by: str
    held_until: datetime | None
    lead: LeadLine


class Advice(msgspec.Struct, frozen=True):
    """An opinion, 0 to 1, that changes nothing. `by` is model, or rules where no model answered."""

    advice: bool
    by: Literal["model", "rules"]
    score: float
    recommendation: str
    reason: str


class Analysis(msgspec.Struct, frozen=True):
    """The score by rules with its parts, which add up to it, and beside it an adviser's opinion."""

    lead_id: int
    score: int
    band: str
    model: str
    parts: tuple[PartOut, ...]
    unknown: tuple[str, ...]
    opinion: Advice


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the conversation. `author` is lead, bot, rep, or note for what stays among colleagues."""

    id: str
    author: str
    by: str
    channel: str
    text: str
    at: datetime
    delivered_at: datetime | None
    read_at: datetime | None


class Conversation(msgspec.Struct, frozen=True):
    """A page of what was said, oldest first; `next` is the cursor of the page after it, "" at the end."""

    lines: tuple[Line, ...]
    next: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A change: what, from what to what, why and by whom."""

    id: str
    kind: str
    before: str
    after: str
    why: str
    by: str
    at: datetime


class Audit(msgspec.Struct, frozen=True):
    """A page of everything that changed, oldest first."""

    entries: tuple[Entry, ...]
    next: str


def asked_for(given: MultiMapping[str], shape: type[Shape]) -> Shape:
    """The query as a shape. Raises `BadInput` naming the parameter that is unknown, doubled or wrong."""
    names = list(given)
    for name in names:
        if name not in shape.__struct_fields__:
            raise BadInput("there is no such parameter", name)
        if names.count(name) > 1:
            raise BadInput("give this once", name)
        value = getattr(_convert({name: given[name]}, shape, (name,)), name)
        if value is None:
            raise BadInput("leave this out, or give it a value", name)
        if isinstance(value, datetime) and "T" not in given[name].upper():
            raise BadInput("a moment looks like 2026-11-21T09:00:00Z", name)
    return _convert(dict(given), shape, names)


def _convert(values: dict[str, str], shape: type[Shape], names: Iterable[str]) -> Shape:
    try:
        return msgspec.convert(values, shape, strict=False)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        raise BadInput(str(error).partition(" - at")[0], next(iter(names), "")) from None
