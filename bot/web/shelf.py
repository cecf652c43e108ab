"""Files of the website chat in our storage: `channels.webchat.shelf.Shelf` on the keeper of files."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, select

from bot.files import Keeper
from channels.contract import Refused
from channels.webchat.shelf import Kept, NoRoom
from channels.webchat.translate import NAME
from fsm.storage import files as kept
from fsm.storage import road
from fsm.storage import tables as t
from fsm.storage.files import File
from fsm.storage.inserting import insert_for
from fsm.storage.store import Store
from handoff.tables import settings

SECRET = "web.files.secret"  # noqa: S105  # the name of a row, not a secret
_RANDOM_BYTES = 32


class WebShelf:
    """Keeps what visitors hand in. A file of somebody we know already counts as theirs at once."""

    def __init__(self, store: Store, ids: Callable[[], int], now: Callable[[], datetime]) -> None:
        self._store = store
        self._ids = ids
        self._now = now
        self._keeper = Keeper(store, {}, now)
        self._secret = b""

    async def secret(self) -> bytes:
        """The seal's secret: made once, the same for every process on this database."""
        if not self._secret:
            known = await self._store.read(_secret)
            self._secret = bytes.fromhex(known or await self._store.write(partial(_make_secret, now=self._now())))
        return self._secret

    async def keep(self, chat: str, file: Kept, content: bytes) -> Kept:
        """Keep it; raises `NoRoom` for more than a person may leave with us in a day."""
        person = (t.DEFAULT_WORKSPACE, NAME, chat)
        known = await self._store.read(lambda connection: road.find_leads(connection, [person]))
        try:
            taken = await self._keeper.take(
                content,
                file_id=self._ids(),
                workspace_id=t.DEFAULT_WORKSPACE,
                lead_id=known.get(person),
                channel=NAME,
                kind=file.kind,
                name=file.name,
                mime=file.mime,
            )
        except Refused as why:
            raise NoRoom(str(why)) from None
        return _shown(taken)

    async def find(self, number: int) -> Kept | None:
        """A kept file; None when there is none of this number, or it is not here."""
        file = await self._store.read(partial(kept.about, file_id=number))
        return _shown(file) if file is not None and file.ready else None

    async def content(self, number: int) -> bytes | None:
        """What it holds."""
        return await self._store.read(partial(kept.content_of, file_id=number))


def _shown(file: File) -> Kept:
    return Kept(file.id, file.kind, file.name, file.mime, file.size)


def _secret(connection: Connection) -> str:
    mine = settings.c.workspace_id == t.DEFAULT_WORKSPACE, settings.c.name == SECRET
    return str(connection.execute(select(settings.c.value).where(*mine)).scalar() or "")


def _make_secret(connection: Connection, now: datetime) -> str:
    row = {"workspace_id": t.DEFAULT_WORKSPACE, "name": SECRET, "value": secrets.token_hex(_RANDOM_BYTES)}
    row |= {"set_by": "bot", "at": now}
    connection.execute(insert_for(connection, settings).values(row).on_conflict_do_nothing())
    return _secret(connection)
