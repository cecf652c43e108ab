"""Where a letter goes when that is only known at the moment of sending: earlier messages by number, topics by lead.

A letter names an earlier one of ours as "#<letter number>" (to edit it or to answer it) and a lead's topic as
"lead:<lead number>". Both become ids of the network here, after everything before it in the chat has been sent.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, select

from bot import letters
from bot.files import Keeper
from bot.place import Place
from channels.contract import Outbound, Receipt
from fsm.storage import mail
from fsm.storage.inserting import insert_for
from fsm.storage.mail import Letter
from fsm.storage.store import Store
from handoff.tables import topics

LETTER = "#"
LEAD = "lead:"
_KEPT = 10_000
_LOOKED_UP = frozenset({letters.CARD, letters.RELAY, letters.STAFF, letters.REPLY})


class Addressing:
    """Turns our names into the network's, and remembers what it learned."""

    def __init__(self, store: Store, place: Place, keeper: Keeper | None = None) -> None:
        self._store = store
        self._place = place
        self._keeper = keeper
        self._sent: OrderedDict[int, str] = OrderedDict()
        self._topics: OrderedDict[tuple[str, str, int], str] = OrderedDict()

    async def resolve(self, letter: Letter, message: Outbound) -> Outbound | None:
        """The message as the network will know it; None when what it changes was never sent."""
        if message.edits.startswith(LETTER):
            edits = await self._network_id(message.edits)
            if not edits:
                return None
            message = msgspec.structs.replace(message, edits=edits)
        if message.topic.startswith(LEAD):
            topic = await self._topic(letter, message)
            if message.topic_change is not None and not self._place.topics:
                return None
            message = msgspec.structs.replace(message, topic=topic, reply_to="" if topic else message.reply_to)
        if message.reply_to.startswith(LETTER):
            message = msgspec.structs.replace(message, reply_to=await self._network_id(message.reply_to))
        return message

    async def filled(self, message: Outbound) -> Outbound:
        """The message with what its kept files hold; raises `TryLater` or `Refused` for one that is not to be had."""
        return message if self._keeper is None else await self._keeper.filled(message)

    async def sent(self, letter: Letter, message: Outbound, receipt: Receipt) -> None:
        """Remember where the network keeps it; a topic that was made is on disk before the next letter goes."""
        if receipt.message_ids and letter.kind in _LOOKED_UP:
            _keep(self._sent, letter.id, receipt.message_ids[-1])
        if receipt.topic and letter.lead_id is not None:
            _keep(self._topics, (letter.channel, message.chat, letter.lead_id), receipt.topic)
            await self._store.write(partial(_remember, letter=letter, chat=message.chat, topic=receipt.topic))

    async def gone(self, letter: Letter, chat: str) -> None:
        """Somebody deleted the lead's topic: forget it, the next change of it makes a new one."""
        if letter.lead_id is not None:
            self._topics.pop((letter.channel, chat, letter.lead_id), None)
            await self._store.write(partial(_forget, letter=letter, chat=chat))

    async def _network_id(self, name: str) -> str:
        number = int(name.removeprefix(LETTER))
        known: str = self._sent.get(number, "")
        return known or str(await self._store.read(partial(mail.network_id, letter_id=number)))

    async def _topic(self, letter: Letter, message: Outbound) -> str:
        if not self._place.topics or letter.lead_id is None:
            return ""
        key = (letter.channel, message.chat, letter.lead_id)
        if key not in self._topics:
            found = await self._store.read(partial(topic_of, letter=letter, chat=message.chat))
            if not found:
                return ""
            _keep(self._topics, key, found)
        return str(self._topics[key])


def _keep(kept: OrderedDict[Any, str], key: object, value: str) -> None:
    kept[key] = value
    if len(kept) > _KEPT:
        kept.popitem(last=False)


def topic_of(connection: Connection, letter: Letter, chat: str) -> str:
    """The topic of a letter's lead in a chat, "" when there is none."""
    return str(connection.execute(select(topics.c.topic).where(*_mine(letter, chat))).scalar() or "")


def _remember(connection: Connection, letter: Letter, chat: str, topic: str) -> None:
    row = {
        "workspace_id": letter.workspace_id,
        "lead_id": letter.lead_id,
        "channel": letter.channel,
        "chat": chat,
        "topic": topic,
        "created_at": letter.created_at,
    }
    key = [topics.c[name] for name in ("workspace_id", "channel", "chat", "lead_id")]
    connection.execute(
        insert_for(connection, topics).values(row).on_conflict_do_update(index_elements=key, set_={"topic": topic})
    )


def _forget(connection: Connection, letter: Letter, chat: str) -> None:
    connection.execute(delete(topics).where(*_mine(letter, chat)))


def _mine(letter: Letter, chat: str) -> tuple[ColumnElement[bool], ...]:
    return (
        topics.c.workspace_id == letter.workspace_id,
        topics.c.channel == letter.channel,
        topics.c.chat == chat,
        topics.c.lead_id == letter.lead_id,
    )
