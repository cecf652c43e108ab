"""The clock, as an argument: the only place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime


class Clock:
    """The real time, aware, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)
