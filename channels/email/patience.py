"""How long to wait for the mail servers, and between tries."""

from __future__ import annotations

import random

import msgspec


class Patience(msgspec.Struct, frozen=True):
    """How long to wait, in seconds.

    For a connection, for an answer to a command, for a whole mail, and for SMTP's answers; `idle` at most in one IDLE
    (a poll follows each, so it is the polling beside it as well); `poll` between looks at a server without IDLE;
    `first` and `most` between tries after trouble; `greylist` before a mail is offered again to a server that asked
    for time.
    """

    connect: float = 20.0
    answer: float = 30.0
    mail: float = 180.0
    smtp: float = 60.0
    idle: float = 120.0
    poll: float = 30.0
    first: float = 1.0
    most: float = 60.0
    greylist: float = 60.0
    most_greylist: float = 3_600.0

    def after(self, failures: int) -> float:
        """The pause after so many failures in a row (from 1): each twice the one before, with chance in it."""
        longest = min(self.most, self.first * 2.0 ** min(failures - 1, 10))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
