"""What a handler of slow work has at hand, and how its result reaches the database and the lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot import inbox
from fsm.events import Event
from fsm.storage import effects, road
from fsm.storage.effects import Effect
from fsm.storage.road import Row
from fsm.storage.store import Store

OnDone = Callable[[Connection, dict[str, Any] | None], object]


class Context:
    """`fsm.storage.effects.EffectContext` of one try. `told` are the leads whose turn the result calls for."""

    def __init__(self, effect: Effect, store: Store, now: Callable[[], datetime]) -> None:
        self._effect = effect
        self._now = now
        self._works: list[OnDone] = []
        self.store = store
        self.told: set[int] = set()

    def now(self) -> datetime:
        return self._now()

    def on_done(self, work: OnDone) -> None:
        self._works.append(work)

    def tell(self, connection: Connection, lead_id: int, event: Event, *, source: str = "", name: str = "") -> None:
        named = (source or self._effect.kind, name or f"{self._effect.id}:{lead_id}")
        road.accept(connection, [event_row(self._effect.workspace_id, lead_id, named, event, self._now())])
        self.told.add(lead_id)

    def finish(self, connection: Connection, result: dict[str, Any] | None) -> bool:
        """Everything the result leads to, in the caller's transaction; False when the effect is no longer ours."""
        self.told.clear()
        if not effects.finish(connection, self._effect, result, self._now()):
            return False
        for work in self._works:
            work(connection, result)
        return True


def event_row(workspace_id: int, lead_id: int, named: tuple[str, str], event: Event, now: datetime) -> Row:
    """A row of the inbox for something that happened inside; `named` is its source and its unique name there."""
    return {
        "workspace_id": workspace_id,
        "source": named[0],
        "external_id": named[1],
        "lead_id": lead_id,
        "body": inbox.encode(inbox.Happened(event)),
        "received_at": now,
        "due_at": now,
    }
