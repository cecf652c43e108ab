"""What a batch takes before its turns: its leads, for itself alone, and what of it was not heard before.

PostgreSQL answers each in one trip. A lead that is locked may have been changed by another process while this one
waited for it, so its version is read twice in that trip: as it was when the statement began (the moment whose addresses
the answer shows) and as it is under the lock. Whoever gives an address to another lead changes the version of the one
it takes it from, in the same transaction; equal versions therefore mean that the addresses still hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from fsm.storage import lines, looks, road
from fsm.storage import tables as t
from fsm.storage.direct import OfMany
from fsm.storage.people import ERASED, MERGED
from fsm.storage.road import Address, Row, Stored, Waiting
from fsm.storage.store_rows import Adding, Work, unzipped

_GONE = frozenset({MERGED, ERASED})

_CLAIM = f"""
WITH known AS MATERIALIZED (
    SELECT i.workspace_id, i.channel, i.external_id, i.lead_id
    FROM unnest($1::integer[], $2::text[], $3::text[]) AS a (workspace_id, channel, external_id)
    JOIN identities i USING (workspace_id, channel, external_id)
), seen AS MATERIALIZED (
    SELECT l.id, l.version, l.stage
    FROM (SELECT lead_id AS id FROM known UNION SELECT unnest($4::bigint[])) AS w
    JOIN leads l USING (id)
), held AS MATERIALIZED (
    SELECT l.id, l.state, l.version, l.stage
    FROM leads l
    WHERE l.id IN (SELECT id FROM seen)
      AND (SELECT count(*) FROM known) = cardinality($1::integer[])
      AND NOT EXISTS (SELECT FROM seen WHERE stage IN ('{MERGED}', '{ERASED}'))
    ORDER BY l.id
    FOR UPDATE OF l
)
SELECT k.workspace_id, k.channel, k.external_id, k.lead_id, h.id, h.state, h.version, h.stage, s.version, {{looks}}
FROM seen s LEFT JOIN held h ON h.id = s.id LEFT JOIN known k ON k.lead_id = s.id
"""  # noqa: S608 (two words of ours)

_TAKE = """
SELECT 1, a.nth, NULL::bigint, NULL::bytea, NULL::timestamptz, NULL::timestamptz
FROM unnest($1::integer[], $2::text[], $3::text[]) WITH ORDINALITY AS a (workspace_id, source, external_id, nth)
JOIN inbox i USING (workspace_id, source, external_id)
UNION ALL
SELECT 2, i.id, i.lead_id, i.body, i.received_at, i.due_at
FROM inbox i WHERE i.handled_at IS NULL AND i.lead_id = ANY ($4::bigint[])
UNION ALL
SELECT 3, o.owner, o.lead_id, NULL, NULL, NULL
FROM outbox o WHERE o.state = 'new' AND o.lead_id = ANY ($4::bigint[])
"""
_IS_HEARD, _IS_WAITING = 1, 2

_HEARD = OfMany(
    select(t.inbox.c.external_id).where(
        t.inbox.c.workspace_id == bindparam("workspace_id"), t.inbox.c.source == bindparam("source")
    ),
    t.inbox.c.external_id,
)


class Claim(NamedTuple):
    """The lead behind each address that is known, and the leads of the batch, in order of their numbers.

    `held` is None where more has to be looked at before anything may be locked: somebody is a stranger, was joined with
    somebody or erased, or was changed by another process meanwhile.
    """

    leads: dict[Address, int]
    held: dict[int, Stored] | None


class Taken(NamedTuple):
    """What waits for each lead, oldest first; the rows never heard before; and who has letters waiting for a lead.

    What waits and is not in the inbox yet has a number below zero, -1 for the first of `fresh` and so on.
    """

    waiting: dict[int, list[Waiting]]
    fresh: list[Row]
    owners: dict[int, int]


def claim(connection: Connection, addresses: Collection[Address], others: Collection[int]) -> Claim:
    """Who is behind these addresses; they and `others` are then this transaction's alone, locked in order."""
    if connection.dialect.name == "postgresql":
        return _claimed_at_once(connection, sorted(addresses), sorted(others))
    known = road.find_leads(connection, addresses)
    if len(known) < len(addresses):
        return Claim(known, None)
    rows = road.rows_of_leads(connection, {*known.values(), *others})
    return Claim(known, _held(rows))


def _claimed_at_once(connection: Connection, addresses: Sequence[Address], others: Sequence[int]) -> Claim:
    if not addresses and not others:
        return Claim({}, {})
    asked = looks.all_looks()
    rows = lines.fetch(connection, _claiming(asked), (*unzipped(addresses, 3), list(others)))
    looks.remember(connection, asked if rows else (), rows[0][9 : 9 + len(asked)] if rows else ())
    known = {(row[0], row[1], row[2]): row[3] for row in rows if row[3] is not None}
    if len(known) < len(addresses) or any(row[4] is None or row[6] != row[8] for row in rows):
        return Claim(known, None)
    by_lead = {row[4]: row[4:8] for row in rows}
    return Claim(known, _held([by_lead[lead] for lead in sorted(by_lead)]))


@cache
def _claiming(asked: tuple[looks.Look, ...]) -> str:
    return _CLAIM.replace("{looks}", looks.conditions(asked) or "1")


def _held(rows: Sequence[Sequence[Any]]) -> dict[int, Stored] | None:
    """Leads of rows (id, state, version, stage); None where one of them is nobody any more."""
    if any(row[3] in _GONE for row in rows):
        return None
    return {row[0]: Stored(road.decode_lead(row[1], row[0]), row[2]) for row in rows}


def take(connection: Connection, rows: Sequence[Row], leads: Collection[int]) -> Taken:
    """Of rows for the inbox those never heard before, in their order, behind what waited for these leads already.

    Nothing is written yet (`kept`). The leads must be locked, so that a repeated
    delivery at another process has been written or comes after us; the unique key of the inbox stands guard over it.
    """
    first: dict[tuple[int, str, str], Row] = {}
    for row in rows:
        first.setdefault((row["workspace_id"], row["source"], row["external_id"]), row)
    if connection.dialect.name == "postgresql":
        return _taken_at_once(connection, first, leads)
    known = _heard(connection, first)
    found = (each for rows in road.waiting(connection, leads).values() for each in rows)
    fresh = [row for name, row in first.items() if name not in known]
    return Taken(together(found, fresh), fresh, {})


def kept(taken: Taken, done: Mapping[int, str | None], at: datetime) -> list[Work]:
    """What was taken, to be written with what became of it.

    `done` has the numbers of what needs no turn any more, with the reason if it was parked.
    """
    fresh = [
        row | {"handled_at": at if number in done else None, "error": done.get(number)}
        for number, row in zip(range(-1, -1 - len(taken.fresh), -1), taken.fresh, strict=True)
    ]
    old = {number: why for number, why in done.items() if number >= 0}
    return [(_HEAR, fresh), road.handling(old, at)]


def _taken_at_once(connection: Connection, first: Mapping[tuple[int, str, str], Row], leads: Collection[int]) -> Taken:
    if not first and not leads:
        return Taken({}, [], {})
    known, found, owners = set[int](), list[Waiting](), dict[int, int]()
    for row in lines.fetch(connection, _TAKE, (*unzipped(list(first), 3), sorted(leads))):
        if row[0] == _IS_HEARD:
            known.add(row[1])
        elif row[0] == _IS_WAITING:
            found.append(Waiting(*row[1:]))
        else:
            owners[row[2]] = row[1]
    fresh = [row for nth, row in enumerate(first.values(), 1) if nth not in known]
    return Taken(together(found, fresh), fresh, owners)


def _heard(connection: Connection, names: Collection[tuple[int, str, str]]) -> set[tuple[int, str, str]]:
    known: set[tuple[int, str, str]] = set()
    for (workspace_id, source), same in groupby(sorted(names), key=itemgetter(0, 1)):
        named = [name for _, _, name in same]
        rows = _HEARD.rows(connection, named, workspace_id=workspace_id, source=source)
        known.update((workspace_id, source, row[0]) for row in rows)
    return known


def together(found: Iterable[Waiting], fresh: Sequence[Row]) -> dict[int, list[Waiting]]:
    """What waits for each lead, oldest first: what stands in the inbox already, and behind it what was heard now."""
    by_lead: dict[int, list[Waiting]] = {}
    for each in sorted(found, key=lambda each: each.id):
        by_lead.setdefault(each.lead_id, []).append(each)
    for nth, row in enumerate(fresh, 1):
        heard = Waiting(-nth, row["lead_id"], row["body"], row["received_at"], row["due_at"])
        by_lead.setdefault(heard.lead_id, []).append(heard)
    return by_lead


_HEAR = Adding(t.inbox)
