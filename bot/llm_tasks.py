"""What is asked of models and transcribers: values that travel in the outbox, as the text of a letter."""

from __future__ import annotations

from datetime import datetime

import msgspec

from fsm.reading.llm import Puzzling
from scoring.advisor import Features

LLM = "llm"
"""The channel whose letters are questions to a model."""

TRANSCRIBER = "transcriber"
"""The channel whose letters are voice notes to be written down."""


class ReadMessage(msgspec.Struct, frozen=True, tag="read", kw_only=True):
    """Understand a message. `names` are known names of the person, which must not leave the house."""

    lead_id: int
    about: str
    message_id: str
    asked_at: datetime
    puzzling: Puzzling
    names: tuple[str, ...] = ()


class GiveOpinion(msgspec.Struct, frozen=True, tag="opinion", kw_only=True):
    """Say what you think of a lead; `language` is that of the reps."""

    lead_id: int
    asked_at: datetime
    features: Features
    language: str


class WriteDown(msgspec.Struct, frozen=True, tag="voice", kw_only=True):
    """Write a voice note down. `file_id` is what the channel it came by can fetch."""

    lead_id: int
    about: str
    asked_at: datetime
    channel: str
    file_id: str
    name: str = ""
    mime: str = ""
    size: int = 0
    language: str = ""


Task = ReadMessage | GiveOpinion | WriteDown

encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Task).decode
