"""Stops loops: two robots that answer each other, or we ourselves writing on where nobody answers. No clock."""

from __future__ import annotations

import re
from collections import OrderedDict
from datetime import datetime, timedelta

UNANSWERED_A_DAY = 3
"""So many automatic mails go to a person in a day without new words from them in between."""

MOST_A_DAY = 40
"""So many go to a person in a day whatever they write: nobody talks that much, programs do."""

_DAY = timedelta(days=1)
_MOST_PEOPLE = 20_000
_NOT_WORDS = re.compile(r"[\W\d_]+")


class _Account:
    """What went between us and one person in the last day."""

    def __init__(self) -> None:
        self.sent: dict[str, datetime] = {}
        self.earned: dict[str, datetime] = {}

    def forget(self, before: datetime) -> None:
        self.sent = {key: at for key, at in self.sent.items() if at > before}
        self.earned = {words: at for words, at in self.earned.items() if at > before}


class Brake:
    """Every mail with words not heard before earns an answer; repeated ones ("Your request 123 was received") do not.

    Kept for this life only: after a restart every person has the whole allowance again, and no more.
    """

    def __init__(self) -> None:
        self._people: OrderedDict[str, _Account] = OrderedDict()

    def heard(self, address: str, text: str, now: datetime) -> None:
        """Somebody wrote this."""
        self._account(address, now).earned.setdefault(_NOT_WORDS.sub(" ", text.casefold())[:2_000] or text, now)

    def why_not(self, address: str, key: str, now: datetime) -> str:
        """Why no further automatic mail may go to this address today; "" when it may. A retry is no further mail."""
        account = self._account(address, now)
        if key in account.sent:
            return ""
        if len(account.sent) >= MOST_A_DAY:
            return f"{MOST_A_DAY} automatic mails went to this address today; a person should look"
        if len(account.sent) - len(account.earned) >= UNANSWERED_A_DAY:
            return f"{UNANSWERED_A_DAY} automatic mails went out unanswered today; a person should look"
        return ""

    def sent(self, address: str, key: str, now: datetime) -> None:
        """An automatic mail went out, or may have."""
        self._account(address, now).sent.setdefault(key, now)

    def _account(self, address: str, now: datetime) -> _Account:
        account = self._people.setdefault(address, _Account())
        self._people.move_to_end(address)
        if len(self._people) > _MOST_PEOPLE:
            self._people.popitem(last=False)
        account.forget(now - _DAY)
        return account
