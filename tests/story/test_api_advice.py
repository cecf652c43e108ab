"""The API asks a model for its opinion of a lead: it is marked as advice, and changes nothing."""

from __future__ import annotations

import json
import socket

import aiohttp

from tests.story.test_api_v1 import KEY, Caller
from tests.story.test_model import Make, model_world, models, standing  # noqa: F401 (fixtures)

OPINION = {"score": 0.71, "recommendation": "Позвонить сегодня", "reason": "Быстрые ответы"}


async def test_a_models_opinion_comes_as_advice_and_rules_answer_without_it(model_world: Make) -> None:  # noqa: F811
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    world = await model_world(web={"port": port, "api_key": KEY})
    await world.talks("Здравствуйте, нужен ремонт кухни")
    before = await world.lead()
    async with aiohttp.ClientSession() as http:
        call = Caller(http, f"http://127.0.0.1:{port}")
        world.models.answer = lambda _: json.dumps(OPINION, ensure_ascii=False)
        status, told = await call("POST", f"/leads/{before.id}/analyze")
        assert (status, told["opinion"]) == (200, OPINION | {"advice": True, "by": "model"})
        assert standing(await world.lead()) == standing(before)
        assert told["score"] == (before.worth.score if before.worth else None)
        world.models.trouble = "500"
        status, told = await call("POST", f"/leads/{before.id}/analyze")
        assert (status, told["opinion"]["by"]) == (200, "model")  # what it said before still stands
