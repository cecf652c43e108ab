"""Which domain events the lines of a lead's trail are. Pure: rows in, names out, each under a key of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

CREATED = "lead.created"
QUALIFIED = "lead.qualified"
OFFERED = "lead.offered"
HANDED_OFF = "lead.handed_off"
DEAL = "lead.deal_moved"
MEETING = "lead.meeting"
WON = "lead.won"
LOST = "lead.lost"
NURTURE = "lead.nurture"
DISQUALIFIED = "lead.disqualified"
OPTED_OUT = "lead.opted_out"
UPDATED = "lead.updated"

EVENTS = (
    CREATED,
    QUALIFIED,
    OFFERED,
    HANDED_OFF,
    DEAL,
    MEETING,
    WON,
    LOST,
    NURTURE,
    DISQUALIFIED,
    OPTED_OUT,
    UPDATED,
)
"""Everything that happens to leads and may be told."""

GOOD_NEWS = (QUALIFIED, OFFERED, HANDED_OFF, DEAL, MEETING, WON, LOST, DISQUALIFIED, OPTED_OUT, UPDATED)
"""What a CRM hears: a lead enters it when it is worth something, and is kept up to date from then on."""

BEGINS = frozenset({CREATED, QUALIFIED, OFFERED, HANDED_OFF, DEAL})
"""Events that may make an object on the other side; the others change one that is there."""

_STAGES = {
    "qualified": QUALIFIED,
    "handed_off": HANDED_OFF,
    "nurture": NURTURE,
    "disqualified": DISQUALIFIED,
    "opted_out": OPTED_OUT,
}
_OUTCOMES = {"won": WON, "lost": LOST, "meeting": MEETING}


class Happening(msgspec.Struct, frozen=True):
    """Something that happened: its name, a key that no other has, and what there is to say of it."""

    event: str
    key: str
    data: dict[str, Any]


def happenings(rows: Sequence[Mapping[str, Any]], end: str = "") -> list[Happening]:
    """The domain events of some lines of the trail (rows of the table `events`), in their order.

    `end` is the last stage of the owner's pipeline: a deal that comes to it is won, also where nobody says so.
    """
    said = any(row["kind"] == "outcome" for row in rows)
    return [
        Happening(event, f"{row['id']}:{event}", {name: row[name] for name in ("before", "after", "why", "by")})
        for row in rows
        for event in _events(row, "" if said else end)
    ]


def _events(row: Mapping[str, Any], end: str) -> list[str]:
    kind, before, after = row["kind"], row["before"], row["after"]
    if kind == "stage":
        found = [CREATED] if before == "new" else []
        return found + ([_STAGES[after]] if after in _STAGES else [])
    if kind == "offered":
        return [OFFERED]
    if kind == "deal":
        return [DEAL, WON] if end and after == end else [DEAL]
    if kind == "outcome" and after in _OUTCOMES:
        return [_OUTCOMES[after]]
    return []
