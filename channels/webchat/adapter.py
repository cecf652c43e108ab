"""The website chat as a channel: nothing is polled, visitors come to us; what we say is pushed and also kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from aiohttp import web

from channels.contract import Capabilities, Finding, Outbound, Receipt, Receive, Refused, TryLater
from channels.degrade import fit, lacks
from channels.webchat.config import WebchatConfig
from channels.webchat.doors import Doors
from channels.webchat.files import Files
from channels.webchat.frames import dump
from channels.webchat.history import History, Shown
from channels.webchat.intake import Intake
from channels.webchat.shelf import NoRoom, Shelf
from channels.webchat.sockets import Sockets
from channels.webchat.talk import Talk
from channels.webchat.translate import NAME, outbound_frame

_AGAIN_SECONDS = 10.0


class WebChat:
    """Visitors of web pages. `chat` and `sender.id` are the SHA-256 of the token only their browser holds.

    A message counts as delivered even when no page is open: it stands in the transcript, and the history shows it
    when the visitor comes back. Texts are never split in practice: the transcript's id is the message's on the page.
    """

    name = NAME
    capabilities = Capabilities(
        max_text=32_000,
        buttons=12,
        buttons_in_row=3,
        asks_contact=True,
        typing=True,
        files=frozenset({"photo", "document", "voice", "audio", "video"}),
        max_caption=32_000,
    )

    def __init__(
        self, config: WebchatConfig, history: History, now: Callable[[], datetime], shelf: Shelf | None = None
    ) -> None:
        self._config = config
        self._history = history
        self._now = now
        self._sockets = Sockets()
        self._files = Files(shelf, config.proxies)

    def routes(self, receive: Receive) -> Sequence[web.AbstractRouteDef]:
        intake = Intake(self._config, self._history, self._sockets, receive, self._now, files=self._files)
        return [*Doors(intake).routes(), *self._files.routes(), web.get("/api/web/ws", Talk(intake).handle)]

    async def listen(self, receive: Receive) -> None:  # noqa: ARG002  # the contract's signature; the routes receive
        """Visitors come through the routes, so there is only the end to wait for."""
        await asyncio.Event().wait()

    async def send(self, message: Outbound) -> Receipt:
        if lacks(message, self.capabilities):
            return Receipt()
        # One line on the page holds them all, as in the history, so the files are not split into parts.
        files = () if message.answers else await self._outgoing(message)
        *parts, last = fit(msgspec.structs.replace(message, files=()), self.capabilities)
        frames = [outbound_frame(part, self._now()) for part in parts]
        frames.append(outbound_frame(last, self._now(), files))
        for frame in frames:
            await self._sockets.push(message.chat, dump(frame))
        return Receipt(tuple(frame["id"] for frame in frames if "id" in frame))

    async def fetch(self, file_id: str) -> bytes:
        """A file a visitor sent, by `Attachment.file_id`; raises `TryLater` or `Refused`."""
        try:
            content = await self._files.content(file_id)
        except Exception as error:
            raise TryLater(_AGAIN_SECONDS, f"the files cannot be read just now ({type(error).__name__})") from error
        if content is None:
            raise Refused("there is no such file")
        return content

    async def _outgoing(self, message: Outbound) -> Sequence[Shown]:
        try:
            return await self._files.outgoing(message.chat, message.files) if message.files else ()
        except NoRoom:
            raise Refused("the visitor's files take too much room") from None
        except Exception as error:
            raise TryLater(_AGAIN_SECONDS, f"the files cannot be kept just now ({type(error).__name__})") from error

    async def typing(self, chat: str) -> None:
        await self._sockets.push(chat, '{"type":"typing"}')

    async def check(self) -> Sequence[Finding]:
        others = ", ".join(self._config.origins) or "no other websites"
        return [Finding("website chat", True, f"open to our own pages and {others}")]

    async def close(self) -> None:
        await self._sockets.close()
