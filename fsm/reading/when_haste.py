"""Words of haste that are no haste of theirs: a service we sell as fast, and what was done in a hurry."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading.when_clauses import Clause

_ADJECTIVE: Final = ("ая", "ое", "ий", "ый", "ую", "ые", "ого", "ой", "ых", "ови", "ова", "ове")
_SOLD: Final = re.compile(
    r"[^.!;\n]{0,40}(?:\?|\b(?:делаете|сколько|есть|поч[её]м|занимаетесь|робите|скильки|жасайсыз\w*|канша)\b)"
)
_DO_YOU: Final = re.compile(r"\b(?:do you|are there|is there|how much)\b[^.!?]{0,30}$")
_DONE: Final = re.compile(r"\s*(?:пришлось|понадобил\w+|[а-я]{3,}(?:ли|ла|лась|лись)(?! бы)|had to)\b")
_HAD_TO: Final = re.compile(r"\b(?:had to|пришлось|мусили)\b[^.!?]{0,40}$")


def is_offered(low: str, word: str, end: int) -> bool:
    """Whether "urgent" ending at `end` is said of a sort of service that is asked about: «срочный перевод делаете?»."""
    if word.startswith(("срочн", "терминов")) and word.endswith((*_ADJECTIVE, "и")):
        return bool(_SOLD.match(low, end)) or bool(re.search(r"сколько|скильки|робите|делаете", low[:end]))
    return word == "urgent" and bool(_DO_YOU.search(low[: max(0, end - len(word))]))


def was_hurried(clause: Clause) -> bool:
    """Whether something was done in haste: «свет срочно отключили», "we had to fix it urgently"."""
    return bool(_DONE.match(clause.after) or _HAD_TO.search(clause.before))
