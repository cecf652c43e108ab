"""How long to wait for Telegram, and between tries."""

from __future__ import annotations

import random

import msgspec


class Patience(msgspec.Struct, frozen=True):
    """How long to wait, in seconds.

    For news, after the first trouble, at most between two tries, in webhook mode between looks at the registration,
    and how long nothing must have come before the numbering of updates is taken for begun anew.
    """

    long_poll: float = 50.0
    first: float = 0.5
    most: float = 30.0
    look_every: float = 60.0
    forget_after: float = 86_400.0

    def after(self, failures: int) -> float:
        """The pause after so many failures in a row (from 1): each twice the one before.

        With chance in it, so that many bots do not come back at the same instant.
        """
        longest = min(self.most, self.first * 2.0 ** min(failures - 1, 10))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
