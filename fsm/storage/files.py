"""Kept files: what people sent, fetched from their network into our own storage, so that it can go on to another."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)

from fsm.storage.base import BigId, Moment, metadata
from fsm.storage.inserting import insert_for

DAY = timedelta(days=1)

files = Table(
    "files",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("workspace_id", Integer, ForeignKey("workspaces.id"), nullable=False),
    Column("lead_id", BigId, ForeignKey("leads.id")),
    Column("channel", String(32), nullable=False),
    Column("origin", String(64), nullable=False),
    Column("file_id", String(1000), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("name", String(128), nullable=False),
    Column("mime", String(128), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary),
    Column("why", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("workspace_id", "lead_id", "origin"),
    Index("ix_files_lead_id", "lead_id", "created_at"),
)
"""One row a file. `content` is empty until it is fetched, and stays so where `why` says that it cannot be had.

`origin` is the SHA-256 of the channel and the id the file has there, so that a file heard of twice is one row.
"""


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A kept file without its content. Sizes in bytes; `ready` when the content is here."""

    id: int
    workspace_id: int
    lead_id: int | None
    channel: str
    file_id: str
    kind: str
    name: str = ""
    mime: str = ""
    size: int = 0
    why: str = ""
    ready: bool = False


_ABOUT = (
    *(files.c[name] for name in ("id", "workspace_id", "lead_id", "channel", "file_id")),
    *(files.c[name] for name in ("kind", "name", "mime", "size", "why")),
    files.c.content.is_not(None).label("ready"),
)


def expect(connection: Connection, file: File, now: datetime) -> int:
    """Note a file that is to be fetched after the commit; the number of its row, the same for the same file."""
    origin = hashlib.sha256(f"{file.channel}\0{file.file_id}".encode("utf-8", "replace")).hexdigest()
    same = (files.c.workspace_id == file.workspace_id, files.c.lead_id == file.lead_id, files.c.origin == origin)
    known = select(files.c.id).where(*same).order_by(files.c.id).limit(1)
    found = connection.execute(known).scalar()
    if found is not None:
        return int(found)
    row = {name: getattr(file, name) for name in ("id", "workspace_id", "lead_id", "channel", "file_id", "kind")}
    row |= {"name": file.name[:128], "mime": file.mime[:128], "size": file.size, "why": file.why[:200]}
    row |= {"origin": origin, "sha256": "", "content": None, "created_at": now}
    # Two processes may note it at once; the second then finds the first one's row.
    connection.execute(insert_for(connection, files).values(row).on_conflict_do_nothing())
    return int(connection.execute(known).scalar_one())


def fill(connection: Connection, file: File, content: bytes) -> None:
    """The file has come, and is what `file` now says: kind, name and type."""
    digest = hashlib.sha256(content).hexdigest()
    about = {"kind": file.kind, "name": file.name[:128], "mime": file.mime[:128], "size": len(content)}
    about |= {"sha256": digest}
    connection.execute(update(files).where(files.c.id == file.id).values(content=content, why="", **about))


def give_up(connection: Connection, file_id: int, why: str) -> None:
    """The file cannot be had, and why."""
    unfilled = files.c.id == file_id, files.c.content.is_(None)
    connection.execute(update(files).where(*unfilled).values(why=why[:200]))


def about(connection: Connection, file_id: int) -> File | None:
    """What is known of a file, without its content."""
    row = connection.execute(select(*_ABOUT).where(files.c.id == file_id)).mappings().one_or_none()
    return File(**row) if row is not None else None


def content_of(connection: Connection, file_id: int) -> bytes | None:
    """The file itself; None while it is not here."""
    found = connection.execute(select(files.c.content).where(files.c.id == file_id)).scalar()
    return None if found is None else bytes(found)


def expected(connection: Connection, since: datetime, at_most: int) -> Sequence[File]:
    """Files noted since then that have not come and were not given up, the newest first: they may still be there."""
    waiting = files.c.content.is_(None), files.c.why == "", files.c.created_at >= since
    rows = connection.execute(select(*_ABOUT).where(*waiting).order_by(files.c.id.desc()).limit(at_most))
    return [File(**row) for row in rows.mappings()]


def bytes_today(connection: Connection, lead_id: int, now: datetime) -> int:
    """How much of this lead's was kept within a day."""
    recent = files.c.lead_id == lead_id, files.c.created_at >= now - DAY, files.c.content.is_not(None)
    return int(connection.execute(select(func.coalesce(func.sum(files.c.size), 0)).where(*recent)).scalar_one())


def of_lead(connection: Connection, lead_id: int) -> Sequence[File]:
    """All of a lead's, the oldest first."""
    rows = connection.execute(select(*_ABOUT).where(files.c.lead_id == lead_id).order_by(files.c.id))
    return [File(**row) for row in rows.mappings()]


def erase(connection: Connection, lead_id: int) -> int:
    """Take away all of a lead's; how many there were."""
    return connection.execute(delete(files).where(files.c.lead_id == lead_id)).rowcount


def erase_before(connection: Connection, moment: datetime) -> int:
    """Take away what is older; how many there were."""
    return connection.execute(delete(files).where(files.c.created_at < moment)).rowcount


def erase_papers(connection: Connection, before: datetime) -> int:
    """Take away what is nobody's and older: tables, pictures and exports made for our people; how many there were."""
    nobodys = files.c.lead_id.is_(None), files.c.created_at < before
    return connection.execute(delete(files).where(*nobodys)).rowcount
