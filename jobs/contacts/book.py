"""The address book: keeping people once however often they come, finding them, and what is known of them since.

An address belongs to one contact of a workspace (a UNIQUE index says so, not a check). Who comes again fills gaps and
brings new addresses, and overwrites nothing. Closed addresses stay out, also when their contact was erased.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, insert, select, update

from fsm.storage.inserting import insert_for
from fsm.storage.suppression import suppressed
from jobs.contacts.contact import Address, Consent, Person, Status
from jobs.contacts.quality import quality_of
from jobs.contacts.tables import contact_addresses as addresses
from jobs.contacts.tables import contacts

Row = dict[str, Any]
_CHUNK = 400
_GAPS = ("name", "company", "phone", "email", "city", "language", "source", "source_url")
_RANK = {Consent.NONE: 0, Consent.ASKED: 1, Consent.GIVEN: 2}


class Kept(msgspec.Struct):
    """What became of people handed over: new contacts by id, how many were known, and how many stay out as closed."""

    added: list[int] = []
    known: int = 0
    enriched: int = 0
    closed: int = 0


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A contact as the table has it."""

    id: int
    workspace_id: int
    name: str
    company: str
    phone: str
    email: str
    city: str
    language: str
    source: str
    source_url: str
    consent: str
    consent_how: str
    consent_at: datetime | None
    quality: int
    status: str
    extra: dict[str, str]
    lead_id: int | None
    created_at: datetime


def keep(connection: Connection, workspace_id: int, people: Sequence[Person], now: datetime) -> Kept:
    """Add who is new, complete who is known, leave out who asked to be left alone. Safe to repeat."""
    kept = Kept()
    for start in range(0, len(people), _CHUNK):
        _keep_some(connection, workspace_id, people[start : start + _CHUNK], now, kept)
    return kept


def owners(connection: Connection, workspace_id: int, wanted: Collection[Address]) -> dict[Address, int]:
    """The contact behind each address; unknown ones are left out."""
    found: dict[Address, int] = {}
    # Kind by kind: SQLite reads the whole table for a list of pairs.
    for kind, some in groupby(sorted(wanted), key=attrgetter("kind")):
        for part in _chunks([each.address for each in some]):
            query = select(addresses.c.kind, addresses.c.address, addresses.c.contact_id).where(
                addresses.c.workspace_id == workspace_id, addresses.c.kind == kind, addresses.c.address.in_(part)
            )
            found |= {Address(row[0], row[1]): row[2] for row in connection.execute(query)}
    return found


def by_id(connection: Connection, workspace_id: int, ids: Collection[int]) -> dict[int, Contact]:
    """These contacts, by their id."""
    found: dict[int, Contact] = {}
    for some in _chunks(sorted(ids)):
        query = select(contacts).where(contacts.c.workspace_id == workspace_id, contacts.c.id.in_(some))
        for row in connection.execute(query).mappings():
            found[row["id"]] = contact_of(dict(row))
    return found


def contact_of(row: Mapping[str, Any]) -> Contact:
    """A row of the table as a value."""
    values = {name: row[name] for name in Contact.__struct_fields__}
    return Contact(**values | {"extra": json.loads(row["extra"]) if row["extra"] else {}})


def addresses_of(connection: Connection, ids: Collection[int]) -> dict[int, list[Address]]:
    """Every address of these contacts that is not known to be dead."""
    found: dict[int, list[Address]] = {}
    for some in _chunks(sorted(ids)):
        query = select(addresses.c.contact_id, addresses.c.kind, addresses.c.address).where(
            addresses.c.contact_id.in_(some), addresses.c.dead.is_(None)
        )
        for contact_id, kind, address in connection.execute(query.order_by(addresses.c.id)):
            found.setdefault(contact_id, []).append(Address(kind, address))
    return found


def consented(connection: Connection, ids: Collection[int], consent: Consent, how: str, now: datetime) -> None:
    """Note that these people agreed (or were asked), how, and when."""
    connection.execute(
        update(contacts)
        .where(contacts.c.id.in_(ids))
        .values(consent=consent.value, consent_how=how[:200], consent_at=now, updated_at=now)
    )


def became_lead(connection: Connection, contact_id: int, lead_id: int, now: datetime) -> None:
    """A contact answered and is a lead from now on."""
    change = update(contacts).where(contacts.c.id == contact_id)
    connection.execute(change.values(lead_id=lead_id, status=Status.RESPONDED.value, updated_at=now))


def close(connection: Connection, ids: Collection[int], now: datetime) -> None:
    """Never write to these people again."""
    if ids:
        change = update(contacts).where(contacts.c.id.in_(ids))
        connection.execute(change.values(status=Status.CLOSED.value, updated_at=now))


def died(connection: Connection, workspace_id: int, address: Address, why: str, now: datetime) -> int | None:
    """An address does not work. Its contact bounced when it was the last one; gives the contact's id."""
    contact_id = owners(connection, workspace_id, [address]).get(address)
    if contact_id is None:
        return None
    here = (addresses.c.workspace_id == workspace_id) & (addresses.c.kind == address.kind)
    here &= addresses.c.address == address.address
    connection.execute(update(addresses).where(here).values(dead=why[:200] or "dead"))
    if not addresses_of(connection, [contact_id]):
        alive = contacts.c.status.in_([Status.NEW.value, Status.CONTACTED.value])
        change = update(contacts).where(contacts.c.id == contact_id, alive)
        connection.execute(change.values(status=Status.BOUNCED.value, updated_at=now))
    return contact_id


def _keep_some(connection: Connection, workspace_id: int, people: Sequence[Person], now: datetime, kept: Kept) -> None:
    asked = {address for person in people for address in person.addresses}
    shut = suppressed(connection, workspace_id, asked)
    known = owners(connection, workspace_id, asked)
    fresh: list[Person] = []
    again: dict[int, list[Person]] = {}
    taken: dict[Address, int] = {}
    for person in people:
        if shut.intersection(person.addresses):
            kept.closed += 1
        elif (contact_id := next((known[each] for each in person.addresses if each in known), None)) is not None:
            kept.known += 1
            again.setdefault(contact_id, []).append(person)
        elif (place := next((taken[each] for each in person.addresses if each in taken), None)) is not None:
            kept.known += 1
            fresh[place] = merged(fresh[place], person)
            taken |= dict.fromkeys(person.addresses, place)
        else:
            taken |= dict.fromkeys(person.addresses, len(fresh))
            fresh.append(person)
    kept.added += _added(connection, workspace_id, fresh, now)
    kept.enriched += _completed(connection, workspace_id, again, now)


def merged(first: Person, second: Person) -> Person:
    """One person of two rows that share an address: the first one's words, its gaps filled from the second."""
    gaps = {name: getattr(first, name) or getattr(second, name) for name in _GAPS}
    better = second if _RANK[second.consent] > _RANK[first.consent] else first
    more = tuple(each for each in (*first.addresses, *second.addresses))
    return msgspec.structs.replace(
        first, **gaps, more=more, consent=better.consent, consent_how=better.consent_how,
        extra=second.extra | first.extra,
    )  # fmt: skip


def _added(connection: Connection, workspace_id: int, people: Sequence[Person], now: datetime) -> list[int]:
    if not people:
        return []
    made = [
        row[0]
        for row in connection.execute(
            insert(contacts).returning(contacts.c.id, sort_by_parameter_order=True),
            [_row(person, workspace_id, now) for person in people],
        )
    ]
    pairs = list(zip(made, people, strict=True))
    _addressed(connection, workspace_id, pairs, now)
    kept = set(owners(connection, workspace_id, {each for one in people for each in one.addresses}).values())
    lost = [contact_id for contact_id, person in pairs if person.addresses and contact_id not in kept]
    if lost:  # somebody else added the same people a moment ago
        connection.execute(delete(contacts).where(contacts.c.id.in_(lost)))
    return [contact_id for contact_id in made if contact_id not in lost]


def _completed(connection: Connection, workspace_id: int, again: Mapping[int, Sequence[Person]], now: datetime) -> int:
    before = by_id(connection, workspace_id, again)
    changes: list[Row] = []
    for contact_id, contact in before.items():
        whole = _as_person(contact)
        for person in again[contact_id]:
            whole = merged(whole, person)
        if (row := _change(contact, whole, now)) is not None:
            changes.append(row)
    for row in changes:
        connection.execute(update(contacts).where(contacts.c.id == row.pop("_id")).values(**row))
    _addressed(connection, workspace_id, [(each, person) for each in before for person in again[each]], now)
    return len(changes)


def _as_person(contact: Contact) -> Person:
    names = (*_GAPS, "consent_how", "extra")
    return Person(consent=Consent(contact.consent), **{name: getattr(contact, name) for name in names})


def _change(contact: Contact, whole: Person, now: datetime) -> Row | None:
    row: Row = {name: getattr(whole, name) for name in _GAPS if getattr(whole, name) != getattr(contact, name)}
    if whole.consent.value != contact.consent:
        row |= {"consent": whole.consent.value, "consent_how": whole.consent_how, "consent_at": now}
    if whole.extra != contact.extra:
        row["extra"] = _written(whole.extra)
    if not row:
        return None
    quality = max(contact.quality, quality_of(whole))
    return row | {"_id": contact.id, "quality": quality, "updated_at": now}


def _addressed(connection: Connection, workspace_id: int, pairs: Iterable[tuple[int, Person]], now: datetime) -> None:
    rows = [
        {"workspace_id": workspace_id, "contact_id": contact_id, "kind": each.kind, "address": each.address}
        | {"created_at": now}
        for contact_id, person in pairs
        for each in person.addresses
    ]
    if rows:
        connection.execute(or_ignore(connection, addresses), rows)


def _row(person: Person, workspace_id: int, now: datetime) -> Row:
    return {name: getattr(person, name) for name in _GAPS} | {
        "workspace_id": workspace_id,
        "consent": person.consent.value,
        "consent_how": person.consent_how,
        "consent_at": now if person.consent is not Consent.NONE else None,
        "quality": person.quality or quality_of(person),
        "status": Status.NEW.value,
        "extra": _written(person.extra),
        "created_at": now,
        "updated_at": now,
    }


def _written(extra: Mapping[str, str]) -> str:
    return json.dumps(extra, ensure_ascii=False) if extra else ""


def or_ignore(connection: Connection, table: Table) -> Any:
    """An INSERT that leaves alone what is already there."""
    return insert_for(connection, table).on_conflict_do_nothing()


def _chunks(wanted: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for start in range(0, len(wanted), _CHUNK):
        yield wanted[start : start + _CHUNK]
