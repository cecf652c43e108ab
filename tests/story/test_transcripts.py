"""The laptop example as a lead sees it on every channel, in three languages, byte for byte as approved.

A change of words is read and approved: `APPROVE=1 pytest tests/story/test_transcripts.py` writes the texts in
tests/story/approved anew (the same with test_whatsapp.py and test_email.py, whose networks have stories of their own),
and `git diff` shows what every lead will see. A webhook has no answers, so there is nothing of it to read.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.clock import Clock
from bot.config import Settings
from channels.console.adapter import ConsoleChannel
from tests.contract.stages import Keyboard, until
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.botapi_chats import Shown
from tests.story.program import free_port

APPROVED = Path(__file__).parent / "approved"
LANGUAGES = ("ru", "kk", "en")
PRESS = "*"
"""Begins a line of a story that is a button to press, by its label."""

STORIES = {
    "ru": (
        *("Здравствуйте! Сколько стоит ремонт?", "Не включается, залил водой", "*За 2–3 дня", "*Да, подходит"),
        *("Алия, 8 777 123 45 67", "спасибо"),
    ),
    "kk": (
        *("Сәлем! Жөндеу қанша тұрады?", "Қосылмайды, су төгіп алдым", "*Бүгін", "*Иә, келеді"),
        *("Әлия, 8 777 123 45 67", "рақмет"),
    ),
    "en": (
        *("Hi! How much is a repair?", "It won't turn on, I spilled water", "*Today", "*Yes, that suits me"),
        *("Aliya, +7 777 123 45 67", "thanks"),
    ),
}


class WorkingHours(Clock):
    """Noon in Almaty: what the bot promises depends on the hour."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@asynccontextmanager
async def engine(home: Path, extra: Sequence[Any] = (), **given: Any) -> AsyncIterator[str]:
    """The engine with what is given; its web address."""
    usual = {"home": home, "script": "laptop_repair", "burst_seconds": 0, "web": {"port": free_port()}}
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    app = App(Settings.model_validate(usual | given), clock=WorkingHours(), extra=extra, started=address.set_result)
    running = asyncio.create_task(app.run())
    await asyncio.wait([running, address], timeout=20, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        running.result()
    try:
        yield await address
    finally:
        app.stop()
        await asyncio.wait_for(running, 15)


def as_approved(name: str, seen: Sequence[str]) -> None:
    """Compare with the approved text, or write it where the reader asked for it."""
    text = "\n".join(seen) + "\n"
    file = APPROVED / f"{name}.txt"
    if os.environ.get("APPROVE"):
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


def typed(line: str) -> str:
    return f"> [{line.removeprefix(PRESS)}]" if line.startswith(PRESS) else f"> {line}"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_on_telegram(tmp_path: Path, language: str) -> None:
    async with FakeBotApi() as api:
        given = {"token": TOKEN, "api_base": api.url}
        async with engine(tmp_path, telegram=given):
            lead, screen = api.person("Aliya", language=language), []
            for line in STORIES[language]:
                if line.startswith(PRESS):
                    lead.presses(line.removeprefix(PRESS))
                else:
                    lead.says(line)
                screen += [typed(line), *on_telegram(await lead.hears())]
            assert len(lead.heard) == len(STORIES[language])
        assert api.violations == []
    as_approved(f"telegram_{language}", screen)


def on_telegram(message: Shown) -> list[str]:
    """A message with its buttons as rows, and the key that offers to share the number."""
    rows = message.markup.get("inline_keyboard", [])
    buttons = ["  ".join(f"[{button['text']}]" for button in row) for row in rows]
    keys = [f"({key['text']})" for row in message.markup.get("keyboard", []) for key in row]
    return [message.text, *buttons, *keys]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_on_the_website(tmp_path: Path, language: str) -> None:
    screen: list[str] = []
    async with engine(tmp_path) as host, aiohttp.ClientSession(host, headers={"Origin": host}) as http:
        async with http.post("/api/web/session", json={"lang": language}) as answer:
            token = (await answer.json())["visitor_token"]
        async with http.ws_connect("/api/web/ws") as socket:
            await socket.send_json({"type": "hello", "token": token, "lang": language})
            shown: dict[str, Any] = {}
            for number, line in enumerate(STORIES[language]):
                message = {"type": "message", "client_msg_id": f"m{number}", "text": line.removeprefix(PRESS)}
                if line.startswith(PRESS):
                    message["token"] = next(
                        each["token"] for each in shown["buttons"] if typed(line)[3:-1] == each["label"]
                    )
                await socket.send_json(message)
                shown = await said_by_us(socket)
                screen += [typed(line), *on_the_website(shown)]
    as_approved(f"web_{language}", screen)


async def said_by_us(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    while (frame := await socket.receive_json(timeout=10)).get("from") != "bot":
        pass
    return dict(frame)


def on_the_website(frame: dict[str, Any]) -> list[str]:
    buttons = "  ".join(f"[{button['label']}]" for button in frame.get("buttons", []))
    return [frame["text"], *([buttons] if buttons else [])]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_in_the_terminal(tmp_path: Path, language: str) -> None:
    keyboard, screen = Keyboard(), io.StringIO()
    console = ConsoleChannel(keyboard, screen)
    try:
        async with engine(tmp_path, [console]):
            await until(lambda: screen.getvalue().endswith("> "))
            for line in STORIES[language]:
                before = console._printed
                keyboard.type(line.removeprefix(PRESS))
                screen.write(f"{line.removeprefix(PRESS)}\n")  # a terminal shows what is typed
                await until(lambda: console._printed > before and screen.getvalue().endswith("\n> "), 30)  # noqa: B023
    finally:
        keyboard.hang_up()
    # An answer is written over the prompt that waits for the next line.
    as_approved(f"console_{language}", screen.getvalue().replace("> \r", "").removesuffix("> ").splitlines())


TEXTS = sorted(file.name for file in APPROVED.glob("*.txt"))


@pytest.mark.parametrize("name", TEXTS)
def test_an_approved_text_has_nothing_that_a_person_would_stumble_over(name: str) -> None:
    text = (APPROVED / name).read_text("utf-8")
    said = [line for line in text.splitlines() if not line.startswith(">")]
    for leftover in ("<", "&lt;", "&amp;", "&nbsp;", "**", "__", "{", "}", "[]", "()", "None", "\u200b", "script."):
        assert leftover not in "\n".join(said), leftover
    assert not [line for line in said if line != line.rstrip()]
    assert "\n\n\n" not in text
    assert not [line for line in said if re.search(r"[ \t]{3,}", line)]
    assert not [line for line in said if len(line) > 200]


def test_every_channel_with_answers_is_approved_in_every_language() -> None:
    channels = ("console", "email", "telegram", "web", "whatsapp")
    assert {f"{channel}_{language}.txt" for channel in channels for language in LANGUAGES} == set(TEXTS)


_SAME: dict[str, Callable[[str], bool]] = {
    "> ": lambda line: line.startswith(">"),
    "[": lambda line: line.startswith(("[", "(")),
    "1.": lambda line: bool(re.match(r"\d\. ", line)),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_words_are_said_on_every_channel(language: str) -> None:
    """Only the ways to choose differ: buttons here, numbered lines there."""

    def words(channel: str) -> list[str]:
        lines = (APPROVED / f"{channel}_{language}.txt").read_text("utf-8").splitlines()
        return [line for line in lines if line and not any(other(line) for other in _SAME.values())]

    assert words("telegram") == words("web") == words("console")
    assert words("email") == words("telegram")[:-1]
    known_number = [line for line in words("whatsapp") if line not in words("telegram")]
    assert len(known_number) == 1, "only the name is asked for where the number is known"
