"""Row numbers made here rather than by the database, so that a batch knows its rows before it writes them."""

from __future__ import annotations

import threading
import time

_EPOCH_MS = 1_735_689_600_000  # 2025-01-01: 41 bits of milliseconds last until 2094
_NODE_BITS = 10
_COUNT_BITS = 12
_COUNT_MASK = (1 << _COUNT_BITS) - 1


class Ids:
    """Growing 63-bit numbers: milliseconds, then the process, then a counter.

    They never repeat and never go back in one process, whatever the wall clock does; `floor` is the highest number
    already in the database.
    """

    def __init__(self, node: int = 0, floor: int = 0) -> None:
        self._node = (node & ((1 << _NODE_BITS) - 1)) << _COUNT_BITS
        self._tick = max(_now(), floor >> (_NODE_BITS + _COUNT_BITS))
        self._count = 0 if self._tick > floor >> (_NODE_BITS + _COUNT_BITS) else _COUNT_MASK
        self._lock = threading.Lock()

    def __call__(self) -> int:
        with self._lock:
            tick = max(_now(), self._tick)
            self._count = self._count + 1 if tick == self._tick else 0
            if self._count > _COUNT_MASK:
                tick, self._count = tick + 1, 0
            self._tick = tick
            return (tick << (_NODE_BITS + _COUNT_BITS)) | self._node | self._count


def maker_of(number: int) -> int:
    """The process that made a number."""
    return number >> _COUNT_BITS & ((1 << _NODE_BITS) - 1)


def _now() -> int:
    return time.time_ns() // 1_000_000 - _EPOCH_MS
