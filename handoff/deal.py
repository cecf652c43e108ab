"""The deal after the hand-off: its stages in order, and the gates nobody passes otherwise, person, API or model.

A lead is transferred only with a score of at least 60 and a known need. What is transferred stays so; stages follow
each other one by one; the last one is final. A refused step says why. Pure.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from fsm.facts import NEED
from fsm.lead import Deal, Lead, Stage
from fsm.needs import NEED_KIND

PIPELINE = ("new", "kyc", "agreement", "paid")
"""The stages of a deal where the owner has set no others; the last one is the end."""

LEAST_SCORE = 60

_DOMAINS = (NEED, NEED_KIND, "business_domain")
_ENDED = frozenset({Stage.OPTED_OUT, Stage.CLOSED, Stage.DISQUALIFIED})


class Gate(StrEnum):
    """Why a step is refused; each is the word "gate.<reason>"."""

    SCORE = "score"
    NEED = "need"
    ENDED = "ended"
    TRANSFERRED = "transferred"
    NOT_TRANSFERRED = "not_transferred"
    UNKNOWN_STAGE = "unknown_stage"
    ORDER = "order"
    FINAL = "final"


class Refusal(msgspec.Struct, frozen=True):
    """A step that may not be taken: by which gate, and what fills its words."""

    gate: Gate
    params: dict[str, str] = {}


def transfer(lead: Lead, at: datetime, by: str, pipeline: tuple[str, ...] = PIPELINE) -> Lead | Refusal:
    """The lead with its deal begun, or why it may not begin."""
    if lead.deal is not None:
        return Refusal(Gate.TRANSFERRED, {"stage": lead.deal.stage})
    if lead.stage in _ENDED:
        return Refusal(Gate.ENDED, {"stage": lead.stage.value})
    score = lead.worth.score if lead.worth else 0
    if score < LEAST_SCORE:
        return Refusal(Gate.SCORE, {"score": str(score), "least": str(LEAST_SCORE)})
    if not any(name in lead.facts for name in _DOMAINS):
        return Refusal(Gate.NEED)
    return msgspec.structs.replace(lead, deal=Deal(stage=pipeline[0], since=at, by=by))


def advance(lead: Lead, to: str, at: datetime, by: str, pipeline: tuple[str, ...] = PIPELINE) -> Lead | Refusal:
    """The lead one stage further, or why not: only the next stage is open, and nothing follows the last."""
    if lead.deal is None:
        return Refusal(Gate.NOT_TRANSFERRED)
    if to not in pipeline:
        return Refusal(Gate.UNKNOWN_STAGE, {"stage": to[:40], "stages": ", ".join(pipeline)})
    if lead.deal.stage == pipeline[-1]:
        return Refusal(Gate.FINAL, {"stage": lead.deal.stage})
    following = next_stage(lead, pipeline)
    if to != following:
        return Refusal(Gate.ORDER, {"stage": lead.deal.stage, "next": following})
    return msgspec.structs.replace(lead, deal=Deal(stage=to, since=at, by=by))


def next_stage(lead: Lead, pipeline: tuple[str, ...] = PIPELINE) -> str:
    """The stage a deal may go to next, "" when there is none (or no deal, or one whose stage is no more)."""
    if lead.deal is None or lead.deal.stage not in pipeline:
        return ""
    following = pipeline[pipeline.index(lead.deal.stage) + 1 :]
    return following[0] if following else ""
