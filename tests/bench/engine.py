"""The durable engine (inbox, turn, outbox, marks) beside the plainest durable thing, a raw commit a turn.

Both take the very same pure turns on the same disk with synchronous=FULL, in interleaved rounds; a round's ratio is
what counts. The raw side writes the rows of a turn with bare sqlite3 and sends nothing.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from bot import inbox, logs
from bot.app import App
from bot.cards import CardTable
from bot.clock import Clock
from bot.config import Settings
from bot.packs import publish
from bot.turn import Turn, Turns, new_token
from bot.wording import Catalogue
from fsm import script
from fsm.lead import Lead
from fsm.storage.ids import Ids
from fsm.storage.schema import open_store
from tests.fakes.channel import FakeChannel

TEXTS = (
    "Здравствуйте",
    "Нужен сайт для клиники",
    "300 тысяч тенге",
    "в этом месяце",
    "я сама решаю",
    "Анна",
    "+7 701 123-45-67",
)
ROUNDS = 3
CROWDS = (1, 10, 50, 200)
CONVERSATIONS = 60
"""At least so many, and two for each lead of a crowd: two hundred at once are two hundred, and a second time."""


async def compare() -> None:
    """Print turns per second and ratios at several numbers of leads at once."""
    logs.set_up("ERROR")
    print("engine: durable turns per second, SQLite synchronous=FULL, median of interleaved rounds")
    print(f"{'leads at once':>14} {'raw':>8} {'Talap':>8} {'ratio':>7}")
    for crowd in CROWDS:
        conversations = max(CONVERSATIONS, 2 * crowd) if crowd > 1 else CONVERSATIONS // 4
        pairs = [(await raw(conversations), await talap(crowd, conversations)) for _ in range(ROUNDS)]
        ratio = statistics.median(ours / theirs for theirs, ours in pairs)
        theirs, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{crowd:>14} {theirs:>8.0f} {ours:>8.0f} {ratio:>6.2f}x")


async def talap(crowd: int, conversations: int) -> float:
    """Turns per second of the whole engine with an instant network."""
    with tempfile.TemporaryDirectory() as folder:
        channel = FakeChannel()
        started = asyncio.Event()
        settings = Settings(home=Path(folder), script="services", burst_seconds=0, web={"port": 0})  # type: ignore[arg-type]
        app = App(settings, extra=[channel], started=lambda _: started.set())
        running = asyncio.create_task(app.run())
        await started.wait()
        people = iter(range(conversations))

        async def visitor() -> None:
            for person in people:
                for text in TEXTS:
                    await channel.hear(channel.inbound(f"p{person}", text=text))

        began = time.perf_counter()
        await asyncio.gather(*(visitor() for _ in range(crowd)))
        span = time.perf_counter() - began
        app.stop()
        await running
    return len(TEXTS) * conversations / span


async def raw(conversations: int) -> float:
    """Turns per second of the same turns, each in a raw sqlite3 transaction of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "raw.db"
        text, where = script.source("services")
        pack = script.load_text(text, where)
        clock = Clock()
        store = await open_store(f"sqlite:///{path}")
        packs = await store.write(lambda connection: publish(connection, pack, text, clock.now()))
        await store.close()
        catalogue, ids = Catalogue.load(), Ids()
        turns = Turns(packs, catalogue, ids, CardTable(catalogue, ids, new_token))
        return _raw_turns(path, turns, clock, conversations)


def _raw_turns(path: Path, turns: Turns, clock: Clock, conversations: int) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    channel = FakeChannel()
    began = time.perf_counter()
    for person in range(conversations):
        lead: Lead | None = None
        for text in TEXTS:
            inbound = channel.inbound(f"p{person}", text=text)
            at = clock.now()
            lead = lead or turns.newcomer(inbound, 1, at)
            body = inbox.encode(inbox.Heard(inbound))
            connection.execute("BEGIN IMMEDIATE")
            turn = turns.take(lead, [(inbox.decode(body), at)], at)
            _write(connection, (person + 1, inbound.event_id, body), turn, str(at))
            connection.execute("COMMIT")
            lead = turn.lead
    span = time.perf_counter() - began
    connection.close()
    return conversations * len(TEXTS) / span


def _write(connection: sqlite3.Connection, heard: tuple[int, str, bytes], turn: Turn, at: str) -> None:
    lead_id, event, body = heard
    connection.execute(
        "INSERT OR REPLACE INTO leads (id, workspace_id, state, stage, language, version, created_at, updated_at)"
        " VALUES (?, 1, ?, 'new', 'ru', 1, ?, ?)",
        (lead_id, inbox.encode(turn.lead), at, at),
    )
    connection.execute(
        "INSERT INTO inbox (workspace_id, source, external_id, lead_id, body, received_at, due_at, handled_at)"
        " VALUES (1, 'raw', ?, ?, ?, ?, ?, ?)",
        (event, lead_id, body, at, at, at),
    )
    for table in ("messages", "facts", "scores", "events"):
        for row in getattr(turn, table):
            values = {**row, "lead_id": lead_id, "at": at}
            names = ", ".join(f'"{name}"' for name in values)
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608
    for letter in turn.letters:
        connection.execute(
            "INSERT INTO outbox (id, workspace_id, lead_id, kind, channel, chat, body, owner, state, tries, due_at,"
            " created_at) VALUES (?, 1, ?, ?, ?, ?, ?, 0, 'new', 0, ?, ?)",
            (letter.id, lead_id, letter.kind, letter.channel, letter.chat, letter.body, at, at),
        )
