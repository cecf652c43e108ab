"""The polite fetcher: who it says it is, how slowly it asks, what it does not do, and what it survives."""

from __future__ import annotations

import gzip
import zlib
from datetime import datetime

import pytest

from jobs.scraping.contract import Blocked, Request, Skipped
from jobs.scraping.fetch import Fetcher, Identity, Limits, Memory
from tests.fakes.sites import FakeWeb

SMALL = Limits(size=200_000, seconds=2.0)


async def text_of(fetcher: Fetcher, url: str) -> str:
    return (await fetcher.fetch(Request(url=url))).body.decode()


async def reason_of(fetcher: Fetcher, url: str, kind: type[Exception] = Skipped) -> str:
    with pytest.raises(kind) as caught:
        await fetcher.fetch(Request(url=url))
    return str(caught.value.reason)  # type: ignore[attr-defined]


class DictCache:
    def __init__(self) -> None:
        self.kept: dict[str, Memory] = {}

    async def get(self, url: str) -> Memory | None:
        return self.kept.get(url)

    async def put(self, url: str, memory: Memory, at: datetime) -> None:
        self.kept[url] = memory


async def test_it_says_who_it_is_and_how_to_reach_its_owner(sites: FakeWeb) -> None:
    sites.page("firma.kz", "/", "hello")
    assert await text_of(sites.fetcher(), "http://firma.kz/") == "hello"
    assert {asked.headers["user-agent"] for asked in sites.ledger} == {"TalapBot/1.0 (+https://talap.example/bot)"}
    assert sites.paths("firma.kz") == ["/robots.txt", "/"]


@pytest.mark.parametrize("contact", ["", "  ", "x\r\nCookie: 1", "почта"])
def test_it_refuses_to_be_nameless(contact: str) -> None:
    with pytest.raises(ValueError, match="reached"):
        Identity(contact=contact)


async def test_a_host_is_asked_once_a_second_at_most(sites: FakeWeb) -> None:
    for number in range(5):
        sites.page("firma.kz", f"/{number}", "x")
    fetcher = sites.fetcher()
    for number in range(5):
        await text_of(fetcher, f"http://firma.kz/{number}")
    assert all(gap >= 1.0 for gap in sites.gaps("firma.kz"))
    assert len(sites.gaps("firma.kz")) == 5


async def test_a_slow_answer_does_not_eat_the_pause_after_it(sites: FakeWeb) -> None:
    from aiohttp import web

    async def slow(_: web.Request) -> web.Response:
        sites.time.seconds += 5
        return web.Response(text="x", content_type="text/html")

    sites.on("firma.kz", "/slow", slow)
    sites.page("firma.kz", "/next", "x")
    fetcher = sites.fetcher()
    await text_of(fetcher, "http://firma.kz/slow")
    await text_of(fetcher, "http://firma.kz/next")
    assert sites.gaps("firma.kz")[-1] >= 6.0


async def test_crawl_delay_and_request_rate_slow_it_down(sites: FakeWeb) -> None:
    sites.robots("slow.kz", "User-agent: *\nCrawl-delay: 7\n")
    sites.robots("rate.kz", "User-agent: TalapBot\nRequest-rate: 1/10\n")
    for host in ("slow.kz", "rate.kz"):
        sites.page(host, "/a", "x")
        sites.page(host, "/b", "x")
    fetcher = sites.fetcher()
    for host in ("slow.kz", "rate.kz"):
        await text_of(fetcher, f"http://{host}/a")
        await text_of(fetcher, f"http://{host}/b")
    assert sites.gaps("slow.kz")[1] >= 7
    assert sites.gaps("rate.kz")[1] >= 10


async def test_a_refused_page_is_never_asked_for(sites: FakeWeb) -> None:
    sites.robots("firma.kz", "User-agent: *\nDisallow: /private\nAllow: /private/open$\n")
    for path in ("/private", "/private/open", "/x"):
        sites.page("firma.kz", path, "x")
    fetcher = sites.fetcher()
    assert await reason_of(fetcher, "http://firma.kz/private") == "robots"
    assert await text_of(fetcher, "http://firma.kz/private/open") == "x"
    assert "/private" not in sites.paths("firma.kz")
    assert sites.counts()["firma.kz/robots.txt"] == 1


async def test_our_own_name_in_robots_counts_before_the_star(sites: FakeWeb) -> None:
    sites.robots("firma.kz", "User-agent: *\nAllow: /\n\nUser-agent: talapbot\nDisallow: /\n")
    sites.page("firma.kz", "/", "x")
    assert await reason_of(sites.fetcher(), "http://firma.kz/") == "robots"


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(404, True), (403, True), (401, True), (410, True), (429, False), (500, False), (503, False)],
)
async def test_robots_that_cannot_be_had(sites: FakeWeb, status: int, *, allowed: bool) -> None:
    sites.robots("firma.kz", status=status)
    sites.page("firma.kz", "/", "x")
    fetcher = sites.fetcher()
    if allowed:
        assert await text_of(fetcher, "http://firma.kz/") == "x"
    else:
        assert await reason_of(fetcher, "http://firma.kz/") == "robots_unreachable"
        assert sites.paths("firma.kz") == ["/robots.txt"]


async def test_robots_is_read_again_after_a_day_and_a_broken_one_sooner(sites: FakeWeb) -> None:
    sites.page("firma.kz", "/", "x")
    sites.robots("firma.kz", "User-agent: *\nAllow: /")
    fetcher = sites.fetcher()
    await text_of(fetcher, "http://firma.kz/")
    sites.robots("firma.kz", status=500)
    sites.time.seconds += 23 * 3600
    assert await text_of(fetcher, "http://firma.kz/") == "x"
    sites.time.seconds += 2 * 3600
    assert await reason_of(fetcher, "http://firma.kz/") == "robots_unreachable"
    sites.robots("firma.kz", "User-agent: *\nAllow: /")
    sites.time.seconds += 700
    assert await text_of(fetcher, "http://firma.kz/") == "x"


async def test_robots_follows_redirects_also_to_another_name(sites: FakeWeb) -> None:
    async def elsewhere(_: object) -> object:
        from aiohttp import web

        return web.Response(status=301, headers={"Location": "http://www.firma.kz/robots.txt"})

    sites._robots["firma.kz"] = elsewhere  # type: ignore[assignment]
    sites.robots("www.firma.kz", "User-agent: *\nDisallow: /x")
    sites.page("firma.kz", "/x", "x")
    assert await reason_of(sites.fetcher(), "http://firma.kz/x") == "robots"


async def test_of_a_huge_robots_only_the_beginning_counts(sites: FakeWeb) -> None:
    sites.robots("firma.kz", "User-agent: *\nDisallow: /x\n" + "# filler\n" * 70_000 + "Disallow: /y\n")
    sites.page("firma.kz", "/y", "y")
    sites.page("firma.kz", "/x", "x")
    fetcher = sites.fetcher()
    assert await reason_of(fetcher, "http://firma.kz/x") == "robots"
    assert await text_of(fetcher, "http://firma.kz/y") == "y"


@pytest.mark.parametrize(("status", "reason"), [(401, "login_wanted"), (403, "forbidden"), (451, "forbidden_by_law")])
async def test_no_means_no(sites: FakeWeb, status: int, reason: str) -> None:
    sites.status("firma.kz", "/", status)
    assert await reason_of(sites.fetcher(), "http://firma.kz/", Blocked) == reason
    assert sites.paths("firma.kz").count("/") == 1


@pytest.mark.parametrize(
    "page",
    [
        "<title>Just a moment...</title><body>Checking <script src='/cdn-cgi/challenge-platform/x.js'></script>",
        "<title>Ой! Вы не робот?</title><form action='/showcaptcha'>Подтвердите</form>",
        "<title>DDoS-Guard</title><p>Checking your browser before accessing firma.kz</p>",
        "<title>firma.kz</title><div class='g-recaptcha' data-sitekey='x'></div><p>Continue</p>",
        "<title>Access denied</title><p>You have been blocked.</p>",
    ],
)
async def test_a_captcha_page_is_recognised_and_left(sites: FakeWeb, page: str) -> None:
    sites.page("firma.kz", "/", page)
    assert await reason_of(sites.fetcher(), "http://firma.kz/", Blocked) == "captcha"
    assert sites.paths("firma.kz") == ["/robots.txt", "/"]


async def test_a_captcha_beside_a_contact_form_is_no_refusal(sites: FakeWeb) -> None:
    words = "Мы ремонтируем ноутбуки в Алматы с 2009 года. " * 20
    sites.page("firma.kz", "/", f"<title>Контакты</title><p>{words}</p><form><div class='g-recaptcha'></div></form>")
    assert "ноутбуки" in await text_of(sites.fetcher(), "http://firma.kz/")


async def test_redirects_are_followed_to_a_bound(sites: FakeWeb) -> None:
    sites.redirect("firma.kz", "/", "http://www.firma.kz/ru/")
    sites.page("www.firma.kz", "/ru/", "x")
    sites.redirect("loop.kz", "/", "/a")
    sites.redirect("loop.kz", "/a", "/")
    fetcher = sites.fetcher()
    assert (await fetcher.fetch(Request(url="http://firma.kz/"))).url == "http://www.firma.kz/ru/"
    assert await reason_of(fetcher, "http://loop.kz/") == "redirects"
    assert len(sites.paths("loop.kz")) == 1 + 6


async def test_a_redirect_into_a_disallowed_page_is_not_followed(sites: FakeWeb) -> None:
    sites.redirect("firma.kz", "/", "http://other.kz/secret")
    sites.robots("other.kz", "User-agent: *\nDisallow: /secret")
    sites.page("other.kz", "/secret", "x")
    assert await reason_of(sites.fetcher(), "http://firma.kz/") == "robots"
    assert sites.paths("other.kz") == ["/robots.txt"]


async def test_keys_stay_with_the_first_origin(sites: FakeWeb) -> None:
    sites.redirect("api.kz", "/", "http://other.kz/")
    sites.page("other.kz", "/", "{}", "application/json")
    await sites.fetcher().fetch(Request(url="http://api.kz/", headers={"X-Api-Key": "k"}, follows_robots=False))
    keys = [(asked.host, asked.headers.get("x-api-key")) for asked in sites.ledger]
    assert keys == [("api.kz", "k"), ("other.kz", None)]


async def test_a_huge_body_is_left_early(sites: FakeWeb) -> None:
    sites.stream("firma.kz", "/endless", b"x" * 65_536, 10_000)
    sites.stream("firma.kz", "/told", b"x" * 65_536, 900, {"Content-Length": str(65_536 * 900)})
    fetcher = sites.fetcher(limits=SMALL)
    assert await reason_of(fetcher, "http://firma.kz/endless") == "too_large"
    assert await reason_of(fetcher, "http://firma.kz/told") == "too_large"


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
async def test_a_small_body_that_unpacks_hugely_is_left_early(sites: FakeWeb, packing: str) -> None:
    bomb = b"0" * 100_000_000
    packed = gzip.compress(bomb) if packing == "gzip" else zlib.compress(bomb)
    assert len(packed) < SMALL.size
    sites.stream("firma.kz", "/", packed, 1, {"Content-Encoding": packing})
    import tracemalloc

    del bomb
    tracemalloc.start()
    assert await reason_of(sites.fetcher(limits=SMALL), "http://firma.kz/") == "too_large"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


async def test_packed_pages_are_read(sites: FakeWeb) -> None:
    bare = zlib.compressobj(wbits=-15)
    forms = {"gzip": gzip.compress(b"hello"), "deflate": zlib.compress(b"hello")}
    sites.stream("firma.kz", "/gzip", forms["gzip"], 1, {"Content-Encoding": "gzip"})
    sites.stream("firma.kz", "/deflate", forms["deflate"], 1, {"Content-Encoding": "deflate"})
    sites.stream("firma.kz", "/bare", bare.compress(b"hello") + bare.flush(), 1, {"Content-Encoding": "deflate"})
    sites.stream("firma.kz", "/broken", b"\x1f\x8bnothing", 1, {"Content-Encoding": "gzip"})
    sites.stream("firma.kz", "/br", b"hello", 1, {"Content-Encoding": "br"})
    fetcher = sites.fetcher()
    assert [await text_of(fetcher, f"http://firma.kz/{path}") for path in ("gzip", "deflate", "bare")] == ["hello"] * 3
    assert await reason_of(fetcher, "http://firma.kz/broken") == "unreadable"
    assert await reason_of(fetcher, "http://firma.kz/br") == "unreadable"


async def test_a_tar_pit_is_left_and_not_asked_again(sites: FakeWeb) -> None:
    sites.drip("firma.kz", "/")
    assert await reason_of(sites.fetcher(limits=Limits(seconds=0.5)), "http://firma.kz/") == "too_slow"
    assert sites.counts()["firma.kz/"] == 1


async def test_what_is_no_page_is_not_read(sites: FakeWeb) -> None:
    sites.page("firma.kz", "/price.pdf", b"%PDF-1.7", "application/pdf")
    sites.page("firma.kz", "/untyped", b"\x89PNG\r\n", "")
    sites.status("firma.kz", "/gone", 410)
    fetcher = sites.fetcher()
    assert await reason_of(fetcher, "http://firma.kz/price.pdf") == "not_text"
    assert await reason_of(fetcher, "http://firma.kz/untyped") == "not_text"
    assert await reason_of(fetcher, "http://firma.kz/gone") == "gone"
    assert await reason_of(fetcher, "http://firma.kz/none") == "gone"


async def test_trouble_that_passes_is_waited_out(sites: FakeWeb) -> None:
    sites.status("firma.kz", "/", 503, 502, 200)
    assert "701" in await text_of(sites.fetcher(), "http://firma.kz/")
    assert sites.counts()["firma.kz/"] == 3


async def test_retry_after_is_kept_to(sites: FakeWeb) -> None:
    sites.status("firma.kz", "/", 429, 200, headers={"Retry-After": "40"})
    assert "701" in await text_of(sites.fetcher(), "http://firma.kz/")
    assert sites.gaps("firma.kz")[-1] >= 40


async def test_a_long_retry_after_leaves_the_host_alone_for_that_long(sites: FakeWeb) -> None:
    sites.status("firma.kz", "/", 503, 200, headers={"Retry-After": "Sat, 21 Nov 2026 10:00:00 GMT"})
    fetcher = sites.fetcher()
    assert await reason_of(fetcher, "http://firma.kz/") == "no_answer"
    assert await reason_of(fetcher, "http://firma.kz/") == "resting"
    assert sites.counts()["firma.kz/"] == 1
    sites.time.seconds += 3601
    assert "701" in await text_of(fetcher, "http://firma.kz/")


async def test_a_host_that_fails_again_and_again_gets_a_rest(sites: FakeWeb) -> None:
    sites.status("firma.kz", "/", 503)
    sites.page("other.kz", "/", "x")
    fetcher = sites.fetcher()
    reasons = [await reason_of(fetcher, "http://firma.kz/") for _ in range(5)]
    assert reasons == ["no_answer", "resting", "resting", "resting", "resting"] or reasons[2:] == ["resting"] * 3
    asked = sites.counts()["firma.kz/"]
    assert asked <= 5
    assert await text_of(fetcher, "http://other.kz/") == "x"
    sites.time.seconds += 601
    await reason_of(fetcher, "http://firma.kz/")
    assert sites.counts()["firma.kz/"] > asked


async def test_an_unchanged_page_is_not_sent_again(sites: FakeWeb) -> None:
    from aiohttp import web

    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304)
        return web.Response(text="contacts", headers={"ETag": '"v1"'}, content_type="text/html")

    sites.on("firma.kz", "/", answer)
    fetcher = sites.fetcher(DictCache())
    first = await fetcher.fetch(Request(url="http://firma.kz/"))
    second = await fetcher.fetch(Request(url="http://firma.kz/"))
    assert (first.body, first.from_cache) == (b"contacts", False)
    assert (second.body, second.from_cache) == (b"contacts", True)


async def test_a_page_that_may_not_be_stored_is_not(sites: FakeWeb) -> None:
    from aiohttp import web

    async def answer(_: web.Request) -> web.Response:
        headers = {"ETag": '"v1"', "Cache-Control": "no-store"}
        return web.Response(text="x", headers=headers, content_type="text/html")

    sites.on("firma.kz", "/", answer)
    cache = DictCache()
    await sites.fetcher(cache).fetch(Request(url="http://firma.kz/"))
    assert cache.kept == {}
