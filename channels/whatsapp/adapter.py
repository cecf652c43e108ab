"""The WhatsApp channel: the contract's verbs, each handed to the file that does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from channels.contract import Capabilities, Finding, Misconfigured, Outbound, Receipt, Receive, Refused, TryLater

from . import ids
from .api import NoAnswer, NotReached, WahaError
from .catchup import CatchUp
from .compose import CAPABILITIES
from .config import WahaConfig
from .governor import Limits, standing
from .health import Health
from .intake import Intake
from .ledger import Snapshot
from .media import FileGone, FileLater, Media
from .number import number
from .patience import Patience
from .people import People
from .report import Sentence, report
from .schema import SessionInfo
from .sending import Mouth
from .sessions import Sessions
from .states import WORKING, meaning

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

KEY_REFUSED, SILENT = "whatsapp.check.key", "whatsapp.check.silent"
"""What a look at the server can find, as keys of the catalogue."""

_FETCHERS = 3
_LATER_SECONDS = 10.0


class Kept(msgspec.Struct, frozen=True):
    """What is worth keeping over a restart: the number's figures, who is who, and since when all is known."""

    ledger: Snapshot
    people: dict[str, str] = {}
    since: datetime | None = None


def _utc_now() -> datetime:
    return datetime.now(UTC)


class WhatsAppChannel:
    """Leads on WhatsApp, through a WAHA server and a number of our own.

    Constructing opens nothing. `health` tells whether it hears and speaks, and what may soon go wrong. `snapshot` and
    `restore` carry the number's figures over a restart.
    """

    def __init__(
        self,
        config: WahaConfig,
        *,
        now: Callable[[], datetime] = _utc_now,
        patience: Patience | None = None,
        limits: Limits | None = None,
        name: str = "whatsapp",
    ) -> None:
        self._number = number(config, now, patience or Patience(), name)
        self._limits = msgspec.structs.replace(limits or Limits(), first_messages=config.first_messages)
        self._people = People(self._number.waha)
        self._media = Media(self._number.waha)
        self._sessions = Sessions(self._number)
        self._intake = Intake(self._number, self._sessions, self._people, self._media)
        self._catch_up = CatchUp(self._number, self._sessions, self._intake)
        self._mouth = Mouth(self._number, self._sessions, self._limits)

    @property
    def writes_first(self) -> bool:
        """Whether people may be written to who did not write first."""
        return self._limits.first_messages

    def __repr__(self) -> str:
        return f"WhatsAppChannel({self.name!r}, {self._sessions.name!r})"

    @property
    def name(self) -> str:
        return self._number.name

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    @property
    def health(self) -> Health:
        """Whether it hears and speaks just now, and which of the number's figures are near their limits."""
        now = self._number.now()
        return msgspec.structs.replace(
            self._number.watch.state,
            warnings=standing(self._number.ledger.pulse(now), self._limits),
            restricted_until=self._number.ledger.restricted_until(now),
        )

    @property
    def refused(self) -> Mapping[str, int]:
        """How many deliveries the webhook turned away, by reason: forged, large, old, ahead, junk."""
        return dict(self._number.refused)

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:
        """POST /hooks/waha."""
        from .webhook import Hook

        hook = Hook(self._number, self._intake, self._sessions)
        return (hook.route(receive),)

    async def listen(self, receive: Receive) -> None:
        """Keep the session working and look for what was missed, until cancelled.

        Raises `Misconfigured` when WAHA does not take our key.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep(receive), name="whatsapp session")
                for number in range(_FETCHERS):
                    group.create_task(self._media.work(), name=f"whatsapp files {number}")
        except BaseExceptionGroup as troubles:
            wrong = troubles.subgroup(Misconfigured)
            if wrong is None:
                raise
            raise Misconfigured(str(wrong.exceptions[0])) from None

    async def send(self, message: Outbound) -> Receipt:
        """Deliver, or raise the `SendFailed` that says what happens next."""
        return await self._mouth.say(message)

    async def typing(self, chat: str) -> None:
        """Show "typing..."."""
        await self._mouth.shows_typing(chat)

    async def fetch(self, file_id: str) -> bytes:
        """What a file somebody sent holds, at most 20 MB; raises `Refused` or `TryLater`."""
        try:
            return (await self._media.fetch(file_id)).content
        except FileGone as error:
            raise Refused(str(error)) from None
        except FileLater as error:
            raise TryLater(_LATER_SECONDS, str(error)) from None

    # For the owner's chat

    def report(self) -> tuple[Sentence, ...]:
        """How the number stands: what is stopped or soon will be, then the figures; asks nobody."""
        now = self._number.now()
        ledger = self._number.ledger
        return report(ledger.pulse(now), self._limits, ledger.restricted_until(now))

    async def status(self) -> SessionInfo:
        """How the session is, asked afresh; raises `api.WahaError`, `NotReached`, `NoAnswer` or msgspec's error."""
        return await self._sessions.state()

    async def front_door(self) -> str:
        """The link that opens a chat with our number, with {text} prepared; "" while no phone is linked.

        Raises `TryLater` when it cannot be known now.
        """
        try:
            me = (await self._sessions.state()).me
        except (WahaError, NotReached, NoAnswer, msgspec.MsgspecError) as error:
            raise TryLater(_LATER_SECONDS, type(error).__name__) from None
        number = ids.phone(ids.person(me.id)) if me and me.id else ""
        return f"https://wa.me/{number.removeprefix('+')}?text={{text}}" if number else ""

    async def qr(self) -> bytes:
        """The QR code to scan, a PNG that lives 20 to 60 seconds; raises as `status` does."""
        return await self._sessions.qr()

    async def pair(self, phone: str) -> str:
        """A code to type into the phone instead of scanning; raises as `status` does."""
        return await self._sessions.pair(phone)

    # Over a restart

    def snapshot(self) -> bytes:
        """What is worth keeping over a restart, without a word of anybody's."""
        kept = Kept(self._number.ledger.snapshot(), self._people.snapshot(), self._catch_up.since)
        return msgspec.json.encode(kept)

    def restore(self, kept: bytes) -> None:
        """Go on from a snapshot; raises msgspec.MsgspecError for something else."""
        known = msgspec.json.decode(kept, type=Kept)
        self._number.ledger.restore(known.ledger)
        self._people.restore(known.people)
        self._catch_up.since = known.since

    def follow(self, others: Sequence[bytes], sharers: int) -> None:
        """Know what other processes that share the number noted, by their snapshots; `sharers` are sending now."""
        known = [msgspec.json.decode(each, type=Kept) for each in others]
        self._number.ledger.follow([each.ledger for each in known], sharers)
        for each in known:
            self._people.restore(each.people)

    async def check(self) -> Sequence[Finding]:
        """Whether WAHA answers and takes the key, whether the phone is linked, and whether events will reach us."""
        try:
            info = await self._sessions.state()
        except (WahaError, NotReached, NoAnswer, msgspec.MsgspecError) as error:
            return (_without_session(error),)
        works = info.status == WORKING
        linked = f"linked as {info.me.id}" if works and info.me else "works"
        session = Finding("whatsapp session", ok=works, detail=linked if works else meaning(info.status).why)
        return (Finding("waha server", ok=True, detail="answers and takes the key"), session, self._webhook(info))

    async def close(self) -> None:
        """Let go of connections; safe to call twice."""
        await self._number.waha.close()

    async def _keep(self, receive: Receive) -> None:
        clock = asyncio.get_running_loop().time
        caught_up = -self._number.patience.catch_up_every
        while True:
            self._sessions.news.clear()
            await self._sessions.look()
            if self._sessions.status == WORKING and clock() - caught_up >= self._number.patience.catch_up_every:
                await self._catch_up.run(receive)
                caught_up = clock()
            try:
                async with asyncio.timeout(self._sessions.pause):
                    await self._sessions.news.wait()
            except TimeoutError:
                continue

    def _webhook(self, info: SessionInfo) -> Finding:
        hooks = (info.config.webhooks if info.config else None) or []
        if not self._number.config.webhook_url:
            advice = "set TALAP_WAHA__WEBHOOK_URL, or WHATSAPP_HOOK_URL and WHATSAPP_HOOK_HMAC_KEY at WAHA"
            return Finding("whatsapp webhook", ok=True, detail=f"WAHA's own settings must name it: {advice}")
        known = any(hook.url == self._number.config.webhook_url for hook in hooks)
        return Finding("whatsapp webhook", ok=True, detail="is set" if known else "will be set at the next start")


def _without_session(error: Exception) -> Finding:
    if isinstance(error, WahaError):
        if error.status in (401, 403):
            return Finding("waha server", ok=False, detail="does not take TALAP_WAHA__API_KEY", key=KEY_REFUSED)
        if error.status == 404 and "session" in error.words.lower():  # noqa: PLR2004 - HTTP
            return Finding("whatsapp session", ok=True, detail="does not exist yet; made at the next start")
    return Finding("waha server", ok=False, detail=f"does not answer at TALAP_WAHA__URL ({error})", key=SILENT)
