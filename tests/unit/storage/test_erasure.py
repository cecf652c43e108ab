"""Forgotten is gone: of twelve things only this person said or is, not one byte is left; others lose nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, Table, inspect, select

import fsm.storage.tables as t
from bot import inbox
from channels.contract import Attachment, Claims, Inbound, Kind, Sender
from fsm.facts import Fact
from fsm.lead import Band, Lead, Stage, Worth
from fsm.storage import erasure, people, road, suppression
from fsm.storage.people import ERASED
from fsm.storage.schema import open_store
from fsm.storage.store import Store
from tests.conftest import StillClock
from tests.unit.storage.rows import every_table, filled

NOW = StillClock().at
WS = t.DEFAULT_WORKSPACE
TABLES = every_table()
CANARIES = {
    "name": "Канарейка-Имя",
    "phone": "+77770010101",
    "email": "canary@erase-me.kz",
    "words": "канареечные слова о деле",
    "need": "канареечная нужда",
    "address": "chat-canary-904",
    "file": "canary-file-id.pdf",
    "username": "canary_username",
    "source": "canary_campaign",
    "summary": "канареечная сводка",
    "note": "канареечная заметка",
    "token": "canarytokencanarytoken",
}


def whole(lead_id: int, canary: dict[str, str]) -> Lead:
    facts = {name: Fact(canary[name], canary["words"], "m1") for name in ("name", "phone", "email", "need")}
    return Lead(
        id=lead_id,
        workspace_id=WS,
        channel="telegram",
        chat=canary["address"],
        language="ru",
        stage=Stage.NURTURE,
        facts=facts,
        display_name=canary["username"],
        source=canary["source"],
        last_words=canary["words"],
        created_at=NOW,
        worth=Worth(42, Band.NURTURE, ()),
    )


def heard(canary: dict[str, str], event_id: str) -> Inbound:
    return Inbound(
        channel="telegram",
        event_id=event_id,
        kind=Kind.SAID,
        sender=Sender(canary["address"], canary["name"], canary["username"]),
        chat=canary["address"],
        sent_at=NOW,
        text=canary["words"],
        claims=Claims(canary["name"], canary["phone"], canary["email"]),
        attachments=(Attachment("document", canary["file"], canary["file"]),),
    )


def lives(connection: Connection, canary: dict[str, str], number: int) -> int:
    """A lead with a row in every table that has rows of leads, each full of what is theirs; gives their number."""
    address = (WS, "telegram", canary["address"])
    identity = {"chat": canary["address"], "display_name": canary["name"]}
    road.create_leads(connection, {address: (whole(0, canary), identity)}, NOW)
    lead_id = road.find_leads(connection, [address])[address]
    for stored in road.load_leads(connection, [lead_id]).values():
        road.save_leads(connection, [msgspec.structs.replace(stored, lead=whole(lead_id, canary))], NOW)
    body = inbox.encode(inbox.Heard(heard(canary, "u1")))
    common = {"workspace_id": WS, "source": "telegram", "lead_id": lead_id, "body": body, "due_at": NOW}
    names = (f"u{number}", f"{canary['address']}:{number}")
    road.accept(connection, [common | {"external_id": name, "received_at": NOW} for name in names])
    words = " ".join(canary.values())
    known = {"inbox", "identities", "leads"}
    for offset, table in enumerate(table for table in TABLES if "lead_id" in table.c):
        if table.name not in known:
            own = {"lead_id": lead_id, "workspace_id": WS}
            own |= {"handoff_id": number} if table.name == "buttons" else {}
            ours = dict.fromkeys(("rep_id", "rep_name", "card_channel", "card_chat"), "ours")
            own |= ours | {"id": number} if table.name == "handoffs" else {}
            row = filled(table, number + offset, words, NOW) | own
            _parents(connection, table, row)
            road.add(connection, table, [row])
    return lead_id


def _parents(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    """Rows of our own that this one hangs on."""
    for column in table.columns:
        for key in column.foreign_keys:
            parent = key.column.table
            if parent.name not in {"leads", "workspaces", "handoffs"}:
                road.add(connection, parent, [filled(parent, row[column.name], "ours", NOW) | {"workspace_id": WS}])


def other(number: int) -> dict[str, str]:
    return {name: f"other{number}-{name}-abcdefgh" for name in CANARIES} | {"phone": f"+7701000000{number}"}


def prepared(connection: Connection) -> tuple[int, int]:
    """The one to be forgotten, with a lead joined into theirs; and somebody else."""
    mine = lives(connection, CANARIES, 1_000)
    twin = {**CANARIES, "address": "second-" + CANARIES["address"]}
    second = lives(connection, twin, 2_000)
    somebody = lives(connection, other(1), 3_000)
    stored = road.load_leads(connection, [mine, second])
    joining = people.Joining(id=7, survivor=stored[mine], absorbed=stored[second], joined=stored[mine].lead, why="code")
    people.join(connection, joining, NOW)
    return mine, somebody


def everything(connection: Connection) -> str:
    """Every value of every table, as text."""
    assert set(inspect(connection).get_table_names()) - {"alembic_version"} == {table.name for table in TABLES}
    rows = (row for table in TABLES for row in connection.execute(select(table)))
    return "\n".join(
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for row in rows for value in row
    )


async def test_no_table_holds_a_trace_and_nobody_else_loses_a_row(store: Store) -> None:
    mine, somebody = await store.write(prepared)
    before = await store.read(everything)
    assert all(canary in before for canary in CANARIES.values())
    theirs = await store.read(lambda connection: _theirs(connection, somebody))
    gone = await store.write(lambda connection: erasure.forget(connection, mine, NOW))
    assert gone is not None
    assert len(gone.lead_ids) == 2
    after = await store.read(everything)
    assert [name for name, canary in CANARIES.items() if canary in after] == []
    assert all(value in after for value in other(1).values())
    assert await store.read(lambda connection: _theirs(connection, somebody)) == theirs


def _theirs(connection: Connection, lead_id: int) -> dict[str, int]:
    tables = [table for table in TABLES if "lead_id" in table.c]
    return {
        table.name: len(connection.execute(select(table).where(table.c.lead_id == lead_id)).all()) for table in tables
    }


async def test_they_are_never_written_to_first_again_and_counts_stay(store: Store) -> None:
    mine, _ = await store.write(prepared)
    stages = select(t.events.c.after).where(t.events.c.lead_id == mine, t.events.c.kind == "stage")

    def trail(connection: Connection) -> None:
        row = {"id": 99, "workspace_id": WS, "lead_id": mine, "kind": "stage", "before": "new", "after": "nurture"}
        road.add(connection, t.events, [row | {"why": CANARIES["words"], "by": "lead", "at": NOW}])

    await store.write(trail)
    await store.write(lambda connection: erasure.forget(connection, mine, NOW))

    def look(connection: Connection) -> None:
        for way in (("phone", CANARIES["phone"]), ("email", CANARIES["email"]), ("telegram", CANARIES["address"])):
            assert suppression.is_suppressed(connection, WS, [way]), way
        row = connection.execute(select(t.leads).where(t.leads.c.id == mine)).one()
        assert (row.stage, row.score, row.band, row.created_at) == (ERASED, 42, "nurture", NOW)
        lead = road.load_leads(connection, [mine])[mine].lead
        assert (lead.facts, lead.chat, lead.reachable, lead.stage) == ({}, "", False, Stage.OPTED_OUT)
        assert list(connection.execute(stages).scalars()) == ["nurture"]
        assert people.current(connection, [mine]) == {mine: None}
        assert len(road.leads_waiting(connection)) == 1

    await store.read(look)
    assert await store.write(lambda connection: erasure.forget(connection, mine, NOW)) is None
    assert await store.write(lambda connection: erasure.forget(connection, 10**6, NOW)) is None


async def test_whoever_comes_back_is_a_stranger(store: Store) -> None:
    mine, _ = await store.write(prepared)
    await store.write(lambda connection: erasure.forget(connection, mine, NOW))

    def comes(connection: Connection) -> int:
        address = (WS, "telegram", CANARIES["address"])
        assert road.find_leads(connection, [address]) == {}
        identity = {"chat": CANARIES["address"], "display_name": ""}
        lead = Lead(id=0, workspace_id=WS, channel="telegram", chat="x", language="ru")
        road.create_leads(connection, {address: (lead, identity)}, NOW)
        return road.find_leads(connection, [address])[address]

    assert await store.write(comes) not in {mine, mine + 1}


async def test_rows_that_hang_on_theirs_go_as_well(store: Store) -> None:
    from jobs.contacts.tables import contact_addresses, contacts

    def play(connection: Connection) -> None:
        mine, _ = prepared(connection)
        theirs = select(contacts.c.id).where(contacts.c.lead_id == mine)
        contact = connection.execute(theirs).scalar()
        row = filled(contact_addresses, 5_000, " ".join(CANARIES.values()), NOW)
        road.add(connection, contact_addresses, [row | {"contact_id": contact, "workspace_id": WS}])
        erasure.forget(connection, mine, NOW)
        assert connection.execute(select(contact_addresses)).all() == []
        assert connection.execute(theirs).all() == []

    await store.write(play)


async def test_an_area_forgets_what_only_it_knows(store: Store) -> None:
    mine, _ = await store.write(prepared)
    asked: list[erasure.Person] = []

    def area(_connection: Connection, person: erasure.Person, now: Any) -> None:
        assert now == NOW
        asked.append(person)

    await store.write(lambda connection: erasure.forget(connection, mine, NOW, also=[area]))
    assert asked[0].lead_ids[0] == mine
    assert ("phone", CANARIES["phone"]) in asked[0].reaches


@pytest.mark.parametrize("shuffle", [False, True], ids=["at once", "after many changes"])
async def test_no_byte_is_left_in_the_file_or_its_log(tmp_path: Path, shuffle: bool) -> None:
    path = tmp_path / "talap.db"
    store = await open_store(f"sqlite:///{path}")
    try:
        mine, _ = await store.write(prepared)
        if shuffle:  # old versions of rows lie in pages that were freed long ago
            for number in range(40):
                await store.write(_churn(mine, number))
        assert _hits(tmp_path)
        await store.write(lambda connection: erasure.forget(connection, mine, NOW + timedelta(days=1)))
        assert await asyncio.to_thread(erasure.scrub, path)
        assert _hits(tmp_path) == {}
        assert (
            await store.read(lambda connection: connection.exec_driver_sql("PRAGMA integrity_check").scalar()) == "ok"
        )
    finally:
        await store.close()


def _churn(lead_id: int, number: int) -> Callable[[Connection], None]:
    def work(connection: Connection) -> None:
        for stored in road.load_leads(connection, [lead_id]).values():
            lead = msgspec.structs.replace(stored.lead, last_words=CANARIES["words"] * (number % 7 + 1))
            road.save_leads(connection, [msgspec.structs.replace(stored, lead=lead)], NOW)

    return work


def _hits(folder: Path) -> dict[str, list[str]]:
    """Which canaries lie in which file of the database."""
    found = {
        file.name: [name for name, canary in CANARIES.items() if canary.encode() in file.read_bytes()]
        for file in folder.iterdir()
    }
    return {name: names for name, names in found.items() if names}


async def test_what_is_changed_is_always_written_over_and_whole_pages_while_somebody_is_erased(tmp_path: Path) -> None:
    """Measured: FAST (2) costs a turn nothing, ON (1) a tenth."""
    store = await open_store(f"sqlite:///{tmp_path / 'talap.db'}")

    def now(connection: Connection) -> int:
        return int(connection.exec_driver_sql("PRAGMA secure_delete").scalar() or 0)

    def within(connection: Connection) -> int:
        with erasure.overwriting(connection):
            return now(connection)

    try:
        assert [await store.write(now), await store.write(within), await store.write(now)] == [2, 1, 2]
    finally:
        await store.close()
