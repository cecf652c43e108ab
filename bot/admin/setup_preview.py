"""How a conversation would go: the real engine on nobody, in memory."""

from __future__ import annotations

import html
import re
import textwrap
from datetime import datetime
from itertools import count
from typing import NamedTuple

import msgspec

from bot import inbox
from bot.cards import CardTable
from bot.letters import REPLY, decode
from bot.packs import Edition, Packs
from bot.turn import Turns
from bot.wording import Catalogue
from channels.contract import Inbound, Kind, Sender


class Said(NamedTuple):
    """What the bot says, and the labels of the buttons under it."""

    text: str
    labels: tuple[str, ...] = ()


def first_words(edition: Edition, catalogue: Catalogue, language: str, words: str, at: datetime) -> tuple[Said, ...]:
    """What the bot answers to somebody's first words."""
    ids = count(1).__next__
    turns = Turns(Packs(edition, {}), catalogue, ids, CardTable(catalogue, ids, lambda: "preview"))
    sender = Sender(id="0", name="", language=language)
    heard = Inbound(
        channel="preview", event_id="1", kind=Kind.SAID, sender=sender, chat="0", sent_at=at, text=words, message_id="1"
    )
    lead = msgspec.structs.replace(turns.newcomer(heard, 1, at), id=1)
    turn = turns.take(lead, [(inbox.Heard(heard), at)], at)
    messages = [decode(letter.body) for letter in turn.letters if letter.kind == REPLY]
    return tuple(Said(each.text, tuple(key.label for row in each.buttons for key in row)) for each in messages)


_MOST = 250
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


def shown(words: str, answers: tuple[Said, ...]) -> str:
    """A short exchange as safe HTML; of a long answer how it begins and how it ends, where the question stands."""
    lines = [f"👤 {html.escape(words, quote=False)}"]
    for answer in answers:
        text = _shorter(" ".join(answer.text.split()))
        labels = " ".join(f"[{html.escape(label, quote=False)}]" for label in answer.labels[:4])
        lines.append(f"🤖 {html.escape(text, quote=False)}" + (f"\n{labels}" if labels else ""))
    return "<blockquote>" + "\n".join(lines) + "</blockquote>"


def _shorter(text: str) -> str:
    """Without as many whole sentences from its middle as it takes; one that is too long alone is cut at a word."""
    sentences = _SENTENCE.split(text)
    while len(sentences) > 2 and len(" ".join(sentences)) > _MOST:  # noqa: PLR2004 - the first and the last stay
        del sentences[(len(sentences) - 1) // 2 or 1]
    return textwrap.shorten(" ".join(sentences), _MOST + 1, placeholder=" …")
