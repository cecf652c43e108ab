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
    """Remembers the options of the newest message of each chat. This life only: after a restart words still work."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, tuple[Button, ...]] = OrderedDict()

    def show(self, chat: str, buttons: Sequence[Sequence[Button]]) -> None:
        """A message went out; one without options ends those before it."""
        self._shown.pop(chat, None)
        flat = tuple(button for row in buttons for button in row)
        if flat:
            self._shown[chat] = flat
            if len(self._shown) > _MOST_CHATS:
                self._shown.popitem(last=False)

    def open(self, chat: str) -> bool:
        """Whether there is something to choose."""
        return chat in self._shown

    def chosen(self, chat: str, text: str) -> Button | None:
        """The button meant by a number ("2", "2.", "№ 2", "2️⃣") or by its own words, however punctuated."""
        buttons = self._shown.get(chat)
        if not buttons:
            return None
        number = _NUMBER.fullmatch(text)
        if number:
            place = int(number[1]) - 1
            return buttons[place] if 0 <= place < len(buttons) and buttons[place].token else None
        said = _plain(text)
        return next((button for button in buttons if button.token and said and _plain(button.label) == said), None)


def _plain(text: str) -> str:
    return _NO_LETTERS.sub(" ", text.casefold().replace("ё", "е")).strip()
