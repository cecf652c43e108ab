"""A campaign on a real database, with a real `kill -9`, and a campaign over a real SMTP server."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.wording import Catalogue
from channels.contract import Inbound
from channels.email.adapter import EmailChannel
from channels.email.config import EmailConfig
from channels.email.patience import Patience
from fsm.storage.schema import open_store
from fsm.storage.store import Store
from jobs.contacts import book
from jobs.contacts.contact import Consent, Person
from jobs.outreach import campaigns, consequences, outcomes
from jobs.outreach.campaign import ARRIVED, Pace, Plan, Policy, Step
from jobs.outreach.progress import progress
from jobs.outreach.queue import Rules, Wait
from jobs.outreach.quiet import Quiet
from jobs.outreach.sender import Sender
from jobs.outreach.tables import messages
from jobs.outreach.template import Template, Wording
from jobs.outreach.unsubscribe import Doors, Tokens
from tests.fakes.mail_imap import PASSWORD, USER, Dovecot
from tests.fakes.mail_smtp import Delivered, FakeSmtp
from tests.story.program import ROOT

WS = 1
FAST = Pace(per_day=100_000, per_minute=100_000, first_day=100_000)
LIFE = ROOT / "tests" / "unit" / "jobs" / "outreach" / "life.py"
POLICY = Policy(channels=frozenset({"email"}))


async def _started(store: Store, people: int, steps: int = 1) -> int:
    """A campaign of letters to so many people, running."""

    def make(connection: Any) -> int:
        now = datetime.now(UTC)
        made = [
            Person(name=f"Человек {n}", email=f"p{n}@example.kz", consent=Consent.GIVEN, source="list")
            for n in range(people)
        ]
        book.keep(connection, WS, made, now)
        texts = {"ru": Wording("Здравствуйте, {name}!\nУ нас новости.", "Новости для {name}")}
        template = campaigns.save_template(connection, WS, Template("t", "email", texts), now)
        plan = Plan(steps=(Step(template),) * steps, pace=FAST, quiet=Quiet(0, 0))
        number = campaigns.create(connection, WS, "Осень", "email", plan, now)
        assert campaigns.start(connection, WS, number, now, POLICY) == people
        return number

    return await store.write(make)


class Lives:
    """The forking parent, told what to do."""

    def __init__(self, database: Path, ledger: Path) -> None:
        self._order = f"{database} {ledger}\n"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, str(LIFE)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._answer() == "ready"

    def begin(self) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(self._order)
        self._process.stdin.flush()
        return int(self._answer())

    def end(self, life: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(life, signal.SIGKILL)
            while True:
                os.kill(life, 0)
                time.sleep(0.002)

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture
def lives(tmp_path: Path) -> Iterator[Lives]:
    made = Lives(tmp_path / "talap.db", tmp_path / "ledger")
    yield made
    made.close()


async def test_kill_9_in_a_campaign_repeats_nobody_and_loses_nobody_silently(tmp_path: Path, lives: Lives) -> None:
    kills, chance = 10, random.Random(7)
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    number = await _started(store, 150, steps=2)
    await store.close()

    for _ in range(kills):
        life = lives.begin()
        await asyncio.sleep(chance.uniform(0.2, 0.8))
        lives.end(life)
    life = lives.begin()
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    try:
        async with asyncio.timeout(90):
            while (await store.read(lambda c: progress(c, WS, number, datetime.now(UTC)))).left:
                await asyncio.sleep(0.2)
        lives.end(life)
        rows = await store.read(lambda c: c.execute(select(messages)).all())
        doubts = await store.read(lambda c: outcomes.doubts(c, WS, 1_000))
    finally:
        await store.close()

    copies = Counter(line.split()[0] for line in (tmp_path / "ledger").read_text().splitlines())
    uncertain = [row for row in rows if row.status == "uncertain"]
    assert set(copies.values()) == {1}
    assert {row.status for row in rows} <= {"sent", "uncertain"}
    assert [row for row in rows if row.status == "sent" and copies[f"o{row.id}"] != 1] == []
    assert len(uncertain) <= kills
    assert {row.id for row in uncertain} == {doubt.id for doubt in doubts}
    assert sum(row.step == 0 for row in rows) == 150
    assert sum(row.step == 1 for row in rows) == sum(row.step == 0 and row.status == "sent" for row in rows)


DSN = """From: MAILER-DAEMON@mail.example.kz\r
To: {own}\r
Subject: Undelivered Mail Returned to Sender\r
Message-ID: <{number}.dsn@mail.example.kz>\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
Nobody there.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mail.example.kz\r
\r
Final-Recipient: rfc822; {address}\r
Action: failed\r
Status: 5.1.1\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: {original}\r
\r
--b--\r
"""


class Post:
    """A mailbox with a real server at either end, a sender, and the page to unsubscribe."""

    def __init__(self, store: Store, imap: Dovecot, smtp: FakeSmtp) -> None:
        self.store, self.imap, self.smtp = store, imap, smtp
        config = EmailConfig(
            imap_host=imap.host,
            imap_port=imap.port,
            smtp_host=smtp.host,
            smtp_port=smtp.port,
            address=USER,
            password=PASSWORD,
        )
        self.channel = EmailChannel(config, patience=Patience(first=0.01, most=0.05, idle=2))
        tokens = Tokens(b"a key of this story", "https://talap.example")
        rules, words = Rules(POLICY, tokens.link), Catalogue.load().words
        self.sender = Sender(store, {"email": self.channel}, words, _now, rules=rules)
        self.doors = Doors(store, tokens, words, _now, closed=_nobody)

    async def send(self, until: int) -> None:
        """Send until so many letters have arrived, or nothing is due."""
        while len(self.smtp.mails) < until and not isinstance((await self.sender.step())["email"], Wait):
            pass

    async def leave(self, mails: list[Delivered]) -> None:
        """These people press the link in their letter; their mail program does it for them (RFC 8058)."""
        app = web.Application()
        app.add_routes(self.doors.routes())
        async with TestClient(TestServer(app)) as page:
            for mail in mails:
                link = re.search(r"https://talap\.example(/u/[\w-]+)", mail.text)
                assert link is not None
                answer = await page.post(link[1], data="List-Unsubscribe=One-Click", allow_redirects=False)
                assert answer.status == 200

    async def report(self, mails: list[Delivered]) -> None:
        """The servers of these people say later that nobody is there; the road hears it and tells outreach."""
        heard: list[Inbound] = []

        async def receive(news: Sequence[Inbound]) -> None:
            heard.extend(news)

        listening = asyncio.create_task(self.channel.listen(receive))
        await asyncio.sleep(0.5)
        reports = [
            DSN.format(own=USER, number=n, address=mail.recipient, original=mail.read["Message-ID"]).encode()
            for n, mail in enumerate(mails)
        ]
        await asyncio.to_thread(self.imap.deliver_all, reports)
        async with asyncio.timeout(30):
            while len(heard) < len(mails):
                await asyncio.sleep(0.05)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        for news in heard:
            assert news.kind == "blocked"
            await self.store.write(lambda c, news=news: consequences.bounced(c, WS, "email", news.sender.id, _now()))


@pytest.mark.timeout(300)
async def test_a_thousand_letters_over_smtp_with_bounces_and_people_who_leave(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")
    async with Dovecot() as imap, FakeSmtp() as smtp:
        smtp.faults["rcpt"].extend(["550 5.1.1 no such user" if n % 40 == 39 else "" for n in range(1_000)])
        post = Post(store, imap, smtp)
        number = await _started(store, 1_000, steps=2)
        began = time.perf_counter()
        await post.send(until=100)
        leaving = smtp.mails[:100:10]
        await post.leave(leaving)
        await post.send(until=975)
        took = time.perf_counter() - began
        dead = [mail for mail in smtp.mails if mail.recipient.endswith("7@example.kz")][:5]
        await post.report(dead)
        await post.send(until=975 + 90)
        await store.write(lambda c: campaigns.stop(c, WS, number, _now()))
        await post.channel.close()

    found = await store.read(lambda c: progress(c, WS, number, _now()))
    rows = await store.read(lambda c: c.execute(select(messages)).all())
    await store.close()
    print(f"975 letters in {took:.1f} s, {dict(found.counts)}")  # shown with -s

    gone = {mail.recipient for mail in leaving}
    per_person = Counter(mail.recipient for mail in smtp.mails)
    assert len(per_person) == 975
    assert set(per_person.values()) == {1, 2}
    assert {per_person[each] for each in gone} == {1}
    assert sum(row.step == 0 for row in rows) == 1_000
    assert found.counts["bounced"] == 25 + len(dead)
    assert sum(found.counts[each] for each in ARRIVED) == len(smtp.mails) - len(dead)
    assert (found.skipped["suppressed"], found.unsubscribed) == (len(gone), len(gone))
    assert len({mail.read["Message-ID"] for mail in smtp.mails}) == len(smtp.mails)
    first = smtp.mails[0].read
    assert (first["Auto-Submitted"], first["Subject"]) == ("auto-generated", "Новости для Человек 0")


def _now() -> datetime:
    return datetime.now(UTC)


async def _nobody(_closed: object) -> None:
    """No conversation is open with any of them."""
