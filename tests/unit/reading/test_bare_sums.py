"""A sum and nothing else is the budget, whatever was asked last: people answer the question before."""

from datetime import UTC, datetime

import pytest

from fsm.facts import BUDGET
from fsm.reading.message import Context
from fsm.reading.reader import read

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("question", ["authority", "timeline", "need", "contact_name"])
@pytest.mark.parametrize(
    "text",
    [
        "ну тысяч 30",
        "тыщ 300 наверно",
        "миллиона полтора",
        "300 мың шамамен",
        "around 400k",
        "300 тысяч",
        "ну, 300 тысяч!",
        "до 200 тысяч",
        "150 мың",
    ],
)
def test_it_is_taken(question: str, text: str) -> None:
    assert BUDGET in read(text, Context(question, "", NOW)).facts


@pytest.mark.parametrize(
    "text", ["до 100 тысяч сама решаю", "всё что выше 100 тысяч, решает шеф", "до 50 тысяч можно без мужа"]
)
def test_a_threshold_of_who_decides_is_none(text: str) -> None:
    assert BUDGET not in read(text, Context("authority", "Кто принимает решение?", NOW)).facts
