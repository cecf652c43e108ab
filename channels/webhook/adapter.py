"""The way back of the generic webhook: what we say stands in the transcript and in the answer to the request."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from channels.contract import Capabilities, Finding, Outbound, Receipt, Receive
from channels.webhook.translate import NAME

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef


class WebhookChannel:
    """People whose words another program brought. A message to them counts as said once it is in the transcript."""

    name = NAME
    capabilities = Capabilities(max_text=32_000)

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:
        """None: its doors answer with the lead's score, so they belong to the program (`bot.web.api`)."""
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
        return (Finding("webhook", True, "answers of the bot are returned to whoever hands a message in"),)

    async def close(self) -> None: ...
