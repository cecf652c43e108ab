"""A network in memory that keeps the channel contract: tests speak into it and read what came out."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from aiohttp.web import AbstractRouteDef

from channels.contract import Capabilities, Finding, Inbound, Kind, Outbound, Receipt, Receive, Sender, SendFailed

_LIVES = itertools.count()
WHEN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class FakeChannel:
    """Everything sent stands in `sent`, in order; `troubles` are raised by the next sends, one each."""

    capabilities = Capabilities(html=True, buttons=8, edits=True, asks_contact=True, typing=True)

    def __init__(self, name: str = "telegram") -> None:
        self.name = name
        self.sent: list[Outbound] = []
        self.typed: list[str] = []
        self.troubles: deque[SendFailed] = deque()
        self.slow: float = 0.0
        self.under_way = 0
        self.arrived = asyncio.Condition()
        self._receive: Receive | None = None
        self._listening = asyncio.Event()
        self._events = next(_LIVES) * 100_000

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:
        self._receive = receive
        return ()

    async def listen(self, receive: Receive) -> None:
        self._receive = receive
        self._listening.set()
        await asyncio.Event().wait()

    async def send(self, message: Outbound) -> Receipt:
        self.under_way += 1
        try:
            await asyncio.sleep(self.slow)
            if self.troubles:
                raise self.troubles.popleft()
        finally:
            self.under_way -= 1
        async with self.arrived:
            self.sent.append(message)
            self.arrived.notify_all()
        return Receipt((str(len(self.sent)),))

    async def typing(self, chat: str) -> None:
        self.typed.append(chat)

    async def check(self) -> Sequence[Finding]:
        return [Finding(self.name, True)]

    async def close(self) -> None: ...

    async def hear(self, *heard: Inbound) -> None:
        """Deliver, as a network would; returns when it is accepted."""
        await self._listening.wait()
        assert self._receive is not None
        await self._receive(heard)

    def inbound(self, who: str, **what: object) -> Inbound:
        """An `Inbound` of this channel with the usual fields filled."""
        self._events += 1
        usual = {
            "channel": self.name,
            "event_id": f"e{self._events}",
            "kind": Kind.SAID,
            "sender": Sender(id=who, name="", language="ru"),
            "chat": who,
            "sent_at": WHEN,
            "message_id": f"m{self._events}",
        }
        return msgspec.convert(msgspec.to_builtins(usual | what), Inbound, strict=False)

    def to(self, chat: str) -> list[Outbound]:
        """What arrived in a chat, notices to pressers left out."""
        return [message for message in self.sent if message.chat == chat and not message.answers]

    def notices(self) -> list[str]:
        return [message.text for message in self.sent if message.answers and message.text]

    async def until(self, chat: str, count: int, within: float = 10.0) -> list[Outbound]:
        """Wait until a chat has at least `count` messages."""
        async with asyncio.timeout(within), self.arrived:
            await self.arrived.wait_for(lambda: len(self.to(chat)) >= count)
        return self.to(chat)
