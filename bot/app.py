"""The program from outside: take the database, open it, and run the engine (`bot.engine`) until asked to stop.

When the owner connects or disconnects a network in the chat, the engine ends in order and another begins with it.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog
from sqlalchemy import Connection

from bot import connections
from bot.admin.people import owner_code
from bot.clock import Clock
from bot.config import Settings
from bot.effects_filing import AttentiveStore
from bot.engine import Engine, Shared
from bot.llm import Call
from bot.lock import WriterLock
from bot.packs import Packs, publish
from bot.roles import Behind
from channels.contract import Channel
from fsm import script
from fsm.storage import road
from fsm.storage.ids import Ids
from fsm.storage.schema import one_at_a_time, open_store

log = structlog.get_logger()


class App:
    """The engine with its channels. `extra` are channels handed in from outside (console, tests).

    `models` stands in for the wire to language models; `behind` is slow work and jobs beside the engine's own.
    """

    def __init__(  # noqa: PLR0913 (the seams of the whole program)
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        extra: Sequence[Channel] = (),
        started: Callable[[str], None] = lambda _: None,
        models: Call | None = None,
        behind: Behind | None = None,
    ) -> None:
        self._settings = settings
        self._models = models
        self._behind = behind or Behind()
        self._clock = clock or Clock()
        self._extra = extra
        self._started = started
        self._stopped = False
        self._ends = asyncio.Event()
        self._was_started = False
        self.owner_code = ""
        """What makes whoever sends it to the bot its owner, while it has none."""

    def stop(self) -> None:
        """Ask for an orderly end."""
        self._stopped = True
        self._ends.set()

    async def run(self) -> None:
        """Work until `stop`. Raises the sentence-carrying errors of its parts when it cannot start."""
        self._settings.home.mkdir(parents=True, exist_ok=True)
        url = self._settings.database_url
        lock = WriterLock(Path(url.removeprefix("sqlite:///"))) if url.startswith("sqlite:///") else None
        if lock is not None:
            lock.take(self._clock.now())
        try:
            text, where = script.source(self._settings.script)
            pack = script.load_text(text, where)
            while not self._stopped:
                self._ends.clear()
                await self._live(pack, text)
        finally:
            if lock is not None:
                lock.let_go()

    async def _live(self, pack: script.Pack, text: str) -> None:
        """One engine, until we are asked to stop or something else is connected in the chat."""
        store = AttentiveStore(await open_store(self._settings.database_url))
        try:
            packs, floor, connected = await store.write(lambda connection: self._prepare(connection, pack, text))
            settings = connections.overlaid(self._settings, connected)
            membership = await store.join()
            watching = asyncio.create_task(self._watch(store, connected), name="connections")
            try:
                ids = Ids(node=membership.number, floor=floor)
                shared = Shared(store, membership, ids, self._models, self._behind)
                engine = Engine(settings, self._clock, shared, packs, self._extra)
                await engine.run(self._ends, self._ready)
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
                await membership.close()
        finally:
            await store.close()

    async def _watch(self, store: AttentiveStore, connected: connections.Stored) -> None:
        await connections.changed(store, connected)
        log.info("engine.takes_up_connections")
        self._ends.set()

    def _ready(self, address: str) -> None:
        """Told once: that another engine took over is no news of the program's."""
        if not self._was_started:
            self._was_started = True
            self._started(address)
        else:
            gc.unfreeze()  # the engine before this one need not stay
            gc.collect()
            gc.freeze()

    def _prepare(self, connection: Connection, pack: script.Pack, text: str) -> tuple[Packs, int, connections.Stored]:
        """Publish the script, make the first owner's code, learn where the numbering stands and what is connected."""
        one_at_a_time(connection)
        if self._settings.telegram is not None:
            self.owner_code = owner_code(connection, len(self._settings.admins), self._clock.now())
        packs = publish(connection, pack, text, self._clock.now())
        return packs, road.highest_id(connection), connections.stored(connection)
