"""Fits a message to what a network can show: no markup, no buttons, short texts, a file at a time. Pure.

File a reply as its fitted parts, each a row of its own, and a crash between two parts repeats none of them. Channels
fit again before they send; a message that fits already comes back as it is.
"""

from __future__ import annotations

import encodings.utf_16_le  # noqa: F401 - read now: later there may be no file handle left to read it by
import re
import unicodedata
from collections.abc import Iterator

import msgspec

from .contract import Button, Capabilities, Enclosure, Outbound
from .markup import cut, escape, plain

_HALVES = re.compile("[\ud800-\udfff]")
_BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…;])\s+"), re.compile(r"\s+"))
_JOINERS = "\u200d\ufe0e\ufe0f"
_LONGEST_CLUSTER = 32


def fit(message: Outbound, capabilities: Capabilities) -> tuple[Outbound, ...]:
    """The same message as one or more the network can show, in order; the words are all there.

    Parts of a split text have keys `key.1`, `key.2`...; buttons and the question for a contact go with the last part,
    an edit replaces the earlier message with the first. Labels that cannot be buttons become numbered lines, counted
    over all rows, so that a typed number means the button of that place. Every file is a part of its own; the text is
    the caption of the last one, or follows all of them where it is too long for that. A network that lacks what is
    asked for (a reaction, taking back, a topic) gets nothing.
    """
    if message.reacts_to or message.deletes or message.topic_change is not None:
        return () if lacks(message, capabilities) else (message,)
    fitted = _without_what_is_missing(message, capabilities)
    if fitted.files:
        return _one_file_each(fitted, capabilities)
    if utf16_length(fitted.text) <= capabilities.max_text:
        return (fitted,)
    texts = split_html(fitted.text, capabilities.max_text) if fitted.html else split(fitted.text, capabilities.max_text)
    if len(texts) <= 1:
        return (fitted,)
    return tuple(_part(fitted, text, number, len(texts)) for number, text in enumerate(texts, 1))


def lacks(message: Outbound, capabilities: Capabilities) -> bool:
    """Whether the network has nothing like what is asked for, so that the message is dropped without a word."""
    return bool(
        (message.reacts_to and not capabilities.reacts)
        or (message.deletes and not capabilities.deletes)
        or (message.topic_change is not None and not capabilities.topics)
    )


def split(text: str, longest: int) -> list[str]:
    """Pieces of at most `longest` UTF-16 units, cut at paragraphs, else lines, sentences, words, characters.

    The white space at a cut is left out; everything else is kept.
    """
    return [text[start:end] for start, end in _pieces(text, longest)]


def split_html(html: str, longest: int) -> list[str]:
    """The same for our HTML subset: `longest` counts what is shown, and tags are closed and opened again at a cut."""
    return cut(html, list(_pieces(plain(html), longest)))


def utf16_length(text: str) -> int:
    """How long Telegram (and JavaScript) find a text."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def without_halves(text: str) -> str:
    """The text without halves of surrogate pairs, which no network can carry."""
    return text if text.isascii() else _HALVES.sub("", text)


def numbered(buttons: tuple[tuple[Button, ...], ...]) -> str:
    """Buttons as lines to answer by number; links as links."""
    flat = [button for row in buttons for button in row]
    return "\n".join(f"{number}. {_line(button)}" for number, button in enumerate(flat, 1))


def _line(button: Button) -> str:
    return f"{button.label}: {button.url}" if button.url else button.label


def _without_what_is_missing(message: Outbound, capabilities: Capabilities) -> Outbound:
    text, html, buttons = without_halves(message.text), message.html, message.buttons
    if html and (not capabilities.html or message.answers):
        text, html = plain(text, links=True), False
    if buttons and sum(map(len, buttons)) > capabilities.buttons:
        lines = numbered(buttons)
        text = f"{text}\n\n{escape(lines) if html else lines}".strip()
        buttons = ()
    files = () if message.edits or message.answers else message.files
    if files and "document" not in capabilities.files:
        # Better a name to ask for than a file nobody knows of.
        names = "\n".join(f"📎 {file.name or file.kind}" for file in files)
        text, files = f"{text}\n\n{escape(names) if html else names}".strip(), ()
    changed = {
        "text": text,
        "html": html,
        "files": _fitting(files, capabilities.files),
        "buttons": _rows(buttons, capabilities.buttons_in_row),
        "edits": message.edits if capabilities.edits else "",
        "asks_contact": message.asks_contact if capabilities.asks_contact else "",
    }
    if all(getattr(message, field) == value for field, value in changed.items()):
        return message
    return msgspec.structs.replace(message, **changed)


def _fitting(files: tuple[Enclosure, ...], kinds: frozenset[str]) -> tuple[Enclosure, ...]:
    """The files as kinds the network takes; any file is also a document."""
    if all(file.kind in kinds for file in files):
        return files
    return tuple(file if file.kind in kinds else msgspec.structs.replace(file, kind="document") for file in files)


def _one_file_each(message: Outbound, capabilities: Capabilities) -> tuple[Outbound, ...]:
    shown = utf16_length(plain(message.text) if message.html else message.text)
    captioned = shown <= capabilities.max_caption
    if captioned and len(message.files) == 1:
        return (message,)
    alone = [msgspec.structs.replace(message, text="", html=False, files=(file,)) for file in message.files]
    if captioned:
        parts = [*alone[:-1], msgspec.structs.replace(message, files=message.files[-1:])]
    else:
        parts = [*alone, *fit(msgspec.structs.replace(message, files=()), capabilities)]
    return tuple(_part(part, part.text, number, len(parts), message.key) for number, part in enumerate(parts, 1))


def _rows(buttons: tuple[tuple[Button, ...], ...], in_row: int) -> tuple[tuple[Button, ...], ...]:
    if all(0 < len(row) <= in_row for row in buttons):
        return buttons
    return tuple(row[start : start + in_row] for row in buttons for start in range(0, len(row), in_row))


def _part(message: Outbound, text: str, number: int, of: int, key: str = "") -> Outbound:
    first, last = number == 1, number == of
    return msgspec.structs.replace(
        message,
        text=text,
        key=f"{key or message.key}.{number}",
        buttons=message.buttons if last else (),
        asks_contact=message.asks_contact if last else "",
        edits=message.edits if first else "",
        reply_to=message.reply_to if first else "",
    )


def _pieces(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Where each piece begins and ends; pieces of nothing but white space are left out."""
    start = 0
    while start < len(text):
        end = _reach(text, start, longest)
        resume = end
        if end < len(text):
            end, resume = _good_cut(text, start, end)
        if text[start:end].strip():
            yield start, end
        start = resume


def _reach(text: str, start: int, longest: int) -> int:
    """The furthest end so that the piece has at most `longest` UTF-16 units; at least one character."""
    window = text[start : start + longest]
    if window.isascii():
        return start + len(window)
    units = window.encode("utf-16-le", "surrogatepass")[: 2 * longest]
    return start + max(1, len(units.decode("utf-16-le", "ignore")))


def _good_cut(text: str, start: int, end: int) -> tuple[int, int]:
    """Where to end this piece and where to resume; not in its first half, where short pieces would read badly."""
    half = start + (end - start) // 2
    for pattern in _BREAKS:
        found = None
        for found in pattern.finditer(text, half, min(end + 1, len(text))):  # noqa: B007 - the last one is wanted
            pass
        if found is not None and found.start() <= end:
            return found.start(), found.end()
    whole = _whole_cluster(text, half, end)
    return whole, whole


def _whole_cluster(text: str, half: int, end: int) -> int:
    """Not between a letter and its accent, nor inside an emoji joined of several."""
    for place in range(end, max(half, end - _LONGEST_CLUSTER), -1):
        if text[place] not in _JOINERS and text[place - 1] != "\u200d" and not unicodedata.combining(text[place]):
            return place
    return end
