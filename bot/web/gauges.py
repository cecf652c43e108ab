"""What the engine shows of itself on /metrics, beside what the meters count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from bot.committer import Committer
from bot.outbox import Outbox
from bot.pulse import Pulse
from bot.roles import Backroom, Role
from bot.web.health import Part
from bot.web.metrics import Meters, Sample


def show_road(meters: Meters, committer: Committer, outbox: Outbox, now: Callable[[], datetime]) -> None:
    """How much is on the road of this process, and since when."""

    def oldest() -> Iterable[Sample]:
        since = outbox.oldest
        return [Sample((now() - since).total_seconds() if since else 0.0)]

    meters.gauge("parcels_waiting", "Things heard that wait for a commit.", lambda: [Sample(committer.depth)])
    meters.gauge("letters_waiting", "Letters in hand that are not sent yet.", lambda: [Sample(outbox.depth)])
    meters.gauge("letters_oldest_seconds", "Age of the oldest letter in hand.", oldest)


def show_process(
    meters: Meters, role: Role, backroom: Backroom, pulse: Pulse, unwell: Callable[[], Mapping[str, Part]]
) -> None:
    """What this process is, and which of its parts work."""

    def parts() -> Iterable[Sample]:
        return [Sample(float(part.ok), {"part": name}) for name, part in sorted(unwell().items())]

    meters.gauge("role", "The role of this process.", lambda: [Sample(1, {"role": role.name})])
    meters.gauge("up", "Whether a part does its work (1) or not (0).", parts)
    meters.gauge("effects_running", "Slow work under way here.", lambda: [Sample(backroom.effects.running)])
    meters.gauge("ticking", "Whether this process keeps the clock.", lambda: [Sample(float(backroom.ticks.leads))])
    meters.gauge("loop_stalls", "How often the event loop hung since the start.", lambda: [Sample(pulse.stalls)])
