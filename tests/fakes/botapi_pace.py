"""Telegram's pace as its FAQ tells it: 30 messages a second in all, one in a chat, 20 a minute in a group.

Short bursts pass.
"""

from __future__ import annotations

import time
from collections import deque

from .botapi_chats import Chat
from .botapi_schema import ApiRefusal

_OVERALL = (30, 1.0)
_PRIVATE = (5, 5.0)
_GROUP = (20, 60.0)


class Pace:
    """Refuses with 429 what comes faster, and says after how many seconds it would not.

    With `speed` every limit's time is so many times shorter, for tests in a hurry.
    """

    def __init__(self, speed: float = 1) -> None:
        self._speed = speed
        self._sent: dict[int, deque[float]] = {}
        self.refusals = 0

    def check(self, chat: Chat) -> None:
        """Count one message to a chat; raises the refusal."""
        now = time.monotonic()
        own = _PRIVATE if chat.kind == "private" else _GROUP
        wait = max(self._wait(0, _OVERALL, now), self._wait(chat.id, own, now))
        if wait > 0:
            self.refusals += 1
            seconds = int(wait) + 1
            raise ApiRefusal(
                429, f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds}, violation=True
            )
        for key in (0, chat.id):
            self._sent[key].append(now)

    def _wait(self, key: int, limit: tuple[int, float], now: float) -> float:
        how_many, within = limit[0], limit[1] / self._speed
        sent = self._sent.setdefault(key, deque())
        while sent and now - sent[0] >= within:
            sent.popleft()
        return within - (now - sent[0]) if len(sent) >= how_many else 0.0
