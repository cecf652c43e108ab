"""An engine in memory for the web side: keeps what is said, answers when told to, and shows a desk. Tests only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.web.desk import Bells, LeadView
from channels.contract import Button, Inbound, Outbound
from channels.webchat import WebChat, WebchatConfig
from channels.webchat.history import Author, Line, Shown
from channels.webchat.shelf import Kept, NoRoom


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
            files = tuple(
                Shown(file.file_id, file.kind, file.name, file.mime, file.size) for file in inbound.attachments
            )
            self.keep(inbound.chat, "visitor", inbound.text, client_id=inbound.message_id, files=files)
            await self.after_commit(inbound)

    async def after_commit(self, inbound: Inbound) -> None:
        """What happens next; a test may give it a life."""

    def keep(self, chat: str, author: Author, text: str, *, client_id: str = "", **more: Any) -> Line:
        self._id += 1
        line = Line(id=str(self._id), author=author, text=text, at=now(), client_id=client_id, **more)
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


class FakeShelf:
    """Keeps visitors' files in memory; `room` is how many more it takes, and while `broken` it does not answer."""

    def __init__(self) -> None:
        self.kept: dict[int, tuple[Kept, bytes]] = {}
        self.room = 100
        self.broken = False

    async def secret(self) -> bytes:
        return b"sixteen random bytes"

    async def keep(self, chat: str, file: Kept, content: bytes) -> Kept:
        self._answer()
        if len(self.kept) >= self.room:
            raise NoRoom
        kept = Kept(len(self.kept) + 1, file.kind, file.name, file.mime, file.size)
        self.kept[kept.number] = (kept, content)
        return kept

    async def find(self, number: int) -> Kept | None:
        self._answer()
        return self.kept[number][0] if number in self.kept else None

    async def content(self, number: int) -> bytes | None:
        self._answer()
        return self.kept[number][1] if number in self.kept else None

    def _answer(self) -> None:
        if self.broken:
            raise RuntimeError("the database is gone")


def webchat(engine: FakeEngine, config: WebchatConfig | None = None, shelf: FakeShelf | None = None) -> WebChat:
    return WebChat(config or WebchatConfig(), engine, now, shelf)
