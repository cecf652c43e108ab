"""How long to wait for WAHA, between looks, and before an answer appears."""

from __future__ import annotations

import random

import msgspec


class Patience(msgspec.Struct, frozen=True):
    """All in seconds. Looks at the session while well and while not, at what was missed, and how typing is shown.

    `letters_a_second` is the pace of the shown typing (0 shows none), `longest_typing` its end.
    """

    look_every: float = 60.0
    look_again: float = 5.0
    catch_up_every: float = 180.0
    letters_a_second: float = 40.0
    longest_typing: float = 4.0

    def typing(self, letters: int) -> float:
        """How long "typing..." is shown before a text of so many letters, with chance in it."""
        if not self.letters_a_second:
            return 0.0
        return min(self.longest_typing, letters / self.letters_a_second) * random.uniform(0.7, 1.0)  # noqa: S311 - a pause, no secret
