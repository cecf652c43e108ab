"""Ills that are only taken into account («без орехов, аллергия»), and trouble that is plainly denied."""

from __future__ import annotations

import re
from typing import Final

_ALLERGY: Final = re.compile(r"[^\W_]{0,7}(?:аллерг|алерг|allerg)\w*")
# What is ordered is to spare somebody: «без глютена», «учтите», "nut-free"; no skin that itches.
_SPARES: Final = re.compile(
    r"\b(?:без|учт|учес|учит|имейте в виду|гипоал|исключ|врахуй|without|free\b|hypoal|no (?:nuts?|milk|eggs?"
    r"|gluten|fish))"
    r"|[^\W_]{2,20}с[ыі]з\b|ескер|-free"
)
_SUFFERS: Final = re.compile(
    r"сып|чеш|зуд|зудит|лиц[оеу]|замуч|не могу|таблет|капл|маз[ьи]|от[её]к|опух|задыха|мучает|мучаюсь|обостр|лечи"
    r"|анализ|врач|аллерголог|қыш|бөрт|ісі"
    r"|itch|rash|swoll|swell|treat|doctor|свербить|висип"
)
_WELL: Final = re.compile(
    r"\b(?:а ч[еёо]|а что|да ничего|ничего|а шо) (?:с (?:ней|ним|нами|ними) |с машиной )?(?:не )?"
    r"(?:случил\w+|сталось|стряслось|будет|сделается)\b|\bда? ?ничего с (?:ней|ним|ними)\b|\bничего не (?:болит"
    r"|сломал\w+|случил\w+|горит|течет|течёт)"
    r"|\b(?:nothing|nothing's) (?:happened|wrong|is wrong|broke\w*)\b|\bештеңе (?:болған|болмаған|болмады"
    r"|бұзыл\w+) ?(?:жоқ)?"
    r"|\bнічого не (?:сталося|трапилось|болить|зламал\w+)"
)
_YET: Final = re.compile(
    r"\b(?:но|только|просто|кроме|but|except|just|бірақ|але)\b[^.!?]{0,20}(?:теч|стуч|шум|болит|капа|leak|hurt|noise)"
)


def is_allowed_for(low: str) -> bool:
    """Whether an allergy is named only so that the order spares somebody."""
    told = ("ллерг" in low or "алерг" in low or "llerg" in low) and _ALLERGY.search(low)
    return bool(told) and bool(_SPARES.search(_ALLERGY.sub(" ", low))) and not _SUFFERS.search(low)


def is_denied(low: str) -> bool:
    """Whether nothing has happened: «а что с ней случится?», «ничего не болит»."""
    return bool(_WELL.search(low)) and not _YET.search(low)
