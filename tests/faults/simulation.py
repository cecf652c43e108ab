"""One seeded story: several leads, an unreliable network, repeated deliveries, bursts, STOP; then the books."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

import sqlalchemy as sa

from bot.addressing import Addressing
from bot.batch import Batch, Outcome
from bot.cards import CardTable
from bot.committer import Committer
from bot.filings import Filing, FromLead, LookAgain
from bot.outbox import Outbox
from bot.packs import Edition, Packs, edition_of
from bot.pauses import Pauses
from bot.place import Place
from bot.turn import Turns
from bot.wording import Catalogue
from channels.contract import Inbound, Kind, Outbound, Receipt, Sender, TryLater, Uncertain
from fsm import script
from fsm.lead import Stage
from fsm.storage import mail, road
from fsm.storage import tables as t
from fsm.storage.ids import Ids
from fsm.storage.mail import Letter
from tests.fakes.channel import FakeChannel
from tests.faults.seeded import BEGIN, InlineStore, SeededLoop, VirtualClock

SAYINGS = ("Здравствуйте", "Нужен сайт для клиники", "300 тысяч тенге", "в этом месяце", "Анна", "+7 701 123-45-67")
STOP = "стоп"
LEADS = 3


@cache
def edition() -> Edition:
    return edition_of("services", 1, script.load("services"))


@cache
def catalogue() -> Catalogue:
    return Catalogue.load()


class Moody(FakeChannel):
    """A network that takes its time, refuses for now, or swallows the answer after delivering."""

    def __init__(self, loop: SeededLoop) -> None:
        super().__init__("net")
        self._loop = loop
        self.uncertain = 0

    async def send(self, message: Outbound) -> Receipt:
        mood = self._loop.random.random()
        await asyncio.sleep(self._loop.random.choice((0, 0.001, 0.05)))
        if mood < 0.05:
            raise TryLater(0.2, whole_channel=mood < 0.01)
        self.sent.append(message)
        await asyncio.sleep(0)
        if mood > 0.97:
            self.uncertain += 1
            raise Uncertain("the answer was lost")
        return Receipt((str(len(self.sent)),))


class Story:
    """The engine without its edges, and the leads who try it."""

    def __init__(self, loop: SeededLoop, burst: float) -> None:
        self.loop = loop
        self.clock = VirtualClock(loop)
        self.store = InlineStore(loop)
        self.network = Moody(loop)
        ids = Ids()
        cards = CardTable(catalogue(), ids, lambda: f"t{ids()}")
        turns = Turns(Packs(edition(), {}), catalogue(), ids, cards)
        self.committer = Committer(self.store, Batch(turns, self.clock, timedelta(seconds=burst)), self._after)
        self.outbox = Outbox(
            {"net": self.network},
            self.clock,
            mark=self.committer.mark,
            risk=self._risk,
            addressing=Addressing(self.store, Place()),
            failed=self._gone,
        )
        self.pauses = Pauses(self.clock, self._look, self._waiting)
        self.said: dict[str, list[str]] = {}

    def _after(self, outcome: Outcome) -> None:
        self.outbox.forget(outcome.marked)
        self.outbox.offer(outcome.letters)
        self.pauses.add(outcome.later)

    def _look(self, filings: Sequence[LookAgain]) -> None:
        self.committer.file_soon(filings)

    async def _risk(self, mark: mail.Mark) -> None:
        await self.store.write(lambda connection: mail.mark(connection, [mark]))

    def _gone(self, letter: Letter, _message: Outbound, why: str) -> None:
        raise AssertionError(f"{letter.chat} was given up: {why}")

    async def _waiting(self) -> Sequence[int]:
        return await self.store.read(road.leads_waiting)

    async def play(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(work)
                for work in (self.committer.run(), self.outbox.run(), self.pauses.run(), self.pauses.sweep())
            ]
            await asyncio.gather(*(self._lead(f"p{number}", stops=number == 0) for number in range(LEADS)))
            await asyncio.sleep(60)
            await self.committer.drained()
            assert await self.outbox.drained(600)
            await self.committer.drained()
            for task in running:
                task.cancel()

    async def _lead(self, who: str, *, stops: bool) -> None:
        lines = list(SAYINGS)
        if stops:
            lines = [*lines[: self.loop.random.randint(1, len(lines))], STOP, "ладно", "ок"]
        for number, text in enumerate(lines):
            self.said.setdefault(who, []).append(text)
            await self._deliver(who, number, text)
            await asyncio.sleep(self.loop.random.choice((0, 0, 0.01, 1.0)))

    async def _deliver(self, who: str, number: int, text: str) -> None:
        """Deliver as a network does: at least once, and again at any time later."""
        inbound = Inbound(
            channel="net",
            event_id=f"{who}-{number}",
            kind=Kind.SAID,
            sender=Sender(id=who, language="ru"),
            chat=who,
            sent_at=BEGIN,
            text=text,
        )
        filing: Filing = FromLead(inbound)
        await self.committer.file([filing] * self.loop.random.choice((1, 1, 2)))
        if self.loop.random.random() < 0.2:
            self.committer.file_soon([filing])

    def judge(self) -> None:
        with self.store.engine.connect() as connection:
            for who, lines in self.said.items():
                self._judge(connection, who, lines)

    def _judge(self, connection: sa.Connection, who: str, lines: list[str]) -> None:
        address = (t.DEFAULT_WORKSPACE, "net", who)
        lead_id = road.find_leads(connection, [address])[address]
        mine = sa.select(t.messages).where(t.messages.c.lead_id == lead_id).order_by(t.messages.c.id)
        rows = connection.execute(mine).all()
        assert [row.text for row in rows if row.author == "lead"] == lines
        letters = sa.select(t.outbox.c.body, t.outbox.c.state).where(t.outbox.c.lead_id == lead_id)
        written = connection.execute(letters.order_by(t.outbox.c.id)).all()
        assert {state for _, state in written} <= {mail.SENT, mail.UNCERTAIN}
        texts = [json.loads(body)["key"] for body, _ in written]
        seen = [message.key for message in self.network.sent if message.chat == who]
        assert [key for key, _ in itertools.groupby(seen)] == texts, "lost, doubled apart, or out of order"
        assert len(seen) - len(texts) <= self.network.uncertain
        if STOP in lines:
            stopped = next(row.id for row in rows if row.text == STOP)
            after = [row.text for row in rows if row.author == "bot" and row.id > stopped]
            assert len(after) <= 1, f"more than a goodbye after a stop: {after}"
            assert road.load_leads(connection, [lead_id])[lead_id].lead.stage is Stage.OPTED_OUT


def simulate(seed: int) -> None:
    """Raises AssertionError, with the seed noted, when a promise is broken."""
    loop = SeededLoop(seed)
    story = Story(loop, burst=loop.random.choice((0.0, 0.5)))
    try:
        loop.run_until_complete(story.play())
        story.judge()
    except BaseException as error:
        error.add_note(f"seed {seed}")
        raise
    finally:
        story.store.engine.dispose()
        loop.close()
