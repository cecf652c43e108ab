"""After the end: facts are still welcome, questions still answered, and nobody is nagged."""

from __future__ import annotations

from datetime import timedelta

from fsm.conversation import ask_next
from fsm.draft import Draft
from fsm.events import Edited, Said
from fsm.farewell import complaint, finish, hand_to_person, turn_away
from fsm.lead import Stage
from fsm.learning import hinted
from fsm.questions import pending
from fsm.reading.reading import Intent
from fsm.replies import answer_back
from fsm.table import SLEEPING

_JUNK = "junk"
_AWAY = timedelta(hours=6)


def answer(draft: Draft, event: Said) -> None:
    """A message from a lead whose questions are over."""
    intent = draft.reading.intent
    if intent is Intent.COMPLAINT:
        complaint(draft)
    elif intent is Intent.HUMAN:
        hand_to_person(draft)
    elif intent in (Intent.SPAM, Intent.JOB):
        turn_away(draft, str(intent))
    elif draft.lead.stage is Stage.CLOSED and intent is Intent.BUY:
        hand_to_person(draft)
    elif _comes_back(draft):
        resume(draft)
    elif not answer_back(draft, event.text):
        _be_brief(draft, event)


def after_edit(draft: Draft, event: Edited) -> None:
    """A changed message may make a sleeping lead worth a call; otherwise only the card changes."""
    _ = event
    if _comes_back(draft):
        resume(draft)


def _comes_back(draft: Draft) -> bool:
    """Whether a sleeping lead told something real. A lead that a rep called junk stays asleep."""
    handoff = draft.lead.handoff
    if draft.lead.stage not in SLEEPING or (handoff is not None and handoff.verdict == _JUNK):
        return False
    return bool(draft.changed) or draft.reading.intent is Intent.BUY


def resume(draft: Draft) -> None:
    """Go on where the script stopped: with what is still unknown, or with a new judgement."""
    if draft.move("weighed"):  # now worth a call
        finish(draft)
        return
    if not pending(_unskipped(draft).lead, draft.pack):
        draft.say_next("script.phrases.noted", most=2)
        return
    draft.move("returned", by="lead")
    draft.set(greeted=True)
    if _was_away(draft):
        draft.say_next("script.phrases.welcome_back", most=3)
    ask_next(draft)


def _was_away(draft: Draft) -> bool:
    last = draft.was.last_said_at
    return last is None or draft.at - last > _AWAY


def _unskipped(draft: Draft) -> Draft:
    """Questions given up on may be asked again after a return, as long as asking is decent."""
    draft.set(skipped=())
    return draft


def _be_brief(draft: Draft, event: Said) -> None:
    """Thanks are answered once, news for a rep are acknowledged twice at most, the rest needs no answer."""
    told = bool(draft.changed) or bool(event.attachments)
    if hinted(draft, "thanks", event.text) and not told:
        draft.say_next("script.phrases.welcome", most=1)
    elif draft.reading.intent is Intent.GOODBYE:
        draft.say_next("script.phrases.goodbye", most=2)
    elif draft.lead.stage is Stage.QUALIFIED and (told or len(event.text.split()) > 1):
        draft.say_next("script.phrases.passed_on", most=2)
    elif told and draft.lead.stage is not Stage.HANDED_OFF:
        draft.say_next("script.phrases.noted", most=2)
