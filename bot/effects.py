"""Slow work beside the turns: claimed from the database, done outside any transaction, its result written in one.

The database is the truth and a sweep looks into it every second; a wake-up (from the same process or a broker) only
makes it quicker. What a process held when it died is free again as soon as its lease runs out.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection

from bot.clock import Clock
from bot.effects_context import Context
from bot.filings import LookAgain
from fsm.storage import effects
from fsm.storage.effects import TRIES, Effect, EffectContext, Handler, Hopeless, TryLater
from fsm.storage.store import StorageBusy, Store

__all__ = ["Duty", "Effect", "EffectContext", "Effects", "Handler", "Hopeless", "Pace", "TryLater"]

log = structlog.get_logger()

_BUSY_PAUSE = 0.5


class Duty(msgspec.Struct, frozen=True):
    """A handler and its limits: seconds for one try, tries before it is parked, how many of the kind at once."""

    run: Handler
    seconds: float = 60.0
    tries: int = TRIES
    at_once: int = 4


class Pace(msgspec.Struct, frozen=True):
    """How often the database is looked at, how long a claim holds, and how many effects run at once, in one process.

    A claim is renewed three times in its life, so what a killed process held goes on after `lease` + `sweep` seconds.
    """

    sweep: float = 1.0
    lease: float = 6.0
    at_once: int = 8


class Effects:
    """Runs the effects of the given kinds. `look` is told which leads a result was filed for."""

    def __init__(  # noqa: PLR0913 (the seams of the one place where slow work is done)
        self,
        store: Store,
        clock: Clock,
        duties: Mapping[str, Handler | Duty],
        *,
        worker: str,
        look: Callable[[Sequence[LookAgain]], object],
        pace: Pace | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._duties = {kind: duty if isinstance(duty, Duty) else Duty(duty) for kind, duty in duties.items()}
        self._worker = worker
        self._look = look
        self._pace = pace or Pace()
        self._lease = timedelta(seconds=self._pace.lease)
        self._held: dict[int, Effect] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._settling: set[int] = set()
        self._wake = asyncio.Event()
        self._rounds = 0

    def wake(self) -> None:
        """Something may have been filed; look now rather than at the next sweep."""
        self._wake.set()

    @property
    def running(self) -> int:
        """How many effects are under way in this process."""
        return len(self._held)

    async def run(self) -> None:
        """Work until cancelled; what is under way then is given back for others to begin at once."""
        if not self._duties:
            return
        async with asyncio.TaskGroup() as group:
            group.create_task(self._renew(), name="leases")
            while True:
                self._wake.clear()
                for effect in await self._claimed():
                    self._held[effect.id] = effect
                    self._tasks[effect.id] = group.create_task(self._work(effect), name=f"effect {effect.id}")
                await self._nap()

    async def _nap(self) -> None:
        try:
            async with asyncio.timeout(self._pace.sweep):  # Python 3.11's wait_for can swallow a cancellation
                await self._wake.wait()
        except TimeoutError:
            return

    async def _claimed(self) -> Sequence[Effect]:
        now = self._clock.now()
        busy = Counter(effect.kind for effect in self._held.values())
        room = {kind: duty.at_once - busy[kind] for kind, duty in self._duties.items() if duty.at_once > busy[kind]}
        places = self._pace.at_once - len(self._held)
        if places <= 0 or not room:
            return ()
        try:
            # Looked at by a reader first: an idle program never keeps the writer busy.
            due = await self._store.read(lambda connection: effects.due_kinds(connection, room, now))
            if not due:
                return ()
            return await self._all_or_none(lambda connection: self._take(connection, due, room, places))
        except StorageBusy as trouble:
            log.warning("effects.busy", error=str(trouble))
            return ()

    async def _all_or_none(self, claim: Callable[[Connection], list[Effect]]) -> list[Effect]:
        """Claim; who is stopped meanwhile gives back what came of it, so that nobody waits for its lease to end."""
        writing = asyncio.ensure_future(self._store.write(claim))
        try:
            return await asyncio.shield(writing)
        except asyncio.CancelledError:
            with contextlib.suppress(StorageBusy):
                for effect in await writing:
                    await self._note(effect, "interrupted", after=timedelta(0))
            raise

    def _take(self, connection: Connection, due: Sequence[str], room: Mapping[str, int], places: int) -> list[Effect]:
        """Claim some of each kind that is due, beginning with another kind each time so that none starves."""
        taken: list[Effect] = []
        now = self._clock.now()
        first = self._rounds % len(due)
        self._rounds += 1
        for kind in (*due[first:], *due[:first]):
            most = min(room[kind], places - len(taken))
            if most > 0:
                taken += effects.claim(connection, (kind,), self._worker, now, self._lease, most)
        return taken

    async def _work(self, effect: Effect) -> None:
        duty = self._duties[effect.kind]
        context = Context(effect, self._store, self._clock.now)
        try:
            await self._settle(effect, duty, context)
        except asyncio.CancelledError:
            if self._held.get(effect.id) is effect:
                await self._note(effect, "interrupted", after=timedelta(0))
            raise
        finally:
            self._held.pop(effect.id, None)
            self._tasks.pop(effect.id, None)
            self._settling.discard(effect.id)
            self.wake()

    async def _settle(self, effect: Effect, duty: Duty, context: Context) -> None:
        limit = asyncio.timeout(duty.seconds)
        try:
            async with limit:
                result = await duty.run(effect, context)
            await self._finish(effect, context, result)
        except TryLater as later:
            await self._note(effect, str(later), after=timedelta(seconds=later.seconds))
        except Hopeless as hopeless:
            await self._note(effect, str(hopeless), tries=0)
        except Exception as error:  # noqa: BLE001 (the owner of the work: a bug in one kind must not stop the others)
            why = f"took longer than {duty.seconds:g} s" if limit.expired() else f"{type(error).__name__}: {error}"
            await self._note(effect, why, tries=duty.tries)

    async def _finish(self, effect: Effect, context: Context, result: dict[str, Any] | None) -> None:
        self._settling.add(effect.id)
        ours = await self._surely(lambda connection: context.finish(connection, result))
        if not ours:
            log.warning("effect.taken_over", effect=effect.id, kind=effect.kind)
        elif context.told:
            self._look([LookAgain(lead_id) for lead_id in sorted(context.told)])

    async def _note(
        self, effect: Effect, why: str, *, tries: int = effects.TRIES, after: timedelta | None = None
    ) -> None:
        now = self._clock.now()
        state = await self._surely(
            lambda connection: effects.fail(connection, effect, why, now, tries=tries, after=after)
        )
        tell = log.error if state == effects.PARKED else log.info
        tell("effect.not_done", effect=effect.id, kind=effect.kind, tries=effect.tries, state=state)

    async def _surely(self, work: Callable[[Connection], Any]) -> Any:
        """Write, however long the database is away; whoever took the effect over meanwhile makes it a no-op."""
        while True:
            try:
                return await self._store.write(work)
            except StorageBusy as trouble:
                log.warning("effects.busy", error=str(trouble))
                await asyncio.sleep(_BUSY_PAUSE)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._pace.lease / 3)
            held = list(self._held.values())
            if not held:
                continue
            until = self._clock.now() + self._lease
            try:
                kept = await self._store.write(
                    lambda connection, held=held, until=until: effects.renew(connection, held, until)  # type: ignore[misc]
                )
            except StorageBusy as trouble:
                log.warning("effects.busy", error=str(trouble))
                continue
            self._let_go(held, kept)

    def _let_go(self, held: Sequence[Effect], kept: set[int]) -> None:
        """Stop working on what another has by now. What is done already and being written down finds out by itself."""
        for effect in held:
            if effect.id in kept or effect.id in self._settling:
                continue
            if self._held.get(effect.id) is effect:
                del self._held[effect.id]
                self._tasks[effect.id].cancel()
