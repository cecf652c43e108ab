"""Servers that know less than they should, or talk nonsense: we hear what can be heard and never hang."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import date

import pytest

from channels.email.adapter import EmailChannel
from channels.email.mailbox import LoginRefused, folder_name, opened
from channels.email.patience import Patience
from channels.email.wire import ImapBroken, ImapNo, Wire, quoted
from tests.contract.stages import Engine, until
from tests.fakes.mail_imap import Dovecot
from tests.fakes.mail_smtp import FakeSmtp
from tests.unit.channels.email.post import config, listening, mail

HASTY = Patience(connect=0.5, answer=0.5, mail=0.5, idle=0.3, poll=0.05, first=0.01, most=0.05)
Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[int]:
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await script(reader, writer)
        except (ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(0.05)  # who was just let in begins to be served: else nobody would close their socket
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def saying(answers: dict[str, bytes], greeting: bytes = b"* OK ready\r\n") -> Script:
    """A server that answers each verb with its line; `%t` is the tag, and what is not told is OK."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        while line := (await reader.readline()).decode().split():
            verb = " ".join(line[1:3]) if line[1:2] == ["UID"] else line[1] if len(line) > 1 else ""
            writer.write(answers.get(verb, b"%t OK done\r\n").replace(b"%t", line[0].encode()))
            await writer.drain()

    return script


def changing(port: int, change: Callable[[bytes], bytes]) -> Script:
    """A real server behind, whose words are changed on the way."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)

        async def up() -> None:
            while data := await reader.read(65_536):
                back.write(data)

        sending = asyncio.create_task(up())
        try:
            while data := await there.read(65_536):
                writer.write(change(data))
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            back.close()

    return script


def without_keywords(data: bytes) -> bytes:
    return data.replace(b" \\*)]", b")]")


def without_idle(data: bytes) -> bytes:
    return re.sub(rb" IDLE\b", b"", data)


@pytest.mark.parametrize("change", [without_keywords, without_idle])
async def test_a_server_without_keywords_or_idle_is_heard_and_nothing_twice(
    change: Callable[[bytes], bytes],
) -> None:
    async with Dovecot() as imap, FakeSmtp() as smtp, serving(changing(imap.port, change)) as port:
        engine = Engine()
        imap.deliver(mail("read by people before we came", 0), flags="\\Seen")
        async with listening(EmailChannel(config(port, smtp.port), patience=HASTY), engine):
            await asyncio.sleep(0.3)
            imap.deliver(mail("first", 1))
            await engine.heard(1)
            imap.deliver(mail("second, read by people at once", 2), flags="\\Seen")
            await engine.heard(2)
        imap.deliver(mail("third", 3))
        after = Engine()
        async with listening(EmailChannel(config(port, smtp.port), patience=HASTY), after):
            await after.heard(1)
            await asyncio.sleep(0.3)
        assert [heard.text for heard in engine.kept] == ["first", "second, read by people at once"]
        assert [heard.text for heard in after.kept] == ["third"]


async def test_news_told_with_the_answer_to_another_command_is_not_slept_over() -> None:
    slow = Patience(connect=2, answer=2, mail=2, idle=60)
    told = saying({"NOOP": b"* 5 EXISTS\r\n%t OK\r\n", "IDLE": b"+ idling\r\n", "DONE": b""})
    async with serving(told) as port, await Wire.open("127.0.0.1", port, "none", slow) as wire:
        await wire.command("NOOP")
        async with asyncio.timeout(5):
            with pytest.raises(TimeoutError):
                # This server never ends an IDLE, so the wait for that end is what runs out: at once, not in a minute.
                await wire.idle(60)


MEAN: dict[str, Script] = {
    "silent": saying({}, greeting=b""),
    "goodbye": saying({}, greeting=b"* BYE too busy\r\n"),
    "a web server": saying({}, greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "mute after login": saying({"LOGIN": b""}),
    "mute at select": saying({"SELECT": b"", "EXAMINE": b""}),
    "goodbye at select": saying({"SELECT": b"* BYE maintenance\r\n"}),
    "endless literal": saying({"UID SEARCH": b"* X {999999999}\r\n"}),
    "literal cut": saying({"UID SEARCH": b"* 1 FETCH (BODY[] {500}\r\nshort"}),
    "binary": saying({"UID SEARCH": b"\x00\xff\xfe\r\n%t OK\r\n" * 3, "SELECT": b"\xff\r\n%t OK\r\n"}),
    "too many connections": saying({"LOGIN": b"%t NO [LIMIT] too many connections\r\n"}),
    "no search": saying({"UID SEARCH": b"%t BAD what\r\n"}),
}


@pytest.mark.parametrize("name", [name for name in MEAN if name != "binary"])
async def test_a_mean_server_is_said_to_be_in_trouble_and_tried_again(name: str) -> None:
    async with serving(MEAN[name]) as port:
        channel = EmailChannel(config(port, 1), patience=HASTY)
        async with listening(channel, Engine()) as task:
            await until(lambda: not channel.health.ok)
            await asyncio.sleep(0.2)
            assert not task.done()
        assert channel.health.key in {"email.trouble.unreached", "email.trouble.password"}


async def test_bytes_that_mean_nothing_are_passed_over() -> None:
    async with serving(MEAN["binary"]) as port, opened(config(port, 1), HASTY) as mailbox:
        assert await mailbox.waiting(date(2026, 11, 21), 1) == []


async def test_refusals_for_now_and_for_good_are_told_apart() -> None:
    for told, for_good in (
        (b"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", True),
        (b"NO LOGIN invalid credentials or IMAP is disabled", True),
        (b"NO [ALERT] Application-specific password required", True),
        (b"NO [UNAVAILABLE] Temporary authentication failure", False),
        (b"NO [ALERT] Too many simultaneous connections", False),
        (b"NO [INUSE] try again later", False),
    ):
        assert LoginRefused(ImapNo(told)).for_good is for_good, told


async def test_words_put_in_before_the_encryption_begins_are_refused() -> None:
    async with serving(saying({"STARTTLS": b"%t OK begin\r\n* PREAUTH trust me\r\n"})) as port:
        with pytest.raises((ImapBroken, TimeoutError, OSError)):
            await Wire.open("127.0.0.1", port, "starttls", HASTY)


async def test_a_password_of_any_letters_goes_as_it_is() -> None:
    heard: list[bytes] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK\r\n")
        await reader.readline()
        writer.write(b"t1 OK\r\n")
        heard.append(await reader.readline())
        writer.write(b"+ go on\r\n")
        heard.append(await reader.readline())
        writer.write(b"t2 OK\r\n")
        await reader.readline()
        writer.write(b"t3 OK\r\n")
        await reader.read()

    async with serving(script) as port, await Wire.open("127.0.0.1", port, "none", HASTY) as wire:
        await wire.login('a"b\\c', "пароль")
    assert heard == [b't2 LOGIN "a\\"b\\\\c" {12}\r\n', "пароль\r\n".encode()]


def test_no_command_can_be_smuggled_into_another() -> None:
    for text in ("a\r\nt2 DELETE INBOX", "a\n", "a\x00"):
        with pytest.raises(ValueError, match="line break"):
            quoted(text)


def test_folder_names_are_written_as_imap_wants_them() -> None:
    assert folder_name("INBOX/Заявки & co") == "INBOX/&BBcEMARPBDIEOgQ4- &- co"
    assert folder_name('a"b\\c') == 'a\\"b\\\\c'
