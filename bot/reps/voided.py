"""What a joining or a parting of leads leaves to be done about their cards, noted in its own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from fsm.lead import CardAt, Handoff, Lead
from fsm.storage.effects import file_effect
from handoff.states import State

JOINED = "cards_joined"
"""The kind of this work (`bot.reps.joined`)."""


class Void(msgspec.Struct, frozen=True):
    """An offer that ended by a joining: its places, whose lead it was, who had claimed it, and why they are one."""

    lead_id: int
    cards: tuple[CardAt, ...]
    rep_id: str = ""
    why: str = ""


def note_joining(  # noqa: PLR0913 (what the work must know)
    connection: Connection, void: Handoff, whose: Lead, kept: Lead, gone: Lead, *, key: str, why: str, now: datetime
) -> None:
    """Leads became one and an offer ended by it: its cards are to be written anew after the commit."""
    claimed = void.rep_id if void.state == State.CLAIMED else ""
    told = Void(whose.id, void.cards, claimed, why)
    _file(connection, kept, gone, {"void": msgspec.to_builtins(told)}, key=key, now=now)


def note_parting(connection: Connection, kept: Lead, gone: Lead, *, key: str, now: datetime) -> None:
    """They are two again: both cards are to be as they were."""
    _file(connection, kept, gone, {}, key=key, now=now)


def _file(  # noqa: PLR0913 (the columns of a row)
    connection: Connection, kept: Lead, gone: Lead, body: dict[str, Any], *, key: str, now: datetime
) -> None:
    body = {"kept": kept.id, "gone": gone.id, **body}
    file_effect(connection, workspace_id=kept.workspace_id, kind=JOINED, key=key, body=body, due_at=now, now=now)
