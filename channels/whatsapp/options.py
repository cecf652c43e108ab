"""The numbered options each person has on screen: what a typed "2" or "next week" chooses. No network, no clock."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence

from channels.contract import Button

_MOST_CHATS = 20_000
_NUMBER = re.compile(r"\W*([0-9]{1,2})\W*")
_NO_LETTERS = re.compile(r"[\W_]+")


class Options:
    """Remembers the options of the newest message of each chat, in this life; `recall` helps after a restart."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, tuple[Button, ...]] = OrderedDict()

    def show(self, chat: str, buttons: Sequence[Sequence[Button]]) -> None:
        """A message went out; one without options ends those before it."""
        self._shown.pop(chat, None)
        self._shown[chat] = tuple(button for row in buttons for button in row)
        if len(self._shown) > _MOST_CHATS:
            self._shown.popitem(last=False)

    def open(self, chat: str) -> bool:
        """Whether there is something to choose."""
        return bool(self._shown.get(chat))

    def knows(self, chat: str) -> bool:
        """Whether anything was said to this chat in this life, with options or without."""
        return chat in self._shown

    def chosen(self, chat: str, text: str) -> Button | None:
        """The button meant by a number ("2", "2.", "№ 2", "2️⃣") or by its own words, however punctuated."""
        buttons = self._shown.get(chat)
        if not buttons:
            return None
        number = number_in(text)
        if number is not None:
            place = number - 1
            return buttons[place] if 0 <= place < len(buttons) and buttons[place].token else None
        said = _plain(text)
        return next((button for button in buttons if button.token and said and _plain(button.label) == said), None)


def number_in(text: str) -> int | None:
    """The number, of a text that is nothing else ("2", "2.", "№ 2", "2️⃣")."""
    number = _NUMBER.fullmatch(text)
    return int(number[1]) if number else None


def _plain(text: str) -> str:
    return _NO_LETTERS.sub(" ", text.casefold().replace("ё", "е")).strip()
