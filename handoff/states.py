"""The states of an offer and the presses a card knows, as plain words that storage and buttons carry."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where an offered lead stands with the reps. The last two are final."""

    OFFERED = "offered"
    CLAIMED = "claimed"
    JUNK = "junk"
    NOT_HOT = "not_hot"


class Action(StrEnum):
    """What a rep can press on a card."""

    CLAIM = "claim"
    JUNK = "junk"
    NOT_HOT = "not_hot"


CLOSED = frozenset({State.JUNK, State.NOT_HOT})

BUTTONS: dict[State, tuple[tuple[Action, ...], ...]] = {
    State.OFFERED: ((Action.CLAIM,), (Action.NOT_HOT, Action.JUNK)),
    State.CLAIMED: ((Action.NOT_HOT, Action.JUNK),),
    State.JUNK: (),
    State.NOT_HOT: (),
}
"""Rows of buttons a card shows in each state; the label of one is the word key "card.<action>"."""
