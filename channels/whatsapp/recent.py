"""The newest so many ids, to know again what came before. No network, no clock."""

from __future__ import annotations

from collections import OrderedDict


class Recent:
    """A bounded set; the oldest is forgotten first. The inbox's unique index is the truth, this only spares it work."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._known

    def add(self, key: str) -> None:
        self._known[key] = None
        if len(self._known) > self._most:
            self._known.popitem(last=False)
