"""What we say as WhatsApp shows it. Pure; the other half of `translate`.

WhatsApp reads markup out of plain characters: `*bold*`, `_italic_`, `~struck~`. So our markup becomes those signs where
WhatsApp would read them, and disappears where it would not; and signs that are only signs are kept from being read.
"""

from __future__ import annotations

import re
from typing import Any

from channels.contract import Capabilities, Outbound
from channels.markup import plain

CAPABILITIES = Capabilities(max_text=4096, html=True, typing=True, repeats=True)

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


def request(part: Outbound, session: str, message_id: str) -> dict[str, Any]:
    """The body of sendText; `message_id` is "" where the engine takes none of ours."""
    body: dict[str, Any] = {"session": session, "chatId": part.chat, "text": text_of(part), "linkPreview": False}
    if part.reply_to:
        body["reply_to"] = part.reply_to if "_" in part.reply_to else f"false_{part.chat}_{part.reply_to}"
    if message_id:
        body["id"] = message_id
    return body


def _signed(found: re.Match[str]) -> str:
    sign, real = _SIGNS[found["tag"]]
    return found["words"] if real in found["words"] else f"{sign}{found['words']}{sign}"


def _as_it_stands(text: str) -> str:
    return _PAIR.sub(rf"\1{HAIR}", text)
