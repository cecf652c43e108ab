"""How much one visitor or address may do: a token bucket each, forgotten when it is full again."""

from __future__ import annotations

from collections.abc import Callable


class Rate:
    """Allows `per_minute` actions a minute for each key, in a burst of at most as many, or of `burst`.

    Memory is bounded: with more than `remembered` keys the full buckets are dropped, then the oldest ones.
    """

    def __init__(
        self, per_minute: int, monotonic: Callable[[], float], remembered: int = 50_000, burst: int = 0
    ) -> None:
        self._size = float(burst or per_minute)
        self._per_second = per_minute / 60
        self._monotonic = monotonic
        self._remembered = remembered
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, key: str, cost: float = 1.0) -> float:
        """Take one action now, or one that counts for `cost`: 0.0 when allowed, else the seconds until it will be."""
        now = self._monotonic()
        level = self._level(key, now)
        if level < cost:
            return (cost - level) / self._per_second
        self._buckets.pop(key, None)
        self._buckets[key] = (level - cost, now)
        if len(self._buckets) > self._remembered:
            self._forget(now)
        return 0.0

    def _level(self, key: str, now: float) -> float:
        level, then = self._buckets.get(key, (self._size, now))
        return min(self._size, level + (now - then) * self._per_second)

    def _forget(self, now: float) -> None:
        for key in [key for key in self._buckets if self._level(key, now) >= self._size]:
            del self._buckets[key]
        surplus = len(self._buckets) - self._remembered
        for key in list(self._buckets)[: max(surplus, 0)]:
            del self._buckets[key]
