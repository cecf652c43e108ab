"""The e-mail channel: the contract's verbs, each handed to the file that does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from channels.contract import Capabilities, Finding, Misconfigured, Outbound, Receipt, Receive, Refused, TryLater

from .address import address_in
from .brake import Brake
from .compose import CAPABILITIES, From, mail, mails_of
from .config import EmailConfig
from .health import Health, Watch
from .listen import Ear, Memory
from .mailbox import LoginRefused, NoSuchFolder, opened
from .mime import file_in
from .options import Options
from .patience import Patience
from .sent import SentWatch
from .smtp import Smtp
from .threads import Threads
from .translate import Own, Thread
from .wire import ImapBroken, ImapNo

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

PASSWORD, SILENT = "email.check.password", "email.check.silent"
NOT_SENT, SILENT_OUT = "email.check.not_sent", "email.check.silent_out"
"""What a look at the servers can find, as keys of the catalogue."""

_PLACE = 3
_LATER_SECONDS = 30.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


class EmailChannel:
    """Leads who write to one mailbox.

    Constructing opens nothing. `health` tells whether mail can be heard, and if not, why and since when.
    """

    def __init__(
        self,
        config: EmailConfig,
        *,
        now: Callable[[], datetime] = _utc_now,
        patience: Patience | None = None,
        name: str = "email",
    ) -> None:
        self._config = config
        self._now = now
        self._patience = patience or Patience()
        self._name = name
        self._watch = Watch(now)
        self._memory = Memory(Threads(self._headers_from), Options(), Brake())
        self._smtp = Smtp(config, self._patience)

    def __repr__(self) -> str:
        return f"EmailChannel({self._name!r})"

    @property
    def name(self) -> str:
        return self._name

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    @property
    def health(self) -> Health:
        """Whether mail can be heard just now."""
        return self._watch.health

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:
        """None: a mailbox is looked at."""
        _ = receive
        return ()

    async def listen(self, receive: Receive) -> None:
        """Hear until cancelled; `Misconfigured` when only the owner can help."""
        own = Own(self._name, self._config.address, self._config.own)
        sent = SentWatch(self._config, own, self._memory.threads.knows, self._now)
        watching = asyncio.create_task(sent.run(receive, self._patience), name="sent mails")
        try:
            await Ear(self._config, own, self._memory, self._watch, self._now).run(receive, self._patience)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    async def send(self, message: Outbound) -> Receipt:
        """Deliver under the mail it answers, or raise the `SendFailed` that says what happens next."""
        if message.answers:
            return Receipt()
        if not message.chat or address_in(message.chat) != message.chat:
            raise Refused("this is not an address mail can go to")
        return Receipt(tuple([await self._deliver(part, message) for part in mails_of(message)]))

    async def typing(self, chat: str) -> None:
        """Nobody watches a mail being written."""

    async def check(self) -> Sequence[Finding]:
        """Whether the mailbox can be read, and mail be sent."""
        return (await self._look_at_imap(), await self._look_at_smtp())

    async def close(self) -> None:
        """Nothing stays open between two mails; the ear closes when it is cancelled."""

    async def fetch(self, file_id: str) -> bytes:
        """What a file a lead sent holds, by `Attachment.file_id`; raises `Refused` or `TryLater`."""
        try:
            return await self._fetched(file_id)
        except LookupError as error:
            raise Refused(str(error)) from None
        except (OSError, ImapBroken, ImapNo, LoginRefused, NoSuchFolder) as error:
            raise TryLater(_LATER_SECONDS, f"the mailbox does not answer ({type(error).__name__})") from None

    async def _fetched(self, file_id: str) -> bytes:
        place = file_id.split(".")
        if len(place) != _PLACE or not all(number.isdecimal() and number.isascii() for number in place):
            raise LookupError("this is not a file of a mail")
        validity, uid, number = map(int, place)
        async with opened(self._config, self._patience, to_read_only=True) as mailbox:
            most = self._config.max_mb * 1_000_000
            slip = (await mailbox.slips([uid])).get(uid) if mailbox.uidvalidity == validity else None
            raw = await mailbox.raw(uid, most) if slip is not None and slip.size <= most else None
        if raw is None:
            raise LookupError("the mail was moved, deleted, or is too large")
        _, content = await asyncio.to_thread(file_in, raw, number)
        return content

    async def _deliver(self, part: Outbound, whole: Outbound) -> str:
        brake, now = self._memory.brake, self._now()
        why_not = "" if part.by_person else brake.why_not(part.chat, part.key, now)
        if why_not:
            raise Refused(why_not)
        thread = Thread() if part.subject else await self._memory.threads.of(part.chat)
        sender = From(self._config.address, self._config.name)
        if part.files:
            # Megabytes in base64 take long enough to be noticed by everybody else.
            message_id, raw = await asyncio.to_thread(mail, part, thread, sender, now)
        else:
            message_id, raw = mail(part, thread, sender, now)
        if not part.by_person:
            # Noted before it is known to have arrived: what may have gone out counts.
            brake.sent(part.chat, part.key, now)
        await self._smtp.deliver(message_id, part.chat, raw)
        self._memory.options.show(part.chat, whole.buttons)
        return message_id

    async def _headers_from(self, address: str) -> Sequence[bytes]:
        async with opened(self._config, self._patience, to_read_only=True) as mailbox:
            return await mailbox.headers_from(address)

    async def _look_at_imap(self) -> Finding:
        try:
            async with opened(self._config, self._patience, to_read_only=True):
                return Finding("e-mail in", ok=True, detail=f"{self._config.address}, folder {self._config.folder}")
        except LoginRefused as error:
            advice, key = f"the server does not let us in ({error}); use an app password and switch IMAP on", PASSWORD
        except NoSuchFolder:
            advice, key = f"the mailbox has no folder {self._config.folder}; set TALAP_EMAIL__FOLDER", SILENT
        except (OSError, ImapBroken, ImapNo) as error:
            advice = f"{self._config.imap_host} does not answer as it should ({error or type(error).__name__})"
            key = SILENT
        return Finding("e-mail in", ok=False, detail=advice, key=key)

    async def _look_at_smtp(self) -> Finding:
        trouble = await self._smtp.look()
        if trouble is None:
            return Finding("e-mail out", ok=True, detail=f"{self._config.smtp_host} takes our mail")
        key = NOT_SENT if isinstance(trouble, Misconfigured) else SILENT_OUT
        return Finding("e-mail out", ok=False, detail=str(trouble), key=key)
