"""Who gets the lead: the first claim wins, and whoever came second is told who was first and when.

Pure: the caller locks the lead, loads its hand-off, and stores what comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from enum import StrEnum

import msgspec

from fsm.lead import Handoff
from handoff.states import CLOSED, MENUS, REASONS, Action, State


class Result(StrEnum):
    """What a press came to. Only the first five change anything."""

    CLAIMED = "claimed"
    JUDGED = "judged"
    RELEASED = "released"
    NOTED = "noted"
    TURNED = "turned"
    YOURS_ALREADY = "yours_already"
    TAKEN = "taken"
    NOT_YOURS = "not_yours"
    NOT_CLAIMED = "not_claimed"
    CLOSED = "closed"
    STRANGE = "strange"


_CHANGING = frozenset({Result.CLAIMED, Result.JUDGED, Result.RELEASED, Result.NOTED, Result.TURNED})


class Outcome(msgspec.Struct, frozen=True):
    """A press and its consequence.

    `notice` is the word key of the short answer to the presser, filled with `params`. `verdict` is the lead's own
    news, for its stage: "claimed", "junked", "cooled", "released", "closed", or "" when the stage stays.
    """

    result: Result
    handoff: Handoff
    notice: str
    params: dict[str, str] = {}
    verdict: str = ""

    @property
    def changed(self) -> bool:
        """Whether the hand-off must be stored and the card written anew."""
        return self.result in _CHANGING


VERDICTS = {Action.JUNK: (State.JUNK, "junked"), Action.NOT_HOT: (State.NOT_HOT, "cooled")}


def press(handoff: Handoff, action: str, rep_id: str, rep_name: str, at: datetime) -> Outcome:
    """What a rep's press does. `at` is aware, in the zone of the reps: times in notices are written in it."""
    refused = _refused(handoff, action, rep_id, at.tzinfo)
    if refused is not None:
        return refused
    if action == Action.CLAIM:
        return _claim(handoff, rep_id, rep_name, at)
    if action in VERDICTS:
        return _judge(handoff, Action(action), rep_id, rep_name, at)
    return _WORK.get(Action(action), _turn)(handoff, Action(action), at)


def _refused(handoff: Handoff, action: str, rep_id: str, zone: tzinfo | None) -> Outcome | None:
    if action not in set(Action):
        return Outcome(Result.STRANGE, handoff, "handoff.strange")
    if handoff.state in CLOSED:
        return Outcome(Result.CLOSED, handoff, f"handoff.closed.{handoff.state}", {"name": handoff.rep_name})
    if handoff.state == State.CLAIMED and handoff.rep_id != rep_id:
        result = Result.TAKEN if action == Action.CLAIM else Result.NOT_YOURS
        return Outcome(result, handoff, f"handoff.{result}", _who_and_when(handoff, zone))
    if handoff.state != State.CLAIMED and action not in (Action.CLAIM, *VERDICTS):
        return Outcome(Result.NOT_CLAIMED, handoff, "handoff.not_claimed")
    return None


def _claim(handoff: Handoff, rep_id: str, rep_name: str, at: datetime) -> Outcome:
    if handoff.state == State.CLAIMED:
        return Outcome(Result.YOURS_ALREADY, handoff, "handoff.yours_already")
    claimed = msgspec.structs.replace(
        handoff, state=State.CLAIMED.value, rep_id=rep_id, rep_name=rep_name, claimed_at=at, step=0, due_at=None
    )
    return Outcome(Result.CLAIMED, claimed, "handoff.claimed", verdict="claimed")


def _judge(handoff: Handoff, action: Action, rep_id: str, rep_name: str, at: datetime) -> Outcome:
    # An unclaimed card may be judged by anybody in the group: sparing colleagues the call is a service.
    state, verdict = VERDICTS[action]
    judged = msgspec.structs.replace(closed(handoff, state, at), rep_id=rep_id, rep_name=rep_name, verdict=action.value)
    return Outcome(Result.JUDGED, judged, f"handoff.judged.{action}", verdict=verdict)


def _called(handoff: Handoff, _action: Action, at: datetime) -> Outcome:
    return Outcome(Result.NOTED, answered(handoff, at), "handoff.noted")


def _release(handoff: Handoff, _action: Action, _at: datetime) -> Outcome:
    return Outcome(Result.RELEASED, released(handoff), "handoff.released", verdict="released")


def _meeting(handoff: Handoff, action: Action, at: datetime) -> Outcome:
    met = msgspec.structs.replace(answered(handoff, at), outcome=action.value, menu="")
    return Outcome(Result.NOTED, met, "handoff.noted")


def _won(handoff: Handoff, _action: Action, at: datetime) -> Outcome:
    won = msgspec.structs.replace(closed(handoff, State.WON, at), outcome="won", verdict="won")
    return Outcome(Result.JUDGED, won, "handoff.judged.won", verdict="closed")


def _lost(handoff: Handoff, action: Action, at: datetime) -> Outcome:
    lost = closed(handoff, State.LOST, at)
    lost = msgspec.structs.replace(lost, outcome="lost", verdict="lost", reason=REASONS[action])
    return Outcome(Result.JUDGED, lost, "handoff.judged.lost", verdict="closed")


def _step(handoff: Handoff, _action: Action, _at: datetime) -> Outcome:
    """The deal goes on (`handoff.deal` says whether it may)."""
    return Outcome(Result.NOTED, handoff, "handoff.noted")


def _turn(handoff: Handoff, action: Action, _at: datetime) -> Outcome:
    """Open or close a submenu of the card."""
    menu = action.value if action in MENUS else ""
    return Outcome(Result.TURNED, msgspec.structs.replace(handoff, menu=menu), "handoff.turned")


_WORK: dict[Action, Callable[[Handoff, Action, datetime], Outcome]] = {
    Action.CALLED: _called,
    Action.RELEASE: _release,
    Action.MEETING: _meeting,
    Action.WON: _won,
    Action.NEXT_STAGE: _step,
    **dict.fromkeys(REASONS, _lost),
}
"""What the owner of a claimed lead does with it; any other button only turns the card's menu."""


def answered(handoff: Handoff, at: datetime) -> Handoff:
    """The hand-off after a rep got in touch: the first time counts, and nothing is due any more."""
    return msgspec.structs.replace(handoff, answered_at=handoff.answered_at or at, due_at=None)


def released(handoff: Handoff) -> Handoff:
    """The hand-off taken back from its rep, who had their chance."""
    return msgspec.structs.replace(
        handoff,
        state=State.OFFERED.value,
        rep_id="",
        rep_name="",
        claimed_at=None,
        tried=(*handoff.tried, handoff.rep_id),
        step=0,
        due_at=None,
        menu="",
    )


def closed(handoff: Handoff, state: State, at: datetime) -> Handoff:
    """The hand-off at its end; nothing is due any more."""
    return msgspec.structs.replace(handoff, state=state.value, closed_at=at, due_at=None, menu="")


def _who_and_when(handoff: Handoff, zone: tzinfo | None) -> dict[str, str]:
    at = handoff.claimed_at
    return {"name": handoff.rep_name, "time": "" if at is None else f"{at.astimezone(zone):%H:%M}"}
