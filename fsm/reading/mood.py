"""Overt feeling, the severity of a described problem, and the urgency of the deal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fsm.facts import BEST_TIME, BUDGET, NAME, NEED, TIMELINE, Found, Timeline, Urgency
from fsm.reading import pain_aside, phrasebook, standstill
from fsm.reading.allowed_for import is_allowed_for, is_denied
from fsm.reading.message import Context, Message
from fsm.reading.pain_aside import burns_only_in_words
from fsm.reading.phrasebook import Heard
from fsm.reading.rare import Rare
from fsm.reading.reading import Sentiment
from fsm.reading.stems import plain_prefixes, plain_words
from fsm.reading.trouble import is_told

_ANGRY, _GLAD = "😡🤬😤👿🖕💩🤮👎😠", "😍🥰❤🎉🥳🤩💖💕😘💐"
_SIGNS: Final = re.compile(f"[{_ANGRY}{_GLAD}]")
_ANGRY_SIGNS: Final = re.compile(f"[{_ANGRY}]")
_GLAD_SIGNS: Final = re.compile(f"[{_GLAD}]")
_LEVEL: Final = {
    Urgency.NOW: "high",
    Urgency.DAYS: "high",
    Urgency.WEEKS: "medium",
    Urgency.MONTHS: "low",
    Urgency.LATER: "low",
}
_THIRD_PERSON: Final = re.compile("[а-я]{2}(?:ет|ит|ут|ют|ат|ят|ёт)(?:ся)?$")
_NO_FAILURE: Final = plain_prefixes(
    "ест еда пье кур зна хоч хот мож "
    "буд нуж сто подход интерес устраив требу име важ счит дума меша спеш говор цен обид реш"
)
_KAZAKH_DENIAL: Final = re.compile("[мбп][ае]и(?:ди|д|тин)$")
_NO_KAZAKH_FAILURE: Final = plain_prefixes(
    "болма керек бил айтпа кажет аси асык кара шеш ойла тани кепе хабар унама кызык маза"
)
# «Сатылмай тұр», «алмай жатыр», «жүрмей қалды»: what goes on not being done.
_UNDONE: Final = re.compile("[а-я]{2}[мбп][ае]и$")
_LASTING: Final = plain_prefixes("жатыр тұр жүр қалды қалып қойды кетіп кетті")
_GOING_ON: Final = frozenset({"keeps", "keep", "kept"})
_HARMLESS: Final = plain_words("если ничего никто нигде егер болса if nothing nobody nothing")
_ENGLISH_DENIAL: Final = frozenset({"doesnt", "wont", "isnt", "arent", "didnt"})
_NO_ENGLISH_FAILURE: Final = frozenset(
    {"looking", "asking", "planning", "matter", "need", "have", "it", "urgent", "sure", "there", "that", "important"}
)
_PROBLEM_QUESTIONS: Final = frozenset({NEED, "none"})
_TERMS: Final = frozenset({TIMELINE, BUDGET})
_ACUTE, _TROUBLE, _MILD, _NONE = 3, 2, 1, 0
# A question about what we do or sell, with nothing of their own in it.
_ABOUT_US: Final = Rare(
    r"^\W*(?:а |и |hi,? |hello,? )?(?:вы|ви|у вас|do you|is it|are they|are these|how much|сіздер|сіздерде)\b"
    r"[^.!]*\?\W*$"
    r"|^\W*(?:(?:ссылка|бот|чат|форма|приложение)\s(?:у вас |ваш\w* )?|сайт (?:у вас|ваш) )не\s"
)
_MINE: Final = re.compile(
    r"\b(?:мой|моя|мо[её]|мои|у меня|у нас|наш\w*|my|our|we|i|менің|біздің|бізде|менде|мій|у мене)\b"
)


def read_sentiment(message: Message) -> Sentiment:
    """Overt joy or praise, overt annoyance or despair, else neutral."""
    heard = phrasebook.heard(message)
    signs = _SIGNS.search(message.text)
    if heard.has_beside("mood.negative", "mood.not_negative") or (signs and _ANGRY_SIGNS.search(message.text)):
        return Sentiment.NEGATIVE
    if heard.has_beside("intent.complaint", "intent.not_complaint") or _is_let_down(heard):
        return Sentiment.NEGATIVE
    if "!!" in message.text and _has_grievance(heard):
        return Sentiment.NEGATIVE
    if heard.has_beside("mood.positive", "mood.not_positive") or (signs and _GLAD_SIGNS.search(message.text)):
        return Sentiment.POSITIVE
    return Sentiment.NEUTRAL


def _is_let_down(heard: Heard) -> bool:
    """Something of ours failed the person («мастер не пришёл», «привезли не то»)."""
    if heard.has("intent.not_complaint", "say.wish"):
        return False
    return heard.has("intent.did_not") or (heard.has("intent.dealing") and heard.has("intent.failure"))


def _has_grievance(heard: Heard) -> bool:
    return heard.has("intent.stop", "intent.complaint", "doubt.price", "doubt.trust", "pain.acute")


def read_urgency(message: Message, facts: Mapping[str, Found]) -> str | None:
    """high, medium or low: from the timeline when there is one, else from words of haste."""
    timeline = facts.get(TIMELINE)
    if timeline and isinstance(timeline.value, Timeline):
        return _LEVEL.get(timeline.value.urgency)
    heard = phrasebook.heard(message)
    if heard.has_beside("mood.urgent", "mood.not_urgent"):
        return "high"
    whenever = BEST_TIME in facts or NAME in facts  # "whenever, I work from home"
    return "low" if heard.has("mood.unhurried") and not whenever else None


def _fails(heard: Heard) -> bool:
    """Something does not do what it should: a verb denied in the third person («не греет», "won't open")."""
    refused = heard.has("say.decline", "say.goodbye", "doubt.need", "doubt.trust")
    if (
        refused
        or heard.has("intent.complaint", "intent.did_not", "intent.dealing", "pain.none")
        or any(word.plain in _HARMLESS for word in heard.words)
    ):
        return False
    before = ("", *(word.plain for word in heard.words))
    return any(
        (last == "не" and _THIRD_PERSON.search(word.raw) and not word.plain.startswith(_NO_FAILURE))
        or (last in _ENGLISH_DENIAL and word.raw not in _NO_ENGLISH_FAILURE)
        or (last == "not" and word.raw.endswith("ing") and word.raw not in _NO_ENGLISH_FAILURE)
        or (last in _GOING_ON and word.raw.endswith("ing") and word.raw not in _NO_ENGLISH_FAILURE)
        or (_KAZAKH_DENIAL.search(word.plain) and not word.plain.startswith(_NO_KAZAKH_FAILURE))
        or (_UNDONE.search(last) and word.plain.startswith(_LASTING) and not last.startswith(_NO_KAZAKH_FAILURE))
        for last, word in zip(before, heard.words, strict=False)
    )


def read_pain(message: Message, context: Context) -> int | None:
    """0 when a problem is denied, 1 a wish to improve, 2 real trouble, 3 acute; None when none is described."""
    heard = phrasebook.heard(message)
    acute = heard.has_beside("pain.acute", "pain.not_pain") and not burns_only_in_words(message.low, heard)
    still = standstill.is_acute(message.low)
    aside = pain_aside.is_aside(message.low, context) or pain_aside.is_kept_away(message.low, heard)
    if not still and (aside or is_allowed_for(message.low)):
        return None
    if context.question not in _PROBLEM_QUESTIONS:  # what cannot wait is told at any question
        return _beside(message, heard, context, acute=acute, still=still)
    if context.question == NEED and not still and is_denied(message.low):
        return _NONE
    acute = acute or still
    if _is_no_problem(heard) or (_ABOUT_US.search(message.low) and not _MINE.search(message.low)):
        return None
    return _ACUTE if acute else _lesser(message, heard, context)


def _beside(message: Message, heard: Heard, context: Context, *, acute: bool, still: bool) -> int | None:
    """What is told of trouble in answer to another question: «сегодня, экскаватор стоит вторые сутки»."""
    if "?" in message.text or (context.question == "confirm" and not still):
        return None
    if still or (acute and heard.has_beside("mood.urgent", "mood.not_urgent")):
        return _ACUTE
    return _TROUBLE if context.question in _TERMS and standstill.is_trouble(message.low) else None


def _is_trouble(message: Message, heard: Heard) -> bool:
    return heard.has_beside("pain.trouble", "pain.not_pain") or standstill.is_trouble(message.low)


def _lesser(message: Message, heard: Heard, context: Context) -> int | None:
    """How bad it is where nothing acute was told."""
    if heard.has("intent.complaint") and any(word.plain.startswith("бот") for word in heard.words):
        return None
    trouble = _is_trouble(message, heard) or _fails(heard)
    trouble = trouble or (not heard.has("pain.none", "pain.not_pain") and is_told(message, heard, context))
    if heard.has_beside("pain.mild", "pain.not_pain") or (trouble and heard.has("pain.hedge")):
        troubles = {hit.first for hit in heard.hits.get("pain.trouble", ())}
        plain = len(troubles) > 1 or (troubles and heard.has("pain.effect"))
        return _TROUBLE if plain else _MILD
    if pain_aside.only_asks_for_another(message.low) and context.question == "none":
        return _TROUBLE if trouble else None
    return _TROUBLE if trouble else _denied(heard, context)


def _denied(heard: Heard, context: Context) -> int | None:
    """0 for «ничего не болит»; «без проблем» agrees and «всё ок» praises, in a first message neither denies trouble."""
    if context.question == "none":
        return (
            _NONE if heard.has_beside("pain.none", "pain.assent") and not heard.has("say.thanks", "say.wish") else None
        )
    return _NONE if heard.has("pain.none") else None


def _is_no_problem(heard: Heard) -> bool:
    """Messages that are about us: an opt-out, praise, a wish for a person."""
    about_us = heard.has("intent.stop", "intent.stop_bare", "intent.praise")
    return about_us or heard.has_beside("intent.human", "intent.not_human")
