"""HTML mail as plain text: what a person would read, with quoted parts behind `>`. Pure; one pass, no recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import msgspec

_LONGEST = 500_000
_LONGEST_TAG = 4_000
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9:]*)")
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_QUOTE = re.compile(
    r"""(?:class|id)\s*=\s*["']?[^"'>]*\b(?:gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote|"""
    r"""mail-app-auto-quote|js-helper js-readmsg-msg|zmail_extra|tutanota_quote)\b""",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"""(?:class|id)\s*=\s*["']?[^"'>]*\b(?:gmail_signature|moz-signature|mail-signature|applemailsignature|"""
    r"""protonmail_signature_block|ms-outlook-mobile-signature)\b""",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"""display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|\bhidden\b""", re.IGNORECASE
)
_HREF = re.compile(r"""href\s*=\s*["']?(https?://[^"'\s>]{1,300})""", re.IGNORECASE)
_BREAKS = frozenset({"p", "div", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section"})
_UNREAD = frozenset({"style", "script", "head", "title", "template", "svg", "select", "textarea"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "area", "base", "col", "source"})


class _Tag(msgspec.Struct, frozen=True):
    name: str
    inside: str
    closes: bool


def text_of(html: str) -> str:
    """The readable text. Block elements are lines; quotes have `> ` before them, signatures `-- ` above them."""
    page = _Page()
    for token in _tokens(html[:_LONGEST]):
        if isinstance(token, str):
            page.write(token)
        elif token.closes:
            page.close(token.name)
        else:
            page.open(token)
    return page.text()


class _Page:
    """What was read so far. `quoted` and `unread` count how deep we are in an element of `*_tag`."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._now: list[str] = []
        self._inside: dict[str, tuple[str, int]] = {}
        self._link = ""

    def open(self, tag: _Tag) -> None:
        self._deeper(tag.name)
        if "unread" not in self._inside and tag.name not in _VOID:
            self._begin(tag)
        if tag.name == "br":
            self._break(always=True)
        elif tag.name in _BREAKS or tag.name == "blockquote":
            self._break()
        elif tag.name == "li":
            self._break()
            self._now.append("- ")
        elif tag.name in {"td", "th"}:
            self._now.append(" ")
        elif tag.name == "a":
            found = _HREF.search(tag.inside)
            self._link = unescape(found[1]) if found else ""

    def close(self, name: str) -> None:
        if name == "a" and self._link:
            shown = "".join(self._now)
            if "unread" not in self._inside and shown.strip() and self._link.rstrip("/") not in shown:
                self._now.append(f" ({self._link})")
            self._link = ""
        if name in _BREAKS or name in {"blockquote", "li"}:
            self._break()
        if name == "p":
            self._break(always=True)
        for what, (tag, depth) in list(self._inside.items()):
            if tag == name and depth == 1:
                del self._inside[what]
            elif tag == name:
                self._inside[what] = (tag, depth - 1)

    def write(self, text: str) -> None:
        if "unread" not in self._inside:
            self._now.append(_SPACE.sub(" ", unescape(text)))

    def text(self) -> str:
        self._break()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")

    def _deeper(self, name: str) -> None:
        for what, (tag, depth) in self._inside.items():
            if tag == name:
                self._inside[what] = (tag, depth + 1)

    def _begin(self, tag: _Tag) -> None:
        if tag.name in _UNREAD or _HIDDEN.search(tag.inside):
            self._inside["unread"] = (tag.name, 1)
        elif "quote" not in self._inside and (tag.name == "blockquote" or _QUOTE.search(tag.inside)):
            self._break()
            self._inside["quote"] = (tag.name, 1)
        elif "quote" not in self._inside and _SIGNATURE.search(tag.inside):
            self._break()
            self._lines.append("-- ")

    def _break(self, *, always: bool = False) -> None:
        """End the line; an empty one only stays where the page asks for it."""
        line = _SPACE.sub(" ", "".join(self._now)).strip()
        self._now = []
        if line or (always and self._lines):
            self._lines.append(f"> {line}" if "quote" in self._inside and line else line)


def _tokens(html: str) -> Iterator[str | _Tag]:
    place = 0
    while place < len(html):
        start = html.find("<", place)
        if start < 0:
            yield html[place:]
            return
        if start > place:
            yield html[place:start]
        if html.startswith("<!--", start):
            end = html.find("-->", start)
            place = end + 3 if end >= 0 else len(html)
            continue
        end = html.find(">", start)
        if end < 0:
            yield html[start:]
            return
        place = end + 1
        yield from _tag(html[start + 1 : end])


def _tag(inside: str) -> Iterator[str | _Tag]:
    found = _NAME.match(inside)
    if found:
        yield _Tag(found[1].lower(), inside[:_LONGEST_TAG], inside.startswith("/"))
    elif not inside.startswith(("!", "?", "/")):
        yield f"<{inside}>"  # a person wrote "a < b > c" and their program forgot to escape it
