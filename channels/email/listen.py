"""The ear: look, have it committed, note on the server that it is done, and wait for news.

A mail is noted only after `receive` has returned, so whatever happens in between it is offered again; the engine knows
it by its `event_id`.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec
import structlog

from channels.contract import Inbound, Kind, Misconfigured, Receive

from .brake import Brake
from .config import EmailConfig
from .health import Watch
from .mailbox import LoginRefused, Mailbox, NoSuchFolder, Slip, opened
from .mime import Unreadable, read
from .options import Options, meant
from .patience import Patience
from .threads import Threads
from .translate import Envelope, Own, Skipped, Taken, taken
from .wire import ImapBroken, ImapNo

log = structlog.get_logger("email")

_AT_ONCE = 20
_LARGE = 300_000
_BEGINNING = 1_000_000
_REFUSALS = 3


class Memory(msgspec.Struct, frozen=True):
    """What the ear and the mouth share about the people they talk with."""

    threads: Threads
    options: Options
    brake: Brake


class Ear:
    """Hears one folder. `_handled` are UIDs of this UIDVALIDITY that need nothing more, should the server forget."""

    def __init__(
        self, config: EmailConfig, own: Own, memory: Memory, watch: Watch, now: Callable[[], datetime]
    ) -> None:
        self._config = config
        self._own = own
        self._memory = memory
        self._watch = watch
        self._now = now
        self._handled: set[int] = set()
        self._validity = 0
        self._beyond = 0
        self._failures = 0
        self._refusals = 0
        self._let_in = False

    async def run(self, receive: Receive, patience: Patience) -> None:
        """Hear until cancelled. Raises `Misconfigured` when the server does not know us; waits out all else."""
        while True:
            try:
                async with opened(self._config, patience) as mailbox:
                    self._let_in, self._refusals = True, 0
                    self._settle(mailbox)
                    await self._stay(mailbox, receive)
            except NoSuchFolder as error:
                self._watch.unwell("email.trouble.folder", f"the mailbox has no such folder ({error})", str(error))
                raise Misconfigured("the folder in TALAP_EMAIL__FOLDER is not in the mailbox") from None
            except LoginRefused as error:
                self._refused(error)
            except ssl.SSLCertVerificationError as error:
                self._unreached(f"its certificate is not valid: {error.verify_message}")
            except TimeoutError:
                self._unreached("no answer in time")
            except (OSError, ImapBroken, ImapNo) as error:
                self._unreached(str(error) or type(error).__name__)
            except NotKept as error:
                self._watch.unwell(
                    "email.trouble.saving", f"mail could not be saved ({error}); it is kept on the server"
                )
            self._failures += 1
            await asyncio.sleep(patience.after(self._failures))

    async def _stay(self, mailbox: Mailbox, receive: Receive) -> None:
        while True:
            while await self._look(mailbox, receive):
                pass
            self._failures = 0
            self._watch.well()
            await mailbox.news()

    def _settle(self, mailbox: Mailbox) -> None:
        """A new numbering makes the numbers we know worthless."""
        if mailbox.uidvalidity != self._validity:
            if self._validity:
                log.warning("email.numbered_anew", before=self._validity, now=mailbox.uidvalidity)
            self._validity = mailbox.uidvalidity
            self._handled.clear()
            self._beyond = 0
        self._beyond = self._beyond or mailbox.next_uid or 1

    async def _look(self, mailbox: Mailbox, receive: Receive) -> bool:
        """Take over what waits, a few at a time; whether there may be more."""
        since = self._now() - timedelta(days=self._config.catch_up_days)
        found = await mailbox.waiting(since.date(), self._beyond)
        waiting = [uid for uid in found if uid not in self._handled]
        self._handled.intersection_update(found)
        if waiting:
            await self._take(mailbox, await self._fresh(mailbox, waiting), receive)
        return len(waiting) > _AT_ONCE

    async def _fresh(self, mailbox: Mailbox, uids: Sequence[int]) -> list[Slip]:
        """The first of the mails that are for us.

        In a folder where we never worked, what people have read or answered is their own affair; it is noted as done.
        """
        slips = await mailbox.slips(uids)
        old: list[int] = []
        if mailbox.keeps_keywords and not await mailbox.any_done():
            old = [slip.uid for slip in slips.values() if slip.uid < self._beyond and _is_handled(slip)]
            await mailbox.done(old)
            log.info("email.first_look", left_alone=len(old), waiting=len(slips) - len(old))
        self._handled.update(old, set(uids) - set(slips))
        return [slips[uid] for uid in uids if uid in slips and uid not in old][:_AT_ONCE]

    async def _take(self, mailbox: Mailbox, slips: Sequence[Slip], receive: Receive) -> None:
        heard: list[Taken] = []
        skipped: dict[bool, list[int]] = {False: [], True: []}
        for slip in slips:
            meaning = await self._read(mailbox, slip)
            if isinstance(meaning, Taken):
                heard.append(meaning)
            else:
                # Ids only: who wrote and what is nobody's business in a log.
                log.info("email.skipped", uid=slip.uid, why=meaning.why)
                skipped[meaning.look].append(slip.uid)
        await self._hand_over(heard, receive)
        uids = {slip.uid for slip in slips}
        self._handled |= uids
        self._beyond = max(self._beyond, *(uid + 1 for uid in uids)) if uids else self._beyond
        await mailbox.done(sorted(uids - set(skipped[True])))
        await mailbox.done(skipped[True], look=True)

    async def _read(self, mailbox: Mailbox, slip: Slip) -> Taken | Skipped:
        """One mail in our words. Whatever is in it, it must never deafen us to all others."""
        whole = slip.size <= self._config.max_mb * 1_000_000
        raw = await mailbox.raw(slip.uid, slip.size + 1_000 if whole else _BEGINNING)
        if raw is None:
            return Skipped("gone")
        envelope = Envelope(f"{mailbox.uidvalidity}.{slip.uid}", slip.arrived)
        if not whole:
            log.warning("email.too_large", uid=slip.uid, bytes=slip.size)
        try:
            if len(raw) > _LARGE:
                return await asyncio.to_thread(meaning_of, raw, envelope, self._own)
            return meaning_of(raw, envelope, self._own)
        except Exception as error:  # noqa: BLE001 - see above; a person finds it starred in the mailbox
            log.warning("email.unreadable", uid=slip.uid, why=type(error).__name__)
            return Skipped("unreadable", look=True)

    async def _hand_over(self, heard: Sequence[Taken], receive: Receive) -> None:
        news = {one.inbound.event_id: self._as_meant(one) for one in heard}
        if not news:
            return
        for one in heard:
            self._remember(one)
        try:
            await receive(list(news.values()))
        except Exception as error:  # noqa: BLE001 - whatever kept it from the disk, the server must give it again
            raise NotKept(type(error).__name__) from None

    def _as_meant(self, one: Taken) -> Inbound:
        """A typed number is the option of that place, whether we remember the list or find it quoted below."""
        said = one.inbound
        if said.kind is not Kind.SAID or said.attachments:
            return said
        button = self._memory.options.chosen(said.chat, said.text)
        if button is not None:
            return msgspec.structs.replace(said, kind=Kind.PRESSED, token=button.token, text=button.label)
        return msgspec.structs.replace(said, text=meant(said.text, one.quoted))

    def _remember(self, one: Taken) -> None:
        if one.inbound.kind is Kind.SAID:
            self._memory.threads.heard(one.inbound.chat, one.thread)
            self._memory.brake.heard(one.inbound.chat, one.inbound.text, self._now())

    def _unreached(self, why: str) -> None:
        self._watch.unwell("email.trouble.unreached", f"the mailbox cannot be read ({why})", why)

    def _refused(self, error: LoginRefused) -> None:
        """The password is wrong, or the server has a bad moment: who was let in before is asked a few times more."""
        self._refusals += 1
        self._watch.unwell("email.trouble.password", f"the mail server does not let us in ({error})", str(error))
        if error.for_good and (not self._let_in or self._refusals >= _REFUSALS):
            raise Misconfigured(
                f"the mail server does not accept TALAP_EMAIL__USER and TALAP_EMAIL__PASSWORD ({error}); "
                "most providers want an app password, and IMAP switched on in the mailbox's settings"
            )


class NotKept(Exception):
    """The engine could not save what was heard."""


def meaning_of(raw: bytes, envelope: Envelope, own: Own) -> Taken | Skipped:
    """A raw mail in our words; one that nobody can read is skipped for a person to look at."""
    try:
        return taken(read(raw), envelope, own)
    except Unreadable as error:
        return Skipped(f"unreadable: {error}", look=True)


def _is_handled(slip: Slip) -> bool:
    return bool(slip.flags & {"\\seen", "\\answered"})
