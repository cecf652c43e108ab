"""Campaigns and collecting in the running program: the sender, slow work, the clock, pages, and screens kept current.

One process sends at a time; which screens to keep current is in the database, so another takes them over.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection, select

from bot.admin import outreach_one, scraping_one, shown
from bot.admin.acts import MARK, Key, Screen
from bot.admin.contacts_work import ContactsWork
from bot.admin.outreach_new import policy_of
from bot.admin.scraping_one import file_due
from bot.admin.scraping_work import ScrapingWork
from bot.admin.shown import Shown
from bot.admin.tools import Tools
from bot.effects import Duty
from bot.files import Keeper
from bot.filings import Filing, Inside, Posted
from bot.letters import STAFF, letter
from bot.screens import Screens
from bot.ticks import Tick
from channels.contract import Button, Outbound
from fsm.events import Blocked
from fsm.storage.inserting import insert_for
from fsm.storage.membership import Membership
from fsm.storage.store import StorageBusy, Store
from fsm.storage.tables import DEFAULT_WORKSPACE
from handoff.tables import settings as kept
from jobs.outreach.campaign import State
from jobs.outreach.queue import Rules
from jobs.outreach.sender import Sender
from jobs.outreach.tables import campaigns
from jobs.outreach.unsubscribe import Doors, Tokens

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

    from jobs.outreach.consequences import Closed
    from jobs.scraping.fetch import Cache, Fetcher

log = structlog.get_logger()

_KEY = "outreach.key"
_LOOK_EVERY = 1.0
_DUE_EVERY = 30.0
_FORGET_EVERY = 86_400.0
_REMEMBERED_FOR = timedelta(days=60)


class Campaigning:
    """All of it, made before the engine runs; `open` once the database is there, `run` while it works."""

    def __init__(  # noqa: PLR0913 (the seams of a composition)
        self,
        tools: Tools,
        store: Store,
        membership: Membership,
        now: Callable[[], datetime],
        *,
        keeper: Keeper,
        file: Callable[[Sequence[Filing]], Awaitable[None]],
        live: Callable[[str], int],
        fetcher: Callable[[str, Cache], Fetcher] | None = None,
    ) -> None:
        self._tools = tools
        self._store = store
        self._membership = membership
        self._now = now
        self._file = file
        self._live = live
        self._contacts = ContactsWork(tools, keeper, self._post)
        self._scraping = ScrapingWork(tools, keeper, now, self._post, fetcher)
        self._sender: Sender | None = None
        self._doors: Doors | None = None
        self._running: frozenset[tuple[int, str, str]] = frozenset()
        self._screens = Screens(store, now, self._drawn, self._show)

    def duties(self) -> Mapping[str, Duty]:
        """Slow work by kind."""
        return {**self._contacts.duties(), **self._scraping.duties()}

    def ticks(self) -> Sequence[Tick]:
        """What the clock brings: collecting that is due again, and pages remembered for too long forgotten."""

        def due(connection: Connection, _period: datetime) -> None:
            file_due(connection, self._now())

        def forget(connection: Connection, _period: datetime) -> None:
            from jobs.scraping import cache, runs

            cache.forget_older(connection, self._now() - _REMEMBERED_FOR)
            runs.forget_older(connection, self._now() - _REMEMBERED_FOR)

        return Tick("scrape.due", _DUE_EVERY, due), Tick("scrape.forget", _FORGET_EVERY, forget)

    async def open(self) -> None:
        """Get what links are sealed with: made once, kept with the data, so that links of old letters work for ever."""
        key = await self._store.write(lambda connection: _key(connection, self._now()))
        tokens = Tokens(key, self._tools.settings.web.public_url)
        rules = Rules(policy_of(self._tools), tokens.link)
        words, channels = self._tools.catalogue.words, self._tools.channels
        self._sender = Sender(self._store, channels, words, self._now, rules=rules, live=self._live)
        self._doors = Doors(self._store, tokens, words, self._now, closed=self._closed)

    def routes(self) -> Sequence[AbstractRouteDef]:
        """The page to unsubscribe."""
        return () if self._doors is None else self._doors.routes()

    async def run(self) -> None:
        """Send what campaigns owe and keep screens current, as soon as no other process does."""
        await self._membership.lead("outreach")
        if self._sender is None:
            return
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._sender.run(), name="outreach")
            tasks.create_task(self._keep_current(), name="outreach screens")

    async def close(self) -> None:
        """Let go of connections."""
        await self._scraping.close()

    async def _closed(self, closed: Closed) -> None:
        """Who left the list and is a lead gets no reminders either."""
        if closed.lead_id is not None:
            event = Blocked(at=self._now())
            await self._file([Inside(closed.lead_id, "outreach", f"unsubscribed:{closed.contact_id}", event)])

    # --- screens

    async def _keep_current(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            try:
                await self._look()
            except StorageBusy as busy:
                log.warning("outreach.screens_busy", error=str(busy))

    async def _look(self) -> None:
        running, due = await self._store.read(lambda connection: (_running(connection), self._screens.due(connection)))
        if running != self._running:
            self._running = running
            if self._sender is not None:
                self._sender.wake()
        await self._screens.show(due)

    def _drawn(self, connection: Connection, each: Shown) -> tuple[Screen, bool]:
        words = self._tools.catalogue.words(each.language)
        zone = self._tools.packs.current.pack.zone
        render = outreach_one.screen_of if each.what == shown.OUTREACH else scraping_one.screen_of
        try:
            return render(connection, each.workspace_id, each.number, words, zone, self._now())
        except LookupError:
            return Screen(words("admin.old")), True

    async def _show(self, each: Shown, screen: Screen) -> None:
        await self._post(each.chat, screen.text, screen.rows, changes=each.letter)

    async def _post(
        self, chat: str, text: str, rows: tuple[tuple[Key, ...], ...] = (), *, changes: int = 0, number: int = 0
    ) -> None:
        """Show our people something: a new message, or the one of a letter's number anew."""
        message = Outbound(
            chat=chat,
            text=text,
            key="",
            html=True,
            buttons=tuple(tuple(Button(key.label, f"{MARK}{key.action}:{key.args}") for key in row) for row in rows),
            edits=f"#{changes}" if changes else "",
            urgency=1,
        )
        channel, now = self._tools.place.channel, self._now()
        made = letter(number or self._tools.ids(), None, STAFF, message, channel=channel, at=now)
        await self._file([Posted((made,))])


def _running(connection: Connection) -> frozenset[tuple[int, str, str]]:
    """What is being sent, so that a change of it is noticed."""
    query = select(campaigns.c.id, campaigns.c.state, campaigns.c.plan)
    rows = connection.execute(query.where(campaigns.c.state == State.RUNNING.value))
    return frozenset((row[0], row[1], row[2]) for row in rows)


def _key(connection: Connection, now: datetime) -> bytes:
    here = kept.c.workspace_id == DEFAULT_WORKSPACE, kept.c.name == _KEY
    query = select(kept.c.value).where(*here)
    found = connection.execute(query).scalar()
    if found is None:
        row = {"workspace_id": DEFAULT_WORKSPACE, "name": _KEY, "value": secrets.token_hex(32), "set_by": "", "at": now}
        connection.execute(insert_for(connection, kept).values(row).on_conflict_do_nothing())
        found = connection.execute(query).scalar_one()
    return bytes.fromhex(str(found))
