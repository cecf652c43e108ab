"""How fully a message says a phrase of a script."""

from __future__ import annotations

import time

import pytest

from fsm.reading.matching import matches
from fsm.reading.message import Message


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("а гарантию вы даёте?", ["есть гарантия"]),
        ("какая у вас гарантия на ремонт", ["гарантия"]),
        ("скока стоить будет", ["сколько стоит"]),
        ("рассрачка есть?", ["рассрочка"]),
        ("в рассрочку можно взять", ["рассрочка", "кредит"]),
        ("доставки по городу нет?", ["доставка по городу"]),
        ("где вы находитесь", ["где находитесь", "адрес"]),
        ("мекенжайларыңыз қайда", ["мекенжай қайда"]),
        ("kaspi red бар ма", ["kaspi red"]),
        ("do you offer any discounts", ["discount"]),
        ("это слишком дорого для меня", ["слишком дорого"]),
        ("dorogo kak to", ["дорого"]),
        ("бағасы қымбат екен", ["қымбат"]),
        ("багасы кымбат екен", ["қымбат"]),
    ],
)
def test_a_phrase_is_found_in_other_forms_order_and_letters(text, phrases):
    assert matches(Message(text), phrases) >= 0.8


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("здравствуйте, хочу торт", ["гарантия", "рассрочка"]),
        ("после обеда", ["сколько стоит"]),
        ("дорога скользкая", ["доставка"]),
        ("", ["цена"]),
        ("12345", ["цена"]),
        ("цена", []),
    ],
)
def test_other_talk_does_not_match(text, phrases):
    assert matches(Message(text), phrases) < 0.5


def test_half_a_phrase_is_half_a_match():
    assert 0.3 < matches(Message("гарантия"), ["гарантия возврат"]) < 0.7


def test_long_messages_take_linear_time():
    short, long = Message("слово за словом " * 100), Message("слово за словом " * 10_000)
    started = time.process_time()
    matches(short, ["гарантия на ремонт"])
    middle = time.process_time()
    matches(long, ["гарантия на ремонт"])
    assert time.process_time() - middle < 100 * (middle - started) + 1
