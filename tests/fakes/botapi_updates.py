"""Updates waiting for the bot: handed over by getUpdates, or pushed to its webhook until it answers 2xx."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any

import aiohttp

from .botapi_schema import ApiRefusal

_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass
class Delivery:
    """One handing over of one update. `outcome` is `polled`, the webhook's status, or the kind of connection error."""

    update_id: int
    outcome: str
    at: float


@dataclass
class Waiting:
    id: int
    body: bytes
    chat: int


class Updates:
    """The queue. An update leaves it only when it is confirmed: by a later offset, or by the webhook's 2xx."""

    def __init__(self, retry_seconds: float) -> None:
        self.deliveries: list[Delivery] = []
        self.pending: list[Waiting] = []
        self.next_id = 700_000_001
        self._all: dict[int, Waiting] = {}
        self._allowed: list[str] = []
        self._retry_seconds = retry_seconds
        self._news = asyncio.Event()
        self._poll: asyncio.Future[None] | None = None
        self._hook = ("", "", 0)
        self._pusher: asyncio.Task[None] | None = None
        self._busy: set[int] = set()
        self._error: tuple[int, str] = (0, "")

    def push(self, kind: str, content: dict[str, Any], chat: int) -> int:
        body = json.dumps({"update_id": self.next_id, kind: content}, ensure_ascii=False).encode("utf-8", "replace")
        return self.push_raw(body, chat) if self._wanted(kind) else 0

    def push_raw(self, body: bytes, chat: int = 0) -> int:
        """Queue any bytes as the next update, its number unchecked: for junk."""
        number = self.next_id
        self.next_id += 1
        self.pending.append(Waiting(number, body, chat))
        self._all[number] = self.pending[-1]
        self._wake()
        return number

    def again(self, number: int) -> None:
        """Deliver an update once more, as Telegram does when our answer was lost on the way."""
        one = self._all[number]
        self.pending.append(Waiting(one.id, one.body, one.chat))
        self.pending.sort(key=lambda waiting: waiting.id)
        self._wake()

    def allow(self, kinds: list[str] | None) -> None:
        if kinds is not None:
            self._allowed = kinds

    def drop(self) -> None:
        self.pending.clear()

    def info(self) -> dict[str, Any]:
        info: dict[str, Any] = {"url": self._hook[0], "has_custom_certificate": False}
        info["pending_update_count"] = len(self.pending)
        if self._error[0]:
            info |= {"last_error_date": self._error[0], "last_error_message": self._error[1]}
        return info

    async def poll(self, offset: int | None, limit: int, seconds: int) -> Any:
        """getUpdates. A newer poll ends an older one that still waits, as Telegram does with a second poller."""
        if self._hook[0]:
            raise _conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete it first")
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(
                _conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
            )
        if offset is not None:
            self.pending = [one for one in self.pending if one.id >= offset]
        mine = self._poll = asyncio.get_running_loop().create_future()
        await self._news_or(mine, seconds)
        taken = self.pending[:limit]
        self.deliveries += [Delivery(one.id, "polled", time.monotonic()) for one in taken]
        return RawList(taken)

    async def _news_or(self, mine: asyncio.Future[None], seconds: int) -> None:
        deadline = time.monotonic() + seconds
        while not self.pending and (left := deadline - time.monotonic()) > 0:
            news = asyncio.ensure_future(self._news.wait())
            try:
                await asyncio.wait({news, mine}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            finally:
                news.cancel()
            if mine.done():
                break
        if mine.done():
            mine.result()
        else:
            mine.set_result(None)

    def set_hook(self, url: str, secret: str, connections: int) -> None:
        self._hook = (url, secret, connections)
        if self._pusher is not None:
            self._pusher.cancel()
            self._pusher = None
        self._busy.clear()
        self._error = (0, "")
        if url:
            self._pusher = asyncio.ensure_future(self._push_forever())
        self._wake()

    async def close(self) -> None:
        pusher, self._pusher = self._pusher, None
        if pusher is not None:
            pusher.cancel()
            await asyncio.gather(pusher, return_exceptions=True)

    async def _push_forever(self) -> None:
        """Updates of one chat go one after the other, those of different chats side by side."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http, asyncio.TaskGroup() as tasks:
            while True:
                self._news.clear()
                for one in list(self.pending):
                    if one.chat not in self._busy and len(self._busy) < self._hook[2]:
                        self._busy.add(one.chat)
                        tasks.create_task(self._deliver(http, one))
                await self._news.wait()

    async def _deliver(self, http: aiohttp.ClientSession, one: Waiting) -> None:
        url, secret, _ = self._hook
        headers = {"Content-Type": "application/json"}
        if secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        try:
            async with http.post(url, data=one.body, headers=headers, timeout=aiohttp.ClientTimeout(60)) as answer:
                outcome, done = str(answer.status), 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError) as error:
            outcome, done = type(error).__name__, False
        self.deliveries.append(Delivery(one.id, outcome, time.monotonic()))
        if done:
            self.pending = [other for other in self.pending if other is not one]
        else:
            self._error = (int(time.time()), f"Wrong response from the webhook: {outcome}")
            await asyncio.sleep(self._retry_seconds)
        self._busy.discard(one.chat)
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        if self._pusher is None:
            self._news = asyncio.Event()

    def _wanted(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in _NOT_BY_DEFAULT


class RawList(list[Any]):
    """The updates of a poll; kept as bytes so that junk goes out as it is."""

    def __init__(self, taken: list[Waiting]) -> None:
        super().__init__(one.id for one in taken)
        self.raw = b"[" + b",".join(one.body for one in taken) + b"]"


def _conflict(why: str) -> ApiRefusal:
    return ApiRefusal(409, f"Conflict: {why}")
