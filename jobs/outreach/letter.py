"""A claimed message as a channel takes it: the words, the line that says how to get no more, and how urgent it is."""

from __future__ import annotations

from channels.contract import Button, Outbound
from fsm.commands import STOP
from fsm.ports import Words
from jobs.outreach.template import Ready

_BULK = 2


def key_of(message_id: int) -> str:
    """Our row's number as a key: the same however often it is sent, and unlike that of any reply."""
    return f"o{message_id}"


def letter(message_id: int, chat: str, ready: Ready, words: Words, *, buttons: bool = False) -> Outbound:
    """What goes out. `initiates`: nobody waits for it, so a network that must be spared may refuse it.

    Where there are `buttons`, one of them is how to get no more of these.
    """
    shown = ready.shows_link or buttons
    text = ready.text if shown else f"{ready.text}\n\n{last_line(ready.link, words)}"
    return Outbound(
        chat=chat,
        text=text,
        key=key_of(message_id),
        initiates=True,
        urgency=_BULK,
        subject=ready.subject,
        unsubscribe=ready.link,
        buttons=((Button(words("outreach.stop.button"), STOP),),) if buttons else (),
    )


def last_line(link: str, words: Words) -> str:
    """How to get no more of these: a link, or a word to answer with."""
    return words("outreach.stop.link", link=link) if link else words("outreach.stop.word")
