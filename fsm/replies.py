"""What to say to a question, a doubt, or a sharp word before the conversation goes on."""

from __future__ import annotations

from fsm.draft import Draft
from fsm.lead import Stage
from fsm.learning import hinted
from fsm.mentions import best
from fsm.reading.reading import Intent, Sentiment

_QUESTIONS = {Intent.PRICE_QUESTION: "price", Intent.INFO_QUESTION: "info"}
_WHO_WE_ARE = "bot"
_REPEATS = 2
"""The same comfort is given at most so often; after that it would be nagging."""

_ANSWERS = 5
"""Whoever asks is answered, but not for ever with the same sentence."""


def answer_back(draft: Draft, text: str) -> bool:
    """Answer what the lead asks or doubts, as far as the script can; whether anything was said."""
    before = draft.spoken
    _remember_doubts(draft)
    if not _answer_question(draft, text):
        _comfort(draft)
    return draft.spoken > before


def asks_who_we_are(draft: Draft, text: str) -> bool:
    """Whether "are you a bot?" was asked, which the script answers honestly; only a plain wish calls a person."""
    return "?" in text and _matching_reply(draft, text, "") == _WHO_WE_ARE


def _answer_question(draft: Draft, text: str) -> bool:
    asked = _QUESTIONS.get(draft.reading.intent)
    name = _matching_reply(draft, text, asked or "") if asked or "?" in text else ""
    if name:
        return draft.say_next(f"script.replies.{name}.say", most=_ANSWERS)
    if asked and draft.lead.stage is not Stage.HANDED_OFF:
        draft.note("unanswered", why="the script has no reply to this question")
        return draft.say_next("script.phrases.will_ask", most=_REPEATS)
    return False


def _matching_reply(draft: Draft, text: str, asked: str) -> str:
    """The reply that fits: by its own phrases, else by the sort of question, else by any resemblance."""
    phrases = {name: reply.match for name, reply in draft.pack.replies.items()}
    return best(text, phrases) or (asked if asked in phrases else best(text, phrases, loosely=True))


def _remember_doubts(draft: Draft) -> None:
    if voiced := draft.reading.objections:
        draft.set(objections=tuple(dict.fromkeys((*draft.lead.objections, *voiced))))


def _comfort(draft: Draft) -> None:
    """Answer the first doubt for which the script has words left."""
    for name in draft.reading.objections:
        if name in draft.pack.objections and draft.say_next(f"script.objections.{name}", most=_REPEATS):
            return


def calm(draft: Draft) -> bool:
    """One calm line to an insult or a burst of anger, once."""
    angry = draft.reading.sentiment is Sentiment.NEGATIVE and draft.reading.intent is Intent.OTHER
    return angry and not draft.changed and draft.say_next("script.phrases.calm", most=1)


def is_browsing(draft: Draft, text: str) -> bool:
    """Whether they only look around, or say that nothing is needed."""
    if draft.changed or draft.reading.intent in (Intent.BUY, Intent.PRICE_QUESTION, Intent.INFO_QUESTION):
        return False
    return (
        "need" in draft.reading.objections
        or (draft.reading.pain_severity == 0 and draft.reading.intent is Intent.OTHER)
        or hinted(draft, "browsing", text)
    )
