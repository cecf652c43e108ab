"""A decision in the making. It is changed freely inside one step and becomes an immutable `Decision` at its end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from fsm.decision import Change, Decision, Say
from fsm.facts import EMAIL, NAME, PHONE, Fact
from fsm.lead import Band, Lead, Stage
from fsm.ports import Weigh
from fsm.reading.reading import Reading
from fsm.script import Pack
from fsm.table import STARTS, Standing, move

_SHORT = 60
_NAMED, _NAMELESS = frozenset({"name"}), frozenset[str]()

DOUBTED = "doubted"
"""The reader of a fact that waits for the lead's yes (`fsm.doubts`)."""


class Draft:
    """The lead as it is becoming, what will be said, and the trail."""

    def __init__(self, lead: Lead, pack: Pack, weigh: Weigh, at: datetime, reading: Reading) -> None:
        self.lead = lead
        self.was = lead
        self.pack = pack
        self.at = at
        self.reading = reading
        self.changed: set[str] = set()
        self.card_changed = False
        self._weigh = weigh
        self._says: list[Say] = []
        self._learned: list[tuple[str, Fact]] = []
        self._withdrawn: list[str] = []
        self._trail: list[Change] = []
        self._handoff_why = ""

    def set(self, **fields: Any) -> None:
        """Give the lead new values."""
        self.lead = msgspec.structs.replace(self.lead, **fields)

    def note(self, kind: str, before: str = "", after: str = "", why: str = "", by: str = "bot") -> None:
        """Add a line to the trail."""
        self._trail.append(Change(kind, before, after, why, by))

    # --- saying

    def say(self, key: str, **more: Any) -> None:
        """Say a text of the script in its next wording: `key` is without the wording's number."""
        self.say_exactly(f"{key}.{self.wording(key)}", **more)

    def say_exactly(self, key: str, **more: Any) -> None:
        """Say this very text; all of a turn is joined into one message."""
        params = more.pop("params", None) or self._params(key)
        self._says.append(Say(key, params, joins=self._glue(), **more))

    def _glue(self) -> str:
        """A short line is followed by the next on the same line; the greeting and longer ones stand apart."""
        if not self._says:
            return ""
        before = self._says[-1].key
        text = self.pack.text(before, self.lead.language)
        apart = before.startswith("script.greeting") or len(text) > _SHORT or "\n" in text
        return "\n\n" if apart else " "

    def wording(self, key: str, times: int = 0) -> int:
        """Which wording of a text fits after it was said so many times: the first we can fill, from there on.

        After the last one the last two take turns, so that nothing is said twice running.
        """
        fits = self.pack.fitting(key, _NAMED if NAME in self.lead.facts else _NAMELESS)
        if not fits:
            raise KeyError(key)
        last = len(fits) - 1
        return fits[times if times <= last else max(0, last - (times - last) % 2)]

    def has(self, key: str) -> bool:
        """Whether the script has this text."""
        return self.pack.wordings(key) > 0

    def say_next(self, key: str, *, most: int, **more: Any) -> bool:
        """Say a text in its next wording, but at most so many times in this lead's life; whether it was said."""
        if self.said(key) >= most:
            return False
        self.say_exactly(f"{key}.{self.wording(key, self.count(key))}", **more)
        return True

    def said(self, name: str) -> int:
        """How often this was said (or counted) in this lead's life."""
        return self.lead.asked.get(name, 0)

    def count(self, name: str) -> int:
        """Count something; how often it had been counted before."""
        before = self.lead.asked.get(name, 0)
        self.set(asked={**self.lead.asked, name: before + 1})
        return before

    @property
    def spoken(self) -> int:
        """How much has been said in this turn."""
        return len(self._says)

    def _params(self, key: str) -> dict[str, str]:
        if "name" not in self.pack.placeholders(key):
            return {}
        return {"name": str(self.lead.facts[NAME].value)}

    # --- facts

    def learn(self, name: str, fact: Fact, why: str = "") -> None:
        """The lead stands by this now; a value it replaces stays in the history."""
        old = self.lead.facts.get(name)
        self.set(facts={**self.lead.facts, name: fact})
        self.changed.add(name)
        self._learned.append((name, fact))
        if old is not None:
            self.note(
                f"fact:{name}", plain(old), plain(fact), why or "a later word replaces the earlier one", by="lead"
            )

    def withdraw(self, name: str, why: str = "") -> None:
        """The words this fact stood on are gone, or were misunderstood."""
        facts = dict(self.lead.facts)
        old = facts.pop(name)
        self.set(facts=facts)
        self.changed.add(name)
        self._withdrawn.append(name)
        self.note(f"fact:{name}", plain(old), "", why or "the message it stood on was changed", by="lead")

    # --- worth and stage

    def weigh(self) -> None:
        """Score the lead as it now is. What we only believe to have understood counts when the lead says so."""
        certain = {name: fact for name, fact in self.lead.facts.items() if fact.reader != DOUBTED}
        sure = self.lead if len(certain) == len(self.lead.facts) else msgspec.structs.replace(self.lead, facts=certain)
        self.set(worth=self._weigh(sure, self.at))

    def move(self, trigger: str, by: str = "bot") -> bool:
        """Follow the row of the table that applies; false when none does."""
        before = self.lead.stage
        if before not in STARTS[trigger]:
            return False
        taken = move(trigger, self._standing())
        if taken is None:
            return False
        self.set(stage=taken.dest)
        if taken.dest is not before:
            self.note("stage", before, taken.dest, taken.why, by)
        return True

    def _standing(self) -> Standing:
        lead = self.lead
        band = lead.worth.band if lead.worth else Band.DISQUALIFIED
        promising = band is Band.QUALIFIED or band is Band.HOT
        return Standing(lead.stage, promising and self._can_be_called(), band is not Band.DISQUALIFIED, promising)

    def _can_be_called(self) -> bool:
        """The required facts are known; a script that requires nothing needs at least a phone number.

        An e-mail address will do for the number, which a script that wants it has asked for before anything is weighed.
        """
        known = self.lead.facts.keys() | ({PHONE} if EMAIL in self.lead.facts else set())
        return known >= (self.pack.required or {PHONE})

    def want_person(self, why: str) -> None:
        """Ask that the lead be offered to the reps; the first reason of a turn stays."""
        if not self._handoff_why:
            self._handoff_why = why
            self.note("handoff", after=why, why="a person should take this lead")

    def decision(self) -> Decision:
        """What was decided."""
        with_card = self.lead.stage in (Stage.QUALIFIED, Stage.HANDED_OFF)
        return Decision(
            lead=self.lead,
            says=tuple(self._says),
            learned=tuple(self._learned),
            trail=tuple(self._trail),
            wants_handoff=bool(self._handoff_why),
            card_changed=self.card_changed or bool(with_card and self.changed and not self._handoff_why),
            withdrawn=tuple(self._withdrawn),
            handoff_why=self._handoff_why,
        )


def plain(fact: Fact) -> str:
    """A fact's value as one short text for the trail."""
    value = fact.value
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
