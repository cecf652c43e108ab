"""The business side of the demo page: what it shows, what it needs from the engine, and how it hears of changes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Literal, Protocol

import msgspec

from bot.web.card import CardView


class StepView(msgspec.Struct, frozen=True):
    """One step of the road on top; exactly one is now."""

    name: str
    label: str
    state: Literal["done", "now", "ahead"]


class FactView(msgspec.Struct, frozen=True):
    """Something understood: `value` as a person would write it, `words` what the lead said."""

    name: str
    label: str
    value: str
    words: str


class PartView(msgspec.Struct, frozen=True):
    """One reason of the score. Over all parts `points` add up to the score; a lid has `of` 0 and negative points."""

    factor: str
    label: str
    points: int
    of: int
    words: str = ""
    note: str = ""


class RaiseView(msgspec.Struct, frozen=True):
    """What is still unknown and how many points it could add (0: none by itself)."""

    name: str
    label: str
    points: int


class LeadView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the business sees of one lead, in one language, ready to draw.

    `asks` is the fact the bot waits for, `held` the person who answers instead of the bot.
    """

    stage: str
    stage_label: str
    steps: tuple[StepView, ...]
    facts: tuple[FactView, ...] = ()
    score: int = 0
    band: str = ""
    band_label: str = ""
    parts: tuple[PartView, ...] = ()
    raises: tuple[RaiseView, ...] = ()
    card: CardView | None = None
    asks: str = ""
    held: str = ""


class Desk(Protocol):
    """What the page needs from the engine."""

    async def view(self, chat: str, language: str) -> LeadView | None:
        """How the lead of a web chat stands now; None when there is none yet. `bot.web.view.lead_view` builds it."""
        ...

    async def press(self, token: str, language: str) -> str:
        """A rep pressed a card's button; returns the short notice to show, after it is committed."""
        ...


class Bells:
    """Rings once a chat's lead has changed, after the commit. Call `ring` from the event loop's thread.

    Changes that come while a page is being redrawn are one ring, for it looks at the newest state anyway.
    """

    def __init__(self) -> None:
        self._listening: dict[str, set[asyncio.Event]] = {}

    def ring(self, chat: str) -> None:
        for event in self._listening.get(chat, ()):
            event.set()

    @contextlib.contextmanager
    def listen(self, chat: str) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self._listening.setdefault(chat, set()).add(event)
        try:
            yield event
        finally:
            self._listening[chat].discard(event)
            if not self._listening[chat]:
                del self._listening[chat]
