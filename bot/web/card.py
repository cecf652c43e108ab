"""The rep's card without markup: the safe HTML of channels, read by an allow-list into pieces a page draws as text."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser

import msgspec

STYLES = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "s": "s", "code": "code", "pre": "code"}
LINKS = ("https://", "http://", "tel:")


class Run(msgspec.Struct, frozen=True, omit_defaults=True):
    """A piece of a line: text in one style (b, i, u, s, code or none), perhaps a link."""

    text: str
    style: str = ""
    href: str = ""


class CardLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line; `quote` lines belong together into a folded quotation."""

    runs: tuple[Run, ...]
    quote: bool = False


class CardButton(msgspec.Struct, frozen=True):
    label: str
    token: str


class CardView(msgspec.Struct, frozen=True):
    """The rep's card as in Telegram: lines of text and rows of buttons."""

    lines: tuple[CardLine, ...]
    buttons: tuple[tuple[CardButton, ...], ...] = ()


def card_view(html: str, buttons: Iterable[Iterable[tuple[str, str]]] = ()) -> CardView:
    """The card's HTML and its rows of (label, token). Unknown tags are shown as the text they are."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    rows = tuple(tuple(CardButton(label, token) for label, token in row) for row in buttons)
    return CardView(reader.finished(), tuple(row for row in rows if row))


class _Reader(HTMLParser):
    """Collects runs line by line. `_styles` and `_links` are the open tags, innermost last."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[CardLine] = []
        self._runs: list[Run] = []
        self._styles: list[str] = []
        self._links: list[str] = []
        self._quoting = False
        self._closed_quote = False

    def finished(self) -> tuple[CardLine, ...]:
        if self._runs:
            self._end_line()
        return tuple(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in STYLES:
            self._styles.append(STYLES[tag])
        elif tag == "a":
            address = dict(attrs).get("href") or ""
            self._links.append(address if address.startswith(LINKS) else "")
        elif tag == "blockquote":
            self._turn_quote(on=True)
        else:
            self.handle_data(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in STYLES:
            _drop_last(self._styles, STYLES[tag])
        elif tag == "a":
            del self._links[-1:]
        elif tag == "blockquote":
            self._turn_quote(on=False)
        else:
            self.handle_data(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._closed_quote:  # a quotation ends its line by itself, the line break behind it is the same one
            data = data.removeprefix("\n")
        self._closed_quote = False
        first, *rest = data.split("\n")
        self._add(first)
        for piece in rest:
            self._end_line()
            self._add(piece)

    def _turn_quote(self, *, on: bool) -> None:
        if self._runs:
            self._end_line()
        self._quoting = on
        self._closed_quote = not on

    def _add(self, text: str) -> None:
        if text:
            style = self._styles[-1] if self._styles else ""
            self._runs.append(Run(text, style, self._links[-1] if self._links else ""))

    def _end_line(self) -> None:
        self._lines.append(CardLine(tuple(self._runs), self._quoting))
        self._runs = []


def _drop_last(styles: list[str], style: str) -> None:
    if style in styles:
        del styles[len(styles) - 1 - styles[::-1].index(style)]
