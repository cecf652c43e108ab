"""Hours told beside a phone number or an address: «8701 555 22 11 после шести» is when to call it."""

from __future__ import annotations

import re

from fsm.reading.hours_words import goes_on

# What another reader has taken is blank: a number or an address leaves a long gap, an amount one that begins with ";".
_BLANK = re.compile(r"(?:(?<![; ])|^) {11,}")
_DIGITS = re.compile(r"\+?\d[\d ()-]{8,18}\d")
_WORD = re.compile(r"[^\W_]+")
_BETWEEN, _LEADING = 3, 2
_STOPS = re.compile(r"[.!?;\n]")


def _contacts(low: str) -> list[tuple[int, int]]:
    """Where numbers and addresses stand, or stood before they were taken."""
    return [match.span() for shape in (_BLANK, _DIGITS) for match in shape.finditer(low)]


def _goes_along(text: str) -> bool:
    return all(goes_on(word) for word in _WORD.findall(text))


def beside_contact(low: str, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` follow a number or address, or lead to it, and say nothing else."""
    after = _STOPS.split(low[end:])[0]
    for first, last in _contacts(low):
        if last <= start:
            between = low[last:start]
            few = len(_WORD.findall(between)) <= _BETWEEN and not any(char.isdigit() for char in between)
            if few and not _STOPS.search(between.strip(" .,;-")) and _goes_along(after):
                return True
        elif first >= end:
            told = _WORD.findall(low[:start])
            if len(told) <= _LEADING and _goes_along(low[end:first]):
                return True
    return False
