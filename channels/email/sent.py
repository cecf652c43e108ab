"""The owner answers from their own mail program: found among the sent mails, so that the bot can step back.

A convenience beside the ear: where the server names no such folder or keeps no keywords, it ends quietly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from channels.contract import Inbound, Receive

from .config import EmailConfig
from .mailbox import LoginRefused, Mailbox, NoSuchFolder, Slip, opened
from .mime import Unreadable, read
from .patience import Patience
from .translate import Envelope, Own, from_our_side
from .wire import ImapBroken, ImapNo

log = structlog.get_logger("email")

_BEGINNING = 300_000
_LOOKS_BACK = timedelta(days=1)


class SentWatch:
    """Tells what our side wrote elsewhere. `knows` says whether an address has written to us."""

    def __init__(
        self, config: EmailConfig, own: Own, knows: Callable[[str], bool], now: Callable[[], datetime]
    ) -> None:
        self._config = config
        self._own = own
        self._knows = knows
        self._now = now
        self._beyond: int | None = None

    async def run(self, receive: Receive, patience: Patience) -> None:
        """Watch until cancelled, or until it is plain that this server has nothing to watch."""
        failures = 0
        while True:
            try:
                async with opened(self._config, patience, sent=True) as mailbox:
                    if not mailbox.keeps_keywords:
                        return
                    failures = 0
                    await self._stay(mailbox, receive)
            except NoSuchFolder:
                log.info("email.sent_not_watched", why="the server names no folder of sent mails")
                return
            except (OSError, ImapBroken, ImapNo, LoginRefused) as error:
                log.debug("email.sent_unreached", why=f"{type(error).__name__}: {error}")
            except Exception as error:  # noqa: BLE001 - top of an owned task; what was not saved is told again
                log.warning("email.sent_trouble", why=type(error).__name__)
            failures += 1
            await asyncio.sleep(patience.after(failures))

    async def _stay(self, mailbox: Mailbox, receive: Receive) -> None:
        # What was sent before we first came is history.
        self._beyond = mailbox.next_uid if self._beyond is None else self._beyond
        begun = await mailbox.any_done()
        while True:
            slips = await mailbox.slips(await mailbox.waiting((self._now() - _LOOKS_BACK).date(), 0))
            fresh = [slip for uid, slip in sorted(slips.items()) if begun or uid >= self._beyond]
            news = [one for slip in fresh for one in await self._told(mailbox, slip)]
            if news:
                await receive(news)
            await mailbox.done(sorted(slips))
            await mailbox.news()

    async def _told(self, mailbox: Mailbox, slip: Slip) -> Sequence[Inbound]:
        raw = await mailbox.raw(slip.uid, _BEGINNING)
        try:
            mail = read(raw or b"")
        except Unreadable:
            return ()
        found = from_our_side(mail, Envelope("", slip.arrived), self._own, self._knows)
        return [one for one in found if one.text]
