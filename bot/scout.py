"""Looks after our people's place: whether their group has topics, the bot's name, which commands to offer there."""

from __future__ import annotations

import asyncio
from typing import NoReturn, Protocol

import structlog

from bot.admin.front import Menu
from bot.admin.tools import Tools
from bot.place import Place
from bot.wording import LANGUAGES
from channels.contract import Channel, SendFailed
from handoff.reps import Role

log = structlog.get_logger()

_LOOK_EVERY = 300.0
_SOON = 15.0


class Group(Protocol):
    """What a network knows of a group of ours."""

    @property
    def is_forum(self) -> bool: ...

    @property
    def can_manage_topics(self) -> bool: ...


class Scout:
    """Asks the network now and then; whatever it cannot tell leaves things as they are."""

    def __init__(self, place: Place, tools: Tools, menu: Menu, channel: Channel | None) -> None:
        self._place = place
        self._tools = tools
        self._menu = menu
        self._channel = channel
        self._offered = False

    async def run(self) -> NoReturn:
        """Look until cancelled: soon again after a failure, else every five minutes."""
        while True:
            well = await self.look()
            await asyncio.sleep(_LOOK_EVERY if well else _SOON)

    async def look(self) -> bool:
        """One look; false when the network did not answer."""
        try:
            await self._group()
            await self._commands()
        except SendFailed as failure:
            log.warning("scout.failed", error=str(failure))
            return False
        self._tools.bot_name = str(getattr(self._channel, "username", "") or "")
        return True

    async def _group(self) -> None:
        state = getattr(self._channel, "group_state", None)
        if state is None or not self._place.chat:
            return
        group: Group = await state(self._place.chat)
        topics = group.is_forum and group.can_manage_topics
        if topics != self._place.topics:
            log.info("reps.topics", topics=topics)
        self._place.topics = topics

    async def _commands(self) -> None:
        """Offer our people their commands for completion, in every language; leads get none."""
        offer = getattr(self._channel, "set_commands", None)
        if offer is None or self._offered or not self._place.chat:
            return
        mine = [each for each in self._menu.commands.values() if each.shown and each.role in (None, Role.SALES)]
        for language in LANGUAGES:
            words = self._tools.catalogue.words(language)
            await offer(self._place.chat, language, [(each.name, words(f"command.{each.name}")) for each in mine])
        self._offered = True
