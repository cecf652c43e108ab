"""Five hundred hot leads at once to twenty reps: shared out fairly, each once, nothing lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from channels.contract import Kind, Outbound
from tests.story.conftest import World

OWNER = "42"
LEADS, REPS = 500, 20
HOT = "Не включается, залил водой, срочно нужно сегодня, 15 тысяч нормально, решаю сам, Алия, 8 777 123 {:02d} {:02d}"


async def crew(world: World) -> None:
    """An owner and twenty reps who joined by invitation and can be written to."""
    await world.says("/start", who=OWNER)
    for number in range(REPS):
        await world.says("/reps", who=OWNER)
        await world.presses("➕ Менеджер", who=OWNER)
        code = "inv_" + world.telegram.to(OWNER)[-1].text.rpartition("inv_")[2]
        await world.says("", who=str(700 + number), kind=Kind.STARTED, start=code)
        await world.presses("✅ Пустить", who=OWNER)


async def test_hot_leads_are_shared_out_fairly_and_each_once(world_of: Callable[..., World]) -> None:
    world = world_of(admins=(int(OWNER),), reps={"chat": "", "language": "ru"})
    await world.start()
    await crew(world)
    texts = [HOT.format(number // 100, number % 100) for number in range(LEADS)]
    heard = [world.telegram.inbound(str(10_000 + number), text=text) for number, text in enumerate(texts)]
    await asyncio.gather(*(world.telegram.hear(message) for message in heard))
    cards: Counter[str] = Counter()
    for _ in range(100):  # each chat's next card waits until the mark of the last is on disk
        cards = Counter(message.chat for message in world.telegram.sent if _is_card(message))
        if sum(cards.values()) >= LEADS:
            break
        await asyncio.sleep(0.1)
    await world.settled()
    handoffs = await world.rows("handoffs")
    assert len(handoffs) == len({row.lead_id for row in handoffs}) == LEADS
    assert sum(cards.values()) == LEADS
    assert len(cards) == REPS
    assert max(cards.values()) - min(cards.values()) <= 1


def _is_card(message: Outbound) -> bool:
    to_rep = message.chat.startswith("7") and len(message.chat) == 3
    return to_rep and not message.edits and any("Беру" in button.label for row in message.buttons for button in row)
