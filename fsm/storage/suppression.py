"""Whom never to write to first, by keyed hashes: a STOP outlives joining, erasure, a new import and a new scrape.

The hash is HMAC-SHA256 of the address under a random key of the installation. Answering somebody who writes to us is
not "first": the road does not ask here, outreach must.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from fsm.people.addresses import Reach, reach
from fsm.storage.inserting import insert_for
from fsm.storage.people_tables import suppression_keys, suppressions

STOPPED = "stopped"
ERASED = "erased"

_KEY_BYTES = 32
_AT_ONCE = 500


def suppress(connection: Connection, workspace_id: int, addresses: Iterable[Reach], now: datetime, why: str) -> None:
    """Never write first to any of these addresses: ("phone", any spelling), ("email", ...), (channel, id there)."""
    key = _key(connection, workspace_id, now)
    rows = [
        {"workspace_id": workspace_id, "digest": digest, "why": why[:40], "at": now}
        for digest in sorted({_digest(key, each) for each in _every(addresses)})
    ]
    if rows:
        connection.execute(insert_for(connection, suppressions).on_conflict_do_nothing(), rows)


def is_suppressed(connection: Connection, workspace_id: int, addresses: Iterable[Reach]) -> bool:
    """Whether any of these addresses belongs to somebody who must not be written to first."""
    return bool(suppressed(connection, workspace_id, addresses))


def suppressed(connection: Connection, workspace_id: int, addresses: Iterable[Reach]) -> frozenset[Reach]:
    """Those of the addresses that must not be written to first, as they were given."""
    given = list(addresses)
    key = _kept_key(connection, workspace_id)
    if key is None:
        return frozenset()
    digests = {address: {_digest(key, each) for each in reach(*address)} for address in given}
    found = _found(connection, workspace_id, {digest for each in digests.values() for digest in each})
    return frozenset(address for address, each in digests.items() if each & found)


def lift(connection: Connection, workspace_id: int, addresses: Iterable[Reach]) -> None:
    """They came back themselves: these addresses, which must be proven to be theirs, may be written to again."""
    key = _kept_key(connection, workspace_id)
    if key is None:
        return
    digests = {_digest(key, each) for each in _every(addresses)}
    ours = suppressions.c.workspace_id == workspace_id
    connection.execute(suppressions.delete().where(ours, suppressions.c.digest.in_(sorted(digests))))


def _every(addresses: Iterable[Reach]) -> set[Reach]:
    return {each for channel, external_id in addresses for each in reach(channel, external_id)}


def _found(connection: Connection, workspace_id: int, digests: Collection[str]) -> set[str]:
    wanted, found = sorted(digests), set[str]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = suppressions.c.digest.in_(wanted[start : start + _AT_ONCE])
        query = select(suppressions.c.digest).where(suppressions.c.workspace_id == workspace_id, some)
        found.update(connection.execute(query).scalars())
    return found


def _digest(key: bytes, address: Reach) -> str:
    return hmac.new(key, "\0".join(address).encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _kept_key(connection: Connection, workspace_id: int) -> bytes | None:
    query = select(suppression_keys.c.key).where(suppression_keys.c.workspace_id == workspace_id)
    return connection.execute(query).scalar()


def _key(connection: Connection, workspace_id: int, now: datetime) -> bytes:
    """The key of this installation, made when it is first needed; whoever comes second uses the first's."""
    kept = _kept_key(connection, workspace_id)
    if kept is None:
        row = {"workspace_id": workspace_id, "key": secrets.token_bytes(_KEY_BYTES), "created_at": now}
        connection.execute(insert_for(connection, suppression_keys).on_conflict_do_nothing(), [row])
        kept = _kept_key(connection, workspace_id)
    return kept or b""
