"""Our small HTTP client against servers that behave, misbehave and vanish."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvloop
from aiohttp import web

from channels.telegram.trouble import NoAnswer, NotReached, Reply
from channels.telegram.wire import GeneralWire, StraightWire, Wire, wire_to

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes, status: bytes = b"200 OK", more: bytes = b"") -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Length: %d\r\n%b\r\n%b" % (status, len(body), more, body)


async def one_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(length)


class Server:
    """Answers each request of a connection with the next of `answers`; an empty one closes instead."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.connections = 0
        self.pause = 0.0
        self._talks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        try:
            while self.answers:
                self.requests.append(await one_request(reader))
                await asyncio.sleep(self.pause)
                answer = self.answers.pop(0)
                if not answer:
                    break
                writer.write(answer)
                await writer.drain()
                if b"close" in answer:
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    @asynccontextmanager
    async def up(self, connections: int = 4, context: ssl.SSLContext | None = None) -> AsyncIterator[Wire]:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=context)
        host = "localhost" if context else "127.0.0.1"
        wire = StraightWire(
            f"http{'s' if context else ''}://{host}:{server.sockets[0].getsockname()[1]}/base", connections
        )
        try:
            yield wire
        finally:
            await wire.close()
            server.close()
            for talk in self._talks:
                talk.cancel()
            await asyncio.gather(*self._talks, return_exceptions=True)
            await server.wait_closed()


async def test_requests_share_one_connection() -> None:
    server = Server(*[answer(b"%d" % number) for number in range(5)])
    async with server.up() as wire:
        replies = [await wire.post("/x", b"{}", 5) for _ in range(5)]
    assert replies == [Reply(200, b"%d" % number) for number in range(5)]
    assert server.connections == 1
    assert server.requests[0].startswith(b"POST /base/x HTTP/1.1\r\nHost: 127.0.0.1:")
    assert server.requests[0].endswith(b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")


@pytest.mark.parametrize(
    ("raw", "reply"),
    [
        (answer(b"bye", more=b"Connection: close\r\n"), Reply(200, b"bye")),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", Reply(200, b"abc")),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + answer(b"after"), Reply(200, b"after")),
        (answer(b"", b"302 Found", b"Location: /x\r\n"), Reply(302, b"")),
        (answer(b"<html>", b"502 Bad Gateway"), Reply(502, b"<html>")),
        (b"HTTP/1.0 502 Bad Gateway\r\n\r\n<html> no length, then close", Reply(502, b"<html> no length, then close")),
        (b"HTTP/1.1 413 X\r\nContent-Length: 100\r\n\r\ncut, close", Reply(413, b"cut, close")),
    ],
    ids=["close", "chunked", "continue", "redirect", "error", "no length", "error cut"],
)
async def test_answers_of_all_shapes_are_read(raw: bytes, reply: Reply) -> None:
    server = Server(raw, answer(b"next"))
    async with server.up() as wire:
        assert await wire.post("/x", b"{}", 5) == reply
        assert await wire.post("/x", b"{}", 5) == Reply(200, b"next")


@pytest.mark.parametrize(
    "raw",
    [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut, close", b"HTTP/1.1 close"],
    ids=["nothing", "nonsense", "cut body", "cut head"],
)
async def test_no_whole_answer_leaves_it_open_and_the_next_request_is_well(raw: bytes) -> None:
    server = Server(raw, answer(b"next"))
    async with server.up() as wire:
        with pytest.raises(NoAnswer):
            await wire.post("/x", b"{}", 5)
        assert (await wire.post("/x", b"{}", 5)).body == b"next"


async def test_a_late_answer_is_never_taken_for_the_next_one() -> None:
    server = Server(answer(b"late"), answer(b"right"))
    server.pause = 0.2
    async with server.up() as wire:
        with pytest.raises(NoAnswer, match=r"nothing within 0\.1 s"):
            await wire.post("/x", b"{}", 0.1)
        assert (await wire.post("/x", b"{}", 5)).body == b"right"


async def test_a_request_given_up_ends_its_connection() -> None:
    server = Server(answer(b"late"), answer(b"right"))
    server.pause = 0.2
    async with server.up() as wire:
        asked = asyncio.create_task(wire.post("/x", b"{}", 5))
        await asyncio.sleep(0.05)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert (await wire.post("/x", b"{}", 5)).body == b"right"
    assert server.connections == 2


async def test_words_nobody_asked_for_end_the_connection() -> None:
    server = Server(answer(b"one") + answer(b"unasked"), answer(b"two"))
    async with server.up() as wire:
        assert (await wire.post("/x", b"{}", 5)).body == b"one"
        await asyncio.sleep(0.05)
        assert (await wire.post("/x", b"{}", 5)).body == b"two"


async def test_a_connection_the_server_closed_while_idle_is_not_used_again() -> None:
    server = Server(answer(b"one", more=b"X-Then: close\r\n"), answer(b"two"))
    async with server.up() as wire:
        await wire.post("/x", b"{}", 5)
        await asyncio.sleep(0.05)
        assert (await wire.post("/x", b"{}", 5)).body == b"two"
    assert server.connections == 2


async def test_no_more_connections_than_allowed() -> None:
    server = Server(*[answer(b"x")] * 12)
    server.pause = 0.02
    async with server.up(connections=3) as wire:
        await asyncio.gather(*(wire.post("/x", b"{}", 5) for _ in range(12)))
    assert server.connections == 3


async def test_who_waits_for_a_connection_and_gives_up_leaves_it_to_the_next() -> None:
    server = Server(*[answer(b"%d" % number) for number in range(4)])
    server.pause = 0.1
    async with server.up(connections=1) as wire:
        asked = [asyncio.create_task(wire.post("/x", b"{}", 5)) for _ in range(4)]
        await asyncio.sleep(0.05)
        asked[1].cancel()
        while not asked[0].done():
            await asyncio.sleep(0)
        asked[2].cancel()  # its turn has just come
        replies = await asyncio.gather(*asked, return_exceptions=True)
        assert [isinstance(reply, Reply) for reply in replies] == [True, False, False, True]
        server.pause = 0.0
        assert (await wire.post("/x", b"{}", 5)).status == 200


async def test_no_connection_free_for_long_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.telegram.wire._CONNECT_SECONDS", 0.1)
    server = Server(answer(b"one"), answer(b"two"))
    server.pause = 0.3
    async with server.up(connections=1) as wire:
        first = asyncio.create_task(wire.post("/x", b"{}", 5))
        await asyncio.sleep(0.02)
        with pytest.raises(NotReached, match="busy"):
            await wire.post("/x", b"{}", 5)
        assert (await first).body == b"one"
        assert (await wire.post("/x", b"{}", 5)).body == b"two"


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
@pytest.mark.parametrize("earlier", [0.15, 0.3, 30])
def test_each_request_has_its_own_patience_however_long_that_of_the_one_before_was(
    run: Callable[..., object], earlier: float
) -> None:
    async def story() -> None:
        server = Server(answer(b"one"), answer(b"two"), answer(b"late"))
        async with server.up() as wire:
            await wire.post("/x", b"{}", earlier)
            server.pause = 0.25
            assert (await wire.post("/x", b"{}", 5)).body == b"two"
            server.pause = 5
            began = time.monotonic()
            with pytest.raises(NoAnswer, match=r"nothing within 0\.2 s"):
                await wire.post("/x", b"{}", 0.2)
            assert 0.19 < time.monotonic() - began < 2
        assert server.connections == 1

    run(story())


@pytest.mark.parametrize("base", ["http://127.0.0.1:9", "http://no-such-host.invalid", "http://" + "x" * 70 + ".kz"])
async def test_nobody_there_is_not_reached(base: str) -> None:
    wire = StraightWire(base, 1)
    with pytest.raises(NotReached):
        await wire.post("/x", b"{}", 5)
    await wire.close()


async def test_closing_ends_what_is_under_way_and_nothing_starts_after() -> None:
    server = Server(answer(b"never"))
    server.pause = 5
    async with server.up() as wire:
        asked = asyncio.create_task(wire.post("/x", b"{}", 30))
        await asyncio.sleep(0.05)
        began = time.monotonic()
        await wire.close()
        with pytest.raises(NoAnswer):
            await asked
        assert time.monotonic() - began < 4
        with pytest.raises(NotReached):
            await wire.post("/x", b"{}", 5)


def test_it_runs_on_uvloop_as_well() -> None:
    async def story() -> list[bytes]:
        server = Server(answer(b"one"), b"", answer(b"three"))
        async with server.up() as wire:
            first = await wire.post("/x", b"{}", 5)
            with pytest.raises(NoAnswer):
                await wire.post("/x", b"{}", 5)
            return [first.body, (await wire.post("/x", b"{}", 5)).body]

    assert uvloop.run(story()) == [b"one", b"three"]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate")
    made = tmp_path / "both.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(made), "-out", str(tmp_path / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)
    made.write_bytes(made.read_bytes() + (tmp_path / "cert.pem").read_bytes())
    return made


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
def test_tls_only_with_a_certificate_we_trust(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., object]
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    async def ask() -> object:
        server = Server(answer(b"secret"))
        async with server.up(context=context) as wire:
            try:
                return await wire.post("/x", b"{}", 5)
            except NotReached as error:
                return str(error)

    assert run(ask()) == "SSLCertVerificationError"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert run(ask()) == Reply(200, b"secret")


async def test_a_proxy_named_by_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    async def proxy(request: web.Request) -> web.Response:
        seen.append(str(request.url))
        return web.Response(body=b"through")

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", proxy)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{runner.addresses[0][1]}")
    wire = wire_to("http://api.example", 2)
    assert isinstance(wire, GeneralWire)
    assert await wire.post("/botx/getMe", b"{}", 5) == Reply(200, b"through")
    assert seen == ["http://api.example/botx/getMe"]
    await runner.cleanup()
    with pytest.raises((NotReached, NoAnswer)):
        await wire.post("/x", b"{}", 5)
    await wire.close()
    await wire.close()
    with pytest.raises(NotReached):
        await wire.post("/x", b"{}", 5)
    monkeypatch.setenv("no_proxy", "api.example")
    assert isinstance(wire_to("http://api.example", 2), StraightWire)


async def test_the_general_client_does_the_same() -> None:
    server = Server(answer(b"one"), answer(b"<html>", b"502 Bad Gateway"), b"")
    async with server.up() as straight:
        assert isinstance(straight, StraightWire)
        wire = GeneralWire(f"http://127.0.0.1:{straight._port}/base", 2)
        assert await wire.post("/x", b"{}", 5) == Reply(200, b"one")
        assert await wire.post("/x", b"{}", 5) == Reply(502, b"<html>")
        with pytest.raises(NoAnswer):
            await wire.post("/x", b"{}", 5)
        await wire.close()
