"""What to say to a question, a doubt, or a sharp word before the conversation goes on."""

from __future__ import annotations

import re

from fsm.draft import Draft
from fsm.lead import Stage
from fsm.learning import hinted
from fsm.mentions import best
from fsm.reading.reading import Intent, Sentiment
from fsm.table import TALKING

_QUESTIONS = {Intent.PRICE_QUESTION: "price", Intent.INFO_QUESTION: "info"}
_WHO_WE_ARE = "bot"
_OFFER = "offer"
_CALL = 6
"""A question with more words than this that calls for a person wants one, whatever else it asks."""

_EITHER = re.compile(r"(?<!\w)(?:(?:сами|самі|own|yourselves)\s.{0,40}(?:или|либо|чи|or)|әлде)(?!\w)")
_OPEN = re.compile(
    r"(?:^|[\s,.!?;:])(?:what|which|when|where|who|why|how|как(?:ой|ая|ое|ие|их|ую|им)?|что|когда|где|кто|куда|откуда"
    r"|сколько|почему|зачем|чем|қандай|қашан|қайда|кім|қанша|неше|қалай|неге|не|який|яка|які|що|коли|де|хто|скільки"
    r"|чому|навіщо)(?!\w)"
)
"""A question with such a word asks for more than a yes or a no."""

_A_PERSON = re.compile(
    r"человек|люд[иея]|оператор|менеджер|специалист|жив(?:ой|ым|ого)|адам|маман|human|person|people|agent"
)
_REPEATS = 2
"""The same comfort is given at most so often; after that it would be nagging."""

_ANSWERS = 5
"""Whoever asks is answered, but not for ever with the same sentence."""


def answer_back(draft: Draft, text: str) -> bool:
    """Answer what the lead asks or doubts, as far as the script can; whether anything was said."""
    _remember_doubts(draft)
    if not _asks(draft, text) and _comfort(draft):
        return True
    return _answer_question(draft, text) or _comfort(draft)


def _asks(draft: Draft, text: str) -> bool:
    return "?" in text or draft.reading.intent in _QUESTIONS


def asks_who_we_are(draft: Draft, text: str) -> bool:
    """Whether "are you a bot?" was asked, which the script answers honestly; only a plain wish calls a person."""
    if _plain_reply(draft, text) != _WHO_WE_ARE:
        return False
    return "?" in text or (len(text.split()) <= _CALL and not _A_PERSON.search(text.casefold()))


def _answer_question(draft: Draft, text: str) -> bool:
    asked = _QUESTIONS.get(draft.reading.intent)
    if not _asks(draft, text) and (draft.changed or draft.reading.yes_no or draft.lead.stage not in TALKING):
        return False  # what was told answers us; without a question mark only an aside may be a question
    name = _plain_reply(draft, text) or (asked if asked in draft.pack.replies else "")
    if not name and _asks(draft, text):
        if ours := _about_sending(draft, text):
            return draft.say_next(f"script.phrases.{ours}", most=_REPEATS)
        if _comfort(draft):  # "isn't that dear?" asks and doubts
            return True
        name = _fitting(text, best(text, draft.pack.reply_phrases, loosely=True))
    if name:
        return draft.say_next(f"script.replies.{name}.say", most=_ANSWERS)
    if asked and draft.lead.stage is not Stage.HANDED_OFF:
        draft.note("unanswered", why="the script has no reply to this question")
        return draft.say_next("script.phrases.will_ask", most=_REPEATS)
    return False


def _about_sending(draft: Draft, text: str) -> str:
    """Which of our own answers fits a question about what may be sent here, or ""."""
    if hinted(draft, "files", text) and hinted(draft, "sends", text):
        return "may_send"
    return "may_speak" if hinted(draft, "aloud", text) and len(text.split()) <= _CALL else ""


def _plain_reply(draft: Draft, text: str) -> str:
    """The reply whose own phrases the text says, or ""."""
    return _fitting(text, best(text, draft.pack.reply_phrases))


def _fitting(text: str, name: str) -> str:
    """The reply, unless it would say yes to a question that asks what, which or when, or this or that."""
    plain = text.casefold()
    return "" if name == _OFFER and (_OPEN.search(plain) or _EITHER.search(plain)) else name


def _remember_doubts(draft: Draft) -> None:
    if voiced := draft.reading.objections:
        draft.set(objections=tuple(dict.fromkeys((*draft.lead.objections, *voiced))))


def _comfort(draft: Draft) -> bool:
    """Answer the first doubt for which the script has words left; whether there was one."""
    return any(
        name in draft.pack.objections and draft.say_next(f"script.objections.{name}", most=_REPEATS)
        for name in draft.reading.objections
    )


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
