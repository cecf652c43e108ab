"""Keeps what a channel knows of its number's health over restarts, so that a restart is no fresh start for WhatsApp.

A limit that forgets is no limit: the counts of a day, the ramp of a young number and who answered are written down
every ten seconds and at the stop. What the last seconds before a kill added is lost, and nothing else.

Where several processes share a number, each writes a row of its own every three seconds and reads the others': what
they sent counts against the hour and the day, of a minute each that sends takes its share, and who answered one of
them has answered all. Rows of processes that ended count on until they are too old to matter.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

import msgspec
import structlog
from sqlalchemy import Connection, delete, select

from fsm.storage import tables as t
from fsm.storage.inserting import insert_for
from fsm.storage.store import StorageBusy, Store
from handoff.tables import settings

if TYPE_CHECKING:
    from channels.whatsapp.config import WahaConfig

log = structlog.get_logger()

PAUSE = 10.0
SHARED_PAUSE = 3.0
_BYTES_A_SECOND = 50_000
_LONGEST_NAME = 64
_LONGEST_SHARED = 58
_BEATS = timedelta(seconds=15)
_ALIVE = timedelta(seconds=40)
_OLD = timedelta(days=8)


@runtime_checkable
class Remembers(Protocol):
    """A channel with figures worth keeping; what is no snapshot raises msgspec.MsgspecError."""

    def snapshot(self) -> bytes: ...

    def restore(self, kept: bytes) -> None: ...

    def follow(self, others: Sequence[bytes], sharers: int) -> None: ...


class _Other(NamedTuple):
    """What another process wrote, and when it last did."""

    name: str
    kept: bytes
    at: datetime


class GovernorKeeper:
    """Carries the figures of one number: `name` is the row's, "whatsapp.governor.<session>".

    `number` is this process's among those on one database, 0 where it is alone.
    """

    def __init__(
        self, store: Store, channel: Remembers, name: str, now: Callable[[], datetime], number: int = 0
    ) -> None:
        longest = _LONGEST_SHARED if number else _LONGEST_NAME
        self._base = name if len(name) <= longest else hashlib.sha256(name.encode()).hexdigest()[:longest]
        self._name = f"{self._base}.{number}" if number else self._base
        self._shared = number > 0
        self._store = store
        self._channel = channel
        self._now = now
        self._kept = b""
        self._written_at: datetime | None = None
        self._followed: list[_Other] = []

    async def restore(self) -> None:
        """Give the channel what an earlier life knew. What cannot be read is told and left: the count begins anew."""
        kept = await self._store.read(self._read)
        if kept:
            try:
                self._channel.restore(kept)
            except msgspec.MsgspecError as error:
                log.warning("governor.not_restored", name=self._name, error=type(error).__name__)
            else:
                log.info("governor.restored", name=self._name, bytes=len(kept))
        if self._shared:
            await self._store.write(self._drop_old)
            await self.follow()

    async def run(self) -> None:
        """Write it down now and then, and read what others wrote; long ones less often."""
        while True:
            pause = SHARED_PAUSE if self._shared else PAUSE
            await asyncio.sleep(max(pause, len(self._kept) / _BYTES_A_SECOND))
            await self.keep()
            if self._shared:
                await self.follow()

    async def follow(self) -> None:
        """Tell the channel what other processes know; those that sent something lately share the minute with us."""
        try:
            others = await self._store.read(self._others)
        except StorageBusy as busy:
            log.warning("governor.not_followed", name=self._name, error=str(busy))
            return
        if others == self._followed:
            return
        alive = [each for each in others if self._now() - each.at < _ALIVE]
        try:
            self._channel.follow([each.kept for each in others], len(alive))
        except msgspec.MsgspecError as error:
            log.warning("governor.not_followed", name=self._name, error=type(error).__name__)
            return
        self._followed = others

    async def keep(self) -> None:
        """Write it down, if there is anything new; a database that is away is told of and asked again later."""
        fresh = self._channel.snapshot()
        beats = self._shared and (self._written_at is None or self._now() - self._written_at > _BEATS)
        if fresh == self._kept and not beats:
            return
        try:
            await self._store.write(partial(self._write, kept=fresh))
        except StorageBusy as busy:
            log.warning("governor.not_kept", name=self._name, error=str(busy))
            return
        self._kept, self._written_at = fresh, self._now()

    def _others(self, connection: Connection) -> list[_Other]:
        """The rows of the other processes, and that of the days when there was one alone."""
        mine = settings.c.workspace_id == t.DEFAULT_WORKSPACE
        ours = (settings.c.name == self._base) | settings.c.name.startswith(f"{self._base}.", autoescape=True)
        query = select(settings.c.name, settings.c.value, settings.c.at).where(
            mine, ours, settings.c.name != self._name, settings.c.at > self._now() - _OLD
        )
        return [_Other(name, value.encode(), at) for name, value, at in connection.execute(query.order_by("name"))]

    def _drop_old(self, connection: Connection) -> None:
        mine = settings.c.workspace_id == t.DEFAULT_WORKSPACE
        theirs = settings.c.name.startswith(f"{self._base}.", autoescape=True) & (settings.c.name != self._name)
        connection.execute(delete(settings).where(mine, theirs, settings.c.at < self._now() - _OLD))

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
    store: Store, channels: Mapping[str, object], waha: WahaConfig | None, now: Callable[[], datetime], number: int = 0
) -> list[GovernorKeeper]:
    """A keeper for every channel that has figures worth keeping, in the process of this number."""
    session = waha.session if waha is not None else ""
    return [
        GovernorKeeper(store, channel, f"{name}.governor.{session}", now, number)
        for name, channel in channels.items()
        if isinstance(channel, Remembers)
    ]
