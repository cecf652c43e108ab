"""Where visitors' files are kept, and the addresses under which a page may see them.

The engine keeps the bytes; here they get a name nobody can guess. A file's name on the page is its number with a seal,
so a visitor sees what they sent and what was sent to them, and by counting upwards nobody sees anything else.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Protocol

import msgspec

OWN = "own:"
"""How an `Attachment.file_id` of ours begins; the file's number follows."""

_SEALED = re.compile(r"([0-9]{1,18})-([0-9a-f]{32})")


class Kept(msgspec.Struct, frozen=True):
    """A kept file without its content. Size in bytes; `mime` is what its bytes say."""

    number: int
    kind: str
    name: str
    mime: str
    size: int

    @property
    def file_id(self) -> str:
        """What `WebChat.fetch` knows it by."""
        return f"{OWN}{self.number}"


class NoRoom(Exception):
    """The engine does not take this file: too much of this visitor's is kept already."""


class Shelf(Protocol):
    """What the engine keeps of visitors. Every method may raise when the storage does not answer."""

    async def secret(self) -> bytes:
        """At least 16 random bytes, the same over restarts and in every process; they seal the names of files."""
        ...

    async def keep(self, chat: str, file: Kept, content: bytes) -> Kept:
        """Keep a file of this chat; `number` 0 goes in and the real one comes out. Raises `NoRoom`."""
        ...

    async def find(self, number: int) -> Kept | None: ...

    async def content(self, number: int) -> bytes | None: ...


def sealed(number: int, secret: bytes) -> str:
    """The file's name on the page."""
    return f"{number}-{_seal(number, secret)}"


def unsealed(name: str, secret: bytes) -> int | None:
    """The number of a name that came from outside; None when it is not one of ours."""
    found = _SEALED.fullmatch(name)
    if found is None or not hmac.compare_digest(found[2], _seal(int(found[1]), secret)):
        return None
    return int(found[1])


def number_of(file_id: str) -> int | None:
    """The number in an `Attachment.file_id` of ours; None for another network's."""
    digits = file_id.removeprefix(OWN)
    return int(digits) if file_id.startswith(OWN) and digits.isascii() and digits.isdecimal() else None


def _seal(number: int, secret: bytes) -> str:
    return hmac.new(secret, f"file:{number}".encode(), hashlib.sha256).hexdigest()[:32]
