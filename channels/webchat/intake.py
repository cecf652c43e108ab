"""The one way in for what visitors send, by socket or by plain HTTP: limits, meaning, commit, then the answer."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog

from channels.contract import Inbound, Receive
from channels.webchat import translate
from channels.webchat.config import WebchatConfig
from channels.webchat.frames import BadInput, Message, dump
from channels.webchat.history import History
from channels.webchat.limits import Rate
from channels.webchat.sockets import Sockets
from channels.webchat.tokens import chat_of, well_formed
from channels.webchat.translate import Visitor

if TYPE_CHECKING:
    from aiohttp.web import WebSocketResponse

    from channels.webchat.files import Files

log = structlog.get_logger("channels.webchat")


class Slow(Exception):
    """Too much at once; try again after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too many requests; wait a little")
        self.seconds = math.ceil(seconds)


class NotKept(Exception):
    """The engine could not store it just now. It was not acknowledged; the page sends it again."""


class Intake:
    """Takes what visitors send to the engine. `receive` returns after the commit, so only then do we."""

    def __init__(  # noqa: PLR0913 (the one way in stands between the page and everything)
        self,
        config: WebchatConfig,
        history: History,
        sockets: Sockets,
        receive: Receive,
        now: Callable[[], datetime],
        *,
        files: Files,
    ) -> None:
        self.config = config
        self.sockets = sockets
        self.now = now
        self.files = files
        self._history = history
        self._receive = receive
        self._visitors = Rate(config.messages_per_minute, time.monotonic)
        self._addresses = Rate(config.messages_per_minute_ip, time.monotonic)
        self._comings = Rate(config.sessions_per_minute_ip, time.monotonic)

    def coming(self, address: str) -> None:
        """Somebody opens a session or a socket. Raises `Slow`."""
        _take(self._comings, "" if on_this_machine(address) else address)

    async def say(self, visitor: Visitor, message: Message) -> None:
        """Commit a visitor's message. Raises `BadInput`, `Slow` or `NotKept`; returning means it is on disk."""
        files = await self.files.attachments(message.files) if message.files else ()
        inbound = translate.said(visitor, message, self.now(), self.config.max_text, files)
        _take(self._visitors, visitor.chat)
        _take(self._addresses, "" if on_this_machine(visitor.address) else visitor.address)
        await self._keep(inbound)

    async def tell_others(self, chat: str, message: Message, *, but: WebSocketResponse | None = None) -> None:
        """Show a visitor's own message in their other tabs; the client id tells it from the stored line."""
        if not self.sockets.of(chat):
            return
        shown = await self.files.of(message.files)
        await self.sockets.push(chat, dump(translate.echo(message, shown)), but=but)

    async def open(self, visitor: Visitor, source: str) -> None:
        """Commit that a visitor opened the chat. Raises `NotKept`."""
        await self._keep(translate.opened(visitor, source, self.now()))

    async def lines(self, chat: str, cursor: str) -> tuple[list[dict[str, Any]], str]:
        """The conversation after `cursor` as frames, and the new cursor. Raises `NotKept` without the store."""
        try:
            lines = await self._history.after(chat, cursor)
            frames = [translate.line_frame(line, await self.files.named(line.files)) for line in lines]
        except Exception as error:
            log.error("webchat.history_failed", chat=chat[:12], error=type(error).__name__)  # noqa: TRY400  # see _keep
            raise NotKept from error
        return frames, lines[-1].id if lines else cursor

    async def _keep(self, inbound: Inbound) -> None:
        try:
            await self._receive([inbound])
        except Exception as error:  # whatever broke inside, the visitor must keep the message and try again
            # Not the traceback: an exception's message may quote what the visitor wrote.
            log.error("webchat.not_kept", chat=inbound.chat[:12], error=type(error).__name__)  # noqa: TRY400  # as said
            raise NotKept from error


def chat_for(token: str) -> str:
    """The chat of a token that came from outside. Raises `BadInput`."""
    if not well_formed(token):
        raise BadInput("not a visitor token; get one by POST /api/web/session", "visitor_token")
    return chat_of(token)


def on_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _take(rate: Rate, key: str) -> None:
    seconds = rate.wait(key) if key else 0.0
    if seconds:
        raise Slow(seconds)
