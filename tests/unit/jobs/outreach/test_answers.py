"""What people and networks answer, and what it leads to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from channels.contract import Uncertain, Unreachable
from fsm.reading.intent import is_stop
from fsm.reading.message import Message
from fsm.storage.suppression import suppress
from jobs.contacts import book
from jobs.contacts.tables import contact_addresses, contacts
from jobs.outreach import campaigns, consequences
from jobs.outreach.campaign import Hold, Pace, Plan, State, Step
from jobs.outreach.progress import progress, report
from jobs.outreach.quiet import Quiet
from jobs.outreach.tables import messages
from jobs.outreach.unsubscribe import Ticket
from tests.unit.jobs.outreach.world import TOKENS, WS, World, raising, words

FAST = Pace(per_day=10_000, per_minute=1_000, first_day=10_000)
OPEN = Quiet(0, 0)


@pytest.fixture
def world() -> World:
    return World()


def plan(*templates: int, after: int = 0, **also: object) -> Plan:
    steps = tuple(Step(each, after if number else 0) for number, each in enumerate(templates))
    return Plan(steps=steps, **({"pace": FAST, "quiet": OPEN} | also))  # type: ignore[arg-type]


def state(world: World, campaign_id: int) -> State:
    return world.do(campaigns.load, campaign_id).state


async def test_a_series_goes_step_by_step_and_ends_with_an_answer(world: World) -> None:
    world.people(2)
    number = world.campaign(plan(world.template(), world.template(text="Напомним о себе"), after=86_400))
    world.start(number)
    sender = world.sender()
    await world.steps(sender, 4)
    assert len(world.networks["email"].ledger) == 2

    told = world.do(consequences.answered, "email", "p0@example.kz", world.at)
    world.forward(days=1, minutes=1)
    await world.steps(sender, 4)

    assert told is not None
    assert (told.name, told.source, told.campaign, told.first) == ("Человек 0", "list", "Осень", True)
    assert [chat for _, chat, *_ in world.networks["email"].ledger[2:]] == ["p1@example.kz"]
    assert [(row.step, row.status, row.reason) for row in world.rows()] == [
        (0, "responded", ""),
        (0, "sent", ""),
        (1, "skipped", "responded"),
        (1, "sent", ""),
    ]
    again = world.do(consequences.answered, "email", "p0@example.kz", world.at)
    assert again is not None
    assert not again.first
    assert world.do(consequences.answered, "email", "stranger@b.kz", world.at) is None


async def test_an_answer_on_whatsapp_is_known_by_the_number_and_makes_a_lead(world: World) -> None:
    (contact_id,) = world.people(1)
    world.start(world.campaign(plan(world.template("whatsapp")), "whatsapp"))
    await world.steps(world.sender(), 1)
    assert world.networks["whatsapp"].ledger[0][1] == "77010000000@c.us"
    assert world.networks["whatsapp"].ledger[0][3].text.endswith("ответьте «Стоп».")

    told = world.do(consequences.answered, "whatsapp", "77010000000@c.us", world.at)
    lead_id = world.lead("5")
    assert told is not None
    world.store.now(lambda connection: book.became_lead(connection, told.contact_id, lead_id, world.at))
    contact = world.do(book.by_id, [contact_id])[contact_id]
    assert (told.contact_id, contact.lead_id, contact.status) == (contact_id, lead_id, "responded")


@pytest.mark.parametrize("word", ["Стоп", "Тоқта", "Stop"])
def test_the_word_we_name_is_the_word_we_understand(word: str) -> None:
    texts = [words()(language)("outreach.stop.word") for language in ("ru", "kk", "en")]
    assert any(f"{quote}{word}" in text for text in texts for quote in "«“")
    assert is_stop(Message(word))


async def test_who_says_stop_is_closed_on_every_channel(world: World) -> None:
    (contact_id, _) = world.people(2)
    by_mail = world.campaign(plan(world.template()))
    by_phone = world.campaign(plan(world.template("whatsapp")), "whatsapp")
    world.start(by_mail)
    world.start(by_phone)

    closed = world.do(consequences.closed, "whatsapp", "77010000000@c.us", world.at)
    await world.steps(world.sender(), 4)

    assert closed == consequences.Closed(contact_id, None)
    assert [chat for _, chat, *_ in world.networks["email"].ledger] == ["p1@example.kz"]
    assert [chat for _, chat, *_ in world.networks["whatsapp"].ledger] == ["77010000001@c.us"]
    assert {(row.status, row.reason) for row in world.rows() if row.contact_id == contact_id} == {
        ("skipped", "suppressed")
    }


async def test_a_stop_between_the_claim_and_the_sending_is_heard(world: World) -> None:
    world.people(1)
    world.start(world.campaign(plan(world.template())))
    strikes = iter([False, True])

    def stop_comes() -> str:
        if next(strikes, False):
            world.do(suppress, [("email", "p0@example.kz")], world.at, "stopped")
        return ""

    world.store.kill = stop_comes
    await world.steps(world.sender(), 1)
    assert world.networks["email"].started == []
    assert [(row.status, row.reason) for row in world.rows()] == [("skipped", "suppressed")]


async def test_unsubscribing_counts_for_its_campaign(world: World) -> None:
    (contact_id, _) = world.people(2)
    number = world.campaign(plan(world.template(), world.template()))
    world.start(number)
    await world.steps(world.sender(), 1)
    ticket = TOKENS.ticket(TOKENS.token(Ticket(WS, number, contact_id)))
    assert ticket is not None

    world.store.now(lambda connection: consequences.unsubscribed(connection, *ticket, world.at))

    found = world.do(progress, number, world.at)
    assert (found.unsubscribed, found.skipped, found.arrived) == (1, {"suppressed": 1}, 1)
    (row,) = world.do(report, world.at - timedelta(days=1), world.at)
    assert (row.sent, row.unsubscribed) == (1, 1)


async def test_a_person_who_leaves_after_two_letters_is_one_person(world: World) -> None:
    (contact_id,) = world.people(1)
    number = world.campaign(plan(world.template(), world.template()))
    world.start(number)
    await world.steps(world.sender(), 3)
    world.do(consequences.unsubscribed, number, contact_id, world.at)
    found = world.do(progress, number, world.at)
    assert (found.unsubscribed, found.arrived) == (1, 2)


async def test_a_dead_address_is_not_used_again_but_the_other_is(world: World) -> None:
    (contact_id,) = world.people(1)
    world.start(world.campaign(plan(world.template(), world.template())))
    world.networks["email"].fate = raising([Unreachable("550 5.1.1 no such user")])
    await world.steps(world.sender(), 2)

    assert [(row.status, row.reason) for row in world.rows()] == [("bounced", "550 5.1.1 no such user")]
    assert world.do(book.by_id, [contact_id])[contact_id].status == "new"
    number = world.campaign(plan(world.template()))
    world.start(number)
    phone = world.campaign(plan(world.template("whatsapp")), "whatsapp")
    world.start(phone)
    await world.steps(world.sender(), 2)
    assert [(row.status, row.reason) for row in world.rows(number)] == [("skipped", "no_address")]
    assert world.statuses(phone) == {"sent": 1}


async def test_a_bounce_that_is_reported_later_counts_as_well(world: World) -> None:
    (contact_id,) = world.people(1, phone="")
    world.start(world.campaign(plan(world.template(), world.template(), after=60)))
    await world.steps(world.sender(), 1)
    assert world.do(consequences.bounced, "email", "p0@example.kz", world.at) == contact_id
    world.forward(minutes=2)
    await world.steps(world.sender(), 2)
    assert [(row.step, row.status) for row in world.rows()] == [(0, "bounced"), (1, "skipped")]
    assert world.do(book.by_id, [contact_id])[contact_id].status == "bounced"


async def test_too_many_dead_addresses_pause_the_campaign(world: World) -> None:
    world.people(100)
    number = world.campaign(plan(world.template()))
    world.start(number)
    world.networks["email"].fate = raising(Unreachable("550") if n % 5 == 0 else None for n in range(100))
    await world.steps(world.sender(), 100)
    found = world.do(campaigns.load, number)
    assert (found.state, found.waits_for) == (State.PAUSED, Hold.BOUNCES.value)
    assert len(world.networks["email"].started) == 21


async def test_delivery_marks_only_go_forward(world: World) -> None:
    world.people(1)
    number = world.campaign(plan(world.template("whatsapp")), "whatsapp")
    world.start(number)
    await world.steps(world.sender(), 1)
    assert world.do(consequences.arrived, "whatsapp-1", world.at, read=True)
    assert world.do(consequences.arrived, "whatsapp-1", world.at, read=False)
    assert world.statuses() == {"read": 1}
    assert not world.do(consequences.arrived, "unknown", world.at, read=True)
    assert not world.do(consequences.arrived, "", world.at, read=True)


async def test_who_is_erased_leaves_no_trace_but_the_wish_to_be_left_alone(world: World) -> None:
    (contact_id,) = world.people(1, company="Ак Бидай", extra={"note": "p0@example.kz"})
    world.people(1, start=1)
    number = world.campaign(plan(world.template(), world.template(), after=60))
    world.start(number)
    world.networks["email"].fate = raising([Uncertain("no answer for p0@example.kz")])
    await world.steps(world.sender(), 1)

    world.do(consequences.erase, [contact_id], world.at)

    def look(connection: Connection) -> str:
        tables = (contacts, contact_addresses, messages)
        return repr([connection.execute(select(each)).all() for each in tables])

    left = world.store.now(look)
    assert [trace for trace in ("p0@example", "+77010000000", "Человек 0") if trace in left] == []
    assert world.people(1) == []
    assert world.do(progress, number, world.at).total == 2
