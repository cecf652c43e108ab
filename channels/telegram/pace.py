"""The pace Telegram asks for: 30 messages a second in all, 1 a second in a chat (bursts pass), 20 a minute in a group.

A message holds its place in a limit from the moment it leaves until the limit's span after its answer has come.
Telegram counts it somewhere between the two, so it never counts more than we do, however late a request arrives.
Some places are kept free for the more urgent: replies somebody waits for go before cards, cards before what goes to
many. Where limits are only learned, replies and cards go unhindered until Telegram refuses one, then for a while as
told; what goes to many always keeps to them.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import time
from bisect import insort
from collections import deque
from collections.abc import Callable

import msgspec

LIVE, CARD, BULK = 0, 1, 2

_STRICT_SECONDS = 600.0
_MOST_CHATS = 4_096


class Limit(msgspec.Struct, frozen=True):
    """At most so many messages within `seconds`; `by_urgency` is how many of the places each urgency may fill."""

    by_urgency: tuple[int, int, int]
    seconds: float


class Limits(msgspec.Struct, frozen=True):
    """What Telegram's FAQ says, with a hair more time than it asks for."""

    overall: Limit = Limit((30, 27, 24), 1.02)
    private: Limit = Limit((5, 5, 3), 5.05)
    group: Limit = Limit((20, 18, 14), 60.5)


class Window:
    """The places of one limit: `flying` are on the way, `done` are the moments at which answers came."""

    __slots__ = ("_seconds", "done", "flying", "limit")

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._seconds = limit.seconds
        self.flying = 0
        self.done: deque[float] = deque()

    def free(self, urgency: int) -> bool:
        """Whether there is a place even if none of those taken has become free meanwhile."""
        return self.flying + len(self.done) < self.limit.by_urgency[urgency]

    def wait(self, urgency: int, now: float) -> float:
        """Seconds until there is a place; infinite while that hangs on answers that have not come."""
        self.trim(now)
        missing = self.flying + len(self.done) - self.limit.by_urgency[urgency] + 1
        if missing <= 0:
            return 0.0
        return self.done[missing - 1] + self.limit.seconds - now if missing <= len(self.done) else math.inf

    def ended(self, now: float) -> None:
        """An answer has come: its place becomes free when the limit's span is over."""
        self.flying -= 1
        done = self.done
        done.append(now)
        over = now - self._seconds
        while done[0] <= over:
            done.popleft()

    def trim(self, now: float) -> None:
        """Free the places whose time is over."""
        over = now - self._seconds
        while self.done and self.done[0] <= over:
            self.done.popleft()


class Pace:
    """Who may send now. `strict` keeps everything to the limits; else they are learned from Telegram's refusals."""

    def __init__(
        self, *, strict: bool, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = limits or Limits()
        self._clock = clock
        self._strict_until = math.inf if strict else 0.0
        self._overall = Window(self._limits.overall)
        self._chats: dict[str, Window] = {}
        self._held: dict[str, float] = {}
        self._bulk_from = 0.0
        self._waiting: list[tuple[int, int, str, asyncio.Future[Window]]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, chat: str, urgency: int) -> Window | None:
        """A place for a message that goes now, to be given back with `end`; None when it must wait its `turn`."""
        now = self._clock()
        if urgency >= BULK or now < self._strict_until:
            if self._waiting and self._waiting[0][0] <= urgency:
                return None
            if not self._roomy(chat, urgency) and self._wait(chat, urgency, now) > 0:
                return None
        elif self._held and self._hold(chat, now) > 0:
            return None
        return self._taken(chat)

    async def turn(self, chat: str, urgency: int) -> Window:
        """Wait for a place; the more urgent first, then in order of asking."""
        ready: asyncio.Future[Window] = asyncio.get_running_loop().create_future()
        waiter = (urgency, next(self._numbers), chat, ready)
        insort(self._waiting, waiter, key=lambda one: one[:2])
        self._let_go()
        try:
            return await ready
        except asyncio.CancelledError:
            if ready.done() and not ready.cancelled():
                self.end(ready.result())
            elif waiter in self._waiting:
                self._waiting.remove(waiter)
            raise

    def end(self, place: Window) -> None:
        """The answer has come, or never will."""
        now = self._clock()
        place.ended(now)
        self._overall.ended(now)
        if self._waiting:
            self._let_go()

    def refused(self, chat: str, urgency: int, seconds: float) -> None:
        """Telegram asks to wait so long: the chat does, and all that goes to many; nobody else."""
        now = self._clock()
        if len(self._held) >= _MOST_CHATS:
            self._held = {held: until for held, until in self._held.items() if until > now}
        self._held[chat] = max(now + seconds, self._held.get(chat, 0.0))
        self._bulk_from = max(self._bulk_from, now + seconds)
        if urgency < BULK:
            self._strict_until = max(self._strict_until, now + _STRICT_SECONDS)

    def _roomy(self, chat: str, urgency: int) -> bool:
        """Whether there is clearly a place, seen without looking at the clock."""
        if self._held or urgency >= BULK:
            return False
        window = self._chats.get(chat)
        return self._overall.free(urgency) and (window is None or window.free(urgency))

    def _taken(self, chat: str) -> Window:
        window = self._chats.get(chat) or self._opened(chat)
        window.flying += 1
        self._overall.flying += 1
        return window

    def _opened(self, chat: str) -> Window:
        if len(self._chats) >= _MOST_CHATS:
            self._forget()
        limit = self._limits.group if chat.startswith(("-", "@")) else self._limits.private
        return self._chats.setdefault(chat, Window(limit))

    def _forget(self) -> None:
        now = self._clock()
        for window in self._chats.values():
            window.trim(now)
        self._chats = {chat: window for chat, window in self._chats.items() if window.flying or window.done}

    def _wait(self, chat: str, urgency: int, now: float) -> float:
        window = self._chats.get(chat)
        return max(
            self._overall.wait(urgency, now),
            window.wait(urgency, now) if window is not None else 0.0,
            self._hold(chat, now) if self._held else 0.0,
            self._bulk_from - now if urgency >= BULK else 0.0,
        )

    def _hold(self, chat: str, now: float) -> float:
        until = self._held.get(chat, 0.0)
        if 0 < until <= now:
            del self._held[chat]
        return until - now

    def _let_go(self) -> None:
        """Give places to those who may have one, and look again when the next could."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now, soonest, left = self._clock(), math.inf, []
        for place, waiter in enumerate(self._waiting):
            urgency, _, chat, ready = waiter
            wait = self._wait(chat, urgency, now)
            if wait <= 0:
                if not ready.done():
                    ready.set_result(self._taken(chat))
                continue
            left.append(waiter)
            soonest = min(soonest, wait)
            if self._overall.wait(urgency, now) > 0:
                # Nobody less urgent has a place either.
                left += self._waiting[place + 1 :]
                break
        self._waiting = left
        if left and soonest < math.inf:
            self._timer = asyncio.get_running_loop().call_later(max(soonest, 0.001), self._let_go)
