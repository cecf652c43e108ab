"""The business side of the demo page, on the store: a lead as it stands, and presses that take the common road."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.cards import CardTable
from bot.clock import Clock
from bot.labels import label_of
from bot.packs import Edition, Packs
from bot.web.card import CardView, card_view
from bot.web.desk import LeadView
from bot.web.view import lead_view
from bot.wording import Catalogue
from channels.contract import Capabilities, Finding, Inbound, Kind, Outbound, Receipt, Receive, Sender
from fsm.facts import Fact
from fsm.lead import Lead
from fsm.storage import road
from fsm.storage.store import Store
from fsm.storage.tables import DEFAULT_WORKSPACE

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

NAME = "desk"
_ANSWER_WITHIN = 10.0


class Desk:
    """Where the visitor of the demo page plays the rep. To the road it is one more channel that can only press."""

    name = NAME
    capabilities = Capabilities(html=True, edits=True)

    def __init__(  # noqa: PLR0913 (what the page shows comes from all over)
        self,
        store: Store,
        packs: Packs,
        catalogue: Catalogue,
        cards: CardTable,
        clock: Clock,
        *,
        receive: Callable[[Sequence[Inbound]], Awaitable[None]],
    ) -> None:
        self._store = store
        self._packs = packs
        self._catalogue = catalogue
        self._cards = cards
        self._clock = clock
        self._receive = receive
        self._answers: dict[str, asyncio.Future[str]] = {}

    async def view(self, chat: str, language: str) -> LeadView | None:
        """How the lead behind a web chat stands now."""
        lead = await self._store.read(lambda connection: _lead_of(connection, chat))
        if lead is None:
            return None
        edition = self._packs.of(lead)
        now = self._clock.now()
        today = now.astimezone(edition.pack.zone).date()
        words = self._catalogue.words(language, today)

        def label(fact: str, told: Fact) -> str:
            return label_of(edition.pack, fact, told, language)

        return lead_view(lead, words, self._card(lead, edition, language, now), label=label)

    def _card(self, lead: Lead, edition: Edition, language: str, now: datetime) -> CardView | None:
        if lead.handoff is None:
            return None
        rows = self._cards.rows(lead, language)
        buttons = [[(button.label, button.token) for button in row] for row in rows]
        return card_view(self._cards.text(lead, edition, language, now), buttons)

    async def press(self, token: str, language: str) -> str:
        """Press a card's button as the visitor; the notice comes back after the commit."""
        callback = secrets.token_hex(8)
        answer = asyncio.get_running_loop().create_future()
        self._answers[callback] = answer
        you = self._catalogue.words(language)("web.you")
        press = Inbound(
            channel=NAME,
            event_id=callback,
            kind=Kind.PRESSED,
            sender=Sender(id="visitor", name=you),
            chat=NAME,
            sent_at=self._clock.now(),
            token=token,
            callback=callback,
            language=language,
        )
        try:
            await self._receive([press])
            return await asyncio.wait_for(answer, _ANSWER_WITHIN)
        finally:
            self._answers.pop(callback, None)

    async def send(self, message: Outbound) -> Receipt:
        answer = self._answers.get(message.answers)
        if answer is not None and not answer.done():
            answer.set_result(message.text)
        return Receipt()

    def routes(self, receive: Receive) -> Sequence[AbstractRouteDef]:
        _ = receive
        return ()

    async def listen(self, receive: Receive) -> None:
        _ = receive
        await asyncio.Event().wait()

    async def typing(self, chat: str) -> None:
        _ = chat

    async def check(self) -> Sequence[Finding]:
        return ()

    async def close(self) -> None: ...


def _lead_of(connection: Connection, chat: str) -> Lead | None:
    address = (DEFAULT_WORKSPACE, "web", chat)
    found = road.find_leads(connection, [address])
    if address not in found:
        return None
    return road.load_leads(connection, [found[address]])[found[address]].lead
