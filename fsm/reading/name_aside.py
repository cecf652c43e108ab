"""Names told beside the person's own: who sent them, whose parent they are, what is to stand on a cake."""

from __future__ import annotations

import re
from typing import Final

from fsm.reading import phrasebook
from fsm.reading.message import Message

_AFTER: Final = re.compile(
    r"\s*(?:вас |мне |нам |меня |вам |тоже )*(?:по)?(?:совет|рекоменд)\w+|\s*(?:сказал|говорил|подсказал|направил"
    r"|прислал"
    r"|отправил|дал[аи]? (?:ваш|номер|контакт))\w*|\s*(?:recommended|told|sent|referred|suggested)\b"
    r"|\s*(?:айтты|айткан|жиберди|усынды|берди)|\s*(?:порадив|порадила|порекомендув)\w*"
)
_PARENT: Final = re.compile(
    r"(?:н[ыі]ң|д[ыі]ң|т[ыі]ң)\s+(?:әке|ана|мама|папа|ата|апа|аға|әже|күйеу|әйел|жар|бала|қыз|ұл|дос|көрші)\w*"
)
_BEFORE: Final = re.compile(
    r"(?:по рекомендации|по совету|от имени|за подписью|надпись|написать|сказали? (?:что )?(?:спросить"
    r"|обратиться к|позвать)|велели? (?:спросить|звать)|recommended by"
    r"|referred by|told (?:me )?to ask for)\s+(?:мо\w{1,3} |наш\w{0,3} )?$"
)
_ON_A_THING: Final = re.compile(r"\bна (?:торт|открытк|футболк|гравировк|кружк|брелк|шар)[еу]\s")
_NEAR, _REST, _LED = 40, 8, 12


def is_anothers(low: str, start: int, end: int) -> bool:
    """Whether the name at `start`..`end` of a folded text is told only because of somebody or something else."""
    if _BEFORE.search(low[max(0, start - _NEAR) : start]) or _PARENT.search(low, start, end + _REST):
        return True
    if _ON_A_THING.search(low[max(0, start - _LED) : end]):
        return True
    return bool(_AFTER.match(low, end))


def says_else(message: Message) -> bool:
    """Words for us, not about oneself: «стоп», «оператор»."""
    return phrasebook.heard(message).has("intent.stop", "intent.stop_bare", "intent.human")
