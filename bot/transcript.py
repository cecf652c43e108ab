"""Conversations as they were said, for whoever shows them again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from channels.contract import Button
from channels.webchat.history import Author, Line, Shown
from channels.webchat.shelf import OWN
from fsm.storage import tables as t
from fsm.storage.store import Store

_NEWEST = 300
_AUTHORS: dict[str, Author] = {"lead": "visitor", "bot": "bot", "rep": "rep"}


class Transcript:
    """`channels.webchat.history.History` on the store: the messages of one channel's chat."""

    def __init__(self, store: Store, channel: str) -> None:
        self._store = store
        self._channel = channel

    async def after(self, chat: str, cursor: str) -> Sequence[Line]:
        """The chat's lines after `cursor`, oldest first; the newest few hundred when there is none."""
        last = int(cursor) if cursor.isdecimal() else 0
        return await self._store.read(lambda connection: self._lines(connection, chat, last))

    def _lines(self, connection: Connection, chat: str, last: int) -> list[Line]:
        person = select(t.identities.c.lead_id).where(
            t.identities.c.workspace_id == t.DEFAULT_WORKSPACE,
            t.identities.c.channel == self._channel,
            t.identities.c.external_id == chat,
        )
        query = select(t.messages).where(
            t.messages.c.lead_id == person.scalar_subquery(),
            # Whoever holds the page's secret sees what was said there, not what was said to them in other apps.
            t.messages.c.channel == self._channel,
            t.messages.c.id > last,
            t.messages.c.key != "edited",
        )
        rows = connection.execute(query.order_by(t.messages.c.id.desc()).limit(_NEWEST)).all()
        return [_line(row) for row in reversed(rows)]


def _line(row: Row[tuple[object, ...]]) -> Line:
    extras = json.loads(row.extras) if row.extras else {}
    return Line(
        id=str(row.id),
        author=_AUTHORS[row.author],
        text=row.text,
        at=row.at,
        client_id=row.network_id if row.author == "lead" else "",
        buttons=tuple(Button(*each) for each in extras.get("buttons", ())),
        files=tuple(_file(file) for file in extras.get("files", ())),
    )


def _file(file: dict[str, Any]) -> Shown:
    """A file as the line notes it: by its number with us (`stored`), or by the id of the network it came by."""
    name = f"{OWN}{file['stored']}" if file.get("stored") else file.get("file_id", "")
    return Shown(name, file.get("kind", ""), file.get("name", ""), file.get("mime", ""), file.get("size", 0))
