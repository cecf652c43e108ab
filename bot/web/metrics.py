"""GET /metrics: figures for Prometheus, written by hand (the client library would cost 70 ms and 15 MB at each start).

Counts and ages only: no name, no number and no word of a person is ever a label.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from aiohttp import web
from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from bot.web.api_key import Admission, NotAllowed
from bot.web.desk_door import may_look
from channels.webchat.intake import Slow
from fsm.storage import effects
from fsm.storage import tables as t
from fsm.storage.store import StorageBusy, Store

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128)
_TYPE = "text/plain; version=0.0.4"
_TROUBLED = ("parked", "uncertain")


class Sample(msgspec.Struct, frozen=True):
    """One figure, and the labels that tell it from its neighbours."""

    value: float
    labels: Mapping[str, str] = {}


Gauge = Callable[[], Iterable[Sample]]
"""Tells how something stands now; must not wait for anything."""


class Histogram:
    """How often values fell under each bound; the last place is for what is above all."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def add(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def lines(self, name: str) -> Iterable[str]:
        total = 0
        for bound, count in zip((*self._bounds, "+Inf"), self._counts, strict=True):
            total += count
            yield f'{name}_bucket{{le="{bound}"}} {total}'
        yield f"{name}_sum {self._sum:.6f}"
        yield f"{name}_count {total}"


class Meters:
    """What happened since the start, counted where it happens; what is now, asked when somebody looks."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._turns = 0
        self._letters: Counter[str] = Counter()
        self._commits = Histogram(_SECONDS)
        self._sizes = Histogram(_SIZES)
        self._gauges: dict[str, tuple[str, Gauge]] = {}

    def gauge(self, name: str, help_text: str, ask: Gauge) -> None:
        """Show a figure of another part under `talap_<name>`."""
        self._gauges[name] = (help_text, ask)

    def committed(self, leads: int) -> None:
        """A batch is on disk, with this many turns in it."""
        self._turns += leads
        self._sizes.add(leads)

    def written(self, seconds: float) -> None:
        """A write transaction took this long, its flush included."""
        self._commits.add(seconds)

    def marked(self, state: str) -> None:
        """A letter came to this state."""
        self._letters[state] += 1

    async def text(self) -> str:
        """Everything in Prometheus' text format; without the database's part while that does not answer."""
        lines = [*self._counted()]
        for name, (help_text, ask) in self._gauges.items():
            lines += _gauge(name, help_text, ask())
        try:
            kept = await self._store.read(self._kept)
        except StorageBusy:
            kept = []
        for name, help_text, samples in kept:
            lines += _gauge(name, help_text, samples)
        return "\n".join(lines) + "\n"

    def _counted(self) -> Iterable[str]:
        yield from _head("turns_total", "counter", "Turns taken and on disk.")
        yield f"talap_turns_total {self._turns}"
        yield from _head("letters_total", "counter", "What became of letters.")
        for state, count in sorted(self._letters.items()):
            yield f"talap_letters_total{_labels({'state': state})} {count}"
        yield from _head("commit_seconds", "histogram", "Time of a write transaction, its flush to disk included.")
        yield from self._commits.lines("talap_commit_seconds")
        yield from _head("commit_turns", "histogram", "Turns that shared a commit.")
        yield from self._sizes.lines("talap_commit_turns")

    def _kept(self, connection: Connection) -> list[tuple[str, str, list[Sample]]]:
        now = self._now()
        waiting = select(func.count(), func.min(t.inbox.c.due_at)).where(t.inbox.c.handled_at.is_(None))
        count, oldest = connection.execute(waiting).one()
        queue = effects.queue(connection)
        labels = [{"kind": kind, "state": state} for kind, state, _, _ in queue]
        sizes = [Sample(row[2], label) for row, label in zip(queue, labels, strict=True)]
        ages = [Sample(_age(row[3], now), label) for row, label in zip(queue, labels, strict=True)]
        return [
            ("inbox_waiting", "Messages on disk that no turn has handled yet.", [Sample(count)]),
            ("inbox_late_seconds", "How long the oldest of them is overdue.", [Sample(_age(oldest, now))]),
            ("letters_troubled", "Letters that need a person.", _troubled(connection)),
            ("effects", "Slow work by kind and state.", sizes),
            ("effects_late_seconds", "How long the oldest of it is overdue.", ages),
        ]


def metrics_route(meters: Meters, admission: Admission) -> web.RouteDef:
    """GET /metrics: for this machine, and for whoever has the API key."""

    async def answer(request: web.Request) -> web.Response:
        try:
            if not may_look(request):
                admission.enter(request)
        except NotAllowed as error:
            return web.Response(status=401, text=f"{error}\n")
        except Slow as error:
            return web.Response(status=429, text=f"{error}\n", headers={"Retry-After": str(error.seconds)})
        headers = {"Content-Type": _TYPE, "Cache-Control": "no-store"}
        return web.Response(body=(await meters.text()).encode(), headers=headers)

    return web.get("/metrics", answer)


def _troubled(connection: Connection) -> list[Sample]:
    # As literals, so that the choice of the index of just these rows hangs on no bound value.
    named = ", ".join(f"'{state}'" for state in _TROUBLED)
    here: ColumnElement[bool] = literal_column(f"outbox.state IN ({named})")
    found = connection.execute(select(t.outbox.c.state, func.count()).where(here).group_by(t.outbox.c.state))
    counts = {row[0]: row[1] for row in found}
    return [Sample(counts.get(state, 0), {"state": state}) for state in _TROUBLED]


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


def _gauge(name: str, help_text: str, samples: Iterable[Sample]) -> Iterable[str]:
    yield from _head(name, "gauge", help_text)
    for sample in samples:
        yield f"talap_{name}{_labels(sample.labels)} {sample.value:g}"


def _head(name: str, kind: str, help_text: str) -> tuple[str, str]:
    return f"# HELP talap_{name} {help_text}", f"# TYPE talap_{name} {kind}"


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{inside}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
