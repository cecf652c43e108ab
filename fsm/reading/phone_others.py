"""Numbers that are ours or a stranger's: «ваш номер … не отвечает», «мне звонили с …, это вы?»."""

from __future__ import annotations

import re
from typing import Final

_YOURS: Final = re.compile(
    r"\b(?:ваш|вашим?|вашего|вашему|указан\w*|на сайте|в рекламе|в объявлении|your|сіздің|сиздин)\s"
    r"(?:(?:номер\w*|тел\w*|ватсап\w*|сот\w+|менеджер\w*|диспетчер\w*|мастер\w*|офис\w*|был|number|phone|line"
    r"|нөмір\w*)\s){0,2}$"
    r"|\b(?:мне|нам|вы|от вас|кто-то|маған|мені|you|someone|somebody|они|мені|нам)\s(?:\S{1,14}\s){0,2}"
    r"(?:звон\w+|писал\w*|пиш\w+|названива\w+|дзвон\w+|call\w*|rang|texted|wrote"
    r"|messaged)\s(?:\S{1,14}\s){0,2}(?:с|со|из|from|з|зі)\s"
    r"(?:номера |number |the number )?\+?$"
)
_WHOSE: Final = re.compile(
    r"\W{0,3}(?:это (?:вы|ваш\w*|кто|чей)\b|не (?:отвеча|бер[её]т|доступ|обслуж|існу|відпов)\w*|недоступ\w*|вечно занят"
    r"|чей (?:это )?(?:номер|телефон)|is (?:that|this|it) (?:you|yours)|whose\b|(?:is )?not answering|doesn't answer"
    r"|нөмірінен (?:маған )?қоңырау шал|сіздікі ме|кімдікі|жауап бермей\w*|це (?:ви|ваш\w*)\b)"
)


def is_others(low: str, start: int, end: int) -> bool:
    """Whether the number from `start` to `end` is told as ours or a stranger's, nobody's to be called on."""
    return bool(_YOURS.search(low[max(0, start - 60) : start])) or bool(_WHOSE.match(low, end))
