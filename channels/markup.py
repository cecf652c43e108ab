"""Our safe subset of HTML (b, i, u, s, code, pre, a, blockquote): read it, take it out, cut it without breaking it.

Whatever is not one of these tags, or one of Telegram's four named entities or a numbered one, is text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

import msgspec

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>b|i|u|s|code|pre|a|blockquote)(?P<rest>\s[^<>]*)?>"
    r"|&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});"
)
_HREF = re.compile(r"""href\s*=\s*["'](https?://[^"']*)["']""")


class _Text(msgspec.Struct, frozen=True):
    raw: str
    shown: str


class _Open(msgspec.Struct, frozen=True):
    tag: str
    raw: str


class _Close(msgspec.Struct, frozen=True):
    tag: str


def escape(text: str) -> str:
    """Plain text as HTML that shows the same."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(html: str, *, links: bool = False) -> str:
    """What is shown, without markup; with `links`, the web address behind a link follows its words in brackets."""
    shown: list[str] = []
    address, words_from = "", 0
    for token in _tokens(html):
        if isinstance(token, _Text):
            shown.append(token.shown)
        elif links and token.tag == "a" and isinstance(token, _Open):
            found = _HREF.search(token.raw)
            address, words_from = (unescape(found[1]) if found else ""), len(shown)
        elif links and token.tag == "a" and address:
            if address not in "".join(shown[words_from:]):
                shown.append(f" ({address})")
            address = ""
    return "".join(shown)


def cut(html: str, pieces: Sequence[tuple[int, int]]) -> list[str]:
    """The stretches of `html` that show `plain(html)[start:end]` for each piece, every one balanced in itself."""
    knife = _Knife(pieces)
    for token in _tokens(html):
        knife.take(token)
    return knife.finished()


class _Knife:
    """Walks over the tokens once. `open` holds the tags in force, `waiting` those to write before the next text."""

    def __init__(self, pieces: Sequence[tuple[int, int]]) -> None:
        self._pieces = pieces
        self._done: list[str] = []
        self._now: list[str] = []
        self._open: list[_Open] = []
        self._waiting: list[_Open] = []
        self._place = 0

    def take(self, token: _Text | _Open | _Close) -> None:
        if isinstance(token, _Open):
            self._waiting.append(token)
        elif isinstance(token, _Close):
            self._close(token.tag)
        else:
            self._write(token)

    def finished(self) -> list[str]:
        if self._now:
            self._end_piece()
        return self._done

    def _close(self, tag: str) -> None:
        for tags, written in ((self._waiting, False), (self._open, True)):
            names = [opened.tag for opened in tags]
            if tag not in names:
                continue
            while tags:
                last = tags.pop()
                if written:
                    self._now.append(f"</{last.tag}>")
                if last.tag == tag:
                    return

    def _write(self, text: _Text) -> None:
        used = 0
        while used < len(text.shown) and len(self._done) < len(self._pieces):
            start, end = self._pieces[len(self._done)]
            if self._place >= end:
                self._end_piece()
                continue
            upto = start if self._place < start else end
            taken = min(upto - self._place, len(text.shown) - used)
            if upto == end:
                self._now += [opened.raw for opened in self._waiting]
                self._open += self._waiting
                self._waiting.clear()
                self._now.append(text.raw if text.raw != text.shown else text.shown[used : used + taken])
            self._place += taken
            used += taken

    def _end_piece(self) -> None:
        self._now += [f"</{opened.tag}>" for opened in reversed(self._open)]
        self._done.append("".join(self._now))
        self._now = []
        self._waiting = self._open + self._waiting
        self._open = []


def _tokens(html: str) -> Iterator[_Text | _Open | _Close]:
    place = 0
    for found in _TOKEN.finditer(html):
        if found.start() > place:
            yield _Text(html[place : found.start()], html[place : found.start()])
        place = found.end()
        if found["tag"] is None:
            # A number that names no character shows as one replacement character, so one entity is always one place.
            yield _Text(found[0], unescape(found[0])[:1] or "\ufffd")
        elif found["end"]:
            yield _Close(found["tag"])
        else:
            yield _Open(found["tag"], found[0])
    if place < len(html):
        yield _Text(html[place:], html[place:])
