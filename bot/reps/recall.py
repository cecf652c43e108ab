"""What our people were shown of somebody who is erased: taken back from their chats, and the trace of it written over.

The erasure files this work in its own transaction (`bot.erasers`), so it is done however the program ends; to do it
twice changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, update

from bot.admin.tools import Tools
from bot.backup import database_of
from bot.effects import Duty
from bot.erasers import CARDS, OURS, RECALLED, RELAYS, TOPICS, WASHED
from bot.filings import Filing, Posted
from bot.letters import CARD_EDIT, STAFF, TOPIC, letter
from channels.contract import Outbound, Refused, SendFailed, TopicChange, TryLater
from channels.degrade import lacks
from fsm.storage import effects, erasure, files, mail
from fsm.storage import tables as t
from fsm.storage.effects import Effect, EffectContext
from fsm.storage.mail import Letter

log = structlog.get_logger()

_AT_ONCE = 10
_CARD = 1
_MINUTE_SHARE = 40.0
"""Seconds after so many changes: a group takes 20 messages a minute, and cards of live leads need some of them."""

_BUSY = 20.0
_FRESH = timedelta(hours=1)

Told = tuple[str, str, str]
"""A message or topic of our people's: channel, chat, and the network's id of it (or "#<letter number>")."""


class Recall:
    """The work. `file` is the committer's way in."""

    def __init__(
        self, tools: Tools, file: Callable[[Sequence[Filing]], Awaitable[None]], now: Callable[[], datetime]
    ) -> None:
        self._tools = tools
        self._file = file
        self._now = now

    def duties(self) -> Mapping[str, Duty]:
        """The kinds of work, for whoever runs slow work."""
        return {
            RECALLED: Duty(self.recalled, seconds=3_600, at_once=1),
            WASHED: Duty(self.washed, seconds=60, at_once=1),
        }

    async def recalled(self, effect: Effect, context: EffectContext) -> dict[str, Any]:
        """Cards say nothing any more, words about the person are taken back where the network lets us, topics close."""
        _ = context
        left = [each for each in _all(effect, RELAYS) if not await self._taken_back(each)]
        # What somebody of ours wrote can be taken back, but never changed by us.
        lost = [each for each in _all(effect, OURS) if not await self._taken_back(each)]
        letters = [self._emptied(effect, each) for each in (*_all(effect, CARDS), *left)]
        letters += [self._closed(effect, each) for each in _all(effect, TOPICS)]
        for start in range(0, len(letters), _AT_ONCE):
            if start:
                await asyncio.sleep(_MINUTE_SHARE)
            await self._file([Posted(tuple(letters[start : start + _AT_ONCE]))])
        return {"edited": len(letters), "left": len(lost)}

    async def washed(self, effect: Effect, context: EffectContext) -> dict[str, Any]:
        """Menus and files that showed people are forgotten with them, and the log of changes is written over."""
        moment = effect.created_at
        await context.store.write(partial(_wash, workspace_id=effect.workspace_id, before=moment))
        if not self._tools.settings.database_url.startswith("sqlite:///"):
            return {}
        if not await asyncio.to_thread(erasure.empty_log, database_of(self._tools.settings)):
            raise effects.TryLater(_BUSY, "somebody is reading")
        return {}

    async def _taken_back(self, told: Told) -> bool:
        """Whether the network has deleted it."""
        channel, chat, name = told
        network = self._tools.channels.get(channel)
        message = Outbound(chat=chat, text="", key="", deletes=name)
        if network is None or name.startswith("#") or lacks(message, network.capabilities):
            return False
        try:
            await network.send(message)
        except TryLater as later:
            raise effects.TryLater(later.seconds, str(later)) from None
        except Refused:
            return False
        except SendFailed as failure:
            log.info("recall.kept", channel=channel, why=str(failure)[:100])
            return False
        return True

    def _emptied(self, effect: Effect, told: Told) -> Letter:
        channel, chat, name = told
        text = self._words("card.erased")
        return self._letter(
            effect, CARD_EDIT, channel, Outbound(chat=chat, text=text, key="", edits=name, urgency=_CARD)
        )

    def _closed(self, effect: Effect, told: Told) -> Letter:
        channel, chat, topic = told
        change = TopicChange(self._words("topic.erased"), closed=True)
        return self._letter(
            effect,
            TOPIC,
            channel,
            Outbound(chat=chat, text="", key="", topic=topic, topic_change=change, urgency=_CARD),
        )

    def _letter(self, effect: Effect, kind: str, channel: str, message: Outbound) -> Letter:
        made = letter(self._tools.ids(), None, kind, message, channel=channel, at=self._now())
        made.workspace_id = effect.workspace_id
        return made

    def _words(self, key: str) -> str:
        place = self._tools.place
        return self._tools.catalogue.words(place.language)(key)


def _all(effect: Effect, what: str) -> list[Told]:
    return [(channel, chat, name) for channel, chat, name in effect.body.get(what, ())]


def _wash(connection: Connection, workspace_id: int, before: datetime) -> None:
    """Letters to our people that have left, and files made for them: neither is needed again."""
    outbox = t.outbox.c
    done = outbox.kind == STAFF, outbox.state.in_((mail.SENT, mail.DROPPED)), outbox.lead_id.is_(None)
    here = outbox.workspace_id == workspace_id, outbox.created_at <= before, outbox.body != b""
    with erasure.overwriting(connection):
        connection.execute(update(t.outbox).where(*here, *done).values(body=b""))
        files.erase_papers(connection, before - _FRESH)
