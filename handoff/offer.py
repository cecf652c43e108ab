"""Whether a lead is put in front of the reps now, and if not, why not."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from fsm.lead import Band, Handoff, Lead, Stage, Worth
from handoff.states import CLOSED, State

OFFERED_BANDS = frozenset({Band.QUALIFIED, Band.HOT})


_OVER = CLOSED - {State.JUNK}


class NoOffer(StrEnum):
    """Why the reps are not asked; each is a word of the audit trail."""

    OPTED_OUT = "opted_out"
    ALREADY_OFFERED = "already_offered"
    TOO_LOW = "too_low"
    UNREACHABLE = "unreachable"


def offer(
    lead: Lead, worth: Worth, at: datetime, handoff_id: int, *, asked_for_person: bool = False
) -> Handoff | NoOffer:
    """The offer of this lead to the reps, or the reason there is none.

    Bands decide, not bare scores, so a pack with other bounds hands off where it says so (by default from 61, hot
    from 81). A lead who asks for a person gets one at any score. Nobody is offered twice at a time: who
    comes back after a sale, a refusal or a "not hot" is a new offer, who was junk stays so. Nobody who said stop is
    offered at all, and without a phone or an open chat there would be no one to talk to.
    """
    if lead.stage is Stage.OPTED_OUT:
        return NoOffer.OPTED_OUT
    if lead.handoff is not None and lead.handoff.state not in _OVER:
        return NoOffer.ALREADY_OFFERED
    if worth.band not in OFFERED_BANDS and not asked_for_person:
        return NoOffer.TOO_LOW
    if not (lead.reachable and lead.chat) and "phone" not in lead.facts:
        return NoOffer.UNREACHABLE
    return Handoff(id=handoff_id, state=State.OFFERED.value, offered_at=at, hot=worth.band is Band.HOT)
