"""A term and nothing else is the timeline, also where the town or who decides was asked last."""

from datetime import UTC, datetime

import pytest

from fsm.facts import TIMELINE
from fsm.reading.message import Context
from fsm.reading.reader import read

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def found(question: str, text: str) -> bool:
    return TIMELINE in read(text, Context(question, "", NOW)).facts


@pytest.mark.parametrize("question", ["location", "authority"])
@pytest.mark.parametrize(
    "text",
    ["next month", "в следующем месяце", "келесі айда", "до конца месяца", "ну надо до конца месяца", "by summer"],
)
def test_a_term_alone_is_taken(question: str, text: str) -> None:
    assert found(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("authority", "в пятницу"),
        ("authority", "завтра"),
        ("authority", "шеф в отпуске до конца месяца"),
        ("authority", "жена вернётся в следующем месяце"),
        ("location", "вечером"),
        ("location", "переезжаем в июне"),
        ("location", "до конца месяца в Алматы, потом Астана"),
        ("location", "после шести"),
    ],
)
def test_what_is_told_of_others_or_of_moving_is_not(question: str, text: str) -> None:
    assert not found(question, text)
