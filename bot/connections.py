"""What was connected in the chat, laid over the program's settings; and noticing when that changes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection

from bot import logs
from bot.config import Settings
from channels.email.config import EmailConfig
from channels.whatsapp.config import WahaConfig
from fsm.storage.store import StorageError, Store
from fsm.storage.tables import DEFAULT_WORKSPACE
from handoff import connections
from handoff.connections import Connected

log = structlog.get_logger()

LOOK_EVERY = 1.0
"""Seconds between two looks at whether something was connected or disconnected."""

_SECTIONS: Mapping[str, tuple[str, type[BaseModel]]] = {
    "email": ("email", EmailConfig),
    "whatsapp": ("waha", WahaConfig),
}

Stored = Mapping[str, Connected]


def stored(connection: Connection) -> Stored:
    """What was connected in the chat, as it is kept."""
    return connections.connected(connection, DEFAULT_WORKSPACE)


def section_of(network: str, fields: Mapping[str, Any]) -> BaseModel:
    """A network's section of the settings. Raises pydantic's ValidationError, which does not repeat what was given."""
    return _SECTIONS[network][1].model_validate(dict(fields))


def overlaid(settings: Settings, connected: Stored) -> Settings:
    """The settings with what was connected in the chat; what the program's settings say goes before it."""
    changed: dict[str, BaseModel] = {}
    names = set()
    for network, kept in connected.items():
        if network not in _SECTIONS or getattr(settings, _SECTIONS[network][0]) is not None:
            continue
        name = _SECTIONS[network][0]
        try:
            changed[name] = section_of(network, kept.fields)
        except ValidationError as error:
            log.error("connections.unusable", network=network, mistakes=error.error_count())  # noqa: TRY400 (no values)
            continue
        names.add(network)
    for section in changed.values():
        logs.conceal(logs.secrets_of(section))
    if connections.FIRST in connected:
        changed |= _writing_first(settings, changed)
        names.add(connections.FIRST)
    if not changed:
        return settings
    return settings.model_copy(update=changed).connected_in_chat(frozenset(names))


def _writing_first(settings: Settings, changed: Mapping[str, BaseModel]) -> dict[str, BaseModel]:
    """The owner's switch lets campaigns and reminders over WhatsApp write first."""
    allowed: dict[str, BaseModel] = {"outreach": settings.outreach.model_copy(update={"whatsapp": True})}
    waha = changed.get("waha", settings.waha)
    return allowed if waha is None else allowed | {"waha": waha.model_copy(update={"first_messages": True})}


async def changed(store: Store, known: Stored) -> None:
    """Return once something else is connected than `known`, or the same once more."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            if await store.read(stored) != known:
                return
        except StorageError as error:
            log.warning("connections.not_seen", error=str(error))
