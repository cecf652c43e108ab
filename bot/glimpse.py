"""The leads of a batch and what waits for them; on PostgreSQL, where nothing speaks against it, seen without a lock.

What speaks against it is anything that may concern further leads or is decided by rows beside the leads': numbers that
a network vouches for, codes to go on with, several addresses of a newcomer, people who are on a list of contacts, and
our own people's presses.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import Connection

from bot.filings import Filing, FromLead, Inside, LookAgain, heard_row, inside_row
from bot.people import Speaker, whereabouts
from fsm.lead import Lead
from fsm.storage import glance, road
from fsm.storage.claiming import Taken
from fsm.storage.glance import Glance
from fsm.storage.road import Row, Stored
from fsm.storage.store_rows import Work

if TYPE_CHECKING:
    from bot.staff import Staff
    from bot.turn import Turns
    from bot.turn_state import Turn


class Newcomer(NamedTuple):
    """A lead that has no row yet, and the row of its address."""

    lead: Lead
    identity: Row


class Filed(NamedTuple):
    """The leads of a batch and what waits for them.

    `seen` is None where they are locked; else the versions that they must still have when something is written. Only
    then there may be leads without a row, `new`.
    """

    stored: dict[int, Stored]
    taken: Taken
    seen: dict[int, int] | None = None
    new: dict[int, Newcomer] = {}  # noqa: RUF012 (never changed)

    def saving(self, turns: Sequence[Turn], now: datetime) -> list[Work]:
        """The leads as turns left them, to be written."""
        old = (turn.lead for turn in turns if turn.lead.id not in self.new)
        saved = road.saving((Stored(lead, self.stored[lead.id].version) for lead in old), now)
        if not self.new:
            return [saved]
        became = {turn.lead.id: Stored(turn.lead, 1) for turn in turns}
        made = [(became.get(number) or Stored(each.lead, 0)) for number, each in self.new.items()]
        return [*road.introducing(made, [each.identity for each in self.new.values()], now), saved]


def glimpsed(  # noqa: PLR0913, PLR0917 (what a batch has)
    connection: Connection,
    filings: Sequence[Filing],
    turns: Turns,
    staff: Staff | None,
    now: datetime,
    burst: timedelta,
) -> Filed | None:
    """The batch seen without a lock; None where it has to be taken with locks."""
    if not glance.may_look(connection) or (staff is not None and staff.campaigns.in_use):
        return None
    if not filings or not all(isinstance(filing, FromLead | Inside | LookAgain) for filing in filings):
        return None
    heard = [filing for filing in filings if isinstance(filing, FromLead)]
    speakers = [Speaker(filing.workspace_id, filing.inbound) for filing in heard]
    happened = [filing for filing in filings if isinstance(filing, Inside)]
    if any(each.phone or each.code for each in speakers):
        return None
    others = {filing.lead_id for filing in filings if isinstance(filing, Inside | LookAgain)}
    names = {each.name for each in speakers} | {(each.workspace_id, each.source, each.external_id) for each in happened}
    seen = glance.look(connection, {address for each in speakers for address in each.addresses}, others, names)
    if seen is None or not _is_plain(seen, speakers) or (staff is not None and staff.campaigns.is_used(connection)):
        return None
    new = _newcomers(seen, speakers, turns, now)
    leads = seen.leads | seen.fresh
    rows = [heard_row(each, leads[who.address], "", now, burst) for each, who in zip(heard, speakers, strict=True)]
    rows += [inside_row(each, now) for each in happened]
    stored = seen.held | {number: Stored(each.lead, 0) for number, each in new.items()}
    return Filed(stored, seen.taken(rows), seen.versions, new)


def _is_plain(seen: Glance, speakers: Collection[Speaker]) -> bool:
    """Whether every speaker is one lead by all their addresses, or a stranger with a single one."""
    for each in speakers:
        leads = {seen.leads.get(address) for address in each.addresses}
        if len(leads) > 1 or (None in leads and len(each.addresses) > 1):
            return False
    return True


def _newcomers(seen: Glance, speakers: Collection[Speaker], turns: Turns, now: datetime) -> dict[int, Newcomer]:
    new: dict[int, Newcomer] = {}
    for each in speakers:
        number = seen.fresh.get(each.address)
        if number is not None and number not in new:
            lead = turns.newcomer(each.inbound, each.workspace_id, now)
            new[number] = Newcomer(msgspec.structs.replace(lead, id=number), _identity(each, number, now))
    return new


def _identity(speaker: Speaker, lead_id: int, now: datetime) -> Row:
    return road.address_row(speaker.address, lead_id, now) | whereabouts(speaker.inbound)
