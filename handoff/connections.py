"""The networks the owner connected in the chat, kept beside the house: one document each, and the one being filled in.

What is kept here holds passwords. It is read by what opens the network and by nothing that shows or logs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from fsm.storage.inserting import insert_for
from handoff.tables import settings

NETWORKS = ("email", "whatsapp")
FIRST = "whatsapp_first"
"""Kept beside the networks, since a change of it is taken up as theirs are."""

_KEPT = "connected."
_DRAFT = "connecting."
_encode = msgspec.json.encode
_fields = msgspec.json.Decoder(dict[str, Any]).decode


class Connected(msgspec.Struct, frozen=True):
    """What a network needs to know, and since when it is so (aware UTC). `fields` must never be shown or logged."""

    fields: dict[str, Any]
    since: datetime


def connected(connection: Connection, workspace_id: int) -> dict[str, Connected]:
    """The networks that were connected in the chat, by name, and `FIRST` where WhatsApp may write first."""
    names = [f"{_KEPT}{network}" for network in (*NETWORKS, FIRST)]
    rows = connection.execute(
        select(settings.c.name, settings.c.value, settings.c.at).where(
            settings.c.workspace_id == workspace_id, settings.c.name.in_(names)
        )
    )
    return {name.removeprefix(_KEPT): Connected(_fields(value), at) for name, value, at in rows}


def connect(  # noqa: PLR0913 (a row of five columns)
    connection: Connection, workspace_id: int, network: str, fields: Mapping[str, Any], *, by: str, at: datetime
) -> None:
    """Keep a network that was seen to work; what was being filled in for it is forgotten."""
    _put(connection, workspace_id, f"{_KEPT}{network}", fields, by=by, at=at)
    forget_draft(connection, workspace_id, network)


def disconnect(connection: Connection, workspace_id: int, network: str) -> None:
    """Forget a network and its secrets."""
    _drop(connection, workspace_id, f"{_KEPT}{network}")
    forget_draft(connection, workspace_id, network)


def let_write_first(connection: Connection, workspace_id: int, *, may: bool, by: str, at: datetime) -> None:
    """The owner's switch: whether WhatsApp may write to people who did not write first."""
    if may:
        _put(connection, workspace_id, f"{_KEPT}{FIRST}", {}, by=by, at=at)
    else:
        _drop(connection, workspace_id, f"{_KEPT}{FIRST}")


def writes_first(connection: Connection, workspace_id: int) -> bool:
    """How that switch stands; off until somebody pressed it."""
    return FIRST in connected(connection, workspace_id)


def draft(connection: Connection, workspace_id: int, network: str) -> dict[str, Any]:
    """What was filled in so far; empty when nothing was."""
    value = connection.execute(
        select(settings.c.value).where(settings.c.workspace_id == workspace_id, settings.c.name == f"{_DRAFT}{network}")
    ).scalar()
    return _fields(value) if value is not None else {}


def keep_draft(  # noqa: PLR0913 (a row of five columns)
    connection: Connection, workspace_id: int, network: str, fields: Mapping[str, Any], *, by: str, at: datetime
) -> None:
    """Keep what is filled in, in place of what was there. A secret may stand in it only while it is being tried."""
    _put(connection, workspace_id, f"{_DRAFT}{network}", fields, by=by, at=at)


def forget_draft(connection: Connection, workspace_id: int, network: str) -> None:
    _drop(connection, workspace_id, f"{_DRAFT}{network}")


def _put(  # noqa: PLR0913 (a row of five columns)
    connection: Connection, workspace_id: int, name: str, fields: Mapping[str, Any], *, by: str, at: datetime
) -> None:
    text = _encode(dict(fields)).decode()
    row = {"workspace_id": workspace_id, "name": name, "value": text, "set_by": by[:200], "at": at}
    changed = {key: row[key] for key in ("value", "set_by", "at")}
    key = [settings.c.workspace_id, settings.c.name]
    connection.execute(
        insert_for(connection, settings).values(row).on_conflict_do_update(index_elements=key, set_=changed)
    )


def _drop(connection: Connection, workspace_id: int, name: str) -> None:
    connection.execute(delete(settings).where(settings.c.workspace_id == workspace_id, settings.c.name == name))
