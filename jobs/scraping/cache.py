"""Remembered pages in the database, so that a page that did not change is asked for but not sent again."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select

from fsm.storage.store import Store
from jobs.scraping.tables import remembered

if TYPE_CHECKING:
    from jobs.scraping.fetch import Memory

_LARGEST = 1024 * 1024
_TEXTS = ("content_type", "charset", "robots_tag", "etag", "modified")


class StoredCache:
    """`fetch.Cache` over a store. Pages are public, so one workspace's memory may serve the whole process."""

    def __init__(self, store: Store, workspace_id: int) -> None:
        self._store = store
        self._workspace = workspace_id

    async def get(self, url: str) -> Memory | None:
        return await self._store.read(lambda connection: _get(connection, self._workspace, url))

    async def put(self, url: str, memory: Memory, at: datetime) -> None:
        if len(memory.body) <= _LARGEST:
            await self._store.write(lambda connection: _put(connection, self._workspace, url, memory, at))


def _key(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()


def _get(connection: Connection, workspace: int, url: str) -> Memory | None:
    columns = (remembered.c.body, *(remembered.c[name] for name in _TEXTS))
    here = (remembered.c.workspace_id == workspace) & (remembered.c.key == _key(url))
    row = connection.execute(select(*columns).where(here)).first()

    from jobs.scraping.fetch import Memory  # with it comes all that fetches, which forgetting old pages does not need

    return None if row is None else Memory(zlib.decompress(row[0]), *row[1:])


def _put(connection: Connection, workspace: int, url: str, memory: Memory, at: datetime) -> None:
    here = (remembered.c.workspace_id == workspace) & (remembered.c.key == _key(url))
    connection.execute(delete(remembered).where(here))
    row = {name: getattr(memory, name) for name in _TEXTS}
    row |= {"workspace_id": workspace, "key": _key(url), "body": zlib.compress(memory.body, 6), "at": at}
    connection.execute(insert(remembered).values(row))


def forget_older(connection: Connection, before: datetime) -> int:
    """Drop what was not renewed since `before`; how many pages that were."""
    return connection.execute(delete(remembered).where(remembered.c.at < before)).rowcount
