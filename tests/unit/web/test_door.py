from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest
import structlog
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.web import door
from bot.web.config import WebConfig
from bot.web.door import Answer, Headers, plain, quick_hooks
from bot.web.guard import HEADERS
from bot.web.server import WebServer

BODY = b'{"update_id":1}'


class Hook:
    """A hook that notes by which way things came, and answers when it is told to."""

    def __init__(self) -> None:
        self.quick: list[bytes] = []
        self.slow: list[bytes] = []
        self.open = asyncio.Event()
        self.open.set()
        self.status = 200
        self._under_way: set[asyncio.Task[None]] = set()

    async def answer(self, request: web.Request) -> web.Response:
        self.slow.append(await request.read())
        return web.Response(status=self.status)

    def knock(self, headers: Headers, body: bytes, answer: Answer) -> None:
        assert headers[b"x-secret"] == b"s"
        self.quick.append(body)
        if self.status == 0:
            raise ValueError("my phone is 8 777")
        if self.open.is_set():
            answer(self.status)
            return
        later = asyncio.create_task(self._answer_later(answer))
        self._under_way.add(later)
        later.add_done_callback(self._under_way.discard)

    async def _answer_later(self, answer: Answer) -> None:
        await self.open.wait()
        answer(self.status)


async def _hello(_request: web.Request) -> web.Response:
    return web.Response(text="hello")


def request(body: bytes = BODY, *, line: bytes = b"POST /hook HTTP/1.1", more: bytes = b"") -> bytes:
    length = str(len(body)).encode()
    return line + b"\r\nHost: x\r\nX-Secret: s\r\nContent-Length: " + length + b"\r\n" + more + b"\r\n" + body


class Wire:
    """A bare connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def ask(self, *pieces: bytes) -> tuple[int, bytes]:
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(0.02)
        return await self.answer()

    async def answer(self) -> tuple[int, bytes]:
        async with asyncio.timeout(5):
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            return int(head.split()[1]), head + await self.reader.readexactly(length)

    async def is_hung_up(self) -> bool:
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionError):
                return await self.reader.read() == b""
            return True


@pytest.fixture
async def hook() -> Hook:
    return Hook()


@pytest.fixture
async def server(hook: Hook) -> AsyncIterator[WebServer]:
    server = WebServer(WebConfig(port=0), [web.post("/hook", hook.answer), web.get("/hello", _hello)])
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def wires(server: WebServer) -> AsyncIterator[Callable[[], object]]:
    opened: list[Wire] = []

    async def connect() -> Wire:
        wire = Wire(*await asyncio.open_connection("127.0.0.1", server.port))
        opened.append(wire)
        return wire

    yield connect
    for wire in opened:
        wire.writer.close()
        with contextlib.suppress(ConnectionError):
            await wire.writer.wait_closed()


async def test_plain_deliveries_are_answered_quickly_one_after_another_and_carry_every_header(wires, hook):
    wire = await wires()
    for number in range(3):
        status, answer = await wire.ask(request(b"%d" % number))
        assert status == 200
        for name, value in HEADERS.items():
            assert f"\r\n{name}: {value}\r\n".encode() in answer
        assert b"\r\nDate: " in answer
    assert (hook.quick, hook.slow) == ([b"0", b"1", b"2"], [])


async def test_what_could_not_be_kept_is_to_be_brought_again(wires, hook):
    hook.status = 503
    status, answer = await (await wires()).ask(request())
    assert (status, b"\r\nRetry-After: 1\r\n" in answer) == (503, True)


@pytest.mark.parametrize(
    "pieces",
    [
        (request()[:40], request()[40:]),
        (request()[:-5], request()[-5:]),
        (request(more=b"Connection: close\r\n"),),
        (request(more=b"X-Twice: 1\r\nx-twice: 2\r\n"),),
        (request(line=b"POST /hook HTTP/1.0", more=b"Connection: keep-alive\r\n"),),
        (
            b"POST /hook HTTP/1.1\r\nHost: x\r\nX-Secret: s\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n"
            + BODY
            + b"\r\n0\r\n\r\n",
        ),
    ],
    ids=["cut in the head", "cut in the body", "close", "twice", "old", "chunked"],
)
async def test_anything_else_is_answered_all_the_same(wires, hook, pieces):
    assert (await (await wires()).ask(*pieces))[0] == 200
    assert (hook.quick, hook.slow) == ([], [BODY])


async def test_another_page_on_the_same_connection_is_served_and_so_is_the_next_delivery(wires, hook):
    wire = await wires()
    assert (await wire.ask(request(b"1")))[0] == 200
    status, answer = await wire.ask(b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (status, answer.endswith(b"hello")) == (200, True)
    assert (await wire.ask(request(b"2")))[0] == 200
    assert (hook.quick, hook.slow) == ([b"1"], [b"2"])


async def test_impatient_requests_are_answered_in_their_order(wires, hook):
    hook.open.clear()
    wire = await wires()
    for piece in (request(b"1"), request(b"2"), b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"):
        wire.writer.write(piece)
        await asyncio.sleep(0.02)
    hook.open.set()
    answers = [await wire.answer() for _ in range(3)]
    assert [status for status, _ in answers] == [200, 200, 200]
    assert answers[2][1].endswith(b"hello")
    assert hook.quick + hook.slow == [b"1", b"2"]


async def test_a_failure_is_a_500_and_the_log_holds_none_of_the_leads_words(wires, hook):
    hook.status = 0
    with structlog.testing.capture_logs() as logs:
        assert (await (await wires()).ask(request()))[0] == 500
    assert [(line["event"], line["error"]) for line in logs] == [("web.failed", "ValueError")]
    assert "777" not in str(logs)


async def test_who_hangs_up_early_is_not_missed(wires, hook, server):
    hook.open.clear()
    wire = await wires()
    wire.writer.write(request())
    await asyncio.sleep(0.02)
    wire.writer.close()
    await wire.writer.wait_closed()
    hook.open.set()
    assert (await (await wires()).ask(request(b"2")))[0] == 200
    assert hook.quick == [BODY, b"2"]


async def test_a_stop_lets_what_is_under_way_be_answered_and_hangs_up_on_the_rest(wires, hook, server):
    hook.open.clear()
    busy, idle = await wires(), await wires()
    assert busy is not idle
    busy.writer.write(request())
    await asyncio.sleep(0.05)
    stopping = asyncio.create_task(server.stop())
    assert await idle.is_hung_up()
    hook.open.set()
    assert (await busy.answer())[0] == 200
    assert await busy.is_hung_up()
    await stopping


async def test_a_stop_does_not_wait_for_ever(wires, hook, server, monkeypatch):
    monkeypatch.setattr("bot.web.server.FINISH_WITHIN", 0.05)
    hook.open.clear()
    wire = await wires()
    wire.writer.write(request())
    await asyncio.sleep(0.02)
    async with asyncio.timeout(3):
        await server.stop()
    assert await wire.is_hung_up()
    hook.open.set()


async def test_a_connection_that_says_nothing_for_very_long_is_closed(wires, hook, monkeypatch):
    monkeypatch.setattr(door, "_IDLE_SECONDS", 0.05)
    wire = await wires()
    assert (await wire.ask(request()))[0] == 200
    assert await wire.is_hung_up()


def _hooks(hook):
    return quick_hooks([web.post("/hook", hook.answer), web.get("/hook", hook.answer), web.post("/other", _hello)])


async def test_only_what_leaves_nothing_to_interpret_is_plain(hook):
    hooks = _hooks(hook)
    assert list(hooks) == [b"POST /hook HTTP/1.1"]
    asked = plain(request(), hooks)
    assert asked is not None
    assert (asked.body, asked.headers[b"x-secret"]) == (BODY, b"s")
    assert plain(request(more=b"Connection: Keep-Alive\r\n"), hooks) is not None
    for more in (
        *(b"Content-Length: 15\r\n", b"content-length: 15\r\n", b"Transfer-Encoding: identity\r\n", b"TE: x\r\n"),
        *(b"Expect: 100-continue\r\n", b"Upgrade: h2c\r\n", b"Content-Encoding: gzip\r\n", b"Connection: x-secret\r\n"),
        *(
            b" folded: 1\r\n",
            b"bad name: 1\r\n",
            b"no colon\r\n",
            b"nul: \0\r\n",
            b"bare: \n1\r\n",
            b"bare: \r1\r\n",
            b": 1\r\n",
        ),
    ):
        assert plain(request(more=more), hooks) is None, more
    for data in (
        *(request() + b"G", request()[:-1], request().replace(b"15", b"+15"), request().replace(b"15", b"15, 15")),
        *(request().replace(b"15", number) for number in (b"", b"-15", b"0x0f", b"14", b"16", b"999999999", b"9" * 12)),
        request(b"\r\nContent-Length: 2\r\n\r\n{}").replace(b"Content-Length: 25", b"Content-Length: "),
        *(
            request(line=b"POST /other HTTP/1.1"),
            request(line=b"POST /hook?x HTTP/1.1"),
            request(line=b"GET /hook HTTP/1.1"),
        ),
        *(
            request().replace(b"Content-Length: 15\r\n", b""),
            request(more=b"X: " + b"y" * 9_000 + b"\r\n"),
            b"",
            b"\r\n\r\n",
        ),
        request(b"x" * 300_000),
    ):
        assert plain(data, hooks) is None, data[:80]


@given(st.binary(max_size=60), st.integers(0, 90), st.binary(max_size=6))
def test_junk_is_never_plain_unless_its_body_has_the_length_it_tells(body, place, junk):
    hook = Hook()
    data = request(body)
    data = data[:place] + junk + data[place:]
    asked = plain(data, _hooks(hook))
    if asked is not None:
        head, _, after = data.partition(b"\r\n\r\n")
        assert after == asked.body
        [told] = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        assert int(told.partition(b":")[2]) == len(asked.body)


async def test_a_head_seen_before_is_read_the_same_whatever_the_length(hook):
    hooks = _hooks(hook)
    for body in (b"", b"1", b"x" * 9, b"x" * 10, b"x" * 262_144, b"1"):
        asked = plain(request(body), hooks)
        assert asked is not None
        assert (asked.body, asked.headers[b"host"], asked.headers[b"x-secret"]) == (body, b"x", b"s")
    assert plain(request(b"1", more=b"X-Secret: other\r\n"), hooks) is None
    other = plain(request(b"1").replace(b"Secret: s", b"Secret: S"), hooks)
    assert other is not None
    assert other.headers[b"x-secret"] == b"S"
