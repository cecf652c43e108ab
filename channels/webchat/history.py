"""What the chat needs from the engine to show a conversation again: the transcript after a given line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from channels.contract import Button

Author = Literal["visitor", "bot", "rep"]


class Shown(msgspec.Struct, frozen=True):
    """A file of a line. `id` is its `Attachment.file_id`, or on the way to a page the name it has there."""

    id: str
    kind: str
    name: str = ""
    mime: str = ""
    size: int = 0


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a conversation.

    `id` is the transcript id in decimal and grows within a chat. `client_id` is the `Inbound.message_id` of a
    visitor's line (the id the page gave it), by which a page knows a line it already shows. `at` is aware, UTC.
    """

    id: str
    author: Author
    text: str
    at: datetime
    client_id: str = ""
    buttons: tuple[Button, ...] = ()
    files: tuple[Shown, ...] = ()


class History(Protocol):
    """The stored conversations."""

    async def after(self, chat: str, cursor: str) -> Sequence[Line]:
        """The chat's lines with an id greater than `cursor` (decimal; "" for the newest few hundred), oldest first."""
        ...
