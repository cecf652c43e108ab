"""What a later word does to an earlier one: it replaces it, completes it, or changes nothing."""

from __future__ import annotations

import msgspec

from fsm.answers import says_little
from fsm.facts import LOCATION, Fact
from fsm.reading import place_index
from fsm.reading.message import fold

_UNSURE = 0.5
_LONGEST_PLACE = 120
_WHOLE_PLACES = ("city", "oblast", "country")


def merged(name: str, old: Fact | None, new: Fact) -> Fact | None:
    """The fact to stand by from now on, or None when the later word says nothing new."""
    if old is None:
        return new
    if old.value == new.value or (says_little(new.value) and not says_little(old.value)):
        return None
    # What was read with little certainty never overrules what was said plainly.
    if new.confidence < min(old.confidence, _UNSURE):
        return None
    return _narrowed(old, new) if name == LOCATION else new


def _narrowed(old: Fact, new: Fact) -> Fact | None:
    """A district or a street said after the city belongs to it; another city replaces everything."""
    before, after = str(old.value), str(new.value)
    if fold(after) in fold(before):
        return None
    if fold(before) in fold(after) or _is_whole_place(after) or len(before) + len(after) > _LONGEST_PLACE:
        return new
    return msgspec.structs.replace(new, value=f"{before}, {after}")


def _is_whole_place(text: str) -> bool:
    words = fold(text).replace(",", " ").split()
    named = (place_index.find(words, index) for index in range(len(words)))
    return any(found is not None and found.place.kind in _WHOLE_PLACES for found in named)
