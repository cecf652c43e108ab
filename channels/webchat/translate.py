"""Between the page's words and ours, both ways, purely."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from channels.contract import Attachment, Button, Inbound, Kind, Outbound, Sender
from channels.webchat.frames import BadInput, Message, clean
from channels.webchat.history import Line, Shown

NAME = "web"
FILES = "/api/web/files"
"""Where a page hands files in and finds them."""

LINKS = frozenset({"http", "https", "tel", "mailto"})


class Visitor(msgspec.Struct, frozen=True):
    """Who speaks: their chat, their page's language, and the address they come from (for rates only)."""

    chat: str
    language: str = ""
    address: str = ""


def said(visitor: Visitor, message: Message, now: datetime, max_text: int, files: Sequence[Attachment] = ()) -> Inbound:
    """What a visitor sent. The id is the page's own, so a retry or a second tab repeats it and has one effect.

    Raises `BadInput` when there is neither text nor token nor file, or too much text.
    """
    text = clean(message.text)
    if not text and not message.token and not files:
        raise BadInput("write a text, send a file or give the token of a button", "text")
    if len(text) > max_text:
        raise BadInput(f"at most {max_text} characters, got {len(text)}", "text")
    return Inbound(
        channel=NAME,
        event_id=f"{visitor.chat}:{message.client_msg_id}",
        kind=Kind.PRESSED if message.token else Kind.SAID,
        sender=Sender(id=visitor.chat, language=visitor.language),
        chat=visitor.chat,
        sent_at=now,
        message_id=message.client_msg_id,
        text=text,
        token=clean(message.token),
        attachments=tuple(files),
        start=clean(message.source),
        language=visitor.language,
    )


def opened(visitor: Visitor, source: str, now: datetime) -> Inbound:
    """The visitor opened the chat; once per visitor, however often the page is loaded."""
    return Inbound(
        channel=NAME,
        event_id=f"{visitor.chat}:opened",
        kind=Kind.STARTED,
        sender=Sender(id=visitor.chat, language=visitor.language),
        chat=visitor.chat,
        sent_at=now,
        start=clean(source),
        language=visitor.language,
    )


def line_frame(line: Line, files: Sequence[Shown] = ()) -> dict[str, Any]:
    """A stored line as the page shows it; `files` are its files under the names the page may use."""
    frame: dict[str, Any] = {"type": "message", "id": line.id, "from": line.author, "text": line.text}
    frame["ts"] = stamp(line.at)
    if line.client_id:
        frame["client_msg_id"] = line.client_id
    if line.buttons:
        frame["buttons"] = buttons([line.buttons])
    if files:
        frame["files"] = [file_frame(file) for file in files]
    return frame


def echo(message: Message, files: Sequence[Shown] = ()) -> dict[str, Any]:
    """A visitor's own message for their other tabs; it has no transcript id yet, the client id tells it apart."""
    frame: dict[str, Any] = {"type": "message", "from": "visitor", "client_msg_id": message.client_msg_id}
    frame["text"] = message.text
    if files:
        frame["files"] = [file_frame(file) for file in files]
    return frame


def outbound_frame(message: Outbound, now: datetime, files: Sequence[Shown] = ()) -> dict[str, Any]:
    """A message to the visitor; its id is our transcript's, the same as in the history, so it shows once."""
    if message.answers:
        return {"type": "notice", "text": message.text}
    frame: dict[str, Any] = {"type": "message", "id": message.ref or message.key, "from": "bot", "text": message.text}
    frame["ts"] = stamp(now)
    if message.buttons:
        frame["buttons"] = buttons(message.buttons)
    if files:
        frame["files"] = [file_frame(file) for file in files]
    if message.asks_contact:
        frame["asks_contact"] = message.asks_contact
    return frame


def file_frame(file: Shown) -> dict[str, Any]:
    """A file under the name the page may use, and where it finds it."""
    return msgspec.structs.asdict(file) | {"url": f"{FILES}/{file.id}"}


def buttons(rows: Any) -> list[dict[str, str]]:
    """Rows of buttons as one list; links only where a browser may safely go."""
    return [_button(button) for row in rows for button in row if not button.url or _safe(button.url)]


def _button(button: Button) -> dict[str, str]:
    return {"label": button.label, "url": button.url} if button.url else {"label": button.label, "token": button.token}


def _safe(url: str) -> bool:
    try:
        return urlsplit(url).scheme in LINKS
    except ValueError:
        return False


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC, to the millisecond, as JavaScript's Date reads it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
