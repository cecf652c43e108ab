"""The engine broke while it ran: tell the admins, wait out what broke it, and begin anew as if after a kill.

Everything the engine knows is in the database, and a start after kill -9 is its most tested road; so a lost database
connection or an unforeseen error is not mended in place. The process replaces itself, which leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import Mapping

import msgspec
import structlog

from bot.clock import Clock
from bot.config import Settings
from bot.wording import Catalogue
from channels import registry
from channels.contract import Outbound, SendFailed
from fsm.storage.membership import Expelled
from fsm.storage.schema import open_store
from fsm.storage.store import StorageBusy, StorageError

log = structlog.get_logger()

_NOTE = "REVIVED_TALAP"
_TELL_AFTER = 15.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 5.0
_LONGEST_REST = 30.0
_SHORT_LIFE = 60.0
_SHORT_LIVES = 5
_TELL_WITHIN = 10.0


class Lives(msgspec.Struct):
    """What one life of the process tells the next: how many short lives in a row, and whether admins were alarmed."""

    short: int = 0
    alarmed: bool = False
    anew: bool = False


def earlier(environ: Mapping[str, str] = os.environ) -> Lives:
    """What the life before this one has left; blank after an ordinary start."""
    try:
        return msgspec.json.decode(environ.get(_NOTE, "{}"), type=Lives)
    except msgspec.MsgspecError:
        return Lives()


def is_outage(error: BaseException) -> bool:
    """Whether it is only the database that went away."""
    if isinstance(error, BaseExceptionGroup):
        return all(is_outage(inner) for inner in error.exceptions)
    return isinstance(error, StorageBusy | Expelled)


def _name(error: BaseException) -> str:
    """The kind of error, without its words: they may be a lead's."""
    return _name(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else type(error).__name__


class Revival:
    """One life of the program, from `started` to what ends it."""

    def __init__(self, settings: Settings, before: Lives) -> None:
        self._settings = settings
        self._before = before
        self._words = Catalogue.load().words(settings.reps.language)
        self._began = time.monotonic()
        self._telling: asyncio.Task[bool] | None = None
        self.was_ready = before.anew

    def started(self) -> None:
        """The engine runs; whoever was alarmed hears that it is over."""
        self.was_ready = True
        if self._before.alarmed:
            self._telling = asyncio.create_task(self._tell(self._words("owner.storage.well")), name="all is well")

    async def begin_anew(self, error: Exception) -> None:
        """Replace this process by a fresh one once there is a point in it. Raises `error` when there is none."""
        short = self._before.short + 1 if time.monotonic() - self._began < _SHORT_LIFE else 0
        alarmed = False
        if is_outage(error):
            log.error("engine.lost_database", error=_name(error))
            alarmed, short = await self._wait_for_database(), 0
        else:
            log.error("engine.broke", short_lives=short, exc_info=error)
            if short >= _SHORT_LIVES:
                raise error
            await self._tell(self._words("owner.began_again", why=_name(error)))
            await asyncio.sleep(random.uniform(0.5, 1.0) * min(_LONGEST_REST, 2.0**short))  # noqa: S311 (spreads load)
        self._replace(Lives(short=short, alarmed=alarmed, anew=True))

    async def _wait_for_database(self) -> bool:
        """Return once it answers; whether the admins were alarmed meanwhile."""
        began, alarmed, pause = time.monotonic(), self._before.alarmed, _FIRST_PAUSE
        while not await self._answers():
            if not alarmed and time.monotonic() - began >= _TELL_AFTER:
                alarmed = await self._tell(self._words("owner.storage.away"))
            wait = pause * random.uniform(0.5, 1.0)  # noqa: S311 (spreads load, guards nothing)
            left = _TELL_AFTER - (time.monotonic() - began)
            await asyncio.sleep(min(wait, left) if not alarmed and left > 0 else wait)
            pause = min(2 * pause, _LONGEST_PAUSE)
        return alarmed

    async def _answers(self) -> bool:
        try:
            store = await open_store(self._settings.database_url)
        except StorageError as error:
            log.warning("engine.waits_for_database", error=str(error))
            return False
        try:
            await store.probe()
        except StorageBusy:
            return False
        finally:
            await store.close()
        return True

    async def _tell(self, text: str) -> bool:
        """Tell every admin without the engine; whether at least one has it."""
        section = self._settings.channels.get("telegram")
        if section is None or not self._settings.admins:
            return False
        channel = registry.CHANNELS["telegram"](section, registry.Parts(Clock().now, None))
        told = False
        try:
            async with asyncio.timeout(_TELL_WITHIN):
                for admin in self._settings.admins:
                    try:
                        await channel.send(Outbound(chat=str(admin), text=text, key=""))
                        told = True
                    except SendFailed as failure:
                        log.warning("owner.not_told", error=str(failure))
        except TimeoutError:
            log.warning("owner.not_told", error="no answer in time")
        finally:
            await channel.close()
        return told

    def _replace(self, lives: Lives) -> None:
        os.environ[_NOTE] = msgspec.json.encode(lives).decode()
        log.warning("engine.begins_anew")
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 (ourselves, as we were started)
