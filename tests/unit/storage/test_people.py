"""Who is who in the database: codes, numbers, rows that change hands and come back, and whom never to write to."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, select

import fsm.storage.people_tables as p
import fsm.storage.tables as t
from fsm.lead import Handoff, Lead, Stage
from fsm.storage import ownership, people, road, suppression
from fsm.storage.people import ERASED, MERGED, Joining, NoParting
from fsm.storage.store import Store
from tests.conftest import StillClock
from tests.unit.storage.rows import filled

NOW = StillClock().at
WS = t.DEFAULT_WORKSPACE


def stranger(channel: str) -> Lead:
    return Lead(id=0, workspace_id=WS, channel=channel, chat=f"{channel}-chat", language="ru", created_at=NOW)


def met(connection: Connection, *who: tuple[str, str]) -> list[int]:
    """A lead for each (channel, id)."""
    for channel, external_id in who:
        identity = {"chat": external_id, "display_name": ""}
        road.create_leads(connection, {(WS, channel, external_id): (stranger(channel), identity)}, NOW)
    found = road.find_leads(connection, [(WS, *each) for each in who])
    return [found[WS, *each] for each in who]


def message(number: int, lead_id: int, text: str = "привет") -> dict[str, Any]:
    return {
        "id": number,
        "workspace_id": WS,
        "lead_id": lead_id,
        "author": "lead",
        "channel": "web",
        "network_id": f"n{number}",
        "key": "",
        "text": text,
        "extras": None,
        "at": NOW,
    }


def joined(connection: Connection, merge_id: int, kept: int, gone: int, **more: Any) -> Joining:
    """Join two leads as the road does, with the facts of both."""
    stored = road.load_leads(connection, [kept, gone])
    lead = msgspec.structs.replace(stored[kept].lead, facts=stored[kept].lead.facts | stored[gone].lead.facts, **more)
    made = Joining(id=merge_id, survivor=stored[kept], absorbed=stored[gone], joined=lead, why="code")
    people.join(connection, made, NOW)
    return made


def rows_of(connection: Connection, table: Any, lead_id: int) -> list[int]:
    return sorted(connection.execute(select(table.c.id).where(table.c.lead_id == lead_id)).scalars())


def stage_of(connection: Connection, lead_id: int) -> str:
    return str(connection.execute(select(t.leads.c.stage).where(t.leads.c.id == lead_id)).scalar())


# --- joining and parting


async def test_everything_of_the_absorbed_lead_goes_over_and_comes_back(store: Store) -> None:
    def play(connection: Connection) -> None:
        web, chat = met(connection, ("web", "w1"), ("telegram", "501"))
        road.add(connection, t.messages, [message(1, web), message(2, chat), message(3, chat)])
        phone = {"workspace_id": WS, "phone": "+77771234567", "lead_id": chat, "channel": "telegram"}
        people.vouch(connection, [phone | {"created_at": NOW}])
        people.keep_code(connection, WS, chat, "d" * 64, NOW)
        remind = t.leads.update().where(t.leads.c.id == chat).values(nudge_at=NOW)
        connection.execute(remind)
        joined(connection, 77, web, chat)
        assert rows_of(connection, t.messages, web) == [1, 2, 3]
        assert road.find_leads(connection, [(WS, "telegram", "501")]) == {(WS, "telegram", "501"): web}
        assert people.leads_of_phones(connection, [(WS, "+77771234567")]) == {(WS, "+77771234567"): web}
        assert people.codes(connection, WS, ["d" * 64])["d" * 64].lead_id == web
        assert stage_of(connection, chat) == MERGED
        assert connection.execute(select(t.leads.c.nudge_at).where(t.leads.c.id == chat)).scalar() is None
        assert people.current(connection, [web, chat]) == {web: web, chat: web}
        road.add(connection, t.messages, [message(4, web)])  # what came since
        people.part(connection, 77, "Асель", NOW)
        assert rows_of(connection, t.messages, web) == [1, 4]
        assert rows_of(connection, t.messages, chat) == [2, 3]
        assert road.find_leads(connection, [(WS, "telegram", "501")]) == {(WS, "telegram", "501"): chat}
        assert people.leads_of_phones(connection, [(WS, "+77771234567")]) == {(WS, "+77771234567"): chat}
        assert people.current(connection, [chat]) == {chat: chat}
        assert stage_of(connection, chat) == "new"
        assert people.were_parted(connection, chat, web)
        assert not people.were_parted(connection, chat, chat)

    await store.write(play)


async def test_a_chain_is_followed_to_its_end_and_undone_from_its_end(store: Store) -> None:
    def play(connection: Connection) -> None:
        a, b, c = met(connection, ("web", "w1"), ("telegram", "501"), ("whatsapp", "7@c.us"))
        joined(connection, 1, b, c)
        joined(connection, 2, a, b)
        assert people.current(connection, [a, b, c]) == {a: a, b: a, c: a}
        assert [each[0] for each in people.joinings(connection, a)] == [2]
        for merge_id, why in ((1, "later"), (99, "unknown")):
            with pytest.raises(NoParting, match=why):
                people.part(connection, merge_id, "Асель", NOW)
        people.part(connection, 2, "Асель", NOW)
        with pytest.raises(NoParting, match="undone"):
            people.part(connection, 2, "Асель", NOW)
        people.part(connection, 1, "Асель", NOW)
        assert people.current(connection, [a, b, c]) == {a: a, b: b, c: c}
        assert road.find_leads(connection, [(WS, "whatsapp", "7@c.us")])[WS, "whatsapp", "7@c.us"] == c

    await store.write(play)


async def test_an_offer_that_is_void_ends_and_comes_back(store: Store) -> None:
    def play(connection: Connection) -> None:
        a, b = met(connection, ("web", "w1"), ("telegram", "501"))
        columns = {column.name: "" for column in t.handoffs.c if not column.nullable}
        row = columns | {"id": 5, "workspace_id": WS, "lead_id": b, "state": "offered", "score": 70, "hot": False}
        road.add(connection, t.handoffs, [row | {"offered_at": NOW, "due_at": NOW}])
        stored = road.load_leads(connection, [a, b])
        stored[b].lead = msgspec.structs.replace(stored[b].lead, handoff=Handoff(5, "offered", NOW, due_at=NOW))
        made = Joining(id=1, survivor=stored[a], absorbed=stored[b], joined=stored[a].lead, void=5, why="phone")
        people.join(connection, made, NOW)
        state = select(t.handoffs.c.state, t.handoffs.c.lead_id, t.handoffs.c.due_at)
        assert tuple(connection.execute(state).one()) == (people.JOINED, a, None)
        people.part(connection, 1, "Асель", NOW)
        assert tuple(connection.execute(state).one()) == ("offered", b, NOW)

    await store.write(play)


async def test_where_both_have_the_one_row_a_lead_may_have_it_stays(store: Store) -> None:
    from handoff.tables import topics

    def play(connection: Connection) -> None:
        a, b = met(connection, ("web", "w1"), ("telegram", "501"))
        same = {"workspace_id": WS, "channel": "telegram", "chat": "-1", "created_at": NOW}
        topic_rows = [{"lead_id": a, "topic": "10"}, {"lead_id": b, "topic": "11"}]
        road.add(connection, topics, [same | row for row in topic_rows])
        road.add(connection, topics, [same | {"lead_id": b, "topic": "12", "chat": "-2"}])
        moved = ownership.hand_over(connection, b, a)
        assert len(moved["topics"]) == 1
        kept = connection.execute(select(topics.c.topic, topics.c.lead_id).order_by(topics.c.topic)).all()
        assert [tuple(row) for row in kept] == [("10", a), ("11", b), ("12", a)]
        ownership.hand_back(connection, moved, a, b)
        kept = connection.execute(select(topics.c.topic, topics.c.lead_id).order_by(topics.c.topic)).all()
        assert [tuple(row) for row in kept] == [("10", a), ("11", b), ("12", b)]

    await store.write(play)


async def test_only_what_waits_changes_hands_of_what_came_and_went(store: Store) -> None:
    def play(connection: Connection) -> None:
        a, b = met(connection, ("web", "w1"), ("telegram", "501"))
        heard = {"workspace_id": WS, "source": "telegram", "lead_id": b, "body": b"{}", "received_at": NOW}
        road.accept(connection, [heard | {"external_id": name, "due_at": NOW} for name in ("old", "new")])
        (old, _) = rows_of(connection, t.inbox, b)
        road.handled(connection, {old: None}, NOW)
        letter = filled(t.outbox, 1, "слова", NOW) | {"workspace_id": WS, "lead_id": b, "handoff_id": None}
        road.add(connection, t.outbox, [letter | {"id": n, "state": state} for n, state in ((1, "sent"), (2, "new"))])
        joined(connection, 1, a, b)
        assert list(road.waiting(connection, [a, b])) == [a]
        assert (rows_of(connection, t.outbox, a), rows_of(connection, t.outbox, b)) == ([2], [1])
        people.part(connection, 1, "Асель", NOW)
        assert list(road.waiting(connection, [a, b])) == [b]
        assert rows_of(connection, t.outbox, b) == [1, 2]

    await store.write(play)


async def test_a_thousand_rows_go_over_and_back(store: Store) -> None:
    def play(connection: Connection) -> None:
        a, b = met(connection, ("web", "w1"), ("telegram", "501"))
        road.add(connection, t.messages, [message(n, b) for n in range(1, 1_202)])
        joined(connection, 1, a, b)
        assert len(rows_of(connection, t.messages, a)) == 1_201
        people.part(connection, 1, "Асель", NOW)
        assert len(rows_of(connection, t.messages, b)) == 1_201

    await store.write(play)


async def test_a_lead_is_absorbed_by_one_only(store: Store) -> None:
    def play(connection: Connection) -> None:
        a, b, c = met(connection, ("web", "w1"), ("telegram", "501"), ("whatsapp", "7@c.us"))
        joined(connection, 1, a, b)
        joined(connection, 2, c, b)

    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.write(play)


# --- codes and numbers


async def test_a_code_is_used_once_however_many_come_at_once(store: Store) -> None:
    def prepare(connection: Connection) -> int:
        (lead_id,) = met(connection, ("web", "w1"))
        people.keep_code(connection, WS, lead_id, "d" * 64, NOW)
        return lead_id

    lead_id = await store.write(prepare)
    uses = [
        store.write(lambda connection, who=who: people.use_code(connection, "d" * 64, who, NOW)) for who in "abcdef"
    ]
    assert sorted(await asyncio.gather(*uses)) == [False] * 5 + [True]
    code = (await store.read(lambda connection: people.codes(connection, WS, ["d" * 64, "e" * 64])))["d" * 64]
    assert (code.lead_id, code.expires_at) == (lead_id, NOW + timedelta(days=7))
    assert code.used_by in "abcdef"
    assert await store.read(lambda connection: people.codes(connection, WS + 1, ["d" * 64])) == {}


async def test_a_number_is_vouched_for_one_lead_only(store: Store) -> None:
    def play(connection: Connection) -> None:
        a, b = met(connection, ("web", "w1"), ("telegram", "501"))
        row = {"workspace_id": WS, "phone": "+77771234567", "channel": "telegram", "created_at": NOW}
        people.vouch(connection, [row | {"lead_id": a}])
        people.vouch(connection, [row | {"lead_id": b}])
        assert people.leads_of_phones(connection, [(WS, "+77771234567"), (WS, "+70000000000")]) == {
            (WS, "+77771234567"): a
        }

    await store.write(play)


async def test_when_facts_were_told(store: Store) -> None:
    def play(connection: Connection) -> None:
        (a,) = met(connection, ("web", "w1"))
        row = {"workspace_id": WS, "lead_id": a, "name": "need", "value": '"x"', "words": "x", "message_id": "m"}
        row |= {"confidence": 1.0, "reader": "rule"}
        late = NOW + timedelta(hours=1)
        road.add(connection, t.facts, [row | {"id": 1, "at": late}, row | {"id": 2, "at": NOW}])
        assert people.told(connection, [a, a + 1]) == {a: {"need": late}, a + 1: {}}

    await store.write(play)


# --- whom never to write to


ADDRESSES = [("phone", "8 777 123-45-67"), ("email", "Aliya@Example.kz"), ("telegram", "501")]


async def test_a_stop_holds_for_every_spelling_and_every_way(store: Store) -> None:
    def play(connection: Connection) -> None:
        assert not suppression.is_suppressed(connection, WS, ADDRESSES)
        suppression.suppress(connection, WS, ADDRESSES, NOW, "stopped")
        suppression.suppress(connection, WS, [("telegram", "501")], NOW, "stopped")  # once more is no trouble
        for same in (
            ("phone", "+7 777 123 45 67"),
            ("whatsapp", "77771234567@c.us"),
            ("email", " aliya@example.KZ"),
            ("webhook", "+77771234567"),
        ):
            assert suppression.is_suppressed(connection, WS, [same]), same
        for other in (("phone", "+77771234568"), ("telegram", "502"), ("email", "a@example.kz"), ("web", "501")):
            assert not suppression.is_suppressed(connection, WS, [other]), other
        assert not suppression.is_suppressed(connection, WS + 1, [("telegram", "501")])
        wanted = [("telegram", "501"), ("telegram", "502")]
        assert suppression.suppressed(connection, WS, wanted) == {("telegram", "501")}
        suppression.lift(connection, WS, [("telegram", "501")])
        assert not suppression.is_suppressed(connection, WS, [("telegram", "501")])
        assert suppression.is_suppressed(connection, WS, [("phone", "+77771234567")])

    await store.write(play)


async def test_two_installations_write_different_hashes_and_no_address(store: Store) -> None:
    def play(connection: Connection) -> list[str]:
        connection.execute(t.workspaces.insert().values(id=2, name="two", created_at=NOW))
        for workspace in (WS, 2):
            suppression.suppress(connection, workspace, [("phone", "+77771234567")], NOW, "stopped")
        return list(connection.execute(select(p.suppressions.c.digest)).scalars())

    digests = await store.write(play)
    assert len(set(digests)) == 2
    assert not any("7777" in digest and len(digest) != 64 for digest in digests)


async def test_many_addresses_are_asked_about_at_once(store: Store) -> None:
    many = [("phone", f"+7777{number:07}") for number in range(1_500)]

    def play(connection: Connection) -> int:
        suppression.suppress(connection, WS, many[::3], NOW, "stopped")
        return len(suppression.suppressed(connection, WS, many))

    assert await store.write(play) == 500


def test_stages_of_leads_that_are_none_any_more_are_no_stages() -> None:
    assert not {MERGED, ERASED} & set(Stage)
