"""What can happen to a lead. Every event carries its own moment, because the machine has no clock."""

from __future__ import annotations

from datetime import datetime

import msgspec

from channels.contract import Attachment, Claims
from fsm.facts import Found
from fsm.reading.reading import Intent, Sentiment


class Said(msgspec.Struct, frozen=True, tag="said", kw_only=True):
    """The lead wrote, chose a button, shared a contact or sent a file.

    A burst of messages is one `Said` whose `text` is joined by newlines and whose `message_id` is that of the first.
    `choice` is the token of a pressed answer button ("timeline:today"). `claims` is what a form said beside it and
    `source` where the form was.
    """

    at: datetime
    message_id: str
    text: str = ""
    choice: str = ""
    verified_phone: str = ""
    contact_name: str = ""
    attachments: tuple[Attachment, ...] = ()
    claims: Claims | None = None
    source: str = ""


class Edited(msgspec.Struct, frozen=True, tag="edited", kw_only=True):
    """The lead changed a message sent earlier; `text` is the new whole text."""

    at: datetime
    message_id: str
    text: str


class Started(msgspec.Struct, frozen=True, tag="started", kw_only=True):
    """The lead opened the conversation (pressed Start, opened the chat); `source` is the deep-link parameter."""

    at: datetime
    source: str = ""


class Blocked(msgspec.Struct, frozen=True, tag="blocked", kw_only=True):
    """The lead blocked us on this channel, or the network says they cannot be reached."""

    at: datetime


class Unblocked(msgspec.Struct, frozen=True, tag="unblocked", kw_only=True):
    """The lead can be reached again."""

    at: datetime


class PersonSpoke(msgspec.Struct, frozen=True, tag="person_spoke", kw_only=True):
    """One of our people wrote to the lead themselves, from wherever: the bot falls silent for a while.

    `by` names them where it is known.
    """

    at: datetime
    by: str = ""


class RepPressed(msgspec.Struct, frozen=True, tag="rep_pressed", kw_only=True):
    """A rep pressed a button of this lead's card.

    `action` is claim, junk or not_hot; `callback` is what the channel needs to stop the button's spinner; `language` is
    the presser's, where it is known better than that of the cards.
    """

    at: datetime
    action: str
    handoff_id: int
    rep_id: str
    rep_name: str
    channel: str
    chat: str
    callback: str = ""
    language: str = ""


class RepSaid(msgspec.Struct, frozen=True, tag="rep_said", kw_only=True):
    """One of our people wrote in the lead's topic, or in answer to its card or words.

    `message_id` is the network's id of what they wrote, in `chat` on `channel`. A `note` stays among us. `changes` is
    the letter in which the words went out before they were changed, 0 for new ones; `answers` the letter of ours that
    they answer, 0 for none.
    """

    at: datetime
    rep_id: str
    rep_name: str
    channel: str
    chat: str
    message_id: str
    text: str = ""
    topic: str = ""
    attachments: tuple[Attachment, ...] = ()
    note: bool = False
    changes: int = 0
    answers: int = 0


class GivenBack(msgspec.Struct, frozen=True, tag="given_back", kw_only=True):
    """Somebody of ours (`by`) lets the bot answer this lead again."""

    at: datetime
    by: str = ""


class Lapsed(msgspec.Struct, frozen=True, tag="lapsed", kw_only=True):
    """The deadline `due_at` of a hand-off has passed."""

    at: datetime
    handoff_id: int
    due_at: datetime


class Silent(msgspec.Struct, frozen=True, tag="silent", kw_only=True):
    """The lead has said nothing since `since`, and it is time for reminder number `step` (from 0)."""

    at: datetime
    step: int
    since: datetime | None


class Transfer(msgspec.Struct, frozen=True, tag="transfer", kw_only=True):
    """Somebody (`by`) hands the lead over to the business: its deal begins, if the gates let it."""

    at: datetime
    by: str


class DealMoved(msgspec.Struct, frozen=True, tag="deal_moved", kw_only=True):
    """Somebody (`by`) moves the deal to the stage `to`, if the gates let it."""

    at: datetime
    to: str
    by: str


class HandOver(msgspec.Struct, frozen=True, tag="hand_over", kw_only=True):
    """Somebody (`by`) wants a rep to take this lead now, whatever its score."""

    at: datetime
    by: str


class Undelivered(msgspec.Struct, frozen=True, tag="undelivered", kw_only=True):
    """What one of our people wrote to the lead did not arrive: the letter's number, and why."""

    at: datetime
    letter_id: int
    why: str


class Transcribed(msgspec.Struct, frozen=True, tag="transcribed", kw_only=True):
    """What a voice note says, in words; "" when nobody could tell. `about` is the id of the message it came in."""

    at: datetime
    about: str
    text: str = ""


class ModelRead(msgspec.Struct, frozen=True, tag="model_read", kw_only=True):
    """What a language model made of a message, already checked against its words (`fsm.reading.llm`).

    `about` is the id of the message that was asked about, `message_id` that of the burst it ended: facts stand on it.
    `summary` and `hint` are for the rep. `usd` is what the answer cost. Everything empty means there was no answer.
    """

    at: datetime
    about: str
    message_id: str
    facts: dict[str, Found] = {}
    intent: Intent = Intent.OTHER
    sentiment: Sentiment = Sentiment.NEUTRAL
    summary: str = ""
    hint: str = ""
    model: str = ""
    usd: float = 0.0


class ModelAdvised(msgspec.Struct, frozen=True, tag="model_advised", kw_only=True):
    """A language model's opinion of a lead that was offered to the reps (`scoring.advisor`)."""

    at: datetime
    score: float
    recommendation: str
    reason: str
    model: str = ""
    usd: float = 0.0


Event = (
    Said
    | Edited
    | Started
    | Blocked
    | Unblocked
    | PersonSpoke
    | RepPressed
    | RepSaid
    | GivenBack
    | Lapsed
    | Undelivered
    | Silent
    | Transfer
    | DealMoved
    | HandOver
    | Transcribed
    | ModelRead
    | ModelAdvised
)
