"""What the owner must know of: letters that could not be delivered, and parts of the program that are unwell.

Told are those whom the settings name as admins and everybody who is an owner or admin of ours in the bot.
The owner's chat does not go through the inbox and the outbox: it must work when those are what is broken. A press is
believed because Telegram vouches for the presser's numeric id, and what it does is checked against the row's state.
"""

from __future__ import annotations

import asyncio
import html
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import structlog
from sqlalchemy import Connection, select

from bot import letters
from bot.clock import Clock
from bot.news import News, Watch
from bot.outbox import Outbox
from bot.wording import Catalogue
from channels.contract import Button, Channel, Inbound, Kind, Outbound, SendFailed
from fsm.ports import Words
from fsm.storage import mail
from fsm.storage import tables as t
from fsm.storage.mail import Letter
from fsm.storage.store import StorageBusy, Store
from handoff.reps import Role

log = structlog.get_logger()

_LOOK_EVERY = 2.0
_PATIENCE = 15.0
_SHOWN = 160
_MOST_UNTOLD = 50
_RETRY = "letter:retry:"
_DROP = "letter:drop:"

Parts = Callable[[], dict[str, str]]
"""Says which parts are unwell now: name -> a sentence why."""


class Chief(NamedTuple):
    """Somebody who is told: their id on the network, their private chat, and their language ("" for the place's)."""

    id: str
    chat: str
    language: str = ""


Say = Callable[[Words], tuple[str, tuple[tuple[Button, ...], ...]]]
"""Something to tell in somebody's words: safe HTML and buttons."""


class Owner:
    """Tells owners and admins, each in their language, and does what their buttons say."""

    def __init__(  # noqa: PLR0913 (the owner is told of everything)
        self,
        admins: Sequence[int],
        channel: Channel | None,
        store: Store,
        *,
        outbox: Outbox,
        clock: Clock,
        catalogue: Catalogue,
        language: str,
        number: int,
        unwell: Parts,
        watches: Sequence[Watch] = (),
    ) -> None:
        self._named = [Chief(str(admin), str(admin)) for admin in admins]
        self._chiefs = {each.id: each for each in self._named}
        self._channel = channel
        self._store = store
        self._outbox = outbox
        self._clock = clock
        self._catalogue = catalogue
        self._language = language
        self._number = number
        self._unwell = unwell
        self._since: dict[str, float] = {}
        self._said: set[str] = set()
        self._shown: set[int] = set()
        self._watches = watches
        self._untold: deque[News] = deque(maxlen=_MOST_UNTOLD)

    def is_mine(self, inbound: Inbound) -> bool:
        """Whether this is an admin pressing one of our buttons."""
        private = not inbound.group and inbound.sender.id in self._chiefs and not inbound.sender.anonymous
        return private and inbound.kind is Kind.PRESSED and inbound.token.startswith((_RETRY, _DROP))

    async def pressed(self, inbound: Inbound) -> None:
        """Retry a letter or give it up, and say what came of it; pressing twice changes nothing more."""
        letter_id = int(inbound.token.rpartition(":")[2])
        if inbound.token.startswith(_RETRY):
            letter = await self._store.write(partial(mail.retry, letter_id=letter_id, owner=self._number))
            key = "owner.retried" if letter else "owner.done_before"
            self._outbox.offer([letter] if letter else [])
        else:
            dropped = await self._store.write(partial(mail.drop, letter_id=letter_id))
            key = "owner.dropped" if dropped else "owner.done_before"
        log.info("owner.pressed", letter=letter_id, what=key, by=inbound.sender.id)
        text = self._words(self._chiefs.get(inbound.sender.id))(key)
        await self._send(Outbound(chat=inbound.chat, text=text, key="", answers=inbound.callback))

    async def run(self) -> None:
        """Look for trouble for ever; without a channel or admins it only stands in the logs."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            await self._look_who()
            await self._tell_of_parts()
            await self._tell_news()
            try:
                await self._tell_of_letters()
            except StorageBusy as busy:
                log.warning("owner.busy", error=str(busy))

    async def _look_who(self) -> None:
        """Who is to be told now; while the database is away, who was before."""
        if self._channel is None:
            return
        try:
            found = await self._store.read(partial(chiefs, channel=self._channel.name))
        except StorageBusy:
            return
        self._chiefs = {each.id: each for each in (*self._named, *found)}

    async def _tell_of_parts(self) -> None:
        now, unwell = asyncio.get_running_loop().time(), self._unwell()
        for name in [name for name in self._since if name not in unwell]:
            del self._since[name]
            if name in self._said:
                self._said.discard(name)
                await self._tell(partial(_said, "owner.well", {"part": name}))
        for name, why in unwell.items():
            since = self._since.setdefault(name, now)
            if name not in self._said and now - since >= _PATIENCE:
                self._said.add(name)
                log.error("part.unwell", part=name, why=why)
                await self._tell(partial(_said, "owner.unwell", {"part": name, "why": html.escape(why)}))

    async def _tell_news(self) -> None:
        """What was noticed is told in its order, once it can be: the way out may be what is broken."""
        for watch in self._watches:
            try:
                news = await watch.news()
            except StorageBusy as busy:
                log.warning("owner.busy", error=str(busy))
                continue
            if news is not None:
                self._untold.append(news)
        if self._channel is None or not self._chiefs:
            self._untold.clear()
        while self._untold and await self._tell(partial(_news, self._untold[0])):
            self._untold.popleft()

    async def _tell_of_letters(self) -> None:
        if self._channel is None or not self._chiefs:
            return
        for letter, state, error in await self._store.read(mail.troubled):
            if letter.id in self._shown or await self._tell(partial(_about, letter, state, error)):
                self._shown.add(letter.id)  # a database that cannot note it is no reason to say it every two seconds
                await self._store.write(partial(mail.told, letters=[letter.id], at=self._clock.now()))
                self._shown.discard(letter.id)

    async def _tell(self, say: Say) -> bool:
        """Tell everybody who is to know; whether at least one has it."""
        messages = []
        for chief in self._chiefs.values():
            text, buttons = say(self._words(chief))
            messages.append(Outbound(chat=chief.chat, text=text, key="", html=True, buttons=buttons))
        return any([await self._send(message) for message in messages])

    def _words(self, chief: Chief | None) -> Words:
        return self._catalogue.words((chief.language if chief else "") or self._language)

    async def _send(self, message: Outbound) -> bool:
        if self._channel is None:
            return False
        try:
            await self._channel.send(message)
        except (SendFailed, OSError) as failure:  # who tells of trouble outlives it: it is tried again
            log.warning("owner.not_told", error=str(failure))
            return False
        return True


def chiefs(connection: Connection, channel: str) -> list[Chief]:
    """The owners and admins of ours who can be written to on a channel."""
    reps = t.reps.c
    mine = reps.channel == channel, reps.active, reps.chat != "", reps.role.in_((Role.OWNER.value, Role.ADMIN.value))
    rows = connection.execute(select(reps.external_id, reps.chat, reps.language).where(*mine).order_by(reps.id))
    return [Chief(row.external_id, row.chat, row.language) for row in rows]


def _said(key: str, params: Mapping[str, str], words: Words) -> tuple[str, tuple[tuple[Button, ...], ...]]:
    return words(key, **params), ()


def _news(news: News, words: Words) -> tuple[str, tuple[tuple[Button, ...], ...]]:
    text = "\n".join(words(each.key, **each.params) for each in (news, *news.lines))
    return text, tuple((Button(words(label), token),) for label, token in news.buttons)


def _about(letter: Letter, state: str, error: str, words: Words) -> tuple[str, tuple[tuple[Button, ...], ...]]:
    """A letter that needs a person, with what can be done about it."""
    text = letters.decode(letter.body).text
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    told = words(
        f"owner.letter.{state}",
        lead=str(letter.lead_id or "-"),
        channel=letter.channel,
        why=html.escape(error),
        text=html.escape(shown) if letter.kind == letters.REPLY else letter.kind,
    )
    retry = Button(words("owner.retry"), f"{_RETRY}{letter.id}")
    return told, ((retry, Button(words("owner.drop"), f"{_DROP}{letter.id}")),)
