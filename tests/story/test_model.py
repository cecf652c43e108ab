"""A language model as adviser, over the whole engine: it may help, it may fail, it may lie; it never drives."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.config import Settings
from bot.llm import Call
from channels.contract import Attachment, Kind, Outbound
from fsm.lead import Lead, Stage
from tests.fakes.channel import FakeChannel
from tests.fakes.injections import TEXTS, obedient
from tests.fakes.llm import FakeModels, PlainCall, form
from tests.story.conftest import REPS, World

OPENING = ("Здравствуйте", "нужен ремонт кухни под ключ", "в декабре", "300 тысяч")
MUMBLE = "тут без Гульнары никуда, у неё печать в столе"
UNDERSTOOD = form(("authority", "other", "у неё печать в столе"), summary="Подписывает Гульнара")
END = ("Ерлан", "8 777 123 45 67")


class Telegram(FakeChannel):
    """A network that can bring the files people sent."""

    async def fetch(self, file_id: str) -> bytes:
        return b"OggS " + file_id.encode()


class ModelWorld(World):
    """An engine that has a model to ask."""

    def __init__(self, settings: Settings, models: FakeModels) -> None:
        super().__init__(settings, Telegram())
        self.models = models
        self.call: Call = PlainCall(models.url)

    async def start(self) -> None:
        started = asyncio.Event()
        self._app = App(self.settings, extra=[self.telegram], started=lambda _: started.set(), models=self.call)
        self._task = asyncio.create_task(self._app.run())
        await asyncio.wait_for(started.wait(), 20)
        while self.settings.llm.models and not self.call.ready:
            await asyncio.sleep(0.01)

    async def talks(self, *lines: str, who: str = "501") -> list[Outbound]:
        answers: list[Outbound] = []
        for line in lines:
            answers = await self.answered(line, who)
        return answers

    async def answered(self, text: str, who: str = "501", within: float = 5.0, **more: object) -> list[Outbound]:
        """Say something and wait for the answer, however late it comes."""
        before = len(self.telegram.to(who))
        await self.telegram.hear(self.telegram.inbound(who, text=text, **more))
        await self.telegram.until(who, before + 1, within)
        await self.settled()
        return self.telegram.to(who)[before:]

    async def until(self, holds: Callable[[Lead], bool], who: str = "501") -> Lead:
        async with asyncio.timeout(10):
            while not holds(lead := await self.lead(who)):
                await asyncio.sleep(0.02)
        return lead


@pytest.fixture
async def models() -> AsyncIterator[FakeModels]:
    server = FakeModels()
    await server.start()
    yield server
    await server.stop()


Make = Callable[..., Awaitable[ModelWorld]]


def standing(lead: Lead) -> object:
    """All that decides about a lead: stage, score with its reasons, owner, whether they may be written to."""
    worth = lead.worth
    parts = [(part.factor, part.points, part.note, part.words) for part in worth.parts] if worth else []
    handoff = (lead.handoff.state, lead.handoff.hot, lead.handoff.rep_id) if lead.handoff else None
    facts = {name: fact.value for name, fact in lead.facts.items()}
    return lead.stage, worth and (worth.score, worth.band), parts, handoff, lead.reachable, lead.held_by, facts


@pytest.fixture
async def model_world(tmp_path: Path, models: FakeModels) -> AsyncIterator[Make]:
    made: list[ModelWorld] = []

    async def make(**given: Any) -> ModelWorld:
        usual: dict[str, Any] = {
            "home": tmp_path / str(len(made)),
            "script": "services",
            "burst_seconds": 0,
            "web": {"port": 0},
            "reps": {"chat": REPS, "language": "ru"},
            "llm": {"models": ["openai/fake"], "daily_usd": 100, "lead_usd": 100},
        }
        world = ModelWorld(Settings.model_validate(usual | given), models)
        made.append(world)
        await world.start()
        return world

    yield make
    for world in made:
        await world.stop()


async def test_a_mumbled_answer_is_understood_with_the_model_and_stands_on_its_words(model_world: Make) -> None:
    world = await model_world()
    world.models.answer = lambda _: UNDERSTOOD
    await world.talks(*OPENING)
    assert world.models.ledger == []  # what rules can read costs nothing
    answers = await world.answered(MUMBLE)
    assert len(answers) == 1
    assert "зовут" in answers[0].text or "обращаться" in answers[0].text
    lead = await world.lead()
    told = lead.facts["authority"]
    assert (told.value, told.words, told.reader, told.confidence) == ("other", "у неё печать в столе", "model", 0.5)
    assert lead.open_question == "name"
    assert lead.misses == 0
    assert len(world.models.ledger) == 1
    assert "501" in world.telegram.typed
    trail = [row for row in await world.rows("events") if row.kind == "model"]
    assert [row.why for row in trail] == ["openai/fake"]


async def test_a_model_that_hangs_costs_the_lead_less_than_two_seconds(model_world: Make) -> None:
    world = await model_world()
    await world.talks(*OPENING)
    world.models.trouble = "hang"
    began = time.monotonic()
    answers = await world.answered(MUMBLE)
    assert time.monotonic() - began < 4
    assert len(answers) == 1
    assert (await world.lead()).misses == 1
    assert "authority" not in (await world.lead()).facts


@pytest.mark.parametrize("trouble", ["429", "500", "empty", "cut", "huge", "not_json", "no_choices"])
async def test_a_model_in_trouble_is_given_up_at_once(model_world: Make, trouble: str) -> None:
    world = await model_world()
    await world.talks(*OPENING)
    world.models.trouble = trouble
    began = time.monotonic()
    assert len(await world.answered(MUMBLE)) == 1
    assert time.monotonic() - began < 1.4
    assert (await world.lead()).misses == 1


async def test_without_any_model_in_reach_the_whole_conversation_goes_by_rules(model_world: Make) -> None:
    by_rules = await model_world(llm={"models": []})
    world = await model_world()
    await world.models.stop()
    lines = (*OPENING, MUMBLE, "сам решаю", *END)
    assert [one.text for one in await world.talks(*lines)] == [one.text for one in await by_rules.talks(*lines)]
    lead = await world.lead()
    assert standing(lead) == standing(await by_rules.lead())
    assert lead.stage is Stage.QUALIFIED
    assert world.cards()


async def test_a_late_answer_fills_what_is_still_open_and_nobody_hears_of_it(model_world: Make) -> None:
    world = await model_world(llm={"models": ["openai/fake"], "wait_seconds": 0.2})
    await world.talks(*OPENING)
    world.models.delay = 0.6
    world.models.answer = lambda _: UNDERSTOOD
    answers = await world.answered(MUMBLE)
    assert len(answers) == 1
    before = await world.lead()
    assert "authority" not in before.facts
    said = len(world.telegram.sent)
    lead = await world.until(lambda lead: "authority" in lead.facts)
    await world.settled()
    assert len(world.telegram.sent) == said
    assert lead.facts["authority"].reader == "model"
    assert lead.worth is not None
    assert lead.worth != before.worth
    assert lead.worth.score == sum(part.points for part in lead.worth.parts)
    assert lead.stage is before.stage


async def test_a_late_answer_never_overrules_what_was_told_meanwhile(model_world: Make) -> None:
    world = await model_world(llm={"models": ["openai/fake"], "wait_seconds": 0.2})
    await world.talks(*OPENING)
    world.models.delay = 0.6
    world.models.answer = lambda _: UNDERSTOOD
    await world.answered(MUMBLE)
    await world.answered("сам решаю")
    await world.until(lambda lead: lead.advice is not None)
    told = (await world.lead()).facts["authority"]
    assert (told.value, told.reader) == ("self", "rule")


async def test_more_words_while_the_model_thinks_are_one_answer_and_one_reply(model_world: Make) -> None:
    world = await model_world()
    await world.talks(*OPENING)
    world.models.delay = 0.3
    world.models.answer = lambda _: UNDERSTOOD
    before = len(world.telegram.to("501"))
    await world.telegram.hear(world.telegram.inbound("501", text=MUMBLE))
    await asyncio.sleep(0.1)
    await world.telegram.hear(world.telegram.inbound("501", text="такие дела"))
    await world.telegram.until("501", before + 1)
    await asyncio.sleep(0.5)
    await world.settled()
    assert len(world.telegram.to("501")) == before + 1
    assert (await world.lead()).facts["authority"].value == "other"


async def test_the_wait_runs_beside_the_pause_for_more_messages(model_world: Make) -> None:
    world = await model_world(burst_seconds=0.6)
    await world.talks(*OPENING)
    world.models.delay = 0.3
    world.models.answer = lambda _: UNDERSTOOD
    began = time.monotonic()
    await world.answered(MUMBLE)
    assert time.monotonic() - began < 1.9
    assert "authority" in (await world.lead()).facts


async def test_a_restart_in_the_middle_of_a_question_loses_and_repeats_nothing(model_world: Make) -> None:
    world = await model_world()
    await world.talks(*OPENING)
    world.models.trouble = "hang"
    said = len(world.telegram.to("501"))
    await world.telegram.hear(world.telegram.inbound("501", text=MUMBLE))
    await world.stop()
    world.models.trouble = ""
    await world.start()
    await world.telegram.until("501", said + 1)
    await world.settled()
    assert len(world.telegram.to("501")) == said + 1


async def test_the_opinion_is_shown_as_one_and_changes_nothing(model_world: Make) -> None:
    world = await model_world()
    opinion = {"score": 0.71, "recommendation": "Позвонить сегодня", "reason": "Корпоративная почта и быстрые ответы"}
    world.models.answer = lambda _: json.dumps(opinion, ensure_ascii=False)
    await world.talks(*OPENING, "сам решаю", *END)
    lead = await world.until(lambda lead: lead.advice is not None)
    assert lead.advice is not None
    assert (lead.advice.score, lead.advice.recommendation) == (0.71, "Позвонить сегодня")
    await world.settled()
    card = world.card_now().text
    assert "Мнение ИИ (на балл не влияет): 71 из 100. Позвонить сегодня" in card
    assert len(world.models.ledger) == 1
    told = json.loads(world.models.ledger[0]["messages"][1]["content"])
    assert set(told) == {
        "source",
        "stage",
        "message_count",
        "has_business_domain",
        "business_domain",
        "days_since_created",
    }
    plain = await model_world(llm={"models": []})
    await plain.talks(*OPENING, "сам решаю", *END)
    assert standing(lead) == standing(await plain.lead())


async def test_what_the_model_is_told_holds_nothing_of_others_and_nothing_secret(model_world: Make) -> None:
    world = await model_world()
    me = {"id": "501", "name": "Айгерим Садыкова"}
    for line in OPENING:
        await world.answered(line, sender=me)
    await world.talks("Здравствуйте", "нужна установка кондиционера", who="777555")
    await world.answered("тут без Айгерим никуда, у неё печать в столе @gulnara_k", sender=me)
    assert len(world.models.ledger) == 1
    told = world.models.said()
    assert "у неё печать в столе" in told
    hidden = ("gulnara", "501", "777555", "кондиционер", "кухни", "300", "Айгерим", REPS)
    assert [secret for secret in hidden if secret in told] == []


async def test_fifty_injections_and_a_model_that_obeys_them_move_nothing(model_world: Make) -> None:
    world, plain = await model_world(), await model_world(llm={"models": []})
    world.models.answer = lambda request: obedient(request, len(world.models.ledger))
    people = {str(1000 + number): text for number, text in enumerate(TEXTS)}
    for engine in (world, plain):
        for line in (*OPENING, ""):
            before = {who: len(engine.telegram.to(who)) for who in people}
            for who, text in people.items():
                await engine.telegram.hear(engine.telegram.inbound(who, text=line or text))
            if line:
                await asyncio.gather(*(engine.telegram.until(who, before[who] + 1) for who in people))
            else:
                await asyncio.sleep(2.5)  # some are answered with silence
    for who, text in people.items():
        assert standing(await world.lead(who)) == standing(await plain.lead(who)), text
        heard = [message.text for message in world.telegram.to(who)]
        assert heard == [message.text for message in plain.telegram.to(who)], text
    assert len(world.models.ledger) >= 25
    shown = "".join(message.text for message in world.telegram.sent)
    assert "evil" not in shown
    assert "700 000" not in shown


def note(**more: object) -> dict[str, object]:
    voice = Attachment(kind="voice", file_id="f1", mime="audio/ogg", size=900)
    return {"attachments": [voice], "kind": Kind.SAID} | more


async def test_a_voice_note_is_read_like_a_typed_answer(model_world: Make, models: FakeModels) -> None:
    world = await model_world(llm={"models": []}, transcriber={"url": models.url, "api_key": "k"})
    await world.answered("Здравствуйте")
    models.spoken = "нужен ремонт кухни под ключ"
    answers = await world.answered("", **note())
    assert len(answers) == 1
    lead = await world.lead()
    assert lead.facts["need"].words.startswith("нужен ремонт кухни")
    assert models.sounds == [b"OggS f1"]
    assert models.ledger[0] == {"model": "whisper-1", "response_format": "json", "language": "ru"}
    row = next(row for row in await world.rows("messages") if row.author == "lead" and row.extras)
    assert (row.key, row.text) == ("transcribed", models.spoken)
    assert json.loads(row.extras)["files"][0]["file_id"] == "f1"


@pytest.mark.parametrize("trouble", ["500", "silence"])
async def test_a_voice_note_nobody_can_write_down_is_answered_with_a_request_to_type(
    model_world: Make, models: FakeModels, trouble: str
) -> None:
    world = await model_world(llm={"models": []}, transcriber={"url": models.url})
    await world.answered("Здравствуйте")
    models.trouble, models.spoken = trouble, ""
    answers = await world.answered("", **note())
    assert len(answers) == 1
    plain = await model_world(llm={"models": []})
    await plain.answered("Здравствуйте")
    assert [one.text for one in await plain.answered("", **note())] == [one.text for one in answers]
