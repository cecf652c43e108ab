"""One person, however deliveries race: by two processes, by two lanes, repeated, and under two ids at once."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.batch import Batch
from bot.cards import CardTable
from bot.committer import Committer
from bot.filings import Filing, FromLead, Inside, LookAgain
from bot.packs import Packs, edition_of
from bot.turn import Turns
from bot.wording import Catalogue
from channels.contract import Inbound, Kind, Sender
from fsm import script
from fsm.events import ModelRead
from fsm.lead import Stage
from fsm.people import codes
from fsm.storage import erasure, people, road
from fsm.storage import tables as t
from fsm.storage.ids import Ids
from fsm.storage.people import MERGED
from fsm.storage.people_tables import merges
from fsm.storage.schema import open_store
from fsm.storage.store import Store
from tests.conftest import StillClock

WS = t.DEFAULT_WORKSPACE
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CATALOGUE = Catalogue.load()
EDITION = edition_of("laptop_repair", 1, script.load("laptop_repair"))


def a_batch(number: int = 0) -> Batch:
    ids = Ids(node=number)
    turns = Turns(Packs(EDITION, {}), CATALOGUE, ids, CardTable(CATALOGUE, ids, lambda: secrets.token_urlsafe(16)))
    return Batch(turns, StillClock(AT), timedelta(0), number)


@asynccontextmanager
async def a_process(store: Store, number: int = 0) -> AsyncIterator[Committer]:
    committer = Committer(store, a_batch(number), lambda _outcome: None)
    running = asyncio.create_task(committer.run())
    try:
        yield committer
        await asyncio.wait_for(committer.drained(), 30)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def heard(channel: str, who: str, event_id: str, *aliases: str, **more: object) -> FromLead:
    usual = {
        "channel": channel,
        "event_id": event_id,
        "kind": Kind.SAID,
        "chat": who,
        "sent_at": AT,
        "message_id": event_id,
    }
    return FromLead(Inbound(sender=Sender(who, aliases=aliases), **(usual | more)))  # type: ignore[arg-type]


def living(connection: Connection) -> list[int]:
    return list(
        connection.execute(select(t.leads.c.id).where(t.leads.c.stage != MERGED).order_by(t.leads.c.id)).scalars()
    )


def unhandled(connection: Connection) -> int:
    bad = t.inbox.c.handled_at.is_(None) | t.inbox.c.error.is_not(None)
    return int(connection.execute(select(func.count()).select_from(t.inbox).where(bad)).scalar() or 0)


async def spread(database_url: str, store: Store, filings: Sequence[Filing]) -> None:
    """File everything at once, by two processes where the database allows it, each thing twice."""
    if database_url.startswith("sqlite"):
        async with a_process(store) as only:
            await asyncio.gather(*only.file_soon([*filings, *filings]))
        return
    second = await open_store(database_url)
    try:
        async with a_process(store, 1) as one, a_process(second, 2) as other:
            every = [one.file_soon(filings[0::2]), other.file_soon(filings[1::2])]
            every += [other.file_soon(filings), one.file_soon(filings)]
            await asyncio.gather(*(done for each in every for done in each))
    finally:
        await second.close()


async def test_the_same_number_on_two_channels_at_once_is_one_lead(store: Store, database_url: str) -> None:
    filings: list[Filing] = []
    for number in range(30):
        phone = f"+7777000{number:04}"
        filings.append(heard("telegram", f"t{number}", f"t{number}", text="Не включается, залил водой"))
        filings.append(heard("whatsapp", f"w{number}", f"w{number}", text="завтра", verified_phone=phone))
        filings.append(heard("telegram", f"t{number}", f"c{number}", verified_phone=phone))
    await spread(database_url, store, filings)
    assert len(await store.read(living)) == 30
    assert await store.read(unhandled) == 0

    def look(connection: Connection) -> None:
        for number in range(30):
            both = [(WS, "telegram", f"t{number}"), (WS, "whatsapp", f"w{number}")]
            assert len(set(road.find_leads(connection, both).values())) == 1
        told = select(t.messages.c.network_id).where(t.messages.c.author == "lead")
        assert sorted(connection.execute(told).scalars()) == sorted(each.inbound.event_id for each in filings)  # type: ignore[union-attr]

    await store.read(look)


async def test_two_ids_of_one_person_met_at_once_are_one_lead(store: Store, database_url: str) -> None:
    filings: list[Filing] = []
    for number in range(30):
        plain, hidden = f"7777000{number:04}@c.us", f"{number}99999@lid"
        filings.append(heard("whatsapp", plain, f"a{number}", hidden, text="Не включается, залил водой"))
        filings.append(heard("whatsapp", hidden, f"b{number}", plain, text="завтра"))
    await spread(database_url, store, filings)
    assert len(await store.read(living)) == 30
    assert await store.read(unhandled) == 0


async def test_ids_learned_to_be_one_later_join_what_was_two(store: Store) -> None:
    async with a_process(store) as committer:
        await committer.file([heard("whatsapp", "7@c.us", "a", text="Не включается, залил водой")])
        await committer.file([heard("whatsapp", "9@lid", "b", text="Здравствуйте")])
        assert len(await store.read(living)) == 2
        await committer.file([heard("whatsapp", "7@c.us", "c", "9@lid", text="завтра")])
    (one,) = await store.read(living)
    lead = (await store.read(lambda connection: road.load_leads(connection, [one])))[one].lead
    assert {"need", "timeline"} <= set(lead.facts)
    assert await store.read(lambda at: list(at.execute(select(merges.c.why)).scalars())) == ["alias"]


async def test_a_code_brought_by_many_at_once_opens_for_one(store: Store, database_url: str) -> None:
    code = codes.written(secrets.token_urlsafe(codes.RANDOM_BYTES))
    async with a_process(store) as committer:
        await committer.file([heard("web", "w", "a", text="Не включается, залил водой")])
    (web,) = await store.read(living)
    await store.write(lambda connection: people.keep_code(connection, WS, web, codes.digest(code), AT))
    filings: list[Filing] = [
        heard("telegram", f"t{number}", f"s{number}", kind=Kind.STARTED, start=code) for number in range(12)
    ]
    await spread(database_url, store, filings)
    assert len(await store.read(living)) == 12
    assert await store.read(lambda at: at.execute(select(func.count()).select_from(merges)).scalar()) == 1
    assert await store.read(unhandled) == 0


@pytest.mark.parametrize(
    ("code", "days"),
    [(codes.written("x" * 22), 0), ("", 8)],
    ids=["unknown", "a week old"],
)
async def test_a_code_that_is_no_good_opens_nothing(store: Store, code: str, days: int) -> None:
    made = code or codes.written(secrets.token_urlsafe(codes.RANDOM_BYTES))
    async with a_process(store) as committer:
        await committer.file([heard("web", "w", "a", text="Не включается, залил водой")])
        (web,) = await store.read(living)
        if days:
            long_ago = AT - timedelta(days=days)
            await store.write(lambda at: people.keep_code(at, WS, web, codes.digest(made), long_ago))
        await committer.file([heard("telegram", "t", "s", kind=Kind.STARTED, start=made)])
    assert len(await store.read(living)) == 2
    said = await store.read(lambda at: list(at.execute(select(t.messages.c.text)).scalars()))
    assert any("использована или устарела" in text for text in said)
    assert not any(made in text for text in said)


async def test_a_code_of_somebody_who_said_stop_opens_no_conversation(store: Store) -> None:
    code = codes.written(secrets.token_urlsafe(codes.RANDOM_BYTES))
    async with a_process(store) as committer:
        await committer.file([heard("web", "w", "a", text="Не включается, залил водой")])
        await committer.file([heard("web", "w", "b", text="стоп")])
        (web,) = await store.read(living)
        await store.write(lambda connection: people.keep_code(connection, WS, web, codes.digest(code), AT))
        await committer.file([heard("whatsapp", "x", "c", text="Здравствуйте!", start=code)])
        await committer.file([heard("whatsapp", "x", "d", text="Вы тут?")])
    assert await store.read(living) == [web]
    said = select(t.messages.c.text).where(t.messages.c.channel == "whatsapp", t.messages.c.author == "bot")
    (line,) = await store.read(lambda at: list(at.execute(said).scalars()))
    assert line.startswith("Раньше вы просили вам не писать")


@pytest.mark.parametrize("channel", ["email", "webhook"])
async def test_a_code_counts_only_where_somebody_vouches_for_the_sender(store: Store, channel: str) -> None:
    code = codes.written(secrets.token_urlsafe(codes.RANDOM_BYTES))
    async with a_process(store) as committer:
        await committer.file([heard("web", "w", "a", text="Не включается, залил водой")])
        (web,) = await store.read(living)
        await store.write(lambda connection: people.keep_code(connection, WS, web, codes.digest(code), AT))
        await committer.file([heard(channel, "x", "s", text="здравствуйте", start=code, verified_phone="+77771234567")])
    assert len(await store.read(living)) == 2
    assert await store.read(lambda at: people.leads_of_phones(at, [(WS, "+77771234567")])) == {}


async def test_what_happens_to_an_absorbed_lead_reaches_the_one_it_is_part_of(store: Store) -> None:
    async with a_process(store) as committer:
        await committer.file(
            [heard("whatsapp", "w", "a", text="Не включается, залил водой", verified_phone="+77771234567")]
        )
        await committer.file([heard("telegram", "t", "b", text="Здравствуйте")])
        first, second = await store.read(living)
        await committer.file([heard("telegram", "t", "c", verified_phone="+77771234567")])
        (one,) = await store.read(living)
        gone = second if one == first else first
        late = ModelRead(at=AT, about="b", message_id="b", summary="сводка")
        await committer.file([Inside(gone, "llm", "late", late), LookAgain(gone)])
    lead = (await store.read(lambda at: road.load_leads(at, [one])))[one].lead
    assert lead.advice is not None
    assert lead.advice.summary == "сводка"
    assert await store.read(unhandled) == 0


async def test_what_happens_to_an_erased_person_is_nobodys(store: Store) -> None:
    async with a_process(store) as committer:
        await committer.file([heard("telegram", "t", "a", text="Не включается, залил водой")])
        (lead_id,) = await store.read(living)
        await store.write(lambda connection: erasure.forget(connection, lead_id, AT))
        late = ModelRead(at=AT, about="a", message_id="a", summary="сводка о человеке")
        await committer.file([Inside(lead_id, "llm", "late", late), LookAgain(lead_id)])
    lead = (await store.read(lambda at: road.load_leads(at, [lead_id])))[lead_id].lead
    assert lead.advice is None
    assert lead.stage is Stage.OPTED_OUT
    assert await store.read(lambda at: at.execute(select(func.count()).select_from(t.inbox)).scalar()) == 1
