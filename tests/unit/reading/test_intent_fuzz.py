"""Any text whatever: the judgement readers never fail, keep their words, and take linear time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsm.reading import intent, language, mood, name, need, objections, who_decides, yes_no
from fsm.reading.message import Context, Message
from fsm.reading.reading import Intent, Sentiment, YesNo

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
QUESTIONS = [
    *("none", "need", "budget", "timeline", "authority", "contact_name"),
    *("phone", "email", "location", "best_time", "confirm"),
]
WORDS = """
я не да нет муж решает сама меня зовут Айгуль мне дорого қымбат жоқ иә керек стоп don't my husband 50 тысяч ? ! , .
😡 👍 позже напишу оператор верните деньги где мой заказ ма бе ... @ http://x.kz a@b.kz -овна Ким просто можно
"""


def judge(text: str, question: str) -> None:
    message, context = Message(text), Context(question, "Вы сами принимаете решение?", NOW)
    for found in (who_decides.read(message, context), name.read(message, context), need.read(message, context, {})):
        assert found is None or message.text[found.start : found.end] == found.words
        assert found is None or 0 < found.confidence <= 1
    assert intent.read(message, context, {}) in Intent
    assert mood.read_sentiment(message) in Sentiment
    assert yes_no.read(message, context) in (None, *YesNo)
    assert mood.read_pain(message, context) in (None, 0, 1, 2, 3)
    assert mood.read_urgency(message, {}) in (None, "high")
    assert language.read(message, context) in (None, "ru", "kk", "en", "uk", "mix")
    assert set(objections.read(message, context, {})) <= {
        *("price", "trust", "time", "competitor", "warranty", "authority", "need"),
    }


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120), st.sampled_from(QUESTIONS))
def test_any_characters_are_read_without_failure(text, question):
    judge(text, question)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join), st.sampled_from(QUESTIONS))
def test_any_mixture_of_telling_words_is_read_without_failure(text, question):
    judge(text, question)


@pytest.mark.parametrize(
    "piece", ["не ", "да нет ", "а", "муж и жена ", "((((", "меня зовут ", "👍", "не пишите мне больше, "]
)
def test_long_messages_take_time_in_proportion(piece):
    judge(piece * 10, "authority")
    started = time.process_time()
    judge(piece * 500, "authority")
    assert time.process_time() - started < 3
