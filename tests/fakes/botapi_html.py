"""Telegram's HTML: what it shows, or the complaint it would make."""

from __future__ import annotations

import re
from html import unescape

from .botapi_schema import ApiRefusal

_ALLOWED = {
    *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler"),
    *("a", "tg-emoji", "code", "pre", "blockquote"),
}
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#[xX][0-9a-fA-F]+);")
_TAG = re.compile(r"<(/?)([^\s<>/]*)((?:\s+[^<>]*)?)>", re.DOTALL)


def shown(html: str) -> str:
    """The visible text; raises `ApiRefusal` as Telegram words it."""
    text: list[str] = []
    open_tags: list[str] = []
    place = 0
    while (start := html.find("<", place)) >= 0:
        text.append(_unescaped(html[place:start]))
        offset = len(html[:start].encode())
        tag = _TAG.match(html, start)
        if tag is None:
            raise _refusal(f'Unsupported start tag "{html[start + 1 : start + 9]}" at byte offset {offset}')
        _step(tag, open_tags, offset)
        place = tag.end()
    text.append(_unescaped(html[place:]))
    if open_tags:
        raise _refusal(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return "".join(text)


def _step(tag: re.Match[str], open_tags: list[str], offset: int) -> None:
    closing, name = bool(tag[1]), tag[2].lower()
    if not closing:
        if name not in _ALLOWED:
            raise _refusal(f'Unsupported start tag "{name}" at byte offset {offset}')
        open_tags.append(name)
    elif not open_tags:
        raise _refusal(f"Unexpected end tag at byte offset {offset}")
    elif open_tags.pop() != name:
        raise _refusal(f'Unmatched end tag at byte offset {offset}, found "</{name}>"')


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda found: unescape(found[0]), text)


def _refusal(why: str) -> ApiRefusal:
    return ApiRefusal(400, f"Bad Request: can't parse entities: {why}", violation=True)
