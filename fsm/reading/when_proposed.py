"""Another day proposed in the place of one that does not suit: «завтра контрольная, давайте в субботу»."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading.when_clauses import Clause

_LEAD: Final = re.compile(
    r"\b(?:давай(?:те)?|лучше|можно|может|можем|могу|смогу|сможем|удобно|удобнее|получится|тогда|только"
    r"|перенес\w{1,4}|сдвин\w{1,5}"
    r"|how about|what about|make it|let's(?: do| make it| try)?|better|instead|maybe|can (?:we|i|you) do|rather|try"
    r"|краще|можна|зможу|зможемо|тоди|нужн[оа]|надо|треба|need(?: it)?)"
    r"(?:\s+(?:уже|тогда|бы|я|мы|лучше|на|к|в|во|we|i|it|for|on|the|у|нам|мне|вам|у нас|ближе к|for)){0,3}\s*$"
)
_TAIL: Final = re.compile(
    r"\s*,?\s*(?:вот |и |ну )?(?:тогда|сонда|тоди|then)\b|\s*(?:лучше|можно|можна|можем|могу|смогу|сможем"
    r"|удобн\w{1,3}|получится|подойд[её]т|подход\w{1,3}|свобод\w{1,3}"
    r"|тогда|давайте|свобод\w+|нормально|норм"
    r"|болсын|болса|болады|келейин|келемин|келсем|барайын|мумкин|ынгайлы|жаксы|дурыс|босп?ын|керек"
    r"|ок\b|ok\b|норм\b|same time|works?|would work|is (?:better|fine|good|ok|okay|free)|instead|if possible|suits?"
    r"|перен[её]с\w{1,4}"
    r"|краще|зможу|зручно|вільн\w+|вильн\w+|(?:в|at|около)? ?\d{1,2}(?::\d\d)?\s*\?|\?)"
)
_THEN: Final = re.compile(
    r"(?:\s[^\W\d_]{3,14}){0,2}\W*(?:а |и |но |вот |уже |сразу |just |so )?(?:потом|затем|после этого|после него"
    r"|после нее|после них"
    r"|после\b(?=\W*(?:$|можно|давай|начн))"
    r"|then\b|after that|содан кейин|сосын|потим|писля цього)"
)
_NEAR: Final = 40


def proposes(low: str, start: int, end: int) -> bool:
    """Whether the words right before or after the time at `start`..`end` propose it."""
    return bool(_LEAD.search(low[max(0, start - _NEAR) : start]) or _TAIL.match(low, end))


def afterwards(low: str, end: int) -> bool:
    """Whether "then it is possible" follows the time that ends at `end`: «отпуск с 5 по 19, потом можно»."""
    return bool(_THEN.match(low, end))


def is_taken(clause: Clause) -> bool:
    """Whether the clause around a time tells why it does not suit: unable to come, or an event of their own."""
    return clause.unable or clause.occupied or clause.event or clause.engaged or clause.negated
