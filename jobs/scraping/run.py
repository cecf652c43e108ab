"""Running a campaign: a few hosts at a time, every page its own commit. It may be killed anywhere and called again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import msgspec

from fsm.storage.store import Store
from jobs.scraping import runs
from jobs.scraping.campaigns import Campaign
from jobs.scraping.contract import Blocked, Criteria, Found, Skipped, Source
from jobs.scraping.fetch import Fetcher
from jobs.scraping.runs import Ending, Hands, Outcome, Progress, Waiting

HOSTS_AT_ONCE = 4


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What else a run may be given: who takes contacts in and whom nobody wants, who watches, who may stop it."""

    hands: Hands = Hands()
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    progress: Callable[[Progress], None] = lambda _: None
    should_stop: Callable[[], bool] = lambda: False
    hosts_at_once: int = HOSTS_AT_ONCE


async def run_campaign(
    store: Store,
    fetcher: Fetcher,
    campaign_id: int,
    sources: Mapping[str, Source],
    wishes: Wishes | None = None,
) -> Progress:
    """Run it, or go on with its unfinished run, until nothing is left, a limit is reached or somebody stops it.

    Gives the last progress. Raises runs.NoCampaign when there is nothing to run, StorageBusy when the database is away.
    """
    runner = _Runner(store, fetcher, sources, wishes or Wishes())
    return await runner.run(campaign_id)


async def look(
    fetcher: Fetcher, criteria: Criteria, sources: Mapping[str, Source], rows: int = 10, pages: int = 20
) -> list[Found]:
    """A taste before a campaign is made: the first businesses found, nothing kept anywhere."""
    waiting = [ask for source in sources.values() for ask in source.plan(criteria)]
    seen: dict[str, Found] = {}
    for _ in range(pages):
        if not waiting or len(seen) >= rows:
            break
        ask = waiting.pop(0)
        source = sources[ask.source]
        try:
            page = await fetcher.fetch(source.request(ask))
            parsed = await asyncio.to_thread(source.parse, ask, page, criteria)
        except (Skipped, Blocked):
            continue
        for found in parsed.found:
            seen.setdefault(found.external_id or found.url, found)
        waiting = [*(more for more in parsed.more if more.source in sources), *waiting]
    return list(seen.values())[:rows]


class _Runner:
    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        sources: Mapping[str, Source],
        wishes: Wishes,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._sources = sources
        self._now = wishes.now
        self._wishes = wishes
        self._busy: dict[asyncio.Task[None], str] = {}

    async def run(self, campaign_id: int) -> Progress:
        began = self._now()
        run_id, campaign = await self._store.write(
            lambda connection: runs.open_run(connection, campaign_id, self._sources, began)
        )
        try:
            ending = await self._work(run_id, campaign)
        finally:
            await self._let_go()
        ended = self._now()
        await self._store.write(lambda connection: runs.leave(connection, run_id, campaign, ending, ended))
        return await self._tell(run_id)

    async def _work(self, run_id: int, campaign: Campaign) -> Ending:
        """Pages until there is a reason to end."""
        while True:
            progress = await self._tell(run_id)
            end = self._end(progress, campaign)
            if end is None:
                await self._fill(run_id, campaign, progress)
            if not self._busy:
                return end or Ending(runs.DONE, "finished")
            done, _ = await asyncio.wait(self._busy, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                del self._busy[task]
                task.result()

    def _end(self, progress: Progress, campaign: Campaign) -> Ending | None:
        if self._wishes.should_stop() or progress.state != runs.RUNNING:
            return Ending(runs.PAUSED, "asked")
        if progress.new >= campaign.plan.max_found:
            return Ending(runs.DONE, "max_found")
        if progress.pages >= campaign.plan.max_pages:
            return Ending(runs.DONE, "max_pages")
        return None

    async def _fill(self, run_id: int, campaign: Campaign, progress: Progress) -> None:
        """Start pages of hosts that are not being asked, within the limit of pages."""
        room = min(self._wishes.hosts_at_once, campaign.plan.max_pages - progress.pages) - len(self._busy)
        if room <= 0:
            return
        waiting = await self._store.read(lambda connection: runs.waiting(connection, run_id))
        hosts = set(self._busy.values())
        for page in waiting:
            if room > 0 and page.host not in hosts:
                hosts.add(page.host)
                room -= 1
                task = asyncio.create_task(self._page(page, campaign), name=f"collect {run_id}")
                self._busy[task] = page.host

    async def _page(self, page: Waiting, campaign: Campaign) -> None:
        outcome = await self._ask(page, campaign.plan.criteria)
        at = self._now()
        hands = self._wishes.hands
        await self._store.write(lambda connection: runs.settle(connection, page, outcome, at, hands))

    async def _ask(self, page: Waiting, criteria: Criteria) -> Outcome:
        source = self._sources.get(page.ask.source)
        if source is None:
            return Outcome(reason="no_source")
        try:
            answer = await self._fetcher.fetch(source.request(page.ask))
            # In a thread: a large page takes a while, and conversations must not wait for it.
            return Outcome(parsed=await asyncio.to_thread(source.parse, page.ask, answer, criteria))
        except Skipped as reason:
            return Outcome(reason=reason.reason)
        except Blocked as reason:
            return Outcome(reason=reason.reason, blocked=True)

    async def _let_go(self) -> None:
        """Cancel what is on its way; those pages stay waiting."""
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    async def _tell(self, run_id: int) -> Progress:
        progress = await self._store.read(lambda connection: runs.progress(connection, run_id))
        self._wishes.progress(progress)
        return progress
