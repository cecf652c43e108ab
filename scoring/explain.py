"""A score as lines a person can check: so many points, for what, in the lead's own words."""

from __future__ import annotations

from collections.abc import Mapping

from fsm.facts import Fact
from fsm.lead import Part, Worth
from fsm.ports import Words

LONGEST_QUOTE = 60


def lines(worth: Worth, words: Words, facts: Mapping[str, Fact] | None = None) -> tuple[str, ...]:
    """One line a part, the strongest reason first and what lowers the score last; their points add up to the score.

    With `facts` a line also carries the value that was judged. Plain text: escape it where it becomes markup.
    """
    told = facts or {}
    return tuple(line(part, words, told.get(part.factor)) for part in strongest_first(worth.parts))


def strongest_first(parts: tuple[Part, ...]) -> list[Part]:
    """By points given, then by points possible; equal ones in the model's own order."""
    return sorted(parts, key=lambda part: (-part.points, -part.of))


def line(part: Part, words: Words, fact: Fact | None = None) -> str:
    """One part: "+30/30 Budget: 10 000–15 000 ₸, fits «Да, нормально»"."""
    why = words(part.note)
    if fact is not None:
        value = words.value(part.factor, fact.value)
        why = why if value.casefold() in {why.casefold(), part.words.casefold()} else f"{value}, {why}"
    if part.words:
        why = words("why.quoted", why=why, words=_short(part.words))
    factor = words(f"factor.{part.factor}")
    if not part.of:
        return words("why.limit", points=f"−{-part.points}", factor=factor, why=why)
    return words("why.part", points=str(part.points), of=str(part.of), factor=factor, why=why)


def unknown(worth: Worth, words: Words) -> str:
    """What nobody knows yet, dearest first: "budget (+26), name (+2)"; empty when all is known."""
    raises = dict(worth.raises)
    facts = [*raises, *(fact for fact in worth.unknown if fact not in raises)]
    return ", ".join(
        words("why.raise", fact=words(f"fact.{fact}"), points=str(raises[fact]))
        if fact in raises
        else words(f"fact.{fact}")
        for fact in facts
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1].rstrip() + "…"
