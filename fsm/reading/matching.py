"""How well a message says one of a script's phrases: stems, free word order, small typos."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from fsm.reading import language
from fsm.reading.everyday import is_everyday
from fsm.reading.message import Message, fold
from fsm.reading.stems import plain_words, split

_ENDING: Final = 3
_SHORTEST: Final = 3
_MANY: Final = 400
_LIGHT: Final = plain_words(
    """
    а и в во на с со у к ко о об по за из от до для же ли бы не ну это этот the a an is are do does to of in at for me
    i you my your ма ме ба бе па пе да та есть бар have у вас сіз сізде сіздерде вы you можно очень так это
    """
)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """The word without what a case or a person may change."""
    if len(word) <= _SHORTEST + 1:
        return word
    return word[: max(_SHORTEST, len(word) - min(_ENDING, len(word) // 3))]


@lru_cache(maxsize=1024)
def _phrase(text: str) -> tuple[str, ...]:
    words = [word.plain for word in split(fold(text)) if word.plain and word.plain != "#"]
    return tuple([word for word in words if word not in _LIGHT] or words)


def _alike(said: str, wanted: str) -> float:
    """1 for the same stem, less for a small typo in a longer word, 0 otherwise."""
    if said == wanted:
        return 1.0
    short, long = _stem(said), _stem(wanted)
    if min(len(short), len(long)) >= _SHORTEST and (said.startswith(long) or wanted.startswith(short)):
        return 0.95
    # A word of its own is no slip of another: «работаете» is not about a «робот».
    if min(len(said) + 1, len(wanted)) > _ENDING + 2 and said[:1] == wanted[:1] and not is_everyday(said):
        allowed = 1 if len(wanted) < 8 else 2  # noqa: PLR2004 - one typo, two in long words
        if min(map(partial(_typos, long, allowed), (short, said[: len(long)]))) <= allowed:
            return 0.8
    return 0.0


def _typos(wanted: str, allowed: int, said: str) -> int:
    return DamerauLevenshtein.distance(said, wanted, score_cutoff=allowed)


def _score(said: Sequence[str], wanted: Sequence[str]) -> float:
    if not wanted:
        return 0.0
    return sum(max((_alike(word, want) for word in said), default=0.0) for want in wanted) / len(wanted)


def matches(message: Message, phrases: Sequence[str]) -> float:
    """How fully the best phrase is said, 0-1; a whole phrase with endings changed is >= 0.9. Time is linear in both."""
    words = language.spelled(split(message.low), message.low)[:_MANY]
    said = tuple(dict.fromkeys(word.plain for word in words if word.plain != "#"))
    return max((_score(said, _phrase(phrase)) for phrase in phrases), default=0.0)
