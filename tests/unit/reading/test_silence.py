"""What tells no budget, no term, no hour and no number, and what is nearly the same and does.

A line of `silence/*.txt` is what was said; "=> ..." behind it is what is read of the deal, nothing otherwise. A line
"@question | its text" says what was asked from there on.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from fsm.facts import BEST_TIME, BUDGET, EMAIL, PHONE, TIMELINE, Found
from fsm.reading.message import Context
from fsm.reading.reader import read

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
FILES = sorted((Path(__file__).parent / "silence").glob("*.txt"))


def told() -> Iterator[tuple[str, str, str, str]]:
    """Question, its text, what was said and what is to be read of it."""
    for file in FILES:
        question, asked = "none", ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("@"):
                question, _, asked = (part.strip() for part in line[1:].partition("|"))
            else:
                said, _, expected = line.partition(" => ")
                yield question, asked, said, expected


def of_the_deal(facts: dict[str, Found]) -> str:
    """The facts about money, days, hours and contacts as a line."""
    found = []
    for fact, value in (
        (fact, facts[fact].value) for fact in sorted({BUDGET, TIMELINE, BEST_TIME, PHONE, EMAIL} & facts.keys())
    ):
        if fact == BUDGET:
            found.append(f"budget {_sum(value.min)}..{_sum(value.max)} {value.currency or '-'} {value.qualifier}")
        elif fact == TIMELINE:
            found.append(f"timeline {value.earliest or ''}..{value.latest or ''} {value.urgency}")
        elif fact == BEST_TIME:
            found.append(f"hours {value.start or ''}–{value.end or ''}")
        else:
            found.append(f"{fact} {value}")
    return "; ".join(found)


def _sum(bound: float | None) -> str:
    return "" if bound is None else f"{bound:.10g}"


@pytest.mark.parametrize(("question", "asked", "said", "expected"), list(told()))
def test_what_is_read_of_the_deal(question, asked, said, expected):
    assert of_the_deal(read(said, Context(question, asked, NOW)).facts) == expected
