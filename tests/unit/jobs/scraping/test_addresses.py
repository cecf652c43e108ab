"""Nothing inside a private network is ever reached, whatever the address looks like or a name server says."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import web

from jobs.scraping.addresses import Policy, checked, is_public
from jobs.scraping.contract import Request, Skipped
from jobs.scraping.fetch import Fetcher, Limits, World
from tests.fakes.sites import IDENTITY, FakeWeb, loopback_only


def words(text: str) -> list[str]:
    return text.split()


PRIVATE = words("""
127.0.0.1 127.8.9.10 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1 192.168.1.1
169.254.169.254 169.254.0.1 100.64.0.1 100.127.255.255 100.100.100.200 192.0.0.1 192.0.0.192 192.0.2.1 198.18.0.1
198.51.100.1 203.0.113.5 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 ::1 :: fe80::1 fc00::1 fd00:ec2::254
fd12:3456::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
64:ff9b:1::a00:1 2002:7f00:1:: 2002:a00:1:: 2002:c0a8:101:: ::7f00:1 2001:db8::1 100::1 2001:0:7f00:1::1
""")
PUBLIC = words(
    "8.8.8.8 93.184.216.34 185.22.64.10 2a02:6b8::1 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::"
)


@pytest.mark.parametrize("text", PRIVATE)
def test_private_addresses_are_not_public(text: str) -> None:
    assert is_public(ip_address(text)) is False


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are(text: str) -> None:
    assert is_public(ip_address(text)) is True


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://firma.kz/", "gopher://firma.kz/", "javascript:alert(1)", "//firma.kz/", "firma.kz",
        "http://", "http:///x", "http://user:secret@firma.kz/", "http://firma.kz:22/", "http://firma.kz:8080/",
        "https://firma.kz:6379/", "http://[::1", "http://firma.kz:99999/", "http://" + "a" * 3000, "", "http://\x00/",
    ],
)  # fmt: skip
def test_what_is_no_page_of_the_web_is_refused_by_form(url: str) -> None:
    with pytest.raises(Skipped, match="unsafe_address"):
        checked(url, Policy())


SPELLINGS = words("""
127.0.0.1 2130706433 0x7f000001 0177.0.0.1 127.1 127.0.1 0 [::1] [::ffff:127.0.0.1] [::ffff:7f00:1] localhost
[64:ff9b::7f00:1] 10.0.0.1 192.168.1.1 169.254.169.254 [fd00:ec2::254] 0x7f.1 017700000001 [::]
""")


@pytest.mark.parametrize("host", SPELLINGS)
async def test_every_spelling_of_here_is_refused_by_the_machines_own_resolver(host: str) -> None:
    async def sleep(_: float) -> None: ...

    fetcher = Fetcher(IDENTITY, world=World(sleep=sleep), limits=Limits(tries=1))
    with pytest.raises(Skipped) as caught:
        await fetcher.fetch(Request(url=f"http://{host}/", follows_robots=False))
    # Some systems do not take the odd spellings for an address at all; that is as safe.
    assert caught.value.reason in {"unsafe_address", "no_answer"}
    await fetcher.close()


async def test_a_name_that_leads_inside_is_refused_also_as_one_of_several(sites: FakeWeb) -> None:
    sites.strange = {"inside.kz": ["10.0.0.5"], "mixed.kz": ["127.0.0.1 10.0.0.5"], "six.kz": ["::ffff:10.0.0.5"]}
    fetcher = sites.fetcher()
    for host in sites.strange:
        with pytest.raises(Skipped, match="unsafe_address"):
            await fetcher.fetch(Request(url=f"http://{host}/", follows_robots=False))
    assert sites.ledger == []


async def test_a_redirect_inside_is_refused_before_anything_is_sent(sites: FakeWeb) -> None:
    sites.strange = {"inside.kz": ["169.254.169.254"]}
    for number, target in enumerate(
        [
            "http://inside.kz/latest/meta-data/",
            "http://169.254.169.254/",
            "http://[fd00:ec2::254]/",
            "http://firma.kz:22/",
        ]
    ):
        sites.redirect("firma.kz", f"/{number}", target)
    sites.strange |= {"169.254.169.254": ["169.254.169.254"], "fd00:ec2::254": ["fd00:ec2::254"]}
    fetcher = sites.fetcher()
    for number in range(4):
        with pytest.raises(Skipped) as caught:
            await fetcher.fetch(Request(url=f"http://firma.kz/{number}"))
        assert caught.value.reason in {"unsafe_address", "robots_unreachable"}
    assert {asked.host for asked in sites.ledger} == {"firma.kz"}


async def test_robots_of_an_inside_name_is_not_asked_either(sites: FakeWeb) -> None:
    sites.strange = {"inside.kz": ["10.0.0.5"]}
    with pytest.raises(Skipped):
        await sites.fetcher().fetch(Request(url="http://inside.kz/"))
    assert sites.ledger == []


async def test_a_name_that_changes_its_mind_changes_nothing(sites: FakeWeb) -> None:
    """Rebinding: harmless when checked, private when dialled. Only one look-up is made, and it is the checked one."""
    sites.page("flip.kz", "/", "x")
    answers = [[("127.0.0.1", sites.port)], [("10.0.0.5", 80)]]
    asked: list[str] = []

    async def flipping(host: str, _: int) -> list[tuple[str, int]]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    def fetcher() -> Fetcher:
        return Fetcher(IDENTITY, world=World(policy=loopback_only(), resolver=flipping, sleep=sites.time.sleep))

    first, second = fetcher(), fetcher()
    page = await first.fetch(Request(url="http://flip.kz/", follows_robots=False))
    assert (page.body, asked) == (b"x", ["flip.kz"])
    with pytest.raises(Skipped, match="unsafe_address"):
        await second.fetch(Request(url="http://flip.kz/", follows_robots=False))
    assert len(sites.ledger) == 1
    await first.close()
    await second.close()


async def test_the_environment_cannot_put_a_proxy_in_between(sites: FakeWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://10.0.0.9:3128")
    sites.page("firma.kz", "/", "x")
    assert (await sites.fetcher().fetch(Request(url="http://firma.kz/"))).body == b"x"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="a certificate is made with the openssl tool")
async def test_a_certificate_must_be_that_of_the_name_although_a_number_is_dialled(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subject = ["-subj", "/CN=firma.kz", "-addext", "subjectAltName=DNS:firma.kz"]
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run([*made, *subject], check=True, capture_output=True)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate, key)

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="x", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{tail:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=served)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]

    async def here(_: str, __: int) -> list[tuple[str, int]]:
        return [("127.0.0.1", port)]

    async def sleep(_: float) -> None: ...

    believed = ssl.create_default_context(cafile=str(certificate))
    world = World(policy=loopback_only(), resolver=here, sleep=sleep, tls=believed)
    fetcher = Fetcher(IDENTITY, world=world, limits=Limits(tries=1))
    page = await fetcher.fetch(Request(url="https://firma.kz/", follows_robots=False))
    assert page.body == b"x"
    with pytest.raises(Skipped, match="no_answer"):
        await fetcher.fetch(Request(url="https://other.kz/", follows_robots=False))
    await fetcher.close()
    await runner.cleanup()
