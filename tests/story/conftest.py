"""The whole engine in one process, with networks in memory: tests read like transcripts."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from bot.app import App
from bot.clock import Clock
from bot.config import Settings
from channels.contract import Inbound, Kind, Outbound, Sender
from fsm.lead import Lead
from fsm.storage import road
from fsm.storage import tables as t
from fsm.storage.schema import open_store
from tests.fakes.channel import FakeChannel

REPS = "-100777"
_MOST_LOOKS = 100


class Ahead(Clock):
    """The real time, and whatever was skipped."""

    def __init__(self) -> None:
        self.skipped = timedelta()

    def now(self) -> datetime:
        return super().now() + self.skipped


class World:
    """A running engine and the people around it."""

    def __init__(self, settings: Settings, telegram: FakeChannel) -> None:
        self.settings = settings
        self.telegram = telegram
        self.clock = Ahead()
        self.extra: list[FakeChannel] = []
        self._app: App | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        started = asyncio.Event()
        self._app = App(
            self.settings, clock=self.clock, extra=[self.telegram, *self.extra], started=lambda _: started.set()
        )
        self._task = asyncio.create_task(self._app.run())
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait([self._task, waiting], return_when=asyncio.FIRST_COMPLETED, timeout=20)
        waiting.cancel()
        if self._task.done():
            self._task.result()

    async def stop(self) -> None:
        if self._app is not None and self._task is not None:
            self._app.stop()
            await asyncio.wait_for(self._task, 15)
            self._app = None

    async def says(self, text: str, who: str = "501", **more: object) -> list[Outbound]:
        """A lead writes; gives the messages that come in answer."""
        before = len(self.telegram.to(who))
        await self.telegram.hear(self.telegram.inbound(who, text=text, **more))
        await self.settled()
        return self.telegram.to(who)[before:]

    async def presses(self, label: str, who: str = "501") -> list[Outbound]:
        """Somebody presses the newest button of this label."""
        sent = [(button, message) for message in self.telegram.to(who) for row in message.buttons for button in row]
        found = [(button.token, message) for button, message in sent if button.label == label]
        assert found, f"no button {label!r} among {[button.label for button, _ in sent]}"
        token, message = found[-1]
        number = message.edits or str(self.telegram.sent.index(message) + 1)
        return await self.says("", who, kind=Kind.PRESSED, token=token, callback=f"cb{token}", message_id=number)

    def rep(self, name: str, label: str, card: Outbound | None = None, rep_id: str = "") -> Inbound:
        """What Telegram tells when a rep presses a button of a card."""
        shown = [card] if card else self.telegram.to(REPS)
        sent = [button for message in shown for row in message.buttons for button in row]
        token = next(button.token for button in reversed(sent) if label in button.label)
        press = self.telegram.inbound(REPS, kind=Kind.PRESSED, token=token, callback=f"{name}-{label}", group=True)
        return msgspec.structs.replace(press, sender=Sender(id=rep_id or f"rep-{name}", name=name))

    async def rep_presses(self, name: str, label: str) -> None:
        await self.telegram.hear(self.rep(name, label))
        await self.settled()

    def cards(self) -> list[Outbound]:
        """The cards in the reps' group, newest last; edits are not cards of their own."""
        return [message for message in self.telegram.to(REPS) if not message.edits]

    def card_now(self) -> Outbound:
        """The card as the group sees it now."""
        return self.telegram.to(REPS)[-1]

    async def lapse(self, minutes: int = 30) -> None:
        """Let so much time pass that the next deadline is over, and what follows from it happen."""
        self.clock.skipped += timedelta(minutes=minutes)
        await asyncio.sleep(2.5)
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing is being said any more: nothing is under way, and what was sent is known to be sent.

        On a busy machine a letter may wait long for the note that the one before it left. What the network has put
        off is not waited for.
        """
        quiet, seen, looks = 0, -1, 0
        while quiet < 3:
            await asyncio.sleep(0.02)
            now = len(self.telegram.sent)
            looks = looks + 1 if now == seen else 0
            still = now == seen and not self.telegram.under_way
            quiet = quiet + 1 if still and (looks > _MOST_LOOKS or not self._unsent()) else 0
            seen = now

    def _unsent(self) -> int:
        """How many letters to people wait or are not known to have left; a model may think as long as it likes."""
        path = self.settings.database_url.removeprefix("sqlite:///")
        if path == self.settings.database_url or not Path(path).exists():
            return 0
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as database:
            waiting = "SELECT count(*) FROM outbox WHERE state = 'new' AND channel NOT IN ('llm', 'transcriber')"
            return int(database.execute(waiting).fetchone()[0])

    async def lead(self, who: str = "501") -> Lead:
        """The stored lead of a person."""
        store = await open_store(self.settings.database_url)
        address = (t.DEFAULT_WORKSPACE, "telegram", who)
        try:
            found = await store.read(lambda connection: road.find_leads(connection, [address]))
            return (await store.read(lambda connection: road.load_leads(connection, [found[address]])))[
                found[address]
            ].lead
        finally:
            await store.close()

    async def rows(self, table: str) -> list[Any]:
        store = await open_store(self.settings.database_url)
        try:
            query = select(t.metadata.tables[table])
            return await store.read(lambda connection: list(connection.execute(query).all()))
        finally:
            await store.close()


@pytest.fixture
async def world_of(tmp_path: Path) -> AsyncIterator[Callable[..., World]]:
    """Makes worlds with settings of your own; they are stopped at the end."""
    worlds: list[World] = []

    def make(**given: object) -> World:
        usual: dict[str, Any] = {
            "home": tmp_path,
            "script": "laptop_repair",
            "burst_seconds": 0,
            "web": {"port": 0},
            "reps": {"chat": REPS, "language": "ru"},
        }
        settings = Settings.model_validate(usual | given)
        worlds.append(World(settings, FakeChannel()))
        return worlds[-1]

    yield make
    for world in worlds:
        await world.stop()


@pytest.fixture
async def world(world_of: Callable[..., World]) -> World:
    made = world_of()
    await made.start()
    return made
