"""An overlong message cut down before it is read, with the way back to the offsets of the whole text.

A pasted page, or a thousand spaces, must not cost a second: what matters stands at either end, gaps say nothing, no
word of any language is longer than a line, and a person says what they mean in a few hundred words.
"""

from __future__ import annotations

import re
from itertools import islice

HEAD, TAIL = 1200, 300
"""So many characters are read at the beginning and at the end."""

HEAD_PIECES, TAIL_PIECES = 320, 80
"""So many words, numbers and marks; prose has fewer in that many characters, only rows of figures have more."""

_NEAR_CUT = 40
_GAP_KEPT = 3
_RUN_KEPT = 40
_MARKS_KEPT = 5
_ENDLESS = re.compile(r"(?P<gap>\s{5,})|\d{61,}|[^\W\d_]{61,}|(?P<mark>[^\w\s])(?P=mark){8,}")
_MAY_BE_ENDLESS = re.compile(r"\W{5}|\w{61}")  # in every endless run there is one of them
_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")


class Abridged:
    """The text to read, and where each of its offsets stands in the whole text."""

    __slots__ = ("_moves", "text", "whole")

    def __init__(self, whole: str) -> None:
        self._moves: list[tuple[int, int]] = []
        self.text = self._ends(self._squeezed(whole) if _MAY_BE_ENDLESS.search(whole) else whole)
        self.whole = self.text == whole

    def start(self, offset: int) -> int:
        """Where something that begins at this offset begins in the whole text."""
        return offset + self._shift(offset)

    def end(self, offset: int) -> int:
        """Where something that ends before this offset ends in the whole text."""
        return offset + self._shift(offset - 1)

    def _shift(self, offset: int) -> int:
        shift = 0
        for border, moved in self._moves:
            if offset < border:
                break
            shift = moved
        return shift

    def _squeezed(self, whole: str) -> str:
        """Every long gap made three characters (a line end kept), every endless run of one kind a short one."""
        parts: list[str] = []
        at = length = shift = 0
        for endless in _ENDLESS.finditer(whole):
            kept = _kept(endless)
            parts.extend((whole[at : endless.start()], kept))
            length += endless.start() - at + len(kept)
            shift += endless.end() - endless.start() - len(kept)
            self._moves.append((length, shift))
            at = endless.end()
        return "".join([*parts, whole[at:]]) if parts else whole

    def _ends(self, text: str) -> str:
        """The beginning and the end; both cuts fall on spaces if there are any near."""
        if len(text) <= HEAD_PIECES:
            return text
        head, tail = _reach(text[:HEAD], HEAD_PIECES), len(text) - _reach(text[: -TAIL - 1 : -1], TAIL_PIECES)
        if head >= tail:
            return text
        space = text.rfind(" ", max(0, head - _NEAR_CUT), head)
        head = head if space < 0 else space
        space = text.find(" ", tail, tail + _NEAR_CUT)
        tail = tail if space < 0 else space
        cut = tail - head - 1
        before = [(border, moved) for border, moved in self._moves if border <= head]
        after = [(border - cut, moved + cut) for border, moved in self._moves if border > tail]
        self._moves = [*before, (head + 1, self._shift(tail) + cut), *after]
        return f"{text[:head]}\n{text[tail:]}"


def _kept(endless: re.Match[str]) -> str:
    """What stands for an endless run: enough to see that there was one, too long to be a number or a word."""
    run = endless.group()
    if endless["gap"]:
        return ("\n" if "\n" in run else " ").ljust(_GAP_KEPT)
    return run[: _MARKS_KEPT if endless["mark"] else _RUN_KEPT]


def _reach(text: str, most: int) -> int:
    """How far reading goes into the text: no more than so many pieces."""
    last = next(islice(_PIECE.finditer(text), most, None), None) if len(text) > most else None
    return len(text) if last is None else last.start()
