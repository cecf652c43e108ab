"""Reading a body without trusting its length, its compression or its encoding."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import AsyncIterable

from jobs.scraping.contract import Skipped

_AUTOMATIC = 47  # zlib: accept gzip and zlib headers
_BARE = -15
_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Russian small letters stand where KOI8-R has capitals and the other way round, so text in the wrong one shouts.
_SMALL = re.compile("[а-яё]")
_CAPITAL = re.compile("[А-ЯЁ]")


class TooLarge(Skipped):
    """The body is longer than the limit, as sent or unpacked."""

    def __init__(self) -> None:
        super().__init__("too_large")


class Unpacker:
    """Undoes one Content-Encoding piece by piece, never making more than `limit` bytes in all.

    Raises TooLarge beyond it, and Skipped for a packing we did not ask for or that is broken.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        name = encoding.strip().lower() or "identity"
        if name not in {"identity", "gzip", "x-gzip", "deflate"}:
            raise Skipped("unreadable", "packed in a way we did not ask for")
        self._packed = name != "identity"
        self._maybe_bare = name == "deflate"
        self._inflater = zlib.decompressobj(_AUTOMATIC)
        self._room = limit

    def feed(self, chunk: bytes) -> bytes:
        """The next unpacked bytes."""
        plain = self._inflate(chunk) if self._packed else chunk
        self._room -= len(plain)
        if self._room < 0:
            raise TooLarge
        return plain

    def _inflate(self, chunk: bytes) -> bytes:
        try:
            plain = self._inflater.decompress(chunk, self._room + 1)
        except zlib.error as error:
            if not self._maybe_bare:
                raise Skipped("unreadable", "broken packing") from error
            self._maybe_bare = False  # some servers send "deflate" without its header
            self._inflater = zlib.decompressobj(_BARE)
            return self._inflate(chunk)
        self._maybe_bare = False
        return plain


async def read_bounded(chunks: AsyncIterable[bytes], encoding: str, limit: int, *, cut: bool = False) -> bytes:
    """The unpacked body. With `cut` a longer one is cut at the limit, else it raises TooLarge."""
    unpacker = Unpacker(encoding, limit)
    body = bytearray()
    sent = 0
    async for chunk in chunks:
        sent += len(chunk)
        room = limit - len(body)
        if cut and (len(chunk) > room or sent > limit):
            body += _first(unpacker, chunk, room)
            break
        if sent > limit:
            raise TooLarge
        body += unpacker.feed(chunk)
    return bytes(body[:limit])


def _first(unpacker: Unpacker, chunk: bytes, room: int) -> bytes:
    try:
        return unpacker.feed(chunk[:room])
    except TooLarge:
        return b""


def decoded(body: bytes, charset: str = "") -> str:
    """The text of a page: by its byte order mark, the header, the page's own word, or what it looks like.

    A declaration that does not fit the bytes is not believed: old Russian hosts declare UTF-8 and serve cp1251.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    head = body[:_DECLARED_WITHIN]
    declared = _XML.search(head) or _META.search(head)
    for name in (charset, declared[1].decode("ascii") if declared else ""):
        text = _strictly(body, name)
        if text is not None:
            return text
    text = _strictly(body, "utf-8")
    return _guessed(body) if text is None else text


def _strictly(body: bytes, name: str) -> str | None:
    try:
        # A "text encoding" only: Python's codecs also contain rot13 and zip.
        if not name or not codecs.lookup(name)._is_text_encoding:  # noqa: SLF001 - the public decode() checks just this
            return None
        return body.decode(name)
    except (LookupError, ValueError):
        return None


def _guessed(body: bytes) -> str:
    """Broken UTF-8, cp1251 or KOI8-R, whichever reads best."""
    loose = body.decode("utf-8", "replace")
    if loose.count("�") * 50 < len(loose) and _SMALL.search(loose):
        return loose
    windows, koi = body.decode("cp1251", "replace"), body.decode("koi8-r", "replace")
    return koi if _shouting(windows) > _shouting(koi) else windows


def _shouting(text: str) -> float:
    capital, small = len(_CAPITAL.findall(text)), len(_SMALL.findall(text))
    return capital / (capital + small + 1)
