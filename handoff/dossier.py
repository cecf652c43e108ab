"""The lead package for other programs: one JSON document with everything a person would want to know, and its text.

Words are in the language of the business; values of facts are given as data beside them. Nothing is escaped: whoever
shows it must do that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from fsm.facts import EMAIL, NAME, PHONE
from fsm.lead import Lead, Part
from fsm.ports import Words
from handoff.best_time import CallWindow, best_time
from handoff.package import Label, Package, package, usual
from handoff.states import CLOSED
from scoring import explain

Reply = Callable[[str], str]
"""What the script answers to an objection, by its name; "" when it has no answer."""

_NOT_LISTED = frozenset({NAME, PHONE, EMAIL})


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who the lead is and where the lead stands. `stage` is of the conversation, `deal` of the deal after it."""

    id: int
    name: str
    phone: str
    email: str
    language: str
    channel: str
    source: str
    stage: str
    deal: str
    rep: str
    outcome: str
    amount: float | None
    lost_reason: str
    created_at: datetime | None
    last_said_at: datetime | None


class Told(msgspec.Struct, frozen=True):
    """One thing the lead told: the fact, its value in words and as data, and the words it stands on."""

    fact: str
    text: str
    value: Any
    words: str


class Met(msgspec.Struct, frozen=True):
    """An objection that came up, and what was answered ("" when a person should)."""

    objection: str
    answer: str


class Reason(msgspec.Struct, frozen=True):
    """A part of the score; the points of all parts add up to it. `text` says it in one line."""

    factor: str
    points: int
    of: int
    text: str
    words: str


class Scored(msgspec.Struct, frozen=True):
    """The score by rules, 0-100, with its reasons, and what nobody knows yet."""

    score: int
    band: str
    model: str
    parts: tuple[Reason, ...]
    unknown: tuple[str, ...]


class Opinion(msgspec.Struct, frozen=True):
    """What a language model thinks. Advice only: it changed nothing and decides nothing."""

    advice: bool
    score: float | None
    recommendation: str
    reason: str


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """The whole package."""

    lead: Person
    conversation_summary: str
    answers: tuple[Told, ...]
    recommended_approach: tuple[str, ...]
    best_time_to_call: CallWindow
    objections_handled: tuple[Met, ...]
    score: Scored | None
    opinion: Opinion | None
    last_words: str
    links: dict[str, str]

    @property
    def title(self) -> str:
        """The lead in a line: name and need, for a list or a subject."""
        about = next((each.text for each in self.answers if each.fact in ("need_kind", "need")), "")
        return " · ".join(part for part in (self.lead.name, about[:80]) if part) or f"#{self.lead.id}"


def _unanswered(_objection: str) -> str:
    return ""


def dossier(lead: Lead, words: Words, now: datetime, label: Label = usual, reply: Reply = _unanswered) -> Dossier:
    """Gather it. `now` is aware, in the zone of the lead; `label` and `reply` know the lead's script."""
    told = package(lead, words, now, label)
    return Dossier(
        lead=_person(lead, told),
        conversation_summary=summary(lead, told, words),
        answers=tuple(Told(each.fact, each.text, lead.facts[each.fact].value, each.words) for each in told.answers),
        recommended_approach=told.approach,
        best_time_to_call=best_time(lead, now),
        objections_handled=tuple(
            Met(words(f"objection.{name}"), reply(name)) for name in dict.fromkeys(lead.objections)
        ),
        score=_scored(lead, words),
        opinion=_opinion(lead),
        last_words=told.last_words,
        links=links(lead),
    )


def _person(lead: Lead, told: Package) -> Person:
    handoff = lead.handoff
    closed = handoff is not None and handoff.state in CLOSED
    return Person(
        id=lead.id,
        name=told.text(NAME) or lead.display_name,
        phone=_plain(lead, PHONE),
        email=_plain(lead, EMAIL),
        language=lead.language,
        channel=lead.channel,
        source=lead.source,
        stage=lead.stage.value,
        deal=lead.deal.stage if lead.deal else "",
        rep=handoff.rep_name if handoff else "",
        outcome=handoff.outcome or (handoff.state if closed else "") if handoff else "",
        amount=handoff.amount if handoff else None,
        lost_reason=handoff.reason if handoff else "",
        created_at=lead.created_at,
        last_said_at=lead.last_said_at,
    )


def _plain(lead: Lead, fact: str) -> str:
    told = lead.facts.get(fact)
    return str(told.value) if told is not None else ""


def summary(lead: Lead, told: Package, words: Words) -> str:
    """What the conversation came to: a model's summary where there is one, else by rules from what was told."""
    if lead.advice is not None and lead.advice.summary:
        return lead.advice.summary
    known = [_line(each.fact, each.text, words) for each in told.answers if each.fact not in _NOT_LISTED]
    doubts = ", ".join(told.objections)
    return ". ".join([*known, *([doubts] if doubts else [])])


def _line(fact: str, text: str, words: Words) -> str:
    name = words(f"fact.{fact}") if fact in _NAMED else ""
    return f"{name[:1].upper()}{name[1:]}: {text}" if name else text


_NAMED = frozenset({"need", "budget", "timeline", "authority", "location", "best_time", "pain"})


def _scored(lead: Lead, words: Words) -> Scored | None:
    worth = lead.worth
    if worth is None:
        return None
    parts = tuple(_reason(part, words) for part in explain.strongest_first(worth.parts))
    return Scored(worth.score, worth.band.value, worth.model, parts, worth.unknown)


def _reason(part: Part, words: Words) -> Reason:
    return Reason(part.factor, part.points, part.of, explain.line(part, words), part.words)


def _opinion(lead: Lead) -> Opinion | None:
    advice = lead.advice
    if advice is None or advice.score is None:
        return None
    return Opinion(advice=True, score=advice.score, recommendation=advice.recommendation, reason=advice.reason)


def links(lead: Lead) -> dict[str, str]:
    """Addresses at which this person can be reached, by how."""
    phone, email = _plain(lead, PHONE), _plain(lead, EMAIL)
    found = {"api": f"/api/v1/leads/{lead.id}"}
    if phone.startswith("+"):
        found |= {"call": f"tel:{phone}", "whatsapp": f"https://wa.me/{phone[1:]}"}
    if email:
        found["email"] = f"mailto:{email}"
    if lead.channel == "telegram" and lead.chat.isdecimal():
        found["telegram"] = f"tg://user?id={lead.chat}"
    return found


def as_text(told: Dossier, words: Words) -> str:
    """The package as plain lines, for a note in a CRM, a letter or a short message."""
    person, score = told.lead, told.score
    reach = [person.phone, person.email, person.channel, person.source]
    head = [told.title, " · ".join(part for part in reach if part)]
    if score is not None:
        head.append(words("dossier.score", score=str(score.score), band=words(f"grade.{score.band}")))
    standing = " · ".join(part for part in (person.rep, person.deal, person.outcome) if part)
    window = told.best_time_to_call
    lines = [
        *head,
        standing,
        "",
        told.conversation_summary,
        *(f"👉 {advice}" for advice in told.recommended_approach),
        words("dossier.call", since=f"{window.since:%d.%m %H:%M}", until=f"{window.until:%H:%M}"),
        *(f"⚠️ {each.objection}" for each in told.objections_handled),
        *(each.text for each in (score.parts if score else ()) if each.points or each.words),
        f"💬 {told.last_words}" if told.last_words else "",
    ]
    return "\n".join(line for number, line in enumerate(lines) if line or number == len(head) + 1).strip()
