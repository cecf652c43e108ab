"""The real program against a Bot API server: the example word for word, and kill -9 in the middle."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.botapi_files import OGG
from tests.fakes.botapi_story import Group, Person
from tests.fakes.llm import FakeModels
from tests.story.program import Program, free_port

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server
        assert server.violations == []


def settings(api: FakeBotApi, reps: Group, mode: str, port: int, **more: str) -> dict[str, str]:
    webhook = {
        "TALAP_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/hooks/telegram",
        "TALAP_TELEGRAM__WEBHOOK_SECRET": SECRET,
    }
    return {
        "TALAP_TELEGRAM__TOKEN": TOKEN,
        "TALAP_TELEGRAM__API_BASE": api.url,
        "TALAP_TELEGRAM__MODE": mode,
        "TALAP_REPS__CHAT": str(reps.id),
        "TALAP_SCRIPT": "laptop_repair",
        "TALAP_BURST_SECONDS": "0",
        "TALAP_WEB__PORT": str(port),
        **(webhook if mode == "webhook" else {}),
        **more,
    }


EXAMPLE = {
    "ru": (
        ("Сколько стоит ремонт?", ("зависит", "Что случилось")),
        ("Не включается, залил водой", ("Когда",)),
        ("Срочно, завтра экзамен", ("10", "15")),
        ("Да, нормально", ("зовут",)),
        ("Алия, 8 777 123 45 67", ("Спасибо",)),
    ),
    "kk": (
        ("Жөндеу қанша тұрады?", ("байланысты", "Ноутбук")),
        ("Қосылмайды, су төгіп алдым", ("қашан",)),
        ("Шұғыл, ертең емтихан", ("10", "15")),
        ("Иә, болады", ("есім",)),
        ("Әлия, 8 777 123 45 67", ("ақмет",)),
    ),
    "en": (
        ("How much is a repair?", ("depends", "happened")),
        ("It won't turn on, I spilled water on it", ("When",)),
        ("Urgent, I have an exam tomorrow", ("10", "15")),
        ("Yes, that's fine", ("name",)),
        ("Aliya, 8 777 123 45 67", ("Thank",)),
    ),
}


async def converse(lead: Person, language: str, parts: slice = slice(None)) -> None:
    for text, expected in EXAMPLE[language][parts]:
        lead.says(text)
        answer = await lead.hears()
        for words in expected:
            assert words.lower() in answer.text.lower(), f"{text!r} was answered by {answer.text!r}"


@pytest.mark.parametrize("mode", ["poll", "webhook"])
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
async def test_the_example_word_for_word(api: FakeBotApi, tmp_path: Path, mode: str, language: str) -> None:
    reps = api.group()
    lead = api.person("Aliya", language=language)
    rep = api.person("Берик")
    async with Program(tmp_path, **settings(api, reps, mode, free_port())) as program:
        await converse(lead, language)
        card = await reps.hears()
        for words in ("+7 777 123 45 67", "10 000", "15 000", "₸"):
            assert words in card.text, card.text
        rep.presses("Беру", place=reps)
        await reps.sees("Берик")
        assert await program.stop() == 0


@pytest.mark.parametrize("mode", ["poll", "webhook"])
async def test_a_kill_in_the_middle_loses_nothing_and_asks_nothing_twice(
    api: FakeBotApi, tmp_path: Path, mode: str
) -> None:
    reps = api.group()
    lead = api.person("Aliya")
    given = settings(api, reps, mode, free_port())
    async with Program(tmp_path, **given) as program:
        await converse(lead, "ru", slice(0, 2))
        await api.quiet()
        await program.kill()
        lead.says(EXAMPLE["ru"][2][0])
        await program.start()
        answer = await lead.sees("15")
        assert "Когда" not in answer.text
        lead.skip()
        await converse(lead, "ru", slice(3, None))
        card = await reps.hears()
        assert "+7 777 123 45 67" in card.text
        questions = [message.text for message in lead.heard]
        assert len(questions) == len(set(questions))


async def test_a_voice_note_is_fetched_written_down_and_understood(api: FakeBotApi, tmp_path: Path) -> None:
    models = FakeModels()
    await models.start()
    models.spoken = "не включается, вчера залили водой"
    try:
        reps, lead = api.group(), api.person("Aliya", language="ru")
        given = settings(api, reps, "poll", free_port(), TALAP_TRANSCRIBER__URL=models.url)
        async with Program(tmp_path, **given):
            lead.says("Сколько стоит ремонт?")
            assert "Что случилось" in (await lead.hears()).text
            lead.sends_voice(content=OGG.ljust(4_000, b"y"))
            assert "Когда" in (await lead.hears()).text
            assert models.sounds == [OGG.ljust(4_000, b"y")]
    finally:
        await models.stop()


async def test_a_wrong_token_is_one_clear_sentence(api: FakeBotApi, tmp_path: Path) -> None:
    given = settings(api, api.group(), "poll", free_port()) | {"TALAP_TELEGRAM__TOKEN": "999999:" + "x" * 35}
    program = Program(tmp_path, **given)
    await program.launch()
    assert await program.end() == 2
    sentences = [line for line in program.output.splitlines() if not line.startswith("{") and line.strip()]
    assert any("token" in line.lower() for line in sentences)
    assert "Traceback" not in program.output
    assert "x" * 35 not in program.output
