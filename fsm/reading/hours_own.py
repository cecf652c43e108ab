"""What they will do at an hour themselves, and how many days something has lasted: no hours for a call or visit."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading.rare import Rare

# «Отправляйте, жене вечером покажу», "we'll look at it tonight": reading, showing and weighing what we send.
_OWN: Final = Rare(
    r"\b(?:покажу|покажем|(?:по|про|рас)?смотрю|(?:по|про|рас)?смотрим|гляну|глянем|изучу|изучим|(?:по"
    r"|про)чита(?:ю|ем)|прочту"
    r"|открою|откроем|распечата(?:ю|ем)|обсу(?:жу|дим)|обдума(?:ю|ем)|прикин(?:у|ем)|(?:по|под|про)считаю"
    r"|ознаком(?:люсь|имся)"
    r"|разбер(?:усь|емся)|проверю|проверим|сверю|заполн(?:ю|им)|подпи(?:шу|шем)|послушаю|посоветуюсь|посоветуемся"
    r"|выбер(?:у|ем)|сравн(?:ю|им)|переглян(?:у|емо)|подив(?:люсь|имось|лю)|роздруку(?:ю|емо)|вивчу|обмирку(?:ю|емо)"
    r"|корсет(?:ем|емин|емиз|ейин)|кара(?:йм|п шыг)\w*|окимын|окып шыг\w*|оки(?:йм|м)\w*|басып шыгар\w*"
    r"|(?:ll|will|going to|gonna) (?:\w+ )?(?:show|look|check|read|view|review|print|study|open|discuss|go through"
    r"|go over|think|decide|compare))(?!\w)"
)
# Where the question is when somebody is to come, what is shown or looked at then is the visit itself.
COMES: Final = re.compile(
    r"приех|приед|под[ъь]ех|под[ъь]ед|замер|заех|прийти|зайти|выехать|выезд|come\b|visit|келе|келсе|приїх"
)
_CAR: Final = re.compile(
    r"\b(?:машин|авто|квартир|объект|участ|дом\b|ребенк|собак|кот[ау]\b|кошк|образец|the (?:car|house|flat|dog|cat))"
)
# «Два дня без интернета»: a number of days, where no "at" makes it two in the afternoon.
_DAYS_LONG: Final = re.compile(r"(?:[234]|два|двое|три|четыре) (?:дня|дни)")
_LONG_AFTER: Final = re.compile(r"\s*(?:(?:назад|без|подряд|как|уже|тому)\b|выходн|отпуск|боле|праздник|каникул)")
_DATED: Final = re.compile(
    r"\b(?:сегодня|завтра|послезавтра|\w*понедельник|вторник|сред[уы]|четверг|пятниц[уы]|суббот[уы]|воскресенье)[\s,]*$"
)


def does_themselves(text: str) -> re.Match[str] | None:
    """What the person means to do with what we send, in a clause with an hour in it."""
    act = _OWN.search(text)
    shown = act is not None and act[0].startswith(("пока", "посмотрим")) and _CAR.search(text)
    return None if shown else act


def lasted(low: str, said: str, start: int, end: int, *, asked: bool) -> bool:
    """Whether `said`, which stands in `low` from `start` to `end`, is a number of days that something lasts."""
    if not _DAYS_LONG.fullmatch(said):
        return False
    return bool(_LONG_AFTER.match(low, end)) or (not asked and not _DATED.search(low[max(0, start - 20) : start]))
