"""How good a collected contact is, 0-100: can somebody be reached, is it surely that firm, is it whole and fresh.

Nothing is judged about the firm itself, only about what is known of it. The parts always add up to the score.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

MOST = 100
FRESH_DAYS = 90
STALE_DAYS = 365
_WELL_KNOWN_REVIEWS = 10

Part = tuple[str, int]
"""The key of a reason and the points it gives (below zero when it takes)."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a contact. `own_email` is at the site's own name; `sources` counts places that agree."""

    mobile: bool = False
    landline: bool = False
    foreign_phone: bool = False
    own_email: bool = False
    other_email: bool = False
    whatsapp: bool = False
    social: bool = False
    named: bool = False
    site: bool = False
    address: bool = False
    reviews: int = 0
    sources: int = 1
    age_days: int = 0


class Quality(msgspec.Struct, frozen=True):
    """The score and what it is made of, in the order of weight."""

    score: int
    parts: tuple[Part, ...]


def weigh(facts: Facts) -> Quality:
    """The quality of one contact. Whoever cannot be reached at all is worth nothing, however well described."""
    if not (_phone(facts) or _email(facts) or facts.whatsapp or facts.social):
        return Quality(0, (("quality.unreachable", 0),))
    given = [part for part in _given(facts) if part[1]]
    total = sum(points for _, points in given)
    taken = [(key, -min(points, total)) for key, points in _taken(facts)]
    score = total + sum(points for _, points in taken)
    over = [("quality.limit", MOST - score)] if score > MOST else []
    ordered = sorted(given, key=lambda part: -part[1])
    return Quality(min(score, MOST), (*ordered, *taken, *over))


def _phone(facts: Facts) -> bool:
    return facts.mobile or facts.landline or facts.foreign_phone


def _email(facts: Facts) -> bool:
    return facts.own_email or facts.other_email


def _given(facts: Facts) -> Iterator[Part]:
    if facts.mobile:
        yield "quality.mobile", 30
    elif facts.landline:
        yield "quality.landline", 20
    elif facts.foreign_phone:
        yield "quality.foreign_phone", 8
    if facts.own_email:
        yield "quality.own_email", 20
    elif facts.other_email:
        yield "quality.other_email", 12
    if _phone(facts) and _email(facts):
        yield "quality.two_ways", 10
    if facts.whatsapp:
        yield "quality.whatsapp", 8
    if facts.social:
        yield "quality.social", 4
    yield from _identity(facts)


def _identity(facts: Facts) -> Iterator[Part]:
    if facts.named:
        yield "quality.named", 10
    if facts.site:
        yield "quality.site", 7
    if facts.address:
        yield "quality.address", 6
    if facts.reviews >= _WELL_KNOWN_REVIEWS:
        yield "quality.reviews", 5
    if facts.sources > 1:
        yield "quality.confirmed", 5


def _taken(facts: Facts) -> Iterator[Part]:
    if facts.age_days > STALE_DAYS:
        yield "quality.stale", 25
    elif facts.age_days > FRESH_DAYS:
        yield "quality.ageing", 10
