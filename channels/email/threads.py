"""Where each person's conversation stands: the mail an answer goes under.

The mailbox itself is the memory. What was heard in this life is known here; the rest is looked up on the server, so
nothing needs to be kept beside it, and a sender in another process finds the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

import structlog

from .automatic import writer
from .mailbox import LoginRefused, NoSuchFolder
from .mime import Mail, Unreadable, read
from .translate import Thread, thread
from .wire import ImapBroken, ImapNo

log = structlog.get_logger("email")

_MOST_PEOPLE = 20_000

Find = Callable[[str], Awaitable[Sequence[bytes]]]


class Threads:
    """`find` gives the headers of mails that may come from an address, newest first."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._known: OrderedDict[str, Thread] = OrderedDict()

    def heard(self, address: str, newest: Thread) -> None:
        """Somebody wrote: answers go here from now on."""
        self._known.pop(address, None)
        self._known[address] = newest
        if len(self._known) > _MOST_PEOPLE:
            self._known.popitem(last=False)

    def knows(self, address: str) -> bool:
        """Whether they wrote to us in this life."""
        return bool(self._known.get(address, Thread()).message_id)

    async def of(self, address: str) -> Thread:
        """Where a mail to this address belongs; nowhere when they never wrote or the mailbox cannot be asked now."""
        if address in self._known:
            return self._known[address]
        try:
            headers = await self._find(address)
        except (OSError, ImapBroken, ImapNo, LoginRefused, NoSuchFolder) as error:
            log.warning("email.thread_unknown", why=f"{type(error).__name__}: {error}")
            return Thread()
        found = next((thread(mail) for mail in map(_read, headers) if mail and _wrote(mail, address)), Thread())
        self.heard(address, found)
        return found


def _read(headers: bytes) -> Mail | None:
    try:
        return read(headers)
    except Unreadable:
        return None


def _wrote(mail: Mail, address: str) -> bool:
    someone = writer(mail)
    return someone is not None and someone.address == address
