"""Overt feeling, the severity of a described problem, and the urgency of the deal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fsm.facts import NEED, TIMELINE, Found, Timeline, Urgency
from fsm.reading import phrasebook
from fsm.reading.message import Context, Message
from fsm.reading.phrasebook import Heard
from fsm.reading.reading import Sentiment

_ANGRY_SIGNS: Final = re.compile("[😡🤬😤👿🖕💩🤮👎😠]")
_GLAD_SIGNS: Final = re.compile("[😍🥰❤🎉🥳🤩💖💕😘💐]")
_SHOUT: Final = re.compile(r"!{2,}")
_LEVEL: Final = {
    Urgency.NOW: "high",
    Urgency.DAYS: "high",
    Urgency.WEEKS: "medium",
    Urgency.MONTHS: "low",
    Urgency.LATER: "low",
}
_PROBLEM_QUESTIONS: Final = frozenset({NEED, "none"})
_ACUTE, _TROUBLE, _MILD, _NONE = 3, 2, 1, 0


def read_sentiment(message: Message) -> Sentiment:
    """Overt joy or praise, overt annoyance or despair, else neutral."""
    heard = phrasebook.heard(message)
    if heard.has_beside("mood.negative", "mood.not_negative") or _ANGRY_SIGNS.search(message.text):
        return Sentiment.NEGATIVE
    if heard.has_beside("intent.complaint", "intent.not_complaint"):
        return Sentiment.NEGATIVE
    if _SHOUT.search(message.text) and _has_grievance(heard):
        return Sentiment.NEGATIVE
    if heard.has_beside("mood.positive", "mood.not_positive") or _GLAD_SIGNS.search(message.text):
        return Sentiment.POSITIVE
    return Sentiment.NEUTRAL


def _has_grievance(heard: Heard) -> bool:
    return heard.has("intent.stop", "intent.complaint", "doubt.price", "doubt.trust", "pain.acute")


def read_urgency(message: Message, facts: Mapping[str, Found]) -> str | None:
    """high, medium or low: from the timeline when there is one, else from words of haste."""
    timeline = facts.get(TIMELINE)
    if timeline and isinstance(timeline.value, Timeline):
        return _LEVEL.get(timeline.value.urgency)
    heard = phrasebook.heard(message)
    return "high" if heard.has_beside("mood.urgent", "mood.not_urgent") else None


def read_pain(message: Message, context: Context) -> int | None:
    """0 when a problem is denied, 1 a wish to improve, 2 real trouble, 3 acute; None when none is described."""
    heard = phrasebook.heard(message)
    if context.question not in _PROBLEM_QUESTIONS:
        return None
    if heard.has_beside("pain.acute", "pain.not_pain"):
        return _ACUTE
    trouble = heard.has_beside("pain.trouble", "pain.not_pain")
    if heard.has("pain.mild"):
        return _MILD if not trouble or len(heard.hits["pain.trouble"]) == 1 else _TROUBLE
    if trouble:
        return _TROUBLE
    return _NONE if heard.has("pain.none") else None
