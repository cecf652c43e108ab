"""A thousand forged and a thousand malformed requests at every door of the real program: nothing moves, nothing breaks.

The doors are knocked at with raw bytes, because no client library would send most of this. `FORGED=33400` and
`MALFORMED=10000` say how many of each a door gets; so many take half an hour, and then how long a refusal takes is
judged as well.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.contract.junk import mutations
from tests.contract.test_channel import ANY_UPDATE
from tests.fakes.botapi import TOKEN, FakeBotApi
from tests.fakes.waha import HMAC_KEY, KEY, FakeWaha
from tests.story.program import Program, free_port

FORGED = int(os.environ.get("FORGED", "1000"))
MALFORMED = int(os.environ.get("MALFORMED", "1000"))
SLOWEST = 0.05
"""Seconds in which 99 of 100 are refused, where many enough were counted."""

ENOUGH = 10_000
AT_ONCE = 8
SECRET = "0123456789abcdef0123456789abcdef"
API_KEY = "a-key-of-sixteen-or-more"
API_SECRET = "a-secret-of-sixteen-or-more"
GROWTH_KB = 20_000

ENVELOPE = {
    "id": "evt_01hxxxxxxxxxxxxxxxxxxxxxxx",
    "timestamp": int(time.time() * 1_000),
    "event": "message",
    "session": "default",
    "me": {"id": "77010000000@c.us", "pushName": "Shop"},
    "payload": {
        "id": "false_77770000001@c.us_AAAA",
        "timestamp": int(time.time()),
        "from": "77770000001@c.us",
        "fromMe": False,
        "to": "77010000000@c.us",
        "body": "Сколько стоит ремонт?",
        "hasMedia": False,
        "source": "app",
    },
    "engine": "NOWEB",
    "environment": {"version": "2026.1", "engine": "NOWEB", "tier": "CORE"},
}
LEAD = {"external_id": "7", "name": "Алия", "phone": "+77771234567", "text": "Нужен ремонт"}
WORDS = {"visitor_token": "v" * 32, "client_msg_id": "message-number-1", "text": "Здравствуйте"}

Headers = list[tuple[bytes, bytes]]


class Door(NamedTuple):
    """A door, what goes through it, and what it asks of whoever knocks."""

    path: str
    content: dict[str, object]
    names: tuple[str, ...]
    keys: Callable[[bytes], tuple[str, ...]]


def _sha(kind: str, secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, kind).hexdigest()


DOORS = {
    "telegram": Door("/hooks/telegram", ANY_UPDATE, ("X-Telegram-Bot-Api-Secret-Token",), lambda _: (SECRET,)),
    "waha": Door("/hooks/waha", ENVELOPE, ("X-Webhook-Hmac",), lambda body: (_sha("sha512", HMAC_KEY, body),)),
    "rest": Door(
        "/api/v1/leads",
        LEAD,
        ("X-API-Key", "X-Signature"),
        lambda body: (API_KEY, "sha256=" + _sha("sha256", API_SECRET, body)),
    ),
    "chat": Door("/api/web/messages", WORDS, ("Origin",), lambda _: ("http://localhost",)),
}


def forgeries(door: Door, chance: random.Random) -> Iterator[tuple[bytes, Headers]]:
    """Bodies with keys that are nearly right."""
    for number in range(FORGED):
        body = json.dumps(door.content | {"update_id": 800_000_000 + number, "external_id": f"f{number}"}).encode()
        keys = [key.encode() for key in door.keys(body)]
        forged = chance.randrange(len(keys))
        named = [(name.encode(), key) for name, key in zip(door.names, keys, strict=True)]
        named[forged : forged + 1] = _nearly(*named[forged], body, chance)
        yield body, named


def _nearly(name: bytes, key: bytes, body: bytes, chance: random.Random) -> Headers:
    place = chance.randrange(len(key))
    flipped = bytearray(key)
    flipped[place] = flipped[place] ^ 1 or 65
    wrong: tuple[Headers, ...] = (
        [],
        [(name, b"")],
        [(name, bytes(flipped))],
        [(name, key[:-1])],
        [(name, key + b"0")],
        [(name, key[:place] + b"\xff\xfe" + key[place:])],
        [(name, b"another"), (name, bytes(flipped))],
        [(name, hashlib.md5(body, usedforsecurity=False).hexdigest().encode())],
        [(b"X-Forwarded-For", b"149.154.167.220"), (name, b"x" * 4_000)],
    )
    return chance.choice(wrong)


def malformed(door: Door) -> Iterator[tuple[bytes, Headers]]:
    """Bodies that are no messages, with the right keys."""
    for body in mutations(door.content, MALFORMED, seed=5):
        yield body, [(name.encode(), key.encode()) for name, key in zip(door.names, door.keys(body), strict=True)]


class Answers(NamedTuple):
    """How often each status was answered, and how long each refusal took."""

    seen: Counter[int]
    seconds: list[float]

    @property
    def p99(self) -> float:
        return sorted(self.seconds)[len(self.seconds) * 99 // 100] if self.seconds else 0.0

    def __str__(self) -> str:
        return f"{sum(self.seen.values())} answers {dict(self.seen)}, p99 of refusals {self.p99 * 1_000:.1f} ms"


async def knock(port: int, path: str, requests: Iterator[tuple[bytes, Headers]]) -> Answers:
    """Send them all over a few kept-alive connections."""
    answers = Answers(Counter(), [])

    async def one_after_another() -> None:
        stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        for body, headers in requests:
            stream = stream or await asyncio.open_connection("127.0.0.1", port)
            lines = [b"%b: %b\r\n" % header for header in headers]
            head = b"POST %b HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" % path.encode()
            began = time.perf_counter()
            stream[1].write(b"%b%bContent-Length: %d\r\n\r\n%b" % (head, b"".join(lines), len(body), body))
            status, stays = await _answer(stream[0])
            answers.seen[status] += 1
            if status >= 400:
                answers.seconds.append(time.perf_counter() - began)
            if not stays:
                stream[1].close()
                stream = None
        if stream:
            stream[1].close()

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    return answers


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)).lower()
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0)
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1]), b"connection: close" not in head


OF_THE_CLOCK = {"periods", "settings", "effects"}
"""What the program writes by itself as time passes."""


def contents(database: Path) -> dict[str, int]:
    """How many rows each table has that somebody from outside could have written."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        count = "SELECT count(*) FROM {}".format
        return {table: connection.execute(count(table)).fetchone()[0] for table in tables if table not in OF_THE_CLOCK}


def resident_kb(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


@pytest.mark.timeout(240 + (FORGED + MALFORMED) // 10)
async def test_forged_and_malformed_requests_at_every_door(tmp_path: Path) -> None:
    port = free_port()
    async with FakeBotApi() as api, FakeWaha("NOWEB") as waha:
        lead = api.person("Lead")
        settings = {
            "TALAP_TELEGRAM__TOKEN": TOKEN,
            "TALAP_TELEGRAM__API_BASE": api.url,
            "TALAP_TELEGRAM__MODE": "webhook",
            "TALAP_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/hooks/telegram",
            "TALAP_TELEGRAM__WEBHOOK_SECRET": SECRET,
            "TALAP_WAHA__URL": waha.url,
            "TALAP_WAHA__API_KEY": KEY,
            "TALAP_WAHA__HMAC_KEY": HMAC_KEY,
            "TALAP_WAHA__WEBHOOK_URL": f"http://127.0.0.1:{port}/hooks/waha",
            "TALAP_WEB__API_KEY": API_KEY,
            "TALAP_WEB__WEBHOOK_SECRET": API_SECRET,
            "TALAP_WEB__REQUESTS_PER_MINUTE": "1000000",
            "TALAP_WEB__PORT": str(port),
            "TALAP_BURST_SECONDS": "0",
            "TALAP_LOG_LEVEL": "ERROR",
        }
        async with Program(tmp_path, **settings) as program:
            lead.says("Здравствуйте")
            await lead.hears()
            await api.quiet(0.5)
            chance, before = random.Random(3), contents(tmp_path / "talap.db")
            for name in ("telegram", "waha", "rest"):
                refused = await knock(port, DOORS[name].path, forgeries(DOORS[name], chance))
                print(f"forged, {name}: {refused}", flush=True)
                assert sum(refused.seen.values()) == FORGED
                assert set(refused.seen) <= {400, 401, 403, 429}, f"{name} let something in: {refused}"
                assert refused.p99 < SLOWEST or FORGED < ENOUGH
            assert contents(tmp_path / "talap.db") == before
            small = resident_kb(program.pid)
            for name, door in DOORS.items():
                answered = await knock(port, door.path, malformed(door))
                print(f"malformed, {name}: {answered}", flush=True)
                assert sum(answered.seen.values()) >= MALFORMED
                assert max(answered.seen) < 500, f"{name} broke: {answered}"
            growth = resident_kb(program.pid) - small
            print(f"grown by {growth} KB", flush=True)
            assert growth < GROWTH_KB
            lead.says("Нужен сайт для клиники")
            await lead.hears(30)
            assert await program.stop() == 0
        assert "Traceback" not in program.output, program.output[:2_000]
