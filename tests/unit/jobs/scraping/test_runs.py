"""Runs of campaigns on both databases: limits, pauses, interruptions, repeats, blocks, and what is kept of whom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from fsm.storage.store import Store
from fsm.storage.tables import DEFAULT_WORKSPACE
from jobs.scraping import campaigns, collected, runs
from jobs.scraping import tables as t
from jobs.scraping.cache import StoredCache, forget_older
from jobs.scraping.campaigns import Frequency, Plan, State
from jobs.scraping.contract import Criteria, Found, Kept, Ready
from jobs.scraping.fetch import Fetcher
from jobs.scraping.run import Wishes, look, run_campaign
from jobs.scraping.runs import Hands, Outcome, Progress
from jobs.scraping.websites import Websites
from tests.fakes.sites import FakeWeb

SOURCES = {"website": Websites()}


def shops(sites: FakeWeb, count: int) -> tuple[str, ...]:
    """Sites of one page each, with a number and an address of their own; the two pages they link to are gone."""
    names = [f"shop{number}.kz" for number in range(count)]
    for number, name in enumerate(names):
        links = "<a href='/contacts'>Контакты</a><a href='/about'>О нас</a>"
        words = f"<title>Магазин {number}</title><p>тел. 8 701 {number:03} 45 67, info@{name}</p>"
        sites.page(name, "/", words + links)
    return tuple(names)


async def made(store: Store, sites: FakeWeb, names: tuple[str, ...], **more: object) -> int:
    """An active campaign over these sites."""
    plan = Plan(**{"name": "Магазины", "criteria": Criteria(sites=names), "sources": ("website",), **more})  # type: ignore[arg-type]

    def begin(connection: Connection) -> int:
        number = campaigns.create(connection, DEFAULT_WORKSPACE, plan, sites.time.now())
        campaigns.start(connection, number, sites.time.now())
        return number

    return await store.write(begin)


async def ran(
    store: Store, sites: FakeWeb, campaign: int, fetcher: Fetcher | None = None, **wishes: object
) -> Progress:
    given = Wishes(now=sites.time.now, **wishes)  # type: ignore[arg-type]
    return await run_campaign(store, fetcher or sites.fetcher(), campaign, SOURCES, given)


async def rows(store: Store, campaign: int, limit: int = 1000) -> list[Ready]:
    return await store.read(lambda connection: collected.preview(connection, campaign, limit))


async def count(store: Store, table: object) -> int:
    return await store.read(lambda connection: connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


async def test_a_campaign_collects_and_finishes(store: Store, sites: FakeWeb) -> None:
    names = (*shops(sites, 5), "nobody.kz", "instagram.com/x")
    campaign = await made(store, sites, names)
    lines: list[str] = []
    done = await ran(store, sites, campaign, progress=lambda progress: lines.append(progress.line()))
    assert (done.state, done.why, done.found, done.new, done.known) == ("done", "finished", 5, 5, 0)
    assert done.skipped == {"robots_unreachable": 1, "gone": 10}
    assert lines[-1] == "pages 16 of 16, found 5, new 5, skipped 11 (gone 10, robots_unreachable 1)"
    ready = await rows(store, campaign)
    assert sorted(row.found.emails[0] for row in ready) == [f"info@shop{number}.kz" for number in range(5)]
    assert ready[0].found.url == f"http://{ready[0].found.emails[0].partition('@')[2]}/"
    assert ready[0].quality == sum(points for _, points in ready[0].reasons) > 50
    after = await store.read(lambda connection: campaigns.get(connection, campaign))
    assert after is not None
    assert (after.state, after.next_at) == (State.FINISHED, None)


async def test_a_second_run_knows_what_the_first_one_found(store: Store, sites: FakeWeb) -> None:
    campaign = await made(store, sites, shops(sites, 3), frequency=Frequency.DAILY)
    first = await ran(store, sites, campaign)
    after = await store.read(lambda connection: campaigns.get(connection, campaign))
    assert after is not None
    assert after.next_at is not None
    assert after.next_at - sites.time.now() <= timedelta(days=1)
    assert await store.read(lambda connection: campaigns.due(connection, sites.time.now())) == []
    assert await store.read(lambda connection: campaigns.due(connection, sites.time.now() + timedelta(days=2))) == [
        campaign
    ]
    second = await ran(store, sites, campaign)
    assert (first.new, first.known, second.new, second.known) == (3, 0, 0, 3)
    assert second.run_id != first.run_id
    assert len(await rows(store, campaign)) == 3


async def test_one_business_on_several_pages_is_one_row_with_all_of_it(store: Store, sites: FakeWeb) -> None:
    sites.page("firma.kz", "/", "<title>Фирма</title><p>+7 701 123 45 67</p><a href='/contacts'>Контакты</a>")
    sites.page("firma.kz", "/contacts", "<title>Контакты</title><p>info@firma.kz г. Алматы, ул. Абая, 10</p>")
    sites.page("other.kz", "/", "<title>Филиал</title><p>тел: 8 (701) 123-45-67, fax@other.kz</p>")
    campaign = await made(store, sites, ("firma.kz", "other.kz"))
    done = await ran(store, sites, campaign, hosts_at_once=1)
    assert (done.found, done.new, done.known) == (3, 1, 2)
    (row,) = await rows(store, campaign)
    assert row.found.phones == ("+77011234567",)
    assert row.found.emails == ("info@firma.kz", "fax@other.kz")
    assert (row.found.name, row.found.city, row.found.site) == ("Фирма", "Алматы", "http://firma.kz/")


async def test_new_contacts_of_a_run_never_exceed_its_limit(store: Store, sites: FakeWeb) -> None:
    campaign = await made(store, sites, shops(sites, 12), max_found=5, frequency=Frequency.DAILY)
    done = await ran(store, sites, campaign)
    assert (done.new, done.why, len(await rows(store, campaign))) == (5, "max_found", 5)
    again = await ran(store, sites, campaign)
    assert (again.new, len(await rows(store, campaign))) == (5, 10)


async def test_a_limit_of_pages_goes_on_with_other_pages_next_time(store: Store, sites: FakeWeb) -> None:
    campaign = await made(store, sites, shops(sites, 9), max_pages=3, frequency=Frequency.DAILY)
    for _ in range(9):
        done = await ran(store, sites, campaign)
        assert (done.pages, done.why) == (3, "max_pages")
    assert len(await rows(store, campaign)) == 9


async def test_it_stops_between_pages_and_goes_on_where_it_stopped(store: Store, sites: FakeWeb) -> None:
    campaign = await made(store, sites, shops(sites, 8))
    seen: list[Progress] = []
    stopped = await ran(store, sites, campaign, progress=seen.append, should_stop=lambda: seen[-1].pages >= 3)
    assert (stopped.state, stopped.why) == ("paused", "asked")
    assert 3 <= stopped.pages < 24
    done = await ran(store, sites, campaign)
    assert (done.run_id, done.state, done.new) == (stopped.run_id, "done", 8)
    assert all(times == 1 for path, times in sites.counts().items() if not path.endswith("robots.txt"))


async def test_the_owners_pause_and_stop_reach_a_run_under_way(store: Store, sites: FakeWeb) -> None:
    campaign = await made(store, sites, shops(sites, 8))
    acting: list[asyncio.Task[None]] = []

    def once(progress: Progress, act: Callable[..., None]) -> None:
        if progress.pages >= 2 and not acting:
            acting.append(
                asyncio.create_task(store.write(lambda connection: act(connection, campaign, sites.time.now())))
            )

    paused = await ran(store, sites, campaign, progress=lambda progress: once(progress, campaigns.pause))
    await acting.pop()
    assert (paused.state, paused.why) == ("paused", "owner")
    with pytest.raises(runs.NoCampaign):
        await ran(store, sites, campaign)
    await store.write(lambda connection: campaigns.start(connection, campaign, sites.time.now()))
    stopped = await ran(store, sites, campaign, progress=lambda progress: once(progress, campaigns.stop))
    await acting.pop()
    assert (stopped.run_id, stopped.state) == (paused.run_id, "stopped")
    assert stopped.waiting > 0


async def test_a_run_cancelled_anywhere_counts_no_page_twice(store: Store, sites: FakeWeb) -> None:
    campaign = await made(store, sites, shops(sites, 10))
    for delay in (0.01, 0.03, 0.05, 0.08, 0.02, 0.04):
        task = asyncio.create_task(ran(store, sites, campaign))
        await asyncio.sleep(delay)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    done = await ran(store, sites, campaign) if await _unfinished(store, campaign) else None
    pages = await store.read(
        lambda connection: connection.execute(select(t.pages.c.state, func.count()).group_by(t.pages.c.state)).all()
    )
    totals = await store.read(lambda connection: connection.execute(select(t.runs)).mappings().all())
    assert len(totals) == 1
    assert done is None or done.state == "done"
    assert totals[0]["pages"] == sum(number for _, number in pages) == 30
    assert (totals[0]["new"], totals[0]["found"], len(await rows(store, campaign))) == (10, 10, 10)


async def _unfinished(store: Store, campaign: int) -> bool:
    query = select(t.runs.c.state).where(t.runs.c.campaign_id == campaign)
    return set(await store.read(lambda connection: list(connection.execute(query).scalars()))) != {"done"}


async def test_settling_a_page_twice_changes_nothing(store: Store, sites: FakeWeb) -> None:
    campaign = await made(store, sites, shops(sites, 1))
    at = sites.time.now()
    run_id, _ = await store.write(lambda connection: runs.open_run(connection, campaign, SOURCES, at))
    (page,) = await store.read(lambda connection: runs.waiting(connection, run_id))
    for _ in range(2):
        await store.write(lambda connection: runs.settle(connection, page, Outcome(reason="gone"), at, Hands()))
    progress = await store.read(lambda connection: runs.progress(connection, run_id))
    assert (progress.pages, progress.skipped) == (1, {"gone": 1})


async def test_a_blocked_host_is_left_and_named_and_the_others_go_on(store: Store, sites: FakeWeb) -> None:
    names = (*shops(sites, 3), "no.kz/a", "no.kz/b", "no.kz/c")
    for path in ("/a", "/b", "/c"):
        sites.status("no.kz", path, 403)
    campaign = await made(store, sites, names, frequency=Frequency.DAILY)
    done = await ran(store, sites, campaign)
    assert (done.new, done.blocked, done.skipped["forbidden"], done.skipped["blocked"]) == (3, ("no.kz",), 1, 2)
    assert "blocked by no.kz" in done.line()
    asked = len(sites.paths("no.kz"))
    again = await ran(store, sites, campaign)
    assert (again.skipped["blocked"], len(sites.paths("no.kz"))) == (3, asked)
    now = sites.time.now()
    hosts = await store.read(lambda connection: runs.blocked_hosts(connection, DEFAULT_WORKSPACE, now))
    assert [(host, reason) for host, reason, _ in hosts] == [("no.kz", "forbidden")]
    assert await store.write(lambda connection: runs.unblock(connection, DEFAULT_WORKSPACE, "no.kz")) is True
    await ran(store, sites, campaign)
    assert sites.paths("no.kz")[asked:] == ["/robots.txt", "/a"]


async def test_what_is_found_is_handed_over_once_and_again_when_it_learns_more(store: Store, sites: FakeWeb) -> None:
    sites.page("firma.kz", "/", "<title>Фирма</title><p>+7 701 123 45 67</p><a href='/contacts'>Контакты</a>")
    sites.page("firma.kz", "/contacts", "<title>Контакты</title><p>info@firma.kz</p>")
    sites.page("weak.kz", "/", "<title>Слабая</title><a href='https://t.me/weak_firma'>tg</a>")
    taken: list[Ready] = []

    def keep(_: Connection, workspace: int, ready: list[Ready]) -> Kept:
        assert workspace == DEFAULT_WORKSPACE
        taken.extend(ready)
        return Kept(new=len(ready))

    campaign = await made(
        store, sites, ("firma.kz", "weak.kz"), auto_keep=True, min_quality=40, frequency=Frequency.DAILY
    )
    await ran(store, sites, campaign, hands=Hands(keep=keep))
    assert [(row.found.phones, row.found.emails) for row in taken] == [
        (("+77011234567",), ()),
        (("+77011234567",), ("info@firma.kz",)),
    ]
    await ran(store, sites, campaign, hands=Hands(keep=keep))
    assert len(taken) == 2
    assert [row.found.telegram for row in await rows(store, campaign)] == [("weak_firma",)]


async def test_the_owner_looks_first_and_then_keeps_or_refuses(store: Store, sites: FakeWeb) -> None:
    campaign = await made(store, sites, shops(sites, 4), frequency=Frequency.DAILY)
    await ran(store, sites, campaign)
    ready = await rows(store, campaign, limit=2)
    assert len(ready) == 2
    assert await store.write(lambda connection: collected.refuse(connection, [ready[0].id])) == 1
    given: list[Ready] = []

    def keep(_: Connection, __: int, rows_: list[Ready]) -> Kept:
        given.extend(rows_)
        return Kept(new=len(rows_))

    kept = await store.write(lambda connection: collected.keep_staged(connection, campaign, keep))
    assert (kept.new, len(given), await rows(store, campaign)) == (3, 3, [])
    again = await ran(store, sites, campaign)
    assert (again.new, again.known) == (0, 4)
    assert await rows(store, campaign) == []


async def test_a_taste_keeps_nothing(store: Store, sites: FakeWeb) -> None:
    found = await look(sites.fetcher(), Criteria(sites=shops(sites, 8)), SOURCES, rows=3)
    assert [len(each.phones) for each in found] == [1, 1, 1]
    assert await count(store, t.collected) == await count(store, t.pages) == 0


async def test_whoever_is_unwanted_or_asked_to_be_forgotten_is_not_there(store: Store, sites: FakeWeb) -> None:
    campaign = await made(store, sites, shops(sites, 3), frequency=Frequency.DAILY)

    def unwanted(_: Connection, __: int, found: Found) -> bool:
        return "info@shop0.kz" in found.emails

    done = await ran(store, sites, campaign, hands=Hands(unwanted=unwanted))
    assert (done.new, done.skipped["unwanted"]) == (2, 1)
    erased = await store.write(lambda connection: collected.erase(connection, DEFAULT_WORKSPACE, "+77010014567"))
    assert (erased, len(await rows(store, campaign))) == (1, 1)
    keys = await store.read(lambda connection: list(connection.execute(select(t.collected_keys.c.key)).scalars()))
    assert {key for key in keys if "shop1" in key or "0014567" in key} == set()


async def test_two_runners_of_one_campaign_count_nothing_twice(store: Store, sites: FakeWeb) -> None:
    campaign = await made(store, sites, shops(sites, 6))
    fetcher = sites.fetcher()
    both = await asyncio.gather(
        ran(store, sites, campaign, fetcher), ran(store, sites, campaign, fetcher), return_exceptions=True
    )
    finished = [each for each in both if isinstance(each, Progress)]
    assert max(each.new for each in finished) == 6
    assert max(each.pages for each in finished) == 18
    assert len(await rows(store, campaign)) == 6


async def test_remembered_pages_are_asked_for_but_not_sent_again(store: Store, sites: FakeWeb) -> None:
    from aiohttp import web

    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(
            text="<p>8 701 123 45 67 <a href='/x'>Контакты", headers={"ETag": '"1"'}, content_type="text/html"
        )

    sites.on("firma.kz", "/", answer)
    campaign = await made(store, sites, ("firma.kz",), frequency=Frequency.DAILY)
    fetcher = sites.fetcher(StoredCache(store, DEFAULT_WORKSPACE))
    first = await ran(store, sites, campaign, fetcher)
    second = await ran(store, sites, campaign, fetcher)
    assert (first.found, second.known) == (1, 1)
    assert await count(store, t.remembered) == 1
    later = sites.time.now() + timedelta(days=1)
    assert await store.write(lambda connection: forget_older(connection, later)) == 1
    assert await store.write(lambda connection: runs.forget_older(connection, later)) > 0
    assert len(await rows(store, campaign)) == 1


async def test_a_campaign_with_no_limits_or_sources_is_refused(store: Store, sites: FakeWeb) -> None:
    for wrong in ({"max_found": 0}, {"max_pages": 0}, {"sources": ()}):
        with pytest.raises(ValueError, match="limits"):
            await made(store, sites, ("x.kz",), **wrong)
    with pytest.raises(runs.NoCampaign):
        await ran(store, sites, 4711)


async def test_a_draft_does_not_run_and_lists_show_it(store: Store, sites: FakeWeb) -> None:
    plan = Plan(name="Черновик", criteria=Criteria(sites=("x.kz",)), sources=("website",))
    number = await store.write(
        lambda connection: campaigns.create(connection, DEFAULT_WORKSPACE, plan, sites.time.now())
    )
    with pytest.raises(runs.NoCampaign):
        await ran(store, sites, number)
    (listed,) = await store.read(lambda connection: campaigns.listed(connection, DEFAULT_WORKSPACE))
    assert (listed.state, listed.plan) == (State.DRAFT, plan)
