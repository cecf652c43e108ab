"""The website chat over real sockets on loopback: acknowledged after the commit, shown exactly once, in every tab."""

from __future__ import annotations

import hashlib

import aiohttp
import pytest
from aiohttp import web

from channels.contract import Button, Kind, Outbound
from channels.webchat import WebchatConfig
from channels.webchat.origin import address


async def test_a_message_is_acknowledged_only_after_it_is_committed(site, engine):
    tab = await site.tab(await site.token())
    engine.delay = 0.05

    answer = await tab.say("m1", "Сколько стоит ремонт?")

    assert answer == {"type": "ack", "client_msg_id": "m1"}
    assert [inbound.text for inbound in engine.heard] == ["Сколько стоит ремонт?"]


async def test_what_cannot_be_stored_is_not_acknowledged_and_may_be_sent_again(site, engine):
    tab = await site.tab(await site.token())
    engine.broken = True
    refused = await tab.say("m1", "привет")
    engine.broken = False
    again = await tab.say("m1", "привет")

    assert (refused["type"], refused["retry"], refused["client_msg_id"]) == ("error", 2, "m1")
    assert again["type"] == "ack"
    assert len(engine.heard) == 1


async def test_the_token_is_random_and_only_its_hash_reaches_the_engine(site, engine):
    tokens = {await site.token() for _ in range(20)}
    token = tokens.pop()
    tab = await site.tab(token)
    await tab.say("m1", "привет")

    assert len(tokens) == 19
    assert len(token) == 43
    heard = engine.heard[0]
    assert heard.sender.id == heard.chat == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(heard)
    assert (heard.channel, heard.kind, heard.language, heard.message_id) == ("web", Kind.SAID, "ru", "m1")
    assert heard.sent_at.utcoffset() is not None


async def test_a_retry_and_a_second_tab_repeat_the_event_id(site, engine):
    token = await site.token()
    first, second = await site.tab(token), await site.tab(token)

    await first.say("m1", "привет")
    assert (await second.next())["client_msg_id"] == "m1"
    await second.say("m1", "привет")
    status, body = await site.post(
        "/api/web/messages", {"visitor_token": token, "client_msg_id": "m1", "text": "привет"}
    )

    assert (status, body) == (200, {"status": "ok", "client_msg_id": "m1"})
    assert engine.deliveries == 3
    assert len(engine.heard) == 1


async def test_the_same_client_id_of_two_visitors_is_two_messages(site, engine):
    for _ in range(2):
        tab = await site.tab(await site.token())
        await tab.say("m1", "привет")
    assert len(engine.heard) == 2


async def test_both_tabs_see_what_either_says_and_what_the_bot_answers(site, engine):
    token = await site.token()
    first, second = await site.tab(token), await site.tab(token)

    await first.say("m1", "привет")
    seen = await second.next()
    line = await engine.say(site.channel, engine.heard[0].chat, "Здравствуйте!", (Button("Сегодня", "timeline:today"),))
    frames = [await first.next(), await second.next()]

    assert seen == {"type": "message", "from": "visitor", "client_msg_id": "m1", "text": "привет"}
    assert frames[0] == frames[1]
    assert (frames[0]["id"], frames[0]["from"], frames[0]["text"]) == (line.id, "bot", "Здравствуйте!")
    assert frames[0]["buttons"] == [{"label": "Сегодня", "token": "timeline:today"}]


async def test_a_pressed_button_carries_its_token(site, engine):
    tab = await site.tab(await site.token())
    await tab.say("m1", "Сегодня", token="timeline:today")
    assert (engine.heard[0].kind, engine.heard[0].token, engine.heard[0].text) == (
        Kind.PRESSED,
        "timeline:today",
        "Сегодня",
    )


async def test_what_was_said_while_away_comes_with_the_next_hello(site, engine):
    token = await site.token()
    tab = await site.tab(token)
    await tab.say("m1", "привет")
    chat = engine.heard[0].chat
    cursor = engine.lines[chat][-1].id
    await tab.socket.close()
    receipt = await site.channel.send(Outbound(chat=chat, text="не видел никто", key="k", ref="7"))
    away = await engine.say(site.channel, chat, "Что случилось?")

    back = await site.tab(token, cursor)

    assert receipt.message_ids == ("7",)
    assert [(frame["id"], frame["text"]) for frame in back.history["messages"]] == [(away.id, "Что случилось?")]
    assert back.history["cursor"] == away.id
    everything = await site.tab(token)
    assert [frame.get("client_msg_id") for frame in everything.history["messages"]] == ["m1", None]


async def test_a_session_brings_the_history_and_keeps_the_token(site, engine):
    token = await site.token()
    tab = await site.tab(token)
    await tab.say("m1", "привет")
    status, session = await site.post("/api/web/session", {"visitor_token": token})
    assert (status, session["visitor_token"]) == (200, token)
    assert [frame["text"] for frame in session["messages"]] == ["привет"]
    assert session["cursor"] == engine.lines[engine.heard[0].chat][-1].id


async def test_opening_the_chat_is_told_once_with_its_source(site, engine):
    body = {"opened": True, "lang": "kk", "page": {"utm": "spring"}}
    _, session = await site.post("/api/web/session", body)
    await site.post("/api/web/session", body | {"visitor_token": session["visitor_token"]})
    assert [(heard.kind, heard.start, heard.language) for heard in engine.heard] == [(Kind.STARTED, "spring", "kk")]


async def test_a_plain_session_leaves_no_trace(site, engine):
    await site.token()
    assert engine.deliveries == 0


async def test_another_visitor_hears_and_sees_nothing(site, engine):
    mine, other = await site.tab(await site.token()), await site.tab(await site.token())
    await mine.say("m1", "секрет")
    await other.send(type="ping")
    assert await other.next() == {"type": "pong"}
    assert other.history["messages"] == []


async def test_frames_of_one_tab_keep_their_order(site, engine):
    tab = await site.tab(await site.token())
    for number in range(15):
        await tab.send(type="message", client_msg_id=f"m{number}", text=f"{number}")
    acks = [await tab.next() for _ in range(15)]
    assert [ack["client_msg_id"] for ack in acks] == [f"m{number}" for number in range(15)]
    assert [heard.text for heard in engine.heard] == [str(number) for number in range(15)]


async def test_typing_shows(site, engine):
    token = await site.token()
    tab = await site.tab(token)
    await site.channel.typing(hashlib.sha256(token.encode()).hexdigest())
    assert await tab.next() == {"type": "typing"}


async def test_at_the_stop_pages_are_told_to_come_back(site):
    tab = await site.tab(await site.token())
    await site.server.stop()
    end = await tab.socket.receive(timeout=5)
    assert (end.type, end.data) == (aiohttp.WSMsgType.CLOSE, 1001)


async def test_a_page_whose_history_cannot_be_read_is_sent_away_to_retry(site, engine):
    token = await site.token()
    engine.broken = True
    socket = await site.socket()
    await socket.send_json({"type": "hello", "token": token})
    end = await socket.receive(timeout=5)
    assert (end.type, end.data) == (aiohttp.WSMsgType.CLOSE, 1013)


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1"])
async def test_other_websites_are_refused_at_every_door(site, engine, origin):
    headers = {"Origin": origin} if origin else {}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await site.http.ws_connect(site.url + "/api/web/ws", headers=headers)
    assert refused.value.status == 403
    for path in ("/api/web/session", "/api/web/messages"):
        async with site.http.post(site.url + path, json={}, headers=headers) as response:
            assert response.status == 403
    assert engine.deliveries == 0


async def test_a_listed_website_may_use_the_chat(open_site, engine):
    site = await open_site(WebchatConfig(origins=("https://shop.example",)))
    headers = {"Origin": "https://shop.example"}
    async with site.http.post(site.url + "/api/web/session", json={}, headers=headers) as response:
        assert response.status == 200
        assert response.headers["Access-Control-Allow-Origin"] == "https://shop.example"
        assert response.headers["Vary"] == "Origin"
    async with site.http.options(site.url + "/api/web/session", headers=headers) as response:
        assert (response.status, response.headers["Access-Control-Allow-Methods"]) == (204, "POST")
    async with site.http.ws_connect(site.url + "/api/web/ws", headers=headers) as socket:
        await socket.send_json({"type": "ping"})
        assert (await socket.receive_json(timeout=5))["error"] == "say hello first"


async def test_a_visitor_who_floods_is_slowed_and_told_for_how_long(open_site, engine):
    site = await open_site(WebchatConfig(messages_per_minute=3))
    token = await site.token()
    tab = await site.tab(token)
    answers = [await tab.say(f"m{number}", "x") for number in range(5)]
    status, body = await site.post("/api/web/messages", {"visitor_token": token, "client_msg_id": "m9", "text": "x"})
    other = await site.tab(await site.token())

    assert [answer["type"] for answer in answers] == ["ack"] * 3 + ["error"] * 2
    assert 1 <= answers[3]["retry"] <= 20
    assert (status, body["seconds"] >= 1) == (429, True)
    assert len(engine.heard) == 3
    assert (await other.say("m1", "x"))["type"] == "ack"


async def test_too_many_tabs_and_sockets_are_refused(open_site):
    site = await open_site(WebchatConfig(sockets=3, sockets_per_visitor=2))
    token = await site.token()
    tabs = [await site.tab(token) for _ in range(3)]
    assert tabs[2].history["error"] == "too many tabs are open"
    end = await tabs[2].socket.receive(timeout=5)
    assert end.data == 1008
    tabs.append(await site.tab(await site.token()))
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await site.tab(token)
    assert refused.value.status == 429


async def test_one_address_behind_our_proxy_cannot_take_all_the_room(open_site, engine):
    site = await open_site(WebchatConfig(proxies=1, messages_per_minute_ip=3, sessions_per_minute_ip=2))
    body = {"visitor_token": "A" * 43, "client_msg_id": "m", "text": "x"}
    crowd, other = {"X-Forwarded-For": "8.8.8.8, 203.0.113.1"}, {"X-Forwarded-For": "203.0.113.1, 203.0.113.2"}
    said = [(await site.post("/api/web/messages", body, **crowd))[0] for _ in range(4)]
    came = [(await site.post("/api/web/session", {}, **crowd))[0] for _ in range(3)]
    assert (said, came) == ([200, 200, 200, 429], [200, 200, 429])
    assert (await site.post("/api/web/messages", body, **other))[0] == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.1", "127.0.0.1"),
        (1, "forged, 203.0.113.1", "203.0.113.1"),
        (2, "forged, 203.0.113.1, 10.0.0.1", "203.0.113.1"),
        (2, "203.0.113.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
async def test_only_our_own_proxies_are_believed(open_site, proxies, forwarded, expected):
    async def whose(request):
        return web.Response(text=address(request, proxies))

    site = await open_site(routes=(web.get("/whose", whose),))
    async with site.http.get(site.url + "/whose", headers={"X-Forwarded-For": forwarded}) as response:
        assert await response.text() == expected
