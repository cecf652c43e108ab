"""Everything goes wrong at random, seeded, and the fake server's ledger tells whether anything was lost or doubled."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack

import pytest

from channels.contract import Inbound, Outbound, TryLater, Uncertain
from channels.telegram.adapter import TelegramChannel
from channels.telegram.config import TelegramConfig
from tests.contract.stages import BRISK, Engine, until, webhook_channel
from tests.fakes import botapi_faults as faults
from tests.fakes.botapi import FakeBotApi

PEOPLE, MESSAGES = 12, 12
NOTHING_DONE = [faults.SERVER_ERROR, faults.HTML_PAGE, faults.DROP_BEFORE, faults.too_many(1)]
DONE_BUT_UNSEEN = [faults.EMPTY_AFTER, faults.CUT_AFTER, faults.DROP_AFTER]


class Moody(Engine):
    """Refuses one batch in four, and takes a little while for the others."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance

    async def receive(self, batch: Sequence[Inbound]) -> None:
        await asyncio.sleep(self.chance.random() * 0.005)
        self.refusals = self.chance.random() < 0.25
        await super().receive(batch)


async def everybody_writes(api: FakeBotApi, chance: random.Random) -> list[str]:
    people = [api.person(f"P{number}") for number in range(PEOPLE)]
    said = []
    for number in range(MESSAGES):
        for person in people:
            said.append(f"{person.id}:{number:03}")
            update = person.says(said[-1])
            if chance.random() < 0.1:
                api.updates.again(update)
        await asyncio.sleep(chance.random() * 0.02)
    return said


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("mode", ["poll", "webhook"])
async def test_nothing_said_is_lost_and_everybody_is_heard_in_order(api: FakeBotApi, mode: str, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        fault = chance.choice([*NOTHING_DONE[:3], *DONE_BUT_UNSEEN])
        api.faults.add("getUpdates", fault, after=chance.randrange(1, 3))
    async with AsyncExitStack() as stack:
        engine = Moody(chance)
        if mode == "webhook":
            await stack.enter_async_context(webhook_channel(api, engine=engine))
        else:
            channel = TelegramChannel(TelegramConfig(token=api.token, api_base=api.url), patience=BRISK)
            stack.push_async_callback(channel.close)
            listening = asyncio.create_task(channel.listen(engine.receive))
            stack.callback(listening.cancel)
        said = await everybody_writes(api, chance)
        await until(lambda: len(engine.kept) >= len(said) and not api.updates.pending, seconds=30)
    heard = [inbound.text for inbound in engine.kept]
    assert Counter(heard) == Counter(said)
    for person in {text.partition(":")[0] for text in said}:
        mine = [text for text in heard if text.startswith(person)]
        assert mine == sorted(mine)


@pytest.mark.parametrize("seed", range(3))
async def test_every_message_arrives_and_doubles_only_where_it_was_uncertain(api: FakeBotApi, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        fault = chance.choice([*NOTHING_DONE[:3], *DONE_BUT_UNSEEN])
        api.faults.add("sendMessage", fault, after=chance.randrange(1, 4))
    channel = TelegramChannel(TelegramConfig(token=api.token, api_base=api.url))
    lead = api.person()
    uncertain: Counter[str] = Counter()

    async def deliver(text: str) -> None:
        """As an outbox does for a reply: again after a refusal, once more after a doubt."""
        while uncertain[text] < 2:
            try:
                await channel.send(Outbound(chat=str(lead.id), text=text, key=text))
            except TryLater:
                continue
            except Uncertain:
                uncertain[text] += 1
            else:
                return

    texts = [f"message {number}" for number in range(150)]
    for text in texts:
        await deliver(text)
    await channel.close()
    arrived = Counter(message.text for message in lead.heard)
    assert all(arrived[text] >= 1 or uncertain[text] == 2 for text in texts)
    assert all(arrived[text] <= 1 + uncertain[text] for text in texts)
    assert sum(uncertain.values()) > 5, "the storm must have been one"
