"""Where leads may be sent, and that an answer is read whole, waited for with patience and never followed elsewhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.web.config import WebConfig
from handoff.targets.contract import NotNow, Refused
from handoff.targets.kinds import unsaid
from handoff.targets.reach import allowed, at_home
from handoff.targets.wire import HttpWire
from tests.fakes.targets import FakeSystem


@pytest.mark.parametrize(
    ("address", "at_home", "abroad"),
    [
        ("127.0.0.1", True, False),
        ("10.1.2.3", True, False),
        ("192.168.0.5", True, False),
        ("172.31.255.255", True, False),
        ("fd00::1", True, False),
        ("::1", True, False),
        ("::ffff:10.0.0.1", True, False),
        ("::ffff:127.0.0.1", True, False),
        ("64:ff9b::7f00:1", True, False),
        ("2002:7f00:1::", True, False),
        ("2002:a00:1::", True, False),
        ("93.184.215.14", True, True),
        ("::ffff:93.184.215.14", True, True),
        ("64:ff9b::5db8:d70e", True, True),
        ("2606:2800:220:1::1", True, True),
        ("100.64.0.1", True, False),
        ("100.100.100.200", False, False),
        ("192.0.0.192", False, False),
        ("fd00:ec2::254", False, False),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("2002:a9fe:a9fe::", False, False),
        ("fe80::1", False, False),
        ("fe80::1%eth0", False, False),
        ("0.0.0.0", False, False),  # noqa: S104 (compared, not bound)
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("ff02::1", False, False),
        ("240.0.0.1", False, False),
        ("255.255.255.255", False, False),
    ],
)
def test_where_targets_may_be(address: str, at_home: bool, abroad: bool) -> None:
    assert (allowed(address, private=True), allowed(address, private=False)) == (at_home, abroad)


NAMES = ["127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1", "0", "10.0.0.1", "192.168.1.1"]
NUMBERS = ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "2852039166", "0xa9fea9fe"]
SIXES = ["[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::]"]
OTHERS = [
    "172.16.0.1",
    "169.254.169.254",
    "[::ffff:a9fe:a9fe]",
    "100.100.100.200",
    "224.0.0.1",
    "[fe80::1]",
    "[fd00::1]",
]


@pytest.mark.parametrize("host", [*NAMES, *NUMBERS, *SIXES, *OTHERS])
async def test_however_it_is_written_our_own_network_is_not_reached(host: str) -> None:
    async with FakeSystem() as inside:
        port = inside.url.rpartition(":")[2]
        for wire in (HttpWire(seconds=2), HttpWire(["n8n"], seconds=2)):
            with pytest.raises((Refused, NotNow)) as stopped:
                await wire.call("POST", f"http://{host}:{port}/x", json={})
            assert isinstance(stopped.value, Refused) or "DNS" in str(stopped.value), stopped.value
            await wire.close()
        assert inside.calls == []


async def test_only_the_named_machine_is_reached_and_metadata_never() -> None:
    async with FakeSystem() as inside:
        port = inside.url.rpartition(":")[2]
        named = HttpWire(["localhost"], seconds=2)
        assert (await named.call("GET", f"http://LocalHost:{port}/x")).status == 404
        with pytest.raises(Refused, match=r"TALAP_WEB__PRIVATE_TARGETS=127\.0\.0\.1"):
            await named.call("GET", f"http://127.0.0.1:{port}/x")
        await named.close()
        every = HttpWire(["*"], seconds=2)
        assert (await every.call("GET", f"http://127.0.0.1:{port}/x")).status == 404
        with pytest.raises(Refused):
            await every.call("GET", "http://169.254.169.254/latest/meta-data")
        await every.close()


def test_machines_stand_in_one_setting() -> None:
    config = WebConfig.model_validate({"private_targets": "n8n, LocalHost.,10.0.0.5"})
    assert config.private_targets == ("n8n", "localhost", "10.0.0.5")
    assert at_home("N8N", config.private_targets)
    assert not at_home("n8n.example.kz", config.private_targets)
    assert WebConfig().private_targets == ()
    with pytest.raises(ValueError, match="without http"):
        WebConfig.model_validate({"private_targets": "http://n8n:5678"})


class Slow(FakeSystem):
    """Gives its answer in pieces, as large answers come; or more of it than anybody wants."""

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.get("/pieces", self._pieces), web.get("/flood", self._flood)]

    async def _pieces(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        body = json.dumps({"values": [[str(number)] for number in range(20_000)]}).encode()
        for start in range(0, len(body), 40_000):
            await answer.write(body[start : start + 40_000])
            await asyncio.sleep(0.005)
        return answer

    async def _flood(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * 65_536)


@pytest.fixture
async def wire() -> AsyncIterator[HttpWire]:
    made = HttpWire(["127.0.0.1"], seconds=3)
    yield made
    await made.close()


async def test_an_answer_that_comes_in_pieces_is_read_whole(wire: HttpWire) -> None:
    async with Slow() as system:
        reply = await wire.call("GET", f"{system.url}/pieces")
        assert len(reply.json["values"]) == 20_000


async def test_an_answer_without_an_end_is_cut_off(wire: HttpWire) -> None:
    async with Slow() as system:
        reply = await asyncio.wait_for(wire.call("GET", f"{system.url}/flood"), 2)
        assert (reply.json, len(reply.text)) == (None, 500)


@pytest.mark.parametrize(
    ("kind", "config", "said", "shown"),
    [
        ("nocodb", {"token": "nc-12345678"}, 'token "nc-12345678" is wrong', 'token "•••" is wrong'),
        ("bitrix24", {"webhook": "https://x.kz/rest/1/s3cr3tcode"}, "no method s3cr3tcode/crm", "no method •••/crm"),
        ("apprise", {"address": "mailtos://boss:p4ssw0rd@x.kz"}, "login p4ssw0rd failed", "login ••• failed"),
        ("webhook", {"url": "https://x.kz", "secret": "s" * 20, "header": "X-A: let-me-in"}, "let-me-in", "•••"),
        ("nocodb", {"token": "nc-12345678"}, "nothing to hide", "nothing to hide"),
    ],
)
def test_an_echo_gives_no_secret_away(kind: str, config: dict[str, str], said: str, shown: str) -> None:
    assert unsaid(said, kind, config) == shown
