"""All a rep or a CRM should know of a lead, in one reader's language, as a value: what the card is written from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from fsm.facts import AUTHORITY, BEST_TIME, BUDGET, EMAIL, LOCATION, NAME, NEED, PAIN, PHONE, TIMELINE, Fact
from fsm.lead import Lead, Worth
from fsm.needs import NEED_KIND
from fsm.ports import Words
from handoff.approach import approach
from scoring import explain

Label = Callable[[str, Fact], str]
"""What to write for a fact of the script (the label of a chosen answer); "" leaves the usual way."""

ORDER = (NAME, PHONE, EMAIL, NEED_KIND, NEED, PAIN, BUDGET, TIMELINE, AUTHORITY, LOCATION, BEST_TIME)


class Answer(msgspec.Struct, frozen=True):
    """One thing the lead told: the fact, its value in words, and what they wrote in which message."""

    fact: str
    text: str
    words: str
    message_id: str


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """The lead in words, unescaped. `reasons` are lines whose points add up to `score`; empty strings are unknown."""

    lead_id: int
    score: int
    band: str
    display_name: str
    channel: str
    source: str
    language: str
    answers: tuple[Answer, ...]
    objections: tuple[str, ...]
    reasons: tuple[str, ...]
    unknown: str
    approach: tuple[str, ...]
    last_words: str

    def text(self, fact: str) -> str:
        """The value of a fact in words, or "" while it is unknown."""
        return next((answer.text for answer in self.answers if answer.fact == fact), "")


def usual(_fact: str, _told: Fact) -> str:
    """No label of a script: every fact is written in the usual way."""
    return ""


def package(lead: Lead, words: Words, now: datetime, label: Label = usual) -> Package:
    """Gather it. `now` is aware, in the zone of the readers; `label` knows the answers of the lead's script."""
    worth = lead.worth
    return Package(
        lead_id=lead.id,
        score=worth.score if worth else 0,
        band=worth.band.value if worth else "",
        display_name=lead.display_name,
        channel=lead.channel,
        source=lead.source,
        language=lead.language,
        answers=answers(lead, words, label),
        objections=tuple(words(f"objection.{objection}") for objection in dict.fromkeys(lead.objections)),
        reasons=_reasons(worth, words) if worth else (),
        unknown=explain.unknown(worth, words) if worth else "",
        approach=tuple(words(advice.key, **advice.params) for advice in approach(lead, words, now)),
        last_words=lead.last_words,
    )


def _reasons(worth: Worth, words: Words) -> tuple[str, ...]:
    """Without the parts nobody has said anything about: they add nothing, and `unknown` names them."""
    told = tuple(part for part in worth.parts if part.points or part.words)
    return tuple(explain.line(part, words) for part in explain.strongest_first(told))


def answers(lead: Lead, words: Words, label: Label = usual) -> tuple[Answer, ...]:
    """What the lead told, in a fixed order, the script's own facts last."""
    known = [fact for fact in ORDER if fact in lead.facts]
    own = [fact for fact in lead.facts if fact not in ORDER]
    told = (_answer(fact, lead.facts[fact], words, label) for fact in (*known, *own))
    return tuple(answer for answer in told if answer.text)


def _answer(fact: str, told: Fact, words: Words, label: Label) -> Answer:
    text = label(fact, told) or _unlabelled(fact, words.value(fact, told.value))
    return Answer(fact=fact, text=text, words=told.words, message_id=told.message_id)


def _unlabelled(fact: str, text: str) -> str:
    if fact == NEED_KIND:
        return ""  # a token of the script, which says nothing to a person
    return text if fact in ORDER else f"{fact.replace('_', ' ')}: {text}"
