"""Files people send: fetched as soon as they are heard of, because WAHA deletes them after three minutes.

A file is known by its message's id and where WAHA put it. What is gone from there is asked for anew by the id.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from http import HTTPStatus
from typing import NoReturn

import msgspec
import structlog

from channels.contract import Inbound

from . import ids
from .api import File, NoAnswer, NotReached, Waha, WahaError, escaped
from .schema import Message

log = structlog.get_logger("whatsapp")

MOST_BYTES = 20_000_000
_KEPT_BYTES = 64_000_000
_MOST_WAITING = 1_000
_NOT_FILES = ("location", "call")


class FileGone(Exception):
    """The file cannot be had any more, or never could: deleted, too large, refused."""


class FileLater(Exception):
    """The file cannot be had just now; try again."""


class Media:
    """Fetches files and keeps the newest in memory, at most 64 MB."""

    def __init__(self, waha: Waha) -> None:
        self._waha = waha
        self._kept: OrderedDict[str, File] = OrderedDict()
        self._bytes = 0
        self._turns: dict[str, asyncio.Lock] = {}
        self._wanted: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)

    def want(self, heard: Inbound) -> None:
        """Fetch the files of a message soon. When too many wait they are fetched when asked for."""
        for file in heard.attachments:
            if file.kind not in _NOT_FILES and not self._wanted.full():
                self._wanted.put_nowait(file.file_id)

    async def work(self) -> NoReturn:
        """Fetch what is wanted, until cancelled."""
        while True:
            file_id = await self._wanted.get()
            try:
                await self.fetch(file_id)
            except (FileGone, FileLater) as error:
                log.info("whatsapp.file_not_fetched", file=file_id.partition("|")[0], why=str(error))

    async def fetch(self, file_id: str) -> File:
        """A file by `Attachment.file_id`; raises `FileGone` or `FileLater`. Whoever asks meanwhile waits for it too."""
        turn = self._turns.setdefault(file_id, asyncio.Lock())
        try:
            async with turn:
                return self._kept.get(file_id) or await self._fetch(file_id)
        finally:
            if not turn.locked():
                self._turns.pop(file_id, None)

    async def _fetch(self, file_id: str) -> File:
        try:
            file = await self._download(file_id)
        except WahaError as error:
            if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise FileLater(str(error)) from None
            raise FileGone(str(error)) from None
        except (NotReached, NoAnswer) as error:
            raise FileLater(str(error)) from None
        self._keep(file_id, file)
        return file

    async def _download(self, file_id: str) -> File:
        message_id, _, path = file_id.partition("|")
        if path:
            try:
                return await self._waha.file(path, MOST_BYTES)
            except WahaError as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    raise
        return await self._waha.file(await self._asked_anew(message_id), MOST_BYTES)

    async def _asked_anew(self, message_id: str) -> str:
        """Where WAHA puts the file when it downloads it again from WhatsApp."""
        chat = ids.chat_in(message_id)
        if not chat:
            raise FileGone("no message is known by this id")
        path = f"/api/{{session}}/chats/{escaped(chat)}/messages/{escaped(message_id)}"
        try:
            found = msgspec.json.decode(await self._waha.get(path, {"downloadMedia": "true"}), type=Message)
        except msgspec.MsgspecError:
            raise FileGone("WAHA does not know the message") from None
        if found.media is None or not found.media.url:
            raise FileGone("WhatsApp does not give the file any more")
        return found.media.url

    def _keep(self, file_id: str, file: File) -> None:
        if file_id in self._kept:
            return
        self._kept[file_id] = file
        self._bytes += len(file.content)
        while self._bytes > _KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.content)
