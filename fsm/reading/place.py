"""Where the person or the object is: city, district, street, house, as far as the message says."""

from __future__ import annotations

import re

from fsm.facts import LOCATION, Found
from fsm.reading import place_left
from fsm.reading import place_words as around
from fsm.reading.calendar_words import plain
from fsm.reading.message import Context, Message
from fsm.reading.place_address import Address
from fsm.reading.place_mention import Mention
from fsm.reading.place_pieces import Pieces, may_name
from fsm.reading.place_spelled import figures

# «Алматы, район Орбиты»: the type that belongs to the part behind it.
_TYPE_LEFT = re.compile(r",\s*(?:район\w*|мкр|микрорайон|ауданы|district)$", re.IGNORECASE)


def _names_place(message: Message, contrast: re.Match[str]) -> bool:
    """Whether "not this but that" is said of places: «не Костанай а Рудный», «не Абая 10, а Абая 12»."""
    said = message.text[contrast.start() : contrast.end()]
    right = contrast[contrast.lastgroup or 0]
    pieces = Pieces(said, plain(said.lower()), typos=False)
    known = any(not seen.place.doubtful for seen in pieces.seen)
    if contrast.lastgroup == "first":
        return known and not around.TYPED.search(right)
    return known or any(char.isdigit() for char in right) or bool(around.TYPED.search(right))


def _put_right(message: Message, context: Context) -> re.Match[str] | None:
    """The part of an address that a correction puts in the place of another."""
    low = message.plain
    about_address = around.ABOUT_ADDRESS.search(context.question_text.lower())
    other = around.NOT_THIS_BUT.search(low)
    found = around.NOT_BUT.search(low) or (other if other and _names_place(message, other) else None)
    found = found or around.HOUSE_BUT.search(low)
    if found or not about_address:
        return found
    return around.HOUSE_RIGHT.search(low) or around.NUMBER_BUT.search(low)


def read(message: Message, context: Context) -> Found | None:
    """The place this message names as the person's or the object's (text as value), or None."""
    asked = context.question == LOCATION
    if asked and around.OUR_BRANCH.search(message.plain):
        return None  # «у вас есть филиал в Шымкенте?»
    if road := around.ROAD.search(message.low) if asked else None:
        value = f"трасса {message.text[road.start(1) : road.end()]}"
        return Found(value, message.text[road.start() : road.end()], road.start(), road.end(), 0.9)
    if context.question == "confirm" and (right := _put_right(message, context)):
        start, end = right.span(right.lastgroup or 0)
        return Found(message.text[start:end], message.text[start:end], start, end, 0.8)
    if asked:
        message = Message(figures(message.text, message.plain))
        message = message.without(place_left.ago(message.plain))
    message = message.without(place_left.never(message.plain), mark=";")
    kept = message.without(place_left.spans(message.plain, asked=asked), mark=";")
    return _read(kept, context) or (_read(message, context) if asked and kept is not message else None)


def _may_be_told(message: Message) -> bool:
    """Whether a place may be told where nobody asked for one: by a word like a known name, or by what stands around."""
    pointed = not message.text.islower() and around.POINTED.search(message.text)
    return bool(pointed or around.TYPED.search(message.plain)) or may_name(message.plain)


def _read(message: Message, context: Context) -> Found | None:
    asked = context.question == LOCATION
    if not asked and not _may_be_told(message):
        return None
    pieces = Pieces(message.text, message.plain, typos=asked)
    told = asked or pieces.seen or around.TYPED.search(pieces.low) or around.POINTED.search(message.text)
    if not pieces.all or not told:
        return None
    parts, confidence = Address(pieces).read() if asked else (Mention(pieces, context.question).read(), 0.9)
    if not parts:
        return None
    parts.sort(key=lambda part: part[1])
    start, end = parts[0][1], max(part[2] for part in parts)
    if len(parts) > 1:
        parts = [(_TYPE_LEFT.sub("", name), first, last) for name, first, last in parts]
    value = ", ".join(dict.fromkeys(part[0] for part in parts))
    return Found(value, message.text[start:end], start, end, confidence)
