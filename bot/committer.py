"""Group commit: take whatever waits, decide it all, commit once, then acknowledge.

There is no timer for what people do: a batch is what came while the last one was being committed. Only marks (what
became of a send) may linger a moment, so that they ride with the next turn instead of costing a disk flush each.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import msgspec
import structlog
from sqlalchemy import Connection

from bot.batch import Batch, Outcome
from bot.failpoints import passing
from bot.filings import Filing, Inside, addresses
from fsm.storage.doubt import kept
from fsm.storage.mail import NEW, Mark
from fsm.storage.store import StorageBusy, Store

log = structlog.get_logger()

AT_MOST = 128
_WORTH_SHARING = 24
"""What a lane takes at least before it leaves something to another: a commit costs the same for one and for many."""
_MARKS_LINGER = 0.002
_BUSY_PAUSE = 0.25
_LONGEST_PAUSE = 5.0
_DRAIN_WITHIN = 4.0


class Parcel(msgspec.Struct):
    """One thing to file, and the future that resolves when it is on disk."""

    filing: Filing
    done: asyncio.Future[None]


class Committer:
    """Owns the only write path. `after` is told each outcome once it is on disk."""

    def __init__(self, store: Store, batch: Batch, after: Callable[[Outcome], None]) -> None:
        self._store = store
        self._batch = batch
        self._after = after
        self._waiting: deque[Parcel] = deque()
        self._marks: list[Mark] = []
        self._busy: set[object] = set()
        self._wake = asyncio.Event()
        self._urgent = asyncio.Event()
        self._settled = asyncio.Event()
        self._running = 0
        self._refusals = 0

    async def file(self, filings: Sequence[Filing]) -> None:
        """Return when all of this is on disk and its turns are taken. Raises StorageBusy when it could not be kept."""
        kept = self.file_soon(filings)
        if len(kept) == 1:
            await kept[0]  # nearly always; gathering would cost another future and a callback
        else:
            await asyncio.gather(*kept)

    def file_soon(self, filings: Iterable[Filing]) -> list[asyncio.Future[None]]:
        """Hand in without waiting; each future resolves after the commit."""
        loop = asyncio.get_running_loop()
        parcels = [Parcel(filing, loop.create_future()) for filing in filings]
        self._waiting.extend(parcels)
        if parcels:
            self._wake.set()
            self._urgent.set()
        return [parcel.done for parcel in parcels]

    def mark(self, mark: Mark) -> None:
        """Note what became of a letter; it is written with the next commit, or alone after a moment."""
        self._marks.append(mark)
        self._wake.set()

    @property
    def idle(self) -> bool:
        return not (self._waiting or self._marks or self._running)

    @property
    def depth(self) -> int:
        """How many parcels wait."""
        return len(self._waiting)

    async def drained(self, within: float = _DRAIN_WITHIN) -> bool:
        """Return when nothing waits and nothing is under way, or the database would not have it; whether it is done.

        What is left is no loss: what was heard was not acknowledged, and letters are found again at the next start.
        """
        try:
            async with asyncio.timeout(within):
                while not self.idle:
                    self._settled.clear()
                    await self._settled.wait()
        except TimeoutError:
            log.warning("committer.not_drained", parcels=len(self._waiting), marks=len(self._marks))
            return False
        return True

    async def run(self) -> None:
        """Commit for ever; one lane for SQLite, two for PostgreSQL, never a lead in two at once."""
        async with asyncio.TaskGroup() as lanes:
            for lane in range(self._store.lanes):
                lanes.create_task(self._lane(), name=f"committer-{lane}")

    async def _lane(self) -> None:
        while True:
            parcels, marks = await self._take()
            self._running += 1
            try:
                await self._commit(parcels, marks)
            finally:
                self._running -= 1
                if self._busy:
                    self._busy.difference_update(key for parcel in parcels for key in addresses(parcel.filing))
                (self._settled if self.idle else self._wake).set()

    async def _take(self) -> tuple[list[Parcel], list[Mark]]:
        """What to commit next. Marks get no commit of their own while another lane works: they go with what follows."""
        while True:
            parcels = self._free_parcels() if self._store.lanes > 1 else self._first_parcels()
            if parcels or (self._marks and not self._running and await self._stays_quiet() and self._marks):
                marks, self._marks = self._marks, []
                return parcels, marks
            if not self._marks or self._running:
                self._wake.clear()
                await self._wake.wait()

    def _first_parcels(self) -> list[Parcel]:
        """What waits, where there is no other lane that could have its lead in hand."""
        return [self._waiting.popleft() for _ in range(min(AT_MOST, len(self._waiting)))]

    async def _stays_quiet(self) -> bool:
        """Whether nobody says anything for a moment, so that marks may cost a commit of their own."""
        self._urgent.clear()
        try:
            # Not wait_for: on Python 3.11 it forgets a cancellation that comes with the event (bpo-37658).
            async with asyncio.timeout(_MARKS_LINGER):
                await self._urgent.wait()
        except TimeoutError:
            return True
        return False

    def _free_parcels(self) -> list[Parcel]:
        """What waits for leads that no other lane has in hand, in order of arrival.

        A great crowd that speaks at once is shared out among idle lanes: one then decides while the database writes
        for another. What one commit is worth goes together, since each costs the same.
        """
        taken: list[Parcel] = []
        held_back: list[Parcel] = []
        ours: set[object] = set()
        theirs = set(self._busy)
        idle = self._store.lanes - self._running
        share = max(-(-len(self._waiting) // idle), _WORTH_SHARING)
        while self._waiting and len(taken) < AT_MOST:
            parcel = self._waiting.popleft()
            keys = addresses(parcel.filing)
            if keys & theirs or (len(taken) >= share and not keys <= ours):
                held_back.append(parcel)
                theirs |= keys  # what comes after it for the same lead must not overtake it
            else:
                ours |= keys
                taken.append(parcel)
        self._waiting.extendleft(reversed(held_back))
        self._busy |= ours
        return taken

    async def _commit(self, parcels: list[Parcel], marks: list[Mark]) -> None:
        made: list[Outcome] = []
        try:
            outcome = await self._apply(parcels, marks, made)
        except StorageBusy as busy:
            self._refuse(parcels, marks, busy)
            await self._pause()
            await self._settle(made)
        except Exception as error:  # noqa: BLE001 (the batch is an owned task: the guilty row is found and parked)
            log.warning("batch.failed", size=len(parcels), error=type(error).__name__)
            await self._one_by_one(parcels, marks)
        else:
            self._acknowledge(parcels, outcome)
            if marks:
                passing("marked")

    async def _apply(self, parcels: Sequence[Parcel], marks: Sequence[Mark], made: list[Outcome]) -> Outcome:
        """One transaction. `made` gets what it would lead to before it is known whether it was kept."""
        filings = [parcel.filing for parcel in parcels]

        def work(connection: Connection) -> Outcome:
            made[:] = [self._batch.apply(connection, filings, marks)]
            return made[0]

        return await self._store.write(work)

    async def _pause(self) -> None:
        """Between tries of a database in trouble: longer each time, with chance in it."""
        self._refusals += 1
        longest = min(_LONGEST_PAUSE, _BUSY_PAUSE * 2.0 ** min(self._refusals - 1, 10))
        await asyncio.sleep(longest * random.uniform(0.5, 1.0))  # noqa: S311 (spreads load, guards nothing)

    async def _settle(self, made: list[Outcome]) -> None:
        """A commit that broke off may be on disk all the same; then nobody else will bring its letters to the outbox.

        The lane waits for the answer, so nothing newer of these leads can overtake.
        """
        while made and made[0].letters:
            try:
                if await self._store.write(lambda connection: kept(connection, made[0].letters)):
                    log.warning("commit.kept_after_all", letters=len(made[0].letters))
                    self._after(made[0])
            except StorageBusy:
                await self._pause()
            else:
                made.clear()

    def _acknowledge(self, parcels: Sequence[Parcel], outcome: Outcome) -> None:
        self._refusals = 0
        passing("committed")
        for parcel in parcels:
            if not parcel.done.done():
                parcel.done.set_result(None)
        self._after(outcome)
        passing("acknowledged")

    def _refuse(self, parcels: Sequence[Parcel], marks: list[Mark], error: StorageBusy) -> None:
        log.error("storage.busy", waiting=len(parcels), error=str(error))
        self._marks = marks + self._marks
        for parcel in parcels:
            if isinstance(parcel.filing, Inside):
                self._waiting.append(parcel)  # it comes from within, so nobody would bring it again
            else:
                _fail(parcel, error)

    async def _one_by_one(self, parcels: Sequence[Parcel], marks: list[Mark]) -> None:
        for mark in marks:
            await self._alone([], [mark])
        for parcel in parcels:
            await self._alone([parcel], [])

    async def _alone(self, parcels: list[Parcel], marks: list[Mark]) -> None:
        made: list[Outcome] = []
        try:
            outcome = await self._apply(parcels, marks, made)
        except StorageBusy as busy:
            self._refuse(parcels, marks, busy)
            await self._settle(made)
        except Exception as error:
            log.exception("filing.poison", error=type(error).__name__)
            await self._park(parcels, error)
            await self._bare(marks)
        else:
            self._acknowledge(parcels, outcome)

    async def _park(self, parcels: list[Parcel], error: Exception) -> None:
        if not parcels:
            return
        filings = [parcel.filing for parcel in parcels]
        why = f"{type(error).__name__}: {error}"[:500]
        try:
            outcome = await self._store.write(lambda connection: self._batch.park(connection, filings, why))
        except Exception as worse:  # noqa: BLE001 (cannot even be parked: say so to whoever delivers, who will repeat)
            for parcel in parcels:
                _fail(parcel, worse)
        else:
            self._acknowledge(parcels, outcome)

    async def _bare(self, marks: list[Mark]) -> None:
        """Note at least what became of a letter, where the network's words about it cannot be stored."""
        if not marks:
            return
        bare = [msgspec.structs.replace(mark, error="its own words cannot be stored", network_id="") for mark in marks]
        try:
            await self._apply([], bare, [])
        except StorageBusy as busy:
            self._refuse([], bare, busy)
            return
        except Exception:
            log.exception("mark.poison", letters=[mark.letter_id for mark in bare])
        # Even unmarked it must not hold up what comes after it in its chat.
        self._after(Outcome(marked=[mark.letter_id for mark in bare if mark.state != NEW]))


def _fail(parcel: Parcel, error: Exception) -> None:
    if not parcel.done.done():
        parcel.done.set_exception(error)
        parcel.done.exception()  # nobody may be waiting for an inner wake-up; that is no lost error
