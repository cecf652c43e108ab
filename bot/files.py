"""The keeper of files: fetches what people sent from their networks, keeps it, and hands it out again.

A turn only notes that there is a file (`expect`, in its own transaction). After the commit the file is fetched: by the
sweep (`fetch_expected`), or at the latest when a letter with it is about to leave (`filled`). So a crash loses none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection

from bot.sniffing import kind_of, mime_of, name_of
from channels.contract import Attachment, Channel, Enclosure, Outbound, Refused, SendFailed, TryLater
from fsm.storage import files as kept
from fsm.storage.files import File
from fsm.storage.store import Store

log = structlog.get_logger()

LARGEST = 20_000_000
"""Bytes of one file; a larger one stays where it is."""

MOST_A_DAY = 200_000_000
"""Bytes kept of one lead within 24 hours."""

_NOT_FILES = frozenset({"location", "dice", "call"})
_SENT_BY_ID = frozenset({"photo", "document", "voice", "audio", "video"})
# Networks on which the id of a file that came is also good for sending it again.
_RESENDS = frozenset({"telegram"})
_GIVE_UP_AFTER = timedelta(hours=24)
_AT_A_TIME = 20
_LATER_SECONDS = 15.0

Fetch = Callable[[str], Awaitable[Any]]


def expect(  # noqa: PLR0913 (what a file is known by)
    connection: Connection,
    channel: str,
    attachment: Attachment,
    *,
    file_id: int,
    workspace_id: int,
    lead_id: int | None,
    now: datetime,
) -> int | None:
    """Note a lead's file inside a turn; its number to speak of it by, or None for what is no file (a place, a call).

    The number is `file_id`, a fresh one from `Ids`, unless this very file was noted before.
    """
    if attachment.kind in _NOT_FILES or not attachment.file_id:
        return None
    file = File(
        id=file_id,
        workspace_id=workspace_id,
        lead_id=lead_id,
        channel=channel,
        file_id=attachment.file_id,
        kind=attachment.kind,
        name=name_of(attachment.name, attachment.mime, attachment.kind) if attachment.name else "",
        mime=attachment.mime,
        size=attachment.size,
        why="larger than 20 MB" if attachment.size > LARGEST else "",
    )
    return kept.expect(connection, file, now)


def enclosure_of(connection: Connection, file_id: int, channel: str = "") -> Enclosure | None:
    """A kept or expected file as something to send on `channel`; None when there is no such file or it was given up.

    Its content is filled in just before it leaves (`Keeper.filled`). Where the network itself still has the file, the
    same channel sends it by the network's own id, and nothing need be fetched.
    """
    file = kept.about(connection, file_id)
    if file is None:
        return None
    by_id = file.channel == channel and channel in _RESENDS and file.kind in _SENT_BY_ID
    if file.why and not by_id:
        return None
    return Enclosure(
        kind=file.kind if file.kind in _SENT_BY_ID else kind_of(file.mime, file.kind),
        name=file.name,
        mime=file.mime,
        size=file.size,
        file_id=file.file_id if by_id else "",
        stored=file.id,
    )


class Keeper:
    """Fetches and keeps. One for the program; `channels` are those the files came by."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], now: Callable[[], datetime]) -> None:
        self._store = store
        self._channels = channels
        self._now = now

    async def filled(self, message: Outbound) -> Outbound:
        """The message with what every stored file in it holds; raises `TryLater` or `Refused` for one not to be had."""
        if not message.files:
            return message
        files = [await self._filled(file) for file in message.files]
        return msgspec.structs.replace(message, files=tuple(files))

    async def fetch_expected(self, at_most: int = _AT_A_TIME) -> int:
        """Fetch what was noted and has not come; how many came. Call it soon: some networks keep files for minutes."""
        since = self._now() - _GIVE_UP_AFTER
        came = 0
        for file in await self._store.read(partial(kept.expected, since=since, at_most=at_most)):
            try:
                await self._fetched(file)
            except Refused as why:
                log.warning("file.given_up", file=file.id, lead=file.lead_id, channel=file.channel, why=str(why)[:100])
            except TryLater as why:
                log.info("file.later", file=file.id, channel=file.channel, why=str(why)[:100])
            else:
                came += 1
        return came

    async def take(  # noqa: PLR0913 (what a file is known by)
        self,
        content: bytes,
        *,
        file_id: int,
        workspace_id: int,
        lead_id: int | None,
        channel: str,
        kind: str = "document",
        name: str = "",
        mime: str = "",
    ) -> File:
        """Keep a file whose bytes are here already (a page's upload); `file_id` is a fresh number from `Ids`.

        Raises `Refused` for one that is too large or one too many.
        """
        told = File(
            id=file_id,
            workspace_id=workspace_id,
            lead_id=lead_id,
            channel=channel,
            file_id=f"own:{file_id}",
            kind=kind,
            name=name,
            mime=mime,
            size=len(content),
        )
        await self._store.write(partial(kept.expect, file=told, now=self._now()))
        return await self._keep(told, content)

    async def content(self, file_id: int) -> tuple[File, bytes]:
        """A file and what it holds, fetched now if need be; raises `TryLater` or `Refused`."""
        file = await self._store.read(partial(kept.about, file_id=file_id))
        if file is None:
            raise Refused("the file was erased")
        if not file.ready:
            file = await self._fetched(file)
        content = await self._store.read(partial(kept.content_of, file_id=file_id))
        if content is None:
            raise Refused("the file was erased")
        return file, content

    async def _filled(self, file: Enclosure) -> Enclosure:
        if not file.stored or file.content or file.file_id:
            return file
        about, content = await self.content(file.stored)
        kind = about.kind if about.kind in _SENT_BY_ID else "document"
        return Enclosure(
            kind=kind, name=about.name, mime=about.mime, size=len(content), stored=file.stored, content=content
        )

    async def _fetched(self, file: File) -> File:
        if file.why:
            raise Refused(f"the file is not here: {file.why}")
        fetch: Fetch | None = getattr(self._channels.get(file.channel), "fetch", None)
        if fetch is None:
            raise TryLater(_LATER_SECONDS, f"channel {file.channel} is switched off or gives no files")
        try:
            content: bytes = await fetch(file.file_id)
        except Refused as why:
            await self._give_up(file, str(why))
            raise
        except SendFailed as why:
            raise why if isinstance(why, TryLater) else TryLater(_LATER_SECONDS, str(why)) from None
        return await self._keep(file, content)

    async def _keep(self, file: File, content: bytes) -> File:
        why_not = await self._too_much(file, len(content))
        if why_not:
            await self._give_up(file, why_not)
            raise Refused(f"the file is not kept: {why_not}")
        mime = mime_of(content, file.mime, file.name)
        come = msgspec.structs.replace(
            file,
            kind=kind_of(mime, file.kind),
            name=name_of(file.name, mime, file.kind),
            mime=mime,
            size=len(content),
            ready=True,
        )
        await self._store.write(partial(kept.fill, file=come, content=content))
        log.info("file.kept", file=file.id, lead=file.lead_id, channel=file.channel, kind=come.kind, bytes=come.size)
        return come

    async def _too_much(self, file: File, size: int) -> str:
        if size > LARGEST:
            return "larger than 20 MB"
        if file.lead_id is None:
            return ""
        today = await self._store.read(partial(kept.bytes_today, lead_id=file.lead_id, now=self._now()))
        return "more than 200 MB of this lead in a day" if today + size > MOST_A_DAY else ""

    async def _give_up(self, file: File, why: str) -> None:
        await self._store.write(partial(kept.give_up, file_id=file.id, why=why))
