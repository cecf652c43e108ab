"""Files that are sent through WAHA: what came, and what the engines would not take."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

FILES = ("/api/sendImage", "/api/sendFile", "/api/sendVoice", "/api/sendVideo")


@dataclass(frozen=True)
class GivenFile:
    """One file as it reached WhatsApp; `trouble` is the engine's complaint about it."""

    road: str
    name: str
    mime: str
    content: bytes
    trouble: str = ""


def given_file(path: str, body: dict[str, Any]) -> GivenFile:
    """The file of a request, with what would be wrong with it."""
    file = body["file"]
    try:
        content = base64.b64decode(file.get("data", ""), validate=True)
    except binascii.Error:
        return GivenFile(path, "", "", b"", "data is not base64")
    trouble = "" if content else "the file is empty"
    opus = file["mimetype"].startswith("audio/ogg") and content.startswith(b"OggS")
    if path.endswith("Voice") and not body["convert"] and not opus:
        trouble = "a voice message must be Opus in Ogg"
    if path.endswith("Image") and not file["mimetype"].startswith("image/"):
        trouble = "not an image"
    return GivenFile(path, file.get("filename", ""), file["mimetype"], content, trouble)
