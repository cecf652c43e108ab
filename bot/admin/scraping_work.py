"""Collecting behind the owner's screens: a first look, lists sent as files, and runs that outlive restarts."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.admin.acts import Key
from bot.admin.contacts_work import Post
from bot.admin.scraping import LIST, LOOK, contact_of, plan_of_sites, sites_in
from bot.admin.scraping_one import RUN
from bot.admin.tools import Tools
from bot.effects import Duty
from bot.files import Keeper
from channels.contract import Refused, TryLater
from fsm.storage import effects
from fsm.storage.effects import Effect, EffectContext
from fsm.storage.tables import DEFAULT_WORKSPACE
from jobs.contacts import sheets
from jobs.contacts.sheets import BadFile
from jobs.scraping import campaigns, runs
from jobs.scraping.handing import keep_at, unwanted

if TYPE_CHECKING:
    from jobs.scraping.contract import Found, Source
    from jobs.scraping.fetch import Cache, Fetcher

    Making = Callable[[str, Cache], Fetcher]

_A_STRETCH = 600.0
"""Seconds after which a long run lets other work in and goes on."""

_SHOWN = 5


class ScrapingWork:
    """The work by kind: `duties`.

    `fetcher` makes one for a contact and a memory of pages, for worlds that are not the real one.
    """

    def __init__(
        self,
        tools: Tools,
        keeper: Keeper,
        now: Callable[[], datetime],
        post: Post,
        fetcher: Making | None = None,
    ) -> None:
        self._tools = tools
        self._keeper = keeper
        self._now = now
        self._post = post
        self._make = fetcher or _fetcher
        self._fetchers: dict[str, Fetcher] = {}
        self._running: set[int] = set()

    def duties(self) -> Mapping[str, Duty]:
        return {
            LOOK: Duty(self.look, seconds=180, at_once=2, tries=2),
            LIST: Duty(self.read_list, seconds=60, at_once=1, tries=3),
            RUN: Duty(self.run, seconds=3 * _A_STRETCH, at_once=2, tries=5),
        }

    async def close(self) -> None:
        """Let go of connections."""
        for fetcher in self._fetchers.values():
            await fetcher.close()

    async def look(self, effect: Effect, context: EffectContext) -> None:
        """Show the first few that a campaign would find."""
        from jobs.scraping.run import look

        words = self._tools.catalogue.words(str(effect.body["language"]))
        number = int(effect.body["campaign"])
        campaign = await context.store.read(partial(campaigns.get, campaign_id=number))
        if campaign is None or campaign.workspace_id != effect.workspace_id:
            return
        sources = {name: each for name, each in self._sources().items() if name in campaign.plan.sources}
        if any(name != "website" for name in sources):
            sources["website"] = self._sources()["website"]
        found = await look(
            await self._fetcher(context, effect.workspace_id), campaign.plan.criteria, sources, _SHOWN, pages=12
        )
        text = "\n".join([words("scrape.sample"), *map(_told, found)]) if found else words("scrape.sample_none")
        keys = ((Key(words("scrape.begin"), "scr_go", str(number)), Key(words("people.back"), "scr_one", str(number))),)
        await self._post(str(effect.body["chat"]), text, keys, changes=int(effect.body["letter"]))

    async def read_list(self, effect: Effect, context: EffectContext) -> None:
        """Make a draft of a list of sites that came as a file."""
        words = self._tools.catalogue.words(str(effect.body["language"]))
        try:
            _, content = await self._keeper.content(int(effect.body["file"]))
            rows = list(sheets.rows(content))
        except TryLater as later:
            raise effects.TryLater(later.seconds, str(later)) from None
        except (Refused, BadFile):
            rows = []
        cells = "\n".join(cell for _, row in rows for cell in row if "." in cell and " " not in cell.strip())
        sites = sites_in(cells)
        keys: tuple[tuple[Key, ...], ...] = ()
        text = words("scrape.no_sites")
        if sites:
            country = self._tools.packs.current.pack.country
            plan = plan_of_sites(sites, str(effect.body["name"]) or words("scrape.list"), country)
            make = partial(campaigns.create, workspace_id=effect.workspace_id, plan=plan, now=self._now())
            number = str(await context.store.write(make))
            text = words("scrape.sites", count=str(len(sites)))
            keys = ((Key(words("scrape.open"), "scr_one", number), Key(words("scrape.begin"), "scr_go", number)),)
        await self._post(str(effect.body["chat"]), text, keys, changes=int(effect.body["letter"]))

    async def run(self, effect: Effect, context: EffectContext) -> None:
        """Run a campaign, or go on with it."""
        from jobs.scraping.run import Wishes, run_campaign

        number = int(effect.body["campaign"])
        if number in self._running:
            raise effects.TryLater(2.0, "it is running")
        self._running.add(number)
        until = time.monotonic() + _A_STRETCH
        wishes = Wishes(
            hands=runs.Hands(keep=keep_at(self._now()), unwanted=unwanted),
            now=self._now,
            should_stop=lambda: time.monotonic() > until,
        )
        try:
            done = await run_campaign(
                context.store, await self._fetcher(context, effect.workspace_id), number, self._sources(), wishes
            )
        except runs.NoCampaign:
            return
        finally:
            self._running.discard(number)
        if (done.state, done.why) == (runs.PAUSED, "asked"):
            raise effects.TryLater(1.0, "a stretch is over")

    def _sources(self) -> dict[str, Source]:
        """The plug-ins by name."""
        from jobs.scraping.google_places import GooglePlaces
        from jobs.scraping.olx import Olx, olx_of
        from jobs.scraping.osm import OpenStreetMap
        from jobs.scraping.twogis import TwoGis
        from jobs.scraping.websites import Websites

        given = self._tools.settings.scrape
        country = self._tools.packs.current.pack.country
        found: list[Source] = [Websites(), OpenStreetMap(given.overpass), Olx(olx_of(country))]
        found += [TwoGis(given.twogis_key.get_secret_value(), contacts=True)] if given.twogis_key else []
        found += [GooglePlaces(given.google_key.get_secret_value())] if given.google_key else []
        return {each.name: each for each in found}

    async def _fetcher(self, context: EffectContext, workspace_id: int) -> Fetcher:
        given = self._tools.settings.scrape.contact or self._tools.settings.web.public_url
        contact = await context.store.read(partial(contact_of, given=given, workspace_id=workspace_id))
        if not contact:
            raise effects.Hopeless("nobody says how the sites' owners reach ours")
        if contact not in self._fetchers:
            from jobs.scraping.cache import StoredCache

            self._fetchers[contact] = self._make(contact, StoredCache(context.store, DEFAULT_WORKSPACE))
        return self._fetchers[contact]


def _fetcher(contact: str, cache: Cache) -> Fetcher:
    from jobs.scraping.fetch import Fetcher, Identity

    return Fetcher(Identity(contact), cache=cache)


def _told(found: Found) -> str:
    reached = ", ".join([*found.phones[:1], *found.emails[:1]]) or found.site
    name = found.name or found.site
    return f"• <b>{html.escape(name[:40], quote=False)}</b>\n{html.escape(reached[:60], quote=False)}"
