"""The reps' side of the first hand-off: one card, one owner, honest answers to everybody who presses."""

from __future__ import annotations

import asyncio
import re

from fsm.lead import Stage
from tests.story.conftest import REPS, World

EXAMPLE = (
    "Сколько стоит ремонт?",
    "Не включается, залил водой",
    "Срочно, завтра экзамен",
    "Да, нормально",
    "Алия, 8 777 123 45 67",
)


async def qualify(world: World, who: str = "501") -> None:
    for text in EXAMPLE:
        await world.says(text, who)


async def test_a_hot_lead_gets_a_card_that_argues_its_case(world: World) -> None:
    await qualify(world)
    (card,) = world.cards()
    for expected in ("Алия", "+7 777 123 45 67", "вод", "завтра", "10 000", "15 000", "₸"):
        assert expected in card.text, expected
    lead = await world.lead()
    assert lead.worth is not None
    assert 81 <= lead.worth.score <= 100
    assert sum(part.points for part in lead.worth.parts) == lead.worth.score
    points = [int(number) for number in re.findall(r"^\s*([+−-]?\d+)", card.text, re.MULTILINE)]
    assert points, card.text


async def test_the_first_of_fifty_claims_wins_and_the_others_are_told_who(world: World) -> None:
    await qualify(world)
    presses = [world.rep(f"Rep{number}", "Беру", rep_id=str(number)) for number in range(50)]
    await asyncio.gather(*(world.telegram.hear(press) for press in presses))
    await world.settled()
    lead = await world.lead()
    assert lead.handoff is not None
    winner = lead.handoff.rep_name
    notices = world.telegram.notices()
    assert len(notices) == 50
    assert sum(winner in notice for notice in notices) == 49
    assert winner in world.card_now().text
    assert lead.stage is Stage.HANDED_OFF
    assert len({row.external_id for row in await world.rows("reps")}) == 50


async def test_a_button_nobody_made_leads_nowhere(world: World) -> None:
    await qualify(world)
    forged = world.rep("Mallory", "Беру")
    await world.telegram.hear(world.telegram.inbound(REPS, kind="pressed", token="claim:1", callback="x", group=True))
    await world.settled()
    assert forged.token != "claim:1"
    assert (await world.lead()).handoff.state == "offered"
    assert len(world.telegram.notices()) == 1


async def test_junk_closes_the_lead_and_the_card_loses_its_buttons(world: World) -> None:
    await qualify(world)
    await world.rep_presses("Алия", "Мусор")
    assert world.card_now().buttons == ()
    assert (await world.lead()).stage in {Stage.CLOSED, Stage.DISQUALIFIED}
    await world.rep_presses("Берик", "Беру")
    assert (await world.lead()).handoff.rep_name == "Алия"


async def test_the_card_follows_what_the_lead_says_later(world: World) -> None:
    await qualify(world)
    await world.says("и еще экран разбит, мой адрес Абая 10, Алматы")
    assert len(world.cards()) == 1
    assert world.card_now().edits


async def test_just_looking_ends_without_a_card(world: World) -> None:
    await world.says("Здравствуйте")
    await world.says("просто смотрю")
    assert world.cards() == []
    assert (await world.lead()).stage in {Stage.NURTURE, Stage.DISQUALIFIED}
