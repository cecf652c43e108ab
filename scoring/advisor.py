"""A second opinion of a lead from a language model: what it is told, and the only form its answer may have.

The opinion is stored beside the score and shown as an opinion. It changes no score, no stage and no route.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from fsm.facts import EMAIL
from fsm.lead import Lead
from scoring.seven_factor import FREE_MAIL


class Features(msgspec.Struct, frozen=True):
    """All that a model is told of a lead."""

    source: str
    stage: str
    message_count: int
    has_business_domain: bool
    business_domain: str
    days_since_created: int


class Opinion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer: how promising from 0 to 1, what to do, and why."""

    score: Annotated[float, msgspec.Meta(ge=0, le=1)]
    recommendation: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


def features(lead: Lead, now: datetime) -> Features:
    """What may be told of this lead; `now` is aware."""
    email = lead.facts[EMAIL].value if EMAIL in lead.facts else ""
    domain = email.rpartition("@")[2].lower() if isinstance(email, str) else ""
    business = "" if FREE_MAIL.fullmatch(domain) else domain
    return Features(
        source=lead.source or lead.channel,
        stage=lead.stage.value,
        message_count=lead.messages,
        has_business_domain=bool(business),
        business_domain=business,
        days_since_created=max(0, (now - lead.created_at).days) if lead.created_at else 0,
    )


_opinion = msgspec.json.Decoder(Opinion).decode


def opinion_in(text: str) -> Opinion | None:
    """The opinion in a model's answer (JSON), or None when it is anything but the form."""
    try:
        return _opinion(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
