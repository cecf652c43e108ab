"""The states of an offer and the presses a card knows, as plain words that storage and buttons carry."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where an offered lead stands with the reps. All but the first two are final."""

    OFFERED = "offered"
    CLAIMED = "claimed"
    WON = "won"
    LOST = "lost"
    JUNK = "junk"
    NOT_HOT = "not_hot"


class Action(StrEnum):
    """What a rep can press on a card."""

    CLAIM = "claim"
    JUNK = "junk"
    NOT_HOT = "not_hot"
    CALLED = "called"
    RELEASE = "release"
    OUTCOME = "outcome"
    BACK = "back"
    MEETING = "meeting"
    WON = "won"
    LOST = "lost"
    LOST_PRICE = "lost_price"
    LOST_RIVAL = "lost_rival"
    LOST_SILENT = "lost_silent"
    LOST_OTHER = "lost_other"
    GIVE_BACK = "give_back"
    KEEP = "keep"
    NEXT_STAGE = "next_stage"


REASONS = {
    Action.LOST_PRICE: "price",
    Action.LOST_RIVAL: "rival",
    Action.LOST_SILENT: "silent",
    Action.LOST_OTHER: "other",
}
"""Why a deal was lost, by the button that says so."""

CLOSED = frozenset({State.WON, State.LOST, State.JUNK, State.NOT_HOT})

Rows = tuple[tuple[Action, ...], ...]

BUTTONS: dict[State, Rows] = {
    State.OFFERED: ((Action.CLAIM,), (Action.NOT_HOT, Action.JUNK)),
    State.CLAIMED: ((Action.CALLED, Action.RELEASE), (Action.NEXT_STAGE, Action.OUTCOME)),
    State.WON: (),
    State.LOST: (),
    State.JUNK: (),
    State.NOT_HOT: (),
}
"""Rows of buttons a card shows in each state; the label of one is the word key "card.<action>"."""

MENUS: dict[str, Rows] = {
    Action.OUTCOME: (
        (Action.MEETING, Action.WON),
        (Action.LOST, Action.NOT_HOT),
        (Action.JUNK, Action.BACK),
    ),
    Action.LOST: (
        (Action.LOST_PRICE, Action.LOST_RIVAL),
        (Action.LOST_SILENT, Action.LOST_OTHER),
        (Action.BACK,),
    ),
}
"""The submenus of a claimed card, by the button that opens them."""

BALL: tuple[Action, ...] = (Action.GIVE_BACK, Action.KEEP)
"""The row that a claimed card has while the bot is silent for its lead."""
