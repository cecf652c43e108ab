"""The way back to programs that speak to leads in a person's name: what would be said to them is not sent anywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from channels.contract import Capabilities, Finding, Outbound, Receipt, Receive

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

NAME = "api"


class ApiChannel:
    """Marks and notices for words that came by the API: the program asks for them instead (`GET .../conversation`)."""

    name = NAME
    capabilities = Capabilities(max_text=32_000)

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:
        """None: the doors are the program's own (`bot.web.api_v1`)."""
        _ = receive
        return ()

    async def listen(self, receive: Receive) -> None:
        _ = receive
        await asyncio.Event().wait()

    async def send(self, message: Outbound) -> Receipt:
        return Receipt((message.ref,) if message.ref else ())

    async def typing(self, chat: str) -> None:
        _ = chat

    async def check(self) -> Sequence[Finding]:
        return ()

    async def close(self) -> None: ...
