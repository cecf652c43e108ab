"""The result of reading one message: facts with their words, and judgements about the person's state."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from fsm.facts import Found


class Intent(StrEnum):
    """What the person wants from us with this message; exactly one."""

    ANSWER = "answer"
    BUY = "buy"
    PRICE_QUESTION = "price_question"
    INFO_QUESTION = "info_question"
    COMPLAINT = "complaint"
    SPAM = "spam"
    JOB = "job"
    GREETING = "greeting"
    GOODBYE = "goodbye"
    STOP = "stop"
    HUMAN = "human"
    RESCHEDULE = "reschedule"
    OTHER = "other"


class Sentiment(StrEnum):
    """Overt feeling only."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"


class YesNo(StrEnum):
    """The answer to a question that can be answered with yes or no, by meaning."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Reading(msgspec.Struct, frozen=True):
    """Everything one message says. Absent judgements are None or empty.

    `facts` maps a fact name of `fsm.facts` to what was found; `objections` holds any of price, trust, time,
    competitor, warranty, authority, need; `urgency` is high, medium or low; `language` is ru, kk, en, uk or mix;
    `pain_severity` is 0 (none) to 3 (acute). `advice` holds facts a language model read, each checked against the
    words (`fsm.reading.llm`); they count only where the rules left a fact open.
    """

    facts: dict[str, Found] = {}
    intent: Intent = Intent.OTHER
    sentiment: Sentiment = Sentiment.NEUTRAL
    yes_no: YesNo | None = None
    urgency: str | None = None
    objections: tuple[str, ...] = ()
    language: str | None = None
    pain_severity: int | None = None
    advice: dict[str, Found] = {}
