"""What people and networks answer to campaigns, written down in the transaction in which it is heard.

Who answers becomes a lead under the name the list had for them, and our admins are told once. An address that turns
out to be dead makes nobody a lead.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection, select

from bot.letters import STAFF, letter
from channels.contract import Button, Inbound, Kind, Outbound
from fsm.commands import STOP, Command, command_in
from fsm.lead import Stage
from fsm.people.addresses import reach
from fsm.reading.intent import is_stop
from fsm.reading.message import Message
from fsm.storage import road
from fsm.storage.looks import Look
from fsm.storage.mail import Letter
from fsm.storage.road import Address as LeadAddress
from fsm.storage.road import Stored
from fsm.storage.suppression import STOPPED
from handoff.reps import Member, Role
from jobs.contacts import book
from jobs.contacts.contact import Address, Status
from jobs.contacts.tables import contacts
from jobs.outreach import consequences
from jobs.outreach.consequences import Answered

if TYPE_CHECKING:
    from bot.cards import CardTable
    from bot.people import Speaker
    from bot.turn_state import Turn
    from fsm.ports import Words

_ANSWERS = frozenset({Kind.SAID, Kind.PRESSED, Kind.STARTED})
_IS_ANY = Look("contacts")


class CampaignNews:
    """Tells campaigns what the road hears. Until there is a contact it costs one short look a batch."""

    def __init__(self, cards: CardTable, ids: Callable[[], int]) -> None:
        self._cards = cards
        self._ids = ids
        self._in_use = False

    @property
    def in_use(self) -> bool:
        """Whether there is any contact, so that what is heard may change leads."""
        return self._in_use

    def arrived(self, connection: Connection, inbound: Inbound, workspace_id: int, now: datetime) -> None:
        """A network says how far one of our messages got."""
        if self.is_used(connection):
            read = inbound.kind is Kind.READ
            consequences.arrived(connection, workspace_id, inbound.message_id, now, read=read)

    def is_dead_end(self, connection: Connection, inbound: Inbound, workspace_id: int, now: datetime) -> bool:
        """Whether this only says that a contact's address is dead: then it is written down, and nobody is met."""
        if inbound.kind is not Kind.BLOCKED or not self.is_used(connection):
            return False
        channel, address = inbound.channel, inbound.sender.id
        if road.find_leads(connection, [(workspace_id, channel, address)]):
            return False
        return consequences.bounced(connection, workspace_id, channel, address, now) is not None

    def heard(
        self, connection: Connection, speakers: Sequence[Speaker], leads: Mapping[LeadAddress, int], now: datetime
    ) -> list[Letter]:
        """Of those who did something, contacts: their series is over, they are leads now, and our admins hear of it."""
        if not speakers or not self.is_used(connection):
            return []
        letters: list[Letter] = []
        for speaker in _contacts_among(connection, speakers, leads):
            heard, channel, address = speaker.inbound, speaker.inbound.channel, speaker.inbound.sender.id
            if heard.kind is Kind.BLOCKED:
                consequences.bounced(connection, speaker.workspace_id, channel, address, now)
            elif heard.kind in _ANSWERS and not heard.own:
                leaves = _leaves(heard)
                found = consequences.answered(connection, speaker.workspace_id, channel, address, now, leaves=leaves)
                if found is not None:
                    letters += self._answered(connection, speaker, found, leads[speaker.address], now)
        return letters

    def closed(self, connection: Connection, turns: Iterable[Turn], now: datetime) -> None:
        """Whoever said STOP in a turn is closed as a contact too, and owed nothing more."""
        gone = {turn.lead.id: turn.lead.workspace_id for turn in turns if turn.lead.stage is Stage.OPTED_OUT}
        if not gone or not self.is_used(connection):
            return
        still = select(contacts.c.id, contacts.c.workspace_id).where(
            contacts.c.lead_id.in_(sorted(gone)), contacts.c.status != Status.CLOSED.value
        )
        for row in connection.execute(still).all():
            consequences.close_contacts(connection, row.workspace_id, [row.id], now, STOPPED)

    def _answered(
        self, connection: Connection, speaker: Speaker, found: Answered, lead_id: int, now: datetime
    ) -> list[Letter]:
        """They are a lead now. Who only wants no more messages is no good news for anybody."""
        if found.lead_id != lead_id:
            book.became_lead(connection, found.contact_id, lead_id, now)
        if found.campaign_id is not None:
            _introduce(connection, lead_id, found, now)
        gone = _leaves(speaker.inbound)
        if gone and found.campaign_id is not None:
            consequences.unsubscribed(connection, speaker.workspace_id, found.campaign_id, found.contact_id, now)
        return self._tell(speaker.workspace_id, found, lead_id, now) if found.first and not gone else []

    def _tell(self, workspace_id: int, found: Answered, lead_id: int, now: datetime) -> list[Letter]:
        admins = [each for each in self._cards.people.active(workspace_id) if each.chat and each.may(Role.ADMIN)]
        return [self._news(each, found, lead_id, now) for each in admins]

    def _news(self, member: Member, found: Answered, lead_id: int, now: datetime) -> Letter:
        words = self._cards.words(member.language or self._cards.place.language)
        message = Outbound(
            chat=member.chat,
            text=replied(found, words),
            key="",
            html=True,
            buttons=((Button(words("outreach.open_lead"), f"~lead:{lead_id}"),),),
            urgency=1,
        )
        made = letter(self._ids(), None, STAFF, message, channel=member.channel, at=now)
        made.workspace_id = member.workspace_id
        return made

    def is_used(self, connection: Connection) -> bool:
        """`in_use`, after a look whether it has become so."""
        if not self._in_use:
            self._in_use = _IS_ANY.holds(connection)
        return self._in_use


def _leaves(heard: Inbound) -> bool:
    """Whether all that somebody says is to be left alone."""
    return heard.token == STOP or command_in(heard.text) == Command("stop", "") or is_stop(Message(heard.text))


def replied(found: Answered, words: Words) -> str:
    """Who answered which campaign, for an admin, in safe HTML."""
    who = html.escape(_called(found) or found.email or found.phone, quote=False)
    return words("outreach.replied", who=who, name=html.escape(found.campaign, quote=False))


def _called(found: Answered) -> str:
    if found.name and found.company:
        return f"{found.name} ({found.company})"
    return found.name or found.company


def _introduce(connection: Connection, lead_id: int, found: Answered, now: datetime) -> None:
    """Give the lead the name that the list has, where the network tells none, and where they come from."""
    stored = road.load_leads(connection, [lead_id]).get(lead_id)
    if stored is None:
        return
    lead = stored.lead
    named = lead.display_name if "@" not in lead.display_name else ""
    known = msgspec.structs.replace(
        lead,
        display_name=named or _called(found) or lead.display_name,
        source=lead.source or found.campaign,
    )
    if known != lead:
        road.save_leads(connection, [Stored(known, stored.version)], now)


def _contacts_among(
    connection: Connection, speakers: Sequence[Speaker], leads: Mapping[LeadAddress, int]
) -> Iterable[Speaker]:
    """Those speakers who are contacts: by an address of theirs, or by the lead they are."""
    by_workspace: dict[int, list[Speaker]] = {}
    for each in speakers:
        by_workspace.setdefault(each.workspace_id, []).append(each)
    for workspace_id, some in by_workspace.items():
        ways = {each.address: _ways(each.inbound) for each in some}
        owned = book.owners(connection, workspace_id, {way for each in ways.values() for way in each})
        here = contacts.c.lead_id.in_(sorted({leads[each.address] for each in some}))
        known = set(connection.execute(select(contacts.c.lead_id).where(here)).scalars())
        for each in some:
            if leads[each.address] in known or any(way in owned for way in ways[each.address]):
                yield each


def _ways(inbound: Inbound) -> list[Address]:
    return [Address(kind, spelling) for kind, spelling in sorted(reach(inbound.channel, inbound.sender.id))]
