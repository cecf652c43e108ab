"""Who gets the lead: the first claim wins, and whoever came second is told who was first and when.

Pure: the caller locks the lead, loads its hand-off, and stores what comes back.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from enum import StrEnum

import msgspec

from fsm.lead import Handoff
from handoff.states import CLOSED, Action, State


class Result(StrEnum):
    """What a press came to. Only CLAIMED and JUDGED change anything."""

    CLAIMED = "claimed"
    JUDGED = "judged"
    YOURS_ALREADY = "yours_already"
    TAKEN = "taken"
    NOT_YOURS = "not_yours"
    CLOSED = "closed"
    STRANGE = "strange"


class Outcome(msgspec.Struct, frozen=True):
    """A press and its consequence.

    `notice` is the word key of the short answer to the presser, filled with `params`. `verdict` is the lead's own
    news, for its stage: "claimed", "junked", "cooled", or "" when nothing changed.
    """

    result: Result
    handoff: Handoff
    notice: str
    params: dict[str, str] = {}
    verdict: str = ""

    @property
    def changed(self) -> bool:
        """Whether the hand-off must be stored and the card written anew."""
        return bool(self.verdict)


VERDICTS = {Action.JUNK: (State.JUNK, "junked"), Action.NOT_HOT: (State.NOT_HOT, "cooled")}


def press(handoff: Handoff, action: str, rep_id: str, rep_name: str, at: datetime) -> Outcome:
    """What a rep's press does. `at` is aware, in the zone of the reps: times in notices are written in it."""
    if action not in set(Action):
        return Outcome(Result.STRANGE, handoff, "handoff.strange")
    if handoff.state in CLOSED:
        return Outcome(Result.CLOSED, handoff, f"handoff.closed.{handoff.state}", {"name": handoff.rep_name})
    if handoff.state == State.CLAIMED and handoff.rep_id != rep_id:
        result = Result.TAKEN if action == Action.CLAIM else Result.NOT_YOURS
        return Outcome(result, handoff, f"handoff.{result}", _who_and_when(handoff, at.tzinfo))
    if action == Action.CLAIM:
        return _claim(handoff, rep_id, rep_name, at)
    return _judge(handoff, Action(action), rep_id, rep_name)


def _claim(handoff: Handoff, rep_id: str, rep_name: str, at: datetime) -> Outcome:
    if handoff.state == State.CLAIMED:
        return Outcome(Result.YOURS_ALREADY, handoff, "handoff.yours_already")
    claimed = msgspec.structs.replace(
        handoff, state=State.CLAIMED.value, rep_id=rep_id, rep_name=rep_name, claimed_at=at
    )
    return Outcome(Result.CLAIMED, claimed, "handoff.claimed", verdict="claimed")


def _judge(handoff: Handoff, action: Action, rep_id: str, rep_name: str) -> Outcome:
    # An unclaimed card may be judged by anybody in the group: sparing colleagues the call is a service.
    state, verdict = VERDICTS[action]
    judged = msgspec.structs.replace(handoff, state=state.value, rep_id=rep_id, rep_name=rep_name, verdict=action.value)
    return Outcome(Result.JUDGED, judged, f"handoff.judged.{action}", verdict=verdict)


def _who_and_when(handoff: Handoff, zone: tzinfo | None) -> dict[str, str]:
    at = handoff.claimed_at
    return {"name": handoff.rep_name, "time": "" if at is None else f"{at.astimezone(zone):%H:%M}"}
