"""How a conversation ends: by what the lead is worth, by their wish, or because a person should go on."""

from __future__ import annotations

from fsm import without_number
from fsm.draft import Draft
from fsm.facts import PHONE
from fsm.lead import Band, Stage


def finish(draft: Draft) -> None:
    """Everything is asked: weigh, move by the table, say goodbye, and offer a good lead to the reps."""
    draft.move("weighed")
    _close_questions(draft)
    if draft.lead.stage is Stage.QUALIFIED:
        _offer(draft)
        draft.say(f"script.farewell.{_warmth(draft)}")
    else:
        draft.say(f"script.farewell.{draft.lead.stage}")


def get_stuck(draft: Draft) -> None:
    """A required answer cannot be had: a promising lead goes to a person, the others are let go politely."""
    if not draft.move("stuck"):
        return
    _close_questions(draft)
    if draft.lead.stage is Stage.QUALIFIED:
        draft.want_person("stuck")
        draft.say("script.phrases.stuck")
    else:
        draft.say(f"script.farewell.{draft.lead.stage}")


def stay_here(draft: Draft) -> None:
    """They want to be written to where they are: a person does, unless there is nothing to write about."""
    if draft.lead.worth is None or draft.lead.worth.band is Band.DISQUALIFIED:
        finish(draft)
        return
    draft.move("asked_for_person", by="lead")
    _close_questions(draft)
    draft.want_person("person")
    draft.say(
        "script.phrases.person" if draft.said("script.phrases.without_number") else "script.phrases.without_number"
    )


def hand_to_person(draft: Draft) -> None:
    """They asked for a person: one comes, whatever the score."""
    _to_person(draft, "person", "script.phrases.person")


def complaint(draft: Draft) -> None:
    """An unhappy customer is answered by a person, never by a script."""
    _to_person(draft, "complaint", "script.phrases.complaint")


def _to_person(draft: Draft, why: str, key: str) -> None:
    moved = draft.move("asked_for_person", by="lead")
    _close_questions(draft)
    draft.set(greeted=True)
    if moved:
        draft.want_person(why)
    else:
        draft.card_changed = True
        draft.note("handoff", after=why, why="asked for while a person has the lead already", by="lead")
    settled = PHONE in draft.lead.facts or without_number.is_kept(draft.lead, draft.pack)
    if draft.say_next(key, most=2) and not settled:
        draft.say_next("script.phrases.or_phone", most=1, asks_contact=True)


def leave(draft: Draft) -> None:
    """They go, for now or for good: a friendly word, no card."""
    draft.move("left", by="lead")
    _close_questions(draft)
    draft.set(greeted=True)
    draft.say_next("script.phrases.goodbye", most=2)


def turn_away(draft: Draft, why: str) -> None:
    """Not a customer: one polite line."""
    draft.move("not_a_lead")
    _close_questions(draft)
    draft.set(greeted=True)
    draft.say_next(f"script.phrases.{why}", most=1)


def _offer(draft: Draft) -> None:
    draft.want_person("hot" if _warmth(draft) is Band.HOT else "qualified")


def _warmth(draft: Draft) -> Band:
    return Band.HOT if draft.lead.worth is not None and draft.lead.worth.band is Band.HOT else Band.QUALIFIED


def _close_questions(draft: Draft) -> None:
    draft.set(open_question="", open_key="", misses=0)
