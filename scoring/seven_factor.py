"""The seven-factor model: intent, urgency, contact, channel, quality of data, length, bonus.

Made for short contacts (a form, a marketplace message) where few questions were asked: it rates what came in by
itself. Judgements it shares with the criteria model come from `scoring.marks`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from fsm.facts import (
    AUTHORITY,
    BUDGET,
    EMAIL,
    LOCATION,
    NAME,
    NEED,
    PHONE,
    TIMELINE,
    Authority,
    Budget,
    Fact,
    Qualifier,
    Timeline,
    Urgency,
    Value,
)
from fsm.lead import Lead, Part, Worth
from scoring import criteria, marks
from scoring.criteria import part_of, value_of
from scoring.marks import FULL, Mark
from scoring.rules import Rules

CORE = (NEED, BUDGET, TIMELINE, NAME, PHONE, LOCATION)
"""The facts that a complete lead has."""

CHANNELS = {
    "whatsapp": FULL,
    "telegram": FULL,
    "instagram": 800,
    "web": 700,
    "email": 600,
    "olx": 600,
    "webhook": 500,
}
"""How readily people answer again on a channel, in thousandths."""
OTHER_CHANNEL = 500

FREE_MAIL = re.compile(
    r"(gmail|mail|yandex|ya|bk|inbox|list|icloud|outlook|hotmail|yahoo|ukr|rambler|proton|protonmail)\.(com|ru|kz|net|me)"
)
"""Mail anybody can have; an address elsewhere usually is a company's own."""

LONG, MIDDLING = 60, 20
SURE = 0.7


def weigh(lead: Lead, rules: Rules, now: datetime) -> Worth:
    """What the lead is worth at `now` (aware), in seven parts that add up. Deterministic."""
    today = now.astimezone(ZoneInfo(rules.zone)).date()
    parts = _parts(lead, rules, today)
    score = sum(part.points for part in parts)
    untold = tuple(fact for fact in CORE if criteria.is_open(fact, value_of(lead, fact)))
    gains = ((fact, _score(_knowing(lead, fact, today), rules, today) - score) for fact in untold)
    return Worth(
        score=score,
        band=rules.bands.of(score),
        parts=parts,
        model="seven_factor",
        unknown=untold,
        raises=tuple(sorted(((fact, gain) for fact, gain in gains if gain > 0), key=lambda pair: -pair[1])),
    )


def _parts(lead: Lead, rules: Rules, today: date) -> tuple[Part, ...]:
    return tuple(
        part_of(lead, factor, weight, JUDGES[factor](lead, today)) for factor, weight in rules.weights if weight
    )


def _score(lead: Lead, rules: Rules, today: date) -> int:
    return sum(part.points for part in _parts(lead, rules, today))


def _knowing(lead: Lead, fact: str, today: date) -> Lead:
    """The lead as it would be with the best answer about `fact`; weighing it tells what the answer could add."""
    best: Value = ""
    if fact == BUDGET:
        best = Budget(1, 1, None, Qualifier.EXACT)
    elif fact == TIMELINE:
        best = Timeline(today, today, Urgency.NOW)
    told = Fact(value=best, words="", message_id="", reader=marks.VERIFIED)
    return msgspec.structs.replace(lead, facts={**lead.facts, fact: told})


def _known(lead: Lead) -> set[str]:
    return {fact for fact in CORE if not criteria.is_open(fact, value_of(lead, fact))}


def _intent(lead: Lead, _today: date) -> Mark:
    """From nothing said to somebody who names the thing, the money and the day."""
    if lead.pain_severity == 0:
        return Mark(100, "intent.looking", NEED)
    known = _known(lead)
    told = len(known & {BUDGET, TIMELINE})
    if NEED not in known:
        return Mark(150 * told, "intent.unclear")
    return Mark(600 + 200 * told, "intent.buys" if told else "intent.needs", NEED)


def _urgency(lead: Lead, today: date) -> Mark:
    return marks.timeline(value_of(lead, TIMELINE), today)


def _channel(lead: Lead, _today: date) -> Mark:
    share = CHANNELS.get(lead.channel, OTHER_CHANNEL)
    return Mark(share, "channel.quick" if share >= CHANNELS["web"] else "channel.slow")


def _quality(lead: Lead, _today: date) -> Mark:
    sure = sum(lead.facts[fact].confidence >= SURE for fact in _known(lead))
    return Mark(FULL * sure // len(CORE), "quality.complete" if sure == len(CORE) else "quality.partial")


def _length(lead: Lead, _today: date) -> Mark:
    """The most they wrote about one thing: a short "yes" later does not undo a full first message."""
    longest = max((len(words) for words in (lead.last_words, *(fact.words for fact in lead.facts.values()))), default=0)
    if longest >= LONG:
        return Mark(FULL, "length.long")
    return Mark(600, "length.middling") if longest >= MIDDLING else Mark(200 * bool(longest), "length.short")


def _bonus(lead: Lead, _today: date) -> Mark:
    """Signs that rarely come from idle people; each is worth something, all of them everything."""
    signs = {
        "bonus.decides": value_of(lead, AUTHORITY) == Authority.SELF,
        "bonus.company": _is_company(value_of(lead, EMAIL)),
        "bonus.happy": lead.sentiment == "positive",
        "bonus.amount": isinstance(value := value_of(lead, BUDGET), Budget) and (value.max or value.min) is not None,
        "bonus.day": isinstance(day := value_of(lead, TIMELINE), Timeline) and (day.latest or day.earliest) is not None,
    }
    shown = [sign for sign, holds in signs.items() if holds]
    return Mark(FULL * len(shown) // len(signs), shown[0] if shown else "bonus.none")


def _is_company(email: object) -> bool:
    return isinstance(email, str) and "@" in email and not FREE_MAIL.fullmatch(email.rpartition("@")[2])


JUDGES: dict[str, Callable[[Lead, date], Mark]] = {
    "intent": _intent,
    "urgency": _urgency,
    "contact": lambda lead, _: marks.contact(lead),
    "channel": _channel,
    "quality": _quality,
    "length": _length,
    "bonus": _bonus,
}
