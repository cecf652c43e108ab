"""A batch on PostgreSQL without locks: one look at all it needs, and one write that counts only if nothing changed.

A transaction with locks is five trips to the server at least (begin, claim, take, write, commit), and its client waits
for each. The look is one trip outside any transaction; the write is one statement, and as such a transaction of its
own. It takes the leads it saw, in order of their numbers, and writes nothing at all unless each still has the version
it was seen with. Whoever handles something of a lead, joins, parts or erases it moves its version on, so equal versions
mean that what was seen still holds; what two processes heard at once is told apart by the unique names of the inbox and
of the addresses. Where it came to nothing the batch is decided once more, with locks (`fsm.storage.claiming`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection

from fsm.storage import lines, looks
from fsm.storage.claiming import Taken, together
from fsm.storage.people import ERASED, MERGED
from fsm.storage.road import Address, Row, Stored, Waiting, decode_lead
from fsm.storage.store_rows import unzipped

Name = tuple[int, str, str]
"""Of something heard: workspace, source, and its id there."""

_ADDRESS, _LEAD, _WAITING, _OWNER, _HEARD, _LOOKED = 1, 2, 3, 4, 5, 6

# Each search is a question of its own for each value (LATERAL, OFFSET 0), so that it stays one step into an index also
# where it was planned while the tables were small.
_GLANCE = f"""
WITH asked AS MATERIALIZED (
    SELECT a.nth, i.lead_id
    FROM unnest($1::integer[], $2::text[], $3::text[]) WITH ORDINALITY AS a (workspace_id, channel, external_id, nth)
    LEFT JOIN LATERAL (
        SELECT lead_id FROM identities i
        WHERE i.workspace_id = a.workspace_id AND i.channel = a.channel AND i.external_id = a.external_id OFFSET 0
    ) AS i ON true
), whom AS MATERIALIZED (
    SELECT lead_id AS id FROM asked WHERE lead_id IS NOT NULL UNION SELECT unnest($4::bigint[])
)
SELECT {_ADDRESS}, nth, lead_id,
    CASE WHEN lead_id IS NULL THEN nextval(pg_get_serial_sequence('leads', 'id')) END,
    NULL::bytea, NULL::timestamptz, NULL::timestamptz
FROM asked
UNION ALL
SELECT {_LEAD}, (stage IN ('{MERGED}', '{ERASED}'))::integer, l.id, l.version, l.state, NULL, NULL
FROM whom, LATERAL (SELECT id, version, state, stage FROM leads WHERE leads.id = whom.id OFFSET 0) AS l
UNION ALL
SELECT {_WAITING}, i.id, whom.id, 0, i.body, i.received_at, i.due_at
FROM whom, LATERAL (
    SELECT id, body, received_at, due_at FROM inbox WHERE handled_at IS NULL AND lead_id = whom.id OFFSET 0
) AS i
UNION ALL
SELECT {_OWNER}, 0, whom.id, o.owner, NULL, NULL, NULL
FROM whom, LATERAL (SELECT owner FROM outbox WHERE state = 'new' AND lead_id = whom.id OFFSET 0) AS o
UNION ALL
SELECT {_HEARD}, n.nth, NULL, 0, NULL, NULL, NULL
FROM unnest($5::integer[], $6::text[], $7::text[]) WITH ORDINALITY AS n (workspace_id, source, external_id, nth),
    LATERAL (
        SELECT FROM inbox i
        WHERE i.workspace_id = n.workspace_id AND i.source = n.source AND i.external_id = n.external_id OFFSET 0
    ) AS i
UNION ALL
SELECT {_LOOKED}, {{looks}}, NULL, 0, NULL, NULL, NULL
"""  # noqa: S608 (numbers and words of ours)


class Glance(NamedTuple):
    """What was seen: the lead of each address that is somebody's, and a number of nobody else's for each that is not.

    `heard` are the names heard before, `owners` who has letters waiting for a lead.
    """

    leads: dict[Address, int]
    fresh: dict[Address, int]
    held: dict[int, Stored]
    heard: set[Name]
    waiting: list[Waiting]
    owners: dict[int, int]

    @property
    def versions(self) -> dict[int, int]:
        """What the leads have to be still when something is written of them."""
        return {lead_id: stored.version for lead_id, stored in self.held.items()}

    def taken(self, rows: Iterable[Row]) -> Taken:
        """`fsm.storage.claiming.take`, of what was seen; the name of every row must have been asked about."""
        first: dict[Name, Row] = {}
        for row in rows:
            first.setdefault((row["workspace_id"], row["source"], row["external_id"]), row)
        new = [row for name, row in first.items() if name not in self.heard]
        return Taken(together(self.waiting, new), new, self.owners)


def may_look(connection: Connection) -> bool:
    """Whether a batch may go without locks: nothing was asked in it yet, and it is not here because that failed."""
    return connection.dialect.name == "postgresql" and lines.is_light(connection)


def look(
    connection: Connection, addresses: Collection[Address], others: Collection[int], names: Collection[Name]
) -> Glance | None:
    """Who these are and what waits for them; None where somebody is no lead (any more): that takes a closer look."""
    asked = looks.all_looks()
    order, named = sorted(addresses), sorted(names)
    values = (*unzipped(order, 3), sorted(others), *unzipped(named, 3))
    seen = Glance({}, {}, {}, set(), [], {})
    gone = False
    for what, nth, lead_id, number, body, received_at, due_at in lines.alone(connection, _glancing(asked), values):
        if what == _ADDRESS:
            (seen.fresh if lead_id is None else seen.leads)[order[nth - 1]] = lead_id or number
        elif what == _LEAD:
            gone = gone or bool(nth)
            seen.held[lead_id] = Stored(decode_lead(body, lead_id), number)
        elif what == _WAITING:
            seen.waiting.append(Waiting(nth, lead_id, body, received_at, due_at))
        elif what == _OWNER:
            seen.owners[lead_id] = number
        elif what == _HEARD:
            seen.heard.add(named[nth - 1])
        else:
            looks.remember(connection, asked, [bool(nth >> place & 1) for place in range(len(asked))])
    return None if gone or not seen.held.keys() >= {*seen.leads.values(), *others} else seen


@cache
def _glancing(asked: tuple[looks.Look, ...]) -> str:
    bits = [f"{each.condition}::integer::bigint << {place}" for place, each in enumerate(asked)]
    return _GLANCE.replace("{looks}", " | ".join(f"({bit})" for bit in bits) or "0")
