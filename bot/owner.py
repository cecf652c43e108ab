"""What the owner must know of: letters that could not be delivered, and parts of the program that are unwell.

The owner's chat does not go through the inbox and the outbox: it must work when those are what is broken. A press is
believed because Telegram vouches for the presser's numeric id, and what it does is checked against the row's state.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable, Sequence
from functools import partial

import structlog

from bot import letters
from bot.clock import Clock
from bot.outbox import Outbox
from bot.storage_watch import StorageWatch
from bot.wording import Catalogue
from channels.contract import Button, Channel, Inbound, Kind, Outbound, SendFailed
from fsm.storage import mail
from fsm.storage.mail import Letter
from fsm.storage.store import StorageBusy, Store

log = structlog.get_logger()

_LOOK_EVERY = 2.0
_PATIENCE = 15.0
_SHOWN = 160
_RETRY = "letter:retry:"
_DROP = "letter:drop:"

Parts = Callable[[], dict[str, str]]
"""Says which parts are unwell now: name -> a sentence why."""


class Owner:
    """Tells the admins, each in the same words, and does what their buttons say."""

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
    ) -> None:
        self._admins = [str(admin) for admin in admins]
        self._channel = channel
        self._store = store
        self._outbox = outbox
        self._clock = clock
        self._words = catalogue.words(language)
        self._number = number
        self._unwell = unwell
        self._since: dict[str, float] = {}
        self._said: set[str] = set()
        self._shown: set[int] = set()
        self._watch = StorageWatch(store)

    def is_mine(self, inbound: Inbound) -> bool:
        """Whether this is an admin pressing one of our buttons."""
        private = not inbound.group and inbound.sender.id in self._admins and not inbound.sender.anonymous
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
        await self._send(Outbound(chat=inbound.chat, text=self._words(key), key="", answers=inbound.callback))

    async def run(self) -> None:
        """Look for trouble for ever; without a channel or admins it only stands in the logs."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            await self._tell_of_parts()
            if (key := await self._watch.news()) is not None:
                await self._tell(self._words(key))
            try:
                await self._tell_of_letters()
            except StorageBusy as busy:
                log.warning("owner.busy", error=str(busy))

    async def _tell_of_parts(self) -> None:
        now, unwell = asyncio.get_running_loop().time(), self._unwell()
        for name in [name for name in self._since if name not in unwell]:
            del self._since[name]
            if name in self._said:
                self._said.discard(name)
                await self._tell(self._words("owner.well", part=name))
        for name, why in unwell.items():
            since = self._since.setdefault(name, now)
            if name not in self._said and now - since >= _PATIENCE:
                self._said.add(name)
                log.error("part.unwell", part=name, why=why)
                await self._tell(self._words("owner.unwell", part=name, why=html.escape(why)))

    async def _tell_of_letters(self) -> None:
        if self._channel is None or not self._admins:
            return
        for letter, state, error in await self._store.read(mail.troubled):
            buttons = (
                (
                    Button(self._words("owner.retry"), f"{_RETRY}{letter.id}"),
                    Button(self._words("owner.drop"), f"{_DROP}{letter.id}"),
                ),
            )
            if letter.id in self._shown or await self._tell(self._about(letter, state, error), buttons):
                self._shown.add(letter.id)  # a database that cannot note it is no reason to say it every two seconds
                await self._store.write(partial(mail.told, letters=[letter.id], at=self._clock.now()))
                self._shown.discard(letter.id)

    def _about(self, letter: Letter, state: str, error: str) -> str:
        text = letters.decode(letter.body).text
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        return self._words(
            f"owner.letter.{state}",
            lead=str(letter.lead_id or "-"),
            channel=letter.channel,
            why=html.escape(error),
            text=html.escape(shown) if letter.kind == letters.REPLY else letter.kind,
        )

    async def _tell(self, text: str, buttons: tuple[tuple[Button, ...], ...] = ()) -> bool:
        """Tell every admin; whether at least one has it."""
        messages = [Outbound(chat=admin, text=text, key="", html=True, buttons=buttons) for admin in self._admins]
        return any([await self._send(message) for message in messages])

    async def _send(self, message: Outbound) -> bool:
        if self._channel is None:
            return False
        try:
            await self._channel.send(message)
        except SendFailed as failure:
            log.warning("owner.not_told", error=str(failure))
            return False
        return True
