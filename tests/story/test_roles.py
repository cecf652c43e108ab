"""Several processes on one PostgreSQL, some killed: what they leave in the books is what one would have left."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import msgspec

from tests.story.program import ROOT, Program

RESUMED_WITHIN = 10.0
TICKS_AGAIN_WITHIN = 5.0
ANSWERED_WITHIN = 2.0
BURST = 1.5


class Line(msgspec.Struct, frozen=True):
    """A line of the trail: when, which process, what, and of what."""

    at: float
    pid: int
    what: str
    of: str


class Worker(Program):
    """The program of this folder, in a role."""

    def __init__(self, url: str, folder: Path, name: str, **settings: str) -> None:
        self._folder = folder
        given = {"TALAP_DATABASE": url, "TRAIL": str(folder / "trail"), "PYTHONPATH": str(ROOT)}
        super().__init__(folder / name, **given | settings)

    async def launch(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "tests" / "story" / "roles_program.py"),
            cwd=ROOT,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert self._process.stdout is not None
        self._reader = asyncio.create_task(self._process.stdout.read())

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as http, http.get(self.address + path) as answer:
            return answer.status, await answer.text()


def trail(folder: Path) -> list[Line]:
    rows = [row.split() for row in (folder / "trail").read_text("utf-8").splitlines()]
    return [Line(float(at), int(pid), what, of) for at, pid, what, of in rows]


async def rows(url: str, query: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


async def running(stack: contextlib.AsyncExitStack, *workers: Worker) -> None:
    await asyncio.gather(*(stack.enter_async_context(worker) for worker in workers))


async def test_killed_processes_lose_no_tick_and_no_work(new_postgres: Callable[[], str], tmp_path: Path) -> None:
    url = new_postgres()
    kills: list[tuple[float, int]] = []
    async with contextlib.AsyncExitStack() as stack:
        workers = [Worker(url, tmp_path, str(number)) for number in range(3)]
        await running(stack, *workers)
        await asyncio.sleep(3)
        for _ in range(2):
            leading = [line.pid for line in trail(tmp_path) if line.what == "ticked"][-1]
            killed = next(worker for worker in workers if worker.pid == leading)
            kills.append((time.time(), killed.pid))
            await killed.kill()
            await asyncio.sleep(4)
            await killed.start()
        await asyncio.sleep(RESUMED_WITHIN)
        for worker in workers:
            assert await worker.stop() == 0, worker.output
    await _ticks_are_whole(url, trail(tmp_path), [at for at, _ in kills])
    await _work_is_whole(url, trail(tmp_path), kills)


async def _ticks_are_whole(url: str, lines: list[Line], kills: list[float]) -> None:
    """Each period has one piece of work, and the clock stood still only for a moment after each kill."""
    served = await rows(url, "SELECT period FROM periods WHERE name = 'beat' ORDER BY period")
    filed = await rows(url, "SELECT body FROM effects WHERE kind = 'slow' ORDER BY id")
    periods = [datetime.fromisoformat(row["period"]) for row in served]
    assert sorted(msgspec.json.decode(row["body"])["period"] for row in filed) == [at.isoformat() for at in periods]
    gaps = [(after - before).total_seconds() for before, after in pairwise(periods)]
    assert max(gaps) <= TICKS_AGAIN_WITHIN
    assert sum(gap - 1 for gap in gaps) <= TICKS_AGAIN_WITHIN * len(kills)
    assert len({line.pid for line in lines if line.what == "ticked"}) > 1, "the clock never changed hands"


async def _work_is_whole(url: str, lines: list[Line], kills: list[tuple[float, int]]) -> None:
    """All that was filed was done, and what the dead had in hand was begun again in time."""
    unfinished = await rows(url, "SELECT id, state, error FROM effects WHERE state NOT IN ('done', 'new')")
    assert unfinished == []
    late = await rows(url, "SELECT id FROM effects WHERE state = 'new' AND due_at < now() - interval '10 seconds'")
    assert late == []
    ended = {line.of for line in lines if line.what == "ended"}
    done = await rows(url, "SELECT id FROM effects WHERE state = 'done' AND kind = 'slow'")
    assert {str(row["id"]) for row in done} <= ended
    began: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.what == "began":
            began[line.of].append(line)
    orphans = 0
    for at, pid in kills:
        for effect, starts in began.items():
            left = [line for line in starts if line.pid == pid and line.at < at]
            if not left or any(line.of == effect and line.what == "ended" and line.pid == pid for line in lines):
                continue
            orphans += 1
            again = [line for line in starts if line.at > at]
            assert again, f"nobody took effect {effect} over"
            assert again[0].at - at <= RESUMED_WITHIN
    assert orphans, "no kill ever hit work under way"


async def test_each_role_does_its_own_work(new_postgres: Callable[[], str], tmp_path: Path) -> None:
    url = new_postgres()
    async with contextlib.AsyncExitStack() as stack:
        made = {role: Worker(url, tmp_path, role, TALAP_ROLE=role) for role in ("web", "worker", "scheduler")}
        await running(stack, *made.values())
        await asyncio.sleep(4)
        lines = trail(tmp_path)
        assert {line.pid for line in lines if line.what == "ticked"} == {made["scheduler"].pid}
        assert {line.pid for line in lines if line.what == "ended"} == {made["worker"].pid}
        for role, worker in made.items():
            assert (await worker.get("/health"))[0] == 200
            status, figures = await worker.get("/metrics")
            assert status == 200
            assert f'talap_role{{role="{role}"}} 1' in figures
            assert (await worker.get("/"))[0] == (200 if role == "web" else 404)


async def test_a_lead_whose_process_dies_in_the_pause_is_answered_by_another(
    new_postgres: Callable[[], str], tmp_path: Path
) -> None:
    url = new_postgres()
    async with contextlib.AsyncExitStack() as stack:
        web = {"TALAP_ROLE": "web", "TALAP_BURST_SECONDS": str(BURST), "TALAP_SCRIPT": "laptop_repair"}
        one, two = (Worker(url, tmp_path, name, **web) for name in ("one", "two"))
        await running(stack, one, two)
        await _say(one.address, "Здравствуйте, не включается ноутбук")
        heard = time.monotonic()
        await one.kill()
        async with asyncio.timeout(30):
            while not await rows(url, "SELECT 1 FROM messages WHERE author = 'bot'"):
                await asyncio.sleep(0.05)
        assert time.monotonic() - heard <= BURST + ANSWERED_WITHIN
        async with asyncio.timeout(10):
            while await rows(url, "SELECT 1 FROM outbox WHERE state <> 'sent'"):
                await asyncio.sleep(0.05)


async def _say(address: str, text: str) -> None:
    async with aiohttp.ClientSession(headers={"Origin": address}) as http:
        async with http.post(f"{address}/api/web/session", json={"lang": "ru"}) as answer:
            token = (await answer.json())["visitor_token"]
        async with http.ws_connect(f"{address}/api/web/ws") as socket:
            await socket.send_json({"type": "hello", "token": token})
            await socket.send_json({"type": "message", "client_msg_id": "m1", "text": text})
            async with asyncio.timeout(10):
                while (await socket.receive_json()).get("type") != "ack":
                    pass


async def test_a_role_on_sqlite_is_refused_with_a_sentence(tmp_path: Path) -> None:
    program = Program(tmp_path, TALAP_ROLE="worker")
    await program.launch()
    assert await program.end() == 2
    assert "TALAP_ROLE: worker needs TALAP_DATABASE on PostgreSQL" in program.output
    assert os.listdir(tmp_path) == []  # noqa: PTH208 (one level is wanted)
