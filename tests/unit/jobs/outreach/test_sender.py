"""Campaigns as an owner and their people see them: who gets what, when, and what an answer does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from channels.contract import Misconfigured, Refused, TryLater, Uncertain, Unreachable
from fsm.reading.intent import is_stop
from fsm.reading.message import Message
from fsm.storage.suppression import suppress
from jobs.contacts import book
from jobs.contacts.contact import Address, Consent
from jobs.outreach import campaigns, consequences, outcomes
from jobs.outreach.campaign import Audience, Fate, Hold, Pace, Plan, Policy, Refusal, Skip, State, Step
from jobs.outreach.campaign import Refused as NotPossible
from jobs.outreach.progress import line, progress, report
from jobs.outreach.quiet import Quiet
from jobs.outreach.unsubscribe import Ticket
from tests.unit.jobs.outreach.world import NOON, POLICY, TOKENS, WS, World, raising, words

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


async def test_everybody_gets_one_letter_in_their_own_words(world: World) -> None:
    world.people(2)
    world.people(1, start=2, language="kk")
    template = world.template(text="Здравствуйте, {name}! Вы из {city}.", kk="Сәлеметсіз бе, {name}!")
    number = world.campaign(plan(template))
    assert world.start(number) == 3

    await world.steps(world.sender(), 5)

    sent = [message for *_, message in world.networks["email"].ledger]
    assert [message.chat for message in sent] == ["p0@example.kz", "p1@example.kz", "p2@example.kz"]
    assert "Здравствуйте, Человек 0! Вы из Алматы." in sent[0].text
    assert "Отписаться: https://talap.example/u/" in sent[0].text
    assert "Сәлеметсіз бе, Человек 2!" in sent[2].text
    assert "жазылымнан шығыңыз: https://talap.example/u/" in sent[2].text
    assert all(message.initiates and message.urgency == 2 for message in sent)
    assert len({message.key for message in sent}) == 3
    assert world.statuses() == {"sent": 3}
    assert state(world, number) is State.DONE


async def test_a_template_may_place_the_link_itself(world: World) -> None:
    world.people(1)
    world.start(world.campaign(plan(world.template(text="Отписка тут: {unsubscribe}"))))
    await world.steps(world.sender(), 1)
    assert world.networks["email"].ledger[0][3].text.count("https://") == 1


async def test_a_person_without_a_value_is_left_out_and_it_says_why(world: World) -> None:
    world.people(1)
    world.people(1, start=1, company="Ак Бидай")
    number = world.campaign(plan(world.template(text="Для {company} у нас есть предложение")))
    world.start(number)
    await world.steps(world.sender(), 3)
    assert [(row.status, row.reason) for row in world.rows()] == [("skipped", "missing_field:company"), ("sent", "")]


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


@pytest.mark.parametrize("why", [Uncertain("no answer"), ValueError("a bug")])
async def test_what_may_have_arrived_is_never_sent_again_by_itself(world: World, why: Exception) -> None:
    world.people(2)
    number = world.campaign(plan(world.template(), world.template(), after=60))
    world.start(number)
    world.networks["email"].fate = raising([why], arrives=True)
    await world.steps(world.sender(), 5)

    (doubt,) = world.do(outcomes.doubts)
    assert (doubt.campaign, doubt.address) == ("Осень", "p0@example.kz")
    assert world.do(outcomes.in_doubt) == 1
    assert set(world.networks["email"].copies().values()) == {1}

    world.do(outcomes.decide, doubt.id, Fate.SENT, world.at)
    with pytest.raises(NotPossible):
        world.do(outcomes.decide, doubt.id, Fate.PENDING, world.at)
    world.forward(minutes=2)
    await world.steps(world.sender(), 5)
    assert world.statuses(number) == {"sent": 4}


@pytest.mark.parametrize(("fate", "copies"), [(Fate.PENDING, 2), (Fate.SKIPPED, 1)])
async def test_a_person_decides_about_a_doubtful_message(world: World, fate: Fate, copies: int) -> None:
    world.people(1)
    number = world.campaign(plan(world.template()))
    world.start(number)
    world.networks["email"].fate = raising([Uncertain("no answer")], arrives=True)
    await world.steps(world.sender(), 2)
    assert state(world, number) is State.DONE
    (doubt,) = world.do(outcomes.doubts)
    world.do(outcomes.decide, doubt.id, fate, world.at)
    await world.steps(world.sender(), 2)
    assert list(world.networks["email"].copies().values()) == [copies]


async def test_a_network_that_asks_to_wait_is_waited_for(world: World) -> None:
    world.people(1)
    world.start(world.campaign(plan(world.template())))
    world.networks["email"].fate = raising([TryLater(90, whole_channel=True)])
    sender = world.sender()
    await world.steps(sender, 80)
    assert len(world.networks["email"].started) == 1
    await world.steps(sender, 15)
    moments = [at for _, _, at in world.networks["email"].started]
    assert len(moments) == 2
    assert moments[1] - moments[0] >= timedelta(seconds=90)
    assert world.statuses() == {"sent": 1}


async def test_a_network_that_asks_to_wait_for_ever_is_given_up(world: World) -> None:
    world.people(1)
    world.start(world.campaign(plan(world.template())))
    world.networks["email"].fate = lambda _: (False, TryLater(10, "try later"))
    await world.steps(world.sender(), 60, seconds=30)
    assert len(world.networks["email"].started) == outcomes.MOST_TRIES
    assert [(row.status, row.reason) for row in world.rows()] == [("failed", "try later")]


async def test_wrong_settings_stop_the_channels_campaigns_and_lose_nobody(world: World) -> None:
    world.people(2)
    number = world.campaign(plan(world.template()))
    world.start(number)
    world.networks["email"].fate = raising([Misconfigured("the password is wrong")])
    await world.steps(world.sender(), 3)
    found = world.do(campaigns.load, number)
    assert (found.state, found.waits_for) == (State.PAUSED, "misconfigured")
    world.do(campaigns.resume, number, POLICY)
    await world.steps(world.sender(), 3)
    assert world.statuses() == {"sent": 2}


async def test_what_the_network_rejects_is_on_the_list_with_its_reason(world: World) -> None:
    world.people(1)
    world.start(world.campaign(plan(world.template())))
    world.networks["email"].fate = raising([Refused("552 too much spam")])
    await world.steps(world.sender(), 2)
    assert [(row.status, row.reason) for row in world.rows()] == [("failed", "552 too much spam")]


async def test_pausing_stopping_and_going_on_take_effect_at_once(world: World) -> None:
    world.people(10)
    number = world.campaign(plan(world.template()))
    world.start(number)
    sender = world.sender()
    await world.steps(sender, 3)
    world.do(campaigns.pause, number)
    await world.steps(sender, 3)
    assert len(world.networks["email"].started) == 3
    world.do(campaigns.resume, number, POLICY)
    await world.steps(sender, 2)
    assert len(world.networks["email"].started) == 5
    assert world.do(campaigns.stop, number, world.at) == 5
    await world.steps(sender, 3)
    assert len(world.networks["email"].started) == 5
    assert world.statuses() == {"sent": 5, "skipped": 5}
    for move in (campaigns.pause, lambda *args: campaigns.resume(*args, POLICY)):
        with pytest.raises(NotPossible):
            world.do(move, number)


async def test_live_answers_go_first(world: World) -> None:
    world.people(1)
    world.start(world.campaign(plan(world.template())))
    world.live = 1
    sender = world.sender()
    await world.steps(sender, 3)
    assert world.networks["email"].started == []
    world.live = 0
    await world.steps(sender, 1)
    assert len(world.networks["email"].started) == 1


async def test_the_pace_of_minutes_and_days_and_the_warm_up_are_kept(world: World) -> None:
    world.people(60)
    pace = Pace(per_day=25, per_minute=4, first_day=10, growth=2)
    number = world.campaign(plan(world.template(), pace=pace))
    world.start(number)
    sender = world.sender()
    for _ in range(4):
        morning = world.at
        await world.steps(sender, 90, seconds=7)
        world.at = morning + timedelta(days=1)

    moments = [at for _, _, at in world.networks["email"].started]
    days = [sum(at.date() == (NOON + timedelta(days=n)).date() for at in moments) for n in range(4)]
    assert days == [10, 20, 25, 5]
    assert all(later - earlier >= timedelta(minutes=1) for earlier, later in zip(moments, moments[4:], strict=False))


async def test_a_channel_has_a_pace_of_its_own_over_all_campaigns(world: World) -> None:
    world.people(20)
    for _ in range(2):
        world.start(world.campaign(plan(world.template())))
    await world.steps(world.sender(email=5), 50)
    assert len(world.networks["email"].ledger) == 5


async def test_campaigns_take_turns(world: World) -> None:
    world.people(6)
    first, second = world.campaign(plan(world.template())), world.campaign(plan(world.template()))
    world.start(first)
    world.start(second)
    await world.steps(world.sender(), 6)
    assert (world.statuses(first)["sent"], world.statuses(second)["sent"]) == (3, 3)


async def test_nobody_is_woken_where_they_are(world: World) -> None:
    world.people(1, city="Алматы")
    world.people(1, start=1, city="Киев")
    world.at = datetime.fromisoformat("2026-11-23T03:30+00:00")  # 08:30 in Almaty, 05:30 in Kyiv
    number = world.campaign(plan(world.template(), quiet=Quiet(21 * 60, 9 * 60)))
    world.start(number)
    await world.steps(world.sender(), 300, seconds=60)
    arrived = {chat: at for _, chat, at, _ in world.networks["email"].ledger}
    assert arrived["p0@example.kz"].isoformat() == "2026-11-23T04:00:00+00:00"
    assert arrived["p1@example.kz"].isoformat() == "2026-11-23T07:00:00+00:00"


async def test_telegram_goes_only_to_people_who_opened_the_bot(world: World) -> None:
    world.people(3)
    world.lead("501")
    world.lead("502", stage="opted_out")
    world.lead("503", at=world.at - timedelta(minutes=5))
    number = world.campaign(plan(world.template("telegram", "Новость для {name}")), "telegram")
    assert world.start(number) == 3
    await world.steps(world.sender(), 4)
    assert [chat for _, chat, *_ in world.networks["telegram"].ledger] == ["501"]
    assert {row.status: row.reason for row in world.rows()} == {"sent": "", "skipped": "suppressed", "pending": "later"}
    world.forward(hours=13)
    await world.steps(world.sender(), 4)
    assert [chat for _, chat, *_ in world.networks["telegram"].ledger] == ["501", "503"]


def test_what_must_not_run_is_refused_with_its_reason(world: World) -> None:
    world.people(1, consent=Consent.NONE)
    mail, phone = world.template(), world.template("whatsapp")
    anyone = Audience(consents=())

    def refused(work: object, *args: object) -> Refusal:
        with pytest.raises(NotPossible) as refusal:
            world.do(work, *args)  # type: ignore[arg-type]
        return refusal.value.why

    def made(each: Plan, channel: str = "email") -> Refusal:
        return refused(campaigns.create, "x", channel, each, world.at)

    assert made(plan()) is Refusal.NO_STEPS
    assert made(plan(999)) is Refusal.NO_TEMPLATE
    assert made(plan(mail), "sms") is Refusal.BAD_CHANNEL
    assert made(plan(mail), "whatsapp") is Refusal.OTHER_CHANNEL
    assert made(plan(mail, pace=Pace(per_minute=0))) is Refusal.BAD_PACE
    assert made(plan(mail, quiet=Quiet(0, 1_440))) is Refusal.BAD_PACE
    assert made(plan(mail, zone="Asia/Nowhere")) is Refusal.BAD_ZONE
    assert made(plan(mail, mail, after=-1)) is Refusal.BAD_DELAY

    letters = world.campaign(plan(mail))
    messages = world.campaign(plan(phone, audience=anyone), "whatsapp")
    assert refused(campaigns.start, letters, world.at, POLICY) is Refusal.NOBODY
    assert refused(campaigns.start, letters, world.at, Policy(channels=POLICY.channels)) is Refusal.NO_LINK
    assert refused(campaigns.start, letters, world.at, Policy(link=POLICY.link)) is Refusal.SWITCHED_OFF
    assert refused(campaigns.start, messages, world.at, POLICY) is Refusal.NEEDS_CONSENT
    off = Policy(channels=POLICY.channels, link=POLICY.link)
    assert refused(campaigns.start, messages, world.at, off) is Refusal.SWITCHED_OFF


async def test_a_switch_turned_off_holds_back_what_already_runs(world: World) -> None:
    world.people(2)
    number = world.campaign(plan(world.template("whatsapp")), "whatsapp")
    world.start(number)
    off = Policy(channels=POLICY.channels, link=POLICY.link)
    await world.steps(world.sender(off), 3)
    assert world.networks["whatsapp"].started == []
    assert world.do(campaigns.load, number).waits_for == "switched_off"


async def test_editing_changes_what_is_to_come_and_nothing_else(world: World) -> None:
    world.people(4)
    world.people(2, start=10, source="fair")
    old, new, more = (world.template(text=text) for text in ("Старое", "Новое", "Ещё"))
    number = world.campaign(plan(old, audience=Audience(sources=("list",))))
    world.start(number)
    sender = world.sender()
    await world.steps(sender, 2)

    edited = plan(new, more, after=60, audience=Audience(sources=("list", "fair")))
    world.do(campaigns.edit, number, edited, world.at, POLICY)
    await world.steps(sender, 100, seconds=2)

    texts = [(chat, message.text.split("\n\n")[-2]) for _, chat, _, message in world.networks["email"].ledger]
    assert sorted(texts[:6]) == sorted(
        [("p0@example.kz", "Старое"), ("p1@example.kz", "Старое")]
        + [(f"p{n}@example.kz", "Новое") for n in (2, 3, 10, 11)]
    )
    assert sorted(texts[6:]) == sorted((f"p{n}@example.kz", "Ещё") for n in (0, 1, 2, 3, 10, 11))
    assert set(world.networks["email"].copies().values()) == {1}


async def test_who_falls_out_of_the_audience_is_left_out_with_a_reason(world: World) -> None:
    world.people(2)
    world.people(1, start=5, source="fair")
    first = world.template()
    number = world.campaign(plan(first, first, after=60))
    world.start(number)
    await world.steps(world.sender(), 1)
    world.do(campaigns.edit, number, plan(first, audience=Audience(sources=("fair",))), world.at, POLICY)
    await world.steps(world.sender(), 3)
    reasons = sorted((row.step, row.status, row.reason) for row in world.rows())
    assert reasons == [
        (0, "sent", ""), (0, "sent", ""), (0, "skipped", Skip.NOT_IN_AUDIENCE), (1, "skipped", Skip.STEP_REMOVED),
    ]  # fmt: skip


async def test_progress_tells_how_far_it_is_and_when_it_ends(world: World) -> None:
    world.people(30)
    number = world.campaign(plan(world.template(), pace=Pace(per_day=10, per_minute=5, first_day=10)))
    world.start(number)
    sender = world.sender()
    await world.steps(sender, 30, seconds=6)
    world.do(consequences.answered, "email", "p0@example.kz", world.at)

    found = world.do(progress, number, world.at)
    assert (found.total, found.arrived, found.left, found.today) == (30, 10, 20, 10)
    assert found.waits_for == "day"
    assert found.a_minute == 1.0
    # Ten tomorrow, ten the day after, at five a minute from midnight on.
    assert found.done_at == datetime.fromisoformat("2026-11-25T00:02+05:00")
    assert line(found, words()("ru")) == ("Осень: отправлено 10 из 30, ответили 1 · дневной предел исчерпан")

    (row,) = world.do(report, world.at - timedelta(hours=1), world.at)
    assert (row.name, row.sent, row.responded, row.bounced) == ("Осень", 10, 1, 0)


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


def test_workspaces_do_not_see_each_other(world: World) -> None:
    world.people(1)
    number = world.campaign(plan(world.template()))

    def elsewhere(work, *args):
        return world.store.now(lambda connection: work(connection, 2, *args))

    for work, args in [(campaigns.load, ()), (campaigns.pause, ()), (campaigns.start, (world.at, POLICY))]:
        with pytest.raises(LookupError):
            elsewhere(work, number, *args)
    assert elsewhere(book.owners, [Address("email", "p0@example.kz")]) == {}
    assert elsewhere(consequences.answered, "email", "p0@example.kz", world.at) is None
