"""The way in: what channels hear is sorted by who said it, filed, and only then acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from bot.batch import Filing, FromLead, FromRep, GroupMoved
from bot.committer import Committer
from bot.desk import NAME as DESK
from bot.failpoints import passing
from bot.owner import Owner
from bot.place import Place
from channels.contract import Inbound, Kind
from fsm.storage.store import StorageBusy

log = structlog.get_logger()

_WITHIN = 15.0
"""Seconds until whoever delivers is told to come again; other work may hold the writer as long as a lock does."""


class Ears:
    """Receives for every channel. `place` is where our own people are."""

    def __init__(self, committer: Committer, owner: Owner, place: Place) -> None:
        self._committer = committer
        self._owner = owner
        self._place = place
        self._groups: set[str] = set()

    async def receive(self, heard: Sequence[Inbound]) -> None:
        """Return when everything that concerns us is on disk (`channels.contract.Receive`)."""
        passing("heard")
        for inbound in heard:
            if self._owner.is_mine(inbound):
                await self._owner.pressed(inbound)
        filings = [filing for inbound in heard if (filing := self._filing(inbound)) is not None]
        if filings:
            await self._filed(filings)

    async def _filed(self, filings: Sequence[Filing]) -> None:
        """On disk, or StorageBusy in bounded time. What is kept after all is met by its repeat's unique name."""
        kept = self._committer.file_soon(filings)
        # An alarm for the futures themselves: a timeout around the waiting costs several times as much.
        alarm = asyncio.get_running_loop().call_later(_WITHIN, _give_up, kept)
        try:
            await (kept[0] if len(kept) == 1 else asyncio.gather(*kept))
        finally:
            alarm.cancel()

    def _filing(self, inbound: Inbound) -> Filing | None:
        if self._owner.is_mine(inbound):
            return None
        if inbound.kind is Kind.MOVED:
            return self._moved(inbound)
        if inbound.channel == DESK:
            return FromRep(inbound) if inbound.kind is Kind.PRESSED else None
        if self._place.chat and (inbound.channel, inbound.chat) == (self._place.channel, self._place.chat):
            return self._among_us(inbound)
        if inbound.group or inbound.sender.anonymous:
            self._hint(inbound.chat)
            return FromRep(inbound) if self._may_become_ours(inbound) else None
        return FromLead(inbound)

    def _moved(self, inbound: Inbound) -> Filing | None:
        """What our people say and press under the new id may stand in the same batch: it is heard there at once."""
        place = self._place
        if inbound.channel != place.channel or place.chat not in (inbound.chat, inbound.moved_to) or not place.chat:
            return None
        place.chat = inbound.moved_to
        return GroupMoved(inbound.chat, inbound.moved_to)

    def _among_us(self, inbound: Inbound) -> Filing | None:
        """Our people's talk among themselves is none of our business: presses, commands and words to leads are."""
        spoken = inbound.kind in (Kind.SAID, Kind.EDITED)
        meant = inbound.topic or inbound.reply_to or inbound.text.startswith("/")
        return FromRep(inbound) if inbound.kind is Kind.PRESSED or (spoken and meant) else None

    def _may_become_ours(self, inbound: Inbound) -> bool:
        """In a group that is not ours: the bot was added, or is spoken to. Who did it is looked at later."""
        if not inbound.group or inbound.sender.anonymous or inbound.channel != self._place.channel:
            return False
        return inbound.kind in (Kind.UNBLOCKED, Kind.STARTED) or inbound.text.startswith("/")

    def _hint(self, chat: str) -> None:
        """Help the owner find the id of the reps' group: it is what the bot hears there first."""
        if not self._place.chat and chat not in self._groups:
            self._groups.add(chat)
            log.info("group.heard", hint=f"to send cards to this group, set TALAP_REPS__CHAT={chat}")


def _give_up(kept: Sequence[asyncio.Future[None]]) -> None:
    for each in kept:
        if not each.done():
            each.set_exception(StorageBusy(f"The database did not take it within {_WITHIN:g} s.", "slow"))
