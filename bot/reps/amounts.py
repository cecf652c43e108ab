"""The sum of a deal as a rep types it: "250 тысяч", "1,2 млн", "80000"."""

from __future__ import annotations

from datetime import datetime

from fsm.facts import BUDGET, Budget
from fsm.reading.message import Context
from fsm.reading.reader import read
from fsm.script import Pack


def read_amount(text: str, pack: Pack, at: datetime) -> float | None:
    """The amount in the script's currency, or None when the text names none; of a span the upper end."""
    asked = Context(BUDGET, "", at.astimezone(pack.zone), country=pack.country, currency=pack.currency)
    found = read(text, asked).facts.get(BUDGET)
    if found is None or not isinstance(found.value, Budget):
        return None
    return found.value.max if found.value.max is not None else found.value.min
