"""Answers to a yes-no question that settle it at once: set phrases, the question's own verb given back, a firm yes."""

from __future__ import annotations

import re
from typing import Final

from fsm.facts import Hours
from fsm.reading import hours, phrasebook
from fsm.reading.message import Context, Message
from fsm.reading.phrasebook import Heard
from fsm.reading.phrases import Hit
from fsm.reading.reading import YesNo
from fsm.reading.stems import plain, plain_words

_TAGS: Final = (("verdict.unsure", YesNo.UNSURE), ("verdict.no", YesNo.NO), ("verdict.yes", YesNo.YES))
_FIRM: Final = plain_words("да ага угу yes yeah yep иә ия так")
_GOES_ON: Final = plain_words("и больше а уже поэтому потому просто and because так та і және")
_PAST_VERB: Final = re.compile(r"[а-яіїє]{2,}(?:л|ла|ло|ли|лся|лась|лось|лись|в|ла)$")
_WORD: Final = re.compile(r"[^\W\d_]+")
_NOT_TELLING: Final = re.compile(
    r"\b(?:но|але|but|бірақ)\b.{0,20}\b(?:не (?:скажу|назову|озвуч|раскро|буду (?:говорить|называть|озвучивать))"
    r"|(?:говорить|называть|озвучивать|раскрывать) не|не скаж|won't (?:say|tell)|rather not|айтпаймын)"
)
_ROOT: Final = 5
_ONLY: Final = re.compile(r"\b(?:только|лишь|тільки|лише|only|not (?:before|until)|не раньше|не раніше)\b|\bғана\b")


def verdict(message: Message, heard: Heard, question_text: str) -> YesNo | None:
    """The answer where the words leave no doubt; None where they have to be weighed."""
    return _by_phrase(heard) or _firm_yes(heard) or _verb_given_back(heard, question_text) or _not_told(message)


def other_hours(message: Message, context: Context) -> YesNo | None:
    """«В 12:00 удобно?» — «только после трёх»: the hour that was named lies outside the only ones that suit."""
    if not _ONLY.search(message.low):
        return None
    asked, said = hours.read(Message(context.question_text), context), hours.read(message, context)
    if asked is None or said is None:
        return None
    wanted, free = asked.value, said.value
    if not isinstance(wanted, Hours) or not isinstance(free, Hours) or wanted.start is None:
        return None
    outside = wanted.start < (free.start or "") or (free.end is not None and wanted.start > free.end)
    return YesNo.NO if outside else None


def _by_phrase(heard: Heard) -> YesNo | None:
    """The set phrase that stands last, unless another sort of answer stands before it as a whole."""
    found: list[tuple[Hit, YesNo]] = [(hit, value) for tag, value in _TAGS for hit in heard.hits.get(tag, ())]
    if not found:
        return None
    return min(found, key=lambda pair: (pair[1] is not YesNo.UNSURE, pair[0].first, -pair[0].stop))[1]


def _firm_yes(heard: Heard) -> YesNo | None:
    """«Да, и больше не хочу»: what is refused after the yes is something else."""
    words = heard.words
    if len(words) < 3 or words[0].plain not in _FIRM or "," not in words[0].after:  # noqa: PLR2004 - "yes, and ..."
        return None
    return YesNo.YES if words[1].plain in _GOES_ON and not heard.has("answer.conditional", "answer.fix") else None


def _verb_given_back(heard: Heard, question_text: str) -> YesNo | None:
    """«Вы получили расчёт?» — «получил, но там ошибка»: it was received, whatever else is wrong."""
    if not heard.words:
        return None
    first = heard.words[0]
    if len(first.plain) < _ROOT or not _PAST_VERB.search(first.raw):
        return None
    asked = {plain(word)[:_ROOT] for word in _WORD.findall(question_text.lower()) if _PAST_VERB.search(word)}
    return YesNo.YES if first.plain[:_ROOT] in asked else None


def _not_told(message: Message) -> YesNo | None:
    """«Определён, но озвучивать не буду» is a yes; what is refused is the figure."""
    told = _NOT_TELLING.search(message.low)
    if told is None:
        return None
    before = phrasebook.heard(Message(message.low[: told.start()].strip(" ,")))
    return None if before.has("answer.no", "answer.unsure") or not before.words else YesNo.YES
