"""How good a contact's data are, 0-100: whether a person could be reached and spoken to by name. Pure.

It says nothing of what the person is worth as a customer: that is scored when they answer.
"""

from __future__ import annotations

from jobs.contacts.contact import Consent, Person

_PHONE, _EMAIL, _NAME, _COMPANY, _CITY, _SOURCE = 35, 25, 15, 10, 5, 5
_CONSENT = {Consent.NONE: 0, Consent.ASKED: 2, Consent.GIVEN: 5}
_SHARED_NAMES = "info admin office sales support contact hello mail shop zakaz order manager director kontakt pochta"
_SHARED = frozenset(_SHARED_NAMES.split())
_SHARED_BOX = 15


def quality_of(person: Person) -> int:
    """Points for every thing known; an address shared by a whole office counts less than a person's own."""
    points = _PHONE if person.phone else 0
    if person.email:
        points += _SHARED_BOX if person.email.partition("@")[0] in _SHARED else _EMAIL
    points += _NAME if person.name else 0
    points += _COMPANY if person.company else 0
    points += _CITY if person.city else 0
    points += _SOURCE if person.source or person.source_url else 0
    return min(100, points + _CONSENT[person.consent])
