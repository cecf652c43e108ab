"""The business side: live after each change, pressable, and closed to everybody but this machine."""

from __future__ import annotations

import asyncio
import hashlib

import aiohttp
import pytest

from bot.web.desk import Bells, LeadView
from bot.web.desk_door import DeskDoor


@pytest.fixture
async def desk(open_site, engine):
    door = DeskDoor(engine, engine.bells)
    site = await open_site(routes=tuple(door.routes()))
    site.door = door
    return site


def view(score: int) -> LeadView:
    return LeadView(stage="qualifying", stage_label="Вопросы", steps=(), score=score, band="nurture")


async def watching(site, token: str):
    socket = await site.socket("/desk/ws")
    await socket.send_json({"token": token, "lang": "ru"})
    return socket


async def test_the_page_sees_the_lead_now_and_after_each_change(desk, engine):
    token = await desk.token()
    chat = hashlib.sha256(token.encode()).hexdigest()
    socket = await watching(desk, token)
    assert await socket.receive_json(timeout=5) == {"type": "lead", "view": None}
    for score in (20, 64):
        engine.views[chat] = view(score)
        engine.bells.ring(chat)
        assert (await socket.receive_json(timeout=5))["view"]["score"] == score


async def test_a_change_of_another_lead_rings_nowhere_else(desk, engine):
    socket = await watching(desk, await desk.token())
    await socket.receive_json(timeout=5)
    engine.bells.ring("somebody else")
    with pytest.raises(TimeoutError):
        await socket.receive_json(timeout=0.05)


async def test_a_press_answers_with_the_notice(desk, engine):
    assert await desk.post("/desk/press", {"token": "abc", "lang": "kk"}) == (200, {"notice": "noted (kk)"})
    assert engine.pressed == ["abc"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"token":5}', b'{"token":""}', b'{"token":"' + b"x" * 65 + b'"}'])
async def test_a_press_without_a_button_is_refused(desk, engine, body):
    status, _ = await desk.post("/desk/press", body)
    assert status in {400, 413}
    assert engine.pressed == []


STRANGERS = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"Host": "evil.example", "Origin": "http://evil.example"},
]


@pytest.mark.parametrize("headers", STRANGERS)
async def test_strangers_do_not_even_learn_that_it_exists(desk, engine, headers):
    assert (await desk.post("/desk/press", {"token": "abc"}, **headers))[0] == 404
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await desk.socket("/desk/ws", **headers)
    assert refused.value.status == 404
    assert engine.pressed == []


@pytest.mark.parametrize("hello", ["", "{", '{"token":"short"}', '{"token":7}', "[" * 2_000, '{"lang":"ru"}'])
async def test_a_socket_that_does_not_say_whose_lead_it_wants_is_closed(desk, hello):
    socket = await desk.socket("/desk/ws")
    await socket.send_str(hello)
    assert (await socket.receive(timeout=5)).data == 1008


async def test_when_the_view_fails_the_page_is_told_to_come_again(desk, engine):
    async def broken(chat, language):
        raise RuntimeError("the disk is full")

    engine.view = broken
    socket = await watching(desk, await desk.token())
    assert (await socket.receive(timeout=5)).data == 1011


async def test_at_the_stop_sockets_are_hung_up(desk):
    socket = await watching(desk, await desk.token())
    await socket.receive_json(timeout=5)
    closing = asyncio.create_task(desk.door.close())
    assert (await socket.receive(timeout=5)).data == 1001
    await closing


def test_bells_forget_who_left():
    bells = Bells()
    with bells.listen("a") as first, bells.listen("a") as second:
        bells.ring("a")
        bells.ring("b")
        assert first.is_set()
        assert second.is_set()
    bells.ring("a")
    assert bells._listening == {}
