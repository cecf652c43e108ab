"""A lead's package in the words of the business: its script's labels and answers, in the language of our people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.cards import CardTable
from bot.labels import label_of
from bot.packs import Packs
from bot.wording import Catalogue
from fsm.facts import Fact
from fsm.lead import Lead
from handoff.dossier import Dossier, as_text, dossier


class Writer:
    """Makes packages of leads. `cards` knows the language of our people."""

    def __init__(self, packs: Packs, catalogue: Catalogue, cards: CardTable) -> None:
        self._packs = packs
        self._catalogue = catalogue
        self._cards = cards

    def dossier(self, lead: Lead, now: datetime) -> Dossier:
        """The package of a lead as it stands."""
        pack, language = self._packs.of(lead).pack, self._cards.language
        here = now.astimezone(pack.zone)

        def label(fact: str, told: Fact) -> str:
            return label_of(pack, fact, told, language)

        def reply(objection: str) -> str:
            key = f"script.objections.{objection}"
            return pack.text(f"{key}.0", language) if pack.wordings(key) else ""

        return dossier(lead, self._catalogue.words(language, here.date()), here, label, reply)

    def text(self, told: Dossier | None, event: str, data: Mapping[str, Any]) -> str:
        """What happened and the package, as plain lines."""
        if told is None:
            return json.dumps(dict(data), ensure_ascii=False, default=str)
        words = self._catalogue.words(self._cards.language)
        return f"{self.title(told, event)}\n{as_text(told, words)}"

    def plain(self, told: Dossier) -> str:
        """The package as plain lines."""
        return as_text(told, self._catalogue.words(self._cards.language))

    def title(self, told: Dossier | None, event: str) -> str:
        """What happened, in a line."""
        area, _, name = event.partition(".")
        if area != "lead":
            return event
        happened = self._catalogue.words(self._cards.language)(f"happened.{name}")
        return f"{happened}: {told.title}" if told is not None else happened
