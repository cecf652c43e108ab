"""Forgetting a person in the areas whose tables know people by other means than their lead, and in our people's chats.

What was shown to our people is only noted here, in the erasure's transaction; `bot.reps.recall` takes it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Table, select

from bot.letters import CARD, RELAY
from fsm.people.addresses import reach
from fsm.storage import mail
from fsm.storage import tables as t
from fsm.storage.effects import file_effect
from fsm.storage.erasure import Eraser, Person
from handoff.tables import rep_words, topics
from jobs.contacts import book
from jobs.contacts.contact import EMAIL, PHONE, Address
from jobs.contacts.tables import contacts
from jobs.outreach import consequences
from jobs.scraping import collected

RECALLED, WASHED = "cards_recalled", "words_washed"
"""The kinds of work that follow an erasure: in our people's chats, and in what the database kept of menus shown."""

CARDS, RELAYS, OURS, TOPICS = "cards", "relays", "ours", "topics"


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


def _shown(connection: Connection, person: Person, now: datetime) -> None:
    """The messages to our people that tell of them, what our people wrote to them, and their topics."""
    outbox = t.outbox.c
    query = select(outbox.kind, outbox.channel, outbox.chat, outbox.network_id, outbox.id)
    alive = outbox.state.in_((mail.NEW, mail.SENT, mail.UNCERTAIN)), outbox.kind.in_((CARD, RELAY))
    rows = connection.execute(query.where(outbox.lead_id.in_(person.lead_ids), *alive).order_by(outbox.id)).all()
    told = [(row.kind, [row.channel, row.chat, row.network_id or f"#{row.id}"]) for row in rows]
    body = {
        CARDS: [name for kind, name in told if kind == CARD],
        RELAYS: [name for kind, name in told if kind == RELAY],
        OURS: _places(connection, rep_words, "network_id", person),
        TOPICS: _places(connection, topics, "topic", person),
    }
    if any(body.values()):
        _file(connection, person, RECALLED, f"{RECALLED}:{person.lead_ids[0]}", body, now)
    # One for all who are erased in one transaction.
    _file(connection, person, WASHED, f"{WASHED}:{now.timestamp():.6f}", {}, now)


def _places(connection: Connection, table: Table, name: str, person: Person) -> list[list[str]]:
    query = select(table.c.channel, table.c.chat, table.c[name]).where(table.c.lead_id.in_(person.lead_ids))
    return [list(row) for row in connection.execute(query)]


def _file(  # noqa: PLR0913, PLR0917 (the columns of a row)
    connection: Connection, person: Person, kind: str, key: str, body: dict[str, list[list[str]]], now: datetime
) -> None:
    file_effect(connection, workspace_id=person.workspace_id, kind=kind, key=key, body=body, due_at=now, now=now)


def _ways(person: Person) -> set[Address]:
    return {Address(*way) for each in person.reaches for way in reach(*each)}


ERASERS: Sequence[Eraser] = (_contacts, _collected, _shown)
"""To be given to `fsm.storage.erasure.forget` wherever a person is forgotten."""
