"""Two versions of a script side by side: who gets which, and when one may be called the better. Pure.

The stop rule is a fixed horizon: how many newcomers of each version count is settled before the start, and nothing is
decided before both have had so many. A test that is looked at every day finds a winner by chance sooner or later; one
that is looked at once does not. Three questions are asked (deals won, hot leads, talks brought to their end), so each
has a third of the risk of 5 %.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from math import erfc, sqrt

import msgspec

HORIZON = 100
"""Newcomers of each version that are waited for and judged; later ones change nothing."""

RISK = 0.05
QUESTIONS = ("won", "hot", "completed")
"""What is judged, the most telling first: the first with a clear difference decides."""

_PARTS = 10_000


class Talk(msgspec.Struct, frozen=True):
    """How one newcomer's conversation went."""

    completed: bool = False
    hot: bool = False
    won: bool = False


class Arm(msgspec.Struct, frozen=True):
    """One version: how many newcomers count, and for how many each question is answered with yes."""

    talks: int = 0
    completed: int = 0
    hot: int = 0
    won: int = 0


class Verdict(msgspec.Struct, frozen=True):
    """What may be said. `missing` newcomers are still waited for; `better` is 0 or 1, None when neither is.

    `by` is the question that decided, `p` how likely such a difference is by chance.
    """

    missing: int = 0
    better: int | None = None
    by: str = ""
    p: float = 1.0


def is_rival(person: str, name: str, share: int) -> bool:
    """Whether a person gets the rival, which `share` of 100 newcomers get; always the same for the same person."""
    digest = hashlib.sha256(f"{name}\0{person}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8]) % _PARTS < share * _PARTS // 100


def counted(talks: Sequence[Talk], horizon: int = HORIZON) -> Arm:
    """A version's figures over its first newcomers, in the order in which they came."""
    found = talks[:horizon]
    return Arm(len(found), *(sum(getattr(each, name) for each in found) for name in ("completed", "hot", "won")))


def judged(arms: tuple[Arm, Arm], horizon: int = HORIZON) -> Verdict:
    """Which version is the better, once both have had as many newcomers as agreed."""
    missing = sum(max(0, horizon - arm.talks) for arm in arms)
    if missing or horizon <= 0:
        return Verdict(missing=missing)
    least = 1.0
    for name in QUESTIONS:
        yes = getattr(arms[0], name), getattr(arms[1], name)
        p = chance(yes, (arms[0].talks, arms[1].talks))
        if p < RISK / len(QUESTIONS):
            return Verdict(better=int(yes[1] * arms[0].talks > yes[0] * arms[1].talks), by=name, p=p)
        least = min(least, p)
    return Verdict(p=least)


def chance(yes: tuple[int, int], of: tuple[int, int]) -> float:
    """How likely two shares differ so much by chance alone: the two-sided test of two proportions, pooled."""
    pooled = sum(yes) / sum(of)
    spread = sqrt(pooled * (1 - pooled) * (1 / of[0] + 1 / of[1]))
    if not spread:
        return 1.0
    return erfc(abs(yes[0] / of[0] - yes[1] / of[1]) / spread / sqrt(2))
