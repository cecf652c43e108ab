"""The card of a lead: offered to the reps, pressed by them, and written anew when something changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from bot.labels import label_of
from bot.letters import ANSWER, CARD, CARD_EDIT, letter
from bot.packs import Edition
from bot.wording import Catalogue
from channels.contract import Button, Outbound
from fsm import machine
from fsm.decision import Change
from fsm.events import RepPressed
from fsm.facts import Fact
from fsm.lead import Handoff, Lead
from fsm.storage.mail import Letter
from fsm.storage.road import Row
from handoff import card, race
from handoff.offer import NoOffer, offer

if TYPE_CHECKING:
    from bot.turn import Turn


class CardTable:
    """Writes cards for one place where reps are. `channel` is "" while no such place is configured."""

    def __init__(  # noqa: PLR0913 (what a card needs to know of the world)
        self,
        catalogue: Catalogue,
        ids: Callable[[], int],
        new_token: Callable[[], str],
        *,
        channel: str = "",
        chat: str = "",
        language: str = "ru",
    ) -> None:
        self._catalogue = catalogue
        self._ids = ids
        self._new_token = new_token
        self.channel = channel
        self.chat = chat
        self.language = language

    def offer(self, turn: Turn, edition: Edition, why: str, at: datetime) -> None:
        """Put the lead in front of the reps, or say in the trail why not."""
        lead = turn.lead
        if lead.worth is None:
            return
        called = why not in {"hot", "qualified"}
        offered = offer(lead, lead.worth, at, self._ids(), asked_for_person=called)
        if isinstance(offered, NoOffer):
            turn.events.append(self._event(lead, Change("not_offered", why=offered.value), at))
            return
        tokens = {action.value: self._new_token() for row in card.buttons(offered) for action in row}
        offered = msgspec.structs.replace(offered, tokens=tokens)
        turn.lead = msgspec.structs.replace(lead, handoff=offered)
        turn.handoffs.append(self._handoff_row(turn.lead, offered))
        turn.buttons.extend(self._button_row(lead, offered, action, token) for action, token in tokens.items())
        turn.events.append(
            self._event(lead, Change("offered", after="hot" if offered.hot else "qualified", why=why), at)
        )
        self._post(turn, edition, at, CARD)

    def rewrite(self, turn: Turn, edition: Edition, at: datetime) -> None:
        """Bring the card up to date."""
        self._post(turn, edition, at, CARD_EDIT)

    def press(self, turn: Turn, event: RepPressed, edition: Edition) -> None:
        """A rep pressed a button: the first claim wins, everybody gets an answer at once."""
        handoff = turn.lead.handoff
        if handoff is None or handoff.id != event.handoff_id:
            self._answer(turn, event, "card.notice.unknown", {})
            return
        here = event.at.astimezone(edition.pack.zone)
        outcome = race.press(handoff, event.action, event.rep_id, event.rep_name, here)
        self._answer(turn, event, outcome.notice, outcome.params)
        turn.reps.append(self._rep_row(turn.lead, event))
        if not outcome.changed:
            return
        turn.lead = msgspec.structs.replace(turn.lead, handoff=outcome.handoff)
        decision = machine.rep_decided(turn.lead, outcome.verdict, event.rep_name, event.at)
        turn.lead = decision.lead
        turn.events.extend(self._event(turn.lead, change, event.at) for change in decision.trail)
        turn.handoff_changes.append(_changed_row(outcome.handoff))
        self._post(turn, edition, event.at, CARD_EDIT)

    def text(self, lead: Lead, edition: Edition, language: str, at: datetime) -> str:
        """The card's HTML in a language, as it stands at `at`."""
        here = at.astimezone(edition.pack.zone)

        def label(fact: str, told: Fact) -> str:
            return label_of(edition.pack, fact, told, language)

        return card.card(lead, self._catalogue.words(language, here.date()), here, label=label)

    def rows(self, handoff: Handoff, language: str) -> tuple[tuple[Button, ...], ...]:
        """The card's buttons in its present state."""
        words = self._catalogue.words(language)
        return tuple(
            tuple(Button(words(f"card.{action}"), handoff.tokens[action]) for action in row)
            for row in card.buttons(handoff)
        )

    def _post(self, turn: Turn, edition: Edition, at: datetime, kind: str) -> None:
        lead = turn.lead
        if not self.channel or lead.handoff is None:
            return
        message = Outbound(
            chat=self.chat,
            text=self.text(lead, edition, self.language, at),
            key="",
            html=True,
            buttons=self.rows(lead.handoff, self.language),
        )
        turn.letters = [old for old in turn.letters if old.kind != CARD_EDIT]
        turn.letters.append(self._letter(lead, kind, message, self.channel, at))

    def _answer(self, turn: Turn, event: RepPressed, key: str, params: dict[str, str]) -> None:
        text = self._catalogue.words(event.language or self.language)(key, **params)
        if event.callback:
            message = Outbound(chat=event.chat, text=text, key="", answers=event.callback)
            turn.letters.append(self._letter(turn.lead, ANSWER, message, event.channel, event.at))

    def _letter(self, lead: Lead, kind: str, message: Outbound, channel: str, at: datetime) -> Letter:
        handoff_id = lead.handoff.id if lead.handoff else None
        return letter(self._ids(), lead, kind, message, channel=channel, at=at, handoff_id=handoff_id)

    def _event(self, lead: Lead, change: Change, at: datetime) -> Row:
        row = msgspec.structs.asdict(change)
        return row | {"id": self._ids(), "workspace_id": lead.workspace_id, "lead_id": lead.id, "at": at}

    def _handoff_row(self, lead: Lead, handoff: Handoff) -> Row:
        return {
            "id": handoff.id,
            "workspace_id": lead.workspace_id,
            "lead_id": lead.id,
            "state": handoff.state,
            "score": lead.worth.score if lead.worth else 0,
            "hot": handoff.hot,
            "rep_id": "",
            "rep_name": "",
            "verdict": "",
            "offered_at": handoff.offered_at,
            "claimed_at": None,
            "card_channel": self.channel,
            "card_chat": self.chat,
            "card_message_id": "",
        }

    @staticmethod
    def _button_row(lead: Lead, handoff: Handoff, action: str, token: str) -> Row:
        return {
            "token": token,
            "workspace_id": lead.workspace_id,
            "lead_id": lead.id,
            "handoff_id": handoff.id,
            "action": action,
            "created_at": handoff.offered_at,
        }

    @staticmethod
    def _rep_row(lead: Lead, event: RepPressed) -> Row:
        return {
            "workspace_id": lead.workspace_id,
            "channel": event.channel,
            "external_id": event.rep_id,
            "name": event.rep_name[:300],
            "role": "sales",
            "active": True,
            "created_at": event.at,
        }


def _changed_row(handoff: Handoff) -> Row:
    return {
        "_id": handoff.id,
        "state": handoff.state,
        "rep_id": handoff.rep_id,
        "rep_name": handoff.rep_name[:300],
        "verdict": handoff.verdict,
        "claimed_at": handoff.claimed_at,
    }
