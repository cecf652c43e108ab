"""Who of ours did what is kept: in no words but those of a button, and only what was allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.story.conftest import World

OWNER = "42"
SECRET = "a-secret-of-sixteen-and-more"


async def acts(world: World) -> list[Any]:
    return [row for row in await world.rows("events") if row.kind == "act"]


async def test_what_our_people_do_has_a_trail_without_their_secrets(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(int(OWNER),))
    await world.start()
    await world.says("/targets", who=OWNER)
    await world.presses("➕ Добавить", who=OWNER)
    await world.presses("n8n / вебхук", who=OWNER)
    for answer in ("https://n8n.example.kz/webhook/talap", SECRET, "-"):
        await world.says(answer, who=OWNER)
    await world.presses("📤 Открыть", who=OWNER)
    await world.presses("🗑 Убрать", who=OWNER)
    await world.presses("🗑 Да, убрать", who=OWNER)
    await world.says("/targets", who="666")  # a lead's words are no act of ours
    found = await acts(world)
    assert [(row.after, row.why) for row in found] == [
        ("/targets", ""),
        ("target_new", ""),
        ("target_kind", "webhook"),
        ("target_field", ""),
        ("target_field", ""),
        ("target_field", ""),
        ("target", "1"),
        ("target_out", "1"),
        ("target_gone", "1"),
    ]
    assert {(row.by, row.workspace_id, row.lead_id) for row in found} == {(OWNER, 1, None)}
    assert not any(SECRET in str(row) for row in found)


async def test_an_act_that_is_repeated_by_the_network_is_noted_once(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(int(OWNER),))
    await world.start()
    again = world.telegram.inbound(OWNER, text="/keys")
    for _ in range(3):
        await world.telegram.hear(again)
    await world.settled()
    assert [row.after for row in await acts(world)] == ["/keys"]
