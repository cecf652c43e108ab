"""Linking the phone to WhatsApp from the owner's chat: the QR code while it lives, or the pairing code, until it works.

The pictures go out directly, not through the outbox: a code is good for a minute and for nobody else's eyes, so it is
kept nowhere and taken back when it has run out.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec
import structlog

from bot.admin.acts import MARK
from bot.admin.tools import Tools
from bot.effects import Duty
from bot.filings import Filing, Posted
from bot.letters import STAFF, letter
from channels.contract import Button, Enclosure, Outbound, SendFailed
from channels.whatsapp.api import NoAnswer, NotReached, WahaError
from channels.whatsapp.states import SCAN, STARTING, STOPPED, WORKING, meaning
from fsm.ports import Words
from fsm.storage.effects import Effect, EffectContext, TryLater

log = structlog.get_logger()

LINK, PAIR = "whatsapp.link", "whatsapp.pair"
"""The kinds of this slow work: {"chat", "number", "language"}, and for a pairing code also {"phone"}."""

_UNTOLD = (WahaError, NotReached, NoAnswer, msgspec.MsgspecError)
_TAKEN_UP = timedelta(seconds=60)
_RESTS = frozenset({STARTING, STOPPED, SCAN})


class Phone(Protocol):
    """The WhatsApp channel, as far as linking goes."""

    async def status(self) -> Any: ...

    async def qr(self) -> bytes: ...

    async def pair(self, phone: str) -> str: ...


class Patience(msgspec.Struct, frozen=True):
    """Seconds between looks, and how long a code is renewed before the owner has to ask again."""

    look: float = 4.0
    lasts: float = 170.0


class WhatsAppDesk:
    """Slow work behind /whatsapp. `file` is the committer's, `patience` for tests."""

    def __init__(
        self,
        tools: Tools,
        file: Callable[[Sequence[Filing]], Awaitable[None]],
        now: Callable[[], datetime],
        patience: Patience | None = None,
    ) -> None:
        self._tools = tools
        self._file = file
        self._now = now
        self._patience = patience or Patience()

    def duties(self) -> Mapping[str, Duty]:
        """The work by kind."""
        seconds = self._patience.lasts + 60
        return {LINK: Duty(self.link, seconds=seconds, tries=3), PAIR: Duty(self.pair, seconds=seconds, tries=2)}

    async def link(self, effect: Effect, context: EffectContext) -> None:
        """Show the code and renew it until the phone is linked, something is wrong, or nobody comes."""
        if self.phone is None and context.now() - effect.created_at < _TAKEN_UP:
            raise TryLater(1)  # just connected in the chat: the engine that has it is about to begin
        await _Linking(self, effect).run(self._patience)

    async def pair(self, effect: Effect, context: EffectContext) -> None:
        """Ask for a pairing code, say it, and wait until the phone is linked."""
        _ = context
        await _Linking(self, effect).run_with_code(self._patience, str(effect.body.get("phone", "")))

    @property
    def phone(self) -> Phone | None:
        """The WhatsApp channel, if there is one."""
        found: Phone | None = self._tools.channels.get("whatsapp")  # type: ignore[assignment]  # one channel has more verbs
        return found

    def words(self, effect: Effect) -> Words:
        return self._tools.catalogue.words(str(effect.body.get("language") or self._tools.place.language))

    async def change(self, effect: Effect, text: str, rows: tuple[tuple[Button, ...], ...] = ()) -> None:
        """Change the screen this began with."""
        number = f"#{effect.body['number']}"
        message = Outbound(chat=str(effect.body["chat"]), text=text, key="", html=True, buttons=rows, edits=number)
        made = letter(self._tools.ids(), None, STAFF, message, channel=self._tools.place.channel, at=self._now())
        await self._file([Posted((made,))])

    async def show(self, effect: Effect, png: bytes, text: str, number: int) -> str:
        """Send a code as a picture; the network's id of it, "" when it did not go."""
        channel = self._tools.channels.get(self._tools.place.channel)
        picture = Enclosure(kind="photo", name="whatsapp.png", mime="image/png", size=len(png), content=png)
        message = Outbound(
            chat=str(effect.body["chat"]), text=text, key=f"qr{effect.id}.{number}", html=True, files=(picture,)
        )
        return "" if channel is None else await _sent(channel.send(message))

    async def take_back(self, effect: Effect, shown: str) -> None:
        """Take a picture back whose code has run out."""
        channel = self._tools.channels.get(self._tools.place.channel)
        if channel is not None and shown:
            await _sent(channel.send(Outbound(chat=str(effect.body["chat"]), text="", key="", deletes=shown)))


async def _sent(sending: Awaitable[Any]) -> str:
    try:
        receipt = await sending
    except SendFailed as failure:
        log.warning("whatsapp.code_not_shown", why=str(failure)[:100])
        return ""
    return receipt.message_ids[-1] if receipt.message_ids else ""


class _Linking:
    """One attempt to link the phone."""

    def __init__(self, desk: WhatsAppDesk, effect: Effect) -> None:
        self._desk = desk
        self._effect = effect
        self._words = desk.words(effect)
        self._shown = ""
        self._code = b""
        self._pictures = 0
        self._said = ""

    async def run(self, patience: Patience) -> None:
        await self._until_linked(patience, pictures=True)

    async def run_with_code(self, patience: Patience, phone: str) -> None:
        """The same with a code to type: no pictures."""
        if self._desk.phone is None:
            return
        try:
            code = await self._desk.phone.pair(phone)
        except _UNTOLD as error:
            waits = isinstance(error, WahaError) and error.status == 422  # noqa: PLR2004 (not waiting for a phone)
            await self._say(self._words("whatsapp.pair.refused" if waits else "whatsapp.unreachable"), again=True)
            return
        if not code:
            await self._say(self._words("whatsapp.pair.refused"), again=True)
            return
        await self._say(self._words("whatsapp.pair.code", code=html.escape(code)))
        await self._until_linked(patience, pictures=False)

    async def _until_linked(self, patience: Patience, *, pictures: bool) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + patience.lasts
        try:
            while loop.time() < ends:
                if await self._look(pictures=pictures):
                    return
                await asyncio.sleep(patience.look)
            await self._say(self._words("whatsapp.code_over"), again=True)
        finally:
            await self._desk.take_back(self._effect, self._shown)

    async def _look(self, *, pictures: bool) -> bool:
        """One look at the session; whether there is nothing more to wait for."""
        phone = self._desk.phone
        if phone is None:
            return True
        try:
            info = await phone.status()
            png = await phone.qr() if pictures and info.status == SCAN else b""
        except _UNTOLD as error:
            gone = isinstance(error, WahaError) and error.status in (404, 422)
            await self._say(self._words("whatsapp.starting" if gone else "whatsapp.unreachable"), again=not gone)
            return not gone
        if info.status == WORKING:
            number = html.escape(str(info.me.id).partition("@")[0]) if info.me else ""
            await self._say(self._words("whatsapp.linked", number=f"+{number}" if number else ""), done=True)
            return True
        if png:
            await self._renew(png)
        elif pictures or info.status not in _RESTS:
            told = meaning(info.status)
            params = {"detail": html.escape(info.status[:40])} if told.key == "whatsapp.unknown_state" else {}
            await self._say(self._words(told.key, **params), again=info.status not in _RESTS)
        return info.status not in _RESTS

    async def _renew(self, png: bytes) -> None:
        """Show a code that is new, and take the old one back."""
        if png == self._code:
            return
        old, self._code = self._shown, png
        self._pictures += 1
        self._shown = await self._desk.show(self._effect, png, self._words("whatsapp.qr"), self._pictures)
        await self._desk.take_back(self._effect, old)
        await self._say(self._words("whatsapp.qr.below"), pairs=True)

    async def _say(self, text: str, *, again: bool = False, done: bool = False, pairs: bool = False) -> None:
        """Change the screen, if it would say something else."""
        if text == self._said:
            return
        self._said = text
        rows: list[tuple[Button, ...]] = []
        if again:
            rows.append((Button(self._words("whatsapp.again"), f"{MARK}whatsapp_link:"),))
        if again or pairs:
            rows.append((Button(self._words("whatsapp.by_number"), f"{MARK}whatsapp_pair:"),))
        if again or done:
            rows.append((Button(self._words("setup.back"), f"{MARK}whatsapp:"),))
        await self._desk.change(self._effect, text, tuple(rows))
