"""Campaigns under everything that happens to campaigns; the networks' own books are the judge.

Each seed runs five campaigns of two hundred people on one database: owners pause, go on, edit and stop at random, the
program is killed before and after sends and commits, networks fail in every way they can, people answer and say stop.
TALAP_OUTREACH_SEEDS=20 makes it a hundred campaigns.
"""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from channels.contract import Misconfigured, Outbound, Refused, TryLater, Uncertain, Unreachable
from fsm.storage.suppression import suppressed
from jobs.outreach import campaigns, consequences
from jobs.outreach.campaign import ARRIVED, Audience, Fate, Pace, Plan, State, Step
from jobs.outreach.campaign import Refused as NotPossible
from jobs.outreach.queue import Wait
from jobs.outreach.quiet import Quiet, is_quiet
from jobs.outreach.tables import messages
from tests.unit.jobs.outreach.world import POLICY, Killed, World

SEEDS = int(os.environ.get("TALAP_OUTREACH_SEEDS", "2"))
CAMPAIGNS, PEOPLE = 5, 200
CITIES = {"Алматы": "Asia/Almaty", "Киев": "Europe/Kyiv", "Delhi": "Asia/Kolkata"}
ZONES = {f"p{n}@example.kz": zone for n in range(PEOPLE) for zone in [list(CITIES.values())[n % 3]]}
ZONES |= {f"7701{n:07}@c.us": list(CITIES.values())[n % 3] for n in range(PEOPLE)}
REST = Quiet(21 * 60, 9 * 60)


class Ordeal:
    def __init__(self, seed: int) -> None:
        self.world = World(seed)
        self.random = self.world.random
        self.stopped: dict[str, datetime] = {}
        self.kills = 0
        self.calm = False
        world = self.world
        for number, city in enumerate(CITIES):
            for start in range(number, PEOPLE, 3):
                world.people(1, start=start, city=city, source=self.random.choice(["list", "fair"]))
        world.store.kill = self._kill
        for network in world.networks.values():
            network.fate = self._fate
        self.templates = {
            channel: [world.template(channel, f"Текст {n} для {{name}}") for n in range(2)]
            for channel in ("email", "whatsapp")
        }
        self.campaigns = [self._campaign(self.random.choice(["email", "whatsapp"])) for _ in range(CAMPAIGNS)]
        self.silent: dict[int, str] = {}

    def _campaign(self, channel: str) -> int:
        world = self.world
        number = world.campaign(self._plan(channel), channel, starts_at=world.at + timedelta(minutes=5))
        world.start(number)
        return number

    def _plan(self, channel: str) -> Plan:
        chance = self.random
        steps = tuple(
            Step(chance.choice(self.templates[channel]), chance.choice([600, 86_400]) if n else 0)
            for n in range(chance.choice([1, 1, 2]))
        )
        sources = chance.choice([(), (), ("list",)])
        pace = Pace(per_day=chance.choice([150, 10_000]), per_minute=chance.choice([20, 60]), first_day=100)
        return Plan(steps=steps, pace=pace, quiet=REST, audience=Audience(sources=sources))

    def _kill(self) -> str:
        if self.calm or self.random.random() > 0.004:
            return ""
        self.kills += 1
        return self.random.choice(["before", "after"])

    def _fate(self, message: Outbound) -> tuple[bool, BaseException | None]:
        self._witness(message)
        roll = self.random.random()
        if self.calm or roll > 0.1:
            return True, None
        if roll < 0.01:
            self.kills += 1
            return self.random.random() < 0.5, Killed()
        arrives, trouble = self.random.choice(
            [
                (False, TryLater(self.random.choice([1, 60, 600]), whole_channel=self.random.random() < 0.3)),
                (False, Uncertain("no answer")),
                (True, Uncertain("no answer")),
                (True, OSError("a bug of the channel")),
                (False, Unreachable("550")),
                (False, Refused("552")),
                (False, Misconfigured("login")),
            ]
        )
        return arrives, trouble

    def _witness(self, message: Outbound) -> None:
        """What must hold at the moment a send begins."""
        stopped = self.stopped.get(message.chat)
        assert stopped is None, f"sent to {message.chat} after their stop"
        assert not is_quiet(self.world.at, ZONES[message.chat], REST), f"{message.chat} sleeps at {self.world.at}"
        number = self._campaign_of(message.key)
        assert number not in self.silent, f"campaign {number} was {self.silent[number]} and sent"

    def _campaign_of(self, key: str) -> int:
        query = select(messages.c.campaign_id).where(messages.c.id == int(key[1:]))
        return self.world.store.now(lambda connection: connection.execute(query).scalar_one())

    async def run(self) -> None:
        await self._turbulence()
        self.calm = True
        sender = self.world.sender()
        await sender.begin()
        for number in self.campaigns:
            if self.world.do(campaigns.load, number).state is State.PAUSED:
                self._move(number, "resume")
        await self._finish(sender)
        self.judge()

    async def _turbulence(self) -> None:
        sender = self.world.sender()
        for _ in range(700):
            try:
                await sender.step(self.world.at)
            except Killed:
                sender = await self._reborn()
            self.world.forward(seconds=self.random.choice([0.5, 1, 3]) if self.random.random() < 0.98 else 9_000)
            if self.random.random() < 0.05:
                self._meddle()

    async def _reborn(self) -> Any:
        while True:
            sender = self.world.sender()
            try:
                await sender.begin()
            except Killed:
                continue
            return sender

    async def _finish(self, sender: Any) -> None:
        for _ in range(6_000):
            done = await sender.step(self.world.at)
            self.world.forward(seconds=1)
            if not all(isinstance(each, Wait) for each in done.values()):
                continue
            states = [self.world.do(campaigns.load, number) for number in self.campaigns]
            for campaign in states:
                if campaign.state is State.PAUSED:
                    self._move(campaign.id, "resume")
            if all(each.state in {State.DONE, State.STOPPED} for each in states):
                return
            waits = [each.until for each in done.values() if isinstance(each, Wait) and each.until]
            self.world.at = max([self.world.at, min(waits)] if waits else [self.world.at])
        pytest.fail("it never ended")

    def _meddle(self) -> None:
        number = self.random.choice(self.campaigns)
        what = self.random.choice(["pause", "resume", "resume", "edit", "stop", "leave", "answer", "bounce"])
        chat = self.random.choice(list(ZONES))
        channel = "email" if "@example" in chat else "whatsapp"
        if what == "leave":
            self._leave(channel, chat)
        elif what == "answer":
            self.world.do(consequences.answered, channel, chat, self.world.at)
        elif what == "bounce":
            self.world.do(consequences.bounced, channel, chat, self.world.at)
        elif what != "stop" or self.random.random() < 0.1:
            self._move(number, what)

    def _leave(self, channel: str, chat: str) -> None:
        self.world.do(consequences.closed, channel, chat, self.world.at)
        number = int(chat[4:11]) if channel == "whatsapp" else int(chat[1:].partition("@")[0])
        both = [f"p{number}@example.kz", f"7701{number:07}@c.us"]
        assert len(self.world.do(suppressed, [("email", both[0]), ("whatsapp", both[1])])) == 2
        self.stopped |= dict.fromkeys(both, self.world.at)

    def _move(self, number: int, what: str) -> None:
        campaign = self.world.do(campaigns.load, number)
        try:
            if what == "pause":
                self.world.do(campaigns.pause, number)
                self.silent[number] = "paused"
            elif what == "resume":
                self.world.do(campaigns.resume, number, POLICY)
                self.silent.pop(number, None)
            elif what == "stop":
                self.world.do(campaigns.stop, number, self.world.at)
                self.silent[number] = "stopped"
            else:
                plan = msgspec.structs.replace(self._plan(campaign.channel), quiet=REST)
                self.world.do(campaigns.edit, number, plan, self.world.at, POLICY)
        except NotPossible:
            return

    def judge(self) -> None:
        """Compare our rows with the networks' books."""
        rows = self.world.rows()
        copies = defaultdict(int)
        for network in self.world.networks.values():
            for key, *_ in network.ledger:
                copies[key] += 1
        assert set(copies.values()) <= {1}, "somebody got a message twice"
        pairs = [(row.campaign_id, row.step, row.contact_id) for row in rows]
        assert len(pairs) == len(set(pairs))
        for row in rows:
            got, fate = copies.get(f"o{row.id}", 0), Fate(row.status)
            assert fate not in {Fate.PENDING, Fate.SENDING}, row
            if fate in ARRIVED and fate is not Fate.RESPONDED:
                assert got == 1, f"we say it was sent, it was not: {row}"
            elif fate in {Fate.SKIPPED, Fate.FAILED}:
                assert got == 0, row
            if fate not in ARRIVED:
                assert row.reason, f"no reason: {row}"
        firsts = {(row.campaign_id, row.contact_id) for row in rows if row.step == 0}
        assert all((row.campaign_id, row.contact_id) in firsts for row in rows)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_each_person_once_whatever_happens(seed: int) -> None:
    await Ordeal(seed).run()
