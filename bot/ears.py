"""The way in: what channels hear is sorted by who said it, filed, and only then acknowledged."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Sequence
from typing import Any

import structlog

from bot.committer import Committer
from bot.desk import NAME as DESK
from bot.failpoints import passing
from bot.filings import Filing, FromLead, FromRep, GroupMoved
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
        self._patience = _Patience()

    def receive(self, heard: Sequence[Inbound]) -> Awaitable[Any]:
        """Done when everything that concerns us is on disk (`channels.contract.Receive`)."""
        passing("heard")
        presses = [inbound for inbound in heard if self._owner.is_mine(inbound)]
        return self._also_pressed(presses, heard) if presses else self._filed(heard)

    async def _also_pressed(self, presses: Sequence[Inbound], heard: Sequence[Inbound]) -> None:
        for press in presses:
            await self._owner.pressed(press)
        await self._filed([inbound for inbound in heard if inbound not in presses])

    def _filed(self, heard: Sequence[Inbound]) -> asyncio.Future[Any]:
        """On disk, or StorageBusy in bounded time. What is kept after all is met by its repeat's unique name."""
        filings = [filing for inbound in heard if (filing := self._filing(inbound)) is not None]
        kept = self._committer.file_soon(filings)
        self._patience.watch(kept)
        return kept[0] if len(kept) == 1 else asyncio.gather(*kept)

    def _filing(self, inbound: Inbound) -> Filing | None:
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


class _Patience:
    """Gives up what is not on disk after `_WITHIN`. One timer for all of it: what came first is over first."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[float, asyncio.Future[None]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, kept: Sequence[asyncio.Future[None]]) -> None:
        """Let these futures wait from now on."""
        loop = asyncio.get_running_loop()
        self._forget_done()
        over = loop.time() + _WITHIN
        for each in kept:
            self._waiting.append((over, each))
        if self._timer is None and kept:
            self._timer = loop.call_at(over, self._look)

    def _forget_done(self) -> None:
        while self._waiting and self._waiting[0][1].done():
            self._waiting.popleft()

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        while self._waiting and (self._waiting[0][0] <= now or self._waiting[0][1].done()):
            each = self._waiting.popleft()[1]
            if not each.done():
                each.set_exception(StorageBusy(f"The database did not take it within {_WITHIN:g} s.", "slow"))
        self._timer = loop.call_at(self._waiting[0][0], self._look) if self._waiting else None
