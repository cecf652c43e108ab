"""An engine in memory for the web side: keeps what is said, answers when told to, and shows a desk. Tests only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.web.desk import Bells, LeadView
from channels.contract import Button, Inbound, Outbound
from channels.webchat import WebChat, WebchatConfig
from channels.webchat.history import Author, Line


def now() -> datetime:
    return datetime.now(UTC)


class FakeEngine:
    """Receives, stores each event id once, keeps the transcript, and is the desk's other side."""

    def __init__(self) -> None:
        self.heard: list[Inbound] = []
        self.deliveries = 0
        self.lines: dict[str, list[Line]] = {}
        self.broken = False
        self.delay = 0.0
        self.views: dict[str, LeadView] = {}
        self.pressed: list[str] = []
        self.bells = Bells()
        self._seen: set[str] = set()
        self._id = 1_000

    async def receive(self, batch: Sequence[Inbound]) -> None:
        await asyncio.sleep(self.delay)
        if self.broken:
            raise RuntimeError("the disk is full")
        for inbound in batch:
            self.deliveries += 1
            if inbound.event_id in self._seen:
                continue
            self._seen.add(inbound.event_id)
            self.heard.append(inbound)
            self.keep(inbound.chat, "visitor", inbound.text, client_id=inbound.message_id)
            await self.after_commit(inbound)

    async def after_commit(self, inbound: Inbound) -> None:
        """What happens next; a test may give it a life."""

    def keep(
        self, chat: str, author: Author, text: str, *, client_id: str = "", buttons: tuple[Button, ...] = ()
    ) -> Line:
        self._id += 1
        line = Line(id=str(self._id), author=author, text=text, at=now(), client_id=client_id, buttons=buttons)
        self.lines.setdefault(chat, []).append(line)
        return line

    async def say(self, channel: WebChat, chat: str, text: str, buttons: tuple[Button, ...] = ()) -> Line:
        """Commit a bot's line, then send it, as the outbox would."""
        line = self.keep(chat, "bot", text, buttons=buttons)
        rows = tuple((button,) for button in buttons)
        await channel.send(Outbound(chat=chat, text=text, key=f"out:{line.id}", ref=line.id, buttons=rows))
        return line

    async def after(self, chat: str, cursor: str) -> Sequence[Line]:
        if self.broken:
            raise RuntimeError("the database is gone")
        return [line for line in self.lines.get(chat, []) if int(line.id) > int(cursor or 0)]

    async def view(self, chat: str, language: str) -> LeadView | None:
        return self.views.get(chat)

    async def press(self, token: str, language: str) -> str:
        self.pressed.append(token)
        return f"noted ({language})"


def webchat(engine: FakeEngine, config: WebchatConfig | None = None) -> WebChat:
    return WebChat(config or WebchatConfig(), engine, now)
