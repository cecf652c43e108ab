"""An overlong message cut down before it is read, with the way back to the offsets of the whole text.

A pasted page, or a thousand spaces, must not cost a second: what matters stands at either end, and gaps say nothing.
"""

from __future__ import annotations

import re

HEAD, TAIL = 1200, 300
_NEAR_CUT = 40
_GAP_KEPT = 3
_LONG_GAP = re.compile(r"\s{5,}")


class Abridged:
    """The text to read, and where each of its offsets stands in the whole text."""

    __slots__ = ("_moves", "text")

    def __init__(self, whole: str) -> None:
        self._moves: list[tuple[int, int]] = []
        self.text = self._ends(self._squeezed(whole))

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
        """Every long gap made three characters, a line end kept."""
        parts: list[str] = []
        at = length = shift = 0
        for gap in _LONG_GAP.finditer(whole):
            parts.append(whole[at : gap.start()] + ("\n" if "\n" in gap.group() else " ").ljust(_GAP_KEPT))
            length += len(parts[-1])
            shift += gap.end() - gap.start() - _GAP_KEPT
            self._moves.append((length, shift))
            at = gap.end()
        return "".join([*parts, whole[at:]]) if parts else whole

    def _ends(self, text: str) -> str:
        """The beginning and the end; both cuts fall on spaces if there are any near."""
        if len(text) <= HEAD + TAIL:
            return text
        head = text.rfind(" ", HEAD - _NEAR_CUT, HEAD)
        head = HEAD if head < 0 else head
        tail = text.find(" ", len(text) - TAIL, len(text) - TAIL + _NEAR_CUT)
        tail = len(text) - TAIL if tail < 0 else tail
        cut = tail - head - 1
        before = [(border, moved) for border, moved in self._moves if border <= head]
        after = [(border - cut, moved + cut) for border, moved in self._moves if border > tail]
        self._moves = [*before, (head + 1, self._shift(tail) + cut), *after]
        return f"{text[:head]}\n{text[tail:]}"
