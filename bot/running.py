"""Starting the program from the command line: settings, signals, and one clear sentence when it cannot start."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import structlog

from bot import logs
from bot.config import BadSetting, RepsSettings, Settings, read_settings
from bot.lock import AlreadyRunning
from bot.web.server import CannotListen
from channels.contract import Channel, Misconfigured
from fsm.script import ScriptError
from fsm.storage.store import StorageBusy, StorageError

CANNOT_START = 2
ALREADY_RUNNING = 3

SENTENCES = (BadSetting, StorageError, ScriptError, CannotListen, Misconfigured)
"""Errors whose text is written for the person who starts the program."""


_SLICE = 0.001
"""Seconds that a thread keeps the interpreter while another waits for it.

Every socket that has news waits that long while a batch is being decided. Measured beside a busy thread, on a noisy
machine: with Python's own 5 ms the median answer took 10-13 ms and the slowest 29-56, with 1 ms 7-10 and 21-31; what it
costs was 2-8 % of the work, within the noise.
"""

ENV_FILE = Path(".env")

log = structlog.get_logger()


def open_to_others(file: Path) -> bool:
    """Whether other users of this machine may read or change a file, which may hold keys."""
    return os.name == "posix" and file.exists() and bool(file.stat().st_mode & 0o077)


def run(role: str = "") -> int:
    """Run the engine until it is told to stop, in the role given or configured."""
    return guarded(lambda settings: _serve(settings.in_role(role)))


def talk() -> int:
    """Talk to the engine in the terminal: the same engine, with one more channel and quiet logs."""
    return guarded(_talk)


def migrate() -> int:
    """Bring the database to the newest schema and say so."""
    return guarded(_migrate)


def guarded(work: Callable[[Settings], Awaitable[None]]) -> int:
    """Run `work` with the settings. An error that carries a sentence is told as one; anything else is a defect."""
    try:
        settings = read_settings(ENV_FILE)
        logs.set_up(settings.log_level, logs.secrets_of(settings))
        if open_to_others(ENV_FILE):
            log.warning("settings.open_to_others", file=str(ENV_FILE), better=f"chmod 600 {ENV_FILE}")
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(_awaited(work, settings))
    except asyncio.CancelledError:
        return 0  # told to end while it waited
    except AlreadyRunning as running:
        return _tell(running, ALREADY_RUNNING)
    except SENTENCES as sentence:
        return _tell(sentence, CANNOT_START)
    except BaseExceptionGroup as group:
        sentences = group.subgroup(SENTENCES)
        if sentences is None:
            raise
        return _tell(_first(sentences), CANNOT_START)
    return 0


async def _awaited(work: Callable[[Settings], Awaitable[None]], settings: Settings) -> None:
    await work(settings)


def settle_memory() -> None:
    """What is loaded at start stays for good, so the collector need not walk over it again and again.

    Measured on the load harness: the slowest turns (p99) took less than half as long afterwards. The walks during the
    start took a fifth of it and a last one would take 0.15 s, for some two thousand dead objects: so there is none.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


async def _serve(settings: Settings) -> None:
    """Run the engine; what breaks it once it runs is waited out, and it begins anew."""
    from bot.revival import Revival, earlier

    revival = Revival(settings, earlier())

    def started(address: str, owner_code: str) -> None:
        settle_memory()
        sys.setswitchinterval(_SLICE)
        revival.started()
        print(_welcome(settings, address, owner_code), flush=True)  # noqa: T201 (for people)

    try:
        await _work(settings, (), started)
    except Exception as error:
        if not revival.was_ready or _says_what_to_do(error):
            raise
        _end_on_signal()
        await revival.begin_anew(error)


def _says_what_to_do(error: BaseException) -> bool:
    """Whether it carries a sentence for whoever starts the program, which no new start would change."""
    if isinstance(error, BaseExceptionGroup):
        return any(_says_what_to_do(inner) for inner in error.exceptions)
    return isinstance(error, SENTENCES) and not isinstance(error, StorageBusy)


def _end_on_signal() -> None:
    """While there is no engine to stop, being told to end ends the waiting."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 (for the type checker: called in a coroutine)
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, task.cancel)


async def _talk(settings: Settings) -> None:
    """A throwaway engine: no network, a database that is gone afterwards, and the script as it is configured."""
    from channels.console.adapter import ConsoleChannel

    logs.set_up("ERROR")
    console = ConsoleChannel()
    with tempfile.TemporaryDirectory(prefix="talap-talk-") as folder:
        aside: dict[str, object] = {"home": Path(folder), "database": "", "telegram": None, "reps": RepsSettings()}
        aside["web"] = settings.web.model_copy(update={"port": 0})
        aside["burst_seconds"] = 0.0
        await _work(settings.model_copy(update=aside), [console], lambda *_: None, until=console.ended)


async def _work(
    settings: Settings,
    extra: Sequence[Channel],
    started: Callable[[str, str], None],
    until: asyncio.Event | None = None,
) -> None:
    from bot.app import App

    app = App(settings, started=lambda address: started(address, app.owner_code), extra=extra)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, app.stop)
    if until is None:
        await app.run()
        return
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(app.run(), name="engine")
        await until.wait()
        app.stop()


async def _migrate(settings: Settings) -> None:
    from fsm.storage.schema import open_store

    store = await open_store(settings.database_url)
    await store.close()
    print("The database is at the newest schema.")  # noqa: T201 (for people)


def _welcome(settings: Settings, address: str, owner_code: str) -> str:
    if settings.demo:
        return (
            f"\n  Talap is running. Open {address} - on the left you are a lead, on the right you see the business.\n"
        )
    owner = f"  To become its owner, send your bot this message (it works once):\n\n    /start {owner_code}\n"
    welcome = f"\n  Talap is running. Leads are answered; the website chat is at {address}\n"
    return f"{welcome}{owner}" if owner_code else welcome


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the event loop: uvloop's where it is installed, else asyncio's own (None)."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


def _tell(sentence: BaseException, code: int) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 (for people)
    return code
