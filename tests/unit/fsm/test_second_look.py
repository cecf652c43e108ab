"""What people volunteer before they are asked: an amount alone in its clause, a name beside the number."""

from __future__ import annotations

import pytest
from talk import AT

from fsm.reading.message import Context
from fsm.reading.reader import read
from fsm.second_look import look_again

WANTED = frozenset({"budget", "name", "phone"})


def seen(text: str, question: str = "timeline", wanted: frozenset[str] = WANTED):
    context = Context(question, "Когда он вам нужен?", AT)
    return look_again(text, read(text, context), context, wanted).facts


@pytest.mark.parametrize(
    ("text", "low", "high", "words"),
    [
        ("10-15 тысяч нормально", 10_000, 15_000, "10-15 тысяч"),
        ("экран разбит, где-то 20 тысяч", 20_000, 20_000, "20 тысяч"),
        ("10-15 мың болады", 10_000, 15_000, "10-15 мың"),
        ("It's slow. 10-15k is fine.", 10_000, 15_000, "10-15k"),
        ("бюджет до 30 тысяч", None, 30_000, "30 тысяч"),
    ],
)
def test_an_amount_that_stands_alone_is_a_budget(text, low, high, words):
    found = seen(text)["budget"]
    assert (found.value.min, found.value.max) == (low, high)
    assert words in found.words
    assert text[found.start : found.end] == found.words


@pytest.mark.parametrize(
    "text",
    [
        "купил его за 300 тысяч и он сломался",
        "у меня 2 ноутбука",
        "завтра в 15",
        "соседи просят 20 тысяч",
        "нужно 10 тысяч листовок",
        "упал с 10 тысяч метров",
        "пробег 100 тысяч",
        "клавиатура набрала 2 млн нажатий",
        "8 777 123 45 67",
    ],
)
def test_an_amount_inside_a_story_is_none(text):
    assert "budget" not in seen(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Алия, 8 777 123 45 67", "Алия"),
        ("8 777 123 45 67 Алия", "Алия"),
        ("экран разбит. Данияр Омаров 87771234567", "Данияр Омаров"),
        ("Ырысалды, 8 777 123 45 67", "Ырысалды"),
        ("Aliya, +7 777 123 45 67", "Aliya"),
    ],
)
def test_a_name_beside_the_number_is_the_leads(text, name):
    found = seen(text)["name"]
    assert found.value == name
    assert text[found.start : found.end] == found.words


@pytest.mark.parametrize(
    "text", ["экран разбит, 8 777 123 45 67", "срочно 87771234567", "мой номер 87771234567", "Алия"]
)
def test_other_words_beside_the_number_are_no_name(text):
    assert "name" not in seen(text)


def test_what_is_known_or_never_asked_is_left_to_the_reader():
    context = Context("timeline", "Когда он вам нужен?", AT)
    for text in ("10-15 тысяч нормально", "Алия, 8 777 123 45 67"):
        reading = read(text, context)
        assert look_again(text, reading, context, frozenset({"need"})) == reading
