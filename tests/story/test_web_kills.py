"""Killed again and again while visitors write: every acknowledged line is kept, every line is there once."""

from __future__ import annotations

import asyncio
import contextlib
import random

import aiohttp

from tests.story.program import Program

VISITORS, LINES, KILLS = 6, 15, 4
SETTINGS = {
    "TALAP_SCRIPT": "laptop_repair",
    "TALAP_BURST_SECONDS": "0",
    "TALAP_WEBCHAT__MESSAGES_PER_MINUTE": "10000",
}
TROUBLE = (aiohttp.ClientError, ConnectionError, TimeoutError, TypeError)


class StubbornPage:
    """What the page's script does: one line at a time, under the same id until it is acknowledged."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url
        self.token = ""
        self.acknowledged: list[str] = []
        self.tries = 0

    async def open(self) -> None:
        async with self._http.post(f"{self._url}/api/web/session", json={"lang": "ru"}) as response:
            self.token = (await response.json())["visitor_token"]

    async def say(self, client_msg_id: str, text: str) -> None:
        message = {"type": "message", "client_msg_id": client_msg_id, "text": text}
        while client_msg_id not in self.acknowledged:
            self.tries += 1
            try:
                await self._try(message)
            except TROUBLE:
                await asyncio.sleep(0.05)

    async def _try(self, message: dict[str, str]) -> None:
        async with self._http.ws_connect(f"{self._url}/api/web/ws") as socket:
            await socket.send_json({"type": "hello", "token": self.token})
            await socket.send_json(message)
            async with asyncio.timeout(10):
                while (frame := await socket.receive_json()).get("client_msg_id") != message["client_msg_id"] or (
                    frame["type"] != "ack"
                ):
                    pass
        self.acknowledged.append(message["client_msg_id"])

    async def history(self) -> list[dict[str, str]]:
        async with self._http.post(f"{self._url}/api/web/session", json={"visitor_token": self.token}) as response:
            return list((await response.json())["messages"])


async def test_killed_while_visitors_write_nothing_is_lost_or_doubled(tmp_path):
    async with Program(tmp_path, **SETTINGS) as program:
        url = f"http://127.0.0.1:{program.port}"
        async with aiohttp.ClientSession(headers={"Origin": url}) as http:
            pages = [StubbornPage(http, url) for _ in range(VISITORS)]
            for page in pages:
                await page.open()
            writing = [asyncio.create_task(_write(page)) for page in pages]
            await _kill_now_and_then(program, writing)
            await asyncio.gather(*writing)
            for page in pages:
                await _is_whole(page)
            assert sum(page.tries for page in pages) > VISITORS * LINES, "no kill ever hit a line under way"


async def _write(page: StubbornPage) -> None:
    for number in range(LINES):
        await page.say(f"m{number}", f"строка {number}")
        await asyncio.sleep(0.03)


async def _kill_now_and_then(program: Program, writing: list[asyncio.Task[None]]) -> None:
    chance = random.Random(11)
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.05, 0.25))
        if all(task.done() for task in writing):
            return
        with contextlib.suppress(ProcessLookupError):
            await program.kill()
        await program.start()


async def _is_whole(page: StubbornPage) -> None:
    """The visitor's lines, once each and in order, and never the same answer twice in a row to one line."""
    lines = await page.history()
    own = [line["client_msg_id"] for line in lines if line["from"] == "visitor"]
    assert own == page.acknowledged == [f"m{number}" for number in range(LINES)]
    ids = [int(line["id"]) for line in lines]
    assert ids == sorted(set(ids))
