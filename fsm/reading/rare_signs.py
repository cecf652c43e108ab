"""The signs of a pattern: words, beginnings or inner parts of words, one of which is in every text that it matches.

Each way through the pattern is followed with the letters that are sure to stand side by side on it; of all the pieces
met on a way the one that fewest messages have is its sign.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from fsm.reading.rare_steps import EDGE, GAP, OneOf, Steps, steps_of

BEGINNING: Final = 8
SHORTEST_PART, LONGEST_PART = 3, 5
"""The most letters of a beginning, and the fewest and the most of a part, that are looked up."""

_MOST_WAYS: Final = 300
_RARE: Final = 0.02
"""A sign that so few messages have is good enough."""


class Sign(NamedTuple):
    """What a word has to be ("whole"), to begin with ("beginning") or to have within ("part"), if a way is to match.

    `often` estimates the share of messages that have it, so that the rarest can be chosen.
    """

    often: float
    kind: str
    text: str


class _Way(NamedTuple):
    """One way through a pattern so far: its best sign, the letters at its end, whether a word begins with them."""

    best: Sign | None
    letters: str
    opened: bool


_NOTHING: Final = _Way(None, "", opened=False)
_OPENED: Final = _Way(None, "", opened=True)
_OFTEN: Final = {
    "whole": (0.2, 0.15, 0.06, 0.02, 0.008),
    "beginning": (0.8, 0.4, 0.12, 0.04, 0.012, 0.005),
    "part": (1.0, 1.0, 0.25, 0.07, 0.02),
}


def _sign(letters: str, *, opened: bool, closed: bool) -> Sign | None:
    """The sign that letters side by side make; a word surely begins (`opened`) or ends (`closed`) with them."""
    kind, most = ("whole", len(letters)) if opened and closed else ("beginning", BEGINNING)
    if not opened:
        kind, most = "part", LONGEST_PART
    if not letters or (kind == "part" and len(letters) < SHORTEST_PART):
        return None
    shares = _OFTEN[kind]
    return Sign(shares[min(len(letters), len(shares)) - 1], kind, letters[:most])


def _parted(ways: Iterable[_Way], *, edge: bool) -> set[_Way]:
    """The ways after the edge of a word, or after anything at all."""
    found = set()
    for way in ways:
        sign = _sign(way.letters, opened=way.opened, closed=edge)
        best = min(sign, way.best) if sign and way.best else sign or way.best
        found.add(_Way(best, "", opened=edge))
    return found


def _after(ways: set[_Way], steps: Steps) -> set[_Way]:
    """The ways after some steps; too many of them are as good as none."""
    for step in steps:
        if isinstance(step, OneOf):
            ways = {way for option in step.options for way in _after(ways, option)}
        elif step in (EDGE, GAP):
            ways = _parted(ways, edge=step == EDGE)
        else:
            ways = {_Way(best, letters + step, opened) for best, letters, opened in ways}
        if len(ways) > _MOST_WAYS:
            ways = {_NOTHING}
    return ways


def _signs(ways: set[_Way]) -> frozenset[Sign] | None:
    """The signs of the ways, or None if one has none."""
    found = {way.best for way in _parted(ways, edge=False)}
    return frozenset(sign for sign in found if sign) if None not in found else None


def _often(signs: frozenset[Sign] | None) -> float:
    """The share of messages that have one of the signs, at most."""
    return sum(sign.often for sign in signs) if signs else math.inf


def _of_any(step: OneOf, start: _Way) -> frozenset[Sign] | None:
    """The signs of all the options, one of which is there; None if one of them has none."""
    found: set[Sign] = set()
    for option in step.options:
        signs = _rarest(option, start)
        if signs is None:
            return None
        found |= signs
    return frozenset(found)


def _stretches(steps: Steps, start: _Way) -> Iterator[frozenset[Sign] | None]:
    """The signs of each stretch of the steps: between two stretches no word goes on."""
    ways = {start}
    for step in steps:
        if isinstance(step, OneOf) and ways == {start}:
            yield _of_any(step, start)
        ways = _after(ways, (step,))
        if not any(way.letters for way in ways):
            yield _signs(ways)
            start = _OPENED if all(way.opened for way in ways) else _NOTHING
            ways = {start}
    yield _signs(ways)


def _rarest(steps: Steps, start: _Way) -> frozenset[Sign] | None:
    """The signs of some steps: all their stretches have to be there, so those of one that is rare will do."""
    best = None
    for signs in _stretches(steps, start):
        best = min(best, signs, key=_often)
        if best and all(sign.often <= _RARE for sign in best):
            break
    return best


def signs_of(pattern: str) -> frozenset[Sign]:
    """The signs of a pattern; ValueError if it may match where no word is sure to be, or has flags."""
    signs = _rarest(steps_of(pattern), _NOTHING)
    if not signs:
        msg = f"no word is sure to be there: {pattern[:60]}"
        raise ValueError(msg)
    return signs
