"""What a bare number means after a restart: our last message still stands in the chat, with its numbered lines."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from .api import NoAnswer, NotReached, Waha, WahaError, escaped
from .compose import HAIR
from .options import number_in
from .schema import Message, Unreadable

_LINE = re.compile(r"([0-9]{1,2})\. (.+)")
_LOOK_SECONDS = 3.0


def offered(text: str) -> list[str]:
    """The options at the end of a message of ours, in order; none when it ends otherwise."""
    options: list[str] = []
    for line in reversed(text.replace(HAIR, "").rstrip().splitlines()):
        found = _LINE.fullmatch(line.strip())
        if found is None:
            break
        options.insert(0, found[2])
        if found[1] == "1":
            return options
    return []


class Recall:
    """Looks into the chat itself."""

    def __init__(self, waha: Waha) -> None:
        self._waha = waha

    async def words(self, chat: str, typed: str, at: datetime) -> str:
        """The words of the option that a typed number chooses in our last message before `at`; else "".

        Trouble is no answer: the number then stays a number.
        """
        number = number_in(typed)
        if number is None:
            return ""
        query = {"limit": "1", "downloadMedia": "false", "filter.fromMe": "true", "sortOrder": "desc"}
        query |= {"sortBy": "timestamp", "filter.timestamp.lte": str(int(at.timestamp()))}
        path = f"/api/{{session}}/chats/{escaped(chat)}/messages"
        try:
            last = msgspec.json.decode(await self._waha.get(path, query, _LOOK_SECONDS), type=list[Message])
        except (WahaError, NotReached, NoAnswer, *Unreadable):
            return ""
        options = offered(last[0].body or "") if last and last[0].fromMe else []
        return options[number - 1] if 0 < number <= len(options) else ""
