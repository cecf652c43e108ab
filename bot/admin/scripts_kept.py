"""What the owner's work on scripts leaves in the database: the draft, what was live before, replays, a comparison.

They are rows of the owner's settings beside those of the house, each one JSON value under a name of its own.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime
from typing import NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, delete, select

from bot.packs import Packs, key_of, named
from fsm.lead import Stage
from fsm.storage import tables as t
from fsm.storage.inserting import insert_for
from handoff.house import house
from handoff.tables import settings

_LATEST = 5_000
_UNDER_WAY = (Stage.NEW, Stage.CONTACTED, Stage.QUALIFYING)

T = TypeVar("T", bound=msgspec.Struct)


class _Version(msgspec.Struct, frozen=True):
    """Of a lead only which script it talks to; as in `Lead`, what was never set is not written down."""

    script: str = ""
    script_version: int = 0


_read_version = msgspec.json.Decoder(_Version).decode


class Draft(msgspec.Struct, frozen=True):
    """A script being changed; `base` is the version it began from ("name@version")."""

    body: str
    base: str
    by: str = ""

    @property
    def digest(self) -> str:
        """Tells this text from any other."""
        return hashlib.sha256(self.body.encode()).hexdigest()[:16]


class Replayed(msgspec.Struct, frozen=True):
    """A replay of a draft: of which text, over how many conversations, how many differ, and how many forbid it."""

    digest: str
    talks: int
    differ: int
    blocked: int


class Before(msgspec.Struct, frozen=True):
    """The version that was live before the one that is."""

    published: str


class Version(NamedTuple):
    """A published version of a script."""

    name: str
    number: int
    at: datetime

    @property
    def named(self) -> str:
        return f"{self.name}@{self.number}"


_NAMES: dict[type[msgspec.Struct], str] = {Draft: "script_draft", Replayed: "script_replay", Before: "script_before"}


def kept(connection: Connection, workspace_id: int, what: type[T], name: str = "") -> T | None:
    """The value of this kind, None when there is none."""
    here = settings.c.workspace_id == workspace_id, settings.c.name == (name or _NAMES[what])
    value = connection.execute(select(settings.c.value).where(*here)).scalar()
    return None if value is None else msgspec.json.decode(value, type=what)


def keep(  # noqa: PLR0913, PLR0917 (a row)
    connection: Connection, workspace_id: int, value: msgspec.Struct, by: str, at: datetime, name: str = ""
) -> None:
    """Write the value of its kind."""
    row = {
        "workspace_id": workspace_id,
        "name": name or _NAMES[type(value)],
        "value": msgspec.json.encode(value).decode(),
        "set_by": by[:200],
        "at": at,
    }
    changed = {key: row[key] for key in ("value", "set_by", "at")}
    key = [settings.c.workspace_id, settings.c.name]
    connection.execute(
        insert_for(connection, settings).values(row).on_conflict_do_update(index_elements=key, set_=changed)
    )


def drop(connection: Connection, workspace_id: int, what: type[msgspec.Struct], name: str = "") -> None:
    """Take the value of this kind away."""
    here = settings.c.workspace_id == workspace_id, settings.c.name == (name or _NAMES[what])
    connection.execute(delete(settings).where(*here))


def live(connection: Connection, workspace_id: int, packs: Packs) -> str:
    """The version newcomers talk to, as the settings say in this transaction."""
    return house(connection, workspace_id).script or named(packs.current)


def versions(connection: Connection, workspace_id: int, limit: int) -> list[Version]:
    """All versions of all scripts, the newest first."""
    s = t.scripts.c
    query = select(s.name, s.version, s.created_at).where(s.workspace_id == workspace_id).order_by(s.id.desc())
    return [Version(row[0], row[1], row[2]) for row in connection.execute(query.limit(limit))]


def body_of(connection: Connection, workspace_id: int, published: str) -> str | None:
    """The text of a version, None when there is no such."""
    name, number = key_of(published)
    s = t.scripts.c
    query = select(s.body).where(s.workspace_id == workspace_id, s.name == name, s.version == number)
    found = connection.execute(query).scalar()
    return None if found is None else str(found)


def talking(connection: Connection, workspace_id: int) -> Counter[str]:
    """How many conversations are under way on each version, among the latest few thousand leads."""
    latest = select(t.leads.c.state, t.leads.c.stage).where(t.leads.c.workspace_id == workspace_id)
    latest_ones = latest.order_by(t.leads.c.updated_at.desc()).limit(_LATEST).subquery()
    rows = connection.execute(select(latest_ones.c.state).where(latest_ones.c.stage.in_(_UNDER_WAY)))
    found = (_read_version(row.state) for row in rows)
    return Counter(f"{lead.script}@{lead.script_version}" for lead in found)
