"""Collecting contacts as its owner sees it: good sites are read, bad ones change nothing, and a kill loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from sqlalchemy import Connection, func, select

from fsm.storage.schema import open_store
from fsm.storage.store import Store
from fsm.storage.tables import DEFAULT_WORKSPACE
from jobs.scraping import campaigns, collected
from jobs.scraping import tables as t
from jobs.scraping.campaigns import Plan
from jobs.scraping.contract import Criteria, Ready
from jobs.scraping.fetch import Fetcher, Limits, World
from jobs.scraping.osm import OpenStreetMap
from jobs.scraping.run import Wishes, run_campaign
from jobs.scraping.runs import Progress
from jobs.scraping.websites import Websites
from tests.fakes.sites import IDENTITY, FakeWeb, loopback_only
from tests.fakes.sites_apis import OVERPASS, FakeOverpass
from tests.fakes.sites_pages import FIRMS

ROOT = Path(__file__).parents[2]
LISTS = ("phones", "emails", "whatsapp", "telegram", "instagram")
BAD = ("loop.kz", "huge.kz", "drip.kz", "refusing.kz", "captcha.kz", "down.kz", "inside.kz", "nowhere.kz")


def serve_firms(web: FakeWeb) -> None:
    for firm in FIRMS:
        for path, (body, kind) in firm.pages.items():
            web.page(firm.host, path, body, kind)


def serve_bad_sites(web: FakeWeb) -> None:
    contacts = "<p>тел. 8 701 999 99 99</p>"
    web.redirect("loop.kz", "/", "/again")
    web.redirect("loop.kz", "/again", "/")
    web.stream("huge.kz", "/", contacts.encode() + b" " * 65_536, 800)
    web.drip("drip.kz", "/")
    web.page("refusing.kz", "/", contacts)
    web.robots("refusing.kz", "User-agent: *\nDisallow: /")
    web.page("captcha.kz", "/", "<title>Just a moment...</title><div class='cf-chl-widget'></div>" + contacts)
    web.status("down.kz", "/", 503)
    web.strange["inside.kz"] = ["10.0.0.7"]


async def begin(store: Store, web: FakeWeb, plan: Plan) -> int:
    def made(connection: Connection) -> int:
        number = campaigns.create(connection, DEFAULT_WORKSPACE, plan, web.time.now())
        campaigns.start(connection, number, web.time.now())
        return number

    return await store.write(made)


async def rows(store: Store, campaign: int) -> list[Ready]:
    return await store.read(lambda connection: collected.preview(connection, campaign, 1000))


async def test_good_sites_are_read_as_a_person_would_and_bad_ones_change_nothing(tmp_path: Path) -> None:
    web = FakeWeb()
    await web.start()
    serve_firms(web)
    serve_bad_sites(web)
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    hosts = tuple(firm.host for firm in FIRMS)
    mixed = tuple(host for pair in zip(hosts, (*BAD, *hosts), strict=False) for host in pair)
    plan = Plan(name="Все подряд", criteria=Criteria(sites=mixed), sources=("website",))
    campaign = await begin(store, web, plan)
    fetcher = web.fetcher(limits=Limits(seconds=2.0))
    done = await run_campaign(store, fetcher, campaign, {"website": Websites()}, Wishes(now=web.time.now))

    ready = {row.found.external_id.removeprefix("site:"): row.found for row in await rows(store, campaign)}
    wanted = {(firm.host, kind, value) for firm in FIRMS for kind in LISTS for value in getattr(firm, kind)}
    got = {(host, kind, value) for host, found in ready.items() for kind in LISTS for value in getattr(found, kind)}
    assert len(wanted & got) / len(wanted) > 0.95
    assert got - wanted == set()

    assert (done.state, done.why) == ("done", "finished")
    reasons = {"redirects", "too_large", "too_slow", "robots", "captcha", "no_answer", "robots_unreachable", "gone"}
    assert set(done.skipped) == reasons
    assert done.blocked == ("captcha.kz",)
    assert {asked.host for asked in web.ledger} >= set(hosts)
    assert web.paths("refusing.kz") == ["/robots.txt"]
    assert web.paths("captcha.kz") == ["/robots.txt", "/"]
    gaps = [gap for host in (*hosts, *BAD) for gap in web.gaps(host)]
    # On a busy machine a request is seen late while other hosts' waiting moves the simulated clock on.
    assert sum(gap < 1.0 for gap in gaps) <= len(gaps) // 50
    assert all(len(web.paths(host)) <= 4 for host in hosts)
    await store.close()
    await web.stop()


async def test_the_map_leads_to_sites_and_both_become_one_contact(tmp_path: Path) -> None:
    web = FakeWeb()
    await web.start()
    serve_firms(web)
    overpass = FakeOverpass(web)
    tags = {"name": "FixLab", "shop": "computer", "website": "http://fixlab.kz", "phone": "+7 727 390 20 30"}
    overpass.elements = [{"type": "node", "id": 1, "lat": 43.2, "lon": 76.9, "tags": tags}]
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    criteria = Criteria(what="ремонт ноутбуков", where="Алматы")
    campaign = await begin(store, web, Plan(name="Карта", criteria=criteria, sources=("osm",)))
    sources = {"website": Websites(), "osm": OpenStreetMap(f"http://{OVERPASS}/api/interpreter")}
    done = await run_campaign(store, web.fetcher(), campaign, sources, Wishes(now=web.time.now))
    (row,) = await rows(store, campaign)
    assert done.new == 1
    assert row.found.phones == ("+77273902030", "+77013902030")
    assert set(row.found.emails) == {"info@fixlab.kz", "partners@fixlab.kz"}
    assert ("quality.confirmed", 5) in row.reasons
    assert row.found.attribution == "© OpenStreetMap contributors"
    await store.close()
    await web.stop()


async def test_killed_again_and_again_it_ends_as_if_never_killed(tmp_path: Path) -> None:
    web = FakeWeb()
    await web.start()
    count, killed = 40, 0
    names = tuple(f"shop{number}.kz" for number in range(count))
    for number, name in enumerate(names):
        web.page(name, "/", f"<p>8 701 {number:03} 45 67</p><a href='/contacts'>Контакты</a>")
        web.page(name, "/contacts", f"<p>info@{name}</p>")
    database = tmp_path / "talap.db"
    store = await open_store(f"sqlite:///{database}")
    campaign = await begin(store, web, Plan(name="Магазины", criteria=Criteria(sites=names), sources=("website",)))
    await store.close()
    for lines in (3, 17, 9, 25, 1, 10_000):
        killed += await _run_until_killed(database, web.port, campaign, lines)
    assert killed >= 4

    store = await open_store(f"sqlite:///{database}")
    run = (await store.read(lambda connection: connection.execute(select(t.runs)).mappings().all()))[0]
    pages = await store.read(lambda c: c.execute(select(func.count()).select_from(t.pages)).scalar_one())
    assert (run["state"], run["pages"], run["new"], run["found"]) == ("done", pages, count, 2 * count)
    found = [row.found for row in await rows(store, campaign)]
    assert sorted(each.emails for each in found) == sorted((f"info@{name}",) for name in names)
    # What was on its way at a kill is asked for again, nothing else.
    asked = {path: times for path, times in web.counts().items() if not path.endswith("robots.txt")}
    assert sum(asked.values()) - len(asked) <= 4 * killed
    await store.close()
    await web.stop()


async def _run_until_killed(database: Path, port: int, campaign: int, lines: int) -> bool:
    """Run the campaign in a process of its own and kill it after so many lines; whether it was killed."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.story.test_scraping", str(database), str(port), str(campaign),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert program.stdout is not None
    for _ in range(lines):
        if not await asyncio.wait_for(program.stdout.readline(), 60):
            break
    else:
        os.kill(program.pid, signal.SIGKILL)
    await program.stdout.read()
    return await program.wait() == -signal.SIGKILL


async def collect(database: str, port: int, campaign: int) -> None:
    """The process that is killed: it tells every step on a line."""

    async def resolve(_: str, __: int) -> list[tuple[str, int]]:
        return [("127.0.0.1", port)]

    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    def tell(progress: Progress) -> None:
        print(progress.line(), flush=True)

    store = await open_store(f"sqlite:///{database}")
    fetcher = Fetcher(IDENTITY, world=World(policy=loopback_only(), resolver=resolve, sleep=sleep))
    await run_campaign(store, fetcher, campaign, {"website": Websites()}, Wishes(progress=tell))
    await fetcher.close()
    await store.close()


if __name__ == "__main__":
    asyncio.run(collect(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
