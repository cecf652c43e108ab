"""What is kept of a joining, so that it can be undone: both leads as they were, and which rows went over."""

from __future__ import annotations

import msgspec

from fsm.lead import Lead

Key = tuple[int | str, ...]
"""The primary key of a row, without its lead."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """`survivor` and `absorbed` as they were, `joined` as the joining made it.

    `moved` are the rows that were the absorbed lead's, by table; `void` is the id of an offer to the reps that ended
    by it and `void_state` what it had been.
    """

    survivor: Lead
    absorbed: Lead
    joined: Lead
    absorbed_stage: str
    moved: dict[str, list[Key]]
    void: int = 0
    void_state: str = ""


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Record).decode
