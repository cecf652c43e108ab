"""What goes in and out of the REST doors, as typed shapes; the OpenAPI description is made from these."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec

from channels.webchat.frames import BadInput, clean

Phone = Annotated[
    str,
    msgspec.Meta(max_length=40, description="any usual way of writing; E.164 is best", examples=["+77771234567"]),
]
Email = Annotated[str, msgspec.Meta(max_length=254, examples=["aliya@example.kz"])]
Text = Annotated[str, msgspec.Meta(max_length=4000)]
Name = Annotated[str, msgspec.Meta(max_length=200)]
Source = Annotated[str, msgspec.Meta(max_length=200, description="campaign, advert or page it came from")]
ChannelName = Annotated[str, msgspec.Meta(max_length=64, description="where the person wrote: olx, form, ...")]


class HandIn(msgspec.Struct, frozen=True, kw_only=True):
    """What a person wrote somewhere else. A phone or an e-mail is needed, so that they can be answered."""

    phone: Phone = ""
    email: Email = ""
    message: Text = ""
    channel: ChannelName = ""
    sender_name: Name = ""
    source: Source = ""


class FormIn(msgspec.Struct, frozen=True, kw_only=True):
    """A public website form. `page` is the address of the page it stood on."""

    phone: Phone = ""
    email: Email = ""
    message: Text = ""
    name: Name = ""
    source: Source = ""
    page: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class Taken(msgspec.Struct, frozen=True):
    """The message is kept and read. `quality` is the band ("" while unjudged), `reply` what the bot would say."""

    status: str
    lead_id: int
    quality: str
    score: int
    reply: str


class FormTaken(msgspec.Struct, frozen=True):
    """The form is kept. Nothing of what is known about anybody comes back, only the answer to show."""

    status: str
    reply: str


class LeadLine(msgspec.Struct, frozen=True, kw_only=True):
    """A lead in a list. `version` grows with every change; `deal`, `handoff`, `rep` are "" where there is none."""

    lead_id: int
    stage: str
    quality: str
    score: int
    language: str
    channel: str
    source: str
    name: str
    deal: str
    handoff: str
    rep: str
    version: int
    created_at: datetime
    updated_at: datetime


class LeadList(msgspec.Struct, frozen=True):
    """A page of leads, newest first; give `next` as `before` for the next page ("" at the end)."""

    leads: tuple[LeadLine, ...]
    next: str


class FactOut(msgspec.Struct, frozen=True):
    """What is known, with the words it stands on."""

    name: str
    value: Any
    words: str
    reader: str


class PartOut(msgspec.Struct, frozen=True):
    """A reason of the score; the points of all parts add up to it."""

    factor: str
    points: int
    of: int
    note: str
    words: str


class LineOut(msgspec.Struct, frozen=True):
    """A line of the conversation; author is lead, bot or rep."""

    author: str
    channel: str
    text: str
    at: datetime


class LeadFull(msgspec.Struct, frozen=True):
    """A lead with everything it stands on."""

    lead: LeadLine
    facts: tuple[FactOut, ...]
    parts: tuple[PartOut, ...]
    transcript: tuple[LineOut, ...]


class Stats(msgspec.Struct, frozen=True):
    """Counts of leads: all, today's (UTC), by stage and by quality, and the mean score of the judged."""

    total: int
    today: int
    by_stage: dict[str, int]
    by_quality: dict[str, int]
    average_score: float


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a request was refused, and which field is wrong."""

    error: str
    field: str = ""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What a list may be narrowed by."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50
    before: Annotated[int, msgspec.Meta(ge=0, le=2**62)] | None = None
    stage: Annotated[str, msgspec.Meta(max_length=20)] = ""
    band: Annotated[str, msgspec.Meta(max_length=20)] = ""
    min_score: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = None


def query_of(given: Mapping[str, str]) -> Query:
    """Raises `BadInput` naming the parameter."""
    known = {name: value for name, value in given.items() if name in Query.__struct_fields__}
    for name, value in known.items():
        try:
            msgspec.convert({name: value}, Query, strict=False)
        except msgspec.ValidationError as error:
            raise BadInput(str(error).partition(" - at")[0], name) from None
    return msgspec.convert(known, Query, strict=False)


class Meaningless(BadInput):
    """What came is of the right form, and yet there is no such thing: no such phone number, no way to answer."""


def phone_of(written: str, country: str) -> str:
    """E.164 of a number as people write it in `country`; "" for none. Raises `Meaningless`."""
    import phonenumbers  # heavy tables, and only these doors need them

    text = clean(written)
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise Meaningless("this is no phone number", "phone") from None
    if not phonenumbers.is_possible_number(number):
        raise Meaningless("a phone number has other digits than these", "phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_of(written: str) -> str:
    """The address in lower case; "" for none. Raises `Meaningless`. The domain is not looked up."""
    from email_validator import EmailNotValidError, validate_email

    text = clean(written)
    if not text:
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise Meaningless("this is no e-mail address", "email") from None
