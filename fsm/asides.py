"""What people say to a question instead of an answer: "I told you", "the same number", "let me think", "hello?"."""

from __future__ import annotations

import re

from fsm.draft import Draft
from fsm.facts import PHONE
from fsm.learning import hinted
from fsm.questions import open_question
from fsm.reading.reading import Intent
from fsm.script_schema import Question

_MISSED = "script.phrases.missed"
_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"\w+")
_FEWEST, _MOST = 6, 16
"""With fewer digits it is no attempt at a number, with more it is several."""

_BRIEF = 6
"""Whoever says in so few words that they have told us already, means this chat; a longer text is a complaint."""


def says_already(draft: Draft, text: str) -> bool:
    """Whether "I wrote that already" is said of our question, for the first time: the fault may well be ours."""
    waits = open_question(draft.was, draft.pack) is not None
    brief = waits and not draft.said(_MISSED) and len(text.split()) <= _BRIEF
    return brief and hinted(draft, "already", text)


def puzzled(draft: Draft, text: str) -> bool:
    """Whether our question itself was not understood: "what do you mean?", or nothing but "what?". Then we say so."""
    if draft.changed or draft.reading.intent is Intent.PRICE_QUESTION:
        return False
    words = _WORDS.findall(text.casefold())
    if not 0 < len(words) <= _BRIEF:
        return False
    bare = " ".join(words) in draft.pack.hints.get("what", ())
    if not bare and not hinted(draft, "puzzled", text):
        return False
    draft.say_next("script.phrases.puzzled", most=2)
    return True


def aside(draft: Draft, text: str, asked: Question | None) -> bool:
    """Say the one line that fits what was said instead of an answer; whether there was one."""
    if not _is_told(draft, asked) and says_already(draft, text):
        return draft.say_next(_MISSED, most=1)
    if draft.changed or asked is None:
        return _about_the_number(draft, text, asked)
    if hinted(draft, "think", text):
        return draft.say_next("script.phrases.think", most=1)
    if draft.reading.intent is Intent.GREETING and draft.was.greeted:
        return draft.say_next("script.phrases.here", most=2)
    return _about_the_number(draft, text, asked)


def _about_the_number(draft: Draft, text: str, asked: Question | None) -> bool:
    """Why what was said of a number is none we can call: it is not seen here, or its digits do not add up."""
    if PHONE in draft.lead.facts:
        return False
    if hinted(draft, "same_number", text):
        return draft.say_next("script.phrases.no_number", most=1)
    if asked is None or PHONE not in asked.facts:
        return False
    if not draft.changed and _FEWEST <= len(_DIGIT.findall(text)) <= _MOST:
        return draft.say_next("script.phrases.odd_number", most=2)
    return False


def _is_told(draft: Draft, asked: Question | None) -> bool:
    return asked is not None and bool(draft.changed & set(asked.facts))
