"""The verb `check`: looks at everything the program needs, prints a line each, and fails if one of them is unwell."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol, TextIO, runtime_checkable

from bot import connections, logs
from bot.clock import Clock
from bot.config import BadSetting, Settings, read_settings
from bot.connections import overlaid
from bot.llm_litellm import MISSING, installed
from channels import registry
from channels.contract import Finding
from fsm import script
from fsm.script import ScriptError
from fsm.storage.schema import open_store
from fsm.storage.store import StorageError


def check(out: TextIO) -> int:
    """Print a finding a line; 0 when all is well, else 1."""
    return asyncio.run(_check(out))


async def _check(out: TextIO) -> int:
    well = True
    async for finding in _findings():
        well = well and finding.ok
        out.write(f"{'ok ' if finding.ok else 'NO '} {finding.what:<14} {finding.detail}\n")
        out.flush()
    return 0 if well else 1


async def _findings() -> AsyncIterator[Finding]:
    try:
        settings = read_settings()
    except BadSetting as wrong:
        for line in str(wrong).splitlines():
            yield Finding("settings", False, line)
        return
    logs.set_up("ERROR", logs.secrets_of(settings))
    yield Finding("settings", True, "read")
    yield _script(settings)
    found, settings = await _database(settings)
    yield found
    for channel in registry.build(settings.channels, history=_NoHistory(), now=Clock().now):
        for finding in await channel.check():
            yield finding
        if settings.reps.chat and isinstance(channel, SeesGroups):
            yield await channel.check_group(settings.reps.chat)
        await channel.close()
    yield _doors(settings)
    yield _reps(settings)
    yield _model(settings)


def _script(settings: Settings) -> Finding:
    try:
        pack = script.load(settings.script)
    except ScriptError as wrong:
        return Finding("script", False, str(wrong))
    return Finding("script", True, f"{pack.id} in {', '.join(pack.languages)}")


async def _database(settings: Settings) -> tuple[Finding, Settings]:
    """How the database is, and the settings with what was connected in the chat."""
    try:
        store = await open_store(settings.database_url)
    except StorageError as wrong:
        return Finding("database", False, str(wrong)), settings
    try:
        connected = await store.read(connections.stored)
    finally:
        await store.close()
    return Finding("database", True, "opens, keeps its word on disk, newest schema"), overlaid(settings, connected)


def _doors(settings: Settings) -> Finding:
    """The REST doors and the public form."""
    web, websites = settings.web, len(settings.webchat.origins)
    forms = f"forms from {websites} other websites" if websites else "forms only from our own pages"
    if web.api_key is None:
        return Finding("rest doors", True, f"closed until TALAP_WEB__API_KEY is set; {forms}")
    signed = "key and signature" if web.webhook_secret else "key"
    return Finding("rest doors", True, f"open with the {signed}, {web.requests_per_minute} a minute; {forms}")


def _reps(settings: Settings) -> Finding:
    if settings.reps.chat:
        return Finding("reps", True, f"cards go to chat {settings.reps.chat}")
    return Finding("reps", settings.demo, "no group for the reps' cards: set TALAP_REPS__CHAT to its numeric id")


def _model(settings: Settings) -> Finding:
    models = settings.llm.models
    if models and not installed():
        return Finding("model", False, MISSING)
    return Finding("model", True, ", ".join(models) if models else "none; everything is understood by rules")


@runtime_checkable
class SeesGroups(Protocol):
    """A channel on which our people have a group."""

    async def check_group(self, chat: str) -> Finding:
        """How the group stands: whether the bot is in it and may do there what it is for. Never raises."""
        ...


class _NoHistory:
    """A chat that is only checked shows nothing."""

    async def after(self, chat: str, cursor: str) -> tuple[()]:
        _ = chat, cursor
        return ()
