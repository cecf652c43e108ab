"""Answers by number: mail has no buttons, so a message lists its options and people write "2". No network, no clock."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence

from channels.contract import Button

_MOST_CHATS = 20_000
_NUMBER = re.compile(r"\W*([0-9]{1,2})\W*")
_NO_LETTERS = re.compile(r"[\W_]+")
_LINE = re.compile(r"([0-9]{1,2})\. (.{1,200})")


class Options:
    """The options of the newest mail to each address. This life only: after a restart `meant` reads the quote."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, tuple[Button, ...]] = OrderedDict()

    def show(self, chat: str, buttons: Sequence[Sequence[Button]]) -> None:
        """A mail went out; one without options ends those before it."""
        self._shown.pop(chat, None)
        flat = tuple(button for row in buttons for button in row)
        if flat:
            self._shown[chat] = flat
            if len(self._shown) > _MOST_CHATS:
                self._shown.popitem(last=False)

    def chosen(self, chat: str, text: str) -> Button | None:
        """The button meant by a number ("2", "2.", "№ 2") or by its own words, however punctuated."""
        buttons = self._shown.get(chat, ())
        place = _place(text)
        if place is not None:
            return buttons[place] if place < len(buttons) and buttons[place].token else None
        said = _plain(text)
        return next((button for button in buttons if button.token and said and _plain(button.label) == said), None)


def meant(text: str, quoted: str) -> str:
    """The label a number stands for in the list that was quoted along with it; otherwise the text as it is."""
    place = _place(text)
    labels = _listed(quoted)
    return labels[place] if place is not None and place < len(labels) else text


def _listed(quoted: str) -> list[str]:
    """The first list of lines "1. ...", "2. ..." of a text."""
    labels: list[str] = []
    for line in quoted.splitlines():
        found = _LINE.fullmatch(line.strip())
        if found and int(found[1]) == len(labels) + 1:
            labels.append(found[2].strip())
        elif found and labels:
            break
    return labels


def _place(text: str) -> int | None:
    number = _NUMBER.fullmatch(text)
    return int(number[1]) - 1 if number and int(number[1]) else None


def _plain(text: str) -> str:
    return _NO_LETTERS.sub(" ", text.casefold().replace("ё", "е")).strip()
