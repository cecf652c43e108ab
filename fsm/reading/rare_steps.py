"""A pattern as the steps that tell which words it needs: letters side by side, edges of words, and gaps.

Read off the pattern as the `re` module itself parses it, so that there is nothing to keep in step with by hand.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

_PARSER: Final = importlib.import_module("re._parser")  # no stubs; a test holds the patterns against what comes of it

EDGE: Final = " "
"""No word goes on over this place."""

GAP: Final = "…"
"""Here may be anything, or nothing."""


class OneOf(NamedTuple):
    """A place where the pattern goes on in one of several ways."""

    options: tuple[Steps, ...]


Step = str | OneOf
Steps = tuple[Step, ...]

_FEW_LETTERS: Final = 4
_REPEATS: Final = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_NO_ROOM: Final = frozenset({"ASSERT", "ASSERT_NOT"})
_OUTSIDE_WORDS: Final = frozenset({"CATEGORY_SPACE", "CATEGORY_NOT_WORD"})


def _is_letter(code: int) -> bool:
    return chr(code).isalnum() or code == ord("_")


def _is_outside(op: object, value: Any) -> bool:
    """Whether a member of a set is outside of words."""
    return str(value) in _OUTSIDE_WORDS if str(op) == "CATEGORY" else str(op) == "LITERAL" and not _is_letter(value)


def _set(items: Sequence[tuple[object, Any]]) -> Step:
    """One character of a set: "[еи]", "[ ,]", "[^.!?]"."""
    if all(_is_outside(op, value) for op, value in items):
        return EDGE
    if len(items) <= _FEW_LETTERS and all(str(op) == "LITERAL" and _is_letter(value) for op, value in items):
        return OneOf(tuple((chr(code),) for _, code in items))
    return GAP


def _repeated(least: int, most: object, inside: Steps) -> Step:
    """What stands there so many times; between the first time and the last is anything."""
    if inside == (EDGE,) and least:
        return EDGE
    if inside == (GAP,):
        return GAP
    options = (((),) if not least else ()) + ((inside,) if least <= 1 else ())
    return OneOf(options if most == 1 else (*options, (GAP, *inside)))


def _step(op: str, value: Any) -> Step:
    if op == "LITERAL":
        return chr(value) if _is_letter(value) else EDGE
    if op == "IN":
        return _set(value)
    if op == "BRANCH":
        return OneOf(tuple(map(_steps, value[1])))
    if op == "SUBPATTERN" and not value[1] and not value[2]:
        return OneOf((_steps(value[3]),))
    if op in _REPEATS:
        return _repeated(value[0], value[1], _steps(value[2]))
    return EDGE if op == "AT" and str(value) != "AT_NON_BOUNDARY" else GAP


def _joined(steps: Iterator[Step]) -> Iterator[Step]:
    """The steps with letters side by side as one, and without those that add nothing to the one before."""
    letters = ""
    last: Step = ""
    for step in steps:
        if isinstance(step, str) and step not in (EDGE, GAP):
            letters += step
            continue
        if letters:
            yield letters
        elif step == last:
            continue
        letters, last = "", step
        yield step
    if letters:
        yield letters


def _steps(parsed: Any) -> Steps:
    return tuple(_joined(_step(str(op), value) for op, value in parsed.data if str(op) not in _NO_ROOM))


def steps_of(pattern: str) -> Steps:
    """The steps of a pattern without flags (ValueError if it has any that change what letters match)."""
    parsed = _PARSER.parse(pattern)
    if parsed.state.flags & re.IGNORECASE:
        msg = f"letters of either case: {pattern[:60]}"
        raise ValueError(msg)
    return _steps(parsed)
