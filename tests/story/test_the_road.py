"""What the road promises, told by people: nothing twice, nothing lost, in order, and the bot stays polite."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from channels.contract import Kind, Refused, TryLater, Uncertain, Unreachable
from fsm.lead import Stage
from tests.story.conftest import REPS, World


async def test_a_repeated_delivery_has_one_effect(world: World) -> None:
    hello = world.telegram.inbound("501", text="Здравствуйте")
    await asyncio.gather(*(world.telegram.hear(hello) for _ in range(20)))
    await world.settled()
    assert len(world.telegram.to("501")) == 1
    assert [row.text for row in await world.rows("messages") if row.author == "lead"] == ["Здравствуйте"]


async def test_two_hundred_leads_at_once_are_each_answered_in_order(world: World) -> None:
    people = [str(1000 + number) for number in range(200)]

    async def talk(who: str) -> None:
        await world.telegram.hear(world.telegram.inbound(who, text="Здравствуйте, сколько стоит ремонт?"))
        await world.telegram.hear(world.telegram.inbound(who, text="Не включается, залил водой"))

    await asyncio.gather(*(talk(who) for who in people))
    await world.settled()
    for who in people:
        first, second = world.telegram.to(who)
        assert "Что случилось" in first.text
        assert "Когда" in second.text
    said = [row for row in await world.rows("messages") if row.author == "lead"]
    assert len(said) == 400


async def test_two_messages_without_a_pause_are_answered_as_one(world_of: Callable[..., World]) -> None:
    world = world_of(burst_seconds=0.3)
    await world.start()
    await world.telegram.hear(world.telegram.inbound("501", text="Здравствуйте"))
    await world.telegram.hear(world.telegram.inbound("501", text="ноутбук не включается, залил водой"))
    answers = await world.telegram.until("501", 1)
    await world.settled()
    assert len(world.telegram.to("501")) == 1
    assert "Когда" in answers[0].text
    assert "501" in world.telegram.typed
    assert (await world.lead()).facts["need"].words.startswith("ноутбук")


async def test_a_restart_goes_on_where_it_stood(world_of: Callable[..., World]) -> None:
    world = world_of()
    await world.start()
    await world.says("Здравствуйте")
    await world.says("Не включается, залил водой")
    await world.stop()
    again = world_of()
    await again.start()
    answers = await again.says("в пятницу")
    assert len(answers) == 1
    assert "Что случилось" not in answers[0].text
    assert (await again.lead()).facts["timeline"].words


async def test_groups_are_ignored_and_the_reps_may_talk_among_themselves(world: World) -> None:
    await world.says("всем привет", who="-200", group=True)
    await world.says("кто сегодня на смене?", who=REPS, group=True)
    assert world.telegram.sent == []
    assert await world.rows("leads") == []


async def test_stop_ends_all_at_once(world: World) -> None:
    await world.says("Здравствуйте")
    answers = await world.says("стоп")
    assert len(answers) == 1
    assert await world.says("алло") == []
    assert (await world.lead()).stage is Stage.OPTED_OUT


async def test_a_network_that_asks_to_wait_gets_the_message_later(world: World) -> None:
    world.telegram.troubles.extend([TryLater(0.05), TryLater(0.05)])
    await world.telegram.hear(world.telegram.inbound("501", text="Здравствуйте"))
    assert len(await world.telegram.until("501", 1)) == 1


async def test_an_unanswered_send_is_repeated_once_and_then_shown_as_uncertain(world: World) -> None:
    world.telegram.troubles.extend([Uncertain("no answer"), Uncertain("no answer")])
    await world.says("Здравствуйте")
    await asyncio.sleep(1.3)
    await world.settled()
    assert world.telegram.to("501") == []
    assert not world.telegram.troubles
    await world.stop()
    assert [row.state for row in await world.rows("outbox")] == ["uncertain"]


async def test_a_refused_message_is_parked_with_its_reason_and_the_next_one_goes(world: World) -> None:
    world.telegram.troubles.append(Refused("too strange"))
    assert await world.says("Здравствуйте") == []
    assert len(await world.says("Не включается")) == 1
    await world.stop()
    states = {row.state: row.error for row in await world.rows("outbox")}
    assert states["parked"] == "too strange"


async def test_a_lead_who_blocked_us_is_unreachable_until_they_come_back(world: World) -> None:
    world.telegram.troubles.append(Unreachable("bot was blocked by the user"))
    await world.says("Здравствуйте")
    assert (await world.lead()).reachable is False
    await world.says("", kind=Kind.UNBLOCKED)
    assert (await world.lead()).reachable is True


async def test_presses_get_an_answer_and_count_as_said(world: World) -> None:
    await world.says("Здравствуйте")
    await world.says("Не включается, залил водой")
    answers = await world.presses("Сегодня")
    assert len(answers) == 1
    assert [message.answers for message in world.telegram.sent if message.answers] == ["cbtimeline:today"]
    assert "timeline" in (await world.lead()).facts


async def test_the_owners_own_words_silence_the_bot_and_stand_in_the_transcript(world: World) -> None:
    await world.says("Здравствуйте")
    assert await world.says("Добрый день, это мастер, чем помочь?", own=True) == []
    assert await world.says("Не включается, залил водой") == []
    assert "need" in (await world.lead()).facts
    assert [row.author for row in await world.rows("messages")] == ["lead", "bot", "rep", "lead"]
