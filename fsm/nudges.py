"""Leads who fell silent: when they are reminded, with which words, and when to leave them in peace. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from fsm.draft import Draft
from fsm.events import Silent
from fsm.farewell import leave
from fsm.lead import Lead
from fsm.questions import ask, may_ask, open_question, pending
from fsm.script import Pack
from fsm.table import TALKING

STOP = "nudge:stop"
"""The token of the button that ends the reminders."""

_REP_FORGETS = timedelta(days=1)
_REP_REMINDERS = 2


def due(lead: Lead, pack: Pack) -> datetime | None:
    """When this lead is reminded next if it stays silent; None for never.

    A lead that a rep has is none of the bot's: the rep is reminded instead, after a day of silence, twice at most.
    """
    last = lead.last_said_at or lead.created_at
    if last is None or not lead.reachable:
        return None
    handoff = lead.handoff
    if handoff is not None:
        if handoff.state != "claimed" or lead.nudged >= _REP_REMINDERS:
            return None
        return max(last, handoff.answered_at or last) + _REP_FORGETS * (lead.nudged + 1)
    if lead.stage not in TALKING or not lead.greeted or lead.held_by or lead.nudged >= len(pack.followups):
        return None
    return last + timedelta(minutes=pack.followups[lead.nudged])


def nudge(draft: Draft, event: Silent) -> None:
    """Remind a silent lead of the open question in other words, with a way out; the last time without a question."""
    lead = draft.lead
    if event.step != lead.nudged or due(lead, draft.pack) is None or event.since != lead.last_said_at:
        return
    question = open_question(lead, draft.pack)
    draft.set(nudged=lead.nudged + 1)
    draft.note("nudged", str(lead.nudged - 1), str(lead.nudged), "they fell silent")
    last = draft.lead.nudged >= len(draft.pack.followups)
    asks = question is not None and question in pending(lead, draft.pack) and may_ask(draft, question) and not last
    choices = ((STOP, "script.phrases.nudge_stop.0"),)
    draft.say_exactly(f"script.phrases.nudge.{draft.wording('script.phrases.nudge', lead.nudged)}", choices=choices)
    if asks and question is not None:
        ask(draft, question)


def stop(draft: Draft) -> None:
    """They pressed that it is no longer needed: a friendly word, and no more reminders."""
    draft.set(nudged=len(draft.pack.followups))
    leave(draft)
