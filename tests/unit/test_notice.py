"""People are told that a machine answers them: the first words of every script say so in each of its languages."""

from __future__ import annotations

import re

import pytest

from fsm import script

SAYS_SO = re.compile(r"автомат|робот|бот\b|automat|\bbot\b|automated|assistant", re.IGNORECASE)
CASES = [(name, language) for name in script.shipped() for language in script.load(name).languages]


@pytest.mark.parametrize(("name", "language"), CASES)
def test_the_greeting_says_that_a_machine_answers(name: str, language: str) -> None:
    pack = script.load(name)
    greetings = [pack.text(f"script.greeting.{number}", language) for number in range(pack.wordings("script.greeting"))]
    assert greetings
    assert all(SAYS_SO.search(text) for text in greetings), greetings
