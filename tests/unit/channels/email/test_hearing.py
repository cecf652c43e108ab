"""Nothing lost, nothing read twice, whatever the servers do; on a real IMAP server."""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import random
import time
from collections.abc import AsyncIterator
from typing import Self

import pytest
import structlog

from channels.contract import Kind, Misconfigured, Refused, TryLater
from channels.email.adapter import EmailChannel
from channels.email.mailbox import KEYWORD
from channels.email.names import our_id
from channels.email.patience import Patience
from tests.contract.stages import Engine, until
from tests.fakes.mail_imap import USER, Dovecot
from tests.fakes.mail_smtp import FakeSmtp
from tests.unit.channels.email.post import BRISK, config, listening, mail, shop


def days_ago(days: float) -> str:
    return imaplib.Time2Internaldate(time.time() - 86_400 * days)


async def test_a_mail_is_heard_within_a_second_and_stays_unread_for_people() -> None:
    async with shop() as here:
        await asyncio.sleep(0.3)
        begun = time.monotonic()
        here.imap.deliver(mail("Сколько стоит?"))
        await here.engine.heard()
        assert time.monotonic() - begun < 20
        await until(lambda: KEYWORD in here.imap.flags()[1])
        assert "\\Seen" not in here.imap.flags()[1]


async def test_a_restart_hears_what_came_meanwhile_and_nothing_twice() -> None:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        engine = Engine()
        async with listening(EmailChannel(config(imap.port, smtp.port), patience=BRISK), engine):
            imap.deliver(mail("first", 1))
            await engine.heard(1)
            await until(lambda: KEYWORD in imap.flags()[1])
        imap.deliver(mail("second", 2))
        imap.deliver(mail("third, read by the owner on the phone", 3), flags="\\Seen")
        after = Engine()
        async with listening(EmailChannel(config(imap.port, smtp.port), patience=BRISK), after):
            await after.heard(2)
            await asyncio.sleep(0.3)
        assert [heard.text for heard in after.kept] == ["second", "third, read by the owner on the phone"]
        assert after.offered == 1


async def test_a_crash_between_saving_and_noting_offers_it_again_under_the_same_name() -> None:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        first, second = Engine(), Engine()
        first.gate.clear()
        async with listening(EmailChannel(config(imap.port, smtp.port), patience=BRISK), first):
            imap.deliver(mail("hello"))
            await until(lambda: first.offered == 1)
        assert KEYWORD not in imap.flags()[1]
        async with listening(EmailChannel(config(imap.port, smtp.port), patience=BRISK), second):
            (heard,) = await second.heard()
        first.gate.set()
        assert heard.event_id


async def test_the_first_look_leaves_to_people_what_they_have_read() -> None:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        imap.deliver(mail("read", 1), flags="\\Seen")
        imap.deliver(mail("answered", 2), flags="\\Answered")
        imap.deliver(mail("unread", 3))
        imap.deliver(mail("unread and ancient", 4), date=days_ago(30))
        engine = Engine()
        async with listening(EmailChannel(config(imap.port, smtp.port), patience=BRISK), engine):
            await engine.heard()
            imap.deliver(mail("new and read at once", 5), flags="\\Seen")
            await engine.heard(2)
        assert [heard.text for heard in engine.kept] == ["unread", "new and read at once"]


async def test_a_new_numbering_of_the_mailbox_repeats_nothing_and_loses_nothing() -> None:
    async with shop() as here:
        for number in range(5):
            here.imap.deliver(mail(f"before {number}", number))
        await here.engine.heard(5)
        await until(lambda: all(KEYWORD in flags for flags in here.imap.flags().values()))
        await asyncio.to_thread(here.imap.number_anew)
        here.imap.deliver(mail("after", 9))
        await here.engine.heard(6)
        await asyncio.sleep(0.3)
        assert here.texts() == [f"before {number}" for number in range(5)] + ["after"]


async def test_the_server_may_go_and_come_back() -> None:
    async with shop() as here:
        here.imap.deliver(mail("before", 1))
        await here.engine.heard(1)
        await asyncio.to_thread(here.imap.stop)
        await until(lambda: not here.channel.health.ok)
        assert here.channel.health.key == "email.trouble.unreached"
        await asyncio.to_thread(here.imap.start)
        here.imap.deliver(mail("after", 2))
        await here.engine.heard(2)
        await until(lambda: here.channel.health.ok)
        assert here.channel.health.looked_at is not None
        assert here.texts() == ["before", "after"]


@contextlib.asynccontextmanager
async def closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


class BlackHole:
    """Stands between us and the server; once `swallows`, nothing comes through and nobody hangs up."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.swallows = False
        self.connections = 0
        self.port = 0
        self._serving: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await asyncio.sleep(0.05)  # who was just let in begins to be served: else nobody would close their socket
        for serving in self._serving:
            serving.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        async with closing(writer):
            there, back = await asyncio.open_connection("127.0.0.1", self._to)
            async with closing(back):
                await self._pass_on([(reader, back), (there, writer)])

    async def _pass_on(self, ways: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]) -> None:
        pumps = [asyncio.create_task(self._pump(source, sink)) for source, sink in ways]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            if not self.swallows:
                sink.write(data)


async def test_a_connection_that_died_without_a_word_is_noticed_and_replaced() -> None:
    patience = Patience(first=0.01, most=0.05, idle=0.5, answer=0.5, connect=0.5)
    async with Dovecot() as imap, FakeSmtp() as smtp, BlackHole(imap.port) as hole:
        channel, engine = EmailChannel(config(hole.port, smtp.port), patience=patience), Engine()
        async with listening(channel, engine):
            imap.deliver(mail("before", 1))
            await engine.heard(1)
            await asyncio.sleep(0.2)
            hole.swallows = True
            imap.deliver(mail("after", 2))
            await until(lambda: not channel.health.ok)
            hole.swallows = False
            await engine.heard(2)
        assert hole.connections >= 2
        assert [heard.text for heard in engine.kept] == ["before", "after"]


async def test_a_wrong_password_is_the_owners_affair() -> None:
    async with Dovecot() as imap:
        channel = EmailChannel(config(imap.port, password="wrong"), patience=BRISK)
        with pytest.raises(Misconfigured, match="TALAP_EMAIL__PASSWORD"):
            await asyncio.wait_for(channel.listen(Engine().receive), 30)
        assert not (await channel.check())[0].ok


async def test_a_folder_that_is_not_there_is_the_owners_affair() -> None:
    async with Dovecot() as imap:
        channel = EmailChannel(config(imap.port, folder="Заявки"), patience=BRISK)
        with pytest.raises(Misconfigured, match="TALAP_EMAIL__FOLDER"):
            await asyncio.wait_for(channel.listen(Engine().receive), 30)


async def test_a_folder_with_a_russian_name_is_read() -> None:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        with imap.admin() as client:
            client.create('"&BBcEMARPBDIEOgQ4-"')  # Заявки, as IMAP writes it
        channel, engine = EmailChannel(config(imap.port, smtp.port, folder="Заявки"), patience=BRISK), Engine()
        async with listening(channel, engine):
            imap.deliver(mail("hello"), folder='"&BBcEMARPBDIEOgQ4-"')
            await engine.heard()


async def test_what_nobody_can_make_sense_of_gets_a_star_and_stops_nothing() -> None:
    async with shop() as here:
        here.imap.deliver(mail("x", 1, From="alice@a)bob@b"))
        here.imap.deliver(mail("x", 2, Auto_Submitted="auto-replied"))
        here.imap.deliver(mail("still there?", 3))
        await here.engine.heard()
        await until(lambda: all(KEYWORD in flags for flags in here.imap.flags().values()))
        flags = here.imap.flags()
        assert ["\\Flagged" in flags[uid] for uid in (1, 2, 3)] == [True, False, False]
        assert here.texts() == ["still there?"]


async def test_logs_carry_numbers_never_addresses_or_words() -> None:
    with structlog.testing.capture_logs() as logs:
        async with shop() as here:
            here.imap.deliver(mail("секрет", 1, From="private@example.com", Precedence="bulk", Subject="тайна"))
            here.imap.deliver(mail("hello", 2))
            await here.engine.heard()
    assert [line["event"] for line in logs].count("email.skipped") == 1
    told = repr(logs)
    assert not [word for word in ("секрет", "тайна", "private@", "hello") if word in told]


async def test_a_nested_a_huge_and_a_broken_mail_are_heard_or_parked() -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n" for depth in range(200))
    head = f"From: aliya@example.com\r\nTo: {USER}\r\nMessage-ID: <n@x.kz>\r\nMIME-Version: 1.0\r\n"
    deep = f"{head}{nested}Content-Type: text/plain\r\n\r\ndeep words\r\n"
    bomb = head.replace("<n@", "<b@") + nested * 25 + "Content-Type: text/plain\r\n\r\nx\r\n"
    huge = (
        head.replace("<n@", "<h@")
        + "Content-Type: multipart/mixed; boundary=h\r\n\r\n--h\r\nContent-Type: text/plain\r\n"
        "\r\nlook at the film\r\n--h\r\nContent-Type: video/mp4; name=film.mp4\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n" + ("QUJD" * 19 + "\r\n") * 400_000 + "--h--\r\n"
    )
    async with shop(max_mb=20) as here:
        for raw in (deep, bomb, huge):
            here.imap.deliver(raw.encode())
        here.imap.deliver(mail("still there?", 9))
        await until(lambda: "still there?" in here.texts(), seconds=60)
        assert here.texts()[0] == "deep words"
        assert "look at the film" in here.texts()
        (film,) = next(heard for heard in here.engine.kept if "film" in heard.text).attachments
        assert (film.kind, film.name, film.mime) == ("video", "film.mp4", "video/mp4")
        with pytest.raises(Refused):
            await here.channel.fetch(film.file_id)


async def test_a_file_can_be_fetched_until_its_mail_is_gone() -> None:
    raw = (
        f"From: aliya@example.com\r\nTo: {USER}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=h\r\n\r\n"
        "--h\r\nContent-Type: text/plain\r\n\r\nsee\r\n--h\r\nContent-Type: image/png; name=a.png\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--h--\r\n"
    )
    async with shop() as here:
        here.imap.deliver(raw.encode())
        (heard,) = await here.engine.heard()
        (picture,) = heard.attachments
        assert picture.name == "a.png"
        assert await here.channel.fetch(picture.file_id) == b"\x89PNG\r\n\x1a\n"
        for wrong in ("", "1.1", "1.1.1", "x.y.z", "1.1.²", picture.file_id + "9"):
            with pytest.raises(Refused):
                await here.channel.fetch(wrong)
        lost = EmailChannel(config(1, 1), patience=BRISK)
        with pytest.raises(TryLater):
            await lost.fetch(picture.file_id)


async def test_a_bounce_of_our_own_mail_says_the_address_is_dead() -> None:
    original = our_id("77", "aliya@example.com", "example.kz")
    report = (
        f"From: MAILER-DAEMON@mx.kz\r\nTo: {USER}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\n"
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.kz\r\n\r\n"
        "Final-Recipient: rfc822; Aliya@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--r\r\n"
        f"Content-Type: message/rfc822\r\n\r\nMessage-ID: {original}\r\nSubject: x\r\n\r\nbody\r\n--r--\r\n"
    )
    async with shop() as here:
        here.imap.deliver(report.encode())
        (heard,) = await here.engine.heard()
        assert (heard.kind, heard.chat) == (Kind.BLOCKED, "aliya@example.com")


async def test_two_hundred_mails_arrive_once_each_and_in_order_while_saving_fails_now_and_then() -> None:
    async with Dovecot() as imap, FakeSmtp() as smtp:
        engine = Engine()
        engine.refusals = 3
        await asyncio.to_thread(imap.deliver_all, [mail(f"m{number}", number) for number in range(120)])
        async with listening(EmailChannel(config(imap.port, smtp.port), patience=BRISK), engine):
            await asyncio.to_thread(imap.deliver_all, [mail(f"m{number}", number) for number in range(120, 200)])
            await until(lambda: len(engine.kept) >= 200, seconds=30)
            await until(lambda: all(KEYWORD in flags for flags in imap.flags().values()))
        assert [heard.text for heard in engine.kept] == [f"m{number}" for number in range(200)]
        assert engine.offered <= 3 + 20


async def test_forty_sudden_ends_in_the_middle_of_the_work_lose_nothing_and_double_nothing() -> None:
    chance = random.Random(45)
    async with Dovecot() as imap, FakeSmtp() as smtp:
        engine = Engine()
        await asyncio.to_thread(imap.deliver_all, [mail(f"m{number}", number) for number in range(150)])
        for _ in range(40):
            async with listening(EmailChannel(config(imap.port, smtp.port), patience=BRISK), engine):
                await asyncio.sleep(chance.uniform(0.0, 0.08))
        async with listening(EmailChannel(config(imap.port, smtp.port), patience=BRISK), engine):
            imap.deliver(mail("the last", 999))
            await engine.heard(151)
        assert [heard.text for heard in engine.kept] == [f"m{number}" for number in range(150)] + ["the last"]
        assert all(KEYWORD in flags for uid, flags in imap.flags().items() if uid <= 150)
