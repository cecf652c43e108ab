"""Persons and "myself" told without a decision: a couple that quarrels, sums solved, what is fetched oneself."""

from __future__ import annotations

import re
from typing import Final

from fsm.facts import AUTHORITY, Authority, Found
from fsm.reading.calendar_words import plain
from fsm.reading.message import Context, Message

_DECIDING: Final = re.compile(
    r"реш|вириш|выбира|выбер|соглас|утверд|утвержд|одобр|принима|прийма|decid|approv|choos|шеш|кенес|акылдас|совет"
    r"|порад"
    r"|consult|обсу|обгов|дума|ойлан|спро|спыта|запита|говор|узна|\bask|discuss|talk|check with|run it|сура|разреш"
    r"|позвол"
    r"|пока[жз]|подпис|\bsign|плат|корсет|сойлес|айт|рулит|завед|главн|хозя|владел|собственник|\bown|директор"
    r"|начальн|head"
    r"|boss|бастык|\bпротив\b|карсы|пополам|вместе (?:с \w+ )?(?:посмотр|опред|прин)|утвержд|за мной|на мне"
)
_SUMS: Final = re.compile(r"\bреш\w+ (?:\w+ )?(?:задач|пример|уравнен|тест|контрольн|домашк|вариант|дробь|дроби)")
_FETCHED: Final = re.compile(
    r"\b(?:озим|озимиз) (?:барып|келип|алып|апарып|тасып)|\b(?:сам|сама|сами) (?:за|подъ|при|до)(?:беру|берем|еду"
    r"|едем|йду|йдем"
    r"|везу|везем)\b|myself\b.{0,20}pick|pick (?:it|them) up myself"
)
_UNDECIDED: Final = re.compile(
    r"\b(?:не|ещ[её] не|пока не) (?:реши(?:ли|л|ла)|вирiшили|виришили|определил\w*)\b|(?:haven't|not) decided"
    r"|шешкен жок|шешпе"
)
_FIRST: Final = frozenset({"none", "need"})


def is_merely_told(message: Message, context: Context, found: Found) -> bool:
    """Whether whoever was found to decide is only mentioned, where nobody asked who decides."""
    if context.question == AUTHORITY:
        return False
    low = plain(message.low)
    if found.value is Authority.SELF:
        return bool(_FETCHED.search(low) or _UNDECIDED.search(low) or _SUMS.search(low))
    together = found.value is Authority.SHARED and context.question in _FIRST
    return together and not _DECIDING.search(low)
