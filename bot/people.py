"""Who is speaking: the lead behind every address, and leads that turn out to be one person.

Leads become one by facts that a network vouches for, and by nothing else: the same number shared or proven on two
channels, two ids that one network says are the same, or a resume code that only the person could have. A typed number
or address never does it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import Connection

from bot.reps.voided import JOINED, note_joining, note_parting
from channels.contract import Inbound, Kind
from fsm.decision import Change
from fsm.lead import Lead, Stage
from fsm.people import addresses, codes, joining
from fsm.people.joining import Half
from fsm.storage import people, road, suppression
from fsm.storage import tables as t
from fsm.storage.claiming import claim
from fsm.storage.people import Code, Joining, Parted, Phone
from fsm.storage.road import Address, Row, Stored

if TYPE_CHECKING:
    from bot.turn import Turns

CODE, PHONE, ALIAS, PERSON = "code", "phone", "alias", "person"
REFUSED, ASK, HERE = "refused", "ask", "here"

_ADDRESS = ("workspace_id", "channel", "external_id")
_LOOKS = 3

Name = tuple[int, str, str]
"""A thing heard, by workspace, channel and the network's id of it."""


class Speaker(NamedTuple):
    """Somebody heard just now, in which workspace."""

    workspace_id: int
    inbound: Inbound

    @property
    def address(self) -> Address:
        return self.workspace_id, self.inbound.channel, self.inbound.sender.id

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Every address the network knows them by, their own first."""
        channel, sender = self.inbound.channel, self.inbound.sender
        return tuple((self.workspace_id, channel, each) for each in dict.fromkeys((sender.id, *sender.aliases)))

    @property
    def phone(self) -> Phone | None:
        """The number the network vouches for."""
        heard = self.inbound
        number = addresses.phone(heard.verified_phone) if heard.verified_phone else ""
        counts = number and not heard.own and addresses.is_vouched(heard.channel)
        return (self.workspace_id, number) if counts else None

    @property
    def code(self) -> str:
        """The resume code they came with, or ""."""
        heard = self.inbound
        given = heard.token if heard.kind is Kind.PRESSED else heard.start
        return given if codes.is_code(given) and not heard.own else ""

    @property
    def name(self) -> Name:
        return self.workspace_id, self.inbound.channel, self.inbound.event_id


class Met(NamedTuple):
    """Who is who in a batch: the lead of each address; where leads named otherwise are now (None: erased); and how.

    `held` are their leads as they are now, locked; None when joining changed them.

    `how` says of things heard what they did beside being said: joined leads (code, phone, alias), brought a code that
    is not valid (refused) or not needed (here), or need a word of consent first (ask:<code>).
    """

    leads: dict[Address, int]
    now: dict[int, int | None]
    how: dict[Name, str]
    held: dict[int, Stored] | None = None

    def everybody(self) -> set[int]:
        """Every lead that a turn may be due for."""
        return set(self.leads.values()) | {there for there in self.now.values() if there is not None}

    def rows(self, rows: Sequence[Row]) -> list[Row]:
        """Rows of the inbox under the leads that they concern now; what concerns an erased person is nobody's."""
        there = [(row, self.now.get(row["lead_id"], row["lead_id"])) for row in rows]
        return [row | {"lead_id": lead_id} for row, lead_id in there if lead_id is not None]


class _Link(NamedTuple):
    """Two leads that are one person, by what, and who says so."""

    speaking: int
    other: int
    why: str
    by: str = "bot"


class _Sight(NamedTuple):
    leads: dict[Address, int]
    phones: dict[Phone, int]
    codes: dict[str, Code]
    now: dict[int, int | None]

    def everybody(self) -> set[int]:
        others = {code.lead_id for code in self.codes.values()} | {each for each in self.now.values() if each}
        return set(self.leads.values()) | set(self.phones.values()) | others


class People:
    """Finds, introduces and joins. Holds only what never changes while the program runs."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def meet(self, connection: Connection, speakers: Sequence[Speaker], others: Collection[int], now: datetime) -> Met:
        """Everybody's lead, locked; strangers get one, and leads that are one person become one before their turn.

        `others` are leads that something else happened to.
        """
        sight, held = self._locked(connection, speakers, others, now)
        links, how = self._links(connection, speakers, sight, now)
        into: dict[int, int] = {}
        for link in links:
            speaking, other = people.end_of(into, link.speaking), people.end_of(into, link.other)
            if speaking != other:
                kept, gone = self._join(connection, _Link(speaking, other, link.why), now)
                into[gone] = kept
        leads = {address: people.end_of(into, lead_id) for address, lead_id in sight.leads.items()}
        elsewhere = {asked: people.end_of(into, there) if there else None for asked, there in sight.now.items()}
        _vouch(connection, speakers, sight, leads, now)
        return Met(leads, elsewhere, how, None if into else held)

    # --- finding

    def _introduce(
        self, connection: Connection, speakers: Sequence[Speaker], known: dict[Address, int], now: datetime
    ) -> dict[Address, int]:
        """The lead behind every address; strangers get one, known by all the addresses they have."""
        first: dict[Address, Address] = {}
        new: dict[Address, tuple[Lead, Row]] = {}
        for each in speakers:
            told = next((first.get(mine, mine) for mine in each.addresses if mine in known or mine in first), None)
            if told is None:
                told = each.address
                new[told] = self._turns.newcomer(each.inbound, each.workspace_id, now), whereabouts(each.inbound)
            for mine in each.addresses:
                first.setdefault(mine, told)
        if new:
            known |= road.create_leads(connection, dict(sorted(new.items())), now)
        further = {
            mine: {**whereabouts(each.inbound), "lead_id": known[first[mine]], "created_at": now}
            for each in speakers
            for mine in each.addresses
            if mine not in known
        }
        if further:
            rows = [row | dict(zip(_ADDRESS, mine, strict=True)) for mine, row in sorted(further.items())]
            people.add_identities(connection, rows)
            known |= road.find_leads(connection, further)
        return known

    def _locked(
        self, connection: Connection, speakers: Sequence[Speaker], others: Collection[int], now: datetime
    ) -> tuple[_Sight, dict[int, Stored] | None]:
        """Who they are, once nobody else can join or part them any more."""
        every = {address for each in speakers for address in each.addresses}
        if any(each.phone or each.code for each in speakers):
            known = road.find_leads(connection, every)  # they may concern further leads, and all are locked in order
        else:
            known, held = claim(connection, every, others)
            if len(known) < len(every):
                self._introduce(connection, speakers, known, now)
                known, held = claim(connection, every, others)
            if held is not None:
                return _Sight(known, {}, {}, {each: each for each in others}), held
        if len(known) < len(every):
            known = self._introduce(connection, speakers, known, now)
        return self._locked_by_and_by(connection, speakers, others, known), None

    def _locked_by_and_by(
        self, connection: Connection, speakers: Sequence[Speaker], others: Collection[int], known: dict[Address, int]
    ) -> _Sight:
        sight = _look(connection, speakers, others, known)
        if connection.dialect.name != "postgresql":
            return sight  # one writer, and this is it
        locked: set[int] = set()
        for _ in range(_LOOKS):
            locked |= sight.everybody()
            road.load_leads(connection, locked)  # locks them in id order before anything is inserted
            sight = _look(connection, speakers, others, road.find_leads(connection, known))
            if sight.everybody() <= locked:
                break
        return sight

    # --- joining

    def _links(
        self, connection: Connection, speakers: Sequence[Speaker], sight: _Sight, now: datetime
    ) -> tuple[list[_Link], dict[Name, str]]:
        """Which leads are one person and by what, and what that means for things heard."""
        links: list[_Link] = []
        how: dict[Name, str] = {}
        phones = dict(sight.phones)
        for each in speakers:
            mine = sight.leads[each.address]
            found = [_Link(mine, sight.leads[alias], ALIAS) for alias in each.addresses[1:]]
            if each.phone:
                found.append(_Link(mine, phones.setdefault(each.phone, mine), PHONE))
            if each.code:
                how[each.name], other = _redeemed(connection, each, sight, now)
                found.append(_Link(mine, other, CODE))
            for link in found:
                if link.speaking != link.other and not _was_parted(connection, link):
                    how.setdefault(each.name, link.why)
                    links.append(link)
        return links, how

    def _join(self, connection: Connection, link: _Link, now: datetime) -> tuple[int, int]:
        """Make two leads one; gives the one that stays and the one that is gone."""
        stored = road.load_leads(connection, {link.speaking, link.other})
        told = people.told(connection, stored)
        kept, gone = joining.survivor_first(*(each.lead for each in stored.values()))
        edition = self._turns.packs.of(kept)
        halves = (Half(kept, told[kept.id]), Half(gone, told[gone.id]))
        one = joining.join(*halves, link.speaking, edition.pack, edition.weigh, now)
        number = self._turns.ids()
        people.join(
            connection,
            Joining(
                id=number,
                survivor=stored[kept.id],
                absorbed=stored[gone.id],
                joined=one.lead,
                void=one.void_handoff.id if one.void_handoff else 0,
                why=link.why,
                by=link.by,
            ),
            now,
        )
        changes = (Change("joined", str(gone.id), str(kept.id), f"one person: {link.why}", link.by), *one.trail)
        self._note(connection, one.lead, changes, now)
        if one.void_handoff is not None:
            whose = gone if one.void_handoff == gone.handoff else kept
            key = f"{JOINED}:{number}"
            note_joining(connection, one.void_handoff, whose, kept, gone, key=key, why=link.why, now=now)
        if one.lead.stage is Stage.OPTED_OUT:
            close(connection, one.lead, now)
        return kept.id, gone.id

    # --- what our people may do

    def join(self, connection: Connection, one: int, other: int, by: str, now: datetime) -> int:
        """A person of ours says that two leads are one; gives the lead that stays. Raises LookupError for no lead."""
        there = people.current(connection, {one, other})
        stored = road.load_leads(connection, {each for each in there.values() if each})
        if len(stored) < len(there):
            raise LookupError("there is no such lead, or they are one already")
        kept, _ = self._join(connection, _Link(stored[there[one] or 0].lead.id, there[other] or 0, PERSON, by), now)
        return kept

    def part(self, connection: Connection, merge_id: int, by: str, now: datetime) -> Parted:
        """Undo a joining; what came since stays with the survivor. Raises `fsm.storage.people.NoParting`."""
        parted = people.part(connection, merge_id, by, now)
        edition = self._turns.packs.of(parted.survivor)
        if parted.survivor.worth is not None:
            weighed = msgspec.structs.replace(parted.survivor, worth=edition.weigh(parted.survivor, now))
            version = road.load_leads(connection, [weighed.id])[weighed.id].version
            road.save_leads(connection, [Stored(weighed, version)], now)
        for lead in (parted.survivor, parted.other):
            change = Change("parted", str(parted.survivor.id), str(parted.other.id), "they are two people", by)
            self._note(connection, lead, [change], now)
        note_parting(connection, parted.survivor, parted.other, key=f"{JOINED}:{merge_id}:parted", now=now)
        return parted

    def _note(self, connection: Connection, lead: Lead, changes: Iterable[Change], now: datetime) -> None:
        same = {"workspace_id": lead.workspace_id, "lead_id": lead.id, "at": now}
        rows = [msgspec.structs.asdict(change) | same | {"id": self._turns.ids()} for change in changes]
        road.add(connection, t.events, rows)


def close(connection: Connection, lead: Lead, now: datetime) -> None:
    """They said STOP: none of their addresses may be written to first, whatever list it comes back on."""
    identities, phones = people.reaches(connection, lead.id)
    everything = addresses.all_of(lead, identities, phones)
    suppression.suppress(connection, lead.workspace_id, everything, now, suppression.STOPPED)


def reopen(connection: Connection, lead: Lead) -> None:
    """They came back themselves: the addresses that are surely theirs are open again, typed ones are not."""
    suppression.lift(connection, lead.workspace_id, addresses.proven(*people.reaches(connection, lead.id)))


def name_in(inbound: Inbound) -> str:
    """The name of a thing heard within its channel, for the turn it comes in."""
    return inbound.message_id or inbound.event_id


def plain(inbound: Inbound) -> Inbound:
    """The thing heard without its resume code, which means nothing any more: a pressed one is a start."""
    start = "" if codes.is_code(inbound.start) else inbound.start
    if inbound.kind is Kind.PRESSED and codes.is_code(inbound.token):
        return msgspec.structs.replace(inbound, kind=Kind.STARTED, token="", text="", start=start)
    return inbound if start == inbound.start else msgspec.structs.replace(inbound, start=start)


def _redeemed(connection: Connection, speaker: Speaker, sight: _Sight, now: datetime) -> tuple[str, int]:
    """What a code that somebody brought does, and the lead that it makes them (their own when it does nothing)."""
    heard, mine = speaker.inbound, sight.leads[speaker.address]
    code = sight.codes.get(codes.digest(speaker.code))
    used_by = codes.redeemer(heard.channel, heard.event_id)
    if code is None or not addresses.is_vouched(heard.channel):
        return REFUSED, mine
    if code.lead_id == mine:
        people.use_code(connection, code.digest, used_by, now)
        return (CODE if code.used_by == used_by else HERE), mine
    if code.used_by or now >= code.expires_at:
        return REFUSED, mine
    if heard.kind is not Kind.PRESSED and road.load_leads(connection, [mine])[mine].lead.messages:
        # Whoever has talked here already is asked first: somebody else's link must not make them somebody else.
        return f"{ASK}:{speaker.code}", mine
    used = people.use_code(connection, code.digest, used_by, now)
    return (CODE, code.lead_id) if used else (REFUSED, mine)


def _was_parted(connection: Connection, link: _Link) -> bool:
    """Whether our people said that they are two: a shared number then joins them no more."""
    return link.why == PHONE and people.were_parted(connection, link.speaking, link.other)


def _look(
    connection: Connection, speakers: Sequence[Speaker], others: Collection[int], known: dict[Address, int]
) -> _Sight:
    brought: dict[int, set[str]] = {}
    for each in speakers:
        if each.code:
            brought.setdefault(each.workspace_id, set()).add(codes.digest(each.code))
    return _Sight(
        known,
        people.leads_of_phones(connection, {each.phone for each in speakers if each.phone}),
        {name: code for ws, names in brought.items() for name, code in people.codes(connection, ws, names).items()},
        people.current(connection, others) if others else {},
    )


def _vouch(
    connection: Connection, speakers: Sequence[Speaker], sight: _Sight, leads: dict[Address, int], now: datetime
) -> None:
    """Note the numbers that networks vouched for just now."""
    rows: dict[Phone, Row] = {}
    for each in speakers:
        if each.phone and each.phone not in sight.phones:
            row = dict(zip(("workspace_id", "phone"), each.phone, strict=True))
            row |= {"lead_id": leads[each.address], "channel": each.inbound.channel, "created_at": now}
            rows.setdefault(each.phone, row)
    people.vouch(connection, list(rows.values()))


def whereabouts(inbound: Inbound) -> Row:
    """What the row of an address says beside whose it is."""
    return {"chat": inbound.chat, "display_name": inbound.sender.name[:300]}
