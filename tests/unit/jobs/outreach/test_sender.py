"""Who gets what, and what trouble on the way comes to."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from channels.contract import Misconfigured, Outbound, Refused, TryLater, Uncertain, Unreachable
from jobs.outreach import campaigns, outcomes
from jobs.outreach.campaign import Fate, Pace, Plan, State, Step
from jobs.outreach.campaign import Refused as NotPossible
from jobs.outreach.progress import line, progress
from jobs.outreach.quiet import Quiet
from tests.unit.jobs.outreach.world import POLICY, World, raising

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


async def test_telegram_goes_only_to_people_who_opened_the_bot(world: World) -> None:
    world.people(3)
    world.lead("501")
    world.lead("502", stage="opted_out")
    world.lead("503", at=world.at - timedelta(minutes=5))
    number = world.campaign(plan(world.template("telegram", "Новость для {name}")), "telegram")
    assert world.start(number) == 3
    await world.steps(world.sender(), 4)
    assert [chat for _, chat, *_ in world.networks["telegram"].ledger] == ["501"]
    assert {row.status: row.reason for row in world.rows()} == {
        "sent": "",
        "skipped": "suppressed",
        "pending": "talking",
    }
    world.forward(hours=13)
    await world.steps(world.sender(), 4)
    assert [chat for _, chat, *_ in world.networks["telegram"].ledger] == ["501", "503"]


async def test_a_number_that_is_spared_for_days_loses_nobody(world: World) -> None:
    world.people(8)
    number = world.campaign(plan(world.template("whatsapp")), "whatsapp")
    world.start(number)
    sent: list[datetime] = []

    def governor(_: Outbound) -> tuple[bool, BaseException | None]:
        """Two first messages a day, as for a young number."""
        if sum(at > world.at - timedelta(days=1) for at in sent) >= 2:
            return False, TryLater(3_600, "spared", held="whatsapp.held.first_a_day", unasked=True)
        sent.append(world.at)
        return True, None

    world.networks["whatsapp"].fate = governor
    sender = world.sender()
    await world.steps(sender, 3)
    assert world.do(progress, number, world.at).waits_for == "whatsapp.held.first_a_day"
    assert "whatsapp.held.first_a_day" in line(world.do(progress, number, world.at), lambda key, **_: key)
    await world.steps(sender, 1_600, seconds=240)
    assert world.statuses() == {"sent": 8}
    assert {row.tries for row in world.rows()} == {0}


async def test_a_channel_that_is_down_for_hours_loses_nobody(world: World) -> None:
    world.people(3)
    number = world.campaign(plan(world.template("whatsapp")), "whatsapp")
    world.start(number)
    world.networks["whatsapp"].fate = lambda _: (False, TryLater(3, "not connected", whole_channel=True))
    sender = world.sender()
    await world.steps(sender, 200, seconds=30)
    assert world.statuses() == {"pending": 3}
    world.networks["whatsapp"].fate = lambda _: (True, None)
    await world.steps(sender, 20, seconds=30)
    assert world.statuses() == {"sent": 3}


async def test_the_running_sender_looks_at_once_when_something_changed(world: World) -> None:
    world.people(1)
    number = world.campaign(plan(world.template()))
    sender = world.sender()
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0.05)
    world.start(number)
    sender.wake()
    async with asyncio.timeout(5):
        while not world.networks["email"].ledger:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_people_who_blocked_the_bot_do_not_pause_the_news(world: World) -> None:
    for chat in range(30):
        world.lead(str(500 + chat))
    number = world.campaign(plan(world.template("telegram")), "telegram")
    world.start(number)
    world.networks["telegram"].fate = lambda _: (False, Unreachable("bot was blocked by the user"))
    await world.steps(world.sender(), 35)
    assert world.statuses(number) == {"bounced": 30}
