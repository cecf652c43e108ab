"""Looks after our people's place: whether their group has topics, the bot's name, which commands to offer there."""

from __future__ import annotations

import asyncio
from typing import NamedTuple, NoReturn, Protocol

import structlog

from bot.admin.front import Menu
from bot.admin.tools import Tools
from bot.place import Place
from channels.contract import Channel, SendFailed
from fsm.storage.store import StorageBusy, Store
from handoff.reps import Role, may
from handoff.roster import roster

log = structlog.get_logger()

_LOOK_EVERY = 300.0
_SOON = 15.0
_OFTEN = 1.5


class Group(Protocol):
    """What a network knows of a group of ours."""

    @property
    def is_forum(self) -> bool: ...

    @property
    def can_manage_topics(self) -> bool: ...


class Hint(NamedTuple):
    """A line of the commands that a network completes from."""

    name: str
    description: str


class Scout:
    """Asks the network now and then; whatever it cannot tell leaves things as they are."""

    def __init__(self, store: Store, place: Place, tools: Tools, menu: Menu, channel: Channel | None) -> None:
        self._store = store
        self._place = place
        self._tools = tools
        self._menu = menu
        self._channel = channel
        self._offered: dict[str, tuple[Role, str]] = {}

    async def run(self) -> NoReturn:
        """Look until cancelled: soon again after a failure, else every five minutes."""
        while True:
            well = await self.look()
            await self._meanwhile(_LOOK_EVERY if well else _SOON)

    async def _meanwhile(self, seconds: float) -> None:
        """Wait for the next look, which is at once when the group is another; newcomers get their commands soon."""
        loop, chat = asyncio.get_running_loop(), self._place.chat
        ends = loop.time() + seconds
        while loop.time() < ends and self._place.chat == chat:
            await asyncio.sleep(_OFTEN)
            try:
                await self._commands()
            except (SendFailed, StorageBusy) as failure:
                log.warning("scout.failed", error=str(failure))

    async def look(self) -> bool:
        """One look; false when the network did not answer."""
        try:
            await self._group()
            await self._commands()
            door = getattr(self._channel, "front_door", None)
            self._tools.door = await door() if door is not None else ""
        except (SendFailed, StorageBusy) as failure:
            log.warning("scout.failed", error=str(failure))
            return False
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
        """Offer our people their commands for completion, in their language and by their role; leads get none."""
        offer = getattr(self._channel, "set_commands", None)
        if offer is None:
            return
        people = await self._store.read(roster)
        wanted = {each.chat: (each.role, each.language or self._place.language) for each in people.members.values()}
        wanted = {chat: what for chat, what in wanted.items() if chat}
        if self._place.chat:
            wanted[self._place.chat] = (Role.SALES, self._place.language)
        for chat, (role, language) in wanted.items():
            if self._offered.get(chat) != (role, language):
                await offer(f"chat:{chat}", "", self._hints(role, language))
                self._offered[chat] = (role, language)

    def _hints(self, role: Role, language: str) -> list[Hint]:
        words = self._tools.catalogue.words(language)
        mine = [each for each in self._menu.commands.values() if each.shown and may(role, each.role)]
        return [Hint(each.name, words(f"command.{each.name}")) for each in mine]
