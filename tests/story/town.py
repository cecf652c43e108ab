"""The engine with every channel a person may come by: Telegram, WhatsApp and the website, each over its stand-in."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from sqlalchemy import Connection, select

from bot.app import App
from bot.cards import CardTable
from bot.clock import Clock
from bot.config import Settings
from bot.packs import Packs, edition_of
from bot.turn import Turns
from bot.wording import Catalogue
from channels.contract import Channel
from channels.webchat.tokens import chat_of
from channels.whatsapp.adapter import WhatsAppChannel
from channels.whatsapp.config import WahaConfig
from fsm import script
from fsm.lead import Lead
from fsm.people import codes
from fsm.storage import people, road
from fsm.storage import tables as t
from fsm.storage.ids import Ids
from fsm.storage.schema import open_store
from fsm.storage.store import Store
from tests.contract.stages import until
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.botapi_story import Place
from tests.fakes.waha import HMAC_KEY, KEY, FakeWaha
from tests.fakes.waha_people import Person as OnWhatsApp
from tests.story.program import free_port
from tests.story.test_whatsapp import QUICK, WorkingHours

T = TypeVar("T")
WORKSPACE = t.DEFAULT_WORKSPACE
API_KEY = "key-of-the-town-0123456789abcdef"


class Visitor:
    """Somebody on the website; `heard` are the texts that came in answer, in order, and `links` what they open."""

    def __init__(self, town: Town, utm: str) -> None:
        self._town = town
        self._utm = utm
        self._token = ""
        self._cursor = ""
        self.heard: list[str] = []
        self.shown: list[str] = []
        self.links: list[str] = []

    async def comes(self) -> Visitor:
        page = {"utm": self._utm}
        session = await self._town.post("/api/web/session", {"lang": "ru", "page": page, "opened": True})
        self._token = str(session["visitor_token"])
        await self.reads(1)
        return self

    async def says(self, text: str) -> str:
        """Write, and give the newest text that comes in answer ("" when none does)."""
        before = len(self.heard)
        body = {"visitor_token": self._token, "client_msg_id": secrets.token_hex(8), "text": text}
        await self._town.post("/api/web/messages", body)
        await self._town.settled()
        await self.reads(0)
        return self.heard[-1] if len(self.heard) > before else ""

    async def reads(self, least: int) -> None:
        """Look what is new on the page, until there is at least so much."""
        for _ in range(100):
            asked = {"visitor_token": self._token, "cursor": self._cursor}
            session = await self._town.post("/api/web/session", asked)
            self._cursor = str(session["cursor"])
            self.heard += [line["text"] for line in session["messages"] if line["from"] != "visitor"]
            self.shown += [line["text"] for line in session["messages"]]
            buttons = [button for line in session["messages"] for button in line.get("buttons", ())]
            self.links += [button["url"] for button in buttons if "url" in button]
            if len(self.heard) >= least:
                return
            await asyncio.sleep(0.05)

    @property
    def id(self) -> str:
        """Their address with us."""
        return chat_of(self._token)


class Town:
    """A running engine and the networks around it. `reps` is the group of our people on Telegram."""

    def __init__(self, home: Path, api: FakeBotApi, waha: FakeWaha, *, forum: bool = False, **given: Any) -> None:
        self.api = api
        self.waha = waha
        self.reps = api.group(forum=forum)
        self.port = free_port()
        usual: dict[str, Any] = {
            "home": home,
            "script": "laptop_repair",
            "burst_seconds": 0,
            "web": {"port": self.port, "api_key": API_KEY},
            "reps": {"chat": str(self.reps.id)},
            "telegram": {"token": TOKEN, "api_base": api.url},
        }
        self.settings = Settings.model_validate(usual | given)
        self.clock: Clock = WorkingHours()
        self.extra: list[Channel] = []
        self.http: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Town]:
        hook = f"http://127.0.0.1:{self.port}/hooks/waha"
        config = WahaConfig(url=self.waha.url, api_key=KEY, hmac_key=HMAC_KEY, webhook_url=hook)
        whatsapp = WhatsAppChannel(config, patience=QUICK)
        started = asyncio.Event()
        extra = [whatsapp, *self.extra]
        app = App(self.settings, clock=self.clock, extra=extra, started=lambda _: started.set())
        task = asyncio.create_task(app.run())
        starting = asyncio.create_task(started.wait())
        await asyncio.wait([task, starting], timeout=20, return_when=asyncio.FIRST_COMPLETED)
        starting.cancel()
        await until(lambda: task.done() or (self.waha.session.config.get("webhooks") and whatsapp.health.ok))
        async with aiohttp.ClientSession() as self.http:
            try:
                yield self
            finally:
                app.stop()
                await asyncio.wait_for(task, 20)

    async def visitor(self, utm: str = "") -> Visitor:
        return await Visitor(self, utm).comes()

    async def post(self, path: str, body: Any, **headers: str) -> dict[str, Any]:
        assert self.http is not None
        here = f"http://127.0.0.1:{self.port}"
        async with self.http.post(here + path, json=body, headers={"Origin": here} | headers) as response:
            assert response.status == 200, await response.text()
            return dict(await response.json())

    async def settled(self) -> None:
        """Wait until nobody is being answered any more."""
        quiet, seen = 0, (-1, -1)
        while quiet < 4:
            await asyncio.sleep(0.05)
            now = (len(self.api.calls), sum(len(each.heard) for each in self.waha.people.values()))
            busy = await self.look(lambda connection: len(road.leads_waiting(connection)) + _unsent(connection))
            quiet = quiet + 1 if now == seen and not busy else 0
            seen = now

    async def tells(self, somebody: Place | OnWhatsApp, act: Callable[[], object]) -> str:
        """Let somebody do something; gives the newest text they then got ("" for none)."""
        before = len(somebody.heard)
        act()
        await self.settled()
        if len(somebody.heard) == before:
            return ""
        newest = somebody.heard[-1]
        return newest if isinstance(newest, str) else newest.text

    async def look(self, work: Callable[[Connection], T]) -> T:
        store = await self._store()
        try:
            return await store.read(work)
        finally:
            await store.close()

    async def change(self, work: Callable[[Connection], T]) -> T:
        store = await self._store()
        try:
            return await store.write(work)
        finally:
            await store.close()

    async def _store(self) -> Store:
        return await open_store(self.settings.database_url)

    async def lead(self, channel: str, who: object) -> Lead:
        """The lead behind an address."""
        address = (WORKSPACE, channel, str(who))

        def look(connection: Connection) -> Lead:
            number = road.find_leads(connection, [address])[address]
            return road.load_leads(connection, [number])[number].lead

        return await self.look(look)

    async def code_for(self, lead: Lead) -> str:
        """A code by which this lead goes on elsewhere."""
        code = codes.written(secrets.token_urlsafe(codes.RANDOM_BYTES))
        at = WorkingHours().now()
        await self.change(lambda connection: people.keep_code(connection, WORKSPACE, lead.id, codes.digest(code), at))
        return code

    async def leads(self) -> list[tuple[int, str]]:
        """Every lead that lists show: number and stage."""
        query = select(t.leads.c.id, t.leads.c.stage).where(t.leads.c.stage != people.MERGED).order_by(t.leads.c.id)
        return await self.look(lambda connection: [(row[0], row[1]) for row in connection.execute(query)])

    async def trail(self, lead: Lead) -> list[tuple[str, str, str, str]]:
        query = select(t.events.c.kind, t.events.c.before, t.events.c.after, t.events.c.why)
        query = query.where(t.events.c.lead_id == lead.id).order_by(t.events.c.id)
        return await self.look(lambda connection: [tuple(row) for row in connection.execute(query)])

    async def trail_by(self, lead: Lead) -> list[tuple[str, str]]:
        query = select(t.events.c.kind, t.events.c.by).where(t.events.c.lead_id == lead.id).order_by(t.events.c.id)
        return await self.look(lambda connection: [(row[0], row[1]) for row in connection.execute(query)])

    async def everybody(self) -> list[Lead]:
        """Every lead that is one."""
        ids = [number for number, _ in await self.leads()]
        return [each.lead for each in (await self.look(lambda at: road.load_leads(at, ids))).values()]

    def now(self) -> datetime:
        """What the engine's clock shows."""
        return self.clock.now()

    def turns(self) -> Turns:
        """The rules and the numbering, as for a command of our people."""
        edition = edition_of("laptop_repair", 1, script.load("laptop_repair"))
        return Turns(Packs(edition, {}), Catalogue.load(), Ids(node=9), CardTable(Catalogue.load(), Ids(node=9), str))

    async def transcript(self, lead: Lead) -> str:
        """Everything said, by all, on all channels."""
        query = select(t.messages).where(t.messages.c.lead_id == lead.id).order_by(t.messages.c.id)
        rows = await self.look(lambda connection: connection.execute(query).all())
        return "\n".join(f"[{row.channel:>8}] {row.author:>4}: {row.text}" for row in rows)


def _unsent(connection: Connection) -> int:
    return len(connection.execute(select(t.outbox.c.id).where(t.outbox.c.state == "new")).all())
