"""WAHA's webhooks: events signed, delivered until the receiver answers 2xx, each delivery on record."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import random
import time
from dataclasses import dataclass
from typing import Any

import aiohttp

from .waha_schema import webhook_problems

_ids = itertools.count(1)


@dataclass
class Delivery:
    """One handing over of one event. `outcome` is the status, or the kind of connection error."""

    envelope_id: str
    outcome: str
    at: float


@dataclass
class _Waiting:
    id: str
    body: bytes
    lane: str
    tries: int = 0


class Events:
    """The queue. Events of one chat follow each other, unless `shuffled`: WAHA itself promises no order."""

    def __init__(self, engine: str, retry_seconds: float) -> None:
        self.deliveries: list[Delivery] = []
        self.pending: list[_Waiting] = []
        self.emitted: list[dict[str, Any]] = []
        self.shuffled: random.Random | None = None
        self.twice = False
        self.lost = False
        self.me: dict[str, str] = {}
        self._engine = engine
        self._retry_seconds = retry_seconds
        self._hooks: list[dict[str, Any]] = []
        self._http: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._lanes: dict[str, asyncio.Lock] = {}

    def hooks(self, hooks: list[dict[str, Any]]) -> None:
        """Where to deliver, as the session's settings say."""
        self._hooks = hooks

    def emit(self, event: str, payload: dict[str, Any], lane: str = "", **more: Any) -> dict[str, Any]:
        """Send an event to every webhook that wants it; gives the envelope. It must be as documented."""
        now = time.time()
        envelope = {
            "id": f"evt_{int(now * 1000):013d}{next(_ids):013d}",
            "timestamp": int(now * 1000),
            "event": event,
            "session": "default",
            "metadata": {},
            "me": self.me,
            "payload": payload,
            "engine": self._engine,
            "environment": {"version": "2026.7.1", "engine": self._engine, "tier": "PLUS", "browser": None},
        } | more
        wrong = webhook_problems(envelope)
        assert not wrong, wrong
        self.emitted.append(envelope)
        if not self.lost and any(event in hook["events"] for hook in self._hooks):
            for _ in range(2 if self.twice else 1):
                self.push_raw(json.dumps(envelope, ensure_ascii=False).encode("utf-8", "replace"), envelope["id"], lane)
        return envelope

    def again(self, envelope: dict[str, Any]) -> None:
        """Deliver an event once more, as when our answer was lost on the way."""
        self.push_raw(json.dumps(envelope, ensure_ascii=False).encode(), envelope["id"], "again")

    def push_raw(self, body: bytes, envelope_id: str = "raw", lane: str = "") -> None:
        """Deliver any bytes, rightly signed: for junk."""
        waiting = _Waiting(envelope_id, body, lane if self.shuffled is None else str(next(_ids)))
        self.pending.append(waiting)
        task = asyncio.get_running_loop().create_task(self._deliver(waiting))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    async def _deliver(self, waiting: _Waiting) -> None:
        if self.shuffled is not None:
            await asyncio.sleep(self.shuffled.random() * 0.05)
        async with self._lanes.setdefault(waiting.lane, asyncio.Lock()):
            for hook in self._hooks:
                attempts = (hook.get("retries") or {}).get("attempts", 15)
                while waiting.tries < attempts and not await self._accepted(hook, waiting):
                    waiting.tries += 1
                    await asyncio.sleep(self._retry_seconds)
            self.pending.remove(waiting)

    async def _accepted(self, hook: dict[str, Any], waiting: _Waiting) -> bool:
        if self._http is None:
            self._http = aiohttp.ClientSession()
        headers = {"X-Webhook-Request-Id": waiting.id, "X-Webhook-Timestamp": str(int(time.time() * 1000))}
        key = (hook.get("hmac") or {}).get("key")
        if key:
            headers["X-Webhook-Hmac"] = signature(key, waiting.body)
            headers["X-Webhook-Hmac-Algorithm"] = "sha512"
        headers["Content-Type"] = "application/json"
        try:
            async with self._http.post(hook["url"], data=waiting.body, headers=headers) as response:
                outcome, accepted = str(response.status), response.ok
        except (aiohttp.ClientError, OSError) as error:
            outcome, accepted = type(error).__name__, False
        self.deliveries.append(Delivery(waiting.id, outcome, time.monotonic()))
        return accepted


def signature(key: str, body: bytes) -> str:
    """How WAHA signs: HMAC-SHA512 of the raw bytes, in hex."""
    return hmac.new(key.encode(), body, hashlib.sha512).hexdigest()
