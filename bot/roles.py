"""What one of several processes does: answer people, do slow work, keep the clock, or all of it.

Every process has the whole road (a turn's letters go out from where the turn was taken); the role says which doors are
open. So `web` hears and answers, `worker` does effects, `scheduler` ticks, and any number of each may run on one
PostgreSQL. What a process that died left is taken up by the others.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import structlog

from bot.clock import Clock
from bot.effects import Duty, Effects, Handler
from bot.effects_broker import NatsBell
from bot.effects_filing import AttentiveStore
from bot.filings import LookAgain
from bot.ticks import Tick, Ticks
from fsm.storage import effects
from fsm.storage.membership import Membership
from fsm.storage.store import StorageBusy

if TYPE_CHECKING:
    from jobs.scraping.fetch import Cache, Fetcher

log = structlog.get_logger()

_LOOK_EVERY = 0.75
_LATE = timedelta(seconds=0.5)


class Role(msgspec.Struct, frozen=True):
    """Which doors of a process are open: `serves` people, `works` on effects, `ticks`."""

    name: str
    serves: bool = False
    works: bool = False
    ticks: bool = False


ROLES = {
    role.name: role
    for role in (
        Role("all", serves=True, works=True, ticks=True),
        Role("web", serves=True),
        Role("worker", works=True),
        Role("scheduler", ticks=True),
    )
}


class Behind(NamedTuple):
    """Slow work by kind and jobs by the clock, handed in by whoever composes the program.

    `fetcher` makes what pages of the web are fetched with, where it is not the usual one: for how its owner is reached,
    with where pages are remembered.
    """

    duties: Mapping[str, Handler | Duty] = {}
    ticks: Sequence[Tick] = ()
    fetcher: Callable[[str, Cache], Fetcher] | None = None


Look = Callable[[Sequence[LookAgain]], object]


class Backroom:
    """What happens behind the turns in this process, as far as its role has it.

    `store` must be the one through which everything is written, so that filed effects are noticed. `look` hands leads
    to the committer of this process; where nobody is served, the processes that serve find them within a second.
    """

    def __init__(  # noqa: PLR0913 (the seams of a composition root)
        self,
        role: Role,
        store: AttentiveStore,
        membership: Membership,
        clock: Clock,
        *,
        behind: Behind,
        look: Look,
        broker: str = "",
    ) -> None:
        self._role = role
        self._store = store
        self._membership = membership
        self._clock = clock
        self._look = look
        told = look if role.serves else _nobody
        worker = f"{membership.number}:{secrets.token_hex(4)}"
        self.effects = Effects(store, clock, behind.duties if role.works else {}, worker=worker, look=told)
        self.ticks = Ticks(
            behind.ticks if role.ticks else (), store, clock, lead=lambda: membership.lead("ticks"), look=told
        )
        self._bell = NatsBell(broker, self.effects.wake if role.works else None) if broker else None
        store.on_filed.append(self._filed)

    def _filed(self, ids: Sequence[int]) -> None:
        self.effects.wake()
        if self._bell is not None:
            self._bell.ring(ids)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.effects.run(), name="effects")
            tasks.create_task(self.ticks.run(), name="ticks")
            if self._bell is not None:
                tasks.create_task(self._bell.run(), name="broker")
            if self._role.serves and self._membership.number:
                tasks.create_task(self._take_over(), name="turns of others")

    async def _take_over(self) -> None:
        """Take turns that are overdue: their process died in a lead's pause, or has no ears of its own."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            before = self._clock.now() - _LATE
            try:
                left = await self._store.read(lambda connection: effects.overdue_leads(connection, before))  # noqa: B023
            except StorageBusy as busy:
                log.warning("turns.busy", error=str(busy))
                continue
            if left:
                self._look([LookAgain(lead_id) for lead_id in left])


def _nobody(_leads: Sequence[LookAgain]) -> None:
    """Nobody is served here; whoever serves looks for itself."""
