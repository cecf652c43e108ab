"""What can be filed, and the rows of the inbox that it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from bot import inbox
from bot.people import plain
from channels.contract import Inbound, Kind
from fsm.events import Event, RepPressed
from fsm.storage import tables as t
from fsm.storage.mail import Letter
from fsm.storage.road import Row

_LONGEST_ACTION = 24
_PLAIN = frozenset({Kind.SAID, Kind.STARTED, Kind.PRESSED})

MENU = "~"
"""Begins the token of a button of our people's menus (`bot.admin.acts`)."""


class FromLead(msgspec.Struct, frozen=True):
    """A person did something on a channel."""

    inbound: Inbound
    workspace_id: int = t.DEFAULT_WORKSPACE


class FromRep(msgspec.Struct, frozen=True):
    """Somebody pressed or wrote something where the reps are: their group, or a rep's private chat."""

    inbound: Inbound
    workspace_id: int = t.DEFAULT_WORKSPACE


class Inside(msgspec.Struct, frozen=True):
    """Something happened to a known lead, under a name that is unique within its source."""

    lead_id: int
    source: str
    external_id: str
    event: Event
    workspace_id: int = t.DEFAULT_WORKSPACE


class LookAgain(msgspec.Struct, frozen=True):
    """A lead's pause is over, or a sweep found it waiting: take the turn that is due."""

    lead_id: int


class Posted(msgspec.Struct, frozen=True):
    """Letters that slow work wants sent, to our people or in their name."""

    letters: tuple[Letter, ...]


class GroupMoved(msgspec.Struct, frozen=True):
    """The group of our people has a new id."""

    before: str
    after: str


Filing = FromLead | FromRep | Inside | LookAgain | Posted | GroupMoved


def needs_no_marks(filings: Sequence[Filing]) -> bool:
    """Whether no filing speaks of a message of ours: then marks may be written together with the turns."""
    return bool(filings) and all(map(_is_plain, filings))


def _is_plain(filing: Filing) -> bool:
    if isinstance(filing, FromLead):
        heard = filing.inbound
        return heard.kind in _PLAIN and not heard.reply_to and not heard.token.startswith(MENU)
    return isinstance(filing, LookAgain)


def addresses(filing: Filing) -> frozenset[object]:
    """What a filing must not share with another lane's batch."""
    match filing:
        case FromLead(inbound):
            return frozenset((inbound.channel, each) for each in (inbound.sender.id, *inbound.sender.aliases))
        case FromRep(inbound):
            # Words to one lead must keep their order; presses of different cards need not wait for each other.
            return frozenset({inbound.token or (inbound.channel, inbound.chat, inbound.topic)})
        case GroupMoved(before):
            return frozenset({before})
        case Posted(letters):
            return frozenset(letter.id for letter in letters)
        case _:
            return frozenset({filing.lead_id})


def _row(
    filing: FromLead | FromRep | Inside,
    name: tuple[str, str],
    lead_id: int,
    body: inbox.Body,
    times: tuple[datetime, datetime],
) -> Row:
    source, external_id = name
    received_at, due_at = times
    return {
        "workspace_id": filing.workspace_id,
        "source": source,
        "external_id": external_id,
        "lead_id": lead_id,
        "body": inbox.encode(body),
        "received_at": received_at,
        "due_at": due_at,
    }


def heard_row(filing: FromLead, lead_id: int, joined: str, now: datetime, burst: timedelta) -> Row:
    """The row of something a lead did; `joined` is what it did beside being said (`bot.people.Met.how`)."""
    inbound = plain(filing.inbound)
    due = inbox.due(inbound, now, burst)
    return _row(filing, (inbound.channel, inbound.event_id), lead_id, inbox.Heard(inbound, joined), (now, due))


def inside_row(filing: Inside, now: datetime) -> Row:
    """The row of something that happened to a lead."""
    name = (filing.source, filing.external_id)
    return _row(filing, name, filing.lead_id, inbox.Happened(filing.event), (now, now))


def card_of(filing: FromRep) -> str:
    """What names the card in a pressed button's token; what follows the dot is the action."""
    return filing.inbound.token.partition(".")[0]


def press_row(filing: FromRep, meaning: tuple[int, int, str], now: datetime) -> Row:
    """The row of a press, given the lead, the handoff and the action that the card stands for."""
    lead_id, handoff_id, _ = meaning
    inbound = filing.inbound
    event = RepPressed(
        at=now,
        action=inbound.token.partition(".")[2][:_LONGEST_ACTION],
        handoff_id=handoff_id,
        rep_id=inbound.sender.id,
        rep_name=inbound.sender.name,
        channel=inbound.channel,
        chat=inbound.chat,
        callback=inbound.callback,
        language=inbound.language,
    )
    return _row(filing, (inbound.channel, inbound.event_id), lead_id, inbox.Happened(event), (now, now))
