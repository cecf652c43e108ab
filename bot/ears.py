"""The way in: what channels hear is sorted by who said it, filed, and only then acknowledged."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.batch import Filing, FromLead, FromRep
from bot.committer import Committer
from bot.desk import NAME as DESK
from bot.failpoints import passing
from bot.owner import Owner
from channels.contract import Inbound, Kind

log = structlog.get_logger()


class Ears:
    """Receives for every channel. `reps_chat` is the reps' group on `reps_channel`, "" while there is none."""

    def __init__(self, committer: Committer, owner: Owner, reps_channel: str, reps_chat: str) -> None:
        self._committer = committer
        self._owner = owner
        self._reps = (reps_channel, reps_chat)
        self._groups: set[str] = set()

    async def receive(self, heard: Sequence[Inbound]) -> None:
        """Return when everything that concerns us is on disk (`channels.contract.Receive`)."""
        passing("heard")
        for inbound in heard:
            if self._owner.is_mine(inbound):
                await self._owner.pressed(inbound)
        filings = [filing for inbound in heard if (filing := self._filing(inbound)) is not None]
        if filings:
            await self._committer.file(filings)

    def _filing(self, inbound: Inbound) -> Filing | None:
        if self._owner.is_mine(inbound):
            return None
        if inbound.channel == DESK or (inbound.channel, inbound.chat) == self._reps:
            # The reps' talk among themselves is none of our business; only their presses are.
            return FromRep(inbound) if inbound.kind is Kind.PRESSED else None
        if inbound.group or inbound.sender.anonymous:
            self._hint(inbound.chat)
            return None
        return FromLead(inbound)

    def _hint(self, chat: str) -> None:
        """Help the owner find the id of the reps' group: it is what the bot hears there first."""
        if not self._reps[1] and chat not in self._groups:
            self._groups.add(chat)
            log.info("group.heard", hint=f"to send cards to this group, set TALAP_REPS__CHAT={chat}")
