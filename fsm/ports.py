"""What the core needs from outside, as protocols; whoever composes the program hands the real parts in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from fsm.facts import Value
from fsm.lead import Lead, Worth


class Weigh(Protocol):
    """Says what a lead is worth, purely."""

    def __call__(self, lead: Lead, now: datetime) -> Worth: ...


class Words(Protocol):
    """The program's words in one language, with its way of writing money and dates."""

    @property
    def language(self) -> str: ...

    def __call__(self, key: str, **params: str) -> str:
        """The text of a catalogue key with its placeholders filled; values are inserted as they are."""
        ...

    def value(self, fact: str, value: Value) -> str:
        """A fact's value as a person would write it: "10 000-15 000 ₸", "завтра, 15 марта", "+7 777 123 45 67"."""
        ...

    def day(self, day: date, today: date) -> str:
        """A day as a person would say it: today, tomorrow, or "15 March"."""
        ...
