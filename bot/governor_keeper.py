"""Keeps what a channel knows of its number's health over restarts, so that a restart is no fresh start for WhatsApp.

A limit that forgets is no limit: the counts of a day, the ramp of a young number and who answered are written down
every ten seconds and at the stop. What the last seconds before a kill added is lost, and nothing else.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Protocol

import msgspec
import structlog
from sqlalchemy import Connection, select

from fsm.storage import tables as t
from fsm.storage.road import insert_for
from fsm.storage.store import StorageBusy, Store
from handoff.tables import settings

log = structlog.get_logger()

PAUSE = 10.0
_BYTES_A_SECOND = 50_000
_LONGEST_NAME = 64


class Remembers(Protocol):
    """A channel with figures worth keeping. `restore` raises msgspec.MsgspecError for what is no snapshot."""

    def snapshot(self) -> bytes: ...

    def restore(self, kept: bytes) -> None: ...


class GovernorKeeper:
    """Carries the figures of one number: `name` is the row's, "whatsapp.governor.<session>"."""

    def __init__(self, store: Store, channel: Remembers, name: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self._channel = channel
        self._name = name if len(name) <= _LONGEST_NAME else hashlib.sha256(name.encode()).hexdigest()
        self._now = now
        self._kept = b""

    async def restore(self) -> None:
        """Give the channel what an earlier life knew. What cannot be read is told and left: the count begins anew."""
        kept = await self._store.read(self._read)
        if not kept:
            return
        try:
            self._channel.restore(kept)
        except msgspec.MsgspecError as error:
            log.warning("governor.not_restored", name=self._name, error=type(error).__name__)
            return
        log.info("governor.restored", name=self._name, bytes=len(kept))

    async def run(self) -> None:
        """Write it down now and then; long ones less often."""
        while True:
            await asyncio.sleep(max(PAUSE, len(self._kept) / _BYTES_A_SECOND))
            await self.keep()

    async def keep(self) -> None:
        """Write it down, if there is anything new; a database that is away is told of and asked again later."""
        fresh = self._channel.snapshot()
        if fresh == self._kept:
            return
        try:
            await self._store.write(partial(self._write, kept=fresh))
        except StorageBusy as busy:
            log.warning("governor.not_kept", name=self._name, error=str(busy))
            return
        self._kept = fresh

    def _read(self, connection: Connection) -> bytes:
        mine = settings.c.workspace_id == t.DEFAULT_WORKSPACE, settings.c.name == self._name
        return str(connection.execute(select(settings.c.value).where(*mine)).scalar() or "").encode()

    def _write(self, connection: Connection, kept: bytes) -> None:
        row = {"workspace_id": t.DEFAULT_WORKSPACE, "name": self._name, "value": kept.decode()}
        row |= {"set_by": "bot", "at": self._now()}
        again = {"value": row["value"], "at": row["at"]}
        key = [settings.c.workspace_id, settings.c.name]
        insert = insert_for(connection, settings).values(row)
        connection.execute(insert.on_conflict_do_update(index_elements=key, set_=again))


def keepers(
    store: Store, channels: Mapping[str, object], session: str, now: Callable[[], datetime]
) -> list[GovernorKeeper]:
    """A keeper for every channel that has figures worth keeping."""
    return [
        GovernorKeeper(store, channel, f"{name}.governor.{session}", now)
        for name, channel in channels.items()
        if hasattr(channel, "snapshot") and hasattr(channel, "restore")
    ]
