"""What the API does to leads: an event into the inbox, the wait for its turn, and what the turn's trail says of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import msgspec

from bot import inbox
from bot.filings import Filing, Inside
from bot.web import api_v1_reads as reads
from bot.web.api_problem import Stop
from bot.web.api_shapes import LeadLine
from bot.web.api_v1_shapes import Entry
from channels.webchat.intake import NotKept
from fsm.events import Event, RepSaid
from fsm.lead import Lead
from fsm.storage.store import Store

SOURCE = "api"
_TURN_WITHIN = 5.0
_LOOK_EVERY = 0.05
_LONGEST_LOOK = 0.4

File = Callable[[Sequence[Filing]], Awaitable[None]]


class Done(msgspec.Struct, frozen=True):
    """What came of an act: whether its turn was taken, the first line of the trail about it, and the lead now."""

    done: bool
    entry: Entry | None
    lead: Lead
    line: LeadLine
    fresh: bool


class Acts:
    """Files events and waits for them."""

    def __init__(self, store: Store, file: File, now: Callable[[], datetime]) -> None:
        self._store = store
        self._file = file
        self._now = now

    async def lead(self, lead_id: int) -> tuple[Lead, LeadLine]:
        """The lead as it stands. Raises `Stop` when there is none."""
        found = await self._store.read(lambda connection: reads.standing(connection, lead_id))
        if found is None:
            raise Stop(404, "there is no such lead", field="lead_id")
        return found

    async def do(  # noqa: PLR0913 (an act and how to know its trace)
        self, lead: Lead, name: str, event: Event, kinds: tuple[str, ...], *, by: str = "", wait: float = _TURN_WITHIN
    ) -> Done:
        """File an event under a name that is unique for this request, and see what its turn made of it.

        A name that stands already is a repeated request: nothing happens again. Raises `Stop` and `NotKept`.
        """
        known = await self._store.read(lambda connection: reads.filed(connection, SOURCE, name))
        if known is not None:
            _must_be_same(known[2], event)
        before = await self._store.read(lambda connection: reads.last_change(connection, lead.id))
        if known is None:
            try:
                await self._file([Inside(lead.id, SOURCE, name, event, lead.workspace_id)])
            except Exception as error:
                raise NotKept from error
        done = await self._handled(name, wait)
        entry = None
        if known is None:
            entry = await self._store.read(
                lambda connection: reads.first_change(connection, lead.id, before, kinds, by)
            )
        now, line = await self.lead(lead.id)
        return Done(done, entry, now, line, known is None)

    async def _handled(self, name: str, wait: float) -> bool:
        """Whether the turn was taken in time; a lead who is still typing has theirs a moment later."""
        loop = asyncio.get_running_loop()
        end, pause = loop.time() + wait, _LOOK_EVERY
        while True:
            found = await self._store.read(lambda connection: reads.filed(connection, SOURCE, name))
            if found is not None and found[1]:
                return True
            if loop.time() + pause > end:
                return False
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_LOOK)

    async def changed(self, lead_id: int, after: int, kinds: tuple[str, ...], wait: float) -> bool:
        """Whether a line of one of these kinds comes into the lead's trail in time."""
        loop = asyncio.get_running_loop()
        end = loop.time() + wait
        while loop.time() < end:
            await asyncio.sleep(_LOOK_EVERY * 2)
            if await self._store.read(lambda connection: reads.first_change(connection, lead_id, after, kinds)):
                return True
        return False


def _must_be_same(body: bytes, event: Event) -> None:
    """A name may not stand for two different requests. What was erased since is not compared."""
    try:
        told = inbox.decode(body)
    except msgspec.MsgspecError:
        return
    before = told.event if isinstance(told, inbox.Happened) else None
    same = type(before) is type(event)
    if same and isinstance(before, RepSaid) and isinstance(event, RepSaid):
        same = (before.text, before.rep_id) == (event.text, event.rep_id)
    if not same:
        raise Stop(422, "this Idempotency-Key stands for another request", field="Idempotency-Key")
