"""What people should hear of the database: trouble that lasts, once, and its end."""

from __future__ import annotations

import asyncio
import faulthandler
import sys
from contextlib import suppress

import structlog

from bot.news import News
from fsm.storage.store import StorageBusy, Store

log = structlog.get_logger()

_PATIENCE = 15.0
_AT_ONCE = frozenset({"full", "readonly", "disk", "damaged"})
_PROBE_AFTER = 2.0


class StorageWatch:
    """Looks at a store's condition; while it is in trouble and nobody else tries it, this does."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._since: float | None = None
        self._said = ""

    async def news(self) -> News | None:
        """What to say now, None when there is nothing new."""
        condition = self._store.condition
        if condition.trouble is not None and condition.untried_for > _PROBE_AFTER:
            with suppress(StorageBusy):
                await self._store.probe()
        trouble = condition.trouble
        if trouble is None:
            self._since = None
            told, self._said = self._said, ""
            return News("owner.storage.well") if told else None
        now = asyncio.get_running_loop().time()
        self._since = now if self._since is None else self._since
        lasts = trouble.kind in _AT_ONCE or now - self._since >= _PATIENCE
        if not lasts or self._said == trouble.kind:
            return None
        self._said = trouble.kind
        log.error("storage.trouble", kind=trouble.kind, why=trouble.why)
        if trouble.kind == "slow":
            faulthandler.dump_traceback(file=sys.stderr, all_threads=True)
        return News(f"owner.storage.{trouble.kind}")
