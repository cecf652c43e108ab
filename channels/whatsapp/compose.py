"""What we say as WhatsApp shows it. Pure; the other half of `translate`.

WhatsApp reads markup out of plain characters: `*bold*`, `_italic_`, `~struck~`. So our markup becomes those signs where
WhatsApp would read them, and disappears where it would not; and signs that are only signs are kept from being read.
"""

from __future__ import annotations

import base64
import re
from typing import Any

import msgspec

from channels.contract import Capabilities, Outbound, Refused
from channels.degrade import fit
from channels.markup import plain

CAPABILITIES = Capabilities(
    max_text=4096,
    html=True,
    edits=True,
    typing=True,
    repeats=True,
    files=frozenset({"photo", "document", "voice", "audio", "video"}),
    max_caption=1024,
    reacts=True,
    deletes=True,
)
_WITHOUT_CAPTION = msgspec.structs.replace(CAPABILITIES, max_caption=0)

_ROADS = {"photo": "/api/sendImage", "voice": "/api/sendVoice", "video": "/api/sendVideo"}
_UNKNOWN = "application/octet-stream"

# Stand for the signs until everything else has become plain text; private characters, so no text contains them.
_SIGNS = {"b": ("\ue000", "*"), "i": ("\ue001", "_"), "s": ("\ue002", "~"), "code": ("\ue003", "`")}
_PRIVATE = re.compile("[\ue000-\ue003]")
_MARKED = re.compile(
    r"(?:(?<=[\s(\[«„“\"'])|^)<(?P<tag>b|i|s|code)>(?P<words>[^\s<>](?:[^<>\n]*[^\s<>])?)</(?P=tag)>"
    r"(?=[\s.,;:!?…)\]»”\"']|$)",
    re.MULTILINE,
)
_PAIR = re.compile(r"(?:(?<=[\s(\[{\"'«„“*_~`\ue000-\ue003])|^)([*_~`])(?=\S)(?=[^\n]*\1)", re.MULTILINE)
# Thinner than anybody sees, and white space on every phone: a sign before white space opens nothing.
HAIR = "\u200a"


def text_of(part: Outbound) -> str:
    """The text as WhatsApp is to be given it; what is markup shows as markup and nothing else does."""
    if not part.html:
        return _as_it_stands(part.text)
    marked = _MARKED.sub(_signed, _PRIVATE.sub("", part.text))
    text = _as_it_stands(plain(marked, links=True))
    for stand_in, sign in _SIGNS.values():
        text = text.replace(stand_in, sign)
    return text


def parts_of(message: Outbound) -> tuple[Outbound, ...]:
    """The message as WhatsApp can show it, in order; a voice note has no words of its own, so they follow it."""
    voices = any(file.kind == "voice" for file in message.files)
    return fit(message, _WITHOUT_CAPTION if voices else CAPABILITIES)


def request(part: Outbound, session: str, message_id: str) -> tuple[str, dict[str, Any]]:
    """The path and the body of one message; `message_id` is "" where the engine takes none of ours.

    Files never carry an id of ours: WAHA takes it with texts only. Raises `Refused` for a file that is not there.
    """
    body: dict[str, Any] = {"session": session, "chatId": part.chat}
    if part.reply_to:
        body["reply_to"] = whole_id(part.reply_to, part.chat, ours=False)
    if part.files:
        return _file_request(part, body)
    body |= {"text": text_of(part), "linkPreview": False}
    return "/api/sendText", body | ({"id": message_id} if message_id else {})


def words_in(body: dict[str, Any]) -> str:
    """The words a request says, as they will stand in the chat."""
    return str(body.get("text") or body.get("caption") or "")


def whole_id(message: str, chat: str, *, ours: bool) -> str:
    """The id of a message as WAHA's paths and references want it, from the bare one."""
    return message if "_" in message else f"{'true' if ours else 'false'}_{chat}_{message}"


def _file_request(part: Outbound, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    (file,) = part.files
    if not file.content:
        raise Refused("the file is not there any more")
    mime = file.mime or _UNKNOWN
    about = {"mimetype": mime, "filename": file.name or file.kind}
    body["file"] = about | {"data": base64.b64encode(file.content).decode()}
    if file.kind == "voice":
        # WhatsApp plays Opus in Ogg only; WAHA makes it of anything else.
        is_opus = mime.startswith(("audio/ogg", "audio/opus"))
        body["file"]["mimetype"] = "audio/ogg; codecs=opus" if is_opus else mime
        body["convert"] = not is_opus
    elif part.text:
        body["caption"] = text_of(part)
    if file.kind == "video":
        body["convert"] = mime != "video/mp4"
    return _ROADS.get(file.kind, "/api/sendFile"), body


def _signed(found: re.Match[str]) -> str:
    sign, real = _SIGNS[found["tag"]]
    return found["words"] if real in found["words"] else f"{sign}{found['words']}{sign}"


def _as_it_stands(text: str) -> str:
    return _PAIR.sub(rf"\1{HAIR}", text)
