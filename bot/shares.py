"""This process's share of the outbox: what an earlier life of it, or a process that died, left to be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog

from bot.outbox import Outbox
from fsm.storage import mail
from fsm.storage.ids import maker_of
from fsm.storage.mail import Letter
from fsm.storage.membership import Membership
from fsm.storage.store import StorageBusy, Store

log = structlog.get_logger()

_LOOK_EVERY = 1.0


class Shares:
    """Brings letters that are ours, but not in hand, to the outbox."""

    def __init__(self, store: Store, membership: Membership, outbox: Outbox) -> None:
        self._store = store
        self._membership = membership
        self._outbox = outbox
        self._called = asyncio.Event()
        self._unsure = False

    async def take_up(self) -> None:
        """Recover what stands under our number and under the numbers of the dead; at start, before anything is sent."""
        self._outbox.recover(await self._mine())
        await self._adopt()

    async def run(self) -> None:
        """Look when called, and now and then in case a call was lost."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._membership.watch(self._called.set), name="membership")
            tasks.create_task(self._look(), name="letters of others")

    async def _look(self) -> None:
        if self._membership.number == 0:
            return  # one process: everything goes from the commit to the outbox directly
        while True:
            try:
                if not await self._was_called():
                    await self._adopt()
                await self._pick_up()
            except StorageBusy as busy:
                log.warning("shares.busy", error=str(busy))

    async def _was_called(self) -> bool:
        """Wait for a call, but not for long; whether there was one."""
        try:
            async with asyncio.timeout(_LOOK_EVERY):
                await self._called.wait()
        except TimeoutError:
            return False
        self._called.clear()
        return True

    async def _pick_up(self) -> None:
        """Letters that others made for us; they were never tried, so they are no risk.

        What we made ourselves comes from the commit, perhaps a moment after it can be read here.
        """
        number = self._membership.number
        # Asked before reading: one that is sent and marked while we read would look like a letter nobody has tried.
        in_hand = self._outbox.in_hand
        fresh = [letter for letter in await self._mine() if maker_of(letter.id) != number]
        new = [letter for letter in fresh if letter.id not in in_hand and not self._outbox.knows(letter.id)]
        (self._outbox.recover if self._unsure else self._outbox.offer)(new)
        self._unsure = False

    async def _adopt(self) -> None:
        number = self._membership.number
        for other in await self._store.read(lambda connection: mail.other_owners(connection, number)):
            if not await self._membership.is_dead(other):
                continue
            left: list[Letter] = []
            self._outbox.hold()
            try:
                left = await self._store.write(partial(mail.adopt, dead=other, owner=number))
            except StorageBusy:
                self._unsure = True  # they may be ours all the same, and tried by the one that died
                raise
            finally:
                # A turn may have added to these leads' letters since the adoption was committed.
                self._outbox.resume(left)
                await self._membership.release(other)
            log.info("letters.adopted", of=other, letters=len(left))

    async def _mine(self) -> Sequence[Letter]:
        number = self._membership.number
        return await self._store.read(lambda connection: mail.unsent(connection, number))
