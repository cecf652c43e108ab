"""Whether a word is an everyday one: standing alone it is no name and no town, and it is no slip of another word."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from fsm.reading.stems import plain

_SHORTEST: Final = 5


@lru_cache(maxsize=1)
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """The beginnings and the whole words; the lists are loaded by the first unknown word that stands alone."""
    from fsm.reading import lexicon_everyday, lexicon_everyday_more

    lists = (lexicon_everyday, lexicon_everyday_more)
    return (
        frozenset(word for one in lists for word in one.BEGINNINGS.split()),
        frozenset(word for one in lists for word in one.WHOLE.split()),
    )


@lru_cache(maxsize=2048)
def is_everyday(raw: str) -> bool:
    """Whether a folded word is one that people use every day (`lexicon_everyday`)."""
    word = plain(raw)
    beginnings, whole = _known()
    return word in whole or any(word[:length] in beginnings for length in range(_SHORTEST, len(word) + 1))
