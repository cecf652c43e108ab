"""Keys of the API: made in the owner's chat and shown there once; what stands in the database is only their hashes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum

import msgspec
from sqlalchemy import Connection, insert, select, update

from bot.web.api_tables import api_keys

_BEGINS = 9
_k = api_keys.c


class KeyRole(StrEnum):
    """What a key opens; each may do all that the ones before it may."""

    READ = "read"
    SALES = "sales"
    ADMIN = "admin"


_RANK = {KeyRole.READ: 0, KeyRole.SALES: 1, KeyRole.ADMIN: 2}


class Holder(msgspec.Struct, frozen=True):
    """Who calls: the number of their key (0 for the one in the settings and for this machine), its name and role."""

    id: int
    name: str
    role: KeyRole

    def may(self, needed: KeyRole) -> bool:
        return _RANK[self.role] >= _RANK[needed]


class KeyLine(msgspec.Struct, frozen=True):
    """A key as lists show it: how it begins tells it from others and opens nothing."""

    id: int
    begins: str
    role: KeyRole
    name: str


def digest(key: str) -> str:
    """Under which a key stands in the database. Keys are long and random, so a plain hash cannot be guessed back."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def make(  # noqa: PLR0913, PLR0917 (the columns of a row)
    connection: Connection, workspace_id: int, role: KeyRole, name: str, by: str, at: datetime
) -> tuple[str, int]:
    """A new key and its number; the key itself is nowhere else."""
    key = f"tk_{secrets.token_urlsafe(32)}"
    row = {
        "workspace_id": workspace_id,
        "hash": digest(key),
        "begins": key[:_BEGINS],
        "role": role.value,
        "name": name[:100],
        "made_by": by[:200],
        "created_at": at,
    }
    return key, connection.execute(insert(api_keys).values(row).returning(_k.id)).scalar_one()


def begins(key: str) -> str:
    """The part of a key that may be shown."""
    return key[:_BEGINS]


def revoke(connection: Connection, workspace_id: int, key_id: int, at: datetime) -> bool:
    """Close a key for good, from the next request on; whether it was open."""
    here = _k.id == key_id, _k.workspace_id == workspace_id, _k.revoked_at.is_(None)
    return connection.execute(update(api_keys).where(*here).values(revoked_at=at)).rowcount == 1


def listed(connection: Connection, workspace_id: int) -> list[KeyLine]:
    """The open keys, oldest first."""
    query = select(_k.id, _k.begins, _k.role, _k.name).where(_k.workspace_id == workspace_id, _k.revoked_at.is_(None))
    rows = connection.execute(query.order_by(_k.id))
    return [KeyLine(row.id, row.begins, KeyRole(row.role), row.name) for row in rows]


def holder(connection: Connection, workspace_id: int, key: str) -> Holder | None:
    """Whose key this is, while it is open; a key of another workspace opens nothing here."""
    here = _k.hash == digest(key), _k.workspace_id == workspace_id, _k.revoked_at.is_(None)
    query = select(_k.id, _k.name, _k.role).where(*here)
    row = connection.execute(query).first()
    return Holder(row.id, row.name, KeyRole(row.role)) if row is not None else None
