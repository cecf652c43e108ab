"""A request that carries a file: multipart/form-data, as RFC 7578 and browsers write it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec

from channels.contract import Enclosure

# One for the whole life of the program: random enough that no file holds it, and requests are made faster.
_BOUNDARY = f"talap-{secrets.token_hex(24)}"
_QUOTED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
_ANY_KIND = "application/octet-stream"

FORM = f"multipart/form-data; boundary={_BOUNDARY}"
"""The content type of what `form` makes."""


class Upload(msgspec.Struct, frozen=True):
    """A file and the name of the parameter it is."""

    field: str
    file: Enclosure


def form(params: Mapping[str, Any], upload: Upload) -> bytes:
    """The body: each parameter a part (what is no text as JSON), then the file under its name."""
    parts = [_part(f'name="{name}"', _text(value).encode("utf-8", "replace")) for name, value in params.items()]
    named = (upload.file.name or upload.field).translate(_QUOTED)
    kind = upload.file.mime if upload.file.mime.isascii() and upload.file.mime.isprintable() else ""
    about = f'name="{upload.field}"; filename="{named}"\r\nContent-Type: {kind or _ANY_KIND}'
    return b"".join([*parts, _part(about, upload.file.content), f"--{_BOUNDARY}--\r\n".encode()])


def _part(about: str, content: bytes) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {about}\r\n\r\n"
    return b"%b%b\r\n" % (head.encode("utf-8", "replace"), content)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
