"""A turn in the making: the lead as it is becoming, and every row that will be written in its name."""

from __future__ import annotations

import msgspec

from bot.llm_asking import Unread
from channels.contract import Attachment, Inbound
from fsm.decision import Say
from fsm.lead import Lead
from fsm.storage.mail import Letter
from fsm.storage.road import Row


class Held(msgspec.Struct, frozen=True):
    """A file that came by one network and goes out by another, under the number that letters speak of it by."""

    number: int
    channel: str
    file: Attachment


class Turn(msgspec.Struct):
    """The lead as it now is, and the rows that tell how it came about.

    `unread` is the last message when nobody could read it and somebody else might: the turn may then be put off.
    `says` is what the reps' side wants said to the lead, `asked` the members in front of whom the lead was put, `files`
    those that have to be fetched from one network before another can have them. `heard` and `spoken` are what the lead
    and the bot said in this turn; `unasked` while what is said is an answer to nothing.
    """

    lead: Lead
    messages: list[Row] = []
    facts: list[Row] = []
    scores: list[Row] = []
    events: list[Row] = []
    handoffs: list[Row] = []
    handoff_changes: list[Row] = []
    buttons: list[Row] = []
    reps: list[Row] = []
    rep_words: list[Row] = []
    asked: list[int] = []
    files: list[Held] = []
    codes: list[Row] = []
    says: list[Say] = []
    heard: list[Inbound] = []
    spoken: list[str] = []
    unasked: bool = False
    letters: list[Letter] = []
    unread: Unread | None = None
