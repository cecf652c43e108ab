"""The doors of files: a page hands one in, a page shows one. What is shown can run nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from urllib.parse import quote, unquote

import structlog
from aiohttp import web

from channels.contract import Attachment, Enclosure
from channels.webchat import origin
from channels.webchat.frames import BadInput
from channels.webchat.history import Shown
from channels.webchat.intake import NotKept, Slow, on_this_machine
from channels.webchat.kinds import LARGEST, SHOWN, TOO_LARGE, Unfit, kind_of, mime_of, named
from channels.webchat.limits import Rate
from channels.webchat.shelf import Kept, NoRoom, Shelf, number_of, sealed, unsealed
from channels.webchat.translate import FILES

log = structlog.get_logger("channels.webchat")

UPLOAD_WITHIN = 180.0
"""Seconds one file may take to arrive; a phone on a bad line sends 10 MB in two minutes."""

AT_ONCE = 8
"""Files that arrive beside each other; each is held in memory until it is kept."""

FILES_A_MINUTE = 15
FILES_A_MINUTE_IP = 60
MEGABYTES = (6, 60)
"""What a visitor may hand in a minute, and at once; `_IP` from one address, `_ALL` in the whole house."""

MEGABYTES_IP = (20, 200)
MEGABYTES_ALL = (100, 1_000)
_MEGABYTE = 1_000_000
_YEAR = 31_536_000

UNDRESSED = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": f"private, max-age={_YEAR}, immutable",
}


class Files:
    """Takes files of visitors and shows them, where there is a shelf; `on` says whether there is."""

    def __init__(self, shelf: Shelf | None, proxies: int) -> None:
        self._shelf = shelf
        self._proxies = proxies
        self._arriving = asyncio.Semaphore(AT_ONCE)
        self._visitors = Rate(FILES_A_MINUTE, time.monotonic)
        self._addresses = Rate(FILES_A_MINUTE_IP, time.monotonic)
        self._sizes = [
            Rate(a_minute, time.monotonic, burst=burst) for a_minute, burst in (MEGABYTES, MEGABYTES_IP, MEGABYTES_ALL)
        ]

    @property
    def on(self) -> bool:
        return self._shelf is not None

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        return [web.get(f"{FILES}/{{name}}", self.show)] if self.on else []

    async def take(self, request: web.Request, chat: str) -> Shown:
        """One file, its name in X-File-Name, per cent-encoded. Raises `Unfit`, `Slow` or `NotKept`."""
        address = origin.address(request, self._proxies)
        address = "" if on_this_machine(address) else address
        _take(zip((self._visitors, self._addresses), (chat, address), strict=True))
        if self._arriving.locked():
            raise Slow(3)
        async with self._arriving:
            content = await _read(request)
        name = named(unquote(request.headers.get("X-File-Name", "")[:1_000], errors="replace"))
        _take(zip(self._sizes, (chat, address, "all"), strict=True), len(content) / _MEGABYTE)
        mime = await asyncio.to_thread(mime_of, content, name)
        kept = await self._keep(chat, Kept(0, kind_of(mime), name, mime, len(content)), content)
        log.info("webchat.file_kept", file=kept.number, mime=mime, bytes=kept.size)
        return await self.shown(kept)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """GET /api/web/files/{name}: the bytes, as something to save; pictures can stand in a page as well."""
        found = await self._open(request.match_info["name"])
        if found is None:
            return web.json_response({"error": "there is nothing at this address"}, status=404)
        kept, content = found
        response = web.StreamResponse(headers=UNDRESSED)
        response.content_type = kept.mime if kept.mime in SHOWN else "application/octet-stream"
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name, safe='')}"
        response.content_length = len(content)
        # Prepared here, so that the headers of ordinary pages are not laid over these stricter ones.
        await response.prepare(request)
        await response.write(content)
        return response

    async def attachments(self, names: Sequence[str]) -> tuple[Attachment, ...]:
        """What a message says it brings. Raises `BadInput` for a name that is none of ours, or `NotKept`."""
        found = [await self._known(name) for name in names]
        return tuple(Attachment(kept.kind, kept.file_id, kept.name, kept.mime, kept.size) for kept in found)

    async def of(self, names: Sequence[str]) -> list[Shown]:
        """The same for the visitor's other tabs. Raises as `attachments`."""
        found = [(name, await self._known(name)) for name in names]
        return [Shown(name, kept.kind, kept.name, kept.mime, kept.size) for name, kept in found]

    async def outgoing(self, chat: str, enclosures: Sequence[Enclosure]) -> list[Shown]:
        """What goes to a visitor, as a page shows it; what is not kept yet is kept now. Raises as `keep` does."""
        shelf = self._shelf
        if shelf is None:
            return []
        found = [await _stored(shelf, chat, each) for each in enclosures]
        return [await self.shown(kept) for kept in found if kept is not None]

    async def shown(self, kept: Kept) -> Shown:
        """The file as the page knows it."""
        return Shown(await self._sealed(kept.number), kept.kind, kept.name, kept.mime, kept.size)

    async def named(self, files: Sequence[Shown]) -> list[Shown]:
        """Files of a stored line, whose `id` is our `own:<number>`, under the names the page may use."""
        found = [(file, number_of(file.id)) for file in files]
        return [
            Shown(await self._sealed(number), file.kind, file.name, file.mime, file.size)
            for file, number in found
            if number is not None and self.on
        ]

    async def content(self, file_id: str) -> bytes | None:
        """A file by its `Attachment.file_id`; None when there is none."""
        number = number_of(file_id)
        if number is None or self._shelf is None:
            return None
        return await self._shelf.content(number)

    async def _keep(self, chat: str, file: Kept, content: bytes) -> Kept:
        assert self._shelf is not None  # noqa: S101  # the door exists only with a shelf
        try:
            return await self._shelf.keep(chat, file, content)
        except NoRoom as full:
            raise Slow(3_600) from full
        except Exception as error:
            log.error("webchat.file_not_kept", chat=chat[:12], error=type(error).__name__)  # noqa: TRY400  # as in intake
            raise NotKept from error

    async def _known(self, name: str) -> Kept:
        kept = await _kept_or(NotKept, lambda: self._find(name))
        if kept is None:
            raise BadInput("there is no such file; hand it in by POST /api/web/files first", "files")
        return kept

    async def _find(self, name: str) -> Kept | None:
        if self._shelf is None:
            return None
        number = unsealed(name, await self._shelf.secret())
        return None if number is None else await self._shelf.find(number)

    async def _open(self, name: str) -> tuple[Kept, bytes] | None:
        kept = await self._find(name)
        if kept is None or self._shelf is None:
            return None
        content = await self._shelf.content(kept.number)
        return None if content is None else (kept, content)

    async def _sealed(self, number: int) -> str:
        assert self._shelf is not None  # noqa: S101  # only called where there is one
        return sealed(number, await self._shelf.secret())


def _take(purses: Iterable[tuple[Rate, str]], cost: float = 1.0) -> None:
    for rate, key in purses:
        seconds = rate.wait(key, cost) if key else 0.0
        if seconds:
            raise Slow(seconds)


async def _stored(shelf: Shelf, chat: str, enclosure: Enclosure) -> Kept | None:
    number = enclosure.stored or number_of(enclosure.file_id)
    if number:
        return await shelf.find(number)
    if not enclosure.content:
        return None
    told = Kept(0, enclosure.kind, named(enclosure.name), enclosure.mime, len(enclosure.content))
    return await shelf.keep(chat, told, enclosure.content)


async def _read(request: web.Request) -> bytes:
    if (request.content_length or 0) > LARGEST:
        raise Unfit(TOO_LARGE, f"at most {LARGEST} bytes a file")
    content = bytearray()
    try:
        async with asyncio.timeout(UPLOAD_WITHIN):
            async for chunk in request.content.iter_any():
                content += chunk
                if len(content) > LARGEST:
                    raise Unfit(TOO_LARGE, f"at most {LARGEST} bytes a file")
    except TimeoutError:
        raise BadInput("the file took too long to arrive", "file") from None
    return bytes(content)


async def _kept_or(failure: type[Exception], find: Callable[[], Awaitable[Kept | None]]) -> Kept | None:
    try:
        return await find()
    except Exception as error:
        log.error("webchat.file_not_found", error=type(error).__name__)  # noqa: TRY400  # as in intake
        raise failure from error
