"""A store that notices what slow work a transaction filed, and tells once it is on disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from fsm.storage.effects import filed
from fsm.storage.membership import Membership
from fsm.storage.store import Store, Work

T = TypeVar("T")


class AttentiveStore:
    """`Store` around another one. Listeners hear the ids of effects after the commit; timers, what a write took."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.lanes = store.lanes
        self.condition = store.condition
        self.on_filed: list[Callable[[Sequence[int]], None]] = []
        self.on_written: list[Callable[[float], None]] = []

    async def write(self, work: Work[T]) -> T:
        def noticing(connection: Connection) -> tuple[T, list[int], float]:
            began = time.perf_counter()
            filed(connection)  # what an attempt that came to nothing left behind
            result = work(connection)
            return result, filed(connection), began

        result, ids, began = await self._store.write(noticing)
        for timer in self.on_written:
            timer(time.perf_counter() - began)
        if ids:
            for listener in self.on_filed:
                listener(ids)
        return result

    async def read(self, work: Work[T]) -> T:
        return await self._store.read(work)

    async def probe(self) -> None:
        await self._store.probe()

    async def join(self) -> Membership:
        return await self._store.join()

    async def close(self) -> None:
        await self._store.close()
