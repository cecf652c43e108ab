"""Silent leads are reminded by the plan, in other words each time, by day only, and left in peace afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from fsm.lead import Stage
from tests.story.conftest import World
from tests.story.test_handoff import qualify


@pytest.fixture
async def day(world_of: Callable[..., World]) -> World:
    """A world in which it is noon in Almaty, so that nobody rests."""
    world = world_of()
    now = world.clock.now()
    noon = now.replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=1)
    world.clock.skipped = noon - now
    await world.start()
    return world


async def test_three_reminders_in_other_words_and_then_peace(day: World) -> None:
    await day.says("Сколько стоит ремонт?")
    heard = [len(day.telegram.to("501"))]
    for minutes in (121, 24 * 60, 48 * 60, 5 * 24 * 60):
        await day.lapse(minutes)
        heard.append(len(day.telegram.to("501")))
    assert [after - before for before, after in pairwise(heard)] == [1, 1, 1, 0]
    texts = [message.text for message in day.telegram.to("501")][-3:]
    assert len(set(texts)) == 3
    assert "Больше не буду беспокоить" in texts[-1]
    assert all(message.initiates for message in day.telegram.to("501")[-3:])


async def test_an_answer_cancels_the_rest_and_begins_the_plan_anew(day: World) -> None:
    await day.says("Сколько стоит ремонт?")
    await day.lapse(121)
    await day.says("Не включается, залил водой")
    before = len(day.telegram.to("501"))
    await day.lapse(60)
    assert len(day.telegram.to("501")) == before
    await day.lapse(61)
    assert "Вы ещё здесь?" in day.telegram.to("501")[-1].text


async def test_nobody_is_reminded_at_night(day: World) -> None:
    day.clock.skipped += timedelta(hours=8, minutes=30)  # half past seven in the evening
    await day.says("Сколько стоит ремонт?")
    before = len(day.telegram.to("501"))
    await day.lapse(121)
    assert len(day.telegram.to("501")) == before
    await day.lapse(12 * 60)
    assert len(day.telegram.to("501")) == before + 1


async def test_no_longer_needed_ends_it_politely(day: World) -> None:
    await day.says("Сколько стоит ремонт?")
    await day.lapse(121)
    await day.presses("Уже не нужно")
    assert (await day.lead()).stage in {Stage.NURTURE, Stage.DISQUALIFIED}
    before = len(day.telegram.to("501"))
    await day.lapse(10 * 24 * 60)
    assert len(day.telegram.to("501")) == before


async def test_a_lead_with_a_rep_is_left_to_the_rep(day: World) -> None:
    await qualify(day)
    await day.rep_presses("Берик", "Беру")
    await day.rep_presses("Берик", "Связался")
    before = len(day.telegram.to("501"))
    await day.lapse(25 * 60)
    assert len(day.telegram.to("501")) == before
    assert any("молчит уже сутки" in message.text for message in day.telegram.to("-100777"))
