"""The deal of a claimed lead: begun by the claim, moved by buttons and by the API, through the same gates."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.cards import CardTable
from bot.packs import Edition
from bot.turn_state import Turn
from fsm.decision import Change
from fsm.events import DealMoved, RepPressed, Transfer
from fsm.lead import Lead
from handoff import deal
from handoff.deal import Refusal

log = structlog.get_logger()


class Deals:
    """Moves deals; every step and every refused step is a line of the trail."""

    def __init__(self, cards: CardTable) -> None:
        self._cards = cards

    @property
    def _pipeline(self) -> tuple[str, ...]:
        return self._cards.place.pipeline

    def ends_next(self, lead: Lead) -> bool:
        """Whether the next stage is the last one, so that the deal would be won."""
        return deal.next_stage(lead, self._pipeline) in ("", self._pipeline[-1])

    def take(self, turn: Turn, event: Transfer | DealMoved, edition: Edition) -> None:
        """A step that somebody asks for."""
        if isinstance(event, Transfer):
            moved = deal.transfer(turn.lead, event.at, event.by, self._pipeline)
        else:
            moved = deal.advance(turn.lead, event.to, event.at, event.by, self._pipeline)
        if self._moved(turn, moved, event.by, event.at):
            self._cards.rewrite(turn, edition, event.at)

    def begin(self, turn: Turn, at: datetime, by: str) -> None:
        """A rep took the lead: its deal begins, unless a gate keeps it shut (a person may talk to anybody)."""
        if turn.lead.deal is None:
            self._moved(turn, deal.transfer(turn.lead, at, by, self._pipeline), by, at)

    def further(self, turn: Turn, event: RepPressed, edition: Edition) -> None:
        """The next stage, by a press on the card."""
        following = deal.next_stage(turn.lead, self._pipeline)
        self.take(turn, DealMoved(at=event.at, to=following, by=event.rep_name), edition)

    def won(self, turn: Turn, event: RepPressed, edition: Edition) -> None:
        """A won deal has passed all its stages, in their order."""
        while following := deal.next_stage(turn.lead, self._pipeline):
            self.take(turn, DealMoved(at=event.at, to=following, by=event.rep_name), edition)

    def _moved(self, turn: Turn, moved: Lead | Refusal, by: str, at: datetime) -> bool:
        before = turn.lead.deal.stage if turn.lead.deal else ""
        if isinstance(moved, Refusal):
            self._cards.note(turn, Change("deal_refused", before, "", moved.gate.value, by), at)
            return False
        turn.lead = moved
        self._cards.note(turn, Change("deal", before, moved.deal.stage if moved.deal else "", "", by), at)
        return True
