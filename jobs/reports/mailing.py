"""Where reports go besides Telegram: the owner's address, one row of the settings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select

from fsm.storage.inserting import insert_for
from handoff.tables import settings

_NAME = "report_mail"


def mail_of(connection: Connection, workspace_id: int) -> str:
    """The address, "" for none."""
    return str(connection.execute(select(settings.c.value).where(*_ours(workspace_id))).scalar() or "")


def set_mail(connection: Connection, workspace_id: int, address: str, *, by: str, at: datetime) -> None:
    """Keep an address; "" forgets it."""
    if not address:
        connection.execute(delete(settings).where(*_ours(workspace_id)))
        return
    row = {"workspace_id": workspace_id, "name": _NAME, "value": address, "set_by": by[:200], "at": at}
    changed = {key: row[key] for key in ("value", "set_by", "at")}
    key = [settings.c.workspace_id, settings.c.name]
    connection.execute(
        insert_for(connection, settings).values(row).on_conflict_do_update(index_elements=key, set_=changed)
    )


def _ours(workspace_id: int) -> tuple[ColumnElement[bool], ...]:
    return (settings.c.workspace_id == workspace_id, settings.c.name == _NAME)
