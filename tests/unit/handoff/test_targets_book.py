"""Deliveries in the database, of either kind: written once, one at a time, and covered by what is sent later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from bot import deliveries as told
from fsm.lead import Lead
from fsm.storage import erasure, road
from fsm.storage.effect_tables import effects
from fsm.storage.store import Store
from handoff.targets import book, happenings
from handoff.targets.happenings import Happening
from handoff.targets.tables import deliveries

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOOK = {"url": "https://example.kz/hook", "secret": "a-secret-of-sixteen-and-more"}
TABLE = {"url": "https://example.kz", "token": "t", "base": "p", "table": "m"}


def lead(connection: Connection) -> int:
    made = Lead(id=0, workspace_id=1, channel="telegram", chat="5", language="ru")
    address = (1, "telegram", "5")
    road.create_leads(connection, {address: (made, {"chat": "5", "display_name": "A"})}, NOW)
    return road.find_leads(connection, [address])[address]


def target(connection: Connection, kind: str, config: dict[str, str]) -> book.Target:
    return book.add(connection, 1, kind, kind, config, by="42", at=NOW)


def announce(connection: Connection, lead_id: int, event: str, key: str, at: datetime = NOW) -> None:
    targets = book.listed(connection, active=True)
    told._announce(connection, targets, 1, lead_id, Happening(event, key, {"why": "x"}), at)


def rows(connection: Connection) -> list[tuple[str, str]]:
    query = select(deliveries.c.event, deliveries.c.state).order_by(deliveries.c.id)
    return [(row.event, row.state) for row in connection.execute(query)]


async def test_the_same_event_is_written_once_however_often_it_is_announced(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = lead(connection)
        hook = target(connection, "webhook", HOOK)
        for _ in range(3):
            announce(connection, number, happenings.CREATED, "1:lead.created")
        assert rows(connection) == [("lead.created", "new")]
        assert len(connection.execute(select(effects.c.id).where(effects.c.kind == told.DELIVERY)).all()) == 1
        assert book.listed(connection, 1) == [hook]

    await store.write(work)


async def test_an_object_is_begun_by_good_news_and_changes_are_said_together(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = lead(connection)
        target(connection, "kommo", {"url": "https://x.kommo.com", "token": "t"})
        for event in (happenings.CREATED, happenings.UPDATED, happenings.LOST):
            announce(connection, number, event, f"1:{event}")
        assert rows(connection) == []  # nobody in a CRM wants those who said hello and left
        announce(connection, number, happenings.QUALIFIED, "2:lead.qualified")
        for key in ("3", "4", "5"):
            announce(connection, number, happenings.UPDATED, key)
        assert rows(connection) == [("lead.qualified", "new"), ("lead.updated", "new")]
        announce(connection, number, happenings.WON, "6:lead.won")
        assert rows(connection) == [("lead.qualified", "new"), ("lead.updated", "dropped"), ("lead.won", "new")]
        ids = connection.execute(select(deliveries.c.id).order_by(deliveries.c.id)).scalars().all()
        first, last = book.delivery(connection, ids[0]), book.delivery(connection, ids[2])
        assert first is not None
        assert last is not None
        assert book.before(connection, first) is None
        assert book.before(connection, last) == first
        book.sent(connection, first, "77", NOW, upto=book.newest(connection, first))
        assert [state for _, state in rows(connection)] == ["sent", "dropped", "sent"]
        assert book.remote_of(connection, first.target_id, [number]) == "77"

    await store.write(work)


async def test_what_failed_waits_and_what_is_parked_goes_round_again(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = lead(connection)
        noco = target(connection, "nocodb", TABLE)
        announce(connection, number, happenings.CREATED, "1")
        (found,) = book.latest(connection, noco.id)
        book.failed(connection, found, "away", NOW + timedelta(minutes=1), parked=False)
        (waiting,) = book.latest(connection, noco.id)
        assert (waiting.state, waiting.tries, waiting.error) == ("new", 1, "away")
        book.failed(connection, waiting, "refused", NOW, parked=True)
        assert book.parked(connection, noco.id) == 1
        assert told.send_again(connection, noco, NOW + timedelta(minutes=2)) == 1
        assert told.send_again(connection, noco, NOW + timedelta(minutes=2)) == 0
        book.remove(connection, noco.id, NOW)
        assert book.one(connection, noco.id) is None
        assert rows(connection) == [("lead.created", "dropped")]

    await store.write(work)


async def test_what_concerns_no_lead_goes_to_those_that_are_told_everything(store: Store) -> None:
    def work(connection: Connection) -> None:
        target(connection, "webhook", HOOK)
        target(connection, "nocodb", TABLE)
        for _ in range(2):
            told.announce(connection, 1, "campaign.started", "7", {"name": "Spring"}, now=NOW)
        told.announce(connection, 2, "campaign.started", "8", {}, now=NOW)
        (row,) = connection.execute(select(deliveries)).all()
        assert (row.event, row.lead_id, row.key) == ("campaign.started", None, "7:campaign.started")

    await store.write(work)


async def test_an_erased_person_is_in_no_delivery(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = lead(connection)
        target(connection, "webhook", HOOK)
        announce(connection, number, happenings.CREATED, "1")
        erasure.forget(connection, number, NOW)
        assert rows(connection) == []

    await store.write(work)
