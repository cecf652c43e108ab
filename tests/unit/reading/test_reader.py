"""One message, many facts: no figure or word is taken twice, and each stands on its words."""

from datetime import date, datetime, timedelta, timezone

import pytest

from fsm.facts import Qualifier
from fsm.reading.message import Context
from fsm.reading.reader import read
from fsm.reading.reading import Intent

NOW = datetime(2026, 3, 10, 14, 30, tzinfo=timezone(timedelta(hours=5)))


def reading(text, question="none", question_text=""):
    return read(text, Context(question, question_text, NOW))


def facts(text, question="none", question_text=""):
    return {fact: found.value for fact, found in reading(text, question, question_text).facts.items() if fact != "need"}


def test_a_first_message_gives_every_fact_in_it():
    text = (
        "здравствуйте, меня зовут Айгерим, нужен сайт, бюджет до 500 тысяч, надо через месяц, решаю сама, "
        "мой ватсап 8 701 555 12 30, почта aigerim@mail.kz, я в Алматы"
    )
    found = facts(text)
    assert found["phone"] == "+77015551230"
    assert found["email"] == "aigerim@mail.kz"
    assert found["name"] == "Айгерим"
    assert found["location"] == "Алматы"
    assert (found["budget"].max, found["budget"].qualifier) == (500_000, Qualifier.UPTO)
    assert found["timeline"].latest == date(2026, 4, 10)
    assert found["authority"] == "self"


@pytest.mark.parametrize(
    ("text", "question", "absent"),
    [
        ("8 707 123 45 67", "budget", "budget"),
        ("14.03", "timeline", "budget"),
        ("к 6", "best_time", "budget"),
        ("Абая 150 кв 58", "location", "budget"),
        ("с 10 до 12", "best_time", "budget"),
        ("aigul85@mail.ru", "email", "phone"),
        ("aigul85@mail.ru", "budget", "budget"),
        ("от 200 до 300 тысяч", "none", "best_time"),
        ("12-15 тысяч", "budget", "timeline"),
        ("10-15", "budget", "best_time"),
        ("3-4 миллиона", "budget", "timeline"),
        ("45 000", "budget", "phone"),
    ],
)
def test_a_figure_belongs_to_one_fact(text, question, absent):
    found = facts(text, question)
    assert absent not in found


def test_money_and_a_date_share_a_message():
    found = facts("70 тыс. но мне надо к пятнице", "budget", "На какой бюджет ориентируетесь?")
    assert found["budget"].min == 70_000
    assert found["timeline"].latest == date(2026, 3, 13)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10-15 мың болады", 10_000, 15_000),
        ("10-15 thousand is fine", 10_000, 15_000),
        ("10-15 тысяч нормально", 10_000, 15_000),
    ],
)
def test_an_unasked_range_keeps_both_bounds(text, low, high):
    budget = facts(text)["budget"]
    assert (budget.min, budget.max) == (low, high)


def test_a_span_of_weeks_is_no_hour_and_a_percentage_neither():
    assert "best_time" not in facts("in 2-3 weeks", "timeline", "When do you need it?")
    assert "best_time" not in facts("Кредиты без отказа до 10 000 000 тенге под 12% годовых")


def test_a_cap_after_a_date_belongs_to_the_amount():
    found = facts("by the 20th, max 300 dollars", "timeline", "When do you need it?")
    assert found["timeline"].latest == date(2026, 3, 20)
    assert (found["budget"].min, found["budget"].max) == (None, 300)


def test_an_advert_gives_no_facts_of_a_deal():
    found = reading("заработок от 500$ в день без вложений, переходи по ссылке в профиле")
    assert found.intent is Intent.SPAM
    assert not found.facts.keys() & {"budget", "timeline", "best_time", "authority"}


def test_who_looks_for_work_names_a_wage_and_no_budget():
    found = reading("ищу работу водителем, зарплата от 300 тысяч, стаж 12 лет")
    assert found.intent is Intent.JOB
    assert "budget" not in found.facts


def test_an_overlong_message_is_read_at_both_ends_with_true_offsets():
    text = "нужен ремонт, бюджет до 500 тысяч. " + "бла бла " * 2000 + "мой номер 8 701 555 12 30"
    found = reading(text).facts
    assert found["budget"].value.max == 500_000
    assert found["phone"].value == "+77015551230"
    assert text[found["phone"].start : found["phone"].end] == found["phone"].words == "8 701 555 12 30"


@pytest.mark.parametrize("text", ["", " ", "\n", "🙂", "\u202e", "...", "?"])
def test_nothing_said_is_nothing_read(text):
    assert not facts(text)


def test_values_that_stand_only_in_the_question_are_never_extracted():
    found = facts("да, всё верно", "confirm", "Бюджет 70 000 тг, район Орбита, 8 701 555 12 30 — всё правильно?")
    assert not found
