"""The website chat as a channel: nothing is polled, visitors come to us; what we say is pushed and also kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from aiohttp import web

from channels.contract import Capabilities, Finding, Outbound, Receipt, Receive
from channels.degrade import fit
from channels.webchat.config import WebchatConfig
from channels.webchat.doors import Doors
from channels.webchat.frames import dump
from channels.webchat.history import History
from channels.webchat.intake import Intake
from channels.webchat.sockets import Sockets
from channels.webchat.talk import Talk
from channels.webchat.translate import NAME, outbound_frame


class WebChat:
    """Visitors of web pages. `chat` and `sender.id` are the SHA-256 of the token only their browser holds.

    A message counts as delivered even when no page is open: it stands in the transcript, and the history shows it
    when the visitor comes back. Texts are never split in practice: the transcript's id is the message's on the page.
    """

    name = NAME
    capabilities = Capabilities(max_text=32_000, buttons=12, buttons_in_row=3, asks_contact=True, typing=True)

    def __init__(self, config: WebchatConfig, history: History, now: Callable[[], datetime]) -> None:
        self._config = config
        self._history = history
        self._now = now
        self._sockets = Sockets()

    def routes(self, receive: Receive) -> Sequence[web.AbstractRouteDef]:
        intake = Intake(self._config, self._history, self._sockets, receive, self._now)
        return [*Doors(intake).routes(), web.get("/api/web/ws", Talk(intake).handle)]

    async def listen(self, receive: Receive) -> None:  # noqa: ARG002  # the contract's signature; the routes receive
        """Visitors come through the routes, so there is only the end to wait for."""
        await asyncio.Event().wait()

    async def send(self, message: Outbound) -> Receipt:
        frames = [outbound_frame(part, self._now()) for part in fit(message, self.capabilities)]
        for frame in frames:
            await self._sockets.push(message.chat, dump(frame))
        return Receipt(tuple(frame["id"] for frame in frames if "id" in frame))

    async def typing(self, chat: str) -> None:
        await self._sockets.push(chat, '{"type":"typing"}')

    async def check(self) -> Sequence[Finding]:
        others = ", ".join(self._config.origins) or "no other websites"
        return [Finding("website chat", True, f"open to our own pages and {others}")]

    async def close(self) -> None:
        await self._sockets.close()
