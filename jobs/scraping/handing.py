"""Handing collected businesses over to the list of contacts, and leaving out whoever asked to be left alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from fsm.storage.suppression import is_suppressed
from jobs.contacts import book
from jobs.contacts.contact import EMAIL, PHONE, Address, Consent, Person
from jobs.scraping.contract import Found, Keep, Kept, Ready


def person_of(ready: Ready) -> Person:
    """A collected business as a contact: its page stands beside it, and nobody was asked."""
    found = ready.found
    phones = tuple(dict.fromkeys((*found.phones, *found.whatsapp)))
    emails = found.emails
    extra = {"category": found.category, "address": found.address, "attribution": found.attribution}
    return Person(
        company=found.name[:200],
        phone=next(iter(phones), ""),
        email=next(iter(emails), ""),
        city=found.city[:120],
        source=f"scrape:{found.source}"[:100],
        source_url=found.url[:500],
        consent=Consent.NONE,
        quality=ready.quality,
        extra={name: value[:300] for name, value in extra.items() if value},
        more=(*(Address(PHONE, each) for each in phones), *(Address(EMAIL, each) for each in emails)),
    )


def keep_at(now: datetime) -> Keep:
    """`book.keep` as collecting calls it."""

    def keep(connection: Connection, workspace_id: int, ready: list[Ready]) -> Kept:
        people = [person for each in ready if (person := person_of(each)).addresses]
        kept = book.keep(connection, workspace_id, people, now)
        return Kept(len(kept.added), kept.known, kept.closed + len(ready) - len(people))

    return keep


def unwanted(connection: Connection, workspace_id: int, found: Found) -> bool:
    """Whether somebody behind this business asked never to be written to."""
    ways = [(PHONE, each) for each in (*found.phones, *found.whatsapp)] + [(EMAIL, each) for each in found.emails]
    return is_suppressed(connection, workspace_id, ways)
