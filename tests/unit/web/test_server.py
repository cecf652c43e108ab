from __future__ import annotations

import json

import aiohttp
import pytest
import structlog
from aiohttp import web

from bot.web.config import WebConfig
from bot.web.health import Part, health_route
from bot.web.server import CannotListen, PortTaken, WebServer


async def _crash(request):
    raise ValueError("my phone is 8 777 123 45 67")


class Doctor:
    def __init__(self, **parts):
        self._parts = parts

    async def parts(self):
        return self._parts


async def test_every_answer_carries_the_headers_browsers_obey(site):
    async with site.http.get(site.url + "/nothing") as response:
        assert response.status == 404
        assert await response.json() == {"error": "there is nothing at this address"}
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Server"] == "talap"


async def test_a_wrong_method_says_which_are_allowed(site):
    async with site.http.get(site.url + "/api/web/session") as response:
        assert response.status == 405
        assert "POST" in response.headers["Allow"]


async def test_a_failure_of_ours_gives_an_id_and_none_of_the_leads_words(open_site):
    site = await open_site(routes=(web.get("/crash", _crash),))
    with structlog.testing.capture_logs() as logs:
        async with site.http.get(site.url + "/crash") as response:
            assert response.status == 500
            body = await response.json()
    assert body["error"] == "something went wrong on our side"
    assert logs == [
        {
            "event": "web.failed",
            "log_level": "error",
            "error_id": body["id"],
            "method": "GET",
            "route": "/crash",
            "error": "ValueError",
            "at": logs[0]["at"],
        }
    ]
    assert logs[0]["at"].startswith("test_server.py:")
    assert "777" not in json.dumps([body, logs])


async def test_health_names_the_part_that_is_ill(open_site):
    well = health_route(Doctor(database=Part(ok=True)))
    site = await open_site(routes=(well,))
    async with site.http.get(site.url + "/health") as response:
        assert (response.status, await response.json()) == (
            200,
            {"ok": True, "parts": {"database": {"ok": True, "why": ""}}},
        )
    ill = health_route(Doctor(database=Part(ok=False, why="the disk is full")))
    site = await open_site(routes=(ill,))
    async with site.http.get(site.url + "/health") as response:
        assert response.status == 503
        assert (await response.json())["parts"]["database"]["why"] == "the disk is full"


async def test_a_taken_port_is_one_plain_sentence(site):
    second = WebServer(WebConfig(port=site.server.port), [])
    with pytest.raises(PortTaken) as told:
        await second.start()
    assert str(told.value) == (
        f"Another program already listens on port {site.server.port} on 127.0.0.1; "
        f"choose another port, e.g. TALAP_WEB__PORT={site.server.port + 1}."
    )
    await second.stop()


async def test_an_address_this_machine_does_not_have_is_said_so():
    with pytest.raises(CannotListen, match="TALAP_WEB__HOST"):
        await WebServer(WebConfig(host="203.0.113.7", port=0), []).start()


async def test_after_the_stop_nobody_answers_and_a_second_stop_is_harmless(site):
    await site.server.stop()
    await site.server.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await site.http.get(site.url + "/health")


@pytest.mark.parametrize(("host", "shown"), [("", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("::", "[::1]")])
def test_the_address_is_one_a_browser_can_open(host, shown):
    assert WebServer(WebConfig(host=host, port=8080), []).address == f"http://{shown}:8080"
