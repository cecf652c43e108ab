"""Whether somebody asks to go on in another app: "can we talk in Telegram?". Pure; ru, kk, en and uk."""

from __future__ import annotations

import re

_LONGEST = 120
"""Longer messages tell other things as well, and those are answered first."""

_APPS = {
    "telegram": re.compile(r"\b(?:telegram|телеграм\w*|телегр?\w{0,3}|тг|tg)\b", re.IGNORECASE),
    "whatsapp": re.compile(r"\b(?:what'?s?\s?app|вотс\s?ап\w*|ватс\s?ап\w*|вацап\w*|уотсап\w*|wa)\b", re.IGNORECASE),
}
_GO_ON = re.compile(
    r"\b(?:давайте|давай|можно|можем|можете|могу|перейд\w+|продолж\w+|пиш\w+|напиш\w+|общат\w+|связ\w+|удобн\w+|лучше|"
    r"есть|через|"
    r"жалғастыр\w*|жаз\w+|бола\s+ма|болады|ыңғайлы|көш\w+|бар\s+ма|арқылы|"
    r"can|could|let'?s|continue|switch|move|write|text|talk|prefer|do\s+you\s+have|via|better|go\s+on|"
    r"перейдемо|продовж\w+|зручн\w+|краще|маєте)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:не\s+(?:пиш\w+|надо|нужно|хочу|могу|открыва\w+|работает)|нет\s+(?:телеграм\w*|ватсап\w*)|жазба\w*|жоқ|"
    r"don'?t|do\s+not|no\s+(?:telegram|whats\s?app))\b",
    re.IGNORECASE,
)


def elsewhere(text: str) -> tuple[str, ...]:
    """The apps that a message asks to go on in, in the order of the program; () for nearly all messages."""
    if not text or len(text) > _LONGEST:
        return ()
    apps = tuple(app for app, words in _APPS.items() if words.search(text))
    if not apps or _NOT.search(text):
        return ()
    bare = re.sub(r"[\W_]+", " ", text).split()
    return apps if _GO_ON.search(text) or len(bare) == 1 else ()
