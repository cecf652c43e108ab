"""Past conversations against a changed script: no change, no difference; a change shows where it bites."""

from __future__ import annotations

import io
from pathlib import Path

from bot.replay import replay
from fsm import script
from tests.story.conftest import World

TALK = ("Сколько стоит ремонт?", "Не включается, залил водой", "Срочно, завтра экзамен", "Да, нормально")


async def replayed(world: World, name: str = "") -> str:
    out = io.StringIO()
    await replay(world.settings, name, 200, out)
    return out.getvalue()


async def test_the_same_script_decides_the_same(world: World) -> None:
    for text in (*TALK, "Алия, 8 777 123 45 67"):
        await world.says(text)
    await world.rep_presses("Берик", "Беру")
    await world.says("просто смотрю", who="502")
    assert await replayed(world) == "2 conversations replayed, 0 would differ\n"


async def test_a_changed_price_shows_in_the_budget_and_nowhere_else(world: World, tmp_path: Path) -> None:
    for text in TALK:
        await world.says(text)
    text, _ = script.source("laptop_repair")
    assert "[10000, 15000]" in text
    changed = tmp_path / "dearer.yaml"
    changed.write_text(text.replace("[10000, 15000]", "[20000, 30000]"), "utf-8")
    told = await replayed(world, str(changed))
    assert "budget" in told
    assert "20000" in told
    assert told.endswith("1 conversations replayed, 1 would differ (budget)\n")
