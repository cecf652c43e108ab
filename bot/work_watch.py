"""Slow work that was given up, shown to the owner with what can be done about it."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.admin.acts import MARK
from bot.news import News
from fsm.storage import effects
from fsm.storage.effects import ParkedEffect
from fsm.storage.store import Store

_SHOWN = 160
_ONE_BY_ONE = 3
_REPORTS = frozenset({"report", "export"})


class WorkWatch:
    """Looks for work that was given up: each is told by itself, a heap of it as a number."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def news(self) -> News | None:
        """What to say now."""
        if not await self._store.read(lambda connection: effects.untold(connection, 1)):
            return None
        return await self._store.write(self._claimed)

    def _claimed(self, connection: Connection) -> News | None:
        """Noted as told in the same transaction, so that several processes tell it once."""
        found = effects.untold(connection)
        heap = len(found) > _ONE_BY_ONE
        taken = found if heap else found[:1]
        effects.told(connection, [each.id for each in taken], self._now())
        if not taken:
            return None
        return News("owner.work.many", {"number": str(len(taken))}, _LIST) if heap else _about(taken[0])


_LIST = (("owner.work.look", f"{MARK}parked"),)


def _about(given_up: ParkedEffect) -> News:
    why = html.escape(given_up.error[:_SHOWN], quote=False)
    key = "owner.work.report" if given_up.kind in _REPORTS else "owner.work"
    buttons = (("parked.retry", f"{MARK}parked_again:e{given_up.id}"), *_LIST)
    return News(key, {"what": html.escape(given_up.kind), "why": why}, buttons)
