"""What is wrong with a script, said so that its author can put it right: file, line, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Where = tuple[str | int, ...]
"""A place in a script as the keys and positions that lead to it: ("questions", 0, "ask", "ru")."""


class Problem(NamedTuple):
    """One thing to put right, and where it stands."""

    where: Where
    sentence: str


class ScriptError(ValueError):
    """The script cannot be used. The message has one line a problem: `file:line: place: what to write instead`."""

    def __init__(self, source: str, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.source = source
        self.problems = tuple(lines)


def path(where: Iterable[str | int]) -> str:
    """The place as people write it: questions[1].ask.ru (positions count from 1)."""
    text = ""
    for step in where:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def told(source: str, problems: Iterable[Problem], lines: dict[Where, int]) -> ScriptError:
    """All problems as one error, in the order of the file; a place without a line takes that of what surrounds it."""
    placed = sorted((_line(problem.where, lines), path(problem.where), problem.sentence) for problem in set(problems))
    return ScriptError(
        source,
        [
            f"{source}:{line}: {where}: {sentence}" if where else f"{source}:{line}: {sentence}"
            for line, where, sentence in placed
        ],
    )


def _line(where: Where, lines: dict[Where, int]) -> int:
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)
