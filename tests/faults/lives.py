"""A lead's life for the state machine: the real committer, turns, pauses and outbox, killed and begun anew at will.

Time is virtual and what is ready runs in a seeded order. The database and the network outlive the engine; what the
network has not had acknowledged it delivers again, in each person's order, as Telegram does.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.addressing import Addressing
from bot.batch import Batch, Outcome
from bot.cards import CardTable
from bot.committer import Committer
from bot.filings import Filing, FromLead, FromRep
from bot.outbox import Outbox
from bot.packs import Packs
from bot.pauses import Pauses
from bot.place import Place
from bot.turn import Turns
from channels.contract import Inbound, Kind, Outbound, Receipt, Sender, TryLater, Uncertain
from fsm.lead import Lead, Stage
from fsm.storage import mail, road
from fsm.storage import tables as t
from fsm.storage.ids import Ids
from fsm.storage.mail import Letter
from fsm.storage.store import StorageBusy
from tests.fakes.channel import FakeChannel
from tests.faults.seeded import BEGIN, InlineStore, SeededLoop, VirtualClock
from tests.faults.simulation import catalogue, edition

REPS = "-100"
PAUSE_OF_THE_OWNER = timedelta(hours=4)


class Weather(FakeChannel):
    """A network that takes its time; `moods` are what happens to the next sends."""

    def __init__(self, loop: SeededLoop) -> None:
        super().__init__("net")
        self._loop = loop
        self.moods: list[str] = []

    async def send(self, message: Outbound) -> Receipt:
        mood = self.moods.pop(0) if self.moods else "fair"
        await asyncio.sleep(self._loop.random.choice((0, 0.01, 0.2)))
        if mood == "later":
            raise TryLater(1.0)
        self.sent.append(message)
        await asyncio.sleep(self._loop.random.choice((0, 0.05)))
        if mood == "uncertain":
            raise Uncertain("the answer was lost")
        return Receipt((str(len(self.sent)),))


class Disk(InlineStore):
    """A database that refuses, or takes it and loses its answer, as often as asked."""

    def __init__(self, loop: SeededLoop) -> None:
        super().__init__(loop)
        self.refusals = 0
        self.lost_answers = 0

    async def write(self, work: Callable[[sa.Connection], Any]) -> Any:
        if self.refusals:
            self.refusals -= 1
            raise StorageBusy("the disk is full", "full")
        result = await super().write(work)
        if self.lost_answers:
            self.lost_answers -= 1
            raise StorageBusy("the connection is gone", "away")
        return result


class Body:
    """One life of the engine."""

    def __init__(self, loop: SeededLoop, disk: Disk, network: Weather, clock: VirtualClock, burst: float) -> None:
        place = Place(channel="net", chat=REPS)
        self._disk = disk
        with disk.engine.connect() as connection:
            ids = Ids(floor=road.highest_id(connection))
        cards = CardTable(catalogue(), ids, lambda: f"t{ids()}", place)
        turns = Turns(Packs(edition(), {}), catalogue(), ids, cards)
        self.committer = Committer(disk, Batch(turns, clock, timedelta(seconds=burst)), self._after)
        self.outbox = Outbox(
            {"net": network},
            clock,
            mark=self.committer.mark,
            risk=self._risk,
            addressing=Addressing(disk, place),
            failed=self._failed,
        )
        self.pauses = Pauses(clock, self.committer.file_soon, self._waiting)
        with disk.engine.connect() as connection:
            self.outbox.recover(mail.unsent(connection, 0))
        works = (self.committer.run(), self.outbox.run(), self.pauses.run(), self.pauses.sweep())
        self.tasks = [loop.create_task(work) for work in works]

    def _after(self, outcome: Outcome) -> None:
        self.outbox.forget(outcome.marked)
        self.outbox.offer(outcome.letters)
        self.pauses.add(outcome.later)

    async def _risk(self, mark: mail.Mark) -> None:
        await self._disk.write(lambda connection: mail.mark(connection, [mark]))

    def _failed(self, letter: Letter, _message: Outbound, why: str) -> None:
        raise AssertionError(f"{letter.id} was given up: {why}")

    async def _waiting(self) -> Sequence[int]:
        return await self._disk.read(road.leads_waiting)

    def broken(self) -> list[BaseException]:
        return [error for task in self.tasks if task.done() and (error := task.exception()) is not None]


class Life:
    """The leads and reps around the engine, what they did, and the judgement."""

    def __init__(self, seed: int, burst: float) -> None:
        self.loop = SeededLoop(seed)
        self.clock = VirtualClock(self.loop)
        self.disk = Disk(self.loop)
        self.network = Weather(self.loop)
        self.burst = burst
        self.kills = 0
        self.said: dict[str, list[str]] = {}
        self.owned: dict[str, list[datetime]] = {}
        self.owners: dict[int, str] = {}
        self._events = itertools.count(1)
        self._queues: dict[str, list[Filing]] = {}
        self._carriers: dict[str, asyncio.Task[None]] = {}
        self.body: Body = self._born()

    def _born(self) -> Body:
        return Body(self.loop, self.disk, self.network, self.clock, self.burst)

    def runs(self, seconds: float) -> None:
        """Let virtual time pass."""
        self.loop.run_until_complete(asyncio.sleep(seconds))
        assert self.body.broken() == []
        self._watch_owners()

    def kill(self) -> None:
        """Everything in memory is gone at this instant; the next life begins, and the network delivers again."""
        self.kills += 1
        mine = [*self.body.tasks, *self._carriers.values()]
        for task in mine:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*mine, return_exceptions=True))
        self._carriers.clear()
        self.body = self._born()
        for who in self._queues:
            self._carry(who)

    # What people do

    def says(self, who: str, text: str, *, copies: int = 1) -> None:
        self.said.setdefault(who, []).append(text)
        inbound = self._inbound(who, text=text)
        self._deliver(who, *[FromLead(inbound)] * copies)

    def edits(self, who: str, text: str) -> None:
        self._deliver(who, FromLead(self._inbound(who, text=text, kind=Kind.EDITED, message_id=f"{who}-edited")))

    def the_owner_says(self, who: str, text: str) -> None:
        """Somebody of the business writes to the lead by hand, beside the bot."""
        self.owned.setdefault(who, []).append(self.clock.now())
        self._deliver(who, FromLead(self._inbound(who, text=text, own=True)))

    def presses(self, who: str, token: str) -> None:
        """A lead's client sends any token it likes, as a press in its own chat."""
        self._deliver(who, FromLead(self._inbound(who, kind=Kind.PRESSED, token=token, callback=token)))

    def rep_presses(self, rep: str, token: str) -> None:
        press = self._inbound(rep, kind=Kind.PRESSED, token=token, callback=token, chat=REPS, group=True)
        self._deliver(f"rep {rep}", FromRep(press))

    def card_tokens(self) -> list[str]:
        """Every button ever shown to the reps."""
        shown = [message for message in self.network.sent if message.chat == REPS]
        return [button.token for message in shown for row in message.buttons for button in row if button.token]

    def _inbound(self, who: str, **what: Any) -> Inbound:
        number = next(self._events)
        usual = {
            "channel": "net",
            "event_id": f"e{number}",
            "kind": Kind.SAID,
            "sender": Sender(id=who, name=who, language="ru"),
            "chat": who,
            "sent_at": BEGIN,
            "message_id": f"m{number}",
        }
        return Inbound(**(usual | what))

    def _deliver(self, who: str, *filings: Filing) -> None:
        self._queues.setdefault(who, []).extend(filings)
        self._carry(who)

    def _carry(self, who: str) -> None:
        carrier = self._carriers.get(who)
        if carrier is None or carrier.done():
            self._carriers[who] = self.loop.create_task(self._carried(who))

    async def _carried(self, who: str) -> None:
        queue = self._queues[who]
        while queue:
            await asyncio.sleep(self.loop.random.choice((0, 0, 0.02)))
            try:
                await self.body.committer.file([queue[0]])
            except StorageBusy:
                await asyncio.sleep(0.5)
                continue
            queue.pop(0)

    # The judgement

    def _watch_owners(self) -> None:
        """The first claim of a card stays: nobody here ever gives a lead back."""
        with self.disk.engine.connect() as connection:
            for lead in self._leads(connection):
                handoff = lead.handoff
                if handoff is not None and handoff.rep_id:
                    assert self.owners.setdefault(handoff.id, handoff.rep_id) == handoff.rep_id
                    assert handoff.rep_id.startswith("rep"), f"{handoff.rep_id} is none of our people"

    def _leads(self, connection: sa.Connection) -> list[Lead]:
        ids = [row[0] for row in connection.execute(sa.select(t.leads.c.id))]
        return [stored.lead for stored in road.load_leads(connection, ids).values()]

    def judge(self) -> None:
        """Let everything come to rest, then compare what was said, kept and shown."""
        self.network.moods.clear()
        self.disk.refusals = self.disk.lost_answers = 0
        self.runs(90)
        assert all(not queue for queue in self._queues.values())
        with self.disk.engine.connect() as connection:
            waiting = connection.execute(sa.select(t.inbox.c.id, t.inbox.c.error)).all()
            assert [row for row in waiting if row.error] == []
            assert connection.execute(sa.select(t.inbox.c.id).where(t.inbox.c.handled_at.is_(None))).all() == []
            for who in self.said:
                self._judge_lead(connection, who)

    def _judge_lead(self, connection: sa.Connection, who: str) -> None:
        address = (t.DEFAULT_WORKSPACE, "net", who)
        lead_id = road.find_leads(connection, [address])[address]
        mine = sa.select(t.messages).where(t.messages.c.lead_id == lead_id).order_by(t.messages.c.id)
        rows = connection.execute(mine).all()
        heard = [row.text for row in rows if row.author == "lead" and row.text in set(self.said[who])]
        assert heard == self.said[who], "lost, doubled or turned around on the way in"
        self._judge_letters(connection, who)
        self._judge_silence(who, rows)
        if "стоп" in self.said[who]:
            stopped = next(row.id for row in rows if row.text == "стоп")
            after = [row.text for row in rows if row.author == "bot" and row.id > stopped]
            assert len(after) <= 1, f"more than a goodbye after a stop: {after}"
            assert road.load_leads(connection, [lead_id])[lead_id].lead.stage is Stage.OPTED_OUT

    def _judge_letters(self, connection: sa.Connection, chat: str) -> None:
        letters = sa.select(t.outbox.c.id, t.outbox.c.body, t.outbox.c.state, t.outbox.c.kind)
        rows = connection.execute(letters.where(t.outbox.c.chat == chat).order_by(t.outbox.c.id)).all()
        answers = {json.loads(row.body)["key"] for row in rows if row.kind == "answer"}
        states = {json.loads(row.body)["key"]: row.state for row in rows if row.kind != "answer"}
        seen = [message.key for message in self.network.sent if message.chat == chat and message.key not in answers]
        assert set(states.values()) <= {mail.SENT, mail.UNCERTAIN}, states
        shown = [key for key, _ in itertools.groupby(seen)]
        lost = [key for key, state in states.items() if state == mail.SENT and key not in set(seen)]
        assert lost == [], "lost on the way out"
        assert shown == [key for key in states if key in set(seen)], "out of order on the way out"
        assert max(Counter(seen).values(), default=0) <= 2, "more than one repeat"

    def _judge_silence(self, who: str, rows: Sequence[Any]) -> None:
        for at in self.owned.get(who, []):
            spoken = [row for row in rows if row.author != "lead" and row.at > at]
            own = next((row.at for row in spoken if row.author != "bot"), None)
            if own is None:
                continue
            during = [row for row in spoken if row.author == "bot" and own < row.at < own + PAUSE_OF_THE_OWNER]
            bot = [row for row in during if "stopped" not in row.key]  # STOP is always answered, once
            assert bot == [], f"the bot talked into a person's conversation: {bot}"

    def end(self) -> None:
        mine = [*self.body.tasks, *self._carriers.values()]
        for task in mine:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*mine, return_exceptions=True))
        self.disk.engine.dispose()
        self.loop.close()
