"""Forgetting a person in the areas whose tables know people by other means than their lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from fsm.people.addresses import reach
from fsm.storage.erasure import Eraser, Person
from jobs.contacts import book
from jobs.contacts.contact import EMAIL, PHONE, Address
from jobs.contacts.tables import contacts
from jobs.outreach import consequences
from jobs.scraping import collected


def _contacts(connection: Connection, person: Person, now: datetime) -> None:
    """Their contact, by the lead or by any address of theirs, and what campaigns wrote to them."""
    found = set(book.owners(connection, person.workspace_id, _ways(person)).values())
    theirs = contacts.c.lead_id.in_(person.lead_ids), contacts.c.workspace_id == person.workspace_id
    found |= set(connection.execute(select(contacts.c.id).where(*theirs)).scalars())
    if found:
        consequences.erase(connection, person.workspace_id, found, now)


def _collected(connection: Connection, person: Person, now: datetime) -> None:
    """What was collected of them from pages."""
    _ = now
    for kind, address in sorted(_ways(person)):
        if kind in {PHONE, EMAIL}:
            collected.erase(connection, person.workspace_id, address)


def _ways(person: Person) -> set[Address]:
    return {Address(*way) for each in person.reaches for way in reach(*each)}


ERASERS: Sequence[Eraser] = (_contacts, _collected)
"""To be given to `fsm.storage.erasure.forget` wherever a person is forgotten."""
