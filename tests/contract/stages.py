"""Where the contract suite plays: a person on each network, and the channel between them and us.

To join, write a `Stage` for your channel and add it to `STAGES`; `test_channel.py` then runs on it.
"""

from __future__ import annotations

import asyncio
import io
import json
import queue
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
from aiohttp import web

from channels.console.adapter import ConsoleChannel
from channels.contract import Channel, Inbound, Kind, Receive
from channels.telegram.adapter import TelegramChannel
from channels.telegram.config import TelegramConfig
from channels.telegram.patience import Patience
from channels.whatsapp.adapter import WhatsAppChannel
from channels.whatsapp.config import WahaConfig
from channels.whatsapp.patience import Patience as WhatsAppPatience
from tests.fakes.botapi import FakeBotApi
from tests.fakes.botapi_faults import Fault
from tests.fakes.botapi_story import Person
from tests.fakes.waha import HMAC_KEY, FakeWaha
from tests.fakes.waha import KEY as WAHA_KEY
from tests.fakes.waha_people import Person as Contact
from tests.fakes.waha_people import shown

SECRET = "contract-suite_secret_0123456789abcdef"
BRISK = Patience(long_poll=2, first=0.01, most=0.05)
QUICK = WhatsAppPatience(look_every=0.2, look_again=0.02, catch_up_every=60, letters_a_second=0)


@dataclass
class Engine:
    """Stands for the engine: keeps what it is given, or refuses to. While `gate` is clear every commit waits.

    How far our own messages got is kept apart, in `marks`.
    """

    kept: list[Inbound] = field(default_factory=list)
    marks: list[Inbound] = field(default_factory=list)
    offered: int = 0
    refusals: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def receive(self, batch: Sequence[Inbound]) -> None:
        marks = [inbound for inbound in batch if inbound.kind in (Kind.DELIVERED, Kind.READ)]
        self.marks += marks
        if len(marks) == len(batch):
            return
        self.offered += 1
        await self.gate.wait()
        if self.refusals:
            self.refusals -= 1
            raise OSError("the disk is full")
        known = {inbound.event_id for inbound in self.kept}
        self.kept += [inbound for inbound in batch if inbound.event_id not in known and inbound not in marks]

    async def heard(self, how_many: int = 1) -> list[Inbound]:
        """What was kept, once there are so many."""
        await until(lambda: len(self.kept) >= how_many)
        return self.kept


async def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something has become true; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.005)


class Stage(Protocol):
    """One network with one person on it. The channel hears from the moment the stage is entered."""

    channel: Channel
    engine: Engine
    chat: str

    async def says(self, text: str) -> None:
        """The person writes."""
        ...

    async def presses(self, label: str) -> None:
        """The person chooses a button of the newest message by its label."""
        ...

    def seen(self) -> list[str]:
        """The texts the person has on screen, in order."""
        ...

    def acknowledged(self) -> int:
        """How many of the person's deeds the network takes for delivered."""
        ...

    async def throw(self, junk: bytes) -> None:
        """Something else than a message comes in where messages do."""
        ...


class WithFiles(Protocol):
    """A stage on whose network files go both ways; a stage may have one of the two."""

    def files(self) -> list[bytes]:
        """What the files on the person's screen hold, in order."""
        ...

    async def sends_file(self, content: bytes) -> None:
        """The person sends a file."""
        ...


class TelegramStage:
    """Telegram over the fake Bot API."""

    def __init__(self, api: FakeBotApi, channel: TelegramChannel, engine: Engine, lead: Person) -> None:
        self.api = api
        self.channel = channel
        self.engine = engine
        self.lead = lead
        self.chat = str(lead.id)
        self.webhook = bool(channel.routes(engine.receive))
        self._pushed = 0

    async def says(self, text: str) -> None:
        self._pushed += 1
        self.lead.says(text)

    async def presses(self, label: str) -> None:
        self._pushed += 1
        self.lead.presses(label)

    def seen(self) -> list[str]:
        return [message.text for message in self.lead.heard if not message.deleted]

    def files(self) -> list[bytes]:
        return [message.file.content for message in self.lead.heard if message.file and not message.deleted]

    async def sends_file(self, content: bytes) -> None:
        self._pushed += 1
        self.lead.sends_document(content)

    def acknowledged(self) -> int:
        return self._pushed - len(self.api.updates.pending)

    async def throw(self, junk: bytes) -> None:
        number = str(self.api.updates.next_id).encode()
        if not self.webhook and (b'"update_id": 5' not in junk or not _is_json(junk)):
            # No Bot API server puts this among good updates; a broken one, or a proxy, may answer a poll with it.
            self.api.faults.add("getUpdates", Fault(raw=b'{"ok":true,"result":[' + junk + b"]}"))
            return
        self._pushed += 1
        self.api.updates.push_raw(junk.replace(b'"update_id": 5', b'"update_id": ' + number), chat=int(number))


def _is_json(junk: bytes) -> bool:
    try:
        json.loads(junk)
    except (ValueError, RecursionError):
        return False
    return True


class ConsoleStage:
    """The terminal, typed by a test. There is no network that could hold a line back, so all are acknowledged."""

    def __init__(self, engine: Engine, typed: Keyboard, screen: io.StringIO) -> None:
        self.channel = ConsoleChannel(typed, screen)
        self.engine = engine
        self.chat = self.channel.chat
        self._typed = typed
        self._screen = screen

    async def says(self, text: str) -> None:
        self._typed.type(text)

    async def presses(self, label: str) -> None:
        self._typed.type(label)

    def seen(self) -> list[str]:
        # An answer is written over the prompt that waits for the next line.
        return self._screen.getvalue().replace("> \r", "").removesuffix("> ").splitlines()

    def acknowledged(self) -> int:
        return len(self.engine.kept)

    async def throw(self, junk: bytes) -> None:
        self._typed.type(junk.decode("utf-8", "surrogateescape").replace("\n", " "))


class WhatsAppStage:
    """WhatsApp over the fake WAHA. Options come as numbered lines, so a choice is typed as its number."""

    def __init__(self, waha: FakeWaha, channel: WhatsAppChannel, engine: Engine, lead: Contact) -> None:
        self.waha = waha
        self.channel = channel
        self.engine = engine
        self.lead = lead
        self.chat = lead.chat
        self._pushed = 0

    async def says(self, text: str) -> None:
        self._pushed += 1
        self.lead.says(text)

    async def presses(self, label: str) -> None:
        line = next(line for line in self.lead.heard[-1].splitlines() if line.endswith(f". {label}"))
        await self.says(line.partition(".")[0])

    def seen(self) -> list[str]:
        return [shown(sent.text) for sent in self.waha.sent if not sent.deleted]

    def files(self) -> list[bytes]:
        return [sent.file.content for sent in self.waha.sent if sent.file and not sent.deleted]

    async def sends_file(self, content: bytes) -> None:
        self._pushed += 1
        self.lead.sends_voice(content)

    def acknowledged(self) -> int:
        return self._pushed - len(self.waha.events.pending)

    async def throw(self, junk: bytes) -> None:
        self.waha.events.push_raw(junk)


class Keyboard(io.StringIO):
    """Lines that come when they are typed, as from a person at a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: queue.Queue[str] = queue.Queue()

    def type(self, line: str) -> None:
        self._lines.put(f"{line}\n")

    def hang_up(self) -> None:
        self._lines.put("")

    def isatty(self) -> bool:
        return True

    def __next__(self) -> str:
        line = self._lines.get()
        if not line:
            raise StopIteration
        return line


@asynccontextmanager
async def telegram_poll() -> AsyncIterator[Stage]:
    async with FakeBotApi() as api:
        config = TelegramConfig(token=api.token, api_base=api.url)
        channel, engine = TelegramChannel(config, patience=BRISK), Engine()
        async with listening(channel, engine.receive):
            yield TelegramStage(api, channel, engine, api.person("Алия Ким"))
        assert not api.violations


@asynccontextmanager
async def telegram_webhook() -> AsyncIterator[Stage]:
    async with FakeBotApi(retry_seconds=0.02) as api, webhook_channel(api) as (channel, engine, _):
        yield TelegramStage(api, channel, engine, api.person("Алия Ким"))
        assert not api.violations


@asynccontextmanager
async def webhook_channel(
    api: FakeBotApi, look_every: float = 60, engine: Engine | None = None
) -> AsyncIterator[tuple[TelegramChannel, Engine, str]]:
    """A channel in webhook mode with a web server in front of it; gives its public address too."""
    engine = engine or Engine()
    door = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{door.getsockname()[1]}/hooks/telegram"
    config = TelegramConfig(
        token=api.token, api_base=api.url, mode="webhook", webhook_url=url, webhook_secret=SECRET, connections=40
    )
    patience = msgspec.structs.replace(BRISK, look_every=look_every)
    channel = TelegramChannel(config, patience=patience)
    app = web.Application()
    app.router.add_routes(channel.routes(engine.receive))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, door).start()
    try:
        async with listening(channel, engine.receive):
            yield channel, engine, url
    finally:
        await runner.cleanup()


@asynccontextmanager
async def whatsapp() -> AsyncIterator[Stage]:
    async with FakeWaha() as waha, whatsapp_channel(waha) as (channel, engine, _):
        yield WhatsAppStage(waha, channel, engine, waha.person("Алия Ким"))
    assert not waha.violations


@asynccontextmanager
async def whatsapp_channel(
    waha: FakeWaha, *, patience: WhatsAppPatience = QUICK, kept: bytes = b"", **more: Any
) -> AsyncIterator[tuple[WhatsAppChannel, Engine, str]]:
    """A channel that has told WAHA where it is, with a web server in front of it; gives its address too."""
    engine = Engine()
    door = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{door.getsockname()[1]}/hooks/waha"
    config = WahaConfig(url=waha.url, api_key=WAHA_KEY, hmac_key=HMAC_KEY, webhook_url=url)
    channel = WhatsAppChannel(config.model_copy(update=more.pop("config", {})), patience=patience, **more)
    if kept:
        channel.restore(kept)
    app = web.Application()
    app.router.add_routes(channel.routes(engine.receive))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, door).start()
    try:
        async with listening(channel, engine.receive):
            await until(lambda: bool(waha.session.config.get("webhooks")) and channel._sessions.status == "WORKING")
            yield channel, engine, url
    finally:
        await runner.cleanup()


@asynccontextmanager
async def console() -> AsyncIterator[Stage]:
    keyboard = Keyboard()
    stage = ConsoleStage(Engine(), keyboard, io.StringIO())
    async with listening(stage.channel, stage.engine.receive):
        yield stage
    keyboard.hang_up()


@asynccontextmanager
async def listening(channel: Channel, receive: Receive) -> AsyncIterator[None]:
    """The channel hears while the block runs."""
    listening = asyncio.create_task(channel.listen(receive))
    try:
        yield
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await channel.close()


STAGES: dict[str, Callable[[], AbstractAsyncContextManager[Stage]]] = {
    "telegram_poll": telegram_poll,
    "telegram_webhook": telegram_webhook,
    "whatsapp": whatsapp,
    "console": console,
}
