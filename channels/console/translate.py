"""Lines of a terminal in our words, and ours as lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from channels.contract import Button, Inbound, Kind, Outbound, Sender
from channels.degrade import numbered


class Line(msgspec.Struct, frozen=True):
    """One typed line: its number in this session, and the buttons that were on screen when it was typed."""

    number: int
    text: str
    options: tuple[Button, ...] = ()


def inbound(line: Line, session: str, channel: str, now: datetime) -> Inbound | None:
    """What was typed. The number or the label of a button on screen presses it; an empty line is nothing."""
    text = "".join(sign for sign in line.text.strip() if sign.isprintable() or sign == "\t")
    if not text:
        return None
    said = Inbound(
        channel=channel,
        event_id=f"{session}-{line.number}",
        kind=Kind.SAID,
        sender=Sender(id=session, name="console"),
        chat=session,
        sent_at=now,
        message_id=str(line.number),
        text=text,
    )
    command, _, parameter = text.partition(" ")
    if command == "/start":
        return msgspec.structs.replace(said, kind=Kind.STARTED, text="", start=parameter.strip())
    pressed = chosen(text, line.options)
    if pressed is not None:
        # The engine answers a press, with a notice or with nothing, where there is a callback to answer to.
        return msgspec.structs.replace(said, kind=Kind.PRESSED, text="", token=pressed.token, callback=said.event_id)
    return said


def chosen(text: str, options: Sequence[Button]) -> Button | None:
    """The button meant by a typed number or label."""
    by_number = {str(number): one for number, one in enumerate(options, 1) if one.token}
    if text in by_number:
        return by_number[text]
    return next((one for one in options if one.token and one.label.casefold() == text.casefold()), None)


def lines(message: Outbound) -> str:
    """What is printed: the text and the buttons numbered. Always ends with a line break."""
    before = "(changed) " if message.edits else "(notice) " if message.answers else ""
    return "\n".join(part for part in (before + message.text, numbered(message.buttons)) if part) + "\n"
