"""What is wanted or broken, in the person's own words."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from fsm.facts import BUDGET, Budget, Found, Qualifier
from fsm.reading import need
from fsm.reading.message import Context, Message

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))
ASKED = Context("need", "Здравствуйте! Расскажите, чем можем помочь?", NOW)
FIRST = Context("none", "", NOW)

WANTED = [
    ("Здравствуйте! Нужен ремонт ванной под ключ", "Нужен ремонт ванной под ключ"),
    ("добрый день, хочу заказать торт на день рождения. Спасибо!", "хочу заказать торт на день рождения"),
    ("привет, течёт кран на кухне", "течёт кран на кухне"),
    ("сәлем, маған ағылшын тілінен репетитор керек", "маған ағылшын тілінен репетитор керек"),
    ("Hi, we need catering for 50 people", "we need catering for 50 people"),
    ("вітаю, потрібен електрик", "потрібен електрик"),
    ("сколько стоит? нужна уборка двушки", "нужна уборка двушки"),
]


@pytest.mark.parametrize(("text", "wanted"), WANTED)
def test_the_first_message_says_what_is_wanted(text, wanted):
    found = need.read(Message(text), FIRST, {})
    assert found is not None
    assert found.value == wanted
    assert text[found.start : found.end] == found.words


@pytest.mark.parametrize(
    "text",
    [
        "здравствуйте",
        "сколько стоит маникюр?",
        "просто смотрю",
        "спасибо",
        "где вы находитесь?",
        "ищу работу",
        "стоп",
        "позовите оператора",
        "😀",
        "",
        "не пишите мне больше",
        "верните деньги, диван сломан",
    ],
)
def test_nothing_is_wanted_where_nothing_is_said(text):
    assert need.read(Message(text), FIRST, {}) is None


@pytest.mark.parametrize(
    "text", ["сайт для стоматологии", "маникюр", "2 комнаты, обои и ламинат", "a gift for my wife"]
)
def test_asked_for_the_need_a_bare_noun_is_enough(text):
    found = need.read(Message(text), ASKED, {})
    assert found is not None
    assert found.value == text
    assert need.read(Message(text), Context("budget", "Какой бюджет?", NOW), {}) is None


def test_what_another_fact_took_is_left_out():
    text = "хочу кухню, бюджет до 500 тысяч, угловую"
    start = text.index("до 500")
    budget = Budget(None, 500_000, "KZT", Qualifier.UPTO)
    taken = Found(value=budget, words="до 500 тысяч", start=start, end=start + len("до 500 тысяч"))
    found = need.read(Message(text), ASKED, {BUDGET: taken})
    assert found is not None
    assert found.value == "хочу кухню, угловую"
    assert text[found.start : found.end] == found.words
