"""Leads write, the program is killed again and again; then three books are compared: theirs, ours, the network's."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from bot import failpoints
from fsm.storage import tables as t
from fsm.storage.schema import open_store
from tests.fakes.balancer import Balancer
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.botapi_story import Person
from tests.story.program import ROOT, free_port

SECRET = "0123456789abcdef0123456789abcdef"
SAYINGS = (
    "Здравствуйте",
    "Нужен сайт для клиники",
    "300 тысяч тенге",
    "в этом месяце",
    "Анна",
    "я сама решаю",
    "а сколько стоит?",
    "+7 701 123-45-67",
)


class Nursery:
    """The forking parent; gives lives and takes them."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "lives.log"
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(Path(__file__).with_name("nursery.py")),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert await self._answer() == "ready"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def birth(self, environment: dict[str, str], failpoint: str = "") -> int:
        """Start a life; gives its process id."""
        assert self._process is not None
        assert self._process.stdin is not None
        order = {"environment": environment, "failpoint": failpoint, "log": str(self.log)}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return int(await self._answer())

    async def _answer(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        return line.decode().strip()


def alive(life: int) -> bool:
    try:
        os.kill(life, 0)
    except ProcessLookupError:
        return False
    return True


async def gone(life: int) -> None:
    """Kill -9 and wait until the system has taken it away (and let go of its lock)."""
    with suppress(ProcessLookupError):
        os.kill(life, signal.SIGKILL)
    while alive(life):
        await asyncio.sleep(0.002)


class Ordeal:
    """One run: `kills` lives at random moments, or one for every failpoint; then a last life that may finish."""

    def __init__(self, folder: Path, database: str, mode: str, *, leads: int = 12, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.database = database
        self.folder = folder
        self.mode = mode
        self.leads = leads
        self.told: Counter[int] = Counter()
        self.survived: list[str] = []

    def environment(self, api: FakeBotApi, port: int, webhook: str = "") -> dict[str, str]:
        webhook = webhook or f"http://127.0.0.1:{port}"
        return {
            "TALAP_HOME": str(self.folder),
            "TALAP_DATABASE": self.database,
            "TALAP_TELEGRAM__TOKEN": TOKEN,
            "TALAP_TELEGRAM__API_BASE": api.url,
            "TALAP_TELEGRAM__MODE": self.mode,
            "TALAP_TELEGRAM__WEBHOOK_URL": f"{webhook}/hooks/telegram",
            "TALAP_TELEGRAM__WEBHOOK_SECRET": SECRET,
            "TALAP_BURST_SECONDS": "0",
            "TALAP_WEB__PORT": str(port),
            "TALAP_LOG_LEVEL": "WARNING",
        }

    async def run(self, kills: int, *, failpoint_rounds: int = 0) -> None:
        """Raises AssertionError when anything was lost, doubled or turned around."""
        async with FakeBotApi(retry_seconds=0.1) as api, Nursery(self.folder) as nursery:
            environment = self.environment(api, free_port())
            stop = asyncio.Event()
            talk = asyncio.create_task(self._talk(api, stop))
            for place in [""] * kills + list(failpoints.NAMES) * failpoint_rounds:
                await self._one_life(nursery, environment, place)
            stop.set()
            await talk
            last = await nursery.birth(environment)
            await self._settled(api)
            os.kill(last, signal.SIGTERM)
            deadline = time.monotonic() + 15
            while alive(last) and time.monotonic() < deadline:
                await asyncio.sleep(0.05)
            assert not alive(last), "the last life did not end when asked"
            await self.judge(api, self.told)

    async def run_many(self, processes: int, kills: int) -> None:
        """Several processes behind a balancer on one database; one of them is killed again and again."""
        ports = [free_port() for _ in range(processes)]
        async with FakeBotApi(retry_seconds=0.1) as api, Nursery(self.folder) as nursery, Balancer(ports) as balancer:
            environments = [self.environment(api, port, balancer.url) for port in ports]
            lives = [await nursery.birth(environment) for environment in environments]
            stop = asyncio.Event()
            talk = asyncio.create_task(self._talk(api, stop))
            for _ in range(kills):
                await asyncio.sleep(self.random.uniform(0.3, 1.2))
                victim = self.random.randrange(processes)
                await gone(lives[victim])
                lives[victim] = await nursery.birth(environments[victim])
            stop.set()
            await talk
            await self._settled(api)
            for life in lives:
                os.kill(life, signal.SIGTERM)
            while any(alive(life) for life in lives):
                await asyncio.sleep(0.05)
            await self.judge(api, self.told)

    async def _talk(self, api: FakeBotApi, stop: asyncio.Event) -> None:
        """So many people talk at once; who has said it all makes room for somebody new, so answers never end."""
        numbers = itertools.count()
        talking: list[tuple[Person, Iterator[str]]] = []
        while not stop.is_set():
            while len(talking) < self.leads:
                talking.append((api.person(f"Lead {next(numbers)}"), iter(SAYINGS)))
            one = self.random.choice(talking)
            person, lines = one
            if (line := next(lines, None)) is None:
                talking.remove(one)
                continue
            person.says(line)
            self.told[person.id] += 1
            await asyncio.sleep(self.random.uniform(0.005, 0.05))

    async def _one_life(self, nursery: Nursery, environment: dict[str, str], place: str) -> None:
        armed = f"{place}:{self.random.randint(1, 4)}" if place else ""
        life = await nursery.birth(environment, armed)
        deadline = time.monotonic() + (self.random.uniform(0.15, 0.9) if not place else 20)
        while alive(life) and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        if place and alive(life) and place != "risked":
            self.survived.append(place)
        await gone(life)

    async def _settled(self, api: FakeBotApi) -> None:
        await api.quiet(1.5, 60)

    async def judge(self, api: FakeBotApi, told: dict[int, int]) -> None:
        """Compare what was said, what was kept, and what the network delivered."""
        assert self.survived == [], f"no life passed {self.survived}"
        store = await open_store(self.database or f"sqlite:///{self.folder / 'talap.db'}")
        try:
            await store.read(lambda connection: self._compare(connection, api, told))
        finally:
            await store.close()

    def _compare(self, connection: sa.Connection, api: FakeBotApi, told: dict[int, int]) -> None:
        chats = {row[0]: row[1] for row in connection.execute(sa.select(t.identities.c.chat, t.identities.c.lead_id))}
        for chat, count in told.items():
            if count:
                self._judge_chat(connection, api, (chats[str(chat)], chat), count)
        waiting = connection.execute(sa.select(t.inbox.c.id).where(t.inbox.c.handled_at.is_(None))).all()
        assert waiting == []
        errors = connection.execute(sa.select(t.inbox.c.error).where(t.inbox.c.error.is_not(None))).all()
        assert errors == []
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"

    def _judge_chat(self, connection: sa.Connection, api: FakeBotApi, who: tuple[int, int], count: int) -> None:
        lead, chat = who
        mine = t.messages.c.lead_id == lead
        heard = connection.execute(sa.select(t.messages.c.text).where(mine, t.messages.c.author == "lead")).all()
        assert len(heard) == count, f"{count} messages were written in {chat}, {len(heard)} are kept"
        query = sa.select(t.outbox.c.body, t.outbox.c.state).where(t.outbox.c.lead_id == lead).order_by(t.outbox.c.id)
        letters = [(json.loads(body)["text"], state) for body, state in connection.execute(query)]
        shown = [call.params["text"] for call in api.called("sendMessage") if call.carried_out and _is_to(call, chat)]
        at = 0
        for text, run in itertools.groupby(letters, key=lambda each: each[0]):
            states = [state for _, state in run]
            copies = next((n for n, other in enumerate(shown[at:]) if other != text), len(shown) - at)
            fewest = sum(state != "uncertain" for state in states)
            assert copies >= fewest, f"lost ({states}): {text!r}\nwritten {letters}\nshown {shown}"
            assert copies <= 2 * len(states), f"sent more than twice: {text!r}"
            at += copies
        assert at == len(shown), f"out of order: {shown[at:][:3]}"


def _is_to(call: object, chat: int) -> bool:
    return str(call.params.get("chat_id")) == str(chat)  # type: ignore[attr-defined]
