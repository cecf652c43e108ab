"""After the end: facts are still welcome, questions still answered, and nobody is nagged."""

from __future__ import annotations

from datetime import timedelta

from fsm.conversation import ask_next, thank
from fsm.draft import Draft
from fsm.events import Edited, Said
from fsm.facts import EMAIL, LOCATION, NAME, PHONE
from fsm.farewell import complaint, finish, hand_to_person, turn_away
from fsm.lead import Stage
from fsm.learning import hinted
from fsm.questions import may_ask, pending
from fsm.reading.reading import Intent
from fsm.replies import answer_back
from fsm.table import SLEEPING

_JUNK = "junk"
_NUMBER = "script.phrases.got_number"
_THEIRS = frozenset({NAME, PHONE, EMAIL, LOCATION})
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
    elif begins_anew(draft, event.text):
        hand_to_person(draft)
    elif _comes_back(draft):
        resume(draft, event.text)
    elif not answer_back(draft, event.text):
        _be_brief(draft, event)


def begins_anew(draft: Draft, text: str) -> bool:
    """Whether somebody whose deal is over wants something again: another deal, of which nothing is known yet."""
    return draft.lead.stage is Stage.CLOSED and draft.reading.intent is Intent.BUY and not hinted(draft, "thanks", text)


def put_aside(draft: Draft) -> None:
    """What was said for the deal that is over does not stand for the next one; who they are does."""
    for name in draft.lead.facts.keys() - _THEIRS:
        draft.withdraw(name, why="it was said for a deal that is over")
    draft.set(objections=(), skipped=(), pain_severity=draft.reading.pain_severity)


def after_edit(draft: Draft, event: Edited) -> None:
    """A changed message may make a sleeping lead worth a call; otherwise only the card changes."""
    if _comes_back(draft):
        resume(draft, event.text)


def _comes_back(draft: Draft) -> bool:
    """Whether a sleeping lead told or wants something real. A lead that a rep called junk stays asleep."""
    handoff = draft.lead.handoff
    if draft.lead.stage not in SLEEPING or (handoff is not None and handoff.verdict == _JUNK):
        return False
    asks_price = draft.reading.intent is Intent.PRICE_QUESTION and _may_ask_more(draft)
    return bool(draft.changed) or draft.reading.intent is Intent.BUY or asks_price


def resume(draft: Draft, text: str) -> None:
    """Go on where the script stopped: with what is still unknown, or with a new judgement."""
    if draft.move("weighed"):  # now worth a call
        finish(draft)
        return
    # Questions given up on may be asked again after a return, as long as asking is decent.
    draft.set(skipped=())
    if not _may_ask_more(draft):
        draft.say_next("script.phrases.noted", most=2)
        return
    draft.move("returned", by="lead")
    draft.set(greeted=True)
    if _was_away(draft):
        draft.say_next("script.phrases.welcome_back", most=3)
    thank(draft, None)
    answer_back(draft, text)
    ask_next(draft)


def _may_ask_more(draft: Draft) -> bool:
    """Whether the script can still get anywhere: nothing it requires has been asked too often already."""
    left = pending(draft.lead, draft.pack)
    hopeless = any(question.required and not may_ask(draft, question) for question in left)
    return not hopeless and any(may_ask(draft, question) for question in left)


def _was_away(draft: Draft) -> bool:
    last = draft.was.last_said_at
    return last is None or draft.at - last > _AWAY


def _be_brief(draft: Draft, event: Said) -> None:
    """Thanks are answered once, news for a rep are acknowledged twice at most, the rest needs no answer."""
    told = bool(draft.changed) or bool(event.attachments)
    if PHONE in draft.changed and draft.lead.stage is Stage.QUALIFIED and draft.say_next(_NUMBER, most=2):
        return
    if hinted(draft, "thanks", event.text) and not told:
        draft.say_next("script.phrases.welcome", most=1)
    elif draft.reading.intent is Intent.GOODBYE:
        draft.say_next("script.phrases.goodbye", most=2)
    elif draft.lead.stage is Stage.QUALIFIED and (told or len(event.text.split()) > 1):
        draft.say_next("script.phrases.passed_on", most=2)
    elif told and draft.lead.stage is not Stage.HANDED_OFF:
        draft.say_next("script.phrases.noted", most=2)
