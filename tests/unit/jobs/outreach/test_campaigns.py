"""Campaigns as their owner sees them: made, paced, paused, changed, looked at."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest
from sqlalchemy import Connection

from jobs.contacts import book
from jobs.contacts.contact import Address, Consent
from jobs.outreach import campaigns, consequences
from jobs.outreach.campaign import Audience, Pace, Plan, Policy, Refusal, Skip, State, Step
from jobs.outreach.campaign import Refused as NotPossible
from jobs.outreach.preview import columns, preview
from jobs.outreach.progress import line, progress, report
from jobs.outreach.quiet import Quiet
from jobs.outreach.template import Template, Wording
from tests.unit.jobs.outreach.world import NOON, POLICY, TOKENS, World, words

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
    assert refused(campaigns.start, letters, world.at, Policy()) is Refusal.SWITCHED_OFF
    assert refused(campaigns.start, messages, world.at, POLICY) is Refusal.NEEDS_CONSENT
    off = Policy(channels=POLICY.channels)
    assert refused(campaigns.start, messages, world.at, off) is Refusal.SWITCHED_OFF


async def test_a_switch_turned_off_holds_back_what_already_runs(world: World) -> None:
    world.people(2)
    number = world.campaign(plan(world.template("whatsapp")), "whatsapp")
    world.start(number)
    off = Policy(channels=POLICY.channels)
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


def test_a_preview_shows_what_real_people_would_read(world: World) -> None:
    world.people(2, company="Ак Бидай", extra={"Стаж": "5"})
    world.people(1, start=2)
    template = Template("t", "email", {"ru": Wording("{name}: {company}, {Стаж|0} лет", "Для {name}")})
    assert world.do(columns) == ["Стаж"]

    found = world.do(preview, plan(), template, words(), TOKENS.link, 3)

    assert [(each.subject, each.missing) for each in found.shown] == [
        ("Для Человек 0", ""), ("Для Человек 1", ""), ("", "company"),
    ]  # fmt: skip
    assert found.shown[0].text == "Человек 0: Ак Бидай, 5 лет"
    assert found.shown[0].end.startswith("Не хотите получать")
    assert (found.looked_at, found.left_out) == (3, 1)


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


def test_an_edit_takes_back_what_an_earlier_one_gave_up(world: World) -> None:
    world.people(6)
    one = world.template()
    number = world.campaign(plan(one, one))
    world.start(number)
    narrow = msgspec.structs.replace(plan(one), audience=Audience(cities=("Нигде",)))
    world.do(campaigns.edit, number, narrow, world.at, POLICY)
    assert world.statuses() == {"skipped": 6}
    had, to_come = world.do(_prospect, number, plan(one, one))
    assert (had, to_come) == (0, 6)
    world.do(campaigns.edit, number, plan(one, one), world.at, POLICY)
    assert world.statuses() == {"pending": 6}


def _prospect(connection: Connection, workspace_id: int, number: int, wanted: Plan) -> tuple[int, int]:
    return campaigns.prospect(connection, campaigns.load(connection, workspace_id, number), wanted)
