"""What a message holds besides text: files by reference, places, cards, and what engines say only in their raw data."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from channels.contract import Attachment

from .schema import Location, Message

_TEL = re.compile(r"^(?:item\d+\.)?TEL[^:\n]*:\s*([+0-9() -]{5,30})", re.MULTILINE | re.IGNORECASE)
_WAID = re.compile(r"waid=([0-9]{5,15})", re.ASCII)
_LONGEST_NAME = 128
# The engines' own names for what a message is, for files that WAHA did not download.
_RAW_KINDS = {
    "audioMessage": "voice",
    "imageMessage": "photo",
    "videoMessage": "video",
    "documentMessage": "document",
    "stickerMessage": "sticker",
    "ptt": "voice",
    "audio": "audio",
    "image": "photo",
    "video": "video",
    "document": "document",
    "sticker": "sticker",
}


def attachments(item: Message, clean: Callable[[str], str]) -> tuple[Attachment, ...]:
    """The file by reference (`channels.whatsapp.media` fetches by it), and the place."""
    found = []
    media = item.media
    if item.hasMedia or (media is not None and media.url):
        mime = clean((media.mimetype if media else "") or "")[:_LONGEST_NAME]
        name = clean((media.filename if media else "") or "")[:_LONGEST_NAME]
        kind = _kind(mime) if mime else _raw_kind(item.data)
        found.append(Attachment(kind=kind, file_id=clean(_reference(item)), name=name, mime=mime))
    if item.location is not None and (coordinates := _coordinates(item.location)):
        found.append(Attachment(kind="location", file_id=coordinates))
    return tuple(found)


def place(item: Message) -> str:
    """The words of a place: its name and address."""
    if item.location is None:
        return ""
    return ", ".join(part.strip() for part in (item.location.name, item.location.address) if part and part.strip())


def contact_number(item: Message) -> str:
    """The number on a shared card. WhatsApp does not vouch that it is the sender's own."""
    for card in item.vCards or ():
        if known := _WAID.search(card):
            return f"+{known[1]}"
        if written := _TEL.search(card):
            return written[1].strip()
    return ""


def displayed_name(data: Any) -> str:
    """What people call themselves; every engine keeps it in another place of its raw data."""
    return _text(data, "notifyName") or _text(data, "pushName") or _text(_part(data, "Info"), "PushName")


def other_id(data: Any) -> str:
    """The person's other id (number for a hidden one, or the reverse), where the engine tells it."""
    key, info = _part(data, "key"), _part(data, "Info")
    return _text(key, "remoteJidAlt") or _text(key, "senderPn") or _text(info, "SenderAlt")


def _reference(item: Message) -> str:
    """The message's id, by which the file can be downloaded again, and where it lies for the next minutes."""
    path = urlsplit(item.media.url).path if item.media and item.media.url else ""
    return f"{item.id[:200]}|{path[:500]}" if path else item.id[:200]


def _kind(mime: str) -> str:
    area, _, kind = mime.partition("/")
    if area == "audio":
        return "voice" if "ogg" in kind or "opus" in kind else "audio"
    if area == "image":
        return "sticker" if kind.startswith("webp") else "photo"
    return "video" if area == "video" else "document"


def _raw_kind(data: Any) -> str:
    inside = _part(data, "message") or _part(data, "Message")
    names = [_text(data, "type"), *inside]
    return next((_RAW_KINDS[name] for name in names if name in _RAW_KINDS), "document")


def _coordinates(place: Location) -> str:
    try:
        latitude, longitude = float(place.latitude), float(place.longitude)
    except ValueError:
        return ""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # noqa: PLR2004 - degrees
        return ""
    return f"{latitude:.6f},{longitude:.6f}"


def _part(data: Any, name: str) -> dict[str, Any]:
    part = data.get(name) if isinstance(data, dict) else None
    return part if isinstance(part, dict) else {}


def _text(data: Any, name: str) -> str:
    text = data.get(name) if isinstance(data, dict) else None
    return text if isinstance(text, str) else ""
