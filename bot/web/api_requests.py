"""What every REST door reads of a request: its body, and the caller's name for it."""

from __future__ import annotations

import hashlib

from aiohttp import web

from channels.webchat.frames import BadInput

LARGEST = 65_536
LONGEST_KEY = 200


class TooLarge(BadInput):
    """More than these doors take."""


async def body_of(request: web.Request) -> bytes:
    """Raises `TooLarge` for more than a form ever holds."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            raise TooLarge(f"at most {LARGEST} bytes", "body")
    return bytes(body)


def idempotency(request: web.Request) -> str:
    """The caller's name for this request, "" when it gave none. Raises `BadInput`."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY:
        raise BadInput(f"at most {LONGEST_KEY} characters", "Idempotency-Key")
    if not key.isascii() or not key.isprintable():
        raise BadInput("printable ASCII characters only", "Idempotency-Key")
    return key


def hashed(*parts: str) -> str:
    """A name of fixed length for some texts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
