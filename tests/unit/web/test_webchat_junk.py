"""Junk at the chat's doors: always a clear 4xx, never a 5xx, never anything for the engine."""

from __future__ import annotations

import json
import random

import aiohttp
import pytest

from channels.contract import Button, Outbound
from channels.webchat import WebchatConfig
from channels.webchat.frames import clean
from channels.webchat.limits import Rate
from channels.webchat.translate import outbound_frame, stamp
from tests.fakes.web_engine import now

TOKEN = "A" * 43
GOOD = {"visitor_token": TOKEN, "client_msg_id": "m1", "text": "привет"}

WRONG = [
    (GOOD | {"text": 5}, "text"),
    (GOOD | {"text": ""}, "text"),
    (GOOD | {"text": "\x00\x07 \n"}, "text"),
    (GOOD | {"text": "x" * 4001}, "text"),
    (GOOD | {"client_msg_id": ""}, "client_msg_id"),
    (GOOD | {"client_msg_id": "a b"}, "client_msg_id"),
    (GOOD | {"client_msg_id": "x" * 65}, "client_msg_id"),
    (GOOD | {"client_msg_id": 10**400}, "client_msg_id"),
    (GOOD | {"visitor_token": "guess"}, "visitor_token"),
    (GOOD | {"visitor_token": "' OR 1=1 --" + "x" * 32}, "visitor_token"),
    (GOOD | {"token": "x" * 65}, "token"),
    (GOOD | {"lang": "<b>"}, "lang"),
]


@pytest.mark.parametrize(("body", "field"), WRONG)
async def test_a_wrong_field_is_named(site, engine, body, field):
    status, answer = await site.post("/api/web/messages", body)
    assert (status, answer["field"]) == (400, field)
    assert answer["error"]
    assert engine.deliveries == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe\x00",
        b'{"text":"\\ud800"}',
        b"NaN",
        b'{"visitor_token":' + b"9" * 6_000 + b"}",
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b"<?xml version='1.0'?>",
    ],
)
@pytest.mark.parametrize("path", ["/api/web/session", "/api/web/messages"])
async def test_a_body_that_is_no_message_is_refused(site, engine, path, body):
    status, answer = await site.post(path, body)
    assert status == 400
    assert answer["error"]
    assert engine.deliveries == 0


async def test_a_body_above_the_limit_is_refused_whether_announced_or_not(site, engine):
    status, answer = await site.post("/api/web/messages", b"x" * 65_537)
    assert (status, answer) == (413, {"error": "at most 65536 bytes"})

    async def endless():
        for _ in range(100):
            yield b"x" * 1_000

    async with site.http.post(site.url + "/api/web/session", data=endless(), headers={"Origin": site.url}) as response:
        assert response.status == 413
    assert engine.deliveries == 0


async def test_thousands_of_damaged_bodies_do_no_harm(open_site, engine):
    site = await open_site(WebchatConfig(messages_per_minute=100_000))
    chance = random.Random(7)
    base = json.dumps(GOOD | {"lang": "ru", "token": "a"}).encode()
    statuses = [(await site.post(chance.choice(DOORS), damaged(chance, base)))[0] for _ in range(1_500)]
    assert set(statuses) <= {200, 400, 413}
    assert statuses.count(400) > 700


DOORS = ("/api/web/messages", "/api/web/session")
PIECES = (b"\x00", b'"', b"{", b"]", b"\\u0000", b"\\ud83d", b"1e999", b"null", b"\xf0\x9f", b",", b'"text":[]')


def damaged(chance: random.Random, base: bytes) -> bytes:
    body = bytearray(base)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(body))
        body[place : place + chance.randint(0, 3)] = chance.choice(PIECES)
    return bytes(body)


@pytest.mark.parametrize(
    "first",
    [
        "",
        "{",
        "[]",
        "5",
        '{"type":"bye"}',
        '{"type":"hello"}',
        '{"type":"hello","token":"guess"}',
        '{"type":"hello","token":"' + TOKEN + '","cursor":"1;DROP"}',
        '{"type":"hello","token":"' + TOKEN + '","cursor":"99999999999999999999"}',
        '{"type":"message","client_msg_id":"m1","text":"x"}',
        "[" * 60_000,
    ],
)
async def test_a_socket_that_begins_with_junk_is_told_and_closed(site, engine, first):
    socket = await site.socket()
    await socket.send_str(first)
    answer = await socket.receive_json(timeout=5)
    assert answer["type"] == "error"
    assert (await socket.receive(timeout=5)).data == 1008
    assert engine.deliveries == 0


async def test_junk_in_mid_talk_is_answered_and_the_talk_goes_on(site, engine):
    tab = await site.tab(await site.token())
    for junk in (
        "",
        "{}",
        '{"type":"message","client_msg_id":"m1","text":[]}',
        '{"type":"message","text":"x"}',
        "\x00",
    ):
        await tab.socket.send_str(junk)
        assert (await tab.next())["type"] == "error"
    await tab.socket.send_bytes(b"\x00\x01")
    assert (await tab.next())["error"] == "only text frames with JSON are understood"
    assert (await tab.say("m2", "привет"))["type"] == "ack"
    assert [heard.text for heard in engine.heard] == ["привет"]


async def test_a_frame_above_the_limit_ends_the_socket(site, engine):
    tab = await site.tab(await site.token())
    await tab.socket.send_str("x" * 70_000)
    end = await tab.socket.receive(timeout=5)
    assert (end.type, end.data) == (aiohttp.WSMsgType.CLOSE, 1009)
    assert engine.deliveries == 0


async def test_a_plain_visit_to_the_sockets_address_is_explained(site):
    async with site.http.get(site.url + "/api/web/ws", headers={"Origin": site.url}) as response:
        assert response.status == 426


async def test_markup_of_a_visitor_travels_as_text_only(site, engine):
    payload = "<img src=x onerror=alert(1)>\"'&`</script>\u202e{{7*7}}"
    tab = await site.tab(await site.token())
    await tab.say("m1", payload)
    assert engine.heard[0].text == payload


def test_control_characters_are_taken_out_and_line_breaks_stay():
    assert clean(" a\x00b\r\nc\td\x1b[31m\ud800 ") == "ab\nc\td[31m"


def test_links_on_buttons_lead_only_where_a_browser_may_go():
    urls = ("https://wa.me/7777", "tel:+77771234567", "javascript:alert(1)", "data:text/html,x", "http://[")
    rows = tuple((Button(str(place), url=url),) for place, url in enumerate(urls))
    frame = outbound_frame(Outbound(chat="c", text="x", key="k", buttons=rows), now())
    assert [button["url"] for button in frame["buttons"]] == ["https://wa.me/7777", "tel:+77771234567"]


def test_a_moment_is_written_as_browsers_read_it():
    assert stamp(now()).endswith("Z")


def test_a_rate_refills_with_time_and_forgets_the_idle():
    clock = [0.0]
    rate = Rate(60, lambda: clock[0], remembered=10)
    assert [rate.wait("a") for _ in range(60)] == [0.0] * 60
    assert rate.wait("a") == pytest.approx(1.0)
    clock[0] = 1.5
    assert rate.wait("a") == 0.0
    for number in range(50):
        rate.wait(f"v{number}")
    assert len(rate._buckets) <= 10


@pytest.mark.parametrize("origins", ["https://shop.kz/", "shop.kz", "https://shop.kz/chat", "ftp://shop.kz", "*"])
def test_an_origin_written_wrongly_is_said_so(origins):
    with pytest.raises(ValueError, match="is not an origin"):
        WebchatConfig(origins=origins)


def test_origins_may_stand_in_one_setting():
    assert WebchatConfig(origins="https://a.kz, https://B.kz").origins == ("https://a.kz", "https://b.kz")
