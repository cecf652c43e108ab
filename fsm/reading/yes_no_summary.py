"""At "is it all correct?": what is put right, and other values than those that were asked about."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading.message import Context, Message
from fsm.reading.phrasebook import Heard
from fsm.reading.reading import YesNo

_SUMMARY: Final = re.compile("верно|правильно|дұрыс|correct|right|вірно|всё так|все так")


def is_summary(context: Context) -> bool:
    """Whether the question lists what was understood, to be confirmed."""
    return bool(_SUMMARY.search(context.question_text.lower()))


def by_correction(heard: Heard, context: Context) -> YesNo | None:
    """A value given back to "is it all correct?" corrects it."""
    if is_summary(context) and heard.has("answer.fix"):
        return YesNo.NO
    if is_summary(context) and any(word.plain == "#" for word in heard.words):
        return YesNo.NO
    return None


_DIGITS: Final = re.compile(r"\d+")
_SHORT_VALUE: Final = 2
_NOT_SO: Final = re.compile(r"\b(?:не|not|ні) ([^\W\d_]{3,})|([^\W\d_]{3,}) емес")


def by_other_value(message: Message, heard: Heard, context: Context) -> YesNo | None:
    """At "is it all correct?" a figure or a short name unlike the one asked about corrects it."""
    if not is_summary(context):
        return None
    asked, said = (set(_DIGITS.findall(text)) for text in (context.question_text, message.text))
    if asked and said and not said & asked:
        return YesNo.NO
    words = [word for word in heard.words if word.plain != "#"]
    question = context.question_text.lower()
    if any((one or other).lower() in question for one, other in _NOT_SO.findall(message.text)):
        return YesNo.NO
    strange = all(message.text[word.start].isupper() and word.raw not in question for word in words)
    return YesNo.NO if words and strange and len(heard.words) <= _SHORT_VALUE else None


# «Он ерте ғой, түстен кейін болса келемін», "nine is too early, after lunch I can": that hour will not do.
_WRONG_HOUR: Final = re.compile(
    r"\W{0,3}(?:ой,? |но |это |ну |it's |that's |that is |в |на |at )?(?:[^\W\d_]{2,12}|\d{1,2}(?::\d\d)?)?"
    r"(?: (?:утра|вечера|часов|is|это|am|pm|сағат|тым|для меня))? ?"
    r"(?:(?:тым )?(?:ерте|кеш) (?:ғой|гой)|тым (?:ерте|кеш)\b|рановато|поздновато|зарано|запізно"
    r"|(?:слишком|очень|чересчур|занадто|надто) (?:рано|поздно|пізно)|(?:is )?(?:too|a bit) (?:early|late))"
)


def by_wrong_hour(message: Message) -> YesNo | None:
    """The hour of the question called too early or too late declines it, whatever is proposed instead."""
    return YesNo.NO if _WRONG_HOUR.match(message.low) else None
