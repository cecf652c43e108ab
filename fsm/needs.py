"""What the person needs, in their own words: what remains of a message when everything else has been taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fsm.facts import Found
from fsm.mentions import best
from fsm.reading.message import fold
from fsm.script import Pack
from fsm.script_schema import Question

NEED_KIND = "need_kind"
"""The fact that holds which of the script's kinds of need this is."""

_CLAUSE = re.compile(r"(?:[^\n.!?;,…]|(?<=\d)[.,](?=\d))+")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 2
_LONGEST = 400

# Words around a need that do not name it: greetings, wishes, courtesy, and what people say about money, time, contacts.
_AROUND = """
здравств добр* день утро вечер привет салам салем сәлем ассалау hello hi hey good morning afternoon evening
мне меня мой моя моё мои нам нас я мы вы вам вас у в на с со и а но же бы ли по до от для за к из это то вот
так нужн нужен надо хочу хотел хотим хочется можно может пожалуйста спасибо срочно быстро скоро есть был будет
да нет ок хорошо нормально подход* устраив* бюджет срок телефон номер зовут имя тел звоните позвоните сам сама
сами решаю маған бізге мен біз сізге керек қажет еді болады бар жоқ иә ия жақсы рахмет рақмет өтінем шұғыл тез
атым есімім нөмірім і та мені потрібно треба i me my we our us you your a an the need want would like looking
for to please thanks thank is are it this that and or of in on at asap urgent urgently yes no ok okay fine
budget phone number name call im
""".split()  # noqa: SIM905 - a hundred words read better as lines
_WHOLE = frozenset(word for word in _AROUND if len(word) <= 4)  # noqa: PLR2004 - short words only as they stand
_STEMS = tuple(word.rstrip("*") for word in _AROUND if len(word) > 4)  # noqa: PLR2004 - longer ones with any ending
_WISH = re.compile(
    r"\b(?:нуж[енн]|надо|хо[чт]|ищ[уе]|интересу|треба|потріб|керек|қажет|іздеп|need|want|looking|would like|order)",
    re.IGNORECASE,
)


# "And how much is a new screen?" names a need after the words that ask.
_ASKING = re.compile(
    r"^(?:(?:а|и|ну|so|and)\s+)?(?:сколько\s+(?:это\s+)?(?:будет\s+)?сто(?:ит|ить|ят)|по\s?ч[её]м|какая\s+цена(?:\s+на)?"
    r"|how\s+much\s+(?:is|are|does|for|would)(?:\s+(?:a|an|the))?)\s+",
    re.IGNORECASE,
)


class Need(NamedTuple):
    """A need in the lead's words, where they stand in the message, and whether a wish was voiced."""

    text: str
    start: int
    end: int
    words: int
    wished: bool


def need_in(text: str, others: Iterable[Found]) -> Need | None:
    """What of this message may be the need when the other facts found in it are set aside; None if nothing is left.

    A clause that mostly consists of another fact ("tomorrow, 10-15 thousand is fine") is left out.
    """
    spans = [(found.start, found.end) for found in others if found.end > found.start]
    kept: list[tuple[int, int, int]] = []
    for first, last in clauses(text):
        own = _own_words(text, first, last, spans)
        touched = any(start < last and end > first for start, end in spans)
        if own and (not touched or own > 1 or _WISH.search(text, first, last)):
            kept.append((first, last, own))
    # "...does not start, how much is it?" names the need and asks; a question alone may name it too.
    kept = [clause for clause in kept if not _is_asked(text, clause[1])] or kept
    if not kept:
        return None
    joined = ", ".join(text[start:end] for start, end, _ in kept)
    joined = _ASKING.sub("", joined) or joined
    words = sum(own for _, _, own in kept)
    return Need(joined[:_LONGEST], kept[0][0], kept[-1][1], words, bool(_WISH.search(joined)))


def _is_asked(text: str, end: int) -> bool:
    return text[end:].lstrip().startswith("?")


def clauses(text: str) -> list[tuple[int, int]]:
    """Where the parts between commas, stops and line ends begin and end, without space and marks around them."""
    trimmed = (_trimmed(text, clause.start(), clause.end()) for clause in _CLAUSE.finditer(text))
    return [(start, end) for start, end in trimmed if start < end]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not (text[start].isalnum() or text[start] in "\"'«("):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _own_words(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> int:
    """How many words of the clause name something and belong to no other fact."""
    low = fold(text)
    return sum(
        1
        for word in _WORD.finditer(low, start, end)
        if len(word.group()) >= _SHORTEST
        and not stands_around(word.group())
        and not any(first <= word.start() < last for first, last in spans)
    )


def names_something(text: str) -> bool:
    """Whether no word of the text is one of courtesy, wishes or money, but a name of something."""
    return not any(map(stands_around, _WORD.findall(fold(text))))


def stands_around(word: str) -> bool:
    """Whether the (folded) word is one of courtesy, wishes, time or money, and names nothing by itself."""
    return word in _WHOLE or word.startswith(_STEMS)


def is_general(need: Need, question: Question) -> bool:
    """Whether the words name the trade ("repair of a laptop") and not what the person needs."""
    if not question.general:
        return False
    stems = tuple(fold(word).rstrip("*") for word in question.general)
    words = [word for word in _WORD.findall(fold(need.text)) if len(word) >= _SHORTEST]
    return all(stands_around(word) or word.startswith(stems) for word in words)


def kind_of(text: str, pack: Pack) -> str:
    """The script's kind of need that this text speaks of best, or "" when none is meant."""
    return best(text, {name: sort.match for name, sort in pack.kinds.items()})
