"""Asked for the number or the hour, "call me" with either is the answer; a wish for a person stays one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fsm.reading.message import Context
from fsm.reading.reader import read
from fsm.reading.reading import Intent

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("phone", "кешкі жетіге қоңырау шалыңыз, 87053334455", Intent.ANSWER),
        ("phone", "қоңырау шалыңыз өтінемін 87053334455", Intent.ANSWER),
        ("phone", "перезвоните мне 87053334455", Intent.ANSWER),
        ("best_time", "call me back, 3pm is fine", Intent.ANSWER),
        ("phone", "қоңырау шалыңыз", Intent.HUMAN),
        ("phone", "адаммен сөйлескім келеді, қоңырау шалыңыз 87053334455", Intent.HUMAN),
        ("phone", "хочу с менеджером поговорить, позвоните 87053334455", Intent.HUMAN),
        ("budget", "перезвоните мне 87053334455", Intent.HUMAN),
    ],
)
def test_how_to_reach_them_is_an_answer_where_it_was_asked(question: str, text: str, expected: Intent) -> None:
    assert read(text, Context(question, "", NOW)).intent is expected
