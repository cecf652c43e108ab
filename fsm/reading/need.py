"""What the person wants or what is broken, in their own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fsm.facts import NEED, Found
from fsm.reading import phrasebook
from fsm.reading.message import Context, Message
from fsm.reading.phrasebook import Heard

_CLAUSE: Final = re.compile(r"[^,.!?;\n…]+(?:[.,](?=\d)[^,.!?;\n…]+)*")
_EDGES: Final = " \t\r\n-–—:;,.!?()\"'«»"


def _list(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that hold on to a value that was taken out («до», «бюджет», «около»), worthless at the edge of a clause.
_DANGLING: Final = _list(
    """
    и а но в во на до к ко от с со за по у около примерно где-то бюджет бюджеті бюджетім максимум тг теңге тенге
    and but by for to in on till budget around і та з із дейін шамамен
    """
)
_OPENING: Final = frozenset({"да", "ну", "так", "ой", "well", "so"})
_WANTS: Final = ("say.wish", "pain.acute", "pain.trouble", "pain.mild")
_EMPTY: Final = (
    "say.greeting",
    "say.thanks",
    "say.goodbye",
    "say.looking",
    "say.decline",
    "say.dont_know",
    "pain.none",
    "say.joke",
)
_OFF_TOPIC: Final = (
    "intent.job",
    "intent.complaint",
    "intent.stop",
    "intent.stop_bare",
    "intent.human",
    "intent.reschedule",
)
_SHORTEST: Final = 3
_REMAINDER: Final = 4


def _trim(text: str) -> str:
    """The text with single blanks, without marks and dangling words at its edges."""
    words = text.split()
    while words and _is_loose(words[0], _DANGLING | _OPENING):
        words.pop(0)
    while words and _is_loose(words[-1], _DANGLING):
        words.pop()
    return " ".join(words).strip(_EDGES)


def _is_loose(word: str, loose: frozenset[str]) -> bool:
    bare = word.strip(_EDGES).lower()
    return not bare or bare in loose


def _without_greeting(message: Message) -> str:
    """The clause with greetings blanked («здравствуйте нужна няня»)."""
    heard = phrasebook.heard(message)
    chars = list(message.text)
    for tag in ("say.greeting", "say.thanks"):
        for hit in heard.hits.get(tag, ()):
            start, end = heard.words[hit.first].start, heard.words[hit.stop - 1].end
            chars[start:end] = " " * (end - start)
    return "".join(chars)


def _says(text: str, everything: bool) -> str:  # noqa: FBT001 - private
    """The part of a clause that names the need, or nothing."""
    clause = Message(text)
    heard = phrasebook.heard(clause)
    if heard.has_beside("say.price", "say.not_price") or (heard.has("say.question_word") and not heard.has(*_WANTS)):
        return ""
    if not heard.has(*_WANTS) and (not everything or heard.has(*_EMPTY[2:])):
        return ""
    said = _trim(_without_greeting(clause))
    return said if len(said) >= _SHORTEST and any(char.isalpha() for char in said) else ""


def _clauses(message: Message, facts: Mapping[str, Found]) -> list[tuple[int, str]]:
    """Clauses of the text with the parts that other facts claim blanked, each with its offset."""
    blanked = message.without((fact.start, fact.end) for key, fact in facts.items() if key != NEED)
    clauses = [(match.start(), match.group()) for match in _CLAUSE.finditer(blanked.text)]
    return [
        (start, text)
        for at, (start, text) in enumerate(clauses)
        if not at or message.text[start : start + len(text)] == text or _is_whole(text)
    ]


def _is_whole(text: str) -> bool:
    """Whether what is left of a clause without its values still says something («up to a month» does not)."""
    return phrasebook.heard(Message(text)).has(*_WANTS) or len(text.split()) > _REMAINDER


def _is_need(heard: Heard, context: Context) -> bool:
    if context.question not in (NEED, "none") or (heard.has("intent.spam") and not heard.has("intent.not_spam")):
        return False
    return not any(heard.has_beside(tag, f"intent.not_{tag.split('.')[1]}") for tag in _OFF_TOPIC)


def read(message: Message, context: Context, facts: Mapping[str, Found]) -> Found | None:
    """The clauses that say what is wanted or broken (text); None for mere questions, greetings and "just looking".

    `words` spans from the first such clause to the last; the value leaves out what lies between and is not need.
    """
    if not _is_need(phrasebook.heard(message), context):
        return None
    everything = context.question == NEED
    kept = [(start, text, said) for start, text in _clauses(message, facts) if (said := _says(text, everything))]
    if not kept or (not everything and not any(phrasebook.heard(Message(said)).has(*_WANTS) for _, _, said in kept)):
        return None
    start = kept[0][0] + len(kept[0][1]) - len(kept[0][1].lstrip(_EDGES))
    end = kept[-1][0] + len(kept[-1][1].rstrip(_EDGES))
    value = ", ".join(said for _, _, said in kept)
    return Found(
        value=value, words=message.text[start:end], start=start, end=end, confidence=0.8 if everything else 0.7
    )
