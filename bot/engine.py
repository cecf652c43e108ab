"""The running engine: its parts, what connects them, and the order in which they start and stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from bot.addressing import Addressing
from bot.admin.front import Front, Menu
from bot.admin.menu import PARTS
from bot.admin.scripts_work import ScriptsWork
from bot.admin.setup_work import SetupWork, Stage
from bot.admin.tools import Tools
from bot.batch import Batch, Outcome
from bot.campaigning import Campaigning
from bot.cards import CardTable
from bot.caring import Caring
from bot.clock import Clock
from bot.committer import Committer
from bot.config import Settings
from bot.connecting import networks_behind
from bot.deadlines import Deadlines
from bot.deliveries import Deliveries, Herald
from bot.desk import Desk
from bot.ears import Ears
from bot.effects_filing import AttentiveStore
from bot.elsewhere import Elsewhere
from bot.exporting import reports_behind
from bot.files import Keeper
from bot.filings import Filing, GroupMoved, Inside
from bot.governor_keeper import keepers
from bot.halves import SharedTurns
from bot.letters import REPLY, WORD
from bot.life import Around, Life
from bot.llm import Call
from bot.llm_parts import Advisers
from bot.outbox import GONE, Outbox
from bot.owner import Owner
from bot.packs import Packs
from bot.pauses import Pauses
from bot.people import People
from bot.place import place_of
from bot.pulse import Pulse
from bot.reps.joined import Joined
from bot.reps.recall import Recall
from bot.revival import earlier
from bot.roles import ROLES, Backroom, Behind
from bot.scout import Scout
from bot.shares import Shares
from bot.supervisor import Supervisor
from bot.target_news import TargetNews
from bot.transcript import Transcript
from bot.turn import new_token
from bot.watches import usual
from bot.web.api import Api
from bot.web.api_channel import ApiChannel
from bot.web.api_key import Admission
from bot.web.api_v1 import ApiV1, Before
from bot.web.desk import Bells
from bot.web.gauges import show_process, show_road
from bot.web.health import Part, database_part, health_route
from bot.web.metrics import Meters, metrics_route
from bot.web.server import WebServer
from bot.web.shelf import WebShelf
from bot.web.site import site
from bot.wording import Catalogue
from channels import registry
from channels.contract import Channel, Inbound, Misconfigured, Outbound
from channels.webhook import WebhookChannel
from fsm.events import Blocked, Undelivered
from fsm.storage import mail, road
from fsm.storage.ids import Ids
from fsm.storage.mail import Letter, Mark
from fsm.storage.membership import Membership

log = structlog.get_logger()

_OUTBOX_DEADLINE = 5.0
_STUCK_AFTER = timedelta(seconds=60)
_WEB = "web"


class Shared(NamedTuple):
    """What this process shares with others: the database, its place among them, numbers nobody else makes, models."""

    store: AttentiveStore
    membership: Membership
    ids: Ids
    models: Call | None
    behind: Behind = Behind()


class Engine:
    """The running parts and what connects them."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        shared: Shared,
        packs: Packs,
        extra: Sequence[Channel],
    ) -> None:
        self._settings, self._clock = settings, clock
        store, membership, ids, models, _behind = shared
        self._store, self._membership = store, membership
        catalogue = self._catalogue = Catalogue.load()
        place = self._place = place_of(settings)
        terms = settings.reps.terms(packs.current.pack.zone.key)
        cards = CardTable(catalogue, ids, new_token, place, terms)
        advisers = Advisers(settings, store, ids, clock.now, models)
        turns = SharedTurns(packs, catalogue, ids, cards, advisers.asking)
        burst = settings.burst(packs.current.pack.burst_seconds)
        self._tools = Tools(settings, catalogue, packs, cards, place, ids, membership.number)
        self._tools.together = People(turns)
        menu = Menu(PARTS)
        staff = Herald(Front(menu, self._tools), cards, ids)
        self._deliveries = Deliveries(packs, catalogue, cards, settings.web.private_targets)
        self._asking = advisers.asking
        batch = Batch(turns, clock, burst, membership.number, asking=advisers.asking, staff=staff)
        self._committer = Committer(store, batch, self._after)
        self._desk = Desk(store, packs, catalogue, cards, clock, receive=self._receive)
        self._channels = self._listed(extra)
        turns.elsewhere = self._elsewhere = Elsewhere(self._channels, catalogue)
        advisers.join(self._channels, self._committer.file)
        self._governors = keepers(store, self._channels, settings.waha, clock.now, membership.number)
        self._tools.channels, self._tools.unwell = self._channels, self._unwell
        self._bells = Bells()
        self._packs = packs
        self._deaf: dict[str, str] = {}
        self._listening: dict[str, datetime] = {}
        self._leave(shared)
        self._watch(shared, menu)

    def _leave(self, shared: Shared) -> None:
        """The way out: letters, and the files that go with them."""
        store, clock = shared.store, self._clock
        self._files_came = asyncio.Event()
        keeper = self._keeper = Keeper(store, self._channels, clock.now)
        self._outbox = Outbox(
            self._channels,
            clock,
            mark=self._mark,
            risk=self._risk,
            addressing=Addressing(store, self._place, keeper),
            failed=self._failed,
            moved=self._moved,
        )
        self._shares = Shares(store, shared.membership, self._outbox)

    def _watch(self, shared: Shared, menu: Menu) -> None:
        """What looks after the rest: the owner's alerts, the clocks, slow work, figures."""
        store, clock, settings, place = shared.store, self._clock, self._settings, self._place
        busy, terms = (lambda: self._outbox.depth or not self._committer.idle), (lambda: self._tools.cards.terms)
        around = Around(self._listening, busy, self._channels, terms)
        self._life = Life(store, shared.membership, clock.now, around, known=earlier().anew)
        self._pulse = Pulse()
        self._owner = self._owner_of(self._catalogue, shared.membership.number)
        self._ears = Ears(self._committer, self._owner, place)
        self._role = ROLES[settings.role]
        look = self._committer.file_soon
        broker = settings.broker.get_secret_value()
        self._backroom = Backroom(
            self._role, store, shared.membership, clock, behind=self._behind(shared), look=look, broker=broker
        )
        self._meters = self._metered(store)
        self._pauses = Pauses(clock, self._committer.file_soon, self._waiting)
        self._scout = Scout(store, place, self._tools, menu, self._channels.get(place.channel))
        self._deadlines = Deadlines(store, clock, self._committer.file_soon)

    def _behind(self, shared: Shared) -> Behind:
        """Slow work of the engine's own, beside what it was given."""
        file, now = self._committer.file, self._clock.now
        own = SetupWork(self._tools, self._receive, file, now).duties()
        phone = networks_behind(self._tools, file, now)
        care = Caring(self._tools, file, now).behind()
        reports = reports_behind(self._tools, self._keeper, self._channels, file)
        scripts = ScriptsWork(self._tools, self._channels, file, now).duties()
        news = TargetNews(self._deliveries, self._packs, self._catalogue, self._tools.ids, file)
        told = {**self._deliveries.duties(), **news.duties()}
        live, fetcher = self._outbox.waiting, shared.behind.fetcher
        campaigning = self._campaigning = Campaigning(
            self._tools,
            shared.store,
            shared.membership,
            now,
            keeper=self._keeper,
            file=file,
            live=live,
            fetcher=fetcher,
        )
        shown = {**Joined(self._tools, file, now).duties(), **Recall(self._tools, file, now).duties()}
        slow = {**own, **phone, **scripts, **shown, **care.duties, **reports.duties, **campaigning.duties()}
        return shared.behind._replace(
            duties={**told, **slow, **shared.behind.duties},
            ticks=(*care.ticks, *reports.ticks, *campaigning.ticks(), *shared.behind.ticks),
        )

    def _metered(self, store: AttentiveStore) -> Meters:
        meters = Meters(store, self._clock.now)
        store.on_written.append(meters.written)
        show_road(meters, self._committer, self._outbox, self._clock.now)
        show_process(meters, self._role, self._backroom, self._pulse, self._working)
        return meters

    def _owner_of(self, catalogue: Catalogue, number: int) -> Owner:
        store, clock = self._store, self._clock
        return Owner(
            self._settings.admins,
            self._channels.get("telegram"),
            store,
            outbox=self._outbox,
            clock=clock,
            catalogue=catalogue,
            language=self._settings.reps.language,
            number=number,
            unwell=self._unwell,
            watches=(*usual(store, clock.now), self._pulse, self._life),
        )

    async def _receive(self, heard: Sequence[Inbound]) -> None:
        await self._ears.receive(heard)

    def _listed(self, extra: Sequence[Channel]) -> dict[str, Channel]:
        shelf = WebShelf(self._store, self._tools.ids, self._clock.now)
        history = Transcript(self._store, _WEB)
        built = registry.build(self._settings.channels, history=history, now=self._clock.now, shelf=shelf)
        channels: list[Channel] = [*built, *extra, self._desk, WebhookChannel(), ApiChannel(), Stage()]
        return {channel.name: channel for channel in channels}

    async def run(self, stop: asyncio.Event, started: Callable[[str], None]) -> None:
        """Start inside out (what was left unsent first), work, and stop outside in."""
        await self._life.begin()
        await self._shares.take_up()
        for governor in self._governors:
            await governor.restore()
        await self._campaigning.open()
        web = self._web()
        async with Supervisor() as tasks:
            tasks.start("committer", "committer", self._committer.run())
            tasks.start("outbox", "outbox", self._outbox.run())
            tasks.start("pauses", "pauses", self._pauses.run())
            if self._role.serves:
                tasks.start("pauses", "sweep", self._pauses.sweep())
            tasks.start("pauses", "shares", self._shares.run())
            tasks.start("pauses", "owner", self._owner.run())
            tasks.start("pauses", "pulse", self._pulse.run())
            tasks.start("pauses", "life", self._life.run())
            tasks.start("pauses", "elsewhere", self._elsewhere.run())
            tasks.start("pauses", "deadlines", self._deadlines.run())
            tasks.start("pauses", "files", self._files())
            tasks.start("pauses", "scout", self._scout.run())
            if self._role.works:
                tasks.start("pauses", "campaigns", self._campaigning.run())
            for governor in self._governors:
                tasks.start("pauses", "governor", governor.run())
            await web.start()
            for channel in self._channels.values() if self._role.serves else ():
                tasks.start("ears", f"ears {channel.name}", self._listen(channel))
            started(web.address)
            tasks.start("pauses", "backroom", self._backroom.run())
            log.info("ready", address=web.address, channels=sorted(self._channels))
            await stop.wait()
            await self._wind_down(tasks, web)

    async def _wind_down(self, tasks: Supervisor, web: WebServer) -> None:
        await tasks.stop("ears")
        await web.stop()
        await tasks.stop("pauses")
        await self._committer.drained()
        sent = await self._outbox.drained(_OUTBOX_DEADLINE)
        await tasks.stop("outbox")
        await self._committer.drained()
        await tasks.stop("committer")
        await self._life.end()
        for governor in self._governors:
            await governor.keep()
        for channel in self._channels.values():
            await channel.close()
        await self._deliveries.close()
        await self._campaigning.close()
        log.info("stopped.all", outbox_empty=sent)

    def _web(self) -> WebServer:
        proxies = self._settings.webchat.proxies
        admission = Admission(self._settings.web, proxies, demo=self._settings.demo, store=self._store)
        metrics = metrics_route(self._meters, admission)
        if not self._role.serves:
            return WebServer(self._settings.web, [health_route(self), metrics])
        routes = [route for channel in self._channels.values() for route in channel.routes(self._ears.receive)]
        pages, closers = site(
            self._catalogue,
            self._packs.current.name,
            self,
            self._desk,
            self._bells,
            demo=self._settings.demo,
            origins=self._settings.webchat.origins,
        )
        api = Api(
            self._store,
            self._ears.receive,
            self._clock.now,
            admission,
            country=self._packs.current.pack.country,
            origins=self._settings.webchat.origins,
        )
        file, writer, leaving = self._committer.file, self._deliveries.writer, self._campaigning.routes()
        before = Before(self._store, file, self._clock.now, admission, api.handed, writer, self._place, self._asking)
        return WebServer(
            self._settings.web,
            [*routes, *pages, *api.routes(), *ApiV1(before, self._catalogue).routes(), *leaving, metrics],
            closers=[self._channels[_WEB].close, *closers],
        )

    async def _listen(self, channel: Channel) -> None:
        if getattr(channel, "exclusive", False):
            await self._membership.lead(f"ears {channel.name}")
        began = self._listening[channel.name] = self._clock.now()
        try:
            await channel.listen(self._ears.receive)
        except Misconfigured as trouble:
            # A wrong setting stops the start; what was connected in the chat is put right there, so the bot must run.
            if self._clock.now() - began < timedelta(seconds=30) and channel.name not in self._settings.in_chat:
                raise
            log.error("channel.misconfigured", channel=channel.name, error=str(trouble))  # noqa: TRY400 (a sentence)
            self._deaf[channel.name] = str(trouble)

    async def parts(self) -> Mapping[str, Part]:
        """How the parts are, for /health."""
        return {"database": await database_part(self._store), **self._working()}

    def _working(self) -> Mapping[str, Part]:
        unwell = self._unwell()
        return {name: Part(name not in unwell, unwell.get(name, "")) for name in (*self._channels, "outbox")}

    def _unwell(self) -> dict[str, str]:
        """The parts that do not do their work now, each with a sentence why; asks nobody and waits for nothing."""
        unwell = dict(self._deaf)
        for name, channel in self._channels.items():
            health = getattr(channel, "health", None)
            if health is not None and not health.ok:
                unwell[name] = health.why
        oldest = self._outbox.oldest
        if oldest is not None and self._clock.now() - oldest > _STUCK_AFTER:
            unwell["outbox"] = f"{self._outbox.depth} messages wait, the oldest since {oldest:%H:%M} UTC"
        return unwell

    def _mark(self, mark: Mark) -> None:
        self._meters.marked(mark.state)
        self._committer.mark(mark)

    async def _files(self) -> None:
        """Fetch what people sent before their networks delete it; a letter that leaves sooner fetches its own."""
        while True:
            await self._files_came.wait()
            self._files_came.clear()
            await self._keeper.fetch_expected()

    def _after(self, outcome: Outcome) -> None:
        self._meters.committed(len(outcome.changed))
        self._outbox.forget(outcome.marked)
        self._outbox.offer(outcome.letters)
        self._pauses.add(outcome.later)
        if outcome.files:
            self._files_came.set()
        for _lead_id, channel, chat in outcome.changed:
            if channel == _WEB:
                self._bells.ring(chat)
        for channel, chat in outcome.composing:
            self._outbox.compose(channel, chat)

    async def _risk(self, mark: Mark) -> None:
        await self._store.write(lambda connection: mail.mark(connection, [mark]))

    def _moved(self, channel: str, before: str, after: str) -> None:
        """A group got a new id: when it is our people's, they are heard and written to there from now on."""
        if channel == self._place.channel and before == self._place.chat:
            self._place.chat = after
            self._committer.file_soon([GroupMoved(before, after)])

    def _failed(self, letter: Letter, message: Outbound, why: str) -> None:
        """A letter to a lead that will not arrive is news for the lead's turn, or for the rep who wrote it."""
        if letter.lead_id is None or letter.kind not in (REPLY, WORD):
            return
        now = self._clock.now()
        filings: list[Filing] = []
        if why == GONE:
            filings.append(Inside(letter.lead_id, "outbox", f"unreachable:{letter.id}", Blocked(at=now)))
        if message.by_person:
            event = Undelivered(at=now, letter_id=letter.id, why=why)
            filings.append(Inside(letter.lead_id, "outbox", f"undelivered:{letter.id}:{letter.tries}", event))
        self._committer.file_soon(filings)

    async def _waiting(self) -> Sequence[int]:
        return await self._store.read(road.leads_waiting)
