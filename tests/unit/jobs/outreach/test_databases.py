"""The same campaign on SQLite and on PostgreSQL, through every function that speaks to the database."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select

from channels.contract import Uncertain, Unreachable
from fsm.lead import Lead
from fsm.storage import tables as t
from fsm.storage.store import Store
from jobs.contacts import book
from jobs.contacts.contact import Consent, Person
from jobs.outreach import campaigns, consequences, outcomes, queue
from jobs.outreach.campaign import Audience, Fate, Pace, Plan, State, Step
from jobs.outreach.preview import columns, preview
from jobs.outreach.progress import progress, report
from jobs.outreach.queue import Claim, Rules, Wait
from jobs.outreach.quiet import Quiet
from jobs.outreach.sender import Sender
from jobs.outreach.tables import messages
from jobs.outreach.template import Template, Wording
from tests.unit.jobs.outreach.world import POLICY, TOKENS, Network, raising, words

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
FAST = Pace(per_day=1_000, per_minute=1_000, first_day=1_000)


class Table:
    """A store with short ways to ask it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def do(self, work: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return await self._store.write(lambda connection: work(connection, 1, *args, **named))

    async def statuses(self) -> Counter[tuple[int, str]]:
        rows = await self._store.read(lambda c: c.execute(select(messages.c.step, messages.c.status)).all())
        return Counter((row.step, row.status) for row in rows)

    async def plan(self, channel: str, *texts: str, **also: Any) -> Plan:
        ids = [
            await self.do(
                campaigns.save_template, Template("t", channel, {"ru": Wording(each, "Тема")}), NOW, extras=["Стаж"]
            )
            for each in texts
        ]
        return Plan(steps=tuple(map(Step, ids)), **({"pace": FAST, "quiet": Quiet(0, 0)} | also))


def people(count: int) -> list[Person]:
    return [
        Person(name=f"П {n}", email=f"p{n}@b.kz", phone=f"+7701{n:07}", consent=Consent.GIVEN, extra={"Стаж": str(n)})
        for n in range(count)
    ]


async def test_a_campaign_lives_its_whole_life(store: Store) -> None:
    table = Table(store)
    assert len((await table.do(book.keep, people(6), NOW)).added) == 6
    assert await table.do(columns) == ["Стаж"]
    plan = await table.plan("email", "Привет, {name}", "Ещё раз, {Стаж|0}")
    shown = await table.do(preview, plan, Template("t", "email", {"ru": Wording("{name}")}), words(), TOKENS.link)
    assert (len(shown.shown), shown.looked_at, shown.left_out) == (3, 6, 0)
    number = await table.do(campaigns.create, "Осень", "email", plan, NOW)
    assert await table.do(campaigns.reach, "email", plan) == 6
    assert await table.do(campaigns.start, number, NOW, POLICY) == 6

    network = Network("email", lambda: NOW)
    channels: Any = {"email": network}
    sender = Sender(store, channels, words(), lambda: NOW, rules=Rules(POLICY, TOKENS.link, {"email": 50}))
    assert await sender.begin() == 0
    network.fate = raising([None, Uncertain("?"), Unreachable("550")])
    for _ in range(3):
        assert isinstance((await sender.step(NOW))["email"], Claim)
    (doubt,) = await table.do(outcomes.doubts)
    await table.do(outcomes.decide, doubt.id, Fate.SENT, NOW)
    await table.do(campaigns.pause, number)
    assert isinstance((await sender.step(NOW))["email"], Wait)
    await table.do(campaigns.resume, number, POLICY)
    edited = msgspec.structs.replace(plan, audience=Audience(quality_from=1))
    await table.do(campaigns.edit, number, edited, NOW, POLICY)
    assert (await table.do(consequences.answered, "email", "p0@b.kz", NOW)).first
    await table.do(consequences.closed, "email", "p1@b.kz", NOW)
    contact = (await table.do(consequences.find, "email", "p3@b.kz")).id
    await table.do(consequences.unsubscribed, number, contact, NOW)
    while isinstance((await sender.step(NOW))["email"], Claim):
        pass
    assert await table.do(consequences.arrived, "email-2", NOW, read=True)

    assert await table.statuses() == {
        (0, "responded"): 1,
        (0, "sent"): 2,
        (0, "read"): 1,
        (0, "bounced"): 1,
        (0, "skipped"): 1,
        (1, "sent"): 2,
        (1, "skipped"): 2,
    }
    found = await table.do(progress, number, NOW + timedelta(seconds=1))
    assert (found.campaign.state, found.total, found.arrived, found.left) == (State.DONE, 10, 6, 0)
    (row,) = await table.do(report, NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert (row.sent, row.bounced, row.responded, row.read) == (6, 1, 1, 1)
    await table.do(consequences.erase, [contact], NOW)
    assert await table.do(consequences.find, "email", "p3@b.kz") is None


async def test_telegram_finds_the_people_of_the_bot(store: Store) -> None:
    table = Table(store)

    def meet(connection: Connection, workspace_id: int) -> None:
        when = NOW - timedelta(days=2)
        state = msgspec.json.encode(Lead(id=0, workspace_id=1, channel="telegram", chat="501", language="ru"))
        lead = {
            "workspace_id": workspace_id, "state": state, "stage": "qualified", "score": 70, "language": "ru",
            "version": 1, "created_at": when, "updated_at": when,
        }  # fmt: skip
        lead_id = connection.execute(insert(t.leads).values(lead).returning(t.leads.c.id)).scalar_one()
        identity = {
            "workspace_id": workspace_id, "channel": "telegram", "external_id": "501", "lead_id": lead_id,
            "chat": "501", "display_name": "Алия", "created_at": when,
        }  # fmt: skip
        connection.execute(insert(t.identities).values(identity))

    await table.do(meet)
    plan = await table.plan("telegram", "Новость, {name}")
    number = await table.do(campaigns.create, "Новости", "telegram", plan, NOW)
    assert await table.do(campaigns.start, number, NOW, POLICY) == 1
    claim = await store.write(lambda c: queue.claim(c, "telegram", NOW, Rules(POLICY, TOKENS.link)))
    assert isinstance(claim, Claim)
    assert (claim.chat, claim.ready.text) == ("501", "Новость, Алия")
    assert (await table.do(consequences.find, "telegram", "501")).id == claim.contact_id


async def test_two_senders_at_once_never_claim_the_same_message(store: Store) -> None:
    table = Table(store)
    await table.do(book.keep, people(30), NOW)
    number = await table.do(campaigns.create, "x", "email", await table.plan("email", "Привет"), NOW)
    await table.do(campaigns.start, number, NOW, POLICY)
    rules = Rules(POLICY, TOKENS.link)

    async def claims() -> list[int]:
        taken: list[int] = []
        while isinstance(claim := await store.write(lambda c: queue.claim(c, "email", NOW, rules)), Claim):
            taken.append(claim.id)
        return taken

    first, second = await asyncio.gather(claims(), claims())
    assert len(first) + len(second) == len({*first, *second}) == 30


async def test_two_imports_at_once_keep_each_person_once(store: Store) -> None:
    table = Table(store)
    kept = await asyncio.gather(*(table.do(book.keep, people(200), NOW) for _ in range(3)))
    assert sum(len(each.added) for each in kept) == 200
